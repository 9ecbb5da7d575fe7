package main

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"time"

	"github.com/cellsweep/cellsweep/planner"
)

// mended is what re-planning costs: a stream of events, each mended from the same
// plan, by shifting alone and with the repair.
type mended struct {
	Sites, Cells, Events int
	Shift, Repair        []time.Duration // processor time, sorted
	Kept                 []time.Duration // of the shift, by an instance that is kept between documents
	Last                 []time.Duration // the same, of what happens alone, when all that began before is known
	Shown, ShownLast     []time.Duration // of the two before, what is shown at once: the new minutes, no document
	Moved                []int           // cells with another team or start than Shift gives the repaired plan's teams
	Teams                []int           // cells with another team, sorted
}

// shownEvents is how many times as many events are only shown: they take little, and
// the p99 of a hundred is the one that the machine disturbed most.
const shownEvents = 10

// replan INSTANCE EVENTS: at every third of an operation, each kind of event in turn.
func replan(args []string) (any, error) {
	in, err := readInstance(args[0])
	if err != nil {
		return nil, err
	}
	events, err := strconv.Atoi(args[1])
	if err != nil {
		return nil, err
	}
	plan, err := planner.Solve(context.Background(), in, planner.Options{Seed: 1, Rounds: 4})
	if err != nil {
		return nil, err
	}
	kept, err := planner.Prepare(in)
	if err != nil {
		return nil, err
	}
	m := mended{Sites: len(in.Sites), Cells: len(plan.Assignments)}
	if err := m.shown(kept, plan, shownEvents*events); err != nil {
		return nil, err
	}
	for k := range events {
		ev := eventsOf(plan, k)
		began := used().CPU
		shifted, _, err := planner.Shift(in, plan, ev)
		if err != nil {
			return nil, err
		}
		middle := used().CPU
		repaired, _, err := planner.Replan(context.Background(), in, plan, ev)
		if err != nil {
			return nil, err
		}
		m.Shift, m.Repair = append(m.Shift, middle-began), append(m.Repair, used().CPU-middle)
		if err := m.keep(kept, plan, ev); err != nil {
			return nil, err
		}
		m.note(plan, shifted, repaired)
		m.Events++
	}
	for _, times := range [][]time.Duration{m.Shift, m.Repair, m.Kept, m.Last, m.Shown, m.ShownLast} {
		slices.Sort(times)
	}
	slices.Sort(m.Moved)
	slices.Sort(m.Teams)
	return m, nil
}

// shown takes what is shown at once by itself, as a service does that shows one
// report after the other: first of the whole documents, then of the last events.
func (m *mended) shown(kept *planner.Prepared, plan *planner.Plan, events int) error {
	type last struct {
		known *planner.Plan
		next  *planner.Prepared
		event *planner.Events
	}
	var list []last
	show := func(p *planner.Prepared, plan *planner.Plan, ev *planner.Events, to *[]time.Duration) error {
		began := used().CPU
		_, err := p.Show(plan, ev)
		*to = append(*to, used().CPU-began)
		return err
	}
	documents := make([]*planner.Events, events) // before the clock runs: what is thrown away in making them is no cost of showing them
	for k := range documents {
		documents[k] = eventsOf(plan, k)
	}
	runtime.GC()
	for _, ev := range documents {
		if err := show(kept, plan, ev, &m.Shown); err != nil {
			return err
		}
	}
	for k := range min(events, 3*4) { // the states before the last events are three, and their events of four kinds
		ev := eventsOf(plan, k)
		n := len(ev.Events) - 1
		if n < 0 {
			continue
		}
		known, next, err := kept.Shift(plan, &planner.Events{Now: ev.Now, Events: ev.Events[:n]})
		if err != nil {
			return err
		}
		list = append(list, last{known, next, &planner.Events{Now: ev.Now, Events: ev.Events[n:]}})
	}
	for k := range events {
		if len(list) == 0 {
			break
		}
		x := list[k%len(list)]
		if err := show(x.next, x.known, x.event, &m.ShownLast); err != nil {
			return err
		}
	}
	return nil
}

// keep shifts once more by a prepared instance: the whole document, and its last event
// when the others are known.
func (m *mended) keep(kept *planner.Prepared, plan *planner.Plan, ev *planner.Events) error {
	began := used().CPU
	if _, _, err := kept.Shift(plan, ev); err != nil {
		return err
	}
	m.Kept = append(m.Kept, used().CPU-began)
	last := len(ev.Events) - 1
	if last < 0 {
		return nil
	}
	known, next, err := kept.Shift(plan, &planner.Events{Now: ev.Now, Events: ev.Events[:last]})
	if err != nil {
		return err
	}
	began = used().CPU
	if _, _, err := next.Shift(known, &planner.Events{Now: ev.Now, Events: ev.Events[last:]}); err != nil {
		return err
	}
	m.Last = append(m.Last, used().CPU-began)
	return nil
}

// note counts what the repair moved beyond what had to be pushed right.
func (m *mended) note(was, shifted, repaired *planner.Plan) {
	before, pushed := map[string]planner.Assignment{}, map[string]planner.Assignment{}
	for _, a := range was.Assignments {
		before[a.Cell] = a
	}
	for _, a := range shifted.Assignments {
		pushed[a.Cell] = a
	}
	moved, teams := 0, 0
	for _, a := range repaired.Assignments {
		if b := before[a.Cell]; b.Cell != "" && (a.Start != b.Start || a.Team != b.Team) && (a.Start != pushed[a.Cell].Start || a.Team != pushed[a.Cell].Team) {
			moved++
		}
		if b := before[a.Cell]; b.Cell != "" && a.Team != b.Team {
			teams++
		}
	}
	m.Moved, m.Teams = append(m.Moved, moved), append(m.Teams, teams)
}

// eventsOf is the state of an operation at a third, a half or two thirds, and what
// happens then: a running search takes longer, or a team is late.
func eventsOf(p *planner.Plan, k int) *planner.Events {
	ev := &planner.Events{Now: p.Totals.Makespan * (2 + k%3) / 6}
	var running []planner.Assignment
	for _, a := range p.Assignments {
		if a.Start < ev.Now {
			ev.Events = append(ev.Events, planner.Event{Type: planner.EventStarted, Cell: a.Cell, At: a.Start})
		}
		if a.Start < ev.Now && a.End >= ev.Now {
			running = append(running, a)
		}
	}
	if len(running) == 0 {
		return ev
	}
	a := running[(k*7919)%len(running)]
	if k%4 == 3 {
		ev.Events = append(ev.Events, planner.Event{Type: planner.EventTeamLate, Team: a.Team, Until: max(a.End, ev.Now) + 15})
	} else {
		ev.Events = append(ev.Events, planner.Event{Type: planner.EventOverrun, Cell: a.Cell, By: 10 + 5*(k%4)})
	}
	return ev
}

func (b *bench) replans(ctx context.Context) error {
	events := 100
	if b.quick {
		events = 4
	}
	for _, n := range [][2]int{{1, 320}, {1, 900}, {66, 500}} {
		if b.quick && n[1] == 900 {
			continue
		}
		path, err := b.instance(ctx, n[0], n[1], 3, 0)
		if err != nil {
			return err
		}
		var m mended
		if _, err := b.job(ctx, &m, "replan", path, fmt.Sprint(events)); err != nil {
			return err
		}
		m.Cells = n[1]
		b.results.mended = append(b.results.mended, m)
		b.say("re-plan of %d sites, %d cells", n[0], n[1])
	}
	return nil
}
