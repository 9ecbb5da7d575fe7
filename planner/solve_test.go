package planner

import (
	"bytes"
	"context"
	"testing"

	"pgregory.net/rapid"
)

func TestEveryPlanKeepsEveryRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := smallWorld(t, 8, 0)
		if err := in.Validate(); err != nil {
			t.Fatal(err)
		}
		p, err := Solve(context.Background(), in, Options{Seed: rapid.Uint64Range(0, MaxSeed).Draw(t, "seed"), Rounds: 3})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range violations(in, p) {
			t.Error(v)
		}
		if _, err := ParsePlan(p.Encode()); err != nil {
			t.Error(err)
		}
	})
}

func TestGeneratedOperationsKeepEveryRuleAndSearchEveryCell(t *testing.T) {
	for seed := uint64(1); seed <= 20; seed++ {
		in := parsed(t, Generate(66, 500, seed))
		p := solved(t, in, Options{Seed: seed, Rounds: int(seed % 4 / 3)})
		for _, v := range violations(in, p) {
			t.Error(seed, v)
		}
		if p.Shortfall() {
			t.Errorf("seed %d: %d unsearched, totals %+v", seed, len(p.Unsearched), p.Totals)
		}
	}
}

// agree compares a plan with every plan there is, and says whether it is
// minimal in unsearched priority and slip.
func agree(t *rapid.T, in *Instance) bool {
	p, err := Solve(context.Background(), in, Options{Seed: 1, Rounds: 6})
	if err != nil {
		t.Fatal(err)
	}
	unsearched, slip, makespan := leastShortfall(in)
	ours := p.Totals.GroupSlip + p.Totals.SiteSlip
	if p.Totals.UnsearchedPriority < unsearched || p.Totals.UnsearchedPriority == unsearched && ours < slip {
		t.Fatalf("better than the best: %+v against %d, %d", p.Totals, unsearched, slip)
	}
	if p.Totals.MakespanBound > makespan {
		t.Fatalf("the bound %d exceeds the optimum %d", p.Totals.MakespanBound, makespan)
	}
	return p.Totals.UnsearchedPriority == unsearched && ours == slip
}

func TestABoundNeverExceedsTheOptimum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { agree(t, smallWorld(t, 2, 0)) })
}

// The dispatch is no exact method, so a few entangled worlds are missed; the
// share is what this test watches.
func TestInNearlyAllSmallWorldsNothingIsLeftOutOrSlipsWithoutNeed(t *testing.T) {
	worlds, missed := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		in := smallWorld(t, 2, 1)
		worlds++
		if !agree(t, in) {
			missed++
			t.Logf("missed: %s", in.Encode())
		}
	})
	t.Logf("%d of %d worlds are not minimal in unsearched priority and slip", missed, worlds)
	if missed*20 > worlds {
		t.Errorf("%d of %d worlds are not minimal", missed, worlds)
	}
}

func TestTheSameSeedGivesTheSameBytesAndAnotherOthers(t *testing.T) {
	in := parsed(t, Generate(6, 60, 3))
	first := solved(t, in, Options{Seed: 7, Rounds: 3}).Encode()
	if !bytes.Equal(first, solved(t, in, Options{Seed: 7, Rounds: 3}).Encode()) {
		t.Fatal("the bytes differ")
	}
	if bytes.Equal(first, solved(t, in, Options{Seed: 8, Rounds: 3}).Encode()) {
		t.Error("the seed changes nothing")
	}
}
