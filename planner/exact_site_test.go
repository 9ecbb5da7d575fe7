package planner

import (
	"context"
	"testing"
)

func TestWhatASiteCouldReachWithOtherSlotsIsKnown(t *testing.T) {
	s := newSolver(parsed(t, Generate(20, 120, 2)), Options{Seed: 1})
	s.construct()
	for round := 1; round <= 4; round++ {
		s.improve(context.Background(), round)
	}
	known := 0
	for i, d := range s.best() {
		least, ideal := s.works[i].settled.least, s.works[i].settled.ideal
		if ideal == nil {
			continue
		}
		known++
		if end := measure(ideal).makespan; end != least || end > d.makespan || s.bound(i).Value < least {
			t.Errorf("site %d: the ideal plan is over by %d, least %d, bound %d, plan %d", i, end, least, s.bound(i).Value, d.makespan)
		}
	}
	t.Logf("the least end over all slots is known, with a plan, of %d sites that no bound had proven", known)
	if known == 0 {
		t.Error("no site was asked")
	}
}
