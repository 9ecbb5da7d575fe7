package planner

import (
	"cmp"
	"slices"
)

// gathering is a group being kept together.
type gathering struct {
	floor int // no member that may move begins before
	apart int // how far the plan before had them apart, and they may stay
	tries int
	least int // the nearest that they have come so far, beyond that
	best  int // the floor at that
}

// gatherTries bounds how often a group's members are held back for each other.
const gatherTries = 16

// shift lays out every site, and again where a group's members came further
// apart than they were, with those that may move held back.
func (m *mending) shift() {
	for {
		dirty := map[int]bool{}
		for g := range m.p.groups {
			if m.gather(g) {
				for _, r := range m.p.groups[g].members {
					dirty[r.site] = true
				}
			}
		}
		if len(dirty) == 0 {
			return
		}
		for _, i := range sortedKeys(dirty) {
			m.lay(i)
		}
	}
}

// gather raises the floor of a group to where its last member starts, less the
// tolerance. Where a member that cannot move began too long before, waiting for
// the last would bring nobody nearer, and each comes as early as it can. Where
// they do not meet after some tries the floor is that of the nearest.
func (m *mending) gather(g int) bool {
	group, f := &m.p.groups[g], &m.groups[g]
	if f.tries > gatherTries {
		return false
	}
	tolerance := f.apart
	if !group.firstWave {
		tolerance += group.tolerance
	}
	first, latest, held := Forever, -1, Forever
	for _, r := range group.members {
		x, j := m.x[r.site], &m.jobs[r.site][r.cell]
		if x.team[r.cell] < 0 {
			continue
		}
		first, latest = min(first, x.start[r.cell]), max(latest, x.start[r.cell])
		if j.begun || j.kept || x.s.cells[r.cell].pinTeam >= 0 {
			held = min(held, x.start[r.cell])
		}
	}
	if latest < 0 || latest-first <= tolerance || held < latest-tolerance {
		return false
	}
	if f.tries == 0 || latest-first < f.least {
		f.least, f.best = latest-first, f.floor
	}
	if f.tries++; f.tries > gatherTries {
		f.floor = f.best
		return true
	}
	f.floor = latest - tolerance
	return true
}

// apart is how far beyond its tolerance the plan before has a group.
func (m *mending) apart(g int) int {
	group := &m.p.groups[g]
	lo, hi := Forever, -1
	for _, r := range group.members {
		if was := &m.jobs[r.site][r.cell].was; was.Team != "" {
			lo, hi = min(lo, was.Start), max(hi, was.Start)
		}
	}
	switch {
	case hi < 0:
		return 0
	case group.firstWave:
		return hi - lo
	}
	return max(0, hi-lo-group.tolerance)
}

// want is the minute from which a cell is to begin when shifted.
func (m *mending) want(i, c int) int {
	if g := m.p.sites[i].cells[c].group; g >= 0 && !m.jobs[i][c].kept {
		return max(m.jobs[i][c].anchor, m.groups[g].floor)
	}
	return m.jobs[i][c].anchor
}

// layout is one site being laid out: what may stay is placed first, then what
// must be pushed.
type layout struct {
	m     *mending
	i     int
	x     *schedule
	order [][]int // of each team, its cells as they are to follow each other
	place []int   // of each cell, its place in that order
}

// lay places what has begun, what is pinned, the cells of teams that keep the
// old plan, then all that can stay where they were, and then pushes the rest.
func (m *mending) lay(i int) {
	s := m.p.sites[i]
	mem := m.e.mem
	l := &layout{m: m, i: i, x: newScheduleIn(s, mem), order: mem.orders.take(len(s.teams)), place: mem.ints.take(len(s.cells))}
	m.x[i] = l.x
	limit := s.limit
	s.limit = m.loose[i]
	l.pinned(true)
	s.limit = limit
	l.pinned(false)
	cells := mem.ints.room(len(s.cells))
	for c := range s.cells {
		if j := &m.jobs[i][c]; l.x.team[c] < 0 && j.home >= 0 && s.cells[c].fault == nil && s.cells[c].pinTeam < 0 {
			cells = append(cells, c)
		}
	}
	m.inTurn(i, cells)
	l.sequence(cells)
	rest := mem.ints.room(len(cells))
	for _, c := range cells {
		at := m.want(i, c)
		if t := m.jobs[i][c].home; l.follows(c, at) {
			if _, ok := l.x.earliestOn(c, t, at, at); ok {
				l.put(c, t, at)
				continue
			}
		}
		rest = append(rest, c)
	}
	for len(rest) > 0 {
		c := rest[0]
		rest = l.push(c, rest[1:])
	}
}

