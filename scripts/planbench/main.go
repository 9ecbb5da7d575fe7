// Planbench measures the planner: ours, the baselines longest-first (LPT) and
// dispatch, and the peer solvers that are installed, on the same generated
// instances. Start it by scripts/bench-planner.
//
// Everything that is measured runs in a process of its own, under the same limit
// of processor time; times are processor time of that process (getrusage), memory
// is its peak. Every plan, the peers' too, goes through planner/check. The table and
// the charts are written into docs/, between markers; nobody edits them by hand.
// Nothing here passes or fails by a time.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// bench is one run.
type bench struct {
	self    string // this program, which also is what it measures
	folder  string // for instances and plans, removed at the end
	out     string // the document; "" prints only
	limit   time.Duration
	largest time.Duration // limit for the national instance
	quick   bool
	only    map[string]bool
	peers   []peer
	began   time.Time
	results results
}

func main() {
	if len(os.Args) > 1 && jobs[os.Args[1]] != nil {
		if err := work(os.Args[1], os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, "planbench:", err)
			os.Exit(1)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "planbench:", err)
		os.Exit(1)
	}
}

// parts are what can be measured, in this order.
var parts = []struct {
	name string
	take func(*bench, context.Context) error
}{{"site", (*bench).sites}, {"operation", (*bench).operations}, {"warm", (*bench).warm}, {"nation", (*bench).nation}, {"size", (*bench).growth},
	{"replan", (*bench).replans}, {"exposure", (*bench).exposures}, {"infeasible", (*bench).infeasible}, {"same", (*bench).sameBytes}}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("planbench", flag.ContinueOnError)
	b := &bench{only: map[string]bool{}, began: time.Now()}
	var names []string
	for _, p := range parts {
		names = append(names, p.name)
	}
	flags.StringVar(&b.out, "out", "docs/benchmarks.md", "document whose part between the markers is replaced, charts beside it; empty: print only")
	flags.DurationVar(&b.limit, "limit", 10*time.Second, "processor time of every run, the national ones apart")
	flags.DurationVar(&b.largest, "nation-limit", time.Minute, "processor time of a run on 188 sites and 60,000 cells")
	flags.BoolVar(&b.quick, "quick", false, "a small sample of a few seconds, printed only")
	only := flags.String("only", strings.Join(names, ","), "what to measure; of a part the document is left alone unless --out names it")
	whole := flags.Duration("whole", 30*time.Minute, "time after which the run is given up; what was measured by then is written")
	if err := flags.Parse(args); err != nil {
		return err
	}
	for _, name := range strings.Split(*only, ",") {
		if !slices.Contains(names, name) {
			return fmt.Errorf("--only %s: there is no such part; there are %s", name, strings.Join(names, ", "))
		}
		b.only[name] = true
	}
	named := false
	flags.Visit(func(f *flag.Flag) { named = named || f.Name == "out" })
	if len(b.only) < len(names) && !named { // a part must not take the place of the whole
		b.out = ""
	}
	if b.quick {
		b.out, b.limit = "", time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, *whole)
	defer cancel()
	if err := b.prepare(); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(b.folder) }()
	failed := b.measure(ctx)
	return errors.Join(failed, b.write())
}

func (b *bench) prepare() (err error) {
	if b.self, err = os.Executable(); err != nil {
		return err
	}
	if b.folder, err = os.MkdirTemp("", "cellsweep-planbench-"); err != nil {
		return err
	}
	b.peers = findPeers()
	return nil
}

// measure takes every part that was asked for. One that fails is left out of the
// tables, and what was measured beside it is not lost.
func (b *bench) measure(ctx context.Context) (failed error) {
	for _, p := range parts {
		if !b.only[p.name] || ctx.Err() != nil {
			continue
		}
		began := time.Now()
		if err := p.take(b, ctx); err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", p.name, err))
		}
		b.results.noteLoad()
		b.say("%s: %.0f s", p.name, time.Since(began).Seconds())
	}
	return failed
}

// say tells how far the run is.
func (b *bench) say(format string, args ...any) {
	if !b.quick {
		fmt.Fprintf(os.Stderr, "%5.0f s  %s\n", time.Since(b.began).Seconds(), fmt.Sprintf(format, args...))
	}
}

// file is a path in the run's folder.
func (b *bench) file(name string) string { return filepath.Join(b.folder, name) }
