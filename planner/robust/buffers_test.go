package robust_test

import (
	"context"
	"testing"

	"pgregory.net/rapid"

	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/check"
	"github.com/cellsweep/cellsweep/planner/robust"
)

// buffered asks for buffers and has the checker judge the plan that has them.
func buffered(t judge, in *planner.Instance, p *planner.Plan, scenarios int) *robust.Buffering {
	b, q, err := robust.Buffers(context.Background(), in, p, robust.Options{Seed: 1, Scenarios: scenarios})
	if err != nil {
		t.Fatal(err)
	}
	before, err := check.Run(in.Encode(), p.Encode())
	if err != nil {
		t.Fatal(err)
	}
	after, err := check.Run(in.Encode(), q.Encode())
	if err != nil {
		t.Fatal(err)
	}
	if len(before) == 0 && len(after) > 0 {
		t.Errorf("%v\n%s\n%s", after, in.Encode(), q.Encode())
	}
	starts := map[string]int{}
	for _, a := range p.Assignments {
		starts[a.Cell] = a.Start
	}
	for _, a := range q.Assignments {
		if a.Start < starts[a.Cell] {
			t.Errorf("cell %s starts at %d, before it did at %d", a.Cell, a.Start, starts[a.Cell])
		}
	}
	for _, x := range b.Proposed {
		if x.LateInAfter >= x.LateInBefore || x.Minutes < 1 || x.CostOperation < 0 || x.CostSites < 0 {
			t.Errorf("a buffer that wins nothing: %+v", x)
		}
	}
	return b
}

func TestABufferedPlanKeepsEveryRuleAndIsLateLessOften(t *testing.T) {
	in := planner.Generate(20, 160, 1)
	b := buffered(t, in, solved(t, in), 200)
	if len(b.Proposed) == 0 {
		t.Error("no buffer is proposed for 160 cells")
	}
	for _, x := range b.Proposed {
		t.Logf("%+v", x)
	}
	rapid.Check(t, func(t *rapid.T) {
		in := tangled(t)
		if rapid.Bool().Draw(t, "slack") {
			in.Policy.MakespanSlackPercent = 10
		}
		buffered(t, in, solved(t, in), 30)
	})
}
