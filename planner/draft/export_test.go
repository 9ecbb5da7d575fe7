package draft_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/draft"
)

var dawn = time.Date(2026, 5, 20, 4, 0, 0, 0, time.UTC) // 06:00 in Paris

// world is one establishment with a wing of cells, one team and what lets them be searched.
type world struct {
	draft.Source
	est   models.Establishment
	cells []models.Location
}

func newWorld(cells int) *world {
	w := &world{est: models.Establishment{ID: models.NewID(), Code: "S01", TimeZone: "Europe/Paris"}}
	node := func(parent *models.ID, code, kind string) models.Location {
		l := models.Location{ID: models.NewID(), Establishment: w.est.ID, Parent: parent, Code: code, Kind: kind}
		w.Locations[l.ID] = l
		return l
	}
	w.Locations = map[models.ID]models.Location{}
	building := node(nil, "B1", "building")
	wing := node(&building.ID, "B1-A", "wing")
	landing := node(&wing.ID, "B1-A-1", "landing")
	officer := models.Officer{ID: models.NewID(), Number: "OFF-1", Sex: "f", Skills: models.NewWords("lead"), Home: &w.est.ID, HomeLocation: &wing.ID}
	w.Officers = map[models.ID]models.Officer{officer.ID: officer}
	w.Establishments = map[models.ID]models.Establishment{w.est.ID: w.est}
	site := models.SiteDraft{Establishment: w.est.ID, Walk: models.DefaultWalk, Equipment: []models.KitCount{{Kind: "dog", Count: 2}},
		Teams: []models.Team{{ID: models.NewID(), Code: "T1", ShiftFrom: -60, ShiftTo: 480, Officers: []models.IDNum{{ID: officer.ID, Number: "OFF-1"}}}}}
	auth := models.Authorisation{ID: models.NewID(), Reference: "A1", ValidFrom: dawn.Add(-time.Hour), ValidTo: dawn.Add(24 * time.Hour)}
	for i := range cells {
		l := node(&landing.ID, "B1-A-1-0"+string(rune('1'+i)), "cell")
		w.cells = append(w.cells, l)
		site.Cells = append(site.Cells, models.Target{ID: models.NewID(), Location: l.ID, Duration: 20, Priority: 1, Weight: 1})
		auth.Targets = append(auth.Targets, models.IDRef{Establishment: w.est.ID, Location: l.ID})
	}
	w.Sites = []models.SiteDraft{site}
	w.Operation = models.OperationDraft{HHour: &dawn, Policy: models.Policy{ConflictOfInterest: "none", MaxTeamsPerLanding: 3}, Authorisations: []models.Authorisation{auth}}
	return w
}

func (w *world) export(t *testing.T) *draft.Exported {
	t.Helper()
	e, err := draft.Export(w.Source)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Instance.Validate(); err != nil {
		t.Fatalf("the planner does not take it: %v", err)
	}
	return e
}

func TestAnInstanceIsTheSameInWhateverOrderTheDraftsCome(t *testing.T) {
	w := newWorld(4)
	first := w.export(t).Instance.Encode()
	slices.Reverse(w.Sites[0].Cells)
	slices.Reverse(w.Operation.Authorisations[0].Targets)
	if again := w.export(t).Instance.Encode(); !bytes.Equal(first, again) {
		t.Errorf("%s\n%s", first, again)
	}
	read, err := planner.ParseInstance(first)
	if err != nil {
		t.Fatal(err)
	}
	c := read.Sites[0].Cells[0]
	if c.ID != "S01/B1-A-1-01" || c.Building != "B1" || c.Wing != "B1-A" || c.Landing != "B1-A-1" {
		t.Errorf("the first cell is %+v", c)
	}
	if h := read.Sites[0].Teams[0].Officers[0].Home; h == nil || *h != (planner.Home{Site: "S01", Building: "B1", Wing: "B1-A"}) {
		t.Errorf("the officer works at %+v", h)
	}
}

