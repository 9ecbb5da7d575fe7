package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/cellsweep/cellsweep/planner"
)

// The shape of the example, of the plan and of the storm.
const (
	nationalSites = 66
	nationalCells = 500
	repeats       = 5 // of what is short
)

// starts measures from exec to the first 200 of /readyz on an empty database,
// and the memory of a server that has nothing to do.
func (b *bench) starts(ctx context.Context, r *results) error {
	for range repeats {
		for _, dialect := range dialects {
			folder, url, drop, err := b.place(ctx, dialect)
			if err != nil {
				return err
			}
			p, err := b.serve(ctx, folder, url)
			if err != nil {
				return errors.Join(err, drop())
			}
			time.Sleep(300 * time.Millisecond) // it has told its set-up link and polls by now
			rss, err := p.memory("VmRSS")
			if err := errors.Join(err, p.stop(), drop()); err != nil {
				return err
			}
			r.start.add(dialect, p.ready)
			r.idle.add(dialect, rss)
		}
	}
	return nil
}

// imports measures the import command on the example of 66 sites.
func (b *bench) imports(ctx context.Context, r *results) error {
	for range repeats {
		for _, dialect := range dialects {
			folder, url, drop, err := b.place(ctx, dialect)
			if err != nil {
				return err
			}
			command := exec.CommandContext(ctx, b.binary, "import", "--database", url, "--keys", filepath.Join(folder, "cellsweep.keys"), //nolint:gosec // our own binary
				filepath.Join("examples", "operation-prison-break"))
			began := time.Now()
			said, err := command.CombinedOutput()
			took := time.Since(began)
			if err != nil {
				return errors.Join(fmt.Errorf("%w: %s", err, said), drop())
			}
			if err := drop(); err != nil {
				return err
			}
			r.imported.add(dialect, took)
		}
	}
	return nil
}

// plans measures the planner as a library call, reading of the instance apart.
func (b *bench) plans(ctx context.Context, r *results) error {
	in, err := planner.ParseInstance(planner.Generate(nationalSites, nationalCells, 1).Encode())
	if err != nil {
		return err
	}
	for range repeats {
		for _, rounds := range []int{0, 40} {
			began := time.Now()
			p, err := planner.Solve(ctx, in, planner.Options{Seed: 1, Rounds: rounds})
			if err != nil {
				return err
			}
			if len(p.Assignments)+len(p.Unsearched) != nationalCells {
				return fmt.Errorf("the plan speaks of %d cells", len(p.Assignments)+len(p.Unsearched))
			}
			r.plan.add(fmt.Sprint(rounds), time.Since(began))
		}
	}
	return nil
}

// The names of the storm's four subjects, in the order of the table.
const (
	subjectRaw  = "raw PostgreSQL, pgx `INSERT … unnest`"
	subjectBare = "bare gin + pgx, no checks"
	ourPrefix   = "cellsweep on "
)

// uploads lets 500 tablets come back at once, in rounds, each subject once in
// each round and each round begun by another one.
func (b *bench) uploads(ctx context.Context, r *results) error {
	n := size{nationalSites, nationalCells, 1}
	folder, url, drop, err := b.place(ctx, "sqlite")
	if err != nil {
		return err
	}
	defer func() { _ = drop() }()
	w, err := newWorld(ctx, folder, url, n) // for the baselines: they ask nobody whether a stream is known
	if err != nil {
		return err
	}
	same := w.searches(0, 1)
	r.wire = wireOf(same)
	subjects := []struct {
		name string
		take func() (storm, error)
	}{
		{subjectRaw, func() (storm, error) { return b.raw(ctx, same) }},
		{subjectBare, func() (storm, error) { return b.bare(ctx, same) }},
		{ourPrefix + "postgres", func() (storm, error) { return b.upload(ctx, "postgres", n) }},
		{ourPrefix + "sqlite", func() (storm, error) { return b.upload(ctx, "sqlite", n) }},
	}
	for round := range b.rounds {
		for i := range subjects {
			x := subjects[(i+round)%len(subjects)]
			s, err := x.take()
			if err != nil {
				return fmt.Errorf("%s: %w", x.name, err)
			}
			b.noteLoad()
			r.storms.add(x.name, s)
		}
	}
	return nil
}

// wire is what 100 entries weigh on their way.
type wire struct{ plain, gzip int }

func wireOf(all []push) wire {
	var raw []byte
	for _, p := range all[:100/searchEntries] {
		raw = append(raw, p.body...)
	}
	return wire{len(raw), zipped(raw)}
}
