package planner

import (
	"context"
	"hash/fnv"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/cellsweep/cellsweep/models"
)

// Engine names this planner and its version in a plan.
const Engine = "cellsweep-dispatch/1"

// Options say how hard to try.
type Options struct {
	Seed   uint64 // at most MaxSeed
	Rounds int    // beyond the first construction, each tries one more rule on every site
	// Workers is how many sites are worked on at once at most, 0 for one a core.
	// The plan does not depend on it.
	Workers int
	// Progress is called after each round, from the goroutine of Solve.
	Progress func(Progress)
}

// MaxSeed is the greatest seed that every reader of a JSON plan holds exactly.
const MaxSeed = 1 << 52

// Progress is what is known after a round.
type Progress struct {
	Round, Rounds                    int
	UnsearchedPriority, Slip         int
	Makespan, MakespanBound          int
	SumMakespan, SumMakespanBound    int
	SitesProven, Sites, CellsPlanned int
}

// Solve plans an instance. The plan depends on instance, seed and the rounds
// done alone. When ctx ends, the rounds done so far are what counts: the plan
// says how many, and the first construction is always done. The error is the
// models.Fault of an instance that Validate refuses.
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
	s.report(0)
	done := 0
	for done < o.Rounds && s.improve(ctx, done+1) {
		done++
		s.report(done)
	}
	return s.finish(in.Hash(), done), nil
}

// solver holds the best of every site so far.
type solver struct {
	p      *problem
	o      Options
	base   slots
	fronts []front
	// noRepairs leaves the repairs of conflicts away: each costs a plan.
	noRepairs bool
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
		drafts := s.buildAll(context.Background(), base, 0)
		if s.fronts == nil || s.better(drafts) {
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

// buildAll builds all sites, on all cores. It returns nil when ctx ends first.
func (s *solver) buildAll(ctx context.Context, base slots, round int) []*draft {
	out := make([]*draft, len(s.p.sites))
	var next atomic.Int64
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	if s.o.Workers > 0 {
		workers = s.o.Workers
	}
	for range min(workers, len(out)) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(out) || ctx.Err() != nil {
					return
				}
				out[i] = construct(base[i], ruleOf(round), s.rng(s.p.sites[i].id, round))
			}
		})
	}
	wg.Wait()
	for _, d := range out {
		if d == nil {
			return nil
		}
	}
	return out
}

func (s *solver) adopt(base slots, drafts []*draft) {
	s.base = base
	s.fronts = make([]front, len(drafts))
	for i, d := range drafts {
		s.fronts[i].add(d)
	}
}

func (s *solver) best() []*draft {
	out := make([]*draft, len(s.fronts))
	for i, f := range s.fronts {
		out[i] = f[0]
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

// improve does one round: each site once more, by another rule. It says
// whether the round was done; one that was cut short changes nothing.
func (s *solver) improve(ctx context.Context, round int) bool {
	if ctx.Err() != nil {
		return false
	}
	drafts := s.buildAll(ctx, s.base, round)
	if drafts == nil {
		return len(s.p.sites) == 0
	}
	for i, d := range drafts {
		s.fronts[i].add(d)
	}
	return true
}

// front are the drafts of a site of which none is better in makespan and
// exposure both; the one with the least makespan comes first.
type front []*draft

// frontSize bounds the memory that a front takes.
const frontSize = 6

func (f *front) add(d *draft) {
	if len(*f) > 0 {
		if b := (*f)[0]; d.unsearched != b.unsearched || d.slip+d.local != b.slip+b.local {
			if d.better(b) {
				*f = front{d}
			}
			return
		}
	}
	kept := front{}
	for _, o := range *f {
		if o.makespan <= d.makespan && o.exposure <= d.exposure {
			return
		}
		if o.makespan < d.makespan || o.exposure < d.exposure {
			kept = append(kept, o)
		}
	}
	at := 0
	for at < len(kept) && kept[at].makespan < d.makespan {
		at++
	}
	kept = append(kept[:at], append(front{d}, kept[at:]...)...)
	*f = kept[:min(len(kept), frontSize)]
}

// within is the draft of least exposure whose makespan is at most cap.
func (f front) within(limit int) *draft {
	best := f[0]
	for _, d := range f {
		if d.makespan <= limit && d.exposure < best.exposure {
			best = d
		}
	}
	return best
}

func (s *solver) report(round int) {
	if s.o.Progress == nil {
		return
	}
	r := Progress{Round: round, Rounds: s.o.Rounds, Sites: len(s.p.sites)}
	drafts := s.best()
	r.UnsearchedPriority, r.Slip = s.shortfall(drafts)
	for i, d := range drafts {
		b := s.p.sites[i].bound(d)
		r.Makespan, r.SumMakespan = max(r.Makespan, d.makespan), r.SumMakespan+d.makespan
		r.MakespanBound, r.SumMakespanBound = max(r.MakespanBound, b.Value), r.SumMakespanBound+b.Value
		if b.Value == d.makespan {
			r.SitesProven++
		}
		r.CellsPlanned += len(d.x.team) - len(d.left)
	}
	s.o.Progress(r)
}