func TestACellWithoutAnAuthorisationIsOutside(t *testing.T) {
	w := newWorld(3)
	w.Operation.Authorisations[0].Targets = w.Operation.Authorisations[0].Targets[:2]
	e := w.export(t)
	if len(e.Instance.Sites[0].Cells) != 2 || len(e.Outside) != 1 || e.Outside[0] != (draft.Outside{Site: "S01", Cell: "B1-A-1-03"}) {
		t.Errorf("in: %d, outside: %v", len(e.Instance.Sites[0].Cells), e.Outside)
	}
}

func TestHoursOfAnAuthorisationBecomeTheWindowOfACell(t *testing.T) {
	for _, x := range []struct {
		why      string
		from, to string
		valid    time.Duration // after H
		want     *planner.Window
	}{
		{"by day", "06:00", "21:00", 48 * time.Hour, &planner.Window{From: 0, To: 900}},
		{"from half past six", "06:30", "07:30", 48 * time.Hour, &planner.Window{From: 30, To: 90}},
		{"by night, over midnight: the night that is over in half an hour", "21:00", "06:30", 48 * time.Hour, &planner.Window{From: 0, To: 30}},
		{"by night, when this night is over too soon: the next one", "21:00", "06:10", 48 * time.Hour, &planner.Window{From: 900, To: 1450}},
		{"when the hours of today are over: tomorrow", "03:00", "06:00", 48 * time.Hour, &planner.Window{From: 1260, To: 1440}},
		{"when it expires before the hours come", "03:00", "06:00", 12 * time.Hour, nil},
		{"when the hours are shorter than the search", "06:00", "06:15", 48 * time.Hour, nil},
		{"at any hour, until it expires", "", "", 2 * time.Hour, &planner.Window{From: 0, To: 120}},
	} {
		w := newWorld(1)
		a := &w.Operation.Authorisations[0]
		a.HoursFrom, a.HoursTo, a.ValidTo = x.from, x.to, dawn.Add(x.valid)
		e := w.export(t)
		switch cells := e.Instance.Sites[0].Cells; {
		case x.want == nil && (len(cells) != 0 || len(e.Outside) != 1):
			t.Errorf("%s: %+v, outside %v", x.why, cells, e.Outside)
		case x.want != nil && (len(cells) != 1 || *cells[0].Window != *x.want):
			t.Errorf("%s: %+v, wanted %+v", x.why, cells, *x.want)
		}
	}
}

// The table above is by hand; this one asks Authorisation.Allows about every minute.
func TestEveryStartInAWindowIsAllowedAndTheFirstAllowedOneIsInIt(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	clock := func() string {
		return time.Date(2026, 1, 1, r.IntN(24), 15*r.IntN(4), 0, 0, time.UTC).Format("15:04")
	}
	inside := 0
	for range 300 {
		w := newWorld(1)
		h := dawn.Add(time.Duration(r.IntN(400*24)) * time.Hour) // over both changes of the clock
		c, a := &w.Sites[0].Cells[0], &w.Operation.Authorisations[0]
		w.Operation.HHour = &h
		a.ValidFrom, a.ValidTo = h.Add(time.Duration(r.IntN(600)-300)*time.Minute), h.Add(time.Duration(400+r.IntN(3000))*time.Minute)
		a.ValidFrom, a.ValidTo = a.ValidFrom.Add(time.Duration(r.IntN(60))*time.Second), a.ValidTo.Add(time.Duration(r.IntN(60))*time.Second)
		if r.IntN(4) > 0 {
			a.HoursFrom, a.HoursTo = clock(), clock()
		}
		c.Duration = 1 + r.IntN(90)
		length := time.Duration(c.Duration) * time.Minute
		first := -1
		for m := 0; m < 3500 && first < 0; m++ {
			if a.Allows(h.Add(time.Duration(m)*time.Minute), length, zone) == "" {
				first = m
			}
		}
		e := w.export(t)
		cells := e.Instance.Sites[0].Cells
		if len(cells) != 1 {
			if first >= 0 {
				t.Fatalf("outside, though minute %d is allowed: %+v", first, a)
			}
			continue
		}
		inside++
		got := cells[0].Window
		if got.From != first {
			t.Fatalf("the window %+v opens at %d, the first allowed minute is %d: %+v", got, got.From, first, a)
		}
		for m := got.From; m+c.Duration <= got.To; m++ {
			if why := a.Allows(h.Add(time.Duration(m)*time.Minute), length, zone); why != "" {
				t.Fatalf("minute %d of %+v is refused by %s: %+v", m, got, why, a)
			}
		}
	}
	if inside < 100 {
		t.Fatalf("only %d cells were inside: the test does not see much", inside)
	}
}

