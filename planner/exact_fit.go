package planner

import "github.com/cellsweep/cellsweep/planner/learn"

// fitting asks the rows: what a team has for certain must fit into its time, and
// what is left to the teams from k on must fit into theirs. Fewer cells always
// fit where more do, so that a reason is cut down to cells that are just too many.
type fitting struct {
	m     *model
	in    *reach
	facts []learn.Lit
}

// Propagate implements learn.Propagator.
func (f *fitting) Propagate(v *learn.Solver) bool {
	for t := range f.m.p.teams {
		if !f.alone(v, t) {
			return false
		}
	}
	for k := 1; k < len(f.m.p.teams); k++ {
		if !f.rest(v, k, f.in.after[k], true) || !f.rest(v, k, f.in.until[k], false) {
			return false
		}
	}
	return true
}

// alone looks at what one team has for certain, and at what it could have beside.
func (f *fitting) alone(v *learn.Solver, t int) bool {
	row, has := f.in.r.alone[t], 0
	for k := range f.m.by {
		if x := f.m.by[k][t]; x >= 0 && v.Min(x) == 1 {
			has |= 1 << k
		}
	}
	for k := range f.m.by {
		x := f.m.by[k][t]
		if x < 0 || v.Max(x) == 0 || row[has|1<<k] <= f.in.target {
			continue
		}
		f.facts = f.facts[:0]
		for o, set := 0, f.few(func(set int) bool { return row[set] > f.in.target }, has|1<<k, k)&^(1<<k); o < len(f.m.by); o++ {
			if set>>o&1 == 1 {
				f.facts = append(f.facts, f.m.by[o][t].AtLeast(1))
			}
		}
		if !v.Infer(x.AtMost(0), f.facts...) {
			return false
		}
	}
	return true
}

// few takes cells out of a set that is too much as long as it stays so, but not
// the one that keep names.
func (f *fitting) few(much func(set int) bool, set, keep int) int {
	for k := range f.m.by {
		if without := set &^ (1 << k); k != keep && without != set && much(without) {
			set = without
		}
	}
	return set
}

// rest looks at the cells that only teams from k on can have still, or only
// teams before k.
func (f *fitting) rest(v *learn.Solver, k int, row []bool, after bool) bool {
	within := func(c int) learn.Lit {
		if after {
			return f.m.team[c].AtLeast(k)
		}
		return f.m.team[c].AtMost(k - 1)
	}
	left := 0
	for c := range f.m.team {
		if v.Holds(within(c)) {
			left |= 1 << c
		}
	}
	for c := range f.m.team {
		if l := within(c); left>>c&1 == 0 && v.Fails(l) || row[left|1<<c] {
			continue
		}
		f.facts = f.facts[:0]
		for o, set := 0, f.few(func(set int) bool { return !row[set] }, left|1<<c, c)&^(1<<c); o < len(f.m.team); o++ {
			if set>>o&1 == 1 {
				f.facts = append(f.facts, within(o))
			}
		}
		if !v.Infer(within(c).Not(), f.facts...) {
			return false
		}
	}
	return true
}

// prefer tells the search where to begin: with the teams that the plan at hand
// or the rows suggest, cell by cell, the longest first.
func (m *model) prefer() {
	n := len(m.p.free)
	for k, c := range m.p.free {
		for t, x := range m.by[k] {
			if x < 0 {
				continue
			}
			value := 0
			if m.p.q.like != nil && m.p.q.like.team[c] == m.p.teams[t] {
				value = 1
			}
			m.solver.Prefer(x, value, 1000+(len(m.p.teams)-t)*n+m.p.s.cells[c].dur)
		}
	}
}
