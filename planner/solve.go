package planner

import (
	"context"
	"hash/fnv"
	"math/rand/v2"
	"runtime"
	"sort"
	"sync"
	"sync/atomic"

	"github.com/cellsweep/cellsweep/models"
)

// Engine names this planner and its version in a plan.
const Engine = "cellsweep-search/1"

// Options say how hard to try.
type Options struct {
	Seed   uint64 // at most MaxSeed
	Rounds int    // of improvement after the first construction, see DefaultRounds
	// Workers is how many sites are worked on at once at most, 0 for one a core.
	// The plan does not depend on it.
	Workers int
	// Progress is called after each round, from the goroutine of Solve.
	Progress func(Progress)
	// Improved is called with the first plan and with each better one, from the
	// goroutine of Solve. The plans are whole, but for the repairs of conflicts,
	// which only the last one has: each repair costs a plan.
	Improved func(*Plan)
}

// DefaultRounds is what the command does unless told otherwise.
const DefaultRounds = 40

// LargeRounds is what an operation of 60,000 cells gets done in a minute of one core.
const LargeRounds = 4

// MaxSeed is the greatest seed that every reader of a JSON plan holds exactly.
const MaxSeed = 1 << 52

// Progress is what is known after a round. CellsPlanned are those that the plan
// searches: neither what found no place nor what nobody can search.
type Progress struct {
	Round, Rounds                    int
	UnsearchedPriority, Slip         int
	Makespan, MakespanBound          int
	SumMakespan, SumMakespanBound    int
	SitesProven, Sites, CellsPlanned int
}

// Solve plans an instance: it constructs a plan, improves on it in rounds and
// proves what it can. The plan depends on instance, seed and the rounds done
// alone. When ctx ends, the rounds done so far are what counts: the plan says how
// many, and the first construction is always done. The error is the models.Fault
// of an instance that Validate refuses.
func Solve(ctx context.Context, in *Instance, o Options) (*Plan, error) {
	if in.document == nil {
		if err := in.Validate(); err != nil {
			return nil, err
		}
	}
	if o.Seed > MaxSeed {
		return nil, models.NewFault(models.Invalid, "the seed is greater than 2^52")
	}
	s := newSolver(in, o)
	s.construct()
	hash := in.Hash()
	s.report(0, hash)
	done := 0
	for done < o.Rounds && s.improve(ctx, done+1) {
		done++
		s.report(done, hash)
	}
	return s.finish(hash, done), nil
}

// solver holds the best of every site so far.
type solver struct {
	p     *problem
	o     Options
	base  slots
	works []work
	told  standing // of the plan that Improved had last
	vain  []int    // how often another slot of each group was tried in vain
	// premise is what bounds are asked with.
	premise premise
	// noRepairs leaves the repairs of conflicts away: each costs a plan.
	noRepairs bool
	// plain leaves all bounds away but those of single cells: a shift is shown at once.
	plain bool
	// silent leaves all explanation away: the plan is only compared with others.
	silent bool
}

func newSolver(in *Instance, o Options) *solver {
	return &solver{p: compile(in), o: o}
}

// rng is a stream of its own for every site and round, so that the plan does
// not depend on which site is built first.
func (s *solver) rng(name string, round int) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name))
	return rand.New(rand.NewPCG(s.o.Seed, h.Sum64()+uint64(round)*0x9e3779b97f4a7c15))
}

// replans bounds how many orders of the groups are tried where something slips
// or is left over; large operations try only the first.
const replans, replanCells = 8, 5000

// construct fixes the slots and builds every site once.
func (s *solver) construct() {
	cells := 0
	for _, x := range s.p.sites {
		cells += len(x.cells)
	}
	for a := 0; a < replans; a++ {
		var rng *rand.Rand
		if a > 0 {
			rng = s.rng("/groups", a)
		}
		base := s.p.fixSlots(s.p.order(rng))
		drafts := s.buildAll(base, 0)
		if s.works == nil || s.better(drafts) {
			s.adopt(base, drafts)
		}
		if u, slip := s.shortfall(s.best()); u == 0 && slip == 0 || cells > replanCells {
			return
		}
		if len(s.p.groups) < 2 {
			return
		}
	}
}

