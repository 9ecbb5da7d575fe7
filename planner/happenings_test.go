package planner

import (
	"slices"
	"testing"

	"github.com/cellsweep/cellsweep/planner/check"
)

// shortSite is a site of two teams with two cells each: A then B, C then D, one
// dog, ten minutes a cell and no way between them.
func shortSite() (*Instance, *Plan) {
	cell := func(id string) Cell {
		return Cell{ID: id, Building: "B", Wing: "W", Landing: "L" + id, Duration: 10, Priority: 1, Weight: 1}
	}
	in := &Instance{Sites: []Site{{ID: "S", Window: &Window{0, 200}, Equipment: []Equipment{{"dog", 1}},
		Teams: []Team{
			{ID: "T", Shift: &Window{-60, 300}, Officers: []Officer{{ID: "O1", Sex: "f", Skills: []string{"lead"}}, {ID: "O2"}}},
			{ID: "U", Shift: &Window{-60, 300}, Officers: []Officer{{ID: "O3", Skills: []string{"lead"}}}}},
		Cells: []Cell{cell("A"), cell("B"), cell("C"), cell("D")}}}}
	p := &Plan{Format: PlanFormat, Instance: in.Hash(), Engine: Engine, Assignments: []Assignment{
		{"A", "T", 0, 10}, {"B", "T", 10, 20}, {"C", "U", 0, 10}, {"D", "U", 10, 20}},
		Sites:  []SiteResult{{ID: "S", Makespan: 20, Bound: Bound{Kind: BoundArea, Witness: map[string]any{}}}},
		Totals: Totals{Makespan: 20, SumMakespan: 20, Exposure: 20}}
	return in, p
}

// after applies events to the short site at a minute, shifts or mends, has the
// checker look, and gives the searches by cell.
func after(t *testing.T, in *Instance, p *Plan, mend bool, now int, events ...Event) (map[string]Assignment, *Plan, *Instance) {
	t.Helper()
	do := Shift
	if mend {
		do = mended
	}
	p.Instance = in.Hash()
	q, effective, err := do(in, p, &Events{Now: now, Events: events})
	if err != nil {
		t.Fatal(err)
	}
	found, err := check.Run(effective.Encode(), q.Encode())
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		if v.Rule != check.RuleMinimal || mend {
			t.Errorf("%s\n%s\n%s", v, effective.Encode(), q.Encode())
		}
	}
	out := map[string]Assignment{}
	for _, a := range q.Assignments {
		out[a.Cell] = a
	}
	return out, q, effective
}

