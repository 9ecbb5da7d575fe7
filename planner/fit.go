package planner

// verdict is what a search says of a question.
type fitVerdict int

const (
	fitUnknown fitVerdict = iota // the budget ended first
	fitYes
	fitNo
)

// fitCells bounds how many cells are looked at together, fitNodes the nodes of
// one search: some 50 ms at worst.
const fitCells, fitNodes = 16, 3000

// fitter decides whether a few cells, on one site or several, can all be
// searched just as the instance asks. It is a branch and bound over difference
// constraints: starts are bounded by [est, lst], every decision adds an edge
// s(to) ≥ s(from) + w, and the least starts of a node are a plan as soon as
// they break no resource. Where they do, one of the overlapping pairs has to be
// put in order, which is the branching of De Reyck and Herroelen (1998, EJOR
// 111) for minimal forbidden sets. It is exact also where linked cells may start
// no further apart than a tolerance.
type fitter struct {
	cells []*cell
	sites []*site
	pairs []pair // that may not overlap, whichever teams come
	nodes int
}

// pair says: either j ≥ i + ij or i ≥ j + ji.
type pair struct{ i, j, ij, ji int }

type edge struct{ from, to, by int }

// node of the search.
type fitState struct {
	est, lst []int
	dom      []bits // teams of the cell's own site
	edges    []edge
}

// fit answers for all cells of an instance together.
func fit(in *Instance, budget int) fitVerdict {
	f := &fitter{nodes: budget}
	p := compile(in)
	st := &fitState{}
	horizon := 0
	for _, s := range p.sites {
		for i := range s.cells {
			c := &s.cells[i]
			if c.fault != nil {
				return fitNo
			}
			f.cells, f.sites = append(f.cells, c), append(f.sites, s)
			st.est, st.lst, st.dom = append(st.est, max(c.est, c.release)), append(st.lst, c.lst), append(st.dom, c.elig.clone())
			for t := range s.teams {
				if c.elig.has(t) {
					horizon = max(horizon, s.teams[t].ready(c), c.est, c.release)
				}
			}
		}
	}
	for i := range f.cells {
		s := f.sites[i]
		horizon += f.cells[i].dur + max(s.walk[0], s.walk[1], s.walk[2], s.walk[3])
	}
	for i := range st.lst {
		// Least starts are sums of at most one edge a cell, so none lies beyond.
		st.lst[i] = min(st.lst[i], horizon)
	}
	if len(f.cells) > fitCells {
		return fitUnknown
	}
	f.link(p, st)
	f.pair()
	return f.search(st)
}

// link adds the groups: the first wave ends at minute 0, others are edges both ways.
func (f *fitter) link(p *problem, st *fitState) {
	for i, a := range f.cells {
		if a.group < 0 {
			continue
		}
		g := &p.groups[a.group]
		if g.firstWave {
			st.lst[i] = min(st.lst[i], 0)
			continue
		}
		for j, b := range f.cells {
			if j != i && b.group == a.group {
				st.edges = append(st.edges, edge{i, j, -g.tolerance})
			}
		}
	}
}

// pair finds what can never be at once: the last unit of a kind, a landing for one.
func (f *fitter) pair() {
	for i, a := range f.cells {
		for j := i + 1; j < len(f.cells); j++ {
			b := f.cells[j]
			if f.sites[i] != f.sites[j] {
				continue
			}
			if f.sites[i].limit == 1 && a.landing == b.landing {
				f.pairs = append(f.pairs, pair{i, j, a.dur, b.dur})
			}
			for _, u := range a.uses {
				for _, v := range b.uses {
					if u.kind == v.kind && u.units+v.units > f.sites[i].kinds[u.kind].Count {
						f.pairs = append(f.pairs, pair{i, j, u.to - v.from, v.to - u.from})
					}
				}
			}
		}
	}
}

func (st *fitState) clone() *fitState {
	c := &fitState{append([]int(nil), st.est...), append([]int(nil), st.lst...), make([]bits, len(st.dom)), st.edges[:len(st.edges):len(st.edges)]}
	for i := range st.dom {
		c.dom[i] = st.dom[i].clone()
	}
	return c
}

// search answers for a node and all below it.
func (f *fitter) search(st *fitState) fitVerdict {
	if f.nodes--; f.nodes < 0 {
		return fitUnknown
	}
	if !f.propagate(st) || f.crowded(st) || f.overfull(st) {
		return fitNo
	}
	if i := f.undecided(st); i >= 0 {
		return f.tryTeams(st, i)
	}
	children := f.conflict(st)
	if children == nil {
		return f.settled(st)
	}
	return f.any(st, children, func(c *fitState, e edge) { c.edges = append(c.edges, e) })
}

// any is yes where a child is, and no where all are.
func (f *fitter) any(st *fitState, children []edge, decide func(*fitState, edge)) fitVerdict {
	all := fitNo
	for _, e := range children {
		c := st.clone()
		decide(c, e)
		switch f.search(c) {
		case fitYes:
			return fitYes
		case fitUnknown:
			all = fitUnknown
		}
		if f.nodes < 0 {
			return fitUnknown
		}
	}
	return all
}

// undecided is the cell with the fewest teams to choose from, -1 where none has a choice.
func (f *fitter) undecided(st *fitState) int {
	best, least := -1, 1<<30
	for i := range st.dom {
		if n := st.dom[i].count(); n > 1 && (n < least || n == least && st.lst[i]-st.est[i] < st.lst[best]-st.est[best]) {
			best, least = i, n
		}
	}
	return best
}

