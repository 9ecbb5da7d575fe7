package check

import "slices"

const (
	refutableCells = 18        // a site with more is not searched again
	minimalCells   = 12        // nor asked whether less could be left out
	searchSteps    = 3_000_000 // bound on the search for a refutation: some seconds
	minimalSteps   = 200_000   // and for a plan that leaves out or slips less
)

// refutedRule searches again, by a search of its own, for a plan of the site that
// ends before the bound's value. At most eighteen cells are tried: there are
// tables of all sets of them.
func (c *checker) refutedRule(l *siteLine, m *must) {
	if n := len(m.cells) + len(m.maybe); n > refutableCells {
		c.breach(RuleUnverifiable, "site %s: a refuted bound is searched again up to %d cells, this site has %d", l.site.id, refutableCells, n)
		return
	}
	switch c.refute(m, l.bound.value-1, searchSteps) {
	case refuted:
	case found:
		c.breach(RuleBound, "site %s: the refuted bound is %d, but a plan that leaves out and slips no more is over sooner", l.site.id, l.bound.value)
	case open:
		c.breach(RuleUnverifiable, "site %s: the refuted bound %d was neither shown nor refuted", l.site.id, l.bound.value)
	}
}

// verdict is what a search for a plan came to.
type verdict int

const (
	refuted verdict = iota // there is none
	found                  // there is one, as good in all that comes before the makespan
	open                   // the search ended too early, or found one that another site may rule out
)

// refute searches for a plan of the site that is over by minute limit, leaves out
// and slips no more than a minimal plan may. It first finds, for each team, which
// sets of cells it could search in time alone; then every way to share the cells
// out by such sets; then, for each, an order in which equipment, landings, groups
// and the start at H agree.
func (c *checker) refute(m *must, limit, steps int) verdict {
	s := &search{in: c.in, must: m, site: m.line.site, limit: limit, steps: steps}
	s.cells = append(slices.Clone(m.cells), m.maybe...)
	w := s.site.walk
	if w[0] > w[1] || w[1] > w[2] || w[2] > w[3] {
		return open // the order of a team's cells would matter beyond its neighbours
	}
	s.hours()
	for _, t := range s.site.teams {
		s.reach = append(s.reach, s.rounds(t))
	}
	s.teams = s.site.teams
	s.finish()
	for left := range 1 << len(s.cells) {
		if s.dispensable(left) && s.share(0, (1<<len(s.cells)-1)&^left) {
			break
		}
	}
	switch {
	case s.steps < 0:
		return open
	case s.done && !s.doubtful():
		return found
	case s.done || s.blurred:
		return open
	}
	return refuted
}

// search is the state of one refutation.
type search struct {
	in     *instance
	must   *must
	site   *site
	limit  int
	steps  int
	cells  []*cell
	teams  []*team
	starts []span   // of each cell: first and last start, shifts aside
	reach  [][]bool // team, set of cells: can search them in time
	rest   [][]bool // team k, set: the teams from k on can share it out
	masks  []int    // chosen set of each team

	done    bool // a plan was found
	blurred bool // something was found that slips too much only in sum
}

// hours narrows every cell's starts by windows, pin, limit and first wave. The
// last start is included here, unlike in other spans.
func (s *search) hours() {
	for _, x := range s.cells {
		h := x.hours().meet(span{0, s.limit})
		r := span{h.from, h.to - x.duration}
		if x.pin != nil {
			r = r.meet(span{x.pin.start, x.pin.start})
		}
		if x.group != nil && x.group.firstWave {
			r.to = min(r.to, s.must.slip)
		}
		s.starts = append(s.starts, r)
	}
}

// rounds finds the sets of cells that t can search in time with nobody else
// there: the earliest end of each set by its last cell, set by set. What is too
// much without one of its cells is too much with it.
func (s *search) rounds(t *team) []bool {
	n := len(s.cells)
	possible := make([]bool, 1<<n)
	possible[0] = true
	ends := make([]int32, n<<n) // of each set and last cell
	able := make([]bool, n)
	for i, x := range s.cells {
		able[i] = slices.Contains(s.must.able[x].teams, t)
	}
	for set := 1; set < 1<<n; set++ {
		for last := range n {
			end := &ends[set*n+last]
			*end = -1
			if set>>last&1 == 1 && able[last] && possible[set&(set-1)] {
				*end = s.endOf(t, ends, set, last)
				possible[set] = possible[set] || *end >= 0
			}
		}
	}
	return possible
}

