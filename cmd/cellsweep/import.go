package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/intake"
)

// importCommand takes in CSV files without a server, or beside one.
type importCommand struct {
	Files        []string `arg:"" name:"file" help:"CSV files, or folders of them. A file is known by its header, not by its name."`
	DryRun       bool     `help:"Check and count, save nothing."`
	Expect       string   `placeholder:"DIGEST" help:"With a list of who is where (occupancy): the digest of the changes that --dry-run showed. Only these are applied."`
	Operation    string   `placeholder:"ID" help:"The operation that the files go into. Default: the one that operation.csv names, or else the only one in draft or planned."`
	Database     string   `default:"var/cellsweep.db" env:"CELLSWEEP_DATABASE" help:"Path of an SQLite file, or a postgres:// URL."`
	DatabaseFile string   `env:"CELLSWEEP_DATABASE_FILE" placeholder:"FILE" help:"File that holds --database."`
	Keys         string   `env:"CELLSWEEP_KEYS" placeholder:"FILE" help:"The server's key file, with which drafts are sealed. Default: cellsweep.keys beside an SQLite database, else in this folder."`
	keyService
}

// Run imports the files and prints what was done with each. Faults of the files
// are told one a line, and the exit code is 2 then.
func (c *importCommand) Run(ctx context.Context, out console) (err error) {
	options := intake.Options{DryRun: c.DryRun, Expect: c.Expect}
	if c.Operation != "" {
		id, err := models.ParseID(c.Operation)
		if err != nil {
			return err
		}
		options.Operation = &id
	}
	files, err := out.csvFiles(c.Files)
	if err != nil {
		return err
	}
	s, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	r, err := intake.Run(ctx, s, files, options)
	if err != nil {
		return err
	}
	return printImport(out.out, r)
}

// open opens the database as the server does, with its key file and the
// pick-lists that codes are checked against.
func (c *importCommand) open(ctx context.Context) (*store.Store, error) {
	r, err := settings{keyService: c.keyService, Listen: ":0", Database: c.Database, DatabaseFile: c.DatabaseFile, Keys: c.Keys,
		Speed: "1x", LogLevel: "error"}.resolve()
	if err != nil {
		return nil, err
	}
	keys, err := server.LoadSealedKeys(ctx, r.Keys, r.SecretsURL, time.Now())
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, store.Options{URL: r.Database, Clock: time.Now, Sealer: keys})
	if err != nil {
		return nil, err
	}
	if err := store.Seed(ctx, s); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// csvFiles reads files, and of folders every *.csv in them, by name.
func (c console) csvFiles(names []string) ([]intake.File, error) {
	var files []intake.File
	for _, name := range names {
		paths := []string{name}
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			if paths, err = csvIn(name); err != nil {
				return nil, err
			}
		}
		for _, path := range paths {
			content, err := c.readSome(path)
			if err != nil {
				return nil, err
			}
			files = append(files, intake.File{Name: printable(path), Content: content})
		}
	}
	return files, nil
}

func csvIn(folder string) (paths []string, err error) {
	entries, err := os.ReadDir(folder)
	for _, e := range entries {
		if !e.IsDir() && strings.EqualFold(filepath.Ext(e.Name()), ".csv") {
			paths = append(paths, filepath.Join(folder, e.Name()))
		}
	}
	if err == nil && len(paths) == 0 {
		err = models.NewFault(models.Invalid, "There are no CSV files in %s.", folder)
	}
	return paths, err
}

// readSome reads a file as far as an import would: one byte more than it takes
// is enough to say that a file is too large.
func (c console) readSome(path string) (_ []byte, err error) {
	from := c.in
	if path != "-" {
		f, err := os.Open(path) //nolint:gosec // the operator names it
		if err != nil {
			return nil, err
		}
		defer func() { _ = f.Close() }()
		from = f
	}
	return io.ReadAll(io.LimitReader(from, intake.MaxFile+1))
}

// printable keeps a file's name from steering the terminal.
func printable(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, name)
}

// printImport writes the report as a table.
func printImport(w io.Writer, r intake.Report) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(t, "kind\trows\tcreated\tupdated\tunchanged\tremoved\tfile") // Flush tells what went wrong
	for _, f := range r.Files {
		_, _ = fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t%d\t%s\n", f.Kind, f.Rows, f.Created, f.Updated, f.Unchanged, f.Removed, f.Name)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if r.Occupancy != nil {
		printOccupancy(w, r.Occupancy)
	}
	text := "A dry run: nothing was saved.\n"
	if r.Applied {
		text = "Saved.\n"
	}
	if r.Operation != nil {
		text += "Operation " + r.Operation.String() + "\n"
	}
	_, err := fmt.Fprint(w, text)
	return err
}

// printOccupancy writes who moved and what follows from it, one a line, and the
// digest by which this can be applied.
func printOccupancy(w io.Writer, c *intake.Changes) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(what, person string, from, to intake.Spot, note string) {
		_, _ = fmt.Fprintf(t, "%s\t%s\t%s %s\t%s %s\t%s\n", what, person, from.Site, from.Cell, to.Site, to.Cell, note) // Flush tells what went wrong
	}
	for _, m := range c.Moves {
		note := m.Follows
		if !m.Covered {
			note += ", no authorisation covers the new cell"
		}
		line("moved", m.Person, m.From, m.To, note)
	}
	for _, m := range c.Gone {
		line("gone", m.Person, m.From, m.To, "not in the list")
	}
	for _, m := range c.Elsewhere {
		line("elsewhere", m.Person, m.From, m.To, "no site of the operation")
	}
	for _, s := range c.Empty {
		line("empty", "", s, intake.Spot{}, "to be searched, and nobody is in it")
	}
	for _, s := range c.LapsedPins {
		line("unpinned", "", s, intake.Spot{}, "no target any more")
	}
	for _, s := range c.LapsedOut {
		line("searched", "", s, intake.Spot{}, "was left out by hand, and is no target any more")
	}
	for _, s := range c.Uncovered {
		line("uncovered", "", s, intake.Spot{}, "no authorisation covers it since somebody has left it")
	}
	for _, code := range c.DroppedLinks {
		line("unlinked", "", intake.Spot{Site: code}, intake.Spot{}, "it joined fewer than two cells")
	}
	_ = t.Flush()
	_, _ = fmt.Fprintf(w, "Apply exactly this with --expect %s\n", c.Digest)
}
