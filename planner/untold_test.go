package planner_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/planner"
)

// told replies to events with a plan that was shifted and one that was mended, and has both judged.
func told(t *testing.T, site, more string, ev *planner.Events) (before, shifted, mended *planner.Plan) {
	t.Helper()
	in, err := planner.ParseInstance([]byte(`{"format":"cellsweep-instance/1",` + more + `"sites":[` +
		strings.NewReplacer("AT", `"building":"B0","wing":"A","landing":"L"`, "WALK", `"walk":{"sameLanding":0,"sameWing":1,"sameBuilding":1,"otherBuilding":2}`).Replace(site) + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	if before, err = planner.Solve(context.Background(), in, planner.Options{Seed: 1, Rounds: 1}); err != nil {
		t.Fatal(err)
	}
	shifted, then, err := planner.Shift(in, before, ev)
	if err != nil {
		t.Fatal(err)
	}
	judge(t, then, shifted)
	mended, then, err = planner.Replan(context.Background(), in, before, ev)
	if err != nil {
		t.Fatal(err)
	}
	judge(t, then, mended)
	return before, shifted, mended
}

func of(p *planner.Plan, cell string) planner.Assignment {
	if i := slices.IndexFunc(p.Assignments, func(a planner.Assignment) bool { return a.Cell == cell }); i >= 0 {
		return p.Assignments[i]
	}
	return planner.Assignment{}
}

// A pin that time has overtaken is let go; that the site began late is then no fault of the plan, as nobody can begin before.
func TestASiteThatBeganLateByAPinIsNotCalledOn(t *testing.T) {
	_, p, _ := told(t, `{"id":"S",WALK,"teams":[{"id":"old","officers":[{"id":"O0"}]},{"id":"lead","officers":[{"id":"O1","skills":["lead"]}],"shift":{"from":1,"to":2}}],
		"cells":[{"id":"C0",AT,"duration":1},{"id":"C1",AT,"duration":1,"needs":{"skills":["lead"]}}]}`, `"pins":[{"cell":"C0","team":"old","start":1}],`,
		&planner.Events{Now: 2, Acknowledged: map[string]int{"old": 1, "lead": 2}, Events: []planner.Event{{Type: planner.EventStarted, Cell: "C1", At: 1}}})
	if a := of(p, "C0"); a.Team != "old" || a.Start != 1 {
		t.Errorf("who was not told works by the old plan: %+v", a)
	}
}

// A search that has become too long for the hours of the site has one lawful start left: it may not be one that is past.
func TestWhatLosesItsPlaceIsNotPlannedIntoThePast(t *testing.T) {
	before, p, _ := told(t, `{"id":"S",WALK,"window":{"from":0,"to":8},"teams":[{"id":"old","officers":[{"id":"O0"}]},{"id":"new","officers":[{"id":"O1"}],"shift":{"from":0,"to":1}}],
		"cells":[{"id":"C0",AT,"duration":5},{"id":"C1",AT,"duration":1,"window":{"from":4,"to":9}}]}`, `"forbid":[{"cell":"C1","team":"new"}],`,
		&planner.Events{Now: 5, Acknowledged: map[string]int{"old": 1, "new": 2}, Events: []planner.Event{
			{Type: planner.EventFinished, Cell: "C0", At: 4}, {Type: planner.EventOverrun, Cell: "C1", By: 3}}})
	if was, is := of(before, "C1"), of(p, "C1"); was.Start != 5 || is.Team != "" {
		t.Errorf("planned at %d, and at minute 5 %+v", was.Start, is)
	}
}

// Repair puts a cell of priority in the place of another; the site begins at H all the same.
func TestRepairLeavesNoSiteWithoutABeginning(t *testing.T) {
	_, _, p := told(t, `{"id":"S",WALK,"teams":[{"id":"T","officers":[{"id":"O0","home":{"site":"S","building":"B0","wing":"A"}}]}],
		"cells":[{"id":"C0",AT,"duration":1},{"id":"C1","building":"B1","wing":"A","landing":"L","duration":1},{"id":"C3",AT,"duration":1,"priority":1,"window":{"from":1,"to":2}}]}`,
		`"policy":{"conflictOfInterest":"wing"},`, &planner.Events{Now: -1, Events: []planner.Event{{Type: planner.EventOfficerOut, Officer: "O0"}}})
	if p.Totals.SiteSlip != 0 || p.Totals.UnsearchedPriority != 0 {
		t.Errorf("%+v: %+v", p.Totals, p.Assignments)
	}
}
