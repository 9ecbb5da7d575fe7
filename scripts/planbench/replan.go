package main

import (
	"context"
	"fmt"
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
	Moved                []int           // cells with another team or start than Shift gives the repaired plan's teams
	Teams                []int           // cells with another team, sorted
}

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
	slices.Sort(m.Shift)
	slices.Sort(m.Repair)
	slices.Sort(m.Kept)
	slices.Sort(m.Last)
	slices.Sort(m.Moved)
	slices.Sort(m.Teams)
	return m, nil
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
