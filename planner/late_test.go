package planner_test

import (
	"context"
	"testing"

	"github.com/cellsweep/cellsweep/planner"
)

// withLateTeams is an operation of which every third team begins nothing before minute 40.
func withLateTeams(sites, cells int, seed uint64) *planner.Instance {
	in := planner.Generate(sites, cells, seed)
	for i := range in.Sites {
		for j := range in.Sites[i].Teams {
			if (i+j)%3 == 0 {
				in.Sites[i].Teams[j].Late = 40
			}
		}
	}
	return in
}

func TestATeamThatIsLateIsPlannedAnewByItsHours(t *testing.T) {
	for seed := uint64(1); seed <= 4; seed++ {
		in := withLateTeams(3, 90, seed)
		p, err := planner.Solve(context.Background(), in, planner.Options{Seed: seed, Rounds: 6})
		if err != nil {
			t.Fatal(err)
		}
		judge(t, in, p)
	}
}

// Sites with late teams were left as they were built, and ended 5 to 9 % later.
func TestRoundsBetterAPlanWithLateTeamsToo(t *testing.T) {
	for seed := uint64(1); seed <= 4; seed++ {
		in := withLateTeams(1, 60, seed)
		var plans [2]*planner.Plan
		for i, rounds := range []int{0, 10} {
			p, err := planner.Solve(context.Background(), in, planner.Options{Seed: seed, Rounds: rounds})
			if err != nil {
				t.Fatal(err)
			}
			judge(t, in, p)
			plans[i] = p
		}
		if a, b := plans[0].Totals, plans[1].Totals; b.Makespan*25 > a.Makespan*24 || b.Exposure*10 > a.Exposure*9 {
			t.Errorf("seed %d: from %+v to %+v", seed, a, b)
		}
	}
}
