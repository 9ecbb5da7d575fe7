package planner

import (
	"cmp"
	"context"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
)

// easeWorld is a site of up to three teams, six cells on two landings, one dog.
// Every cell has a weight, so that each plan of least exposure starts each cell
// as early as the others let it.
func easeWorld(rng *rand.Rand) *Instance {
	in := prison(1+rng.IntN(3), 3+rng.IntN(4))
	s := &in.Sites[0]
	s.Walk = Walk{rng.IntN(2), 1 + rng.IntN(2), 2, 3}
	s.Equipment = []Equipment{{"dog", 1}}
	for i := range s.Cells {
		c := &s.Cells[i]
		c.Landing, c.Duration, c.Weight = "L"+string(rune('1'+rng.IntN(2))), 2+rng.IntN(3), 1+rng.IntN(2)
		if rng.IntN(3) == 0 {
			c.Needs.Equipment = []EquipmentNeed{{"dog", 0, 1}}
		}
	}
	return in
}

// judgedBy is all that a plan of one site in which nothing slips or is left out is judged by.
func judgedBy(d *draft) []int {
	e := d.x.ease()
	return []int{d.unsearched, d.slip + d.local, d.makespan, d.exposure, e.LandingSpread, e.TeamSpread, e.Walking}
}

// eachActive lays the cells in every order with every team, each as early as it
// can: all plans in which no cell could start earlier by itself.
func eachActive(x *schedule, do func(*draft)) {
	whole := true
	for c := range x.team {
		if x.team[c] >= 0 {
			continue
		}
		whole = false
		for t := range x.s.teams {
			if at, ok := x.earliestOn(c, t, 0, Forever); ok {
				x.place(c, t, at)
				eachActive(x, do)
				x.remove(c)
			}
		}
	}
	if whole {
		do(measure(x))
	}
}

// CELLSWEEP_EASE=150 draws as many.
func TestTheEasiestOfAllPlansIsMostlyFound(t *testing.T) {
	worlds := 50
	if n, err := strconv.Atoi(os.Getenv("CELLSWEEP_EASE")); err == nil {
		worlds = n
	}
	whole, before := 0, 0
	for seed := range uint64(worlds) {
		in := easeWorld(rand.New(rand.NewPCG(seed, 5)))
		var best []int
		eachActive(newSchedule(compile(in).sites[0]), func(d *draft) {
			if r := judgedBy(d); best == nil || slices.Compare(r, best) < 0 {
				best = r
			}
		})
		s := improved(t, in, 8)
		got := judgedBy(s.choose(s.best())[0])
		if cmp := slices.Compare(got, best); cmp < 0 {
			t.Fatalf("world %d: %v is better than the best of all, %v", seed, got, best)
		} else if cmp == 0 {
			whole++
		}
		if slices.Equal(judgedBy(s.works[0].hastened(s.limit())), best) {
			before++
		}
	}
	t.Logf("of %d sites the best of all plans was found at %d; without the search for ease at %d", worlds, whole, before)
	if whole*100 < worlds*95 {
		t.Errorf("only %d of %d", whole, worlds)
	}
}

// improved does some rounds.
func improved(t *testing.T, in *Instance, rounds int) *solver {
	t.Helper()
	s := newSolver(parsed(t, in), Options{Seed: 1})
	s.construct()
	for i := range rounds {
		if !s.improve(context.Background(), i+1) {
			t.Fatal("cut short")
		}
	}
	return s
}

func TestThePlanThatGoesEasierIsNoWorseInAnythingBefore(t *testing.T) {
	easier, strictly := 0, 0
	for seed := uint64(1); seed <= 6; seed++ {
		in := Generate(12, 100, seed)
		in.Policy.MakespanSlackPercent = int(seed%2) * 3
		if seed%3 == 0 {
			limit := 2
			in.Policy.MaxTeamsPerLanding = &limit
			in.Sites[0].Teams[0].Late = 30
		}
		s := improved(t, in, 10)
		limit := s.limit()
		for i, d := range s.choose(s.best()) {
			w := &s.works[i]
			if s.p.slack == 0 {
				limit = w.best.makespan
			}
			before := w.hastened(limit)
			if d == before {
				continue
			}
			easier++
			if a, b := judgedBy(d), judgedBy(before); d.makespan > before.makespan || a[3] > b[3] || !slices.Equal(a[:2], b[:2]) {
				t.Errorf("seed %d, site %d: %v in the place of %v", seed, i, a, b)
			} else if slices.Compare(a[3:], b[3:]) < 0 {
				strictly++
			}
			for c := range d.x.team {
				if g := s.p.sites[i].cells[c].group; g >= 0 && d.x.start[c] != before.x.start[c] {
					t.Errorf("seed %d: a member of group %d was moved", seed, g)
				}
			}
		}
	}
	if strictly != easier || easier == 0 {
		t.Errorf("%d plans in the place of others, %d of them better", easier, strictly)
	}
}