func TestOfTwoAuthorisationsTheOneThatOpensFirstCounts(t *testing.T) {
	w := newWorld(1)
	later := w.Operation.Authorisations[0]
	w.Operation.Authorisations[0].HoursFrom, w.Operation.Authorisations[0].HoursTo = "08:00", "21:00"
	later.Reference, later.ID, later.HoursFrom, later.HoursTo = "A2", models.NewID(), "07:00", "09:00"
	w.Operation.Authorisations = append(w.Operation.Authorisations, later)
	e := w.export(t)
	if got := *e.Instance.Sites[0].Cells[0].Window; got != (planner.Window{From: 60, To: 180}) {
		t.Errorf("the window is %+v", got)
	}
	if by := e.Cells["S01/B1-A-1-01"].Authorisation.Reference; by != "A2" {
		t.Errorf("it is searched by %s", by)
	}
}

func TestALinkLosesTheCellsThatAreOutsideAndALinkOfOneIsNone(t *testing.T) {
	w := newWorld(3)
	ref := func(i int) models.IDRef {
		return models.IDRef{Establishment: w.est.ID, Location: w.cells[i].ID}
	}
	w.Operation.Links = []models.Link{{Code: "G1", FirstWave: true, Cells: []models.IDRef{ref(0), ref(1), ref(2)}}}
	w.Operation.Authorisations[0].Targets = []models.IDRef{ref(0), ref(1)}
	if g := w.export(t).Instance.Groups; len(g) != 1 || len(g[0].Cells) != 2 || !g[0].FirstWave {
		t.Errorf("two of three: %+v", g)
	}
	w.Operation.Authorisations[0].Targets = []models.IDRef{ref(0)}
	if g := w.export(t).Instance.Groups; len(g) != 0 {
		t.Errorf("one of three: %+v", g)
	}
}

func TestACellThatWasLeftOutByHandIsNeitherSearchedNorOutside(t *testing.T) {
	w := newWorld(3)
	ref := func(i int) models.IDRef {
		return models.IDRef{Establishment: w.est.ID, Location: w.cells[i].ID}
	}
	w.Operation.Links = []models.Link{{Code: "G1", FirstWave: true, Cells: []models.IDRef{ref(0), ref(1), ref(2)}}}
	w.Operation.LeftOut = []models.LeftOut{{Cell: ref(1), Reason: "an informer"}, {Cell: models.IDRef{Establishment: w.est.ID, Location: models.NewID()}, Reason: "no target any more"}}
	whole := w.export(t)
	if got := whole.LeftOut; len(got) != 1 || got[0] != (draft.LeftOut{Site: "S01", Cell: w.cells[1].Code, ID: "S01/" + w.cells[1].Code, Reason: "an informer"}) {
		t.Errorf("left out are %+v", got)
	}
	if len(whole.Instance.Sites[0].Cells) != 2 || len(whole.Outside) != 0 || len(whole.Instance.Groups[0].Cells) != 2 {
		t.Errorf("the instance is %+v, outside %v", whole.Instance.Sites[0].Cells, whole.Outside)
	}
	w.Operation.LeftOut = nil
	if back := w.export(t); len(back.Instance.Sites[0].Cells) != 3 || slices.Equal(back.Instance.Encode(), whole.Instance.Encode()) {
		t.Error("it does not come back")
	}
}

