package planner_test

import (
	"context"
	"testing"

	"github.com/cellsweep/cellsweep/planner"
)

// A plan that was chosen for its ease ends at the bound, sooner than the best one before: it is proven, and says so.
func TestAPlanThatEndsAtItsBoundIsProvenHoweverItWasFound(t *testing.T) {
	in := planner.Generate(2, 15, 102)
	p, err := planner.Solve(context.Background(), in, planner.Options{Seed: 1, Rounds: 2})
	if err != nil {
		t.Fatal(err)
	}
	judge(t, in, p)
}
