package planner_test

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/check"
)

// judge asks the checker, which shares no code with the planner. A plan that is
// not minimal in a small world is counted apart, as the dispatch is no exact method.
func judge(t interface {
	Fatal(...any)
	Errorf(string, ...any)
}, in *planner.Instance, p *planner.Plan) (minimal bool) {
	found, err := check.Run(in.Encode(), p.Encode())
	if err != nil {
		t.Fatal(err)
	}
	minimal = true
	for _, v := range found {
		if v.Rule == check.RuleMinimal {
			minimal = false
			continue
		}
		t.Errorf("%s\n%s\n%s", v, in.Encode(), p.Encode())
	}
	return minimal
}

func TestTheCheckerFindsNothingInGeneratedOperations(t *testing.T) {
	for seed := uint64(1); seed <= 4; seed++ {
		in := planner.Generate(66, 500, seed)
		in.Policy.MakespanSlackPercent = int(seed-1) * 5
		p, err := planner.Solve(context.Background(), in, planner.Options{Seed: seed, Rounds: 5})
		if err != nil {
			t.Fatal(err)
		}
		if !judge(t, in, p) {
			t.Errorf("seed %d: not minimal", seed)
		}
	}
}

func TestTheCheckerFindsNothingInSmallEntangledWorlds(t *testing.T) {
	worlds, missed := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		in := planner.SmallWorld(t, 6, 0)
		p, err := planner.Solve(context.Background(), in, planner.Options{Seed: 1, Rounds: 3})
		if err != nil {
			t.Fatal(err)
		}
		worlds++
		if !judge(t, in, p) {
			missed++
		}
	})
	t.Logf("%d of %d worlds are not minimal in unsearched priority and slip", missed, worlds)
	if missed*20 > worlds {
		t.Errorf("%d of %d worlds are not minimal", missed, worlds)
	}
}

func TestTheCheckerFindsNothingInMendedPlans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, p, ev := planner.Running(t)
		q, effective, err := planner.Replan(context.Background(), in, p, ev)
		if err != nil {
			t.Fatal(err)
		}
		judge(t, effective, q)
	})
}

func TestTheCheckerAcceptsEveryBoundAndNoneThatAPlanUndercuts(t *testing.T) {
	planner.Hunted(t, "160")
	accepted, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		in, right, wrong := planner.BoundVariants(t)
		for _, p := range right {
			accepted++
			judge(t, in, p)
		}
		for _, p := range wrong {
			found, err := check.Run(in.Encode(), p.Encode())
			if err != nil {
				t.Fatal(err)
			}
			if refused++; !slices.ContainsFunc(found, func(v check.Violation) bool { return v.Rule == check.RuleBound }) {
				t.Fatalf("accepted:\n%s\n%s", in.Encode(), p.Encode())
			}
		}
	})
	t.Logf("%d accepted, %d refused", accepted, refused)
	if accepted == 0 || refused == 0 {
		t.Error("nothing was put to the test")
	}
}
