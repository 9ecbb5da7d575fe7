package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server"
	"github.com/cellsweep/cellsweep/server/staging"
	"github.com/cellsweep/cellsweep/store/blobs"
	"github.com/cellsweep/cellsweep/store/blobs/s3"
)

// openFiles opens the place for files and the folder in which uploads gather.
func openFiles(ctx context.Context, r resolved) (server.Files, error) {
	place, err := blobs.Open(ctx, r.Files, map[string]blobs.Opener{s3.Scheme: s3.Open})
	if err != nil {
		return server.Files{}, err
	}
	area, err := staging.Open(r.FilesStaging)
	return server.Files{Blobs: place, Staging: area, Quota: r.FilesQuota << 20}, err
}

// receiveCommand takes in what tablets without network have carried home.
type receiveCommand struct {
	settings

	Exports []string `arg:"" placeholder:"FILE" help:"Files that tablets exported."`
}

// Run takes in each file, beside a running server or without one, and writes
// what goes back to the tablet beside it: FILE.acks.json, and a QR code for its
// camera, FILE.acks.png.
func (c *receiveCommand) Run(ctx context.Context, out console) (err error) {
	r, err := c.resolve()
	if err != nil {
		return err
	}
	app, err := assemble(ctx, r, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, app.store.Close()) }()
	whole := true
	for _, name := range c.Exports {
		receipt, err := app.receive(ctx, name)
		if err != nil {
			return err
		}
		whole = whole && receipt.Whole
		if err := writeReceipt(out, name, receipt); err != nil {
			return err
		}
	}
	if err := app.server.Project(ctx); err != nil {
		return err
	}
	if !whole {
		return exit(exitShortfall)
	}
	return nil
}

func (a *app) receive(ctx context.Context, name string) (receipt server.Receipt, err error) {
	f, err := os.Open(name) //nolint:gosec // the operator names it
	if err != nil {
		return receipt, models.NewFault(models.Invalid, "%s cannot be read.", name).Because(err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return a.server.Receive(ctx, f)
}

func writeReceipt(out console, name string, r server.Receipt) error {
	verdicts := map[string]int{}
	for _, s := range r.Streams {
		for _, row := range s.Results {
			what := string(row.Verdict)
			if row.Duplicate {
				what = "there already"
			}
			verdicts[what]++
		}
	}
	text := fmt.Sprintf("%s: %d of %d pushes, %d of %d files", name, r.Pushes.Arrived, r.Pushes.Named, r.Files.Arrived, r.Files.Named)
	for _, what := range []string{"stored", "there already", "quarantined", "unverified"} {
		if verdicts[what] > 0 {
			text += fmt.Sprintf("; %d entries %s", verdicts[what], what)
		}
	}
	text += "\n"
	for _, f := range r.Stored {
		if f.Verdict != "stored" {
			text += fmt.Sprintf("  the file %s is refused: %s\n", f.SHA256, f.Reason)
		}
	}
	if r.Fault != nil {
		text += "  " + r.Fault.Detail + "\n"
	}
	for _, s := range r.Streams {
		for _, m := range s.Missing {
			text += fmt.Sprintf("  of the stream %s the entries %d to %d are not here\n", s.Stream, m.From, m.To)
		}
		if n := len(s.FilesMissing); n > 0 {
			text += fmt.Sprintf("  of the stream %s %d files are not here\n", s.Stream, n)
		}
	}
	acks, err := json.MarshalIndent(r.Acks, "", "  ")
	if err != nil {
		return err
	}
	if err := out.write(name+".acks.json", append(acks, '\n')); err != nil {
		return err
	}
	for i, code := range r.QR {
		png, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(code, "data:image/png;base64,"))
		if err != nil {
			return err
		}
		part := name + ".acks.png"
		if i > 0 {
			part = fmt.Sprintf("%s.acks.%d.png", name, i+1)
		}
		if err := out.write(part, png); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(out.out, "%s  back to the tablet: %s.acks.json, or the code in %s.acks.png\n", text, name, name)
	return err
}
