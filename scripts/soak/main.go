// Soak is the long run: the simulations over many seeds, and real processes
// that are killed, whose disk is full and whose fsync fails, with tablets that
// push all the while. Afterwards every entry that anybody was promised must be
// there once. It writes its record between the markers of docs/soak.md.
//
//	soak -binary bin/cellsweep -minutes 60 -out docs/soak.md
//
// Loads go to 127.0.0.1 only. What it cannot do on a machine (mount a small
// disk, trace a process) it says in the record.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"
)

// plan is what a run shall do.
type plan struct {
	binary  string // the server
	out     string // the record, "" for none
	minutes int    // for the simulations
	entries int    // they stop earlier when all of it together acknowledged so many
	seed    uint64
	kills   int // of the server, half of them on each database
	crashes int // of PostgreSQL
	only    string
	work    string
}

func main() {
	var p plan
	flag.StringVar(&p.binary, "binary", "bin/cellsweep", "the server")
	flag.StringVar(&p.out, "out", "docs/soak.md", "where the record goes; empty for nowhere")
	flag.IntVar(&p.minutes, "minutes", 60, "how long the simulations may take")
	flag.IntVar(&p.entries, "entries", 600_000, "entries to be acknowledged, all in all")
	flag.Uint64Var(&p.seed, "seed", uint64(time.Now().Unix()), "of the simulations")
	flag.IntVar(&p.kills, "kills", 100, "kills of the server")
	flag.IntVar(&p.crashes, "crashes", 20, "kills of PostgreSQL")
	flag.StringVar(&p.only, "only", "", "names of parts, apart by commas; empty for all")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, p); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

// part is one thing that is done to the program.
type part struct {
	name string
	do   func(context.Context, *plan, *record) (line, error)
}

// run does every part, and keeps what came of each, even when one failed.
func run(ctx context.Context, p plan) error {
	work, err := os.MkdirTemp("", "cellsweep-soak-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()
	p.work = work
	if p.binary, err = filepath.Abs(p.binary); err != nil {
		return err
	}
	r := &record{}
	var failed error
	for _, x := range []part{{"kill-sqlite", killOnSQLite}, {"kill-server", killOnPostgres}, {"kill-postgres", killPostgres}, {"disk-full", fillDisk},
		{"fsync", failFsync}, {"simulations", simulate}} {
		if p.only != "" && !strings.Contains(","+p.only+",", ","+x.name+",") {
			continue
		}
		began := time.Now()
		l, err := x.do(ctx, &p, r)
		l.took = time.Since(began)
		if err != nil {
			l.note = strings.TrimSpace(l.note + " FAILED: " + err.Error())
			failed = fmt.Errorf("%s: %w", x.name, err)
		}
		r.lines = append(r.lines, l)
		fmt.Println(l) //nolint:forbidigo // a program's own output
		if p.out != "" {
			if err := keep(p.out, x.name, l, p); err != nil {
				return err
			}
		}
		if ctx.Err() != nil {
			break
		}
	}
	return failed
}

// record is what came out.
type record struct {
	lines []line
}

// line is one row of the record.
type line struct {
	what         string
	acknowledged int
	faults       int
	wrong        int
	note         string
	took         time.Duration
}

func (l line) String() string {
	return fmt.Sprintf("%s: %d acknowledged, %d faults, %d invariants broken, %.0f s. %s", l.what, l.acknowledged, l.faults, l.wrong, l.took.Seconds(), l.note)
}
