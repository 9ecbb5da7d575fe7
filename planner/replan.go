package planner

import (
	"context"
	"sort"
)

// Replan mends a plan after events. It returns the new plan and the effective
// instance, to whose hash the plan refers: what has begun is pinned there, and
// nothing else begins before now. Teams that have not acknowledged the newest
// plan keep their cells, in their order. The rest is shifted right, cells
// without a team are given to others, and then single cells are moved where that
// leaves fewer cells changed, or as many and an earlier end. The error is a
// models.Fault: a plan of another instance, or events that do not fit it, with
// pointers into the document concerned.
func Replan(ctx context.Context, in *Instance, plan *Plan, ev *Events) (*Plan, *Instance, error) {
	if in.document == nil {
		if err := in.Validate(); err != nil {
			return nil, nil, err
		}
	}
	e, err := newEffective(in, plan, ev)
	if err != nil {
		return nil, nil, err
	}
	if err := e.apply(ev.Events); err != nil {
		return nil, nil, err
	}
	m := newMending(e, plan.Seed)
	m.shift()
	m.insert()
	drafts := make([]*draft, len(m.x))
	for i := range m.x {
		if ctx.Err() == nil {
			m.repair(i)
		}
		drafts[i] = measure(m.x[i])
	}
	m.restore()
	m.adopt(m.x, drafts)
	return m.finish(e.in.Hash(), 0), e.in, nil
}

// mending is a plan being mended.
type mending struct {
	*solver
	e    *effective
	x    slots
	was  [][]Assignment // of each site and cell, the old assignment; Team "" is none
	team []map[string]int
	from [][]int // of each site and team, the shift's beginning as the instance has it
	now  int
}

func newMending(e *effective, seed uint64) *mending {
	m := &mending{solver: newSolver(e.in, Options{Seed: min(seed, MaxSeed)}), e: e, now: max(0, e.now)}
	m.noRepairs = true
	for _, s := range m.p.sites {
		x := newSchedule(s)
		x.placePins()
		m.x = append(m.x, x)
		was, team, from := make([]Assignment, len(s.cells)), map[string]int{}, make([]int, len(s.teams))
		for i := range s.cells {
			was[i] = e.old[s.cells[i].id]
			if e.keeping[was[i].Team] {
				continue
			}
			if _, begun := e.frozen[s.cells[i].id]; !begun {
				s.cells[i].release = m.now
			}
		}
		for t := range s.teams {
			team[s.teams[t].id], from[t] = t, s.teams[t].from
			s.teams[t].from = max(from[t], e.late[s.teams[t].id])
		}
		m.was, m.team, m.from = append(m.was, was), append(m.team, team), append(m.from, from)
	}
	return m
}

// restore takes away what only the planner knew, as bounds must follow from the
// instance. Releases stay: the instance has them as windows.
func (m *mending) restore() {
	for i, s := range m.p.sites {
		for t := range s.teams {
			s.teams[t].from = m.from[i][t]
		}
	}
}

// unit is a cell, or the cells of a group, that is shifted as one.
type unit struct {
	start int
	cells []ref
	group int // -1 is none
}

// shift places every cell with its old team again, in the order of the old
// starts, as early as it can but not earlier than before. Members of a group
// move together.
func (m *mending) shift() {
	for _, u := range m.units() {
		if u.group < 0 {
			r := u.cells[0]
			if t, ok := m.oldTeam(r); ok {
				if at, fits := m.x[r.site].earliestOn(r.cell, t, m.was[r.site][r.cell].Start, Forever); fits {
					m.put(r, t, at)
				}
			}
			continue
		}
		m.shiftGroup(u)
	}
}

func (m *mending) units() []unit {
	var out []unit
	groups := map[int]int{}
	for i, s := range m.p.sites {
		for c := range s.cells {
			was, g := m.was[i][c], s.cells[c].group
			if was.Team == "" || m.x[i].team[c] >= 0 || s.cells[c].fault != nil {
				continue
			}
			if k, known := groups[g]; g >= 0 && known {
				out[k].cells = append(out[k].cells, ref{i, c})
				out[k].start = max(out[k].start, was.Start)
				continue
			}
			groups[g] = len(out)
			out = append(out, unit{was.Start, []ref{{i, c}}, g})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].start < out[j].start })
	return out
}

func (m *mending) oldTeam(r ref) (int, bool) {
	t, ok := m.team[r.site][m.was[r.site][r.cell].Team]
	return t, ok
}

func (m *mending) put(r ref, t, start int) {
	x := m.x[r.site]
	x.place(r.cell, t, start)
	if m.e.keeping[m.was[r.site][r.cell].Team] {
		x.fixed[r.cell] = true
		x.s.cells[r.cell].pinTeam = t // nothing moves it to another team either
	}
	if x.s.cells[r.cell].group >= 0 {
		x.fixed[r.cell] = true
	}
}

// shiftRounds bounds how often a group's common start is pushed on.
const shiftRounds = 64

