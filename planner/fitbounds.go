package planner

// maxPasses ends a propagation that creeps: what it has found by then holds.
const maxPasses = 400

// propagate tightens starts and teams until nothing moves; false where a cell
// has no start or no team left.
func (f *fitter) propagate(st *fitState) bool {
	for range maxPasses {
		moved := false
		tighten := func(i, from, to int) {
			if from > st.est[i] {
				st.est[i], moved = from, true
			}
			if to < st.lst[i] {
				st.lst[i], moved = to, true
			}
		}
		for i := range f.cells {
			if !f.hours(st, i, tighten) {
				return false
			}
		}
		for _, e := range st.edges {
			tighten(e.to, st.est[e.from]+e.by, Forever)
			tighten(e.from, 0, st.lst[e.to]-e.by)
		}
		for _, p := range f.pairs {
			if !order(st, p, tighten) {
				return false
			}
		}
		if !f.orderTeams(st, tighten, &moved) {
			return false
		}
		for i := range st.est {
			if st.est[i] > st.lst[i] {
				return false
			}
		}
		if !moved {
			return true
		}
	}
	// Starts still creep: two edges that contradict each other by little. No
	// conclusion is drawn, and the budget ends the search.
	f.nodes = -1
	return true
}

// hours drops the teams on whose shift the cell does not fit, and narrows it to the rest.
func (f *fitter) hours(st *fitState, i int, tighten func(i, from, to int)) bool {
	s, c := f.sites[i], f.cells[i]
	from, to := Forever, -1
	for t := range s.teams {
		tm := &s.teams[t]
		if !st.dom[i].has(t) {
			continue
		}
		if max(tm.ready(c), st.est[i]) > min(st.lst[i], tm.to-c.dur) {
			st.dom[i].drop(t)
			continue
		}
		from, to = min(from, tm.ready(c)), max(to, tm.to-c.dur)
	}
	if to < 0 {
		return false
	}
	tighten(i, from, to)
	return true
}

// order applies a pair of which one order is impossible.
func order(st *fitState, p pair, tighten func(i, from, to int)) bool {
	ij, ji := st.est[p.i]+p.ij <= st.lst[p.j], st.est[p.j]+p.ji <= st.lst[p.i]
	switch {
	case !ij && !ji:
		return false
	case !ji:
		tighten(p.j, st.est[p.i]+p.ij, Forever)
		tighten(p.i, 0, st.lst[p.j]-p.ij)
	case !ij:
		tighten(p.i, st.est[p.j]+p.ji, Forever)
		tighten(p.j, 0, st.lst[p.i]-p.ji)
	}
	return true
}

// orderTeams orders the cells of a team, and takes from a cell a team whose
// decided cells leave it no room.
func (f *fitter) orderTeams(st *fitState, tighten func(i, from, to int), moved *bool) bool {
	for i := range f.cells {
		if st.dom[i].count() != 1 {
			continue
		}
		for j := range f.cells {
			if i == j || f.sites[i] != f.sites[j] || !st.dom[i].within(st.dom[j]) {
				continue
			}
			p := f.apart(i, j)
			if st.dom[j].count() == 1 {
				if !order(st, p, tighten) {
					return false
				}
				continue
			}
			if st.est[i]+p.ij > st.lst[j] && st.est[j]+p.ji > st.lst[i] {
				for k := range st.dom[j] {
					st.dom[j][k] &^= st.dom[i][k]
				}
				*moved = true
			}
		}
	}
	return true
}

// crowded says whether some minute needs more teams, kit or room on a landing
// than there are, by the cells that are under way then wherever they start.
func (f *fitter) crowded(st *fitState) bool {
	for i := range f.cells {
		minute := st.lst[i]
		var under []int
		for j, c := range f.cells {
			if f.sites[j] == f.sites[i] && st.lst[j] <= minute && minute < st.est[j]+c.dur {
				under = append(under, j)
			}
		}
		if len(under) > 1 && !f.matched(st, under) {
			return true
		}
	}
	for _, r := range f.resources() {
		for _, h := range r.holdings {
			minute, sum := st.lst[h.cell]+h.from, 0
			for _, o := range r.holdings {
				if st.lst[o.cell]+o.from <= minute && minute < st.est[o.cell]+o.to {
					sum += o.units
				}
			}
			if sum > r.limit {
				return true
			}
		}
	}
	return false
}

// matched says whether cells can have a team each (Kuhn).
func (f *fitter) matched(st *fitState, cells []int) bool {
	s := f.sites[cells[0]]
	match := make([]int, len(s.teams))
	for t := range match {
		match[t] = -1
	}
	var augment func(c int, seen []bool) bool
	augment = func(c int, seen []bool) bool {
		for t := range match {
			if seen[t] || !st.dom[c].has(t) {
				continue
			}
			seen[t] = true
			if match[t] < 0 || augment(match[t], seen) {
				match[t] = c
				return true
			}
		}
		return false
	}
	for _, c := range cells {
		if !augment(c, make([]bool, len(match))) {
			return false
		}
	}
	return true
}

// overfull says whether the cells that must lie in some interval need more
// minutes than the teams, the kit or the landing have in it.
func (f *fitter) overfull(st *fitState) bool {
	for a := range f.cells {
		for b := range f.cells {
			from, to := st.est[a], st.lst[b]+f.cells[b].dur
			if f.sites[a] != f.sites[b] || from >= to {
				continue
			}
			var in []int
			for i, c := range f.cells {
				if f.sites[i] == f.sites[a] && st.est[i] >= from && st.lst[i]+c.dur <= to {
					in = append(in, i)
				}
			}
			if len(in) > 1 && f.overworked(st, in, from, to) {
				return true
			}
		}
	}
	return f.overused(st)
}

// overworked looks at each set of teams that some of the cells are bound to,
// and at all together. Beyond one search a team, each costs the least walk.
func (f *fitter) overworked(st *fitState, in []int, from, to int) bool {
	s := f.sites[in[0]]
	all := newBits(len(s.teams))
	for _, i := range in {
		for k := range all {
			all[k] |= st.dom[i][k]
		}
	}
	least := min(s.walk[0], s.walk[1], s.walk[2], s.walk[3])
	test := func(set bits) bool {
		need, n := 0, 0
		for _, i := range in {
			if st.dom[i].within(set) {
				need, n = need+f.cells[i].dur, n+1
			}
		}
		have, teams := 0, 0
		for t := range s.teams {
			if set.has(t) {
				have, teams = have+max(0, min(to, s.teams[t].to)-max(from, s.teams[t].from)), teams+1
			}
		}
		return need+max(0, n-teams)*least > have
	}
	if test(all) {
		return true
	}
	for _, i := range in {
		if test(st.dom[i]) {
			return true
		}
	}
	return false
}

func (f *fitter) overused(st *fitState) bool {
	for _, r := range f.resources() {
		for _, a := range r.holdings {
			for _, b := range r.holdings {
				from, to, sum := st.est[a.cell]+a.from, st.lst[b.cell]+b.to, 0
				for _, h := range r.holdings {
					if st.est[h.cell]+h.from >= from && st.lst[h.cell]+h.to <= to {
						sum += (h.to - h.from) * h.units
					}
				}
				if from < to && sum > r.limit*(to-from) {
					return true
				}
			}
		}
	}
	return false
}
