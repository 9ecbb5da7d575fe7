package planner

import (
	"cmp"
	"flag"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// families takes the greatest bound of every family by itself.
func (s *site) families(d *draft, firm bool) map[string]Bound {
	out := map[string]Bound{}
	take := func(name string, ask func(b *prover)) {
		b := &prover{s: s, cells: s.certain(d.unsearched), soonest: make([]int, len(s.cells))}
		for _, i := range b.cells {
			b.soonest[i] = s.soonest(&s.cells[i])
		}
		if ask(b); b.best.Value > 0 {
			out[name] = b.proof()
		}
	}
	take("single", (*prover).single)
	take("kit", (*prover).kit)
	take("landings", (*prover).landings)
	take("shared", func(b *prover) {
		for _, set := range s.teamSets(b.cells) {
			b.shared(set)
		}
	})
	for _, kind := range []string{BoundArea, BoundForest, BoundPigeonhole, BoundPacking} {
		take(kind, func(b *prover) {
			for _, set := range s.teamSets(b.cells) {
				b.only = kind
				b.shared(set)
			}
		})
	}
	take("packing", func(b *prover) { b.best = s.packing(b.cells, firm, 0) })
	take("behind", func(b *prover) {
		if b.cells = s.behind(b.cells); len(b.cells) == 0 {
			return
		}
		b.best = s.packing(b.cells, firm, 0)
		for _, set := range s.teamSets(b.cells) {
			b.shared(set)
		}
	})
	return out
}

// hunted makes rapid try as many worlds as CELLSWEEP_HUNT says, and else a few, as
// every plan of each is tried.
func hunted(t *testing.T, few string) {
	was := flag.Lookup("rapid.checks").Value.String()
	if err := flag.Set("rapid.checks", cmp.Or(os.Getenv("CELLSWEEP_HUNT"), few)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = flag.Set("rapid.checks", was) })
}

func TestNoBoundExceedsWhatTheBestPlanReaches(t *testing.T) {
	hunted(t, "40")
	met, tight := map[string]int{}, map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		in := scattered(t)
		if in.Validate() != nil {
			t.Skip("malformed")
		}
		s := newSolver(in, Options{Seed: 1})
		s.construct()
		best := tried(t, in)
		unsearched, slip := s.shortfall(s.best())
		if unsearched < best.best[0] {
			t.Skip("a cell fits only behind the last minute that is tried")
		}
		exposure := 0
		for i, d := range s.best() {
			for name, b := range s.p.sites[i].families(d, slip == 0) {
				if met[name]++; b.Value == best.ends[i] {
					tight[name]++
				}
				if b.Value > best.ends[i] {
					t.Fatalf("%s: %+v of site %d, over by %d\n%s", name, b, i, best.ends[i], in.Encode())
				}
			}
			x := s.p.sites[i]
			exposure += max(x.exposureBound(d), x.sharedExposure(x.certain(d.unsearched), slip == 0))
		}
		if exposure > best.exposure {
			t.Fatalf("exposure: %d, the least is %d\n%s", exposure, best.exposure, in.Encode())
		}
	})
	t.Logf("bounds taken %v, of which exact %v", met, tight)
	for _, name := range []string{"single", "shared", "packing", BoundForest} {
		if tight[name] == 0 {
			t.Errorf("the bounds of %s were never exact", name)
		}
	}
}

// scattered is a small world whose cells lie on several landings and wings, whose
// walks need not grow with the distance, and where teams may be late.
func scattered(t *rapid.T) *Instance {
	in := smallWorld(t, 3, 0)
	for i := range in.Sites {
		in.Sites[i].Walk = rapid.SampledFrom([]Walk{{0, 1, 1, 2}, {1, 2, 3, 4}, {2, 0, 1, 1}, {0, 0, 0, 0}}).Draw(t, "walk")
		for j := range in.Sites[i].Teams {
			in.Sites[i].Teams[j].Late = max(0, rapid.IntRange(-3, 6).Draw(t, "late"))
		}
		for j := range in.Sites[i].Cells {
			c := &in.Sites[i].Cells[j]
			c.Wing, c.Landing = rapid.SampledFrom([]string{"A", "B"}).Draw(t, "wing"), rapid.SampledFrom([]string{"1", "2"}).Draw(t, "landing")
		}
	}
	return in
}

// boundVariants are a plan of a small world with the bound of each family in turn, and
// with values that no plan's makespan bears out.
func boundVariants(t *rapid.T) (in *Instance, right, wrong []*Plan) {
	in = scattered(t)
	if in.Validate() != nil {
		t.Skip("malformed")
	}
	s := newSolver(in, Options{Seed: 1})
	s.construct()
	plan := s.finish(in.Hash(), 0)
	best := tried(t, in)
	_, slip := s.shortfall(s.best())
	for i, d := range s.best() {
		for _, b := range s.p.sites[i].families(d, slip == 0) {
			if b.Value <= d.makespan {
				right = append(right, plan.withBound(i, b))
			}
			for b.Value++; b.Value <= d.makespan; b.Value++ {
				if b.Value > best.ends[i] {
					wrong = append(wrong, plan.withBound(i, b))
				}
			}
		}
	}
	return in, right, wrong
}

func (p *Plan) withBound(i int, b Bound) *Plan {
	q := *p
	q.Sites = slices.Clone(p.Sites)
	q.Sites[i].Bound, q.Sites[i].LowerBound, q.Sites[i].Proven = b, b.Value, b.Value == q.Sites[i].Makespan
	q.Totals.MakespanBound, q.Totals.SumMakespanBound = 0, 0
	for _, x := range q.Sites {
		q.Totals.MakespanBound, q.Totals.SumMakespanBound = max(q.Totals.MakespanBound, x.LowerBound), q.Totals.SumMakespanBound+x.LowerBound
	}
	return &q
}
