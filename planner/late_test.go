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

// One of two teams has begun a search at H, and begins nothing else before minute 90.
// Of the five searches of twenty minutes that are left, the hundred minutes, the other team
// alone has gone through at 90, and both at 95 at the soonest; as no search is
// shared, at 100. A bound that counts the late team from H on says 60.
func TestABoundKnowsThatATeamIsLateForWhatIsNotPinned(t *testing.T) {
	in, err := planner.ParseInstance([]byte(`{"format":"cellsweep-instance/1","sites":[{"id":"S","walk":{"sameLanding":0,"sameWing":0,"sameBuilding":0,"otherBuilding":0},
		"teams":[{"id":"late","late":90,"officers":[{"id":"O0"}]},{"id":"there","officers":[{"id":"O1"}]}],
		"cells":[{"id":"A","building":"B","wing":"W","landing":"L","duration":20},{"id":"C1","building":"B","wing":"W","landing":"L","duration":20},
			{"id":"C2","building":"B","wing":"W","landing":"L","duration":20},{"id":"C3","building":"B","wing":"W","landing":"L","duration":20},
			{"id":"C4","building":"B","wing":"W","landing":"L","duration":20},{"id":"C5","building":"B","wing":"W","landing":"L","duration":20}]}],
		"pins":[{"cell":"A","team":"late","start":0}],"begun":["A"]}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, rounds := range []int{0, 4} {
		p, err := planner.Solve(context.Background(), in, planner.Options{Seed: 1, Rounds: rounds})
		if err != nil {
			t.Fatal(err)
		}
		judge(t, in, p)
		if s := p.Sites[0]; s.Makespan != 100 || s.LowerBound < 95 {
			t.Errorf("over at %d, the bound is %+v", s.Makespan, s.Bound)
		}
	}
}
