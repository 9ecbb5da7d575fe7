package planner_test

import (
	"context"
	"testing"

	"github.com/cellsweep/cellsweep/planner"
)

func TestATeamThatIsLateIsPlannedAnewByItsHours(t *testing.T) {
	for seed := uint64(1); seed <= 4; seed++ {
		in := planner.Generate(3, 90, seed)
		for i := range in.Sites {
			for j := range in.Sites[i].Teams {
				if (i+j)%3 == 0 {
					in.Sites[i].Teams[j].Late = 40
				}
			}
		}
		p, err := planner.Solve(context.Background(), in, planner.Options{Seed: seed, Rounds: 6})
		if err != nil {
			t.Fatal(err)
		}
		judge(t, in, p)
	}
}
