// Bench measures the server against raw PostgreSQL and a bare handler, all of
// them interleaved in one run, and writes what it measured into
// docs/benchmarks.md. Start it by scripts/bench-sync, which brings PostgreSQL.
//
// Every load goes to 127.0.0.1 and is bounded in count and time. Absolute
// figures do not travel from one machine to another, and hardly from one hour to
// the next; the ratios within one run do. So nothing here passes or fails by a time.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

type bench struct {
	postgres *cluster
	folder   string // for databases and logs, removed at the end
	binary   string // cellsweep
	self     string // this program, which is also the bare server
	rounds   int
	sizes    []int // of the journals on which a delta is measured
	only     map[string]bool
	profiles string    // folder for the servers' profiles, "" for none
	load     []float64 // load averages seen
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) == 3 && args[0] == "bare" {
		return serveBare(ctx, args[1], args[2])
	}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	binary := flags.String("binary", "bin/cellsweep", "the server")
	url := flags.String("postgres", "", "URL of a PostgreSQL on this machine, fsync on, whose role may create databases")
	out := flags.String("out", "docs/benchmarks.md", "file whose part between the markers is replaced; empty: print only")
	rounds := flags.Int("rounds", 3, "rounds of the storm")
	sizes := flags.String("sizes", "1000,10000,100000", "lengths of the journals on which a delta is measured")
	only := flags.String("only", "start,import,plan,upload,delta,live,crowd,abuse", "what to measure")
	profiles := flags.String("profiles", "", "folder for profiles of the servers; they cost a little")
	limit := flags.Duration("limit", 30*time.Minute, "time after which the run is given up")
	if err := flags.Parse(args); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, *limit)
	defer cancel()
	b := &bench{rounds: *rounds, only: map[string]bool{}, profiles: *profiles}
	for _, name := range strings.Split(*only, ",") {
		b.only[name] = true
	}
	for _, text := range strings.Split(*sizes, ",") {
		n, err := strconv.Atoi(text)
		if err != nil {
			return err
		}
		b.sizes = append(b.sizes, n)
	}
	if err := b.prepare(ctx, *binary, *url); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(b.folder) }()
	r, failed := b.measure(ctx)
	return errors.Join(failed, r.write(os.Stdout, *out))
}

func (b *bench) prepare(ctx context.Context, binary, url string) (err error) {
	if b.postgres, err = openCluster(ctx, url); err != nil {
		return err
	}
	if b.binary, err = filepath.Abs(binary); err != nil {
		return err
	}
	if b.self, err = os.Executable(); err != nil {
		return err
	}
	b.folder, err = os.MkdirTemp("", "cellsweep-bench-")
	return err
}

// measure takes every figure that was asked for. What fails is left out of the
// tables, and what was measured beside it is not lost.
func (b *bench) measure(ctx context.Context) (r *results, failed error) {
	r = &results{bench: b, began: time.Now()}
	for _, part := range []struct {
		name string
		take func(context.Context, *results) error
	}{{"start", b.starts}, {"import", b.imports}, {"plan", b.plans}, {"upload", b.uploads}, {"delta", b.deltas}, {"live", b.live},
		{"crowd", b.crowd}, {"abuse", b.abuse}} {
		if !b.only[part.name] {
			continue
		}
		began := time.Now()
		b.noteLoad()
		if err := part.take(ctx, r); err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", part.name, err))
		}
		b.noteLoad()
		fmt.Fprintf(os.Stderr, "%s: %.0f s\n", part.name, time.Since(began).Seconds())
	}
	return r, failed
}

// noteLoad remembers how busy the machine is, bench included.
func (b *bench) noteLoad() {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return
	}
	if one, err := strconv.ParseFloat(strings.Fields(string(raw))[0], 64); err == nil {
		b.load = append(b.load, one)
	}
}