func wantSearches(t *testing.T, got map[string]Assignment, want ...Assignment) {
	t.Helper()
	for _, a := range want {
		if got[a.Cell] != a {
			t.Errorf("%s: %+v, want %+v", a.Cell, got[a.Cell], a)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d searches, want %d: %+v", len(got), len(want), got)
	}
}

func TestASearchThatBeganLatePushesWhatFollows(t *testing.T) {
	in, p := shortSite()
	got, _, e := after(t, in, p, false, 5, Event{Type: EventStarted, Cell: "A", At: 4}, Event{Type: EventStarted, Cell: "C", At: 0})
	wantSearches(t, got, Assignment{"A", "T", 4, 14}, Assignment{"B", "T", 14, 24}, Assignment{"C", "U", 0, 10}, Assignment{"D", "U", 10, 20})
	if !slices.Equal(e.Begun, []string{"A", "C"}) || !slices.Contains(e.Pins, Pin{"A", "T", 4}) {
		t.Errorf("begun %v, pins %v", e.Begun, e.Pins)
	}
}

func TestASearchThatEndedEarlyIsAsLongAsItWas(t *testing.T) {
	in, p := shortSite()
	got, _, e := after(t, in, p, false, 8, Event{Type: EventFinished, Cell: "A", At: 6}, Event{Type: EventStarted, Cell: "C", At: 0})
	wantSearches(t, got, Assignment{"A", "T", 0, 6}, Assignment{"B", "T", 10, 20}, Assignment{"C", "U", 0, 10}, Assignment{"D", "U", 10, 20})
	if e.Sites[0].Cells[0].Duration != 6 || in.Sites[0].Cells[0].Duration != 10 {
		t.Error("the duration is not that of the effective instance alone")
	}
}

func TestAnotherTeamThanPlannedMayHaveBegunACell(t *testing.T) {
	in, p := shortSite()
	in.Forbid = []Forbid{{"B", "U"}}
	got, _, _ := after(t, in, p, false, 2, Event{Type: EventStarted, Cell: "A", At: 0}, Event{Type: EventStarted, Cell: "B", At: 1, Team: "U"})
	wantSearches(t, got, Assignment{"A", "T", 0, 10}, Assignment{"B", "U", 1, 11}, Assignment{"C", "U", 11, 21}, Assignment{"D", "U", 21, 31})
}

func TestAnOverrunOfARunningSearchIsMendedByMovingOneCell(t *testing.T) {
	in, p := shortSite()
	in.Sites[0].Cells = append(in.Sites[0].Cells, Cell{ID: "E", Building: "B", Wing: "W", Landing: "LE", Duration: 10, Priority: 1, Weight: 1})
	p.Assignments = append(p.Assignments, Assignment{"E", "T", 20, 30})
	events := []Event{{Type: EventStarted, Cell: "A", At: 0}, {Type: EventStarted, Cell: "C", At: 0}, {Type: EventOverrun, Cell: "A", By: 10}}
	got, _, _ := after(t, in, p, false, 5, events...)
	wantSearches(t, got, Assignment{"A", "T", 0, 20}, Assignment{"B", "T", 20, 30}, Assignment{"E", "T", 30, 40}, Assignment{"C", "U", 0, 10}, Assignment{"D", "U", 10, 20})
	got, _, _ = after(t, in, p, true, 5, events...)
	wantSearches(t, got, Assignment{"A", "T", 0, 20}, Assignment{"B", "U", 20, 30}, Assignment{"E", "T", 20, 30}, Assignment{"C", "U", 0, 10}, Assignment{"D", "U", 10, 20})
}

func TestATeamThatIsLateBeginsLaterAndStaysLate(t *testing.T) {
	in, p := shortSite()
	got, _, e := after(t, in, p, false, -5, Event{Type: EventTeamLate, Team: "T", Until: 30})
	wantSearches(t, got, Assignment{"A", "T", 30, 40}, Assignment{"B", "T", 40, 50}, Assignment{"C", "U", 0, 10}, Assignment{"D", "U", 10, 20})
	if e.Sites[0].Teams[0].Shift.From != 30 {
		t.Error("the shift begins before the team is there")
	}
	got, q, e := after(t, in, p, false, 12, Event{Type: EventStarted, Cell: "A", At: 0}, Event{Type: EventStarted, Cell: "C", At: 0}, Event{Type: EventTeamLate, Team: "T", Until: 40})
	wantSearches(t, got, Assignment{"A", "T", 0, 10}, Assignment{"B", "T", 40, 50}, Assignment{"C", "U", 0, 10}, Assignment{"D", "U", 12, 22})
	// A cell that comes later is not given to the team before it is back.
	x := Cell{ID: "N", Building: "B", Wing: "W", Landing: "LN", Duration: 10, Priority: 1, Weight: 1}
	got, _, _ = after(t, e, q, true, 13, Event{Type: EventStarted, Cell: "D", At: 12}, Event{Type: EventTeamLate, Team: "U", Until: 100}, Event{Type: EventCellAdded, Site: "S", NewCell: &x})
	if a := got["N"]; a.Start < 40 || a.Team != "T" {
		t.Errorf("the late team is given %+v", a)
	}
}

func TestATeamThatGoesEndsWhatItHasBegunAndItsCellsAreFound(t *testing.T) {
	in, p := shortSite()
	events := []Event{{Type: EventStarted, Cell: "A", At: 0}, {Type: EventStarted, Cell: "C", At: 0}, {Type: EventTeamOut, Team: "T"}}
	got, q, e := after(t, in, p, false, 5, events...)
	wantSearches(t, got, Assignment{"A", "T", 0, 10}, Assignment{"B", "U", 20, 30}, Assignment{"C", "U", 0, 10}, Assignment{"D", "U", 10, 20})
	// It comes back, and takes a cell again, not before now.
	x := Cell{ID: "N", Building: "B", Wing: "W", Landing: "LN", Duration: 10, Priority: 1, Weight: 1}
	got, _, _ = after(t, e, q, true, 15, Event{Type: EventStarted, Cell: "D", At: 10}, Event{Type: EventTeamIn, Team: "T"}, Event{Type: EventCellAdded, Site: "S", NewCell: &x})
	if a := got["N"]; a.Team != "T" || a.Start != 15 {
		t.Errorf("the team that is back is given %+v", a)
	}
}

func TestANewTeamSearchesWhatNobodyCould(t *testing.T) {
	in, p := shortSite()
	x := Cell{ID: "N", Building: "B", Wing: "W", Landing: "LN", Duration: 10, Priority: 1, Weight: 1, Needs: Needs{Skills: []string{"locks"}}}
	_, q, e := after(t, in, p, false, 5, Event{Type: EventStarted, Cell: "A", At: 0}, Event{Type: EventStarted, Cell: "C", At: 0}, Event{Type: EventCellAdded, Site: "S", NewCell: &x})
	if len(q.Unsearched) != 1 || q.Unsearched[0].Rule != RuleNoSkill {
		t.Errorf("%+v", q.Unsearched)
	}
	v := Team{ID: "V", Officers: []Officer{{ID: "O9", Skills: []string{"locks"}}}}
	got, _, _ := after(t, e, q, false, 6, Event{Type: EventTeamIn, Site: "S", NewTeam: &v})
	if got["N"] != (Assignment{"N", "V", 6, 16}) {
		t.Errorf("%+v", got["N"])
	}
}

func TestWhatAnOfficerCouldDoIsForbiddenToTheTeamThatTheyLeft(t *testing.T) {
	in, p := shortSite()
	in.Sites[0].Cells[1].Needs.Skills = []string{"lead"}
	events := []Event{{Type: EventStarted, Cell: "A", At: 0}, {Type: EventStarted, Cell: "C", At: 0}, {Type: EventOfficerOut, Officer: "O1"}}
	got, q, e := after(t, in, p, false, 5, events...)
	wantSearches(t, got, Assignment{"A", "T", 0, 10}, Assignment{"B", "U", 20, 30}, Assignment{"C", "U", 0, 10}, Assignment{"D", "U", 10, 20})
	// What comes later is forbidden as well, as the officer stays in the document.
	x := Cell{ID: "N", Building: "B", Wing: "W", Landing: "LN", Duration: 10, Priority: 1, Weight: 1, Needs: Needs{Skills: []string{"lead"}}}
	got, _, _ = after(t, e, q, true, 6, Event{Type: EventCellAdded, Site: "S", NewCell: &x})
	if got["N"].Team != "U" {
		t.Errorf("%+v", got["N"])
	}
	// A team that has not begun loses the officer.
	_, _, e = after(t, in, p, false, -5, Event{Type: EventOfficerOut, Officer: "O1"})
	if len(e.Sites[0].Teams[0].Officers) != 1 {
		t.Errorf("%+v", e.Sites[0].Teams[0].Officers)
	}
}

func TestACellThatIsWithdrawnLeavesItsPlaceAndNothingElseMoves(t *testing.T) {
	in, p := shortSite()
	in.Groups = []Group{{ID: "G", Cells: []string{"B", "D"}}}
	in.Forbid = []Forbid{{"B", "U"}}
	got, _, e := after(t, in, p, false, 5, Event{Type: EventStarted, Cell: "A", At: 0}, Event{Type: EventStarted, Cell: "C", At: 0}, Event{Type: EventCellWithdrawn, Cell: "B"})
	wantSearches(t, got, Assignment{"A", "T", 0, 10}, Assignment{"C", "U", 0, 10}, Assignment{"D", "U", 10, 20})
	if len(e.Forbid) != 0 || len(e.Groups) != 1 || len(e.Groups[0].Cells) != 1 || len(in.Groups[0].Cells) != 2 {
		t.Errorf("forbids %v, groups %v", e.Forbid, e.Groups)
	}
}

func TestKitThatIsOutIsTakenFromNobodyWhoHasIt(t *testing.T) {
	in, p := shortSite()
	dog := Needs{Equipment: []EquipmentNeed{{"dog", 0, 10}}}
	in.Sites[0].Cells[0].Needs, in.Sites[0].Cells[3].Needs = dog, dog
	got, q, e := after(t, in, p, false, 5, Event{Type: EventStarted, Cell: "A", At: 0}, Event{Type: EventStarted, Cell: "C", At: 0}, Event{Type: EventEquipmentOut, Site: "S", Kind: "dog", Count: 1})
	wantSearches(t, got, Assignment{"A", "T", 0, 10}, Assignment{"B", "T", 10, 20}, Assignment{"C", "U", 0, 10})
	if len(q.Unsearched) != 1 || q.Unsearched[0].Cell != "D" || q.Unsearched[0].Rule != RuleEquipment {
		t.Errorf("%+v", q.Unsearched)
	}
	if len(e.Sites[0].Cells[0].Needs.Equipment) != 0 {
		t.Error("a search that has begun needs kit that is no longer there")
	}
}

func TestAGroupThatIsHeldWaitsTogetherOnAllItsSites(t *testing.T) {
	in, p := shortSite()
	in.Sites = append(in.Sites, Site{ID: "R", Teams: []Team{{ID: "V", Officers: []Officer{{ID: "O7"}}}}, Cells: []Cell{
		{ID: "X", Building: "B", Wing: "W", Landing: "L", Duration: 10, Priority: 1, Weight: 1}, {ID: "Y", Building: "B", Wing: "W", Landing: "L", Duration: 10, Priority: 1, Weight: 1}}})
	in.Groups = []Group{{ID: "G", Cells: []string{"B", "X"}, Tolerance: 2}}
	p.Assignments = append(p.Assignments, Assignment{"Y", "V", 0, 10}, Assignment{"X", "V", 10, 20})
	p.Sites = append(p.Sites, SiteResult{ID: "R", Makespan: 20, Bound: Bound{Kind: BoundArea, Witness: map[string]any{}}})
	begun := []Event{{Type: EventStarted, Cell: "A", At: 0}, {Type: EventStarted, Cell: "C", At: 0}, {Type: EventStarted, Cell: "Y", At: 0}}
	got, _, _ := after(t, in, p, false, 5, append(begun, Event{Type: EventGroupHeld, Group: "G", Until: 50})...)
	wantSearches(t, got, Assignment{"A", "T", 0, 10}, Assignment{"B", "T", 50, 60}, Assignment{"C", "U", 0, 10}, Assignment{"D", "U", 10, 20},
		Assignment{"Y", "V", 0, 10}, Assignment{"X", "V", 50, 60})
	// An overrun at one site alone holds the other back too, but for the tolerance.
	got, _, _ = after(t, in, p, false, 5, append(begun, Event{Type: EventOverrun, Cell: "A", By: 15})...)
	if got["B"].Start != 25 || got["X"].Start != 23 {
		t.Errorf("%+v, %+v", got["B"], got["X"])
	}
}

func TestReportsThatContradictEachOtherAreNamedByTheirPlace(t *testing.T) {
	for name, c := range map[string]struct {
		now    int
		events []Event
		want   []string
	}{
		"started in the future":        {5, []Event{{Type: EventStarted, Cell: "A", At: 6}}, []string{"/events/0/at"}},
		"finished in the future":       {5, []Event{{Type: EventFinished, Cell: "A", At: 6}}, []string{"/events/0/at"}},
		"finished before it started":   {9, []Event{{Type: EventStarted, Cell: "A", At: 4}, {Type: EventFinished, Cell: "A", At: 4}}, []string{"/events/1/at"}},
		"started after it finished":    {9, []Event{{Type: EventFinished, Cell: "A", At: 4}, {Type: EventStarted, Cell: "A", At: 5}}, []string{"/events/1/cell"}},
		"takes longer after the end":   {9, []Event{{Type: EventFinished, Cell: "A", At: 4}, {Type: EventOverrun, Cell: "A", By: 5}}, []string{"/events/1/cell"}},
		"withdrawn after it began":     {9, []Event{{Type: EventStarted, Cell: "A", At: 4}, {Type: EventCellWithdrawn, Cell: "A"}}, []string{"/events/1/cell"}},
		"begun after it was withdrawn": {9, []Event{{Type: EventCellWithdrawn, Cell: "A"}, {Type: EventStarted, Cell: "A", At: 4}}, []string{"/events/1/cell"}},
		"a team in two cells":          {9, []Event{{Type: EventStarted, Cell: "A", At: 4}, {Type: EventStarted, Cell: "B", At: 4}}, []string{"/events/1"}},
		"a team of nowhere":            {9, []Event{{Type: EventStarted, Cell: "A", At: 4, Team: "none"}}, []string{"/events/0/team"}},
		"an officer who left before":   {-9, []Event{{Type: EventOfficerOut, Officer: "O1"}, {Type: EventOfficerOut, Officer: "O1"}}, []string{"/events/1/officer"}},
	} {
		t.Run(name, func(t *testing.T) {
			in, p := shortSite()
			for _, do := range []func(*Instance, *Plan, *Events) (*Plan, *Instance, error){Shift, mended} {
				_, _, err := do(in, p, &Events{Now: c.now, Events: c.events})
				wantPointers(t, err, c.want...)
			}
			if in.Hash() != p.Instance {
				t.Error("the instance was altered")
			}
		})
	}
}
