// Mutants grades the simulations: it plants faults into the program, one at a
// time, and asks the simulations to find each. A simulation that misses one is
// not done.
//
//	mutants            every planted fault, and the unharmed program first
//	mutants NAME …     some of them
//
// A fault is a file in planted/: what it does to people, which simulation must
// find it, and the lines that it puts in the place of others. It is compiled
// into a copy (go test -overlay), so that the program itself knows nothing of
// it. A fault whose lines are no longer in the source is an error: it must be
// written anew with the code that it spoils. Each has 60 seconds of CPU time.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

// run grades the simulations by the named faults, or by all.
func run(ctx context.Context, names []string, out io.Writer) error {
	all, err := load("scripts/mutants/planted")
	if err != nil {
		return err
	}
	if len(names) > 0 {
		all = slices.DeleteFunc(all, func(m mutant) bool { return !slices.Contains(names, m.name) })
		if len(all) != len(names) {
			return fmt.Errorf("there are %d of the %d faults that were named", len(all), len(names))
		}
	}
	work, err := os.MkdirTemp("", "cellsweep-mutants-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()
	g := grading{dir: work, out: out}
	for _, simulation := range []string{core, whole} {
		if err := g.control(ctx, simulation); err != nil {
			return err
		}
	}
	return g.all(ctx, all)
}

// load reads every planted fault of a folder, by name.
func load(dir string) ([]mutant, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.mutant"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no planted faults in %s: %w", dir, err)
	}
	var all []mutant
	for _, f := range files {
		raw, err := os.ReadFile(f) //nolint:gosec // our own folder
		if err != nil {
			return nil, err
		}
		m, err := parse(f, string(raw))
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}
