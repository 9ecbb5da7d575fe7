package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// results are what a run has measured so far.
type results struct {
	load    []float64
	solo    map[int]map[string][]answer // by cells of the one site and by solver, a seed each
	whole   map[string][]answer         // 66 sites, 500 cells
	nations map[string][]answer         // 188 sites, 60,000 cells
	growth  []sized
	mended  []mended
	exposed []exposed
	broken  *designed
	same    *sameness
	// what the library takes in a process that has planned before
	warmFirst, warmProof warmed
}

// The names of what is ours; peers follow with their own.
const (
	weOurs     = "cellsweep"
	weDispatch = "dispatch"
	weLPT      = "longest first (LPT)"
)

var ourJobs = map[string]string{weOurs: "ours", weDispatch: "dispatch", weLPT: "longest-first"}

func (r *results) noteLoad() {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return
	}
	if one, err := strconv.ParseFloat(strings.Fields(string(raw))[0], 64); err == nil {
		r.load = append(r.load, one)
	}
}

// instance generates one, in a process of its own so that this one stays small.
func (b *bench) instance(ctx context.Context, sites, cells, seed, slack int) (string, error) {
	path := b.file(fmt.Sprintf("%d-%d-%d-%d.json", sites, cells, seed, slack))
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	_, err := b.job(ctx, nil, "generate", fmt.Sprint(sites), fmt.Sprint(cells), fmt.Sprint(seed), fmt.Sprint(slack), path)
	return path, err
}

// take lets one solver plan an instance, and the checker judge what it made.
func (b *bench) take(ctx context.Context, solver, instance string, limit time.Duration, more ...string) (answer, error) {
	plan := b.file("plan.json")
	var a answer
	var err error
	if job := ourJobs[solver]; job != "" {
		_, err = b.job(ctx, &a, append([]string{job, instance, plan, limit.String()}, more...)...)
	} else {
		i := slices.IndexFunc(b.peers, func(p peer) bool { return p.name == solver })
		a, err = b.peers[i].solve(ctx, b, instance, plan)
	}
	if err != nil || a.Skipped != "" {
		return a, err
	}
	var found []string
	if _, err := b.job(ctx, &found, "check", instance, plan); err != nil {
		return a, err
	}
	if a.Unlawful = len(found); a.Unlawful > 0 {
		b.say("%s: %d violations, the first: %s", solver, len(found), found[0])
	}
	return a, nil
}

// solvers are ours and the peers that are here.
func (b *bench) solvers() []string {
	all := []string{weOurs, weDispatch, weLPT}
	for _, p := range b.peers {
		if p.missing == "" && !b.quick {
			all = append(all, p.name)
		}
	}
	return all
}

// soloSizes are the cells of one site.
var soloSizes = []int{8, 12, 16, 20, 60}

const soloSeeds = 3

func (b *bench) sites(ctx context.Context) error {
	b.results.solo = map[int]map[string][]answer{}
	sizes, seeds := soloSizes, soloSeeds
	if b.quick {
		sizes, seeds = []int{8, 16}, 1
	}
	for _, n := range sizes {
		b.results.solo[n] = map[string][]answer{}
		for seed := 1; seed <= seeds; seed++ {
			path, err := b.instance(ctx, 1, n, seed, 0)
			if err != nil {
				return err
			}
			for _, solver := range b.solvers() {
				a, err := b.take(ctx, solver, path, b.limit)
				if err != nil {
					return err
				}
				b.results.solo[n][solver] = append(b.results.solo[n][solver], a)
			}
		}
		b.say("one site, %d cells", n)
	}
	return nil
}

// operationSeeds are the generated operations of 66 sites and 500 cells.
const operationSeeds = 5

