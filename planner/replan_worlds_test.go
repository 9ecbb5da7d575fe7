package planner

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/cellsweep/cellsweep/planner/check"
)

// troubled draws a small world with a plan, a minute, and reports and mishaps
// of every kind that fit them.
func troubled(t *rapid.T) (*Instance, *Plan, *Events) {
	in := smallWorld(t, 6, 0)
	p, err := Solve(context.Background(), in, Options{Seed: 1, Rounds: 1})
	if err != nil {
		t.Fatal(err)
	}
	ev := &Events{Now: rapid.IntRange(-2, 12).Draw(t, "now")}
	if rapid.IntRange(0, 2).Draw(t, "acks") == 0 {
		ev.Acknowledged = map[string]int{}
		for _, s := range in.Sites {
			for _, x := range s.Teams {
				ev.Acknowledged[x.ID] = rapid.IntRange(1, 2).Draw(t, "version")
			}
		}
	}
	for _, a := range p.Assignments {
		if a.Start <= ev.Now && rapid.IntRange(0, 3).Draw(t, "told") > 0 {
			ev.Events = append(ev.Events, Event{Type: EventStarted, Cell: a.Cell, At: a.Start})
		}
		if a.End <= ev.Now && rapid.Bool().Draw(t, "finished") {
			ev.Events = append(ev.Events, Event{Type: EventFinished, Cell: a.Cell, At: rapid.IntRange(a.Start+1, ev.Now).Draw(t, "end")})
		}
	}
	for range rapid.IntRange(0, 3).Draw(t, "mishaps") {
		ev.Events = append(ev.Events, accident(t, in, ev.Now))
	}
	return in, p, ev
}

// accident is an event of any kind, which may not fit what was reported.
func accident(t *rapid.T, in *Instance, now int) Event {
	s := &in.Sites[rapid.IntRange(0, len(in.Sites)-1).Draw(t, "site")]
	x := Event{Type: rapid.SampledFrom(eventTypes).Draw(t, "type"), Site: s.ID, Kind: "dog", Count: 1, Until: now + 3, At: max(0, now-1), By: 3}
	x.Cell = s.Cells[rapid.IntRange(0, len(s.Cells)-1).Draw(t, "cell")].ID
	if len(s.Teams) > 0 {
		team := s.Teams[rapid.IntRange(0, len(s.Teams)-1).Draw(t, "team")]
		x.Team, x.Officer = team.ID, team.Officers[0].ID
	}
	if len(in.Groups) > 0 {
		x.Group = in.Groups[0].ID
	}
	switch x.Type {
	case EventCellAdded:
		c := smallCell(t, "new", 0)
		x.NewCell = &c
	case EventTeamIn:
		if rapid.Bool().Draw(t, "new") {
			x.Team, x.NewTeam = "", &Team{ID: "new", Officers: []Officer{{ID: "new", Sex: "f", Skills: []string{"lead"}}}}
		}
	case EventStarted, EventFinished:
		if rapid.Bool().Draw(t, "planned") {
			x.Team = ""
		}
	}
	return x
}

// judged runs the checker; a plan that is not minimal in a small world is counted.
func judged(t *rapid.T, in *Instance, p *Plan) (minimal bool) {
	found, err := check.Run(in.Encode(), p.Encode())
	if err != nil {
		t.Fatalf("%v\n%s", err, in.Encode())
	}
	minimal = true
	for _, v := range found {
		minimal = minimal && v.Rule != check.RuleMinimal
		if v.Rule != check.RuleMinimal {
			t.Errorf("%s\n%s\n%s", v, in.Encode(), p.Encode())
		}
	}
	return minimal
}

