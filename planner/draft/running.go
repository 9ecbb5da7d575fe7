package draft

import (
	"cmp"
	"maps"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner"
)

// Done is how far the search of a task has come, in minutes after H.
type Done struct {
	Task    models.ID
	Started *int // nil: not begun
	Ended   *int // nil: not ended
	Left    bool // it ended without having begun: nobody will search there
}

// Happened says in the planner's events what was done of a plan since H: begun,
// ended, or left. A team is in one cell at a time there; where two searches of a
// team's cells overlap, others have taken one of them up, and the later is not
// the team's to plan any more: it is settled, as one that was left is, though the
// officers who are at it go on. What the plan does not hold is left out. Nothing has
// happened later than minute now, whatever a tablet's clock says, nor before H.
func Happened(e *Exported, in *planner.Instance, plan *planner.Plan, done []Done, now int) []planner.Event {
	ids := map[models.ID]string{}
	for id, c := range e.Cells {
		ids[c.Target.ID] = id
	}
	team := map[string]string{}
	for _, a := range plan.Assignments {
		team[a.Cell] = a.Team
	}
	var left []planner.Event
	begun := map[string][]search{}
	for _, d := range done {
		id := ids[d.Task]
		switch {
		case team[id] == "" || d.Started == nil && !d.Left:
		case d.Started == nil:
			left = append(left, planner.Event{Type: planner.EventSettled, Cell: id})
		default:
			begun[team[id]] = append(begun[team[id]], searchBy(now, id, d))
		}
	}
	where := placesOf(in)
	var out []planner.Event
	for _, t := range slices.Sorted(maps.Keys(begun)) {
		out = append(out, where.round(begun[t])...)
	}
	slices.SortFunc(left, func(a, b planner.Event) int { return cmp.Compare(a.Cell, b.Cell) })
	return append(out, left...)
}

type search struct {
	cell  string
	start int
	ended *int
}

// searchBy is what was done of a search by minute now. Minutes are of the tablet's
// clock, which may run ahead. A search takes a minute at least; one that began and
// ended at H itself is still going on.
func searchBy(now int, cell string, d Done) search {
	s := search{cell, max(0, min(*d.Started, now)), nil}
	if d.Ended != nil && now > 0 {
		s.start = min(s.start, now-1)
		end := min(max(*d.Ended, s.start+1), now)
		s.ended = &end
	}
	return s
}

// place is a cell with the walks of its site.
type place struct {
	cell *planner.Cell
	walk planner.Walk
}

// places are the cells of an instance by their ids.
type places map[string]place

func placesOf(in *planner.Instance) places {
	out := places{}
	for i := range in.Sites {
		for j := range in.Sites[i].Cells {
			out[in.Sites[i].Cells[j].ID] = place{&in.Sites[i].Cells[j], in.Sites[i].Walk}
		}
	}
	return out
}

// way is the walk in minutes between two cells of a site.
func (p places) way(a, b string) int {
	x, y := p[a], p[b]
	switch {
	case x.cell == nil || y.cell == nil:
		return 0
	case x.cell.Building != y.cell.Building:
		return x.walk.OtherBuilding
	case x.cell.Wing != y.cell.Wing:
		return x.walk.SameBuilding
	case x.cell.Landing != y.cell.Landing:
		return x.walk.SameWing
	}
	return x.walk.SameLanding
}

// round puts the searches of a team one after the other.
func (p places) round(list []search) (out []planner.Event) {
	slices.SortFunc(list, func(a, b search) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.cell, b.cell)) })
	var last *search
	for i, s := range list {
		if last != nil && s.start <= last.start+p.way(last.cell, s.cell) {
			out = append(out, planner.Event{Type: planner.EventSettled, Cell: s.cell})
			continue
		}
		last = &list[i]
		out = append(out, planner.Event{Type: planner.EventStarted, Cell: s.cell, At: s.start})
		if s.ended != nil {
			out = append(out, planner.Event{Type: planner.EventFinished, Cell: s.cell, At: *s.ended})
		}
	}
	return out
}
