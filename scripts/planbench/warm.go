package main

import (
	"context"
	"fmt"
	"time"

	"github.com/cellsweep/cellsweep/planner"
)

// warmed is what the library takes in a process that has planned before, as a
// server's has: of each seed the least of three runs, which is what the machine
// around it took least from.
type warmed struct {
	Seeds         int
	Mean, Slowest time.Duration
	Open          int // not proven
}

func (b *bench) warm(ctx context.Context) error {
	seeds := 200
	if b.quick {
		seeds = 5
	}
	if _, err := b.job(ctx, &b.results.warmFirst, "warm", "66", "500", "0", fmt.Sprint(seeds)); err != nil {
		return err
	}
	_, err := b.job(ctx, &b.results.warmProof, "warm", "1", "8", fmt.Sprint(planner.DefaultRounds), fmt.Sprint(min(seeds, 50)))
	return err
}

// warm SITES CELLS ROUNDS SEEDS: rounds end where everything is proven.
func warm(args []string) (any, error) {
	n, err := numbers(args)
	if err != nil {
		return nil, err
	}
	w := warmed{Seeds: n[3]}
	for seed := range uint64(w.Seeds) + 1 { // seed 0 warms the process
		in, err := planner.ParseInstance(planner.Generate(n[0], n[1], seed).Encode())
		if err != nil {
			return nil, err
		}
		least, proven := time.Duration(0), false
		for run := range 3 {
			took, done, err := untilProven(in, n[2])
			if err != nil {
				return nil, err
			}
			if run == 0 || took < least {
				least = took
			}
			proven = done
		}
		if seed == 0 {
			continue
		}
		w.Mean, w.Slowest = w.Mean+least/time.Duration(w.Seeds), max(w.Slowest, least)
		if !proven {
			w.Open++
		}
	}
	return w, nil
}

// untilProven is the processor time of a plan with at most so many rounds.
func untilProven(in *planner.Instance, rounds int) (took time.Duration, proven bool, err error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	began := used().CPU
	_, err = planner.Solve(ctx, in, planner.Options{Seed: 1, Rounds: rounds, Progress: func(r planner.Progress) {
		if r.SitesProven == r.Sites {
			proven = true
			cancel()
		}
	}})
	return used().CPU - began, proven, err
}

func (b *bench) warmGoals() []goal {
	var all []goal
	if w := b.results.warmFirst; w.Seeds > 0 {
		all = append(all, goal{fmt.Sprintf("66 sites, 500 cells: first plan, library call, slowest of %d seeds (mean %s)", w.Seeds, tell(w.Mean)), "5 ms",
			tell(w.Slowest), over(w.Slowest, 5*time.Millisecond)})
	}
	if w := b.results.warmProof; w.Seeds > 0 {
		missed := over(w.Slowest, 5*time.Millisecond)
		if w.Open > 0 {
			missed = fmt.Sprintf("%d of %d not proven", w.Open, w.Seeds)
		}
		all = append(all, goal{fmt.Sprintf("proof at 8 cells, library call, slowest of %d seeds (mean %s)", w.Seeds, tell(w.Mean)), "5 ms", tell(w.Slowest), missed})
	}
	return all
}
