package planner

import (
	"context"
	"sort"
)

// mendTries bounds the moves that are tried at a site; each costs a few cells
// taken out and put back, whatever the size of the site.
const mendTries = 400

// maxMoved is how many searches of a team, one after the other, a move takes
// to other teams.
const maxMoved = 4

// ejections is how many cells may make room for each other in a chain.
const ejections = 3

// mend looks for moves that make the site's plan better. Each is done, weighed
// by what it changed, and undone unless it is better.
func (m *mending) mend(ctx context.Context, i int) {
	b := newMender(ctx, m, i)
	for better := true; better && b.more(); {
		better = false
		for _, c := range leftOver(b.x) {
			better = b.x.team[c] < 0 && b.eject(c, ejections) || better
		}
		for t := range b.s.teams {
			better = b.relieve(t) || better
		}
	}
	m.beginAtH(i) // a chain may have taken the cell with which the site began
}

// mender is a site being mended, with the figures that moves are weighed by.
type mender struct {
	m         *mending
	ctx       context.Context
	i         int
	s         *site
	x         *schedule
	tries     int
	journal   []entry // what the move at hand has changed
	groups    []int   // that have members at the site
	unsearch  int     // priority left out
	disturbed int
	exposure  int
	untold    []bool // of each team: it does not know the newest plan
}

// entry is where a cell was before it was taken or put; team -1 is nowhere.
type entry struct{ cell, team, start int }

func newMender(ctx context.Context, m *mending, i int) *mender {
	b := &mender{m: m, ctx: ctx, i: i, s: m.p.sites[i], x: m.x[i], tries: mendTries}
	known := map[int]bool{}
	for c := range b.s.cells {
		if g := b.s.cells[c].group; g >= 0 && !known[g] {
			known[g] = true
			b.groups = append(b.groups, g)
		}
		b.count(c, 1)
	}
	for t := range b.s.teams {
		b.untold = append(b.untold, m.e.unsent[b.s.teams[t].id])
	}
	return b
}

func (b *mender) more() bool { return b.tries > 0 && b.ctx.Err() == nil }

// count adds what a cell as it lies adds to the figures, or takes it away.
func (b *mender) count(c, sign int) {
	k, j := &b.s.cells[c], &b.m.jobs[b.i][c]
	if b.x.team[c] < 0 {
		if k.fault == nil {
			b.unsearch += sign * k.priority
		}
	} else {
		b.exposure += sign * min(satMul(k.weight, b.x.start[c]), maxFigure/(len(b.s.cells)+1))
	}
	if b.moved(c) {
		b.disturbed += sign * j.weight
	}
}

// moved says whether a cell that was planned and has not begun changed its team or start.
func (b *mender) moved(c int) bool {
	j := &b.m.jobs[b.i][c]
	if j.was.Team == "" || j.begun {
		return false
	}
	return b.x.team[c] < 0 || b.x.start[c] != j.was.Start || b.s.teams[b.x.team[c]].id != j.was.Team
}

func (b *mender) take(c int) {
	b.journal = append(b.journal, entry{c, b.x.team[c], b.x.start[c]})
	b.count(c, -1)
	b.x.remove(c)
	b.count(c, 1)
}

func (b *mender) put(c, t, start int) {
	b.journal = append(b.journal, entry{c, -1, 0})
	b.count(c, -1)
	b.x.place(c, t, start)
	b.count(c, 1)
}

// back undoes what was done since the journal was as long as this.
func (b *mender) back(length int) {
	for k := len(b.journal) - 1; k >= length; k-- {
		e := b.journal[k]
		b.count(e.cell, -1)
		if e.team < 0 {
			b.x.remove(e.cell)
		} else {
			b.x.place(e.cell, e.team, e.start)
		}
		b.count(e.cell, 1)
	}
	b.journal = b.journal[:length]
}

// mendScore orders plans on a re-plan: disturbance comes before the makespan.
type mendScore struct{ unsearched, slip, disturbed, makespan, exposure int }

func (a mendScore) better(b mendScore) bool {
	switch {
	case a.unsearched != b.unsearched:
		return a.unsearched < b.unsearched
	case a.slip != b.slip:
		return a.slip < b.slip
	case a.disturbed != b.disturbed:
		return a.disturbed < b.disturbed
	case a.makespan != b.makespan:
		return a.makespan < b.makespan
	}
	return a.exposure < b.exposure
}

func (b *mender) score() mendScore {
	out := mendScore{unsearched: b.unsearch, disturbed: b.disturbed, exposure: b.exposure}
	first := Forever
	for _, r := range b.x.routes {
		if n := len(r); n > 0 {
			first, out.makespan = min(first, r[0].start), max(out.makespan, r[n-1].end)
		}
	}
	if first < Forever {
		out.slip = first
	}
	for _, g := range b.groups {
		out.slip += groupSlip(&b.m.p.groups[g], func(r ref) (int, bool) { return b.m.x[r.site].start[r.cell], b.m.x[r.site].team[r.cell] >= 0 })
	}
	return out
}

