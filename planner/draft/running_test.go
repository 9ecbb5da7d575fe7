package draft

import (
	"slices"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner"
)

func TestASecondSearchAtTheSameTimeIsNotTheTeamsToPlan(t *testing.T) {
	ids := []models.ID{models.NewID(), models.NewID(), models.NewID(), models.NewID(), models.NewID()}
	names := []string{"A", "B", "C", "D", "E"}
	e := &Exported{Cells: map[string]Cell{}}
	in := &planner.Instance{Sites: []planner.Site{{ID: "S", Walk: planner.Walk{SameLanding: 2}}}}
	plan := &planner.Plan{}
	for i, n := range names {
		e.Cells[n] = Cell{Target: models.Target{ID: ids[i]}}
		in.Sites[0].Cells = append(in.Sites[0].Cells, planner.Cell{ID: n, Building: "B", Wing: "W", Landing: "L", Duration: 20})
		if n != "E" { // which the plan does not hold
			plan.Assignments = append(plan.Assignments, planner.Assignment{Cell: n, Team: "T", Start: 30 * i})
		}
	}
	at := func(m int) *int { return &m }
	got := Happened(e, in, plan, []Done{{Task: ids[1], Started: at(12)}, {Task: ids[0], Started: at(10), Ended: at(10)}, {Task: ids[2], Left: true},
		{Task: ids[3], Started: at(15), Ended: at(40)}, {Task: ids[4], Started: at(1)}, {Task: models.NewID(), Started: at(2)}})
	want := []planner.Event{{Type: planner.EventStarted, Cell: "A", At: 10}, {Type: planner.EventFinished, Cell: "A", At: 11},
		{Type: planner.EventCellWithdrawn, Cell: "B"}, {Type: planner.EventStarted, Cell: "D", At: 15}, {Type: planner.EventFinished, Cell: "D", At: 40},
		{Type: planner.EventCellWithdrawn, Cell: "C"}}
	if !slices.Equal(got, want) {
		t.Errorf("what happened is %+v", got)
	}
}
