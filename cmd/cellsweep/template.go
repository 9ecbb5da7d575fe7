package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/seed"
)

// templateCommand handles checklists as files, in JSON or CSV: which of the two
// a file is shows by its first character.
type templateCommand struct {
	Lint    templateLint    `cmd:"" help:"Say what keeps a checklist from being published."`
	Show    templateShow    `cmd:"" help:"Write a checklist as text to be read."`
	CSV     templateCSV     `cmd:"" name:"csv" help:"Write a checklist as CSV, for a spreadsheet."`
	JSON    templateJSON    `cmd:"" name:"json" help:"Write a checklist as JSON, as it is published."`
	Publish templatePublish `cmd:"" help:"Publish a checklist as the next version of its code."`
}

// templateFile names the file of a checklist.
type templateFile struct {
	File string `arg:"" help:"The checklist, in JSON or CSV; - for the standard input."`
}

// read reads the checklist, and says where in the file each part of it stands.
func (f templateFile) read(c console) (t checklist.Template, places checklist.Places, err error) {
	from := c.in
	if f.File != "-" {
		file, err := os.Open(f.File)
		if err != nil {
			return t, places, err
		}
		defer func() { _ = file.Close() }()
		from = file
	}
	text, err := io.ReadAll(io.LimitReader(from, checklist.MaxTemplate+1))
	if err != nil {
		return t, places, err
	}
	if begin := bytes.TrimLeft(bytes.TrimPrefix(text, []byte("\ufeff")), " \t\r\n"); !bytes.HasPrefix(begin, []byte("{")) {
		return checklist.ReadCSV(printable(f.File), text)
	}
	t, err = checklist.Parse(text)
	return t, places, err
}

// shippedLists are the pick-lists that ship: an agency's own are in its database.
func shippedLists() (checklist.Lists, error) {
	r, err := seed.Load()
	return r.ChecklistLists(), err
}

type templateLint struct{ templateFile }

// Run lints by the pick-lists that ship. Faults are told one a line, and the
// exit code is 2 then.
func (c *templateLint) Run(out console) error {
	t, places, err := c.read(out)
	if err != nil {
		return err
	}
	lists, err := shippedLists()
	if err != nil {
		return err
	}
	var fs models.Faults
	checklist.Lint(&fs, "", t, lists)
	if err := fs.Err("The checklist cannot be published yet."); err != nil {
		return places.Of(err)
	}
	_, err = fmt.Fprintf(out.out, "%s %d can be published.\n", t.Code, t.Version)
	return err
}

type templateShow struct {
	templateFile
	Lang string `enum:"en,fr" default:"en" help:"Language: ${enum}."`
}

// Run writes the checklist as text.
func (c *templateShow) Run(out console) error {
	t, _, err := c.read(out)
	if err != nil {
		return err
	}
	lists, err := shippedLists()
	if err != nil {
		return err
	}
	_, err = io.WriteString(out.out, checklist.Render(t, lists, c.Lang))
	return err
}

type templateCSV struct{ templateFile }

// Run writes the checklist as CSV.
func (c *templateCSV) Run(out console) error {
	t, _, err := c.read(out)
	if err != nil {
		return err
	}
	text, err := checklist.WriteCSV(t)
	if err != nil {
		return err
	}
	_, err = out.out.Write(text)
	return err
}

type templateJSON struct{ templateFile }

// Run writes the checklist as JSON.
func (c *templateJSON) Run(out console) error {
	t, _, err := c.read(out)
	if err != nil {
		return err
	}
	text, err := t.JSON()
	if err != nil {
		return err
	}
	_, err = out.out.Write(text)
	return err
}

// templatePublish publishes without a server, or beside one.
type templatePublish struct {
	templateFile
	ActiveFrom   string `placeholder:"INSTANT" help:"When operations are first given the version, as 2026-12-01T00:00:00.000Z. Default: now."`
	Database     string `default:"var/cellsweep.db" env:"CELLSWEEP_DATABASE" help:"Path of an SQLite file, or a postgres:// URL."`
	DatabaseFile string `env:"CELLSWEEP_DATABASE_FILE" placeholder:"FILE" help:"File that holds --database."`
	Keys         string `env:"CELLSWEEP_KEYS" placeholder:"FILE" help:"The server's key file. Default: cellsweep.keys beside an SQLite database, else in this folder."`
	keyService
}

// Run publishes the checklist by the pick-lists of the database.
func (c *templatePublish) Run(ctx context.Context, out console) (err error) {
	t, places, err := c.read(out)
	if err != nil {
		return err
	}
	var from *time.Time
	if c.ActiveFrom != "" {
		at, err := models.ParseTime(c.ActiveFrom)
		if err != nil {
			return err
		}
		from = &at
	}
	open := importCommand{Database: c.Database, DatabaseFile: c.DatabaseFile, Keys: c.Keys, keyService: c.keyService}
	s, err := open.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	var v models.TemplateVersion
	err = s.Tx(ctx, func(tx *store.Tx) error {
		v, err = tx.PublishChecklist(t, models.ID{}, from)
		return err
	})
	if err != nil {
		return places.Of(err)
	}
	_, err = fmt.Fprintf(out.out, "Published %s %d, active from %s.\n", v.Code, v.Number, models.FormatTime(v.ActiveFrom))
	return err
}