func TestWhateverHappensTheRulesHoldAndThePastStays(t *testing.T) {
	fit, missed := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		in, p, ev := troubled(t)
		document := string(in.Encode())
		s, e, err := Shift(in, p, ev)
		q, f, err2 := mended(in, p, ev)
		if (err == nil) != (err2 == nil) {
			t.Fatalf("%v, but %v", err, err2)
		}
		if string(in.Encode()) != document {
			t.Fatal("the instance was altered")
		}
		if err != nil {
			return
		}
		fit++
		judged(t, e, s)
		if !judged(t, f, q) {
			missed++
		}
		for _, x := range append(past(p, in, s, e, ev), past(p, in, q, f, ev)...) {
			t.Error(x)
		}
		if u, v := s.Totals, q.Totals; v.UnsearchedPriority > u.UnsearchedPriority ||
			v.UnsearchedPriority == u.UnsearchedPriority && v.GroupSlip+v.SiteSlip > u.GroupSlip+u.SiteSlip {
			t.Errorf("repair made it worse: %+v, shifted %+v", v, u)
		}
		back, err := ParseInstance(f.Encode())
		if err != nil || string(back.Encode()) != string(f.Encode()) || back.Hash() != q.Instance {
			t.Errorf("the effective instance reads back otherwise: %v", err)
		}
	})
	t.Logf("%d worlds whose events fitted, %d mended plans not minimal at a small site", fit, missed)
}

func TestNothingMoreAtTheSameMinuteChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, p, ev := troubled(t)
		for _, do := range []func(*Instance, *Plan, *Events) (*Plan, *Instance, error){Shift, mended} {
			q, e, err := do(in, p, ev)
			if err != nil {
				return
			}
			r, f, err := do(e, q, &Events{Now: ev.Now, Acknowledged: ev.Acknowledged})
			if err != nil || string(r.Encode()) != string(q.Encode()) || f.Hash() != e.Hash() {
				t.Fatalf("%v\n%s\n%s", err, q.Encode(), r.Encode())
			}
			// Nor does a report that only says again what is known.
			var again []Event
			for _, pin := range e.Pins {
				if slices.Contains(e.Begun, pin.Cell) {
					again = append(again, Event{Type: EventStarted, Cell: pin.Cell, At: pin.Start, Team: pin.Team})
				}
			}
			r, _, err = Shift(e, q, &Events{Now: ev.Now, Acknowledged: ev.Acknowledged, Events: again})
			if err != nil {
				t.Fatal(err)
			}
			if d := Compare(q, r); len(again) > 0 && len(d.Moved)+len(d.Dropped) > 0 && len(ev.Acknowledged) == 0 && !silentAnywhere(e, q, ev.Now) {
				t.Fatalf("%+v\n%s\n%s", d, e.Encode(), q.Encode())
			}
		}
	})
}

// silentAnywhere says whether a cell should have begun by now and is not known
// to: a report from its site then moves it.
func silentAnywhere(in *Instance, p *Plan, now int) bool {
	return slices.ContainsFunc(p.Assignments, func(a Assignment) bool {
		return a.Start < now && !slices.Contains(in.Begun, a.Cell)
	})
}

func TestAFurtherReportNeverUndoesWhatAnEarlierOneFroze(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, p, ev := troubled(t)
		more := *ev
		more.Events = append(slices.Clone(ev.Events), accident(t, in, ev.Now))
		_, e, err := Shift(in, p, ev)
		_, f, err2 := Shift(in, p, &more)
		if err != nil || err2 != nil {
			return
		}
		last := more.Events[len(more.Events)-1]
		for _, pin := range e.Pins {
			if slices.Contains(e.Begun, pin.Cell) && pin.Cell != last.Cell && !slices.Contains(f.Pins, pin) {
				t.Errorf("%+v was frozen, and no longer after %+v", pin, last)
			}
		}
		if last.Type != EventTeamIn && last.Type != EventCellAdded && len(f.Begun) < len(e.Begun) {
			t.Errorf("%v had begun, %v after %+v", e.Begun, f.Begun, last)
		}
	})
}

func TestACancelledReplanIsTheShift(t *testing.T) {
	in, p, ev := midway(t, 3, 40, 3)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	q, e, err := Replan(ctx, in, p, ev)
	s, f, err2 := Shift(in, p, ev)
	if err != nil || err2 != nil || e.Hash() != f.Hash() || !slices.Equal(q.Assignments, s.Assignments) {
		t.Errorf("%v, %v\n%s\n%s", err, err2, q.Encode(), s.Encode())
	}
}