// tryTeams gives a cell each of its teams. Of teams that are alike for what is
// still open, one is enough.
func (f *fitter) tryTeams(st *fitState, i int) fitVerdict {
	var tried []int
	var children []edge
	for _, t := range st.dom[i].list(len(f.sites[i].teams)) {
		alike := false
		for _, o := range tried {
			alike = alike || f.alike(st, f.sites[i], t, o)
		}
		if !alike {
			tried = append(tried, t)
			children = append(children, edge{by: t})
		}
	}
	return f.any(st, children, func(c *fitState, e edge) {
		c.dom[i] = newBits(len(f.sites[i].teams))
		c.dom[i].add(e.by)
	})
}

func (f *fitter) alike(st *fitState, s *site, a, b int) bool {
	if s.teams[a].from != s.teams[b].from || s.teams[a].late != s.teams[b].late || s.teams[a].to != s.teams[b].to {
		return false
	}
	for i := range st.dom {
		if f.sites[i] == s && st.dom[i].has(a) != st.dom[i].has(b) {
			return false
		}
	}
	return true
}

// conflict looks at the least starts and gives the ways out of the first
// overlap: nil where there is none.
func (f *fitter) conflict(st *fitState) []edge {
	for _, p := range f.pairs {
		if st.est[p.j] < st.est[p.i]+p.ij && st.est[p.i] < st.est[p.j]+p.ji {
			return []edge{{p.i, p.j, p.ij}, {p.j, p.i, p.ji}}
		}
	}
	for i := range f.cells {
		for j := i + 1; j < len(f.cells); j++ {
			p, ok := f.sameTeam(st, i, j)
			if ok && st.est[j] < st.est[i]+p.ij && st.est[i] < st.est[j]+p.ji {
				return []edge{{i, j, p.ij}, {j, i, p.ji}}
			}
		}
	}
	return f.overdraft(st)
}

// sameTeam is the pair that two cells make when one team has both.
func (f *fitter) sameTeam(st *fitState, i, j int) (pair, bool) {
	if f.sites[i] != f.sites[j] || st.dom[i].count() != 1 || !st.dom[i].within(st.dom[j]) || !st.dom[j].within(st.dom[i]) {
		return pair{}, false
	}
	return f.apart(i, j), true
}

// apart is what one team needs between two cells, whatever it does between them.
func (f *fitter) apart(i, j int) pair {
	s := f.sites[i]
	way := s.farther[s.distance(f.cells[i], f.cells[j])]
	return pair{i, j, f.cells[i].dur + way, f.cells[j].dur + way}
}

// settled looks at the walks as they are. Where a nearer place is the longer
// walk, going through a third cell may be shorter, and nothing is concluded from
// an order that breaks a walk.
func (f *fitter) settled(st *fitState) fitVerdict {
	for i, a := range f.cells {
		for j, b := range f.cells {
			p, same := f.sameTeam(st, i, j)
			if i == j || !same || st.est[i] > st.est[j] || st.est[j] >= st.est[i]+a.dur+f.sites[i].walk[f.sites[i].distance(a, b)] {
				continue
			}
			between := false
			for k := range f.cells {
				_, third := f.sameTeam(st, i, k)
				between = between || third && k != i && k != j && st.est[k] > st.est[i] && st.est[k] < st.est[j]
			}
			if !between && p.i == i {
				f.nodes = -1
				return fitUnknown
			}
		}
	}
	return fitYes
}

// holding is a use of a kind, or of a landing, by a cell.
type holding struct{ cell, from, to, units int }

// overdraft finds a minute at which a kind or a landing is overdrawn by the
// least starts, and orders two of those that hold it then, in every way.
func (f *fitter) overdraft(st *fitState) []edge {
	for _, r := range f.resources() {
		for _, h := range r.holdings {
			minute := st.est[h.cell] + h.from
			var at []holding
			sum := 0
			for _, o := range r.holdings {
				if st.est[o.cell]+o.from <= minute && minute < st.est[o.cell]+o.to && sum <= r.limit {
					at, sum = append(at, o), sum+o.units
				}
			}
			if sum <= r.limit {
				continue
			}
			children := []edge{}
			for _, a := range at {
				for _, b := range at {
					if a.cell != b.cell {
						children = append(children, edge{a.cell, b.cell, a.to - b.from})
					}
				}
			}
			return children
		}
	}
	return nil
}

// store is a kind of kit, or a landing, with all that hold it.
type store struct {
	limit    int
	holdings []holding
}

func (f *fitter) resources() []store {
	type key struct {
		s    *site
		kind int
	}
	index := map[key]int{}
	var out []store
	put := func(k key, limit int, h holding) {
		i, ok := index[k]
		if !ok {
			i = len(out)
			index[k] = i
			out = append(out, store{limit: limit})
		}
		out[i].holdings = append(out[i].holdings, h)
	}
	for i, c := range f.cells {
		s := f.sites[i]
		for _, u := range c.uses {
			put(key{s, u.kind}, s.kinds[u.kind].Count, holding{i, u.from, u.to, u.units})
		}
		if s.limit < Forever {
			put(key{s, -1 - c.landing}, s.limit, holding{i, 0, c.dur, 1})
		}
	}
	return out
}
