package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

// exportCommand writes copies of what the server holds.
type exportCommand struct {
	Backup       string `required:"" placeholder:"FILE" help:"Write a whole copy of the SQLite database here, while the server runs. Keep the key file with it, apart from it."`
	Database     string `default:"var/cellsweep.db" env:"CELLSWEEP_DATABASE" help:"Path of the SQLite file."`
	DatabaseFile string `env:"CELLSWEEP_DATABASE_FILE" placeholder:"FILE" help:"File that holds --database."`
}

// Run writes the backup.
func (c *exportCommand) Run(ctx context.Context, out console) error {
	r, err := settings{Listen: ":0", Database: c.Database, DatabaseFile: c.DatabaseFile, Speed: "1x", LogLevel: "error"}.resolve()
	if err != nil {
		return err
	}
	if err := store.Backup(ctx, r.Database, c.Backup); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out.out, "The database is copied to %s. Its plans open only with the key file %s: keep both, apart.\n", c.Backup, r.Keys)
	return err
}

// restoreCommand makes a database of a backup.
type restoreCommand struct {
	Backup   string `arg:"" help:"A file that cellsweep export --backup wrote."`
	Database string `default:"var/cellsweep.db" env:"CELLSWEEP_DATABASE" help:"Path of the SQLite file to make; it must not exist."`
	Keys     string `env:"CELLSWEEP_KEYS" placeholder:"FILE" help:"The server's key file. Default: cellsweep.keys beside the database."`
	By       string `required:"" help:"Who ordered the restore: it goes into every journal."`
	Reason   string `default:"restored from a backup" help:"Why: likewise."`
	keyService
}

// Run copies the backup into place and begins a new epoch in every journal.
func (c *restoreCommand) Run(ctx context.Context, out console) (err error) {
	r, err := settings{keyService: c.keyService, Listen: ":0", Database: c.Database, Keys: c.Keys, Speed: "1x", LogLevel: "error"}.resolve()
	if err != nil {
		return err
	}
	if err := store.CopyBackup(c.Backup, r.Database); err != nil {
		return err
	}
	app, err := assemble(ctx, r, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, app.store.Close()) }()
	n, err := app.server.StartEpochs(ctx, c.By, c.Reason)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out.out, "%s is restored to %s; %d journals begin a new epoch, and tablets will send again what they hold.\n", c.Backup, r.Database, n)
	return err
}

// epochCommand says in every journal that the database was restored: for
// PostgreSQL, whose own tools do the rest.
type epochCommand struct {
	settings

	By     string `required:"" help:"Who ordered the restore: it goes into every journal."`
	Reason string `default:"restored from a backup" help:"Why: likewise."`
}

// Run begins a new epoch in every journal.
func (c *epochCommand) Run(ctx context.Context, out console) (err error) {
	r, err := c.resolve()
	if err != nil {
		return err
	}
	app, err := assemble(ctx, r, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, app.store.Close()) }()
	n, err := app.server.StartEpochs(ctx, c.By, c.Reason)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out.out, "%d journals begin a new epoch, and tablets will send again what they hold.\n", n)
	return err
}

// migrateCommand brings the schema up to date without starting a server.
type migrateCommand struct {
	settings
}

// Run migrates.
func (c *migrateCommand) Run(ctx context.Context, out console) (err error) {
	r, err := c.resolve()
	if err != nil {
		return err
	}
	app, err := assemble(ctx, r, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, app.store.Close()) }()
	_, err = fmt.Fprintf(out.out, "The schema of %s is up to date.\n", redact(r.Database))
	return err
}

// userCommand makes a one-time link for somebody who cannot sign in: for the
// administrator who has lost the last password.
type userCommand struct {
	settings

	Login string `arg:"" help:"Who."`
}

// Run prints the link.
func (c *userCommand) Run(ctx context.Context, out console) (err error) {
	r, err := c.resolve()
	if err != nil {
		return err
	}
	if r.Demo {
		return models.NewFault(models.Invalid, "A demonstration's people have their password already.")
	}
	app, err := assemble(ctx, r, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, app.store.Close()) }()
	link, err := app.server.LinkFor(ctx, c.Login)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out.out, "%s sets a new password with this link, once, within three days:\n%s\n", c.Login, link)
	return err
}
