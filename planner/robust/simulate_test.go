package robust_test

import (
	"bytes"
	"context"
	"runtime"
	"testing"

	"pgregory.net/rapid"

	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/robust"
)

func simulated(t interface{ Fatal(...any) }, in *planner.Instance, p *planner.Plan, o robust.Options) *robust.Report {
	r, err := robust.Simulate(context.Background(), in, p, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

type judge interface {
	Fatal(...any)
	Errorf(string, ...any)
}

func TestWhoeverWaitsForASimulationIsToldHowManyScenariosAreDone(t *testing.T) {
	in := planner.Generate(12, 90, 1)
	p := solved(t, in)
	o := robust.Options{Seed: 3, Scenarios: 730, Workers: 3}
	plain := simulated(t, in, p, o)
	last, times := 0, 0
	o.Progress = func(done, of int) {
		if done <= last || done > of || of != o.Scenarios {
			t.Errorf("after %d: %d of %d", last, done, of)
		}
		last, times = done, times+1
	}
	if told := simulated(t, in, p, o); !bytes.Equal(told.Encode(), plain.Encode()) {
		t.Error("what is found depends on who listens")
	}
	if last != o.Scenarios || times != 100 {
		t.Errorf("told %d times, at last of %d", times, last)
	}
}

func TestWithoutSpreadEverythingHappensAsPlanned(t *testing.T) {
	for seed := uint64(1); seed <= 6; seed++ {
		happensAsPlanned(t, certain(planner.Generate(12, 90, seed)))
	}
	rapid.Check(t, func(t *rapid.T) { happensAsPlanned(t, certain(tangled(t))) })
}

func happensAsPlanned(t judge, in *planner.Instance) {
	p := solved(t, in)
	r := simulated(t, in, p, robust.Options{Seed: 3, Scenarios: 7})
	if o := r.Operation; o.P50 != p.Totals.Makespan || o.P90 != o.P50 || o.Greatest != o.P50 || o.Planned != o.P50 || o.LaterIn != 0 {
		t.Errorf("the operation's end is %+v, not %d", o, p.Totals.Makespan)
	}
	for i, s := range r.Sites {
		if s.Greatest != p.Sites[i].Makespan || s.P50 != s.Greatest || s.OverWindowIn+s.OverShiftIn > 0 {
			t.Errorf("site %+v, planned %+v", s, p.Sites[i])
		}
	}
	slip := 0
	for _, g := range r.Groups {
		if g.LateIn > 0 || g.SlipP90 != g.PlannedSlip {
			t.Errorf("group %+v", g)
		}
		slip += g.PlannedSlip
	}
	if slip != p.Totals.GroupSlip || len(r.Late) > 0 {
		t.Errorf("slip %d, planned %d; late %v", slip, p.Totals.GroupSlip, r.Late)
	}
	planned := map[string]int{}
	for _, a := range p.Assignments {
		planned[a.Cell] = a.End - a.Start
	}
	got, err := robust.CarryOut(in, p, planned)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range p.Assignments {
		if got[a.Cell] != (robust.Minutes{Start: a.Start, End: a.End}) {
			t.Errorf("cell %s is searched in %v, planned %v", a.Cell, got[a.Cell], a)
		}
	}
}

func TestLongerSearchesNeverMakeAnythingEarlier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := tangled(t)
		p := solved(t, in)
		short, long := map[string]int{}, map[string]int{}
		for _, a := range p.Assignments {
			short[a.Cell] = rapid.IntRange(1, 20).Draw(t, "short")
			long[a.Cell] = short[a.Cell] + rapid.IntRange(0, 9).Draw(t, "more")
		}
		a, err := robust.CarryOut(in, p, short)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := robust.CarryOut(in, p, long)
		for id := range a {
			if b[id].Start < a[id].Start || b[id].End < a[id].End {
				t.Fatalf("cell %s: %v with short searches, %v with longer ones\n%s\n%s", id, a[id], b[id], in.Encode(), p.Encode())
			}
		}
	})
}

func TestAScenarioKeepsTeamsKitLandingsAndGroups(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := tangled(t)
		p := solved(t, in)
		d := map[string]int{}
		for _, a := range p.Assignments {
			d[a.Cell] = rapid.IntRange(1, 20).Draw(t, "duration")
		}
		got, err := robust.CarryOut(in, p, d)
		if err != nil {
			t.Fatal(err)
		}
		heldToTheLetter(t, in, p, d, got)
	})
}

