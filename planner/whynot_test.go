package planner_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/words"
)

// TestAnAnswerIsKeptByThePlanThatItNames asks at random: where a price is told,
// Try with the moves gives a plan of that price which has what was asked and
// breaks no rule that does not give way; where it is called impossible, the cell
// alone with the pinned ones cannot be planned so.
func TestAnAnswerIsKeptByThePlanThatItNames(t *testing.T) {
	verdicts := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		in := planner.SmallWorld(t, 4, 1)
		if in.Validate() != nil {
			return
		}
		p, err := planner.Solve(context.Background(), in, planner.Options{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		s := rapid.SampledFrom(in.Sites).Draw(t, "site")
		q := planner.Question{Cell: rapid.SampledFrom(s.Cells).Draw(t, "cell").ID}
		if len(s.Teams) > 0 && rapid.Bool().Draw(t, "asksTeam") {
			q.Team = rapid.SampledFrom(s.Teams).Draw(t, "team").ID
		}
		if rapid.Bool().Draw(t, "asksStart") {
			start := rapid.IntRange(0, 12).Draw(t, "start")
			q.Start = &start
		}
		a, err := planner.WhyNot(context.Background(), in, p, q)
		if err != nil {
			t.Fatal(err)
		}
		verdicts[a.Verdict]++
		wantAnswer(t, in, p, a)
	})
	t.Log(verdicts)
	if verdicts[planner.AnswerImpossible] == 0 || verdicts[planner.AnswerCosts] == 0 || verdicts[planner.AnswerAlready] == 0 {
		t.Error(verdicts)
	}
}

func wantAnswer(t *rapid.T, in *planner.Instance, p *planner.Plan, a *planner.Answer) {
	q := a.Question
	for _, l := range words.Languages {
		if said := a.Say(l); said == "" || said == a.Code {
			t.Fatalf("%+v", a)
		}
	}
	switch a.Verdict {
	case planner.AnswerAlready, planner.AnswerNoPlan:
		return
	case planner.AnswerImpossible:
		if len(a.Reasons) == 0 || planner.CouldBe(in, q) {
			t.Fatalf("%v, but it could be: %s", a.Why, in.Encode())
		}
		return
	}
	trial, err := planner.Try(in, p, a.Moves)
	if err != nil {
		t.Fatal(err)
	}
	x, y := trial.After, *a.After
	if x.Makespan != y.Makespan || x.Exposure != y.Exposure || x.UnsearchedPriority != y.UnsearchedPriority || x.GroupSlip != y.GroupSlip {
		t.Fatalf("%+v, told %+v", x, y)
	}
	i := slices.IndexFunc(trial.Plan.Assignments, func(b planner.Assignment) bool { return b.Cell == q.Cell })
	if i < 0 {
		t.Fatalf("the cell is not searched: %+v", a)
	}
	if b := trial.Plan.Assignments[i]; q.Team != "" && b.Team != q.Team || q.Start != nil && b.Start != *q.Start {
		t.Fatalf("%+v is not what was asked: %+v", b, q)
	}
	for _, v := range trial.Violations {
		if v.Rule != "H5" && v.Rule != "H6" && v.Rule != "unsearched" {
			t.Fatalf("%+v", v)
		}
	}
}

func TestAQuestionAboutNobodyIsAFault(t *testing.T) {
	in := planner.Generate(2, 9, 1)
	p, err := planner.Solve(context.Background(), in, planner.Options{})
	if err != nil {
		t.Fatal(err)
	}
	start := -1
	_, err = planner.WhyNot(context.Background(), in, p, planner.Question{Cell: "X", Team: "Y", Start: &start})
	fault, ok := errors.AsType[*models.Fault](err)
	if !ok || len(fault.Fields) != 3 {
		t.Errorf("%v", err)
	}
}

// TestQuestionsOnANationalOperation prints what answers cost on 66 sites.
func TestQuestionsOnANationalOperation(t *testing.T) {
	in, err := planner.ParseInstance(planner.Generate(66, 500, 1).Encode())
	if err != nil {
		t.Fatal(err)
	}
	p, err := planner.Solve(context.Background(), in, planner.Options{Seed: 1, Rounds: 6})
	if err != nil {
		t.Fatal(err)
	}
	worst, verdicts := 0, map[string]int{}
	for i := 0; i < len(p.Assignments); i += 61 {
		was := p.Assignments[i]
		start := was.Start + 10
		before := planner.CPU()
		a, err := planner.WhyNot(context.Background(), in, p, planner.Question{Cell: was.Cell, Start: &start})
		if err != nil {
			t.Fatal(err)
		}
		worst = max(worst, planner.CPU()-before)
		verdicts[a.Verdict]++
		if data, err := json.Marshal(a); err != nil || len(data) == 0 {
			t.Error(err)
		}
	}
	t.Logf("%v, the dearest answer took %d ms of CPU", verdicts, worst)
}
