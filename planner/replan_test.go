package planner

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/cellsweep/cellsweep/models"
)

// running draws an operation at a minute, with what the sites have reported.
func running(t *rapid.T) (*Instance, *Plan, *Events) {
	in := Generate(rapid.IntRange(1, 4).Draw(t, "sites"), rapid.IntRange(4, 50).Draw(t, "cells"), rapid.Uint64Range(1, 1000).Draw(t, "seed"))
	p, err := Solve(context.Background(), in, Options{Seed: 1, Rounds: 2})
	if err != nil {
		t.Fatal(err)
	}
	ev := &Events{Now: rapid.IntRange(-10, 120).Draw(t, "now")}
	for _, a := range p.Assignments {
		if a.Start <= ev.Now {
			ev.Events = append(ev.Events, Event{Type: EventStarted, Cell: a.Cell, At: a.Start})
		}
		if a.End <= ev.Now && rapid.Bool().Draw(t, "finished") {
			ev.Events = append(ev.Events, Event{Type: EventFinished, Cell: a.Cell, At: a.End})
		} else if a.Start <= ev.Now && a.End > ev.Now && rapid.IntRange(0, 5).Draw(t, "overrun") == 0 {
			ev.Events = append(ev.Events, Event{Type: EventOverrun, Cell: a.Cell, By: rapid.IntRange(0, 30).Draw(t, "by")})
		}
	}
	for range rapid.IntRange(0, 3).Draw(t, "more") {
		x := mishap(t, in, p, ev.Now)
		contradicts := func(y Event) bool { // nobody leaves twice, and what is finished takes no longer
			return x.Officer != "" && y.Officer == x.Officer || x.Type == EventOverrun && y.Type == EventFinished && x.Cell == y.Cell
		}
		if !slices.ContainsFunc(ev.Events, contradicts) {
			ev.Events = append(ev.Events, x)
		}
	}
	return in, p, ev
}

func mishap(t *rapid.T, in *Instance, p *Plan, now int) Event {
	s := rapid.SampledFrom(in.Sites).Draw(t, "site")
	a := rapid.SampledFrom(p.Assignments).Draw(t, "assignment")
	team := rapid.SampledFrom(s.Teams).Draw(t, "team")
	switch rapid.IntRange(0, 7).Draw(t, "type") {
	case 0:
		return Event{Type: EventTeamLate, Team: team.ID, Until: now + 30}
	case 1:
		return Event{Type: EventTeamOut, Team: team.ID}
	case 2:
		return Event{Type: EventOfficerOut, Officer: team.Officers[0].ID}
	case 3:
		c := Cell{ID: rapid.StringMatching(`new-[a-z]{12}`).Draw(t, "id"), Building: "B1", Wing: "A", Landing: "A1", Duration: 20, Priority: 1, Weight: 1}
		return Event{Type: EventCellAdded, Site: s.ID, NewCell: &c}
	case 4:
		return Event{Type: EventEquipmentOut, Site: s.ID, Kind: "dog", Count: 1}
	case 5:
		if len(in.Groups) > 0 {
			return Event{Type: EventGroupHeld, Group: in.Groups[0].ID, Until: now + 20}
		}
		return Event{Type: EventTeamIn, Team: team.ID}
	case 6:
		x := Team{ID: rapid.StringMatching(`team-[a-z]{12}`).Draw(t, "id"), Officers: []Officer{{ID: rapid.StringMatching(`officer-[a-z]{12}`).Draw(t, "officer")}}}
		return Event{Type: EventTeamIn, Site: s.ID, NewTeam: &x}
	}
	return Event{Type: EventOverrun, Cell: a.Cell, By: 10}
}

func TestAMendedPlanKeepsEveryRuleAndWhatHasBegun(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, p, ev := running(t)
		q, effective, err := Replan(context.Background(), in, p, ev)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range violations(effective, q) {
			t.Error(v)
		}
		if q.Instance != effective.Hash() {
			t.Error("the plan refers to another instance")
		}
		if _, err := ParseInstance(effective.Encode()); err != nil {
			t.Error(err)
		}
		begun := map[string]int{}
		for _, x := range ev.Events {
			if x.Type == EventStarted {
				begun[x.Cell] = x.At
			}
		}
		now := map[string]Assignment{}
		for _, a := range q.Assignments {
			now[a.Cell] = a
			if _, ok := begun[a.Cell]; !ok && a.Start < ev.Now {
				t.Errorf("%s would begin at %d, before now", a.Cell, a.Start)
			}
		}
		for _, a := range p.Assignments {
			if at, ok := begun[a.Cell]; ok && (now[a.Cell].Start != at || now[a.Cell].Team != a.Team) {
				t.Errorf("%s has begun at %d with %s, and moved to %+v", a.Cell, at, a.Team, now[a.Cell])
			}
		}
	})
}

func TestWithoutEventsNothingMoves(t *testing.T) {
	in := Generate(10, 80, 4)
	p := solved(t, in, Options{Rounds: 3})
	q, _, err := Replan(context.Background(), in, p, &Events{})
	if err != nil {
		t.Fatal(err)
	}
	was := map[string]Assignment{}
	for _, a := range p.Assignments {
		was[a.Cell] = a
	}
	for _, a := range q.Assignments {
		if was[a.Cell] != a {
			t.Errorf("%+v became %+v", was[a.Cell], a)
		}
	}
}

