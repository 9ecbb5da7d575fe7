package planner

import (
	mathbits "math/bits"
	"slices"
)

// maxRowCells bounds the cells of which the sets are gone through.
const maxRowCells = 18

// noEnd is an end that no round has.
const noEnd = int32(1) << 30

// rows are what single teams could do if nobody else needed kit or landing: by
// dynamic programming over sets of cells (Held and Karp 1962). A team that can
// search a set can search each part of it as soon, as long as a farther place is
// never a shorter walk; so only sets are met whose parts are rounds in time.
type rows struct {
	cells  int
	alone  [][]int32 // of each team and set, the earliest end; noEnd where there is none in time
	rounds [][]round // of each team, the sets that it can search in time, most minutes first
	work   []int32   // of each set, its minutes
	last   *reach    // for the target that was asked last
}

type round struct {
	set  int
	work int32
}

func newRows(p *question) *rows {
	n := len(p.free)
	if n > maxRowCells {
		return nil
	}
	r := &rows{cells: n, alone: make([][]int32, len(p.teams)), rounds: make([][]round, len(p.teams)), work: make([]int32, 1<<n)}
	for set := 1; set < 1<<n; set++ {
		low := mathbits.TrailingZeros(uint(set))
		r.work[set] = r.work[set&(set-1)] + int32(p.s.cells[p.free[low]].dur)
	}
	for t := range p.teams {
		if p.alike[t] {
			r.alone[t], r.rounds[t] = r.alone[t-1], r.rounds[t-1]
			continue
		}
		r.alone[t] = make([]int32, 1<<n)
		for i := range r.alone[t] {
			r.alone[t][i] = noEnd
		}
		r.alone[t][0] = 0
		for _, set := range p.row(t, r.alone[t]) {
			r.rounds[t] = append(r.rounds[t], round{set, r.work[set]})
		}
		slices.SortStableFunc(r.rounds[t], func(a, b round) int { return int(b.work - a.work) })
	}
	return r
}

// row finds the earliest end of each set of free cells for one team, the small
// sets first, and gives the sets that have one.
func (p *question) row(t int, best []int32) []int {
	n := len(p.free)
	place := make([]int32, 1<<n) // of each set, where its ends are
	ends := make([]int32, n)     // by last cell; those of the empty set are of no use
	sets := []int{0}
	for i := 0; i < len(sets); i++ {
		for c := mathbits.Len(uint(sets[i])); c < n; c++ {
			set := sets[i] | 1<<c
			at := len(ends)
			for last := range n {
				e := noEnd
				if set>>last&1 == 1 && p.hours[t][last] != nil {
					e = p.endOf(t, ends, place, set&^(1<<last), last)
				}
				ends = append(ends, e)
				best[set] = min(best[set], e)
			}
			if best[set] == noEnd {
				ends = ends[:at]
				continue
			}
			place[set] = int32(at)
			sets = append(sets, set)
		}
	}
	return sets
}

// endOf is the earliest end of a cell after all of a set.
func (p *question) endOf(t int, ends, place []int32, before, last int) int32 {
	ready := noEnd
	if before == 0 {
		ready = 0
	} else if place[before] == 0 {
		return noEnd
	}
	for rest := before; rest > 0; rest &= rest - 1 {
		k := mathbits.TrailingZeros(uint(rest))
		if e := ends[int(place[before])+k]; e < noEnd {
			ready = min(ready, e+int32(p.s.way(p.free[k], p.free[last])))
		}
	}
	if ready == noEnd {
		return noEnd
	}
	start, ok := p.hours[t][last].next(int(ready))
	if !ok {
		return noEnd
	}
	return int32(start + p.s.cells[p.free[last]].dur)
}

// reach says, for one target, which sets the teams from k on could share out, or
// the teams before k.
type reach struct {
	r      *rows
	target int32
	after  [][]bool
	until  [][]bool
	whole  bool // the teams together could search all
}

// shared answers for a target.
func (r *rows) shared(target int32) *reach {
	if r.last != nil && r.last.target == target {
		return r.last
	}
	m, full := len(r.alone), 1<<r.cells-1
	x := &reach{r: r, target: target, after: make([][]bool, m+1), until: make([][]bool, m+1)}
	x.after[m], x.until[0] = make([]bool, full+1), make([]bool, full+1)
	x.after[m][0], x.until[0][0] = true, true
	room := int32(0) // minutes that the others can work at most
	for k := m - 1; k > 0; k-- {
		x.after[k], room = x.with(k, x.after[k+1], room)
	}
	x.whole = m == 0 && full == 0
	if m > 0 {
		_, x.whole = x.part(0, full, x.after[1], r.work[full]-room)
	}
	if x.whole {
		room = 0
		for k := 1; k < m; k++ {
			x.until[k], room = x.with(k-1, x.until[k-1], room)
		}
	}
	r.last = x
	return x
}

// with lets one team join others. A set of which a part is too much is too much;
// mostly the team's share of a part does, with or without one cell more.
func (x *reach) with(t int, others []bool, room int32) ([]bool, int32) {
	out, choice := make([]bool, len(others)), make([]int32, len(others))
	out[0] = true
	most := int32(0)
	for _, r := range x.r.rounds[t] {
		if x.r.alone[t][r.set] <= x.target {
			most = max(most, r.work)
			break
		}
	}
	for set := 1; set < len(out); set++ {
		if x.r.work[set] > most+room || !parts(out, set) {
			continue
		}
		share, ok := x.near(t, set, others, choice)
		if !ok {
			share, ok = x.part(t, set, others, x.r.work[set]-room)
		}
		if ok {
			out[set], choice[set] = true, int32(share)
		}
	}
	return out, most + room
}

// parts says whether a set stays in time whichever cell is taken out.
func parts(in []bool, set int) bool {
	for rest := set; rest > 0; rest &= rest - 1 {
		if !in[set&^(rest&-rest)] {
			return false
		}
	}
	return true
}

// near tries what was the team's share of a set with one cell less.
func (x *reach) near(t, set int, others []bool, choice []int32) (int, bool) {
	for rest := set; rest > 0; rest &= rest - 1 {
		c := rest & -rest
		share := int(choice[set&^c])
		if others[set&^share] {
			return share, true
		}
		if more := share | c; x.r.alone[t][more] <= x.target && others[set&^more] {
			return more, true
		}
	}
	return 0, false
}

// part looks for any share of a team, of so many minutes at least, as the others
// have no room for more.
func (x *reach) part(t, set int, others []bool, least int32) (int, bool) {
	for _, r := range x.r.rounds[t] {
		if r.work < least {
			break
		}
		if r.set&^set == 0 && others[set&^r.set] && x.r.alone[t][r.set] <= x.target {
			return r.set, true
		}
	}
	return 0, false
}

// least is the first minute from lo to hi at which the rows allow all to be
// over; hi + 1 where they do not. It says lo where there are too many cells.
func (p *question) least(lo, hi int) int {
	lo = max(lo, p.standing())
	if p.rows == nil {
		return lo
	}
	var kept *reach
	try := func(at int) bool {
		x := p.rows.shared(int32(at))
		if x.whole {
			kept = x
		}
		return x.whole
	}
	top := hi + 1
	for step := 1; lo+step <= top; step *= 2 { // it is near lo mostly, and late targets cost more
		if try(lo + step - 1) {
			top = lo + step - 1
			break
		}
		lo += step
	}
	for lo < top {
		if mid := (lo + top) / 2; try(mid) {
			top = mid
		} else {
			lo = mid + 1
		}
	}
	if kept != nil {
		p.rows.last = kept
	}
	return lo
}
