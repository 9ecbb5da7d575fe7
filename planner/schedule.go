package planner

import (
	"slices"
	"sort"
)

// profile counts what is in use over time: level[i] holds from at[i] up to
// at[i+1], zero before the first and after the last.
type profile struct{ at, level []int }

func (p *profile) cut(t int) int {
	if n := len(p.at); n == 0 || p.at[n-1] < t { // what is laid in the order of time
		p.at, p.level = append(p.at, t), append(p.level, 0) // all use has ended by the last
		return n
	}
	i, _ := slices.BinarySearch(p.at, t)
	if i < len(p.at) && p.at[i] == t {
		return i
	}
	before := 0
	if i > 0 {
		before = p.level[i-1]
	}
	p.at = append(p.at, 0)
	copy(p.at[i+1:], p.at[i:])
	p.at[i] = t
	p.level = append(p.level, 0)
	copy(p.level[i+1:], p.level[i:])
	p.level[i] = before
	return i
}

func (p *profile) add(from, to, units int) {
	i := p.cut(from)
	j := p.cut(to)
	for ; i < j; i++ {
		p.level[i] += units
	}
}

// firstFit is the earliest t ≥ from such that no minute of [t, t+length) has
// more than limit in use already. There is one, as all use ends (limit ≥ 0).
func (p *profile) firstFit(from, length, limit int) int {
	i := sort.SearchInts(p.at, from+1) - 1
	for i = max(i, 0); i < len(p.at) && p.at[i] < from+length; i++ {
		if p.level[i] > limit && (i+1 == len(p.at) || p.at[i+1] > from) {
			from = p.at[i+1] // the last level is zero, so there is a next
		}
	}
	return from
}

func (p *profile) take(o *profile) {
	p.at, p.level = append(p.at, o.at...), append(p.level, o.level...)
}

// stop is one search in a team's round.
type stop struct{ cell, start, end int }

// schedule is the plan of one site while it is being made.
type schedule struct {
	s        *site
	routes   [][]stop // of each team, by time
	team     []int    // of each cell, -1 is unplaced
	start    []int
	fixed    []bool // slots that were set centrally; the site leaves them
	kinds    []profile
	landings []profile
}

func newSchedule(s *site) *schedule { return newScheduleIn(s, new(scratch)) }

func newScheduleIn(s *site, mem *scratch) *schedule {
	n := len(s.cells)
	x := &schedule{s: s, team: mem.ints.take(n), start: mem.ints.take(n), fixed: mem.bools.take(n)}
	x.lists(mem)
	for i := range x.team {
		x.team[i] = -1
	}
	return x
}

// lists cuts the lists out of a few large ones, as most of them are short: a
// list that outgrows its piece moves out by itself.
func (x *schedule) lists(mem *scratch) {
	s := x.s
	x.routes, x.kinds, x.landings = mem.routes.take(len(s.teams)), mem.profiles.take(len(s.kinds)), mem.profiles.take(len(s.landings))
	if n := len(s.teams); n > 0 {
		each := len(s.cells)/n + 2
		stops := mem.stops.take(n * each)
		for t := range x.routes {
			x.routes[t] = stops[t*each : t*each : (t+1)*each]
		}
	}
	long := 2 * (len(s.kinds) + s.holds)
	if s.limit < Forever {
		long += 4 * (len(s.cells) + len(s.landings))
	}
	steps := mem.ints.take(long)
	cut := func(p *profile, n int) {
		p.at, p.level, steps = steps[:0:n], steps[n:n:2*n], steps[2*n:]
	}
	if s.limit < Forever {
		for i := range x.landings {
			cut(&x.landings[i], 2*len(s.landings[i].members)+2)
		}
	}
	for i := range x.kinds {
		cut(&x.kinds[i], 1+s.holds/len(s.kinds))
	}
}