func TestATabletThatHasNotAcknowledgedKeepsItsCells(t *testing.T) {
	in := Generate(2, 30, 9)
	p := solved(t, in, Options{Rounds: 3})
	stale, out := in.Sites[0].Teams[1].ID, in.Sites[0].Teams[0].ID
	ev := &Events{Now: 30, Acknowledged: map[string]int{stale: 1}, Events: []Event{{Type: EventTeamOut, Team: out}}}
	for _, s := range in.Sites {
		for _, x := range s.Teams {
			if x.ID != stale {
				ev.Acknowledged[x.ID] = 2
			}
		}
	}
	for _, a := range p.Assignments {
		if a.Start < 30 && a.Team != stale {
			ev.Events = append([]Event{{Type: EventStarted, Cell: a.Cell, At: a.Start}}, ev.Events...)
		}
	}
	q, effective, err := Replan(context.Background(), in, p, ev)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range violations(effective, q) {
		t.Error(v)
	}
	now := map[string]Assignment{}
	for _, a := range q.Assignments {
		now[a.Cell] = a
		if a.Team == out && a.Start >= 30 {
			t.Errorf("team %s is out, and would search %s at %d", out, a.Cell, a.Start)
		}
	}
	kept := 0
	for _, a := range p.Assignments {
		if a.Team == stale {
			kept++
			if now[a.Cell] != a {
				t.Errorf("%+v became %+v", a, now[a.Cell])
			}
		}
	}
	if kept == 0 {
		t.Error("the team had no cell, so nothing was tested")
	}
}

func TestAnEventThatDoesNotFitIsNamedByItsPointer(t *testing.T) {
	in := Generate(1, 4, 1)
	p := solved(t, in, Options{})
	c := Cell{ID: in.Sites[0].Cells[0].ID, Building: "B", Wing: "W", Landing: "L"}
	_, _, err := Replan(context.Background(), in, p, &Events{Events: []Event{
		{Type: EventStarted, Cell: "nowhere"}, {Type: EventTeamOut, Team: "nobody"}, {Type: EventOfficerOut, Officer: "nobody"},
		{Type: EventCellAdded, Site: "nowhere", NewCell: &c}, {Type: EventCellAdded, Site: in.Sites[0].ID, NewCell: &c},
		{Type: EventEquipmentOut, Site: in.Sites[0].ID, Kind: "tank"}, {Type: EventGroupHeld, Group: "none"}, {Type: "party"},
		{Type: EventTeamIn, Team: "nobody"}}})
	wantPointers(t, err, "/events/0/cell", "/events/1/team", "/events/2/officer", "/events/3/site", "/events/4/cell/id",
		"/events/4/cell/duration", "/events/5/kind", "/events/6/group", "/events/7/type", "/events/8/team")
	_, _, err = Replan(context.Background(), Generate(1, 4, 2), p, &Events{})
	if models.CodeOf(err) != models.Invalid {
		t.Errorf("a plan of another instance: %v", err)
	}
}

func teamOf(p *Plan, cell string) string {
	for _, a := range p.Assignments {
		if a.Cell == cell {
			return a.Team
		}
	}
	return ""
}

func TestTwoSearchesOfATeamAtOnceAreAContradiction(t *testing.T) {
	in := Generate(1, 8, 1)
	p := solved(t, in, Options{})
	ev := Events{Now: 5}
	for _, a := range p.Assignments {
		ev.Events = append(ev.Events, Event{Type: EventStarted, Cell: a.Cell, At: 5})
	}
	_, _, err := Replan(context.Background(), in, p, &ev)
	pointers := []string{}
	for i, x := range ev.Events {
		for _, y := range ev.Events[:i] {
			if teamOf(p, x.Cell) == teamOf(p, y.Cell) && !slices.Contains(pointers, at("/events/%d", i)) {
				pointers = append(pointers, at("/events/%d", i))
			}
		}
	}
	wantPointers(t, err, pointers...)
}

func TestEventsAreReadWithTheirPointers(t *testing.T) {
	ev, err := ParseEvents([]byte(`{"format":"cellsweep-events/1","now":35,"acknowledged":{"T":3},"events":[
		{"type":"started","cell":"c","at":3},{"type":"teamIn","team":"T"},{"type":"teamIn","site":"S","team":{"id":"U","officers":[]}},
		{"type":"cellAdded","site":"S","cell":{"id":"n","building":"B","wing":"W","landing":"L","duration":5}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if ev.Now != 35 || ev.Acknowledged["T"] != 3 || ev.Events[0].At != 3 || ev.Events[2].NewTeam.ID != "U" || ev.Events[3].NewCell.Priority != 1 {
		t.Errorf("%+v", ev)
	}
	_, err = ParseEvents([]byte(`{"format":"x","events":[{"type":"started"},{"type":"dance"},{"at":1},{"type":"overrun","cell":"c","by":-1}]}`))
	wantPointers(t, err, "/format", "/now", "/events/0/cell", "/events/0/at", "/events/1/type", "/events/2/type", "/events/3/by")
}
