package crew_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/check"
	"github.com/cellsweep/cellsweep/planner/crew"
)

func TestWhoFallsIllInTheMorningIsMadeUpForAndReplanTakesIt(t *testing.T) {
	r := crew.Generate(5, 40, 3)
	p := proposed(t, r, crew.Options{Seed: 1})
	in, err := r.With(p)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := planner.Solve(context.Background(), in, planner.Options{Seed: 1, Rounds: 4})
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, s := range p.Sites[:3] {
		for _, x := range s.Teams {
			for _, o := range x.Officers {
				for _, m := range mends(t, r, p, o.ID) {
					kinds[m.Kind]++
					replanned(t, in, plan, &m)
				}
			}
		}
	}
	t.Log(kinds)
	if kinds[crew.MendNothing] == 0 || kinds[crew.MendMove] == 0 || kinds[crew.MendDissolve] == 0 {
		t.Errorf("only %v were found", kinds)
	}
}

// replanned hands a mend's events to the planner, and the checker judges the result.
func replanned(t judge, in *planner.Instance, plan *planner.Plan, m *crew.Mend) {
	ev, err := planner.ParseEvents(m.Events(-60))
	if err != nil {
		t.Fatal(err)
	}
	q, effective, err := planner.Replan(context.Background(), in, plan, ev)
	if err != nil {
		t.Errorf("%s without %s: %v\n%s", m.Kind, m.Out, err, m.Events(-60))
		return
	}
	found, err := check.Run(effective.Encode(), q.Encode())
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		if v.Rule != check.RuleMinimal && v.Rule != check.RuleUnsearched {
			t.Errorf("%s without %s: %v", m.Kind, m.Out, v)
		}
	}
	for i := range effective.Sites {
		for _, x := range effective.Sites[i].Teams {
			for _, o := range x.Officers {
				if o.ID == m.Out && (x.Shift == nil || x.Shift.To > 0) {
					t.Errorf("%s without %s: still in team %s", m.Kind, m.Out, x.ID)
				}
			}
		}
	}
}

func mends(t interface{ Fatal(...any) }, r *crew.Roster, p *crew.Proposal, officer string) []crew.Mend {
	list, err := crew.Without(context.Background(), r, p, officer, crew.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestMendsKeepSizesAndAreInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawn(t, 8)
		p := proposed(t, r, crew.Options{Seed: 1, Rounds: 1, Plans: 1})
		for i := range p.Sites {
			for _, o := range r.Sites[i].Officers {
				list := mends(t, r, p, o.ID)
				for j, m := range list {
					held(t, &r.Sites[i], &p.Sites[i], &m)
					if j > 0 && (m.After.UnsearchedPriority < list[j-1].After.UnsearchedPriority) {
						t.Errorf("mend %d leaves less unsearched than the one before: %+v", j, list)
					}
				}
			}
		}
	})
}

// held: whoever is out is nowhere, everybody else is somewhere, teams that were
// large enough still are.
func held(t judge, s *crew.Site, before *crew.SiteTeams, m *crew.Mend) {
	n := len(m.Site.Reserve)
	for _, x := range m.Site.Teams {
		n += len(x.Officers)
		if slices.ContainsFunc(x.Officers, func(o crew.Member) bool { return o.ID == m.Out }) {
			t.Errorf("%s is in %s", m.Out, x.ID)
		}
		was := 0
		for _, y := range before.Teams {
			if y.ID == x.ID {
				was = len(y.Officers)
			}
		}
		if was >= s.Sizes.Least && len(x.Officers) < s.Sizes.Least {
			t.Errorf("%s without %s: team %s has %d officers", m.Kind, m.Out, x.ID, len(x.Officers))
		}
	}
	if n != len(s.Officers)-1 {
		t.Errorf("%s without %s: %d of %d officers are left", m.Kind, m.Out, n, len(s.Officers))
	}
}

