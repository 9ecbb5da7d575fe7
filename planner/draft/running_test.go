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
		{Task: ids[3], Started: at(15), Ended: at(40)}, {Task: ids[4], Started: at(1)}, {Task: models.NewID(), Started: at(2)}}, 60)
	want := []planner.Event{{Type: planner.EventStarted, Cell: "A", At: 10}, {Type: planner.EventFinished, Cell: "A", At: 11},
		{Type: planner.EventSettled, Cell: "B"}, {Type: planner.EventStarted, Cell: "D", At: 15}, {Type: planner.EventFinished, Cell: "D", At: 40},
		{Type: planner.EventSettled, Cell: "C"}}
	if !slices.Equal(got, want) {
		t.Errorf("what happened is %+v", got)
	}
}

func TestNothingHasHappenedLaterThanNowWhateverATabletsClockSays(t *testing.T) {
	id := models.NewID()
	e := &Exported{Cells: map[string]Cell{"A": {Target: models.Target{ID: id}}}}
	in := &planner.Instance{Sites: []planner.Site{{ID: "S", Cells: []planner.Cell{{ID: "A", Duration: 20}}}}}
	plan := &planner.Plan{Assignments: []planner.Assignment{{Cell: "A", Team: "T"}}}
	at := func(m int) *int { return &m }
	for name, c := range map[string]struct {
		started, ended, now int // ended -1: not yet
		want                [2]int
	}{
		"a clock that is ahead begins now":            {started: 40, ended: -1, now: 25, want: [2]int{25, -1}},
		"and ends now, begun a minute before":         {started: 40, ended: 60, now: 41, want: [2]int{40, 41}},
		"all of it lies ahead":                        {started: 40, ended: 60, now: 25, want: [2]int{24, 25}},
		"begun and ended in this very minute":         {started: 25, ended: 25, now: 25, want: [2]int{24, 25}},
		"begun and ended at H, which is still going":  {started: 0, ended: 0, now: 0, want: [2]int{0, -1}},
		"begun before H, and H has not come":          {started: -5, ended: -1, now: -3, want: [2]int{0, -1}},
		"begun before H":                              {started: -5, ended: 10, now: 30, want: [2]int{0, 10}},
		"as reported, where the clock has the minute": {started: 3, ended: 20, now: 30, want: [2]int{3, 20}},
	} {
		d := Done{Task: id, Started: at(c.started)}
		want := []planner.Event{{Type: planner.EventStarted, Cell: "A", At: c.want[0]}}
		if c.ended >= 0 {
			d.Ended = at(c.ended)
		}
		if c.want[1] >= 0 {
			want = append(want, planner.Event{Type: planner.EventFinished, Cell: "A", At: c.want[1]})
		}
		if got := Happened(e, in, plan, []Done{d}, c.now); !slices.Equal(got, want) {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}
