package planner

import "sort"

// insert finds a place for the cells that shifting left without one, moving no
// other: first for members of groups, near the others of their group, then for
// the rest, what matters most first. Teams that do not know the newest plan are
// the last to be given a cell, and so are landings on which more teams than may
// be were at work.
func (m *mending) insert() {
	for m.adoptMember() {
		m.shift()
	}
	for i := range m.x {
		m.insertAt(i)
	}
}

// adoptMember gives one member of a group without a place to the team that can
// begin it first, and lets the group gather there. A member is given only once.
func (m *mending) adoptMember() bool {
	for g := range m.p.groups {
		for _, r := range m.p.groups[g].members {
			x, j := m.x[r.site], &m.jobs[r.site][r.cell]
			if x.team[r.cell] >= 0 || x.s.cells[r.cell].pinTeam >= 0 || j.given {
				continue
			}
			from := max(m.now, m.groupStart(&m.p.groups[g]))
			t, at, ok := m.room(r.site, r.cell, from, Forever)
			if !ok {
				continue
			}
			j.home, j.anchor, j.given = t, at, true
			m.groups[g].tries = 0
			m.lay(r.site)
			return true
		}
	}
	return false
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
		return latest
	}
	return max(0, latest-g.tolerance)
}

// room is the earliest place for a cell in [from, till] beside all others: with
// teams that know the newest plan and within the policy's limit on landings if
// there is one, and else with any.
func (m *mending) room(i, c, from, till int) (team, start int, ok bool) {
	x, s := m.x[i], m.p.sites[i]
	for _, untold := range []bool{false, true} {
		for t := range s.teams {
			if m.e.unsent[s.teams[t].id] != untold {
				continue
			}
			if at, fits := x.earliestOn(c, t, from, till); fits && (!ok || at < start) {
				team, start, ok = t, at, true
			}
		}
		if ok {
			return team, start, true
		}
	}
	if s.limit < m.loose[i] {
		strict := s.limit
		s.limit = m.loose[i]
		team, start, ok = m.room(i, c, from, till)
		s.limit = strict
	}
	return team, start, ok
}

func (m *mending) insertAt(i int) {
	x, s := m.x[i], m.p.sites[i]
	rest := leftOver(x)
	sort.SliceStable(rest, func(a, b int) bool {
		p, q := &s.cells[rest[a]], &s.cells[rest[b]]
		if p.priority != q.priority {
			return p.priority > q.priority
		}
		return p.lst < q.lst
	})
	m.admitAll(i, rest)
	for c := range s.cells { // nothing below moves these to other teams
		if m.jobs[i][c].kept && x.team[c] >= 0 && s.cells[c].pinTeam < 0 {
			s.cells[c].pinTeam = x.team[c]
		}
	}
	m.beginAtH(i)
}

// beginAtH moves a cell to minute 0 where none starts there (H5). Where it was, there may be room for another.
func (m *mending) beginAtH(i int) {
	if fillFirstMinute(m.x[i]) {
		m.admitAll(i, leftOver(m.x[i]))
	}
}

// admitAll gives each of the cells that has no place a free one, where there is one.
func (m *mending) admitAll(i int, cells []int) {
	x, s := m.x[i], m.p.sites[i]
	for _, c := range cells {
		if x.team[c] >= 0 {
			continue
		}
		if t, at, ok := m.room(i, c, 0, Forever); ok {
			x.place(c, t, at)
			x.fixed[c] = s.cells[c].group >= 0
		}
	}
}