// try does a move and keeps it if the plan is better by it.
func (b *mender) try(move func() bool) bool {
	if !b.more() {
		return false
	}
	b.tries--
	before := b.score()
	b.journal = b.journal[:0]
	if move() && b.score().better(before) {
		return true
	}
	b.back(0)
	return false
}

// movable says whether a cell may get another team or start: no other site
// waits for it, its team knows the newest plan, and it is not pinned.
func (b *mender) movable(c int) bool {
	return b.x.team[c] >= 0 && !b.x.fixed[c] && b.s.cells[c].pinTeam < 0
}

// relieve takes runs of one to four searches off a team that is behind its
// plan, so that what follows comes back to its time.
func (b *mender) relieve(t int) bool {
	any := false
	for size := 1; size <= maxMoved; size++ {
		for k := b.firstMoved(t); k >= 0 && k+size <= len(b.x.routes[t]) && b.more(); k++ {
			run := make([]int, 0, size)
			for _, s := range b.x.routes[t][k : k+size] {
				if b.movable(s.cell) {
					run = append(run, s.cell)
				}
			}
			if len(run) == size && b.try(func() bool { return b.relocate(t, run) }) {
				any = true
			}
		}
	}
	return any
}

// firstMoved is the first search in a team's round that is not where it was, -1 for none.
func (b *mender) firstMoved(t int) int {
	for k, s := range b.x.routes[t] {
		if b.moved(s.cell) {
			return k
		}
	}
	return -1
}

// relocate gives the cells of a run new places, after the rest of the team's
// round has come back towards the plan.
func (b *mender) relocate(t int, run []int) bool {
	for _, c := range run {
		b.take(c)
	}
	b.tighten(t)
	for _, c := range run {
		if !b.settle(c) {
			return false
		}
	}
	return true
}

// settle puts a cell where it was, if it can, and else where it begins first.
func (b *mender) settle(c int) bool {
	if j := &b.m.jobs[b.i][c]; j.home >= 0 && b.s.teams[j.home].id == j.was.Team {
		if _, ok := b.x.earliestOn(c, j.home, j.was.Start, j.was.Start); ok {
			b.put(c, j.home, j.was.Start)
			return true
		}
	}
	team, start := -1, Forever
	for t := range b.s.teams {
		if b.untold[t] {
			continue
		}
		if at, ok := b.x.earliestOn(c, t, b.m.now, start-1); ok {
			team, start = t, at
		}
	}
	if team < 0 {
		return false
	}
	b.put(c, team, start)
	return true
}

// tighten lets a team's searches come as early as they can, those of its own
// plan not earlier than planned.
func (b *mender) tighten(t int) {
	route := append([]stop(nil), b.x.routes[t]...)
	for _, s := range route {
		if !b.movable(s.cell) || s.start <= b.m.now || !b.moved(s.cell) {
			continue
		}
		from := b.m.now
		if was := &b.m.jobs[b.i][s.cell].was; was.Team == b.s.teams[t].id {
			from = max(from, was.Start)
		}
		if from >= s.start {
			continue
		}
		b.take(s.cell)
		at, ok := b.x.earliestOn(s.cell, t, from, s.start)
		if !ok {
			at = s.start
		}
		b.put(s.cell, t, at)
	}
}

// eject puts a cell without a place in the place of another, which is given a
// new one in the same way, up to a number of times; what matters less may stay
// without.
func (b *mender) eject(c, depth int) bool {
	for t := range b.s.teams {
		if b.untold[t] || !b.s.cells[c].elig.has(t) {
			continue
		}
		for _, o := range b.ejectable(t) {
			if !b.more() {
				return false
			}
			if b.try(func() bool { return b.chain(c, t, o, depth) }) {
				return true
			}
		}
	}
	return false
}

func (b *mender) ejectable(t int) []int {
	var out []int
	for _, s := range b.x.routes[t] {
		if b.movable(s.cell) {
			out = append(out, s.cell)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return b.s.cells[out[i]].priority < b.s.cells[out[j]].priority })
	return out
}

// chain puts c on team t in the place of o, and finds o another.
func (b *mender) chain(c, t, o, depth int) bool {
	b.take(o)
	at, ok := b.x.earliestOn(c, t, b.m.now, Forever)
	if !ok {
		return false
	}
	b.put(c, t, at)
	if b.settle(o) {
		return true
	}
	if depth > 1 {
		for u := range b.s.teams {
			if b.untold[u] || !b.s.cells[o].elig.has(u) {
				continue
			}
			for _, next := range b.ejectable(u) {
				if next == c || b.tries <= 0 {
					continue
				}
				b.tries--
				length := len(b.journal)
				if b.chain(o, u, next, depth-1) && b.x.team[next] >= 0 {
					return true
				}
				b.back(length)
			}
		}
	}
	return b.s.cells[c].priority > b.s.cells[o].priority
}