func TestAChangeByHandSaysWhichCellsLoseTheirLastTeam(t *testing.T) {
	cell := func(id string, needs planner.Needs) planner.Cell {
		return planner.Cell{ID: id, Building: "B", Wing: "A", Landing: "L", Duration: 20, Priority: 2, Weight: 1, Needs: needs}
	}
	women := planner.Needs{OfficersOfSex: &planner.SexNeed{Sex: "f", Count: 2}}
	in := &planner.Instance{Sites: []planner.Site{{ID: "S", Teams: []planner.Team{},
		Cells: []planner.Cell{cell("C1", women), cell("C2", women), cell("C3", planner.Needs{})}}}}
	officer := func(id, sex string, skills ...string) crew.Officer {
		return crew.Officer{Officer: planner.Officer{ID: id, Sex: sex, Skills: skills}}
	}
	r := &crew.Roster{Instance: in, Sites: []crew.Site{{ID: "S", Sizes: crew.Sizes{Least: 2, Most: 3},
		Officers: []crew.Officer{officer("F1", "f", "lead"), officer("F2", "f"), officer("M1", "m", "lead"), officer("M2", "m")}}}}
	p := proposed(t, r, crew.Options{Seed: 1})
	edited, err := crew.ParseTeams(p.Encode())
	if err != nil {
		t.Fatal(err)
	}
	// Exchange a woman for a man.
	var at [4]*crew.Member
	for i := range edited.Sites[0].Teams {
		for j := range edited.Sites[0].Teams[i].Officers {
			m := &edited.Sites[0].Teams[i].Officers[j]
			at[slices.Index([]string{"F1", "F2", "M1", "M2"}, m.ID)] = m
		}
	}
	at[1].ID, at[3].ID = at[3].ID, at[1].ID
	x, err := crew.Price(context.Background(), r, p, edited, crew.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(x.Lost) != 2 || x.Lost[0].Cell != "C1" || x.Lost[1].Cell != "C2" || len(x.Gained) > 0 || x.After.UnsearchedPriority != 4 || x.Before.UnsearchedPriority != 0 {
		t.Errorf("%+v", x)
	}
	// Locked, the edit is kept by the next proposal, which says what is lacking.
	for i := range edited.Sites[0].Teams {
		edited.Sites[0].Teams[i].Locked = true
	}
	kept, err := r.Keep(edited, false)
	if err != nil {
		t.Fatal(err)
	}
	q := proposed(t, kept, crew.Options{Seed: 1})
	if q.Price != x.After {
		t.Errorf("kept teams come to %+v, not %+v", q.Price, x.After)
	}
	if l := q.Sites[0].Lacking; len(l) != 1 || l[0].Code != crew.LacksBoth {
		t.Errorf("%+v", l)
	}
	// A dog that the site has not.
	r.Instance.Sites[0].Cells[2].Needs.Equipment = []planner.EquipmentNeed{{Kind: "dog", From: 0, For: 5}}
	if l := proposed(t, r, crew.Options{Seed: 1}).Sites[0].Lacking; len(l) != 1 || l[0].En != "Site S has 0 of dog, too few for one search: 1 cell cannot be searched." {
		t.Errorf("%+v", l)
	}
	r.Sites[0].HasKit, r.Sites[0].Equipment = true, []planner.Equipment{{Kind: "dog", Count: 1}}
	if l := proposed(t, r, crew.Options{Seed: 1}).Sites[0].Lacking; len(l) != 0 {
		t.Errorf("%+v", l)
	}
	// Without one of the women there are not two at the site.
	r.Sites[0].Officers = r.Sites[0].Officers[1:]
	l := proposed(t, r, crew.Options{Seed: 1}).Sites[0].Lacking
	if len(l) == 0 || l[0].En != "Not 2 women at site S, but 1 woman: 2 cells cannot be searched." ||
		l[0].Fr != "Il faudrait 2 femmes sur le site S, il y a 1 femme : 2 cellules ne peuvent être fouillées." {
		t.Errorf("%+v", l)
	}
}

func TestOfficersFromOneWingArePutTogetherAndAwayFromIt(t *testing.T) {
	for _, short := range []int{30, 5} { // with one short cell in wing A, the plan would not mind
		in := &planner.Instance{Policy: planner.Policy{ConflictOfInterest: planner.ConflictWing}, Sites: []planner.Site{{ID: "S", Teams: []planner.Team{}}}}
		for i, w := range []string{"A", "B", "B", "B", "B", "B", "B"} {
			in.Sites[0].Cells = append(in.Sites[0].Cells, planner.Cell{ID: fmt.Sprintf("C%d", i), Building: "B", Wing: w, Landing: "L",
				Duration: 30 - (30-short)*max(0, 1-i), Priority: 1, Weight: 1})
		}
		r := &crew.Roster{Instance: in, Sites: []crew.Site{{ID: "S", Sizes: crew.Sizes{Least: 2, Most: 2}}}}
		for i := range 6 {
			o := crew.Officer{Officer: planner.Officer{ID: fmt.Sprintf("O%d", i), Sex: "m", Skills: []string{"lead"}}}
			if i%3 == 0 {
				o.Home = &planner.Home{Site: "S", Building: "B", Wing: "A"}
			}
			r.Sites[0].Officers = append(r.Sites[0].Officers, o)
		}
		for _, x := range proposed(t, r, crew.Options{Seed: 1}).Sites[0].Teams {
			home := 0
			for _, o := range x.Officers {
				if slices.ContainsFunc(o.Why, func(w crew.Reason) bool { return w.Code == crew.WhyHome }) {
					home++
				}
			}
			if home == 1 {
				t.Errorf("one from wing A alone in %+v", x)
			}
		}
	}
}

func TestFaultsOfAnOfficersDocumentAreToldTogetherWithTheirPlaces(t *testing.T) {
	_, err := crew.ParseRoster([]byte(`{"format":"cellsweep-officers/1","minSize":0,
		"instance":{"format":"cellsweep-instance/1","sites":[{"id":"S","walk":{"sameLanding":0,"sameWing":0,"sameBuilding":0},"teams":[],"cells":[]}]},
		"sites":[{"id":"S","id":"S","officers":[{"sex":"f"},{"id":"O","shift":{"from":5,"to":1},"rank":"high"}]}]}`), nil)
	for _, at := range []string{"/minSize", "/instance/sites/0/walk/otherBuilding", "/sites/0/id", "/sites/0/officers/0/id", "/sites/0/officers/1/shift", "/sites/0/officers/1/rank"} {
		if models.CodeOf(err) != models.Invalid || !strings.Contains(err.Error(), at+":") {
			t.Errorf("%s is not told: %v", at, err)
		}
	}
	in := planner.Generate(2, 6, 1)
	_, err = crew.ParseRoster([]byte(`{"format":"cellsweep-officers/1","sites":[
		{"id":"S001","officers":[{"id":"A","locked":true},{"id":"A"}],"together":[["A","Z"]],"teams":[{"id":"T"},{"id":"T"}],"equipment":[{"kind":"dog"},{"kind":"dog"}]},
		{"id":"S001","officers":[]},{"id":"S9","minSize":3,"maxSize":2,"officers":[{"id":"A"}]}]}`), in)
	for _, at := range []string{"/sites/0/officers/0/locked", "/sites/0/officers/1/id", "/sites/0/together/0/1", "/sites/0/teams/1/id", "/sites/0/equipment/1/kind",
		"/sites/1/id", "/sites/2/id", "/sites/2/minSize", "/sites/2/officers/0/id"} {
		if !strings.Contains(err.Error(), at+":") {
			t.Errorf("%s is not told: %v", at, err)
		}
	}
	if _, err := crew.ParseRoster([]byte(`{"format":"cellsweep-officers/1","sites":[]}`), nil); models.CodeOf(err) != models.Invalid {
		t.Errorf("without an instance: %v", err)
	}
	r := crew.Generate(2, 9, 1)
	p := proposed(t, r, crew.Options{Seed: 1})
	p.Sites[0].Teams[0].Officers[0].ID = p.Sites[0].Teams[0].Officers[1].ID
	p.Sites[1].ID = "S9"
	if _, err := r.Keep(p, true); err == nil || !strings.Contains(err.Error(), "/sites/0/teams/0/officers/1/id:") || !strings.Contains(err.Error(), "/sites/1/id:") {
		t.Errorf("%v", err)
	}
}

// Officers that are read are written back as officers that read the same; what is
// refused is refused as invalid.
func FuzzOfficersReadBackAsTheyWereWritten(f *testing.F) {
	f.Add(crew.Generate(2, 6, 1).Encode())
	f.Add([]byte(`{"format":"cellsweep-officers/1","instance":{"format":"cellsweep-instance/1","sites":[]},"sites":[]}`))
	f.Add([]byte(`{"format":"cellsweep-officers/1","sites":[{"id":"S001","officers":[{"id":"A","shift":{"to":3}}],"together":[[]],"apart":[["A"]],"equipment":[]}]}`))
	in := planner.Generate(1, 3, 1)
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := crew.ParseRoster(data, in)
		if err != nil {
			if models.CodeOf(err) != models.Invalid {
				t.Fatal(err)
			}
			return
		}
		once := r.Encode()
		again, err := crew.ParseRoster(once, in)
		if err != nil || string(again.Encode()) != string(once) {
			t.Fatalf("%v\n%s", err, once)
		}
	})
}
