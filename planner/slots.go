package planner

import (
	"math/rand/v2"
	"sort"
)

// maxSlots bounds how many starts are tried for one later group.
const maxSlots = 96

// slots are the schedules of all sites with what is fixed centrally: pins, the
// first wave and the groups. Groups are all that couples sites, so that sites
// are independent afterwards.
type slots []*schedule

// fixSlots fixes the groups in an order. A group comes before another in the
// matching of the first minute, and keeps its place there.
func (p *problem) fixSlots(order []int) slots {
	x := make(slots, len(p.sites))
	waves := make([]*wave, len(p.sites))
	for i, s := range p.sites {
		x[i] = newSchedule(s)
		x[i].placePins()
		waves[i] = newWave(x[i], 0)
	}
	var later []int
	for _, g := range order {
		if !x.joinFirstMinute(p, &p.groups[g], waves) {
			later = append(later, g)
		}
	}
	for _, w := range waves {
		w.commit()
	}
	for _, firstWave := range []bool{true, false} {
		for _, g := range later {
			if p.groups[g].firstWave == firstWave {
				x.later(p, &p.groups[g])
			}
		}
	}
	for _, g := range later {
		x.pull(&p.groups[g])
	}
	return x
}

// pull lets members come as early as their group's tolerance allows, which may
// spare their sites a late start.
func (x slots) pull(g *group) {
	last := 0
	for _, r := range g.members {
		if x[r.site].team[r.cell] >= 0 {
			last = max(last, x[r.site].start[r.cell])
		}
	}
	if g.firstWave || g.tolerance == 0 {
		return
	}
	for _, r := range g.members {
		s, c := x[r.site], r.cell
		if s.team[c] < 0 || s.s.cells[c].pinTeam >= 0 {
			continue
		}
		t, start := s.team[c], s.start[c]
		s.remove(c)
		if nt, at, ok := s.earliest(c, last-g.tolerance, start); ok {
			t, start = nt, at
		}
		s.place(c, t, start)
	}
}

// order is the groups' order of an attempt: the first wave first, the ones
// with most members before others; shuffled within these from the second on.
func (p *problem) order(rng *rand.Rand) []int {
	out := make([]int, len(p.groups))
	for i := range out {
		out[i] = i
	}
	if rng != nil {
		rng.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	}
	sort.SliceStable(out, func(i, j int) bool {
		a, b := &p.groups[out[i]], &p.groups[out[j]]
		if a.firstWave != b.firstWave {
			return a.firstWave
		}
		return rng == nil && len(a.members) > len(b.members)
	})
	return out
}

// placePins places what is pinned, what matters most first.
func (x *schedule) placePins() {
	var pins []int
	for i := range x.s.cells {
		if c := &x.s.cells[i]; c.pinTeam >= 0 && c.fault == nil {
			pins = append(pins, i)
		}
	}
	sort.SliceStable(pins, func(i, j int) bool { return x.s.cells[pins[i]].priority > x.s.cells[pins[j]].priority })
	for _, i := range pins {
		c := &x.s.cells[i]
		if _, ok := x.earliestOn(i, c.pinTeam, c.pinStart, c.pinStart); ok {
			x.place(i, c.pinTeam, c.pinStart)
			x.fixed[i] = true
		}
	}
}

// wave is a set of cells of a site that start at the same minute, each with a
// team of its own: a maximum bipartite matching, grown by augmenting paths.
// Kit and landings do not depend on which team comes, so they are counted apart.
type wave struct {
	x     *schedule
	at    int
	cells []int
	match []int // of each team, the cell, -1 is none
}

func newWave(x *schedule, at int) *wave {
	w := &wave{x: x, at: at, match: make([]int, len(x.s.teams))}
	for i := range w.match {
		w.match[i] = -1
	}
	return w
}

// add lets a cell join, moving others to other teams if it must.
func (w *wave) add(c int) bool {
	k := &w.x.s.cells[c]
	if max(k.est, k.release) > w.at || w.at > k.lst || w.x.resources(c, w.at) != w.at {
		return false
	}
	if !w.augment(c, make([]bool, len(w.match))) {
		return false
	}
	w.x.hold(c, w.at, 1)
	w.cells = append(w.cells, c)
	return true
}

// augment looks for a team for c along an alternating path (Kuhn).
func (w *wave) augment(c int, seen []bool) bool {
	for t := range w.match {
		if seen[t] || !w.x.fits(c, t, w.at) {
			continue
		}
		seen[t] = true
		if w.match[t] < 0 || w.augment(w.match[t], seen) {
			w.match[t] = c
			return true
		}
	}
	return false
}

// addAll lets all join or none.
func (w *wave) addAll(cells []int) bool {
	match, n := append([]int(nil), w.match...), len(w.cells)
	for _, c := range cells {
		if !w.add(c) {
			for _, o := range w.cells[n:] {
				w.x.hold(o, w.at, -1)
			}
			w.match, w.cells = match, w.cells[:n]
			return false
		}
	}
	return true
}

// commit places the wave for good.
func (w *wave) commit() {
	for _, c := range w.cells {
		w.x.hold(c, w.at, -1)
	}
	for t, c := range w.match {
		if c >= 0 {
			w.x.place(c, t, w.at)
			w.x.fixed[c] = true
		}
	}
}

