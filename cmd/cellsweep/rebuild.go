package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

// rebuildCommand makes documents anew, beside a running server or without one.
type rebuildCommand struct {
	settings

	Operation string `arg:"" help:"Reference of the operation."`
	By        string `required:"" help:"Who ordered it: it goes into the audit."`
	Reason    string `required:"" help:"Why: likewise."`
}

// Run throws the operation's documents away and projects its whole journal.
func (c *rebuildCommand) Run(ctx context.Context, out console) (err error) {
	r, err := c.resolve()
	if err != nil {
		return err
	}
	app, err := assemble(ctx, r, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, app.store.Close()) }()
	var o models.Operation
	err = app.store.Tx(ctx, func(tx *store.Tx) error {
		if o, err = tx.OperationByReference(c.Operation); err != nil {
			return err
		}
		return tx.ResetProjection(o.ID, c.By, c.Reason)
	})
	if err != nil {
		return err
	}
	if err := app.server.Project(ctx); err != nil {
		return err
	}
	return app.store.Read(ctx, func(v store.View) error {
		position, err := v.Projected(o.ID)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(out.out, "The documents of %s follow its journal again, up to position %d.\n", o.Reference, position)
		return err
	})
}
