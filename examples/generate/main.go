// Command generate writes a demonstration operation as the CSV files that the
// importer reads: one operation, its establishments, their locations, people,
// kit, target cells, links between cells, and authorisations.
//
// The same flags give the same bytes on every machine. The files in
// examples/operation-prison-break are its output with the defaults.
//
//	go run ./examples/generate -sites 66 -cells 500 -seed 1 -o DIR
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/cellsweep/cellsweep/examples/generate/operation"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("generate", flag.ContinueOnError)
	size := operation.Size{}
	flags.IntVar(&size.Sites, "sites", 66, "how many establishments")
	flags.IntVar(&size.Cells, "cells", 500, "how many target cells over all of them")
	flags.Uint64Var(&size.Seed, "seed", 1, "seed of the random choices")
	dir := flags.String("o", "", "directory to write the CSV files to; it is created if missing")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *dir == "" {
		return fmt.Errorf("say with -o where the files are to go")
	}
	made, err := operation.Generate(size)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(*dir, 0o755); err != nil {
		return err
	}
	for _, table := range made.Tables() {
		if err := writeTable(filepath.Join(*dir, table.Name), table); err != nil {
			return err
		}
		fmt.Fprintf(out, "%-20s %6d rows\n", table.Name, len(table.Rows))
	}
	return nil
}

// writeTable writes one CSV file: UTF-8, commas, a header row, LF line ends.
func writeTable(path string, table operation.Table) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := table.Write(file); err != nil {
		_ = file.Close() // the first error is the one to tell
		return fmt.Errorf("%s: %w", path, err)
	}
	return file.Close()
}