// fits says whether a team can start a cell at a minute, kit and landing apart.
func (x *schedule) fits(c, t, start int) bool {
	k, tm, r := &x.s.cells[c], &x.s.teams[t], x.routes[t]
	if !k.elig.has(t) || start < max(tm.ready(k), k.est, k.release) || start > min(k.lst, tm.to-k.dur) {
		return false
	}
	i := sort.Search(len(r), func(i int) bool { return r[i].start >= start })
	if i > 0 && r[i-1].end+x.s.way(r[i-1].cell, c) > start {
		return false
	}
	return i == len(r) || start+k.dur+x.s.way(c, r[i].cell) <= r[i].start
}

// open are the members that have no slot yet, by site.
func (x slots) open(g *group) map[int][]int {
	out := map[int][]int{}
	for _, r := range g.members {
		if x[r.site].team[r.cell] < 0 {
			out[r.site] = append(out[r.site], r.cell)
		}
	}
	return out
}

// earliestCommon is the first minute at which all open members may start,
// given where members are fixed already.
func (x slots) earliestCommon(p *problem, g *group) int {
	from := 0
	for _, r := range g.members {
		c := p.cell(r)
		if x[r.site].team[r.cell] >= 0 {
			from = max(from, x[r.site].start[r.cell]-g.tolerance)
			continue
		}
		from = max(from, c.est, c.release)
	}
	return from
}

// joinFirstMinute puts a group into the first minute: a group of the first wave
// as far as it can, any other as a whole or not at all.
func (x slots) joinFirstMinute(p *problem, g *group, waves []*wave) bool {
	open := x.open(g)
	if g.firstWave {
		whole := true
		for _, i := range sortedKeys(open) {
			for _, c := range open[i] {
				whole = waves[i].add(c) && whole
			}
		}
		return whole
	}
	if x.earliestCommon(p, g) > 0 {
		return false
	}
	return tryAll(open, func(i int) *wave { return waves[i] })
}

// tryAll adds all open cells to the waves of their sites, or none.
func tryAll(open map[int][]int, waveOf func(site int) *wave) bool {
	var done []*wave
	var before []wave
	for _, i := range sortedKeys(open) {
		w := waveOf(i)
		was := wave{match: append([]int(nil), w.match...), cells: w.cells}
		if !w.addAll(open[i]) {
			for k, o := range done {
				for _, c := range o.cells[len(before[k].cells):] {
					o.x.hold(c, o.at, -1)
				}
				o.match, o.cells = before[k].match, before[k].cells
			}
			return false
		}
		done, before = append(done, w), append(before, was)
	}
	return true
}

func sortedKeys[V any](m map[int]V) []int {
	out := make([]int, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Ints(out)
	return out
}

// later gives a group that is not in the first minute the first slot at which
// every member finds a team; members that no slot holds come as early as they can.
func (x slots) later(p *problem, g *group) {
	open := x.open(g)
	from := x.earliestCommon(p, g)
	if !g.firstWave {
		for _, at := range x.candidates(open, from) {
			waves := map[int]*wave{}
			ok := tryAll(open, func(i int) *wave {
				waves[i] = newWave(x[i], at)
				return waves[i]
			})
			if ok {
				for _, w := range waves {
					w.commit()
				}
				return
			}
			if g.tolerance > 0 && x.within(open, at, at+g.tolerance) {
				return
			}
		}
	} else {
		from = 0
	}
	x.within(open, from, Forever)
}

// candidates are the minutes from which a team of the sites is free.
func (x slots) candidates(open map[int][]int, from int) []int {
	set := map[int]bool{from: true}
	for i := range open {
		for _, r := range x[i].routes {
			for _, s := range r {
				for _, c := range open[i] {
					if at := s.end + x[i].s.way(s.cell, c); at > from {
						set[at] = true
					}
				}
			}
		}
	}
	out := make([]int, 0, len(set))
	for at := range set {
		out = append(out, at)
	}
	sort.Ints(out)
	return out[:min(len(out), maxSlots)]
}

// within places each open cell at its earliest in [from, till]. With an end it
// places all or none.
func (x slots) within(open map[int][]int, from, till int) bool {
	var done []ref
	for _, i := range sortedKeys(open) {
		for _, c := range open[i] {
			t, at, ok := x[i].earliest(c, from, till)
			if !ok && till < Forever {
				for _, r := range done {
					x[r.site].remove(r.cell)
					x[r.site].fixed[r.cell] = false
				}
				return false
			}
			if ok {
				x[i].place(c, t, at)
				x[i].fixed[c] = true
				done = append(done, ref{i, c})
			}
		}
	}
	return true
}

// groupSlip is the greatest start of a first-wave group's searched members, or
// what the spread of another exceeds its tolerance by.
func groupSlip(g *group, starts func(ref) (int, bool)) int {
	lo, hi := Forever, -1
	for _, r := range g.members {
		if at, ok := starts(r); ok {
			lo, hi = min(lo, at), max(hi, at)
		}
	}
	switch {
	case hi < 0:
		return 0
	case g.firstWave:
		return hi
	}
	return max(0, hi-lo-g.tolerance)
}