// soothed is what the search for ease makes of a plan by hand.
func soothed(t *testing.T, in *Instance, plan ...Assignment) Ease {
	t.Helper()
	s := newSolver(parsed(t, in), Options{Seed: 1})
	s.construct()
	x := newSchedule(s.p.sites[0])
	at := func(list []cell, id string) int {
		return slices.IndexFunc(list, func(c cell) bool { return c.id == id })
	}
	for _, a := range plan {
		x.place(at(x.s.cells, a.Cell), slices.IndexFunc(x.s.teams, func(m team) bool { return m.id == a.Team }), a.Start)
	}
	w := &work{best: measure(x), bound: &Bound{}}
	for range 2 * len(strays) {
		w.soothe(context.Background(), s.base[0], s.rng("S", 1), w.best.makespan)
	}
	if w.easy == nil || cmp.Or(w.easy.exposure-w.best.exposure, w.easy.makespan-w.best.makespan) != 0 {
		t.Fatalf("%+v of %+v", w.easy, w.best)
	}
	return w.easy.x.ease()
}

func TestALandingIsDoneInOneGo(t *testing.T) {
	in := prison(1, 4)
	in.Sites[0].Walk = Walk{}
	for i := range in.Sites[0].Cells {
		in.Sites[0].Cells[i].Landing = "L" + string(rune('1'+i%2))
	}
	team := in.Sites[0].Teams[0].ID
	e := soothed(t, in, Assignment{"C0", team, 0, 10}, Assignment{"C1", team, 10, 20}, Assignment{"C2", team, 20, 30}, Assignment{"C3", team, 30, 40})
	if e.LandingSpread != 20 {
		t.Errorf("back and forth between two landings: %+v", e)
	}
}

func TestNobodyWalksWhereAnotherTeamIsAlready(t *testing.T) {
	in := prison(2, 4)
	s := &in.Sites[0]
	s.Walk = Walk{SameLanding: 1, SameWing: 6, SameBuilding: 6, OtherBuilding: 6}
	for i := range s.Cells {
		s.Cells[i].Landing = "L" + string(rune('1'+i%2))
	}
	s.Cells[2].Window, s.Cells[3].Window = &Window{30, 40}, &Window{30, 40}
	a, b := s.Teams[0].ID, s.Teams[1].ID
	e := soothed(t, in, Assignment{"C0", a, 0, 10}, Assignment{"C3", a, 30, 40}, Assignment{"C1", b, 0, 10}, Assignment{"C2", b, 30, 40})
	if e.Walking != 2 {
		t.Errorf("two teams that cross: %+v", e)
	}
}

func TestTheShareOfWorkIsLevelled(t *testing.T) {
	in := prison(2, 6)
	s := &in.Sites[0]
	s.Walk = Walk{}
	for i := range s.Cells { // the last two of each team begin together and are long and short
		s.Cells[i].Window = &Window{20 * (i / 2), 100}
	}
	s.Cells[3].Duration, s.Cells[5].Duration = 20, 20
	a, b := s.Teams[0].ID, s.Teams[1].ID
	e := soothed(t, in, Assignment{"C0", a, 0, 10}, Assignment{"C2", a, 20, 30}, Assignment{"C4", a, 40, 50},
		Assignment{"C1", b, 0, 10}, Assignment{"C3", b, 20, 40}, Assignment{"C5", b, 40, 60})
	if e.TeamSpread != 0 {
		t.Errorf("one team has all the long searches: %+v", e)
	}
}