// A search that is over before the dog was due to it has not brought the dog on.
func TestAUnitThatASearchDidNotNeedStaysWhereItWas(t *testing.T) {
	in := oneSite(cellOf("A", 30, nil), cellOf("B", 20, nil), cellOf("C", 10, nil))
	s := &in.Sites[0]
	s.Equipment = []planner.Equipment{{Kind: "dog", Count: 1}}
	s.Teams = append(s.Teams, planner.Team{ID: "U", Officers: []planner.Officer{}})
	for i, e := range []planner.EquipmentNeed{{Kind: "dog", For: 30}, {Kind: "dog", From: 10, For: 10}, {Kind: "dog", For: 10}} {
		s.Cells[i].Needs.Equipment = []planner.EquipmentNeed{e}
	}
	p := &planner.Plan{Instance: in.Hash(), Assignments: []planner.Assignment{
		{Cell: "A", Team: "T", Start: 0, End: 30}, {Cell: "B", Team: "U", Start: 20, End: 40}, {Cell: "C", Team: "U", Start: 40, End: 50}}}
	got, err := robust.CarryOut(in, p, map[string]int{"A": 60, "B": 5, "C": 10})
	if err != nil {
		t.Fatal(err)
	}
	if got["C"] != (robust.Minutes{Start: 60, End: 70}) {
		t.Errorf("C is searched in %v, and has the dog only from 60", got["C"])
	}
}

func TestTheP90OfASingleCellIsItsSpreads(t *testing.T) {
	in := oneSite(cellOf("C", 25, &planner.Spread{P50: 25, P90: 40}))
	r := simulated(t, in, solved(t, in), robust.Options{Seed: 5, Scenarios: 20_000})
	if r.Operation.P50 < 24 || r.Operation.P50 > 26 || r.Operation.P90 < 39 || r.Operation.P90 > 41 {
		t.Errorf("P50 and P90 are %d and %d, not 25 and 40", r.Operation.P50, r.Operation.P90)
	}
}

func TestTheExpectationOfTwoCellsIsThatOfAllPairs(t *testing.T) {
	in := oneSite(cellOf("A", 20, &planner.Spread{P50: 20, P90: 32}), cellOf("B", 30, &planner.Spread{P50: 30, P90: 60}))
	p := solved(t, in)
	starts := map[string]int{}
	for _, a := range p.Assignments {
		starts[a.Cell] = a.Start
	}
	first, second := "A", "B"
	if starts[first] > starts[second] {
		first, second = second, first
	}
	// Every pair of atoms, by hand: the second search starts when it is planned to,
	// or when the first is over.
	atoms := map[string][]int{"A": robust.Atoms(20, 32), "B": robust.Atoms(30, 60)}
	sum, pairs := 0, 0
	for _, x := range atoms[first] {
		for _, y := range atoms[second] {
			sum += max(starts[second], starts[first]+x) + y
			pairs++
		}
	}
	const scenarios = 20_000
	got := 0
	for k := range scenarios {
		d, err := robust.Drawn(in, p, 9, k)
		if err != nil {
			t.Fatal(err)
		}
		at, _ := robust.CarryOut(in, p, d)
		got += at[second].End
	}
	want := float64(sum) / float64(pairs)
	if mean := float64(got) / scenarios; mean < want-0.6 || mean > want+0.6 { // about three standard errors
		t.Errorf("the end is at %.2f in the mean, not %.2f", mean, want)
	}
}

func TestTheSameScenarioGivesACellTheSameDurationWhateverThePlan(t *testing.T) {
	in := planner.Generate(8, 60, 2)
	p := solved(t, in)
	other, err := planner.Solve(context.Background(), in, planner.Options{Seed: 99, Rounds: 9})
	if err != nil {
		t.Fatal(err)
	}
	smaller := in.Clone()
	smaller.Sites = smaller.Sites[:4]
	smaller.Groups = nil
	q := solved(t, smaller)
	for k := range 20 {
		a, err := robust.Drawn(in, p, 4, k)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := robust.Drawn(in, other, 4, k)
		c, _ := robust.Drawn(smaller, q, 4, k)
		for id, d := range c {
			if a[id] != d || b[id] != d {
				t.Fatalf("cell %s takes %d, %d and %d in scenario %d", id, a[id], b[id], d, k)
			}
		}
	}
}

func TestAReportIsTheSameOnAnyNumberOfCores(t *testing.T) {
	in := planner.Generate(20, 160, 3)
	p := solved(t, in)
	var first []byte
	for _, cores := range []int{1, 2, 5} {
		before := runtime.GOMAXPROCS(cores)
		got := simulated(t, in, p, robust.Options{Seed: 1, Scenarios: 300}).Encode()
		runtime.GOMAXPROCS(before)
		if first == nil {
			first = got
		}
		if !bytes.Equal(first, got) {
			t.Fatalf("on %d cores the report is another", cores)
		}
	}
}

func TestOnlyWhatIsOnTheChainOfCausesCanMakeTheEndEarlier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := tangled(t)
		if p := solved(t, in); len(p.Assignments) > 0 {
			robust.CheckReliefs(t, in, p, 40)
		}
	})
}