func (b *bench) operations(ctx context.Context) error {
	b.results.whole = map[string][]answer{}
	seeds := operationSeeds
	if b.quick {
		seeds = 1
	}
	for seed := 1; seed <= seeds; seed++ {
		path, err := b.instance(ctx, 66, 500, seed, 0)
		if err != nil {
			return err
		}
		for _, solver := range b.solvers() {
			if ourJobs[solver] == "" && seed > 1 {
				continue // one seed shows it
			}
			a, err := b.take(ctx, solver, path, b.limit)
			if err != nil {
				return err
			}
			b.results.whole[solver] = append(b.results.whole[solver], a)
		}
		b.say("66 sites, 500 cells, seed %d", seed)
	}
	return nil
}

func (b *bench) nation(ctx context.Context) error {
	if b.quick {
		return nil
	}
	b.results.nations = map[string][]answer{}
	path, err := b.instance(ctx, 188, 60_000, 1, 0)
	if err != nil {
		return err
	}
	for _, solver := range []string{weOurs, weDispatch, weLPT} {
		a, err := b.take(ctx, solver, path, b.largest)
		if err != nil {
			return err
		}
		b.results.nations[solver] = append(b.results.nations[solver], a)
		b.say("188 sites, 60,000 cells: %s", solver)
	}
	return nil
}

// sized is what the first plan of an operation costs by its size.
type sized struct {
	sites, cells int
	first, done  time.Duration // until the plan is there; with bounds, explanation and document
	memory       int           // KiB
	check        time.Duration
}

func (b *bench) growth(ctx context.Context) error {
	sizes := []int{500, 2000, 8000, 20_000, 60_000}
	if b.quick {
		sizes = sizes[:2]
	}
	for _, n := range sizes {
		sites := 66 + n*122/60_000
		path, err := b.instance(ctx, sites, n, 1, 0)
		if err != nil {
			return err
		}
		plan := b.file("plan.json")
		var a answer
		if _, err := b.job(ctx, &a, "ours", path, plan, "1ns"); err != nil {
			return err
		}
		used, err := b.job(ctx, nil, "check", path, plan)
		if err != nil {
			return err
		}
		b.results.growth = append(b.results.growth, sized{sites, n, a.First, a.CPU, a.Memory, used.CPU})
		b.say("first plan of %d cells", n)
	}
	return nil
}

// exposed is exposure with a slack of 3 % for the makespan.
type exposed struct {
	sites, cells    int
	ours, dispatch  answer
	slack, improved int // improved: per mille of the dispatch's exposure
}

func (b *bench) exposures(ctx context.Context) error {
	for _, n := range [][2]int{{1, 60}, {1, 320}, {66, 500}} {
		path, err := b.instance(ctx, n[0], n[1], 1, 3)
		if err != nil {
			return err
		}
		x := exposed{sites: n[0], cells: n[1], slack: 3}
		if x.ours, err = b.take(ctx, weOurs, path, b.limit, "to-the-end"); err != nil {
			return err
		}
		if x.dispatch, err = b.take(ctx, weDispatch, path, b.limit); err != nil {
			return err
		}
		x.improved = 1000 - 1000*x.ours.Exposure/max(1, x.dispatch.Exposure)
		b.results.exposed = append(b.results.exposed, x)
		if b.quick {
			break
		}
	}
	return nil
}

// sameness counts the different plans that one instance, seed and number of rounds gave.
type sameness struct{ runs, different int }

func (b *bench) sameBytes(ctx context.Context) error {
	path, err := b.instance(ctx, 66, 500, 1, 0)
	if err != nil {
		return err
	}
	times, rounds := 50, 2
	if b.quick {
		times = 2
	}
	hashes, runs := map[string]bool{}, 0
	for _, cores := range []int{1, 2} {
		seen := map[string]int{}
		if _, err := b.job(ctx, &seen, "bytes", path, fmt.Sprint(rounds), fmt.Sprint(cores), fmt.Sprint(times)); err != nil {
			return err
		}
		for h, n := range seen {
			hashes[h] = true
			runs += n
		}
	}
	b.results.same = &sameness{runs, len(hashes)}
	return nil
}
