package planner_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/check"
	"github.com/cellsweep/cellsweep/planner/words"
)

// TestATrialAgreesWithTheChecker changes plans by hand at random: Try finds no
// violation exactly where the checker accepts the changed plan. Left aside is what
// it says that it does not judge.
func TestATrialAgreesWithTheChecker(t *testing.T) {
	clean, broken := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		in := planner.SmallWorld(t, 4, 0)
		if in.Validate() != nil {
			return
		}
		p, err := planner.Solve(context.Background(), in, planner.Options{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		trial, err := planner.Try(in, p, drawChanges(t, in, p))
		if err != nil {
			t.Fatal(err)
		}
		found, err := check.Run(in.Encode(), trial.Plan.Encode())
		if err != nil {
			t.Fatalf("%v\n%s", err, trial.Plan.Encode())
		}
		found = slices.DeleteFunc(found, func(v check.Violation) bool { return slices.Contains(trial.NotJudged, v.Rule) })
		if len(found) == 0 {
			clean++
		} else {
			broken++
		}
		if (len(found) == 0) != (len(trial.Violations) == 0) {
			t.Fatalf("Try: %+v\ncheck: %v\n%s\n%s", trial.Violations, found, in.Encode(), trial.Plan.Encode())
		}
		for _, v := range trial.Violations {
			for _, l := range words.Languages {
				if v.Say(l) == v.Code || !slices.Contains(check.Rules, v.Rule) {
					t.Fatalf("%+v", v)
				}
			}
		}
	})
	t.Logf("%d plans kept whole, %d broken", clean, broken)
	if clean == 0 || broken == 0 {
		t.Errorf("%d plans kept whole, %d broken", clean, broken)
	}
}

