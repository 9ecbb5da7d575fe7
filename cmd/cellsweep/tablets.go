package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/cmd/cellsweep/tablets"
	"github.com/cellsweep/cellsweep/models"
)

// tabletsCommand plays the tablets of an operation against running servers.
type tabletsCommand struct {
	URL       []string `name:"url" default:"http://127.0.0.1:8080" help:"Where the server is; again for each of its replicas."`
	Operation string   `required:"" help:"Reference or id of a released operation."`
	Count     int      `default:"70" help:"How many tablets; each site needs one."`
	Seed      uint64   `default:"1" help:"The same seed and plan give the same story."`
	Speed     string   `placeholder:"60x" help:"How fast the tablets' time runs; as the server's unless said."`
	Login     string   `default:"coordinator" help:"A coordinator, who enrols the tablets."`
	Password  string   `default:"demonstration" env:"CELLSWEEP_TABLETS_PASSWORD" help:"The password of the coordinator and of the auditor."`
	Auditor   string   `default:"auditor" help:"Who reads the journal at the end; empty: nobody."`
	Quiet     bool     `help:"No progress, only the result."`
	JSON      string   `name:"json" placeholder:"FILE" type:"path" help:"Write the figures to a file, too."`
}

// Run plays, prints what was proved, and fails when something does not hold.
func (c *tabletsCommand) Run(ctx context.Context, out console) error {
	o := tablets.Options{Operation: c.Operation, Count: c.Count, Seed: c.Seed, Login: c.Login, Password: c.Password, Auditor: c.Auditor, Every: 10 * time.Second}
	for _, u := range c.URL {
		o.URLs = append(o.URLs, strings.TrimRight(u, "/"))
	}
	if c.Speed != "" {
		var err error
		if o.Speed, err = strconv.ParseFloat(strings.TrimSuffix(c.Speed, "x"), 64); err != nil || !(o.Speed > 0) {
			return models.NewFault(models.Invalid, "%q is no speed such as 60x.", c.Speed)
		}
	}
	if !c.Quiet {
		o.Progress = out.err
		if out.terminal {
			o.Every = 3 * time.Second
		}
	}
	report, err := tablets.Run(ctx, o)
	if err != nil {
		return err
	}
	if c.JSON != "" {
		raw, err := json.MarshalIndent(report, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(c.JSON, append(raw, '\n'), 0o644); err != nil { //nolint:gosec // figures, for whoever asked for them
			return fmt.Errorf("the figures cannot be written: %w", err)
		}
	}
	if err := report.Write(out.out); err != nil {
		return err
	}
	if !report.Holds() {
		return exit(exitFailed)
	}
	return nil
}
