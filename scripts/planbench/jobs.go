package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/check"
)

// jobs are what this program does in a process of its own, by their names.
var jobs = map[string]func(args []string) (any, error){
	"generate": generate, "ours": ours, "dispatch": dispatch, "longest-first": longestFirst,
	"check": judge, "replan": replan, "bytes": hashed, "broken": broken, "warm": warm,
}

// work does one job and prints its answer.
func work(name string, args []string) error {
	answer, err := jobs[name](args)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(answer)
}

// numbers reads arguments that are whole numbers.
func numbers(args []string) ([]int, error) {
	n := make([]int, len(args))
	for i, arg := range args {
		v, err := strconv.Atoi(arg)
		if err != nil {
			return nil, err
		}
		n[i] = v
	}
	return n, nil
}

// generate SITES CELLS SEED SLACK FILE
func generate(args []string) (any, error) {
	n, err := numbers(args[:4])
	if err != nil {
		return nil, err
	}
	in := planner.Generate(n[0], n[1], uint64(n[2]))
	in.Policy.MakespanSlackPercent = n[3]
	return nil, os.WriteFile(args[4], in.Encode(), 0o600)
}

func readInstance(path string) (*planner.Instance, error) {
	raw, err := os.ReadFile(path) //nolint:gosec // of the run's folder
	if err != nil {
		return nil, err
	}
	return planner.ParseInstance(raw)
}

// answer is what a run of a solver comes to.
type answer struct {
	spent
	First    time.Duration // processor time until the first whole plan, from a parsed instance
	Last     time.Duration // until the last better one
	Steps    []step
	Value    int // the sum of the sites' makespans
	Bound    int
	Makespan int
	Highest  int // the bound on the operation's makespan
	Proven   int // sites
	Sites    int
	Rounds   int
	Left     int // cells unsearched
	Slip     int
	Exposure int
	Floor    int // the bound on exposure
	Unlawful int // violations that the checker found
	Skipped  string
}

func (a *answer) of(p *planner.Plan) {
	t := &p.Totals
	a.Value, a.Bound, a.Makespan, a.Highest = t.SumMakespan, t.SumMakespanBound, t.Makespan, t.MakespanBound
	if t.SumMakespanBest != nil {
		a.Value, a.Makespan = *t.SumMakespanBest, *t.MakespanBest
	}
	a.Sites, a.Left, a.Slip, a.Rounds = len(p.Sites), len(p.Unsearched), t.GroupSlip+t.SiteSlip, p.Rounds
	a.Exposure, a.Floor = t.Exposure, t.ExposureBound
	for _, s := range p.Sites {
		if s.Proven {
			a.Proven++
		}
	}
}

// ours INSTANCE PLAN LIMIT [to-the-end]: rounds until everything is proven or the
// processor time is spent.
func ours(args []string) (any, error) {
	debug.SetGCPercent(50) // as cellsweep plan does
	in, err := readInstance(args[0])
	if err != nil {
		return nil, err
	}
	limit, err := time.ParseDuration(args[2])
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var a answer
	began := used().CPU
	go func() { // a round of a large operation is long
		for ctx.Err() == nil {
			if time.Sleep(20 * time.Millisecond); used().CPU-began > limit {
				cancel()
			}
		}
	}()
	p, err := planner.Solve(ctx, in, planner.Options{Seed: 1, Rounds: 100_000, Progress: func(r planner.Progress) {
		now := used().CPU - began
		if a.First == 0 {
			a.First = now
		}
		if n := len(a.Steps); n == 0 || r.SumMakespan != a.Steps[n-1].Value || r.SumMakespanBound != a.Steps[n-1].Bound {
			a.Steps, a.Last = append(a.Steps, step{now, r.SumMakespan, r.SumMakespanBound}), now
		}
		if r.SitesProven == r.Sites && len(args) < 4 || now > limit {
			cancel()
		}
	}})
	if err != nil {
		return nil, err
	}
	a.of(p)
	return a.after(began, p, args[1])
}

// after notes what was used and writes the plan down.
func (a *answer) after(began time.Duration, p *planner.Plan, path string) (any, error) {
	a.spent = used()
	a.CPU -= began
	return a, os.WriteFile(path, p.Encode(), 0o600)
}

// dispatch INSTANCE PLAN: the first plan.
func dispatch(args []string) (any, error) {
	in, err := readInstance(args[0])
	if err != nil {
		return nil, err
	}
	var a answer
	began := used().CPU
	p, err := planner.Solve(context.Background(), in, planner.Options{Seed: 1})
	if err != nil {
		return nil, err
	}
	a.First = used().CPU - began
	a.Last = a.First
	a.of(p)
	return a.after(began, p, args[1])
}

// longestFirst INSTANCE PLAN
func longestFirst(args []string) (any, error) {
	in, err := readInstance(args[0])
	if err != nil {
		return nil, err
	}
	var a answer
	began := used().CPU
	p := document(in, lpt(in))
	a.First = used().CPU - began
	a.Last = a.First
	a.of(p)
	return a.after(began, p, args[1])
}

// judge INSTANCE PLAN: how many violations the checker finds. What cannot be known of
// a plan that claims no bound is none.
func judge(args []string) (any, error) {
	in, err := os.ReadFile(args[0])
	if err != nil {
		return nil, err
	}
	plan, err := os.ReadFile(args[1])
	if err != nil {
		return nil, err
	}
	found, err := check.Run(in, plan)
	if err != nil {
		return nil, err
	}
	var said []string
	for _, v := range found {
		said = append(said, v.String())
	}
	return said, nil
}

// hashed INSTANCE ROUNDS CORES TIMES: the different hashes of the plans.
func hashed(args []string) (any, error) {
	in, err := readInstance(args[0])
	if err != nil {
		return nil, err
	}
	var n [3]int
	for i := range n {
		if n[i], err = strconv.Atoi(args[i+1]); err != nil {
			return nil, err
		}
	}
	runtime.GOMAXPROCS(n[1])
	seen := map[string]int{}
	for range n[2] {
		p, err := planner.Solve(context.Background(), in, planner.Options{Seed: 1, Rounds: n[0]})
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(p.Encode())
		seen[hex.EncodeToString(sum[:])]++
	}
	return seen, nil
}

// quantile of durations that are sorted.
func quantile(sorted []time.Duration, percent int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, len(sorted)*percent/100)]
}

// tell is a duration for people: µs below a millisecond.
func tell(d time.Duration) string {
	switch {
	case d <= 0:
		return "–"
	case d < time.Millisecond:
		return fmt.Sprintf("%d µs", d.Microseconds())
	case d < time.Second:
		return fmt.Sprintf("%.3g ms", float64(d.Microseconds())/1000)
	}
	return fmt.Sprintf("%.3g s", d.Seconds())
}
