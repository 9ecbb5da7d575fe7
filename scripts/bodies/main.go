// Command bodies writes the Go types of the bodies of entries from their JSON
// Schemas: one struct for each type and version, in openapi/entries.
//
//	go run ./scripts/bodies openapi/entries openapi/entries/bodies.gen.go
//
// It knows the keywords that these schemas use for the shape of a value (type,
// properties, required, items, anyOf with null) and passes over those that only
// narrow it (pattern, limits, if); another shape than these becomes raw JSON.
package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

func main() {
	if err := run(os.Args[1:], os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "bodies:", err)
		os.Exit(1)
	}
}

func run(args []string, told io.Writer) error {
	if len(args) != 2 {
		return fmt.Errorf("wants the folder of the schemas and the file to write")
	}
	files, err := filepath.Glob(filepath.Join(args[0], "*.v*.json"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("there are no schemas in %s: %w", args[0], err)
	}
	slices.Sort(files)
	var w writer
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			return err
		}
		s, err := read(text)
		if err != nil {
			return fmt.Errorf("%s: %w", f, err)
		}
		w.body(filepath.Base(f), s)
	}
	source, err := w.source()
	if err != nil {
		return err
	}
	if err := os.WriteFile(args[1], source, 0o644); err != nil { //nolint:gosec // source code is for everybody to read
		return err
	}
	_, err = fmt.Fprintf(told, "generate: openapi/entries/%s, %d schemas\n", filepath.Base(args[1]), len(files))
	return err
}
