package planner

import (
	"math/rand/v2"
	"slices"
	"sort"
)

// attempts bounds how often a site is built anew when cells are left over.
const attempts = 8

// draft is one plan of a site with its figures.
type draft struct {
	x          *schedule
	unsearched int // priority of the cells left out that could be searched
	left       []int
	slip       int // the earliest start
	local      int // slip of the groups that lie in this site alone
	makespan   int
	exposure   int
}

func (a *draft) better(b *draft) bool {
	switch {
	case b == nil:
		return true
	case a.unsearched != b.unsearched:
		return a.unsearched < b.unsearched
	case a.slip+a.local != b.slip+b.local:
		return a.slip+a.local < b.slip+b.local
	case a.makespan != b.makespan:
		return a.makespan < b.makespan
	case a.exposure != b.exposure:
		return a.exposure < b.exposure
	}
	return a.x.ease().better(b.x.ease())
}

// earlier says whether a leaves out and slips no more than b, and exposes less.
func (a *draft) earlier(b *draft) bool {
	return a.unsearched == b.unsearched && a.slip+a.local == b.slip+b.local && a.exposure < b.exposure
}

// easier says whether a is no worse than b in objectives 1 to 4 and better in one
// of these or the ones after.
func (a *draft) easier(b *draft) bool {
	if a.unsearched != b.unsearched || a.slip+a.local != b.slip+b.local || a.makespan > b.makespan || a.exposure > b.exposure {
		return false
	}
	return a.exposure < b.exposure || a.x.ease().better(b.x.ease())
}

// measure takes the figures of a schedule.
func measure(x *schedule) *draft {
	d := &draft{x: x, slip: Forever}
	for i := range x.s.cells {
		c := &x.s.cells[i]
		switch {
		case x.team[i] >= 0:
			d.slip = min(d.slip, x.start[i])
			d.makespan = max(d.makespan, x.start[i]+c.dur)
			d.exposure = satAdd(d.exposure, satMul(c.weight, x.start[i]))
		case c.fault == nil:
			d.unsearched += c.priority
			d.left = append(d.left, i)
		}
	}
	if d.slip == Forever {
		d.slip = 0
	}
	for i := range x.s.local {
		d.local += groupSlip(&x.s.local[i], func(r ref) (int, bool) { return x.start[r.cell], x.team[r.cell] >= 0 })
	}
	return d
}

// construct builds a site around the slots that were fixed centrally. Cells
// that found no place are put first in the next attempt.
func construct(base *schedule, r rule, rng *rand.Rand) *draft {
	var best *draft
	var first []int
	for a := 0; a < attempts; a++ {
		x := base.clone()
		for _, c := range first {
			if t, start, ok := x.earliest(c, 0, Forever); ok {
				x.place(c, t, start)
			}
		}
		insertAll(x, dispatch(x, r, rng))
		makeRoom(x)
		fillFirstMinute(x)
		levelTail(x)
		insertAll(x, leftOver(x)) // what one of these steps freed may do for another
		d := measure(x)
		if d.better(best) {
			best = d
		}
		if len(d.left) == 0 {
			break
		}
		first = promote(x.s, d.left, first)
	}
	if r.thorough {
		best = shuffle(base, best, rng)
	}
	return best
}

// promote orders the cells that get a place before all others: the newly left
// over, then the older ones, the tight ones first within each.
func promote(s *site, left, before []int) []int {
	out := append([]int(nil), left...)
	sort.SliceStable(out, func(i, j int) bool {
		a, b := &s.cells[out[i]], &s.cells[out[j]]
		if a.priority != b.priority {
			return a.priority > b.priority
		}
		return a.lst < b.lst
	})
	for _, c := range before {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// insertAll puts cells into any gap of any round, the tight ones first.
func insertAll(x *schedule, cells []int) {
	sort.SliceStable(cells, func(i, j int) bool {
		a, b := &x.s.cells[cells[i]], &x.s.cells[cells[j]]
		if a.priority != b.priority {
			return a.priority > b.priority
		}
		return a.lst < b.lst
	})
	for _, c := range cells {
		if t, start, ok := x.earliest(c, 0, Forever); ok {
			x.place(c, t, start)
		}
	}
}

func leftOver(x *schedule) []int {
	var out []int
	for i, t := range x.team {
		if t < 0 && x.s.cells[i].fault == nil {
			out = append(out, i)
		}
	}
	return out
}

// makeRoom takes one cell out for each that is left over, if it finds a place
// elsewhere or matters less.
func makeRoom(x *schedule) {
	for _, c := range leftOver(x) {
		for tries, o := 0, 0; o < len(x.team) && tries < 400; o++ {
			if x.team[o] < 0 || x.s.cells[o].pinTeam >= 0 {
				continue
			}
			tries++
			if x.swapIn(c, o) {
				break
			}
		}
	}
}

// swapIn puts c in by taking o out; it undoes that where nothing is won. A
// cell whose slot is fixed may get another team, but no other start; like any
// other it is left out for one that matters more.
func (x *schedule) swapIn(c, o int) bool {
	t, start := x.team[o], x.start[o]
	from, till := 0, Forever
	if x.fixed[o] {
		from, till = start, start
	}
	x.remove(o)
	if ct, cs, ok := x.earliest(c, 0, Forever); ok {
		x.place(c, ct, cs)
		if ot, os, ok := x.earliest(o, from, till); ok {
			x.place(o, ot, os)
			return true
		}
		if x.s.cells[c].priority > x.s.cells[o].priority {
			return true
		}
		x.remove(c)
	}
	x.place(o, t, start)
	return false
}

// fillFirstMinute moves a cell to minute 0 where none starts there (H5), and says whether it did.
func fillFirstMinute(x *schedule) bool {
	d := measure(x)
	if d.slip == 0 {
		return false
	}
	for c := range x.team {
		if x.team[c] < 0 || x.fixed[c] || x.s.cells[c].est > 0 || x.s.cells[c].pinTeam >= 0 {
			continue
		}
		t, start := x.team[c], x.start[c]
		x.remove(c)
		if nt, at, ok := x.earliest(c, 0, 0); ok {
			x.place(c, nt, at)
			return true
		}
		x.place(c, t, start)
	}
	return false
}

// levelTail takes the last search of the team that ends last to where it ends
// earlier, as long as there is such a place.
func levelTail(x *schedule) {
	for range 4 * len(x.team) {
		last, end := -1, 0
		for _, r := range x.routes {
			if n := len(r); n > 0 && r[n-1].end > end {
				last, end = r[n-1].cell, r[n-1].end
			}
		}
		if last < 0 || x.fixed[last] || !x.shorten(last, end) {
			return
		}
	}
}

// shorten moves a cell so that it ends before a minute.
func (x *schedule) shorten(c, end int) bool {
	t, start := x.team[c], x.start[c]
	x.remove(c)
	if nt, at, ok := x.earliest(c, 0, end-x.s.cells[c].dur-1); ok {
		x.place(c, nt, at)
		return true
	}
	x.place(c, t, start)
	return false
}

// maxFigure is where figures stop to grow: beyond it JSON numbers are not exact.
const maxFigure = 1<<53 - 1

func satMul(a, b int) int {
	if a != 0 && b > maxFigure/a {
		return maxFigure
	}
	return a * b
}

func satAdd(a, b int) int { return min(a+b, maxFigure) }