func TestAnAuthorisationThatNamesAPersonFollowsThem(t *testing.T) {
	w := newWorld(2)
	a, cells := &w.Operation.Authorisations[0], w.Sites[0].Cells
	a.Targets, a.Persons = nil, models.NewWords("X1")
	cells[0].Persons, cells[1].Persons = models.NewWords("X1", "X2"), models.NewWords("X3")
	covered := func(inside, outside int) {
		t.Helper()
		e := w.export(t)
		if in := e.Instance.Sites[0].Cells; len(in) != 1 || in[0].ID != "S01/"+w.cells[inside].Code || len(e.Outside) != 1 || e.Outside[0].Cell != w.cells[outside].Code {
			t.Errorf("inside are %+v, outside %v", in, e.Outside)
		}
	}
	covered(0, 1)
	cells[0].Persons, cells[1].Persons = models.NewWords("X2"), models.NewWords("X1", "X3") // the person was moved
	covered(1, 0)
	if got := a.Cells(w.Sites); len(got) != 1 || got[0].Location != w.cells[1].ID {
		t.Errorf("it covers %v", got)
	}
	a.Targets = []models.IDRef{{Establishment: w.est.ID, Location: w.cells[0].ID}, {Establishment: w.est.ID, Location: w.cells[1].ID}}
	if e := w.export(t); len(e.Instance.Sites[0].Cells) != 2 || len(a.Cells(w.Sites)) != 2 {
		t.Errorf("with both cells named: outside %v", e.Outside)
	}
	a.Targets, cells[1].Location = nil, models.ID{} // nobody knows where they are
	if e := w.export(t); len(e.Instance.Sites[0].Cells) != 0 || len(a.Cells(w.Sites)) != 0 {
		t.Error("it covers a cell though its person is nowhere")
	}
}

func TestTeamsOfTwoSitesWithOneCodeAreToldApart(t *testing.T) {
	w := newWorld(1)
	other := models.Establishment{ID: models.NewID(), Code: "S02", TimeZone: "Europe/Paris"}
	w.Establishments[other.ID] = other
	o := models.Officer{ID: models.NewID(), Number: "OFF-2", Sex: "m"}
	w.Officers[o.ID] = o
	site := models.SiteDraft{Establishment: other.ID, Walk: models.DefaultWalk, Teams: []models.Team{{ID: models.NewID(), Code: "T1", ShiftTo: 10, Officers: []models.IDNum{{ID: o.ID, Number: o.Number}}}}}
	w.Sites = append(w.Sites, site)
	e := w.export(t)
	if e.Teams["S01/T1"].Site != w.est.ID || e.Teams["S02/T1"].Site != other.ID || len(e.Teams) != 2 {
		t.Errorf("the teams are %v", e.Teams)
	}
}

func TestAnOfficerIsInOneTeamOfTheWholeOperation(t *testing.T) {
	w := newWorld(1)
	other := models.Establishment{ID: models.NewID(), Code: "S02", TimeZone: "Europe/Paris"}
	w.Establishments[other.ID] = other
	second := w.Sites[0].Teams[0]
	second.ID, second.Code = models.NewID(), "T2"
	w.Sites = append(w.Sites, models.SiteDraft{Establishment: other.ID, Walk: models.DefaultWalk, Teams: []models.Team{second}})
	if _, err := draft.Export(w.Source); models.CodeOf(err) != models.Invalid {
		t.Errorf("one officer in two teams: %v", err)
	}
}

func TestWithoutHThereIsNothingToPlan(t *testing.T) {
	w := newWorld(1)
	w.Operation.HHour = nil
	if _, err := draft.Export(w.Source); models.CodeOf(err) != models.Invalid {
		t.Errorf("planned without H: %v", err)
	}
}
