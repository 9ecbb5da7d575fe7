package planner

import "slices"

// Diff is what a new plan changes of an old one.
type Diff struct {
	Moved   []Move       // cells of both whose team or start is another, in the order of the new plan
	Added   []Assignment // searched by the new plan and not by the old, in its order
	Dropped []Assignment // searched by the old plan and not by the new, in its order
	Teams   []string     // whose round is another, by id
	Before  Totals
	After   Totals
}

// Move is a cell that another team searches, or that begins at another minute.
// What only ends at another minute, because it takes more or less time, has not moved.
type Move struct{ From, To Assignment }

// Later is by how many minutes the search begins later, negative for earlier.
func (m Move) Later() int { return m.To.Start - m.From.Start }

// The codes of a Diff's notes, phrased by planner/words. A total that changed is
// replan. and its name, {before, after}.
const (
	NoteTeam    = "replan.team"    // {cell, from, to, start, was}: another team, at a minute
	NoteLater   = "replan.later"   // {cell, team, by, start}
	NoteEarlier = "replan.earlier" // {cell, team, by, start}
	NoteAdded   = "replan.added"   // {cell, team, start}
	NoteDropped = "replan.dropped" // {cell, team, start}
	NoteTeams   = "replan.teams"   // {count, teams}: whose tablets must acknowledge
	NoteNothing = "replan.nothing" // {}
)

// Note is a line of a diff as a code and its parameters, for any language.
type Note struct {
	Code   string
	Params map[string]any
}

// Compare says what of a plan another changes. The plans need not be for the
// same instance.
func Compare(before, after *Plan) Diff {
	d := Diff{Before: before.Totals, After: after.Totals}
	was := make(map[string]Assignment, len(before.Assignments))
	for _, a := range before.Assignments {
		was[a.Cell] = a
	}
	teams, still := map[string]bool{}, make(map[string]bool, len(after.Assignments))
	for _, a := range after.Assignments {
		still[a.Cell] = true
		b, ok := was[a.Cell]
		switch {
		case !ok:
			d.Added = append(d.Added, a)
			teams[a.Team] = true
		case a.Team != b.Team || a.Start != b.Start:
			d.Moved = append(d.Moved, Move{b, a})
			teams[a.Team], teams[b.Team] = true, true
		}
	}
	for _, a := range before.Assignments {
		if !still[a.Cell] {
			d.Dropped = append(d.Dropped, a)
			teams[a.Team] = true
		}
	}
	d.Teams = sortedNames(teams)
	return d
}

// Empty says that no cell moved, came or went.
func (d *Diff) Empty() bool { return len(d.Moved)+len(d.Added)+len(d.Dropped) == 0 }

// Notes are the lines of the diff: cells in the order of the plan, then the
// teams, then the totals that changed.
func (d *Diff) Notes() []Note {
	var out []Note
	for _, m := range d.Moved {
		p := map[string]any{"cell": m.To.Cell, "team": m.To.Team, "start": m.To.Start, "by": max(m.Later(), -m.Later())}
		code := NoteLater
		switch {
		case m.From.Team != m.To.Team:
			code, p = NoteTeam, map[string]any{"cell": m.To.Cell, "from": m.From.Team, "to": m.To.Team, "start": m.To.Start, "was": m.From.Start}
		case m.Later() < 0:
			code = NoteEarlier
		}
		out = append(out, Note{code, p})
	}
	for code, list := range map[string][]Assignment{NoteAdded: d.Added, NoteDropped: d.Dropped} {
		for _, a := range list {
			out = append(out, Note{code, map[string]any{"cell": a.Cell, "team": a.Team, "start": a.Start}})
		}
	}
	slices.SortStableFunc(out, func(a, b Note) int { return rank(a.Code) - rank(b.Code) })
	if d.Empty() {
		out = append(out, Note{NoteNothing, map[string]any{}})
	} else {
		out = append(out, Note{NoteTeams, map[string]any{"count": len(d.Teams), "teams": slices.Clone(d.Teams)}})
	}
	return append(out, d.totals()...)
}

func rank(code string) int {
	return slices.Index([]string{NoteAdded, NoteDropped}, code)
}

func (d *Diff) totals() []Note {
	var out []Note
	b, a := &d.Before, &d.After
	for _, t := range []struct {
		name          string
		before, after int
	}{
		{"unsearchedPriority", b.UnsearchedPriority, a.UnsearchedPriority}, {"groupSlip", b.GroupSlip, a.GroupSlip},
		{"siteSlip", b.SiteSlip, a.SiteSlip}, {"makespan", b.Makespan, a.Makespan}, {"sumMakespan", b.SumMakespan, a.SumMakespan},
		{"exposure", b.Exposure, a.Exposure},
	} {
		if t.before != t.after {
			out = append(out, Note{"replan." + t.name, map[string]any{"before": t.before, "after": t.after}})
		}
	}
	return out
}