// shiftGroup looks for a start at which all members of a group fit with their
// old teams within the tolerance. Where there is none, each comes by itself.
func (m *mending) shiftGroup(u unit) {
	g := &m.p.groups[u.group]
	base := Forever
	for _, r := range u.cells {
		base = min(base, m.was[r.site][r.cell].Start)
	}
	tolerance := g.tolerance
	if g.firstWave {
		tolerance = 0
	}
	for range shiftRounds {
		latest, placed := m.putAll(u, base, tolerance)
		if latest <= base+tolerance {
			return
		}
		base = max(base, latest-tolerance)
		for _, r := range placed {
			m.x[r.site].remove(r.cell)
		}
	}
	m.putAll(u, 0, 0)
}

// putAll puts the members of a group with their old teams, from a minute on and
// not much before they were; it returns the latest start.
func (m *mending) putAll(u unit, from, earlier int) (latest int, placed []ref) {
	latest = from
	for _, r := range u.cells {
		t, ok := m.oldTeam(r)
		if !ok {
			continue
		}
		if at, fits := m.x[r.site].earliestOn(r.cell, t, max(from, m.was[r.site][r.cell].Start-earlier), Forever); fits {
			m.put(r, t, at)
			placed = append(placed, r)
			latest = max(latest, at)
		}
	}
	return latest, placed
}

// insert finds a place for the cells that have none: first those of groups, as
// near to the others of their group as can be, then what matters most.
func (m *mending) insert() {
	for i, s := range m.p.sites {
		x := m.x[i]
		rest := leftOver(x)
		sort.SliceStable(rest, func(a, b int) bool { return s.cells[rest[a]].group >= 0 && s.cells[rest[b]].group < 0 })
		for _, c := range rest {
			if g := s.cells[c].group; g >= 0 {
				from := m.groupStart(&m.p.groups[g])
				if t, at, ok := x.earliest(c, from, Forever); ok {
					x.place(c, t, at)
					x.fixed[c] = true
				}
			}
		}
		insertAll(x, leftOver(x))
		makeRoom(x)
		insertAll(x, leftOver(x))
		fillFirstMinute(x)
	}
}

// groupStart is the first minute at which a member may join the others.
func (m *mending) groupStart(g *group) int {
	latest := 0
	for _, r := range g.members {
		if m.x[r.site].team[r.cell] >= 0 {
			latest = max(latest, m.x[r.site].start[r.cell])
		}
	}
	if g.firstWave {
		return 0
	}
	return max(0, latest-g.tolerance)
}

// repairs bounds how many cells of a site are tried in repair.
const repairs = 40

// repair moves single cells of a site from teams that are behind to others.
func (m *mending) repair(i int) {
	best := m.score(i)
	for _, c := range m.changed(i) {
		if m.x[i].fixed[c] || m.p.sites[i].cells[c].pinTeam >= 0 {
			continue
		}
		x := m.x[i].clone()
		t := x.team[c]
		x.remove(c)
		m.tighten(i, x, t)
		nt, at, ok := x.earliest(c, m.now, Forever)
		if !ok {
			continue
		}
		x.place(c, nt, at)
		was := m.x[i]
		m.x[i] = x
		if s := m.score(i); s.better(best) {
			best = s
		} else {
			m.x[i] = was
		}
	}
}

// changed are the cells of a site that do not stay where they were, by their
// starts; the first and the last of a long list.
func (m *mending) changed(i int) []int {
	var out []int
	for c := range m.was[i] {
		if m.moved(i, c) && m.x[i].team[c] >= 0 {
			out = append(out, c)
		}
	}
	sort.SliceStable(out, func(a, b int) bool { return m.x[i].start[out[a]] < m.x[i].start[out[b]] })
	if len(out) > repairs {
		out = append(out[:repairs/2:repairs/2], out[len(out)-repairs/2:]...)
	}
	return out
}

// moved says whether a cell that was planned and has not begun changed its team or start.
func (m *mending) moved(i, c int) bool {
	was, x := m.was[i][c], m.x[i]
	if was.Team == "" {
		return false
	}
	if _, begun := m.e.frozen[was.Cell]; begun {
		return false
	}
	return x.team[c] < 0 || x.start[c] != was.Start || x.s.teams[x.team[c]].id != was.Team
}

// tighten lets a team's later searches come as early as they can, not earlier
// than they were planned.
func (m *mending) tighten(i int, x *schedule, t int) {
	route := append([]stop(nil), x.routes[t]...)
	for _, s := range route {
		if x.fixed[s.cell] || s.start < m.now || x.s.cells[s.cell].pinTeam >= 0 {
			continue
		}
		x.remove(s.cell)
		at, ok := x.earliestOn(s.cell, t, m.was[i][s.cell].Start, s.start)
		if !ok {
			at = s.start
		}
		x.place(s.cell, t, at)
	}
}

// mendScore orders plans on a re-plan: disturbance before makespan.
type mendScore struct{ unsearched, slip, moved, makespan int }

func (a mendScore) better(b mendScore) bool {
	switch {
	case a.unsearched != b.unsearched:
		return a.unsearched < b.unsearched
	case a.slip != b.slip:
		return a.slip < b.slip
	case a.moved != b.moved:
		return a.moved < b.moved
	}
	return a.makespan < b.makespan
}

func (m *mending) score(i int) mendScore {
	d := measure(m.x[i])
	s := mendScore{d.unsearched, d.slip + d.local, 0, d.makespan}
	for c := range m.was[i] {
		if m.moved(i, c) {
			s.moved++
		}
	}
	return s
}
