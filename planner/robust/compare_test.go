package robust_test

import (
	"context"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/robust"
)

func TestTwoPlansAreHeldAgainstEachOtherInTheSameScenarios(t *testing.T) {
	in := planner.Generate(10, 80, 1)
	p := solved(t, in)
	o := robust.Options{Seed: 1, Scenarios: 300}
	same, err := robust.Compare(context.Background(), robust.Case{Instance: in, Plan: p}, robust.Case{Instance: in, Plan: p}, o)
	if err != nil {
		t.Fatal(err)
	}
	if same.FirstIn+same.SecondIn+same.FirstSumIn+same.SecondSumIn+same.MedianSecondLag != 0 || same.First != same.Second {
		t.Errorf("a plan differs from itself: %+v", same)
	}
	if same.First != simulated(t, in, p, o).Operation {
		t.Errorf("%+v is not what the report says", same.First)
	}
	// Half of the searches longer: never earlier, in any scenario.
	slower := in.Clone()
	for i := range slower.Sites {
		for j := range slower.Sites[i].Cells {
			if c := &slower.Sites[i].Cells[j]; j%2 == 0 {
				c.Spread = &planner.Spread{P50: c.Spread.P50 + 10, P90: c.Spread.P90 + 20}
			}
		}
	}
	q := *p
	q.Instance = slower.Hash()
	got, err := robust.Compare(context.Background(), robust.Case{Instance: in, Plan: p}, robust.Case{Instance: slower, Plan: &q}, o)
	if err != nil {
		t.Fatal(err)
	}
	if got.SecondIn > 0 || got.SecondSumIn > 0 || got.FirstSumIn < 290 || got.MedianSecondLag <= 0 {
		t.Errorf("with longer searches: %+v", got)
	}
}

func TestWhatCannotBeSimulatedIsRefusedWithItsPlace(t *testing.T) {
	in := oneSite(cellOf("A", 20, nil), cellOf("B", 30, nil))
	p := solved(t, in)
	for name, c := range map[string]struct {
		alter func(*planner.Instance, *planner.Plan)
		says  string
	}{
		"another instance":         {func(_ *planner.Instance, p *planner.Plan) { p.Instance = "x" }, "/instance"},
		"a cell that is not there": {func(_ *planner.Instance, p *planner.Plan) { p.Assignments[0].Cell = "Z" }, "/assignments/0"},
		"a team in two cells": {func(_ *planner.Instance, p *planner.Plan) {
			p.Assignments[1].Start, p.Assignments[1].End = p.Assignments[0].Start+1, p.Assignments[0].Start+31
		}, "has not come from cell"},
		"another length": {func(_ *planner.Instance, p *planner.Plan) { p.Assignments[0].End++ }, "/assignments/0"},
		"a spread that is none": {func(in *planner.Instance, p *planner.Plan) {
			in.Sites[0].Cells[1].Spread = &planner.Spread{P50: 20, P90: 19}
			p.Instance = in.Hash()
		}, "/sites/0/cells/1/spread"},
		"a cell twice": {func(_ *planner.Instance, p *planner.Plan) { p.Assignments = append(p.Assignments, p.Assignments[0]) }, "twice"},
	} {
		in, q := in.Clone(), *p
		q.Assignments = append([]planner.Assignment(nil), p.Assignments...)
		c.alter(in, &q)
		_, err := robust.Simulate(context.Background(), in, &q, robust.Options{})
		if models.CodeOf(err) != models.Invalid || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := robust.Simulate(context.Background(), in, p, robust.Options{Scenarios: 1 << 30}); models.CodeOf(err) != models.Invalid {
		t.Errorf("a thousand million scenarios: %v", err)
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := robust.Simulate(ended, in, p, robust.Options{}); err == nil {
		t.Error("a simulation that was ended says nothing")
	}
}