func (x *schedule) clone() *schedule {
	y := &schedule{s: x.s, team: append([]int(nil), x.team...), start: append([]int(nil), x.start...), fixed: append([]bool(nil), x.fixed...)}
	y.lists(new(scratch))
	for i := range x.routes {
		y.routes[i] = append(y.routes[i], x.routes[i]...)
	}
	for i := range x.kinds {
		y.kinds[i].take(&x.kinds[i])
	}
	for i := range x.landings {
		y.landings[i].take(&x.landings[i])
	}
	return y
}

// hold books (sign 1) or returns (-1) the kit and the place on the landing.
func (x *schedule) hold(c, start, sign int) {
	for _, u := range x.s.cells[c].uses {
		x.kinds[u.kind].add(start+u.from, start+u.to, sign*u.units)
	}
	if x.s.limit < Forever {
		x.landings[x.s.cells[c].landing].add(start, start+x.s.cells[c].dur, sign)
	}
}

func (x *schedule) place(c, t, start int) {
	r := x.routes[t]
	i := sort.Search(len(r), func(i int) bool { return r[i].start >= start })
	r = append(r, stop{})
	copy(r[i+1:], r[i:])
	r[i] = stop{c, start, start + x.s.cells[c].dur}
	x.routes[t], x.team[c], x.start[c] = r, t, start
	x.hold(c, start, 1)
}

func (x *schedule) remove(c int) {
	t, start := x.team[c], x.start[c]
	r := x.routes[t]
	i := sort.Search(len(r), func(i int) bool { return r[i].start >= start })
	x.routes[t], x.team[c] = append(r[:i], r[i+1:]...), -1
	x.hold(c, start, -1)
}

// resources is the earliest start ≥ from at which kit and landing are free.
func (x *schedule) resources(c, from int) int {
	k := &x.s.cells[c]
	for {
		before := from
		for _, u := range k.uses {
			from = x.kinds[u.kind].firstFit(from+u.from, u.to-u.from, x.s.kinds[u.kind].Count-u.units) - u.from
		}
		if x.s.limit < Forever {
			from = x.landings[k.landing].firstFit(from, k.dur, x.s.limit-1)
		}
		if from == before {
			return from
		}
	}
}

// earliestOn is the earliest start ≥ from and ≤ till of a cell in a team's
// round: in a gap wide enough for both walks, with kit and landing free.
func (x *schedule) earliestOn(c, t, from, till int) (int, bool) {
	s, k, tm := x.s, &x.s.cells[c], &x.s.teams[t]
	if !k.elig.has(t) {
		return 0, false
	}
	from, till = max(from, k.est, k.release, tm.ready(k)), min(till, k.lst, tm.to-k.dur)
	r := x.routes[t]
	for i := sort.Search(len(r), func(i int) bool { return r[i].start >= from }); from <= till && i <= len(r); i++ {
		lo, hi := from, till
		if i > 0 {
			lo = max(lo, r[i-1].end+s.way(r[i-1].cell, c))
		}
		if i < len(r) {
			hi = min(hi, r[i].start-s.way(c, r[i].cell)-k.dur)
		}
		if lo > hi {
			continue
		}
		if at := x.resources(c, lo); at <= hi {
			return at, true
		}
	}
	return 0, false
}

// earliest is the earliest start over all teams; among equals the team with
// the shortest walk to the cell, then the first.
func (x *schedule) earliest(c, from, till int) (team, start int, ok bool) {
	best := till + 1
	walk := 0
	for t := range x.s.teams {
		at, fits := x.earliestOn(c, t, from, min(till, best))
		if !fits {
			continue
		}
		w := x.walkTo(c, t, at)
		if at < best || w < walk {
			team, start, ok, best, walk = t, at, true, at, w
		}
	}
	return team, start, ok
}

func (x *schedule) walkTo(c, t, start int) int {
	r := x.routes[t]
	i := sort.Search(len(r), func(i int) bool { return r[i].start >= start })
	if i == 0 {
		return 0
	}
	return x.s.way(r[i-1].cell, c)
}