// inTurn orders cells as they are to be placed: of teams that keep the old plan
// first, then by when they are to begin, and then as they come. One number for
// each is sorted faster than comparisons are asked; what goes beyond is compared.
func (m *mending) inTurn(i int, cells []int) {
	const cellBits, minuteBits = 24, 36
	jobs, keys := m.jobs[i], m.e.mem.ints.take(len(cells))
	for k, c := range cells {
		key := m.want(i, c)
		if key >= 1<<minuteBits || c >= 1<<cellBits {
			slices.SortStableFunc(cells, func(a, b int) int {
				if jobs[a].kept != jobs[b].kept {
					return cmp.Compare(jobs[a].turn(), jobs[b].turn())
				}
				return cmp.Compare(m.want(i, a), m.want(i, b))
			})
			return
		}
		keys[k] = (jobs[c].turn()<<minuteBits|key)<<cellBits | c
	}
	slices.Sort(keys)
	for k := range keys {
		cells[k] = keys[k] & (1<<cellBits - 1)
	}
}

func (j *job) turn() int {
	if j.kept {
		return 0
	}
	return 1
}

// pinned places what has begun, or what was pinned by hand. Reality need not
// fit: where kit or a landing is overdrawn the instance says so by now.
func (l *layout) pinned(begun bool) {
	pins := l.m.e.mem.ints.room(len(l.x.s.cells))
	for c := range l.x.s.cells {
		k := &l.x.s.cells[c]
		if k.pinStart >= 0 && k.fault == nil && l.m.jobs[l.i][c].begun == begun {
			pins = append(pins, c)
		}
	}
	if begun { // each is placed, and in the order of time each comes last
		sooner := func(a, b int) int { return cmp.Compare(l.x.s.cells[a].pinStart, l.x.s.cells[b].pinStart) }
		slices.SortStableFunc(pins, sooner)
	}
	for _, c := range pins {
		k := &l.x.s.cells[c]
		ok := begun
		if !ok {
			_, ok = l.x.earliestOn(c, k.pinTeam, k.pinStart, k.pinStart)
		}
		if ok {
			l.x.place(c, k.pinTeam, k.pinStart)
			l.x.fixed[c] = true
		}
	}
}

func (l *layout) put(c, t, at int) {
	l.x.place(c, t, at)
	l.x.fixed[c] = l.m.jobs[l.i][c].kept || l.x.s.cells[c].group >= 0
}

// sequence fixes the order of each team's cells: that of the plan before.
func (l *layout) sequence(cells []int) {
	byAnchor := append(l.m.e.mem.ints.room(len(cells)), cells...)
	jobs := l.m.jobs[l.i]
	sooner := func(a, b int) int { return cmp.Compare(jobs[a].anchor, jobs[b].anchor) }
	if !slices.IsSortedFunc(byAnchor, sooner) { // as they mostly are
		slices.SortStableFunc(byAnchor, sooner)
	}
	for _, c := range byAnchor {
		t := jobs[c].home
		if l.order[t] == nil {
			l.order[t] = l.m.e.mem.ints.room(2 * len(cells) / len(l.order))
		}
		l.place[c] = len(l.order[t])
		l.order[t] = append(l.order[t], c)
	}
}

// before and after are the nearest cells of a team's order that are placed.
func (l *layout) before(c int) int {
	order := l.order[l.m.jobs[l.i][c].home]
	for k := l.place[c] - 1; k >= 0; k-- {
		if l.x.team[order[k]] >= 0 {
			return order[k]
		}
	}
	return -1
}

func (l *layout) after(c int) int {
	order := l.order[l.m.jobs[l.i][c].home]
	for k := l.place[c] + 1; k < len(order); k++ {
		if l.x.team[order[k]] >= 0 {
			return order[k]
		}
	}
	return -1
}

// follows says whether a start keeps the team's order.
func (l *layout) follows(c, start int) bool {
	b, a := l.before(c), l.after(c)
	return (b < 0 || l.x.start[b] < start) && (a < 0 || l.x.start[a] > start)
}

// push places a cell as early as it can after its predecessor. Where its
// successor is in the way, that is pushed too: it joins the rest.
func (l *layout) push(c int, rest []int) []int {
	t, from := l.m.jobs[l.i][c].home, l.m.want(l.i, c)
	if b := l.before(c); b >= 0 {
		from = max(from, l.x.start[b]+1)
	}
	for {
		a, till := l.after(c), Forever
		if a >= 0 {
			till = l.x.start[a] - 1
		}
		if at, ok := l.x.earliestOn(c, t, from, till); ok {
			l.put(c, t, at)
			return rest
		}
		if a < 0 {
			return rest // without a place: insert looks for one
		}
		l.x.remove(a)
		rest = append([]int{a}, rest...)
	}
}