// buildAll builds all sites, on all cores.
func (s *solver) buildAll(base slots, round int) []*draft {
	out := make([]*draft, len(s.p.sites))
	s.eachSite(func(i int) {
		out[i] = construct(base[i], ruleOf(round), s.rng(s.p.sites[i].id, round))
	})
	return out
}

// eachSite does something for every site, on all cores, the largest sites first
// so that no core is left with one of them at the end.
func (s *solver) eachSite(do func(i int)) {
	order := newRange(len(s.p.sites))
	sort.SliceStable(order, func(a, b int) bool { return len(s.p.sites[order[a]].cells) > len(s.p.sites[order[b]].cells) })
	var next atomic.Int64
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	if s.o.Workers > 0 {
		workers = s.o.Workers
	}
	for range min(workers, len(order)) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(order) {
					return
				}
				do(order[i])
			}
		})
	}
	wg.Wait()
}

func (s *solver) adopt(base slots, drafts []*draft) {
	s.base = base
	s.works = make([]work, len(drafts))
	for i, d := range drafts {
		s.works[i].best = d
	}
}

func (s *solver) best() []*draft {
	out := make([]*draft, len(s.works))
	for i := range s.works {
		out[i] = s.works[i].best
	}
	return out
}

// shortfall is the priority left out and the minutes slipped: objectives 1 and 2.
func (s *solver) shortfall(drafts []*draft) (unsearched, slip int) {
	for _, d := range drafts {
		unsearched += d.unsearched
		slip += d.slip
	}
	for i := range s.p.groups {
		slip += groupSlip(&s.p.groups[i], startsIn(drafts))
	}
	return unsearched, slip
}

func startsIn(drafts []*draft) func(ref) (int, bool) {
	return func(r ref) (int, bool) {
		x := drafts[r.site].x
		return x.start[r.cell], x.team[r.cell] >= 0
	}
}

func (s *solver) better(drafts []*draft) bool {
	u, slip := s.shortfall(drafts)
	bu, bslip := s.shortfall(s.best())
	return u < bu || u == bu && slip < bslip
}

// standing are the objectives of a plan as far as the search knows them.
type standing struct{ unsearched, slip, makespan, sum, exposure, bound int }

func (a standing) better(b standing) bool {
	x, y := [...]int{a.unsearched, a.slip, a.makespan, a.sum, a.exposure}, [...]int{b.unsearched, b.slip, b.makespan, b.sum, b.exposure}
	for i := range x {
		if x[i] != y[i] {
			return x[i] < y[i]
		}
	}
	return a.bound > b.bound
}

// report tells what is known after a round, and hands out a plan that is better
// than all before.
func (s *solver) report(round int, hash string) {
	if s.o.Progress == nil && s.o.Improved == nil {
		return
	}
	r := Progress{Round: round, Rounds: s.o.Rounds, Sites: len(s.p.sites)}
	best := s.best()
	chosen := s.choose(best)
	now := s.standing(best)
	now.exposure = 0
	for i, d := range best {
		b := s.bound(i).Value
		now.bound += b
		now.exposure = satAdd(now.exposure, chosen[i].exposure)
		r.MakespanBound = max(r.MakespanBound, b)
		if b == d.makespan {
			r.SitesProven++
		}
		for _, t := range chosen[i].x.team {
			if t >= 0 {
				r.CellsPlanned++
			}
		}
	}
	r.UnsearchedPriority, r.Slip = now.unsearched, now.slip
	r.Makespan, r.SumMakespan, r.SumMakespanBound = now.makespan, now.sum, now.bound
	if s.o.Progress != nil {
		s.o.Progress(r)
	}
	if s.o.Improved != nil && (round == 0 || now.better(s.told)) {
		s.told = now
		s.o.Improved(s.draftPlan(hash, round))
	}
}