// endOf is the earliest end of a round over set with that last cell, -1 if there is none.
func (s *search) endOf(t *team, ends []int32, set, last int) int32 {
	x, before := s.cells[last], set&^(1<<last)
	ready := latest
	if before == 0 {
		ready = 0
	}
	for k, y := range s.cells {
		if before>>k&1 == 1 && ends[before*len(s.cells)+k] >= 0 {
			ready = min(ready, int(ends[before*len(s.cells)+k])+walk(y, x))
		}
	}
	start := max(ready, s.starts[last].from, t.hours(x).from)
	if start > s.starts[last].to || start+x.duration > t.shift.to {
		return -1
	}
	return int32(start + x.duration)
}

// finish finds which sets the teams from k on can share out among them.
func (s *search) finish() {
	full := 1 << len(s.cells)
	s.rest = make([][]bool, len(s.teams)+1)
	s.rest[len(s.teams)] = make([]bool, full)
	s.rest[len(s.teams)][0] = true
	for k := len(s.teams) - 1; k >= 0; k-- {
		s.rest[k] = make([]bool, full)
		for set := range full {
			smaller := s.smaller(k, set)
			for sub := set; smaller; sub = (sub - 1) & set {
				if s.reach[k][sub] && s.rest[k+1][set&^sub] {
					s.rest[k][set] = true
					break
				}
				if sub == 0 {
					break
				}
			}
		}
	}
	s.masks = make([]int, len(s.teams))
}

// smaller says whether the teams from k on can share out every part of a set that
// lacks one cell: otherwise not the set either.
func (s *search) smaller(k, set int) bool {
	for i := range s.cells {
		if set>>i&1 == 1 && !s.rest[k][set&^(1<<i)] {
			return false
		}
	}
	return true
}

// dispensable says whether the cells of set may be left out together.
func (s *search) dispensable(set int) bool {
	sum := 0
	for i, x := range s.cells {
		if set>>i&1 == 0 {
			continue
		}
		if s.must.firm[x] {
			return false
		}
		sum += x.priority
	}
	return sum <= s.must.budget
}

// share gives team k every subset of what is left that it can search, and goes
// on with the next team. Of teams that are alike the earlier takes the greater set.
func (s *search) share(k, set int) bool {
	if s.steps--; s.steps < 0 {
		return true
	}
	if k == len(s.teams) {
		s.done = s.agree()
		return s.done
	}
	if !s.rest[k][set] {
		return false
	}
	alike := k > 0 && s.alike(k-1, k)
	for sub := set; ; sub = (sub - 1) & set {
		if s.reach[k][sub] && s.rest[k+1][set&^sub] && !(alike && sub > s.masks[k-1]) {
			s.masks[k] = sub
			if s.share(k+1, set&^sub) {
				return true
			}
		}
		if sub == 0 {
			return false
		}
	}
}

func (s *search) alike(a, b int) bool {
	return s.teams[a].shift == s.teams[b].shift && s.teams[a].late == s.teams[b].late && slices.Equal(s.reach[a], s.reach[b])
}

// doubtful says whether a plan found for this site alone may be no plan of the
// operation: a group reaches other sites and is not simply bound to minute 0.
func (s *search) doubtful() bool {
	if !s.must.joined {
		return false
	}
	for _, x := range s.cells {
		if x.group != nil && (!x.group.firstWave || s.must.slip > 0) {
			return true
		}
	}
	return s.must.slip > 0
}

// minimalRule searches for a plan of the site that leaves out less, or slips less
// and leaves out no more. It is asked of sites of at most twelve cells that no
// group joins to others, and only where something is left out or slips; a search
// that ends too early says nothing. A cell of priority 0 costs nothing when it is
// left out, but no rule would say why: those that this plan searches stay.
func (c *checker) minimalRule(m *must) {
	if m.joined || len(m.cells)+len(m.maybe) > minimalCells {
		return
	}
	const whenever = 1_000_000_000 // no matter how long or how late
	less := *m
	less.firm = map[*cell]bool{}
	for _, x := range m.maybe {
		less.firm[x] = x.priority == 0 && c.at[x] != nil
	}
	if m.budget > 0 {
		less.budget, less.slip = m.budget-1, whenever
		if c.refute(&less, whenever, minimalSteps) == found {
			c.breach(RuleMinimal, "site %s leaves out a priority of %d that could be searched, and less can be left out", m.line.site.id, m.budget)
			return
		}
	}
	if m.slip > 0 {
		less.budget, less.slip = m.budget, m.slip-1
		if c.refute(&less, whenever, minimalSteps) == found {
			c.breach(RuleMinimal, "site %s and its groups slip by %d minutes, and a plan that leaves out no more slips less", m.line.site.id, m.slip)
		}
	}
}