// Two groups of the first wave share a site of two teams. Cell C cannot be reached
// before minute 1, and the least that slips is one minute of each group. The one
// conflict that is proven names C alone; that the other group pays a minute must be
// told as well, or the plan is none that a trial may start from.
func TestTheFirstWaveThatPaysForAnotherIsAccountedForToo(t *testing.T) {
	in, err := planner.ParseInstance([]byte(`{"format":"cellsweep-instance/1","sites":[{"id":"S","walk":{"sameLanding":0,"sameWing":1,"sameBuilding":1,"otherBuilding":2},
		"window":{"from":0,"to":9},"teams":[{"id":"T0","officers":[{"id":"O0"}]},{"id":"T1","officers":[{"id":"O1"}]}],
		"cells":[{"id":"A","building":"B0","wing":"A","landing":"L","duration":1},{"id":"B","building":"B0","wing":"A","landing":"L","duration":1},
			{"id":"C","building":"B1","wing":"A","landing":"L","duration":4,"window":{"from":1,"to":8}}]}],
		"groups":[{"id":"late","cells":["C"],"firstWave":true},{"id":"pays","cells":["A","B"],"firstWave":true}]}`))
	if err != nil {
		t.Fatal(err)
	}
	p, err := planner.Solve(context.Background(), in, planner.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if found, err := check.Run(in.Encode(), p.Encode()); err != nil || len(found) > 0 || p.Totals.GroupSlip != 2 {
		t.Fatalf("%v %v\n%s", found, err, p.Encode())
	}
	told := func(group string) bool {
		return slices.ContainsFunc(p.Infeasible, func(x planner.Conflicted) bool { return x.Params["group"] == group })
	}
	if !told("late") || !told("pays") {
		t.Errorf("%+v", p.Infeasible)
	}
	trial, err := planner.Try(in, p, []planner.Change{{Cell: "C", Team: "T0", Start: 4}})
	if err != nil {
		t.Fatal(err)
	}
	if found, err := check.Run(in.Encode(), trial.Plan.Encode()); err != nil || len(trial.Violations) > 0 || slices.ContainsFunc(found, func(v check.Violation) bool { return v.Rule != check.RuleMinimal }) {
		t.Errorf("%+v, %v %v", trial.Violations, found, err)
	}
}

// What is left when cells are taken out is judged like any other plan, and not
// worse than what it was made of, with the same left aside.
func TestATrialWithoutSomeCellsAgreesWithTheChecker(t *testing.T) {
	clean, broken := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		was := planner.SmallWorld(t, 4, 0)
		if was.Validate() != nil {
			return
		}
		p, err := planner.Solve(context.Background(), was, planner.Options{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		changes := drawChanges(t, was, p)
		var out []string
		for _, c := range changes {
			if c.Out {
				out = append(out, c.Cell)
			}
		}
		in := was
		if len(out) > 0 {
			if in, err = was.Apply([]planner.Edit{{Do: "drop", Cells: out}}); err != nil {
				t.Fatal(err)
			}
		}
		trial, err := planner.TryWithout(was, in, p, changes)
		if err != nil {
			t.Fatal(err)
		}
		found, err := check.Run(in.Encode(), trial.Plan.Encode())
		if err != nil {
			t.Fatalf("%v\n%s", err, trial.Plan.Encode())
		}
		found = slices.DeleteFunc(found, func(v check.Violation) bool { return slices.Contains(trial.NotJudged, v.Rule) })
		if len(found) == 0 {
			clean++
		} else {
			broken++
		}
		if (len(found) == 0) != (len(trial.Violations) == 0) {
			t.Fatalf("Try: %+v\ncheck: %v\n%s\n%s", trial.Violations, found, in.Encode(), trial.Plan.Encode())
		}
	})
	t.Logf("%d plans kept whole, %d broken", clean, broken)
	if clean == 0 || broken == 0 {
		t.Errorf("%d plans kept whole, %d broken", clean, broken)
	}
}

// drawChanges moves one or two cells, some to where another was.
func drawChanges(t *rapid.T, in *planner.Instance, p *planner.Plan) []planner.Change {
	var cells, teams []string
	for _, s := range in.Sites {
		for _, c := range s.Cells {
			cells = append(cells, c.ID)
		}
		for _, x := range s.Teams {
			teams = append(teams, x.ID)
		}
	}
	cells = rapid.Permutation(cells).Draw(t, "changed")
	var out []planner.Change
	for _, id := range cells[:min(len(cells), rapid.IntRange(1, 2).Draw(t, "changes"))] {
		c := planner.Change{Cell: id}
		was := slices.IndexFunc(p.Assignments, func(a planner.Assignment) bool { return a.Cell == id })
		switch {
		case len(teams) == 0 || rapid.IntRange(0, 3).Draw(t, "out") == 0:
			c.Out = true
		case was >= 0 && rapid.Bool().Draw(t, "near"):
			c.Team, c.Start = p.Assignments[was].Team, max(0, p.Assignments[was].Start+rapid.IntRange(-1, 3).Draw(t, "by"))
		default:
			c.Team, c.Start = rapid.SampledFrom(teams).Draw(t, "team"), rapid.IntRange(0, 14).Draw(t, "start")
		}
		out = append(out, c)
	}
	return out
}

func TestATrialFaultsWhatIsNotThere(t *testing.T) {
	in := planner.Generate(2, 9, 1)
	p, err := planner.Solve(context.Background(), in, planner.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = planner.Try(in, p, []planner.Change{{Cell: "nowhere", Out: true}, {Cell: p.Assignments[0].Cell, Team: "nobody"}})
	fault, ok := errors.AsType[*models.Fault](err)
	if !ok || len(fault.Fields) != 2 || fault.Fields[0].Pointer != "/changes/0/cell" || fault.Fields[1].Pointer != "/changes/1/team" {
		t.Errorf("%v", err)
	}
	if _, err := planner.Try(planner.Generate(2, 9, 2), p, nil); err == nil {
		t.Error("a plan for another instance was tried")
	}
	if _, err := planner.ParseChanges([]byte(`{"format":"cellsweep-changes/1","changes":[{"cell":"C"},{"cell":"D","team":"T","start":-1}]}`)); err == nil {
		t.Error("malformed changes were read")
	}
}

// BenchmarkTrySixtyCells moves one cell at a site of sixty.
func BenchmarkTrySixtyCells(b *testing.B) {
	in, err := planner.ParseInstance(planner.Generate(1, 60, 1).Encode())
	if err != nil {
		b.Fatal(err)
	}
	p, err := planner.Solve(context.Background(), in, planner.Options{Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	a := p.Assignments[7]
	for b.Loop() {
		if _, err := planner.Try(in, p, []planner.Change{{Cell: a.Cell, Team: a.Team, Start: a.Start + 1}}); err != nil {
			b.Fatal(err)
		}
	}
}
