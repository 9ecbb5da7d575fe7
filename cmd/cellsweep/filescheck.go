package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
)

// filesCommand is about the bytes of files.
type filesCommand struct {
	Check filesCheckCommand `cmd:"" help:"Read every file and hold it against its hash."`
}

// filesCheckCommand says which files are gone or altered.
type filesCheckCommand struct {
	settings

	AskAgain bool `help:"Write what is found into the journals, so that tablets are asked for what is gone; altered bytes are set aside."`
}

// Run reads every file, beside a running server or without one. Its exit code is
// 3 when one is not as it was signed.
func (c *filesCheckCommand) Run(ctx context.Context, out console) (err error) {
	r, err := c.resolve()
	if err != nil {
		return err
	}
	app, err := assemble(ctx, r, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, app.store.Close()) }()
	check, err := app.server.CheckFiles(ctx)
	if err != nil {
		return err
	}
	text, wrong := "", 0
	for _, x := range check.Findings {
		text += fmt.Sprintf("%s: the file %s (%d bytes) is %s", x.Operation, x.SHA256, x.Size, x.What)
		if x.Found != "" {
			text += ": its bytes have the SHA-256 " + x.Found
		}
		text += "\n"
		if x.What != "back" {
			wrong++
		}
	}
	if c.AskAgain {
		if err := app.server.AskAgain(ctx, check); err != nil {
			return err
		}
		if err := app.server.Project(ctx); err != nil {
			return err
		}
		text += "What was found is in the journals, and tablets are asked again for what is gone.\n"
	}
	if _, err := fmt.Fprintf(out.out, "%s%d files with %d bytes were read; %d are not as they were signed.\n", text, check.Checked, check.Bytes, wrong); err != nil {
		return err
	}
	if wrong > 0 {
		return exit(exitShortfall)
	}
	return nil
}
