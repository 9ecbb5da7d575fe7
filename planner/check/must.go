package check

import (
	"cmp"
	"slices"
)

// A bound on makespan or exposure is to hold over all plans of minimal
// unsearched priority and minimal slip. What such plans have in common is not
// known, but some of it can be shown from the plan at hand, which is one
// candidate:
//
// Unsearched priority is a sum over the sites and no hard constraint joins two
// sites, so a minimal plan is minimal at each site and leaves out at most what
// this plan leaves out there. A cell with an obstacle of its own is left out by
// every plan. What remains is the site's budget, and a cell whose priority
// exceeds it is searched by every minimal plan. Where nothing but hopeless cells
// is left out the budget is 0, and only cells of priority 0 are not counted.
//
// Slip is joined across sites by groups only. A minimal plan is minimal in each
// set of sites that groups join, so it slips there at most as this plan does.

// must is what every minimal plan does at one site.
type must struct {
	line   *siteLine
	budget int     // priority that may be left out beside the hopeless cells
	slip   int     // minutes that the sites joined by groups to this one may slip
	joined bool    // whether groups join other sites to this one
	cells  []*cell // searched by every minimal plan
	maybe  []*cell // can be searched, and may be left out within the budget
	able   map[*cell]prospect
	firm   map[*cell]bool // not to be left out though their priority is 0; see minimalRule
}

// musts computes what every minimal plan does, site by site.
func (c *checker) musts() []*must {
	slips, joined := c.slipBySite()
	all := make([]*must, len(c.lines))
	for i, l := range c.lines {
		m := &must{line: l, budget: l.omittedPriority, slip: slips[i], joined: joined[i], able: map[*cell]prospect{}}
		for _, x := range l.site.cells {
			m.able[x] = c.prospectOf(x)
			if m.able[x].obstacle != "" {
				m.budget -= x.priority
			}
		}
		m.budget = max(0, m.budget)
		for _, x := range l.site.cells {
			switch {
			case m.able[x].obstacle != "":
			case x.priority > m.budget:
				m.cells = append(m.cells, x)
			default:
				m.maybe = append(m.maybe, x)
			}
		}
		all[i] = m
	}
	return all
}

// slipBySite gives for each site the slip of this plan over all sites that
// groups join to it, and whether there are others.
func (c *checker) slipBySite() ([]int, []bool) {
	root := make([]int, len(c.lines))
	for i := range root {
		root[i] = i
	}
	find := func(i int) int {
		for root[i] != i {
			root[i] = root[root[i]]
			i = root[i]
		}
		return i
	}
	for _, g := range c.in.groups {
		for _, x := range g.cells {
			root[find(x.site.index)] = find(g.cells[0].site.index)
		}
	}
	sum, members := map[int]int{}, map[int]int{}
	for i, l := range c.lines {
		sum[find(i)] += max(0, l.earliest)
		members[find(i)]++
	}
	for _, g := range c.in.groups {
		if len(g.cells) > 0 {
			sum[find(g.cells[0].site.index)] += c.groupSlip(g)
		}
	}
	slips, joined := make([]int, len(root)), make([]bool, len(root))
	for i := range root {
		slips[i], joined[i] = sum[find(i)], members[find(i)] > 1
	}
	return slips, joined
}

// minutes is what every minimal plan searches at the site at least, in minutes:
// the whole but the most that the budget of priority can leave out. That most is
// a knapsack; its linear relaxation, rounded down, never leaves out too little.
func (m *must) minutes() int {
	sum := 0
	for _, x := range m.cells {
		sum += x.duration
	}
	optional := slices.Clone(m.maybe)
	slices.SortFunc(optional, func(a, b *cell) int { return cmp.Compare(b.duration*a.priority, a.duration*b.priority) })
	left := m.budget
	for _, x := range optional {
		sum += x.duration
		if x.priority <= left {
			sum, left = sum-x.duration, left-x.priority
		} else if left > 0 {
			sum, left = sum-x.duration*left/x.priority, 0
		}
	}
	return sum
}

// useful counts the teams that can search any of the cells.
func (m *must) useful(cells []*cell) map[*team]bool {
	teams := map[*team]bool{}
	for _, x := range cells {
		for _, t := range m.able[x].teams {
			teams[t] = true
		}
	}
	return teams
}

// earliest is a minute before which no minimal plan starts x: its own, or that of
// a member of its group that is searched everywhere, less tolerance and slip.
func earliest(x *cell, musts []*must) int {
	own := musts[x.site.index].able[x].earliest
	if x.group == nil || x.group.firstWave {
		return own
	}
	for _, y := range x.group.cells {
		if m := musts[y.site.index]; slices.Contains(m.cells, y) {
			own = max(own, m.able[y].earliest-x.group.tolerance-m.slip)
		}
	}
	return own
}

// near is the walk between cells as a bound may count it. Between two cells of a
// list a team may pass through others; of such a way one leg at least is as long
// as the nearest common place is far, so what counts is the least walk from that
// level on.
func near(s *site) walks {
	w := s.walk
	for i := 2; i >= 0; i-- {
		w[i] = min(w[i], w[i+1])
	}
	return w
}

// forest is the least walking of a number of legs among the cells that close no
// circle: the lightest edges of a spanning tree, by Kruskal.
func forest(cells []*cell, legs int, w walks) int {
	root := make([]int, len(cells))
	for i := range root {
		root[i] = i
	}
	var find func(int) int
	find = func(i int) int {
		if root[i] != i {
			root[i] = find(root[i])
		}
		return root[i]
	}
	levels := []int{0, 1, 2, 3}
	slices.SortStableFunc(levels, func(a, b int) int { return cmp.Compare(w[a], w[b]) })
	sum := 0
	for _, k := range levels {
		for i, a := range cells {
			for j, b := range cells[:i] {
				if legs <= 0 {
					return sum
				}
				if level(a, b) == k && find(i) != find(j) {
					root[find(i)] = find(j)
					sum, legs = sum+w[k], legs-1
				}
			}
		}
	}
	return sum
}

// leastLeg is the shortest walk between any two of the cells.
func leastLeg(cells []*cell, w walks) int {
	least := -1
	for i, a := range cells {
		for _, b := range cells[:i] {
			if d := w[level(a, b)]; least < 0 || d < least {
				least = d
			}
		}
	}
	return max(0, least)
}

func roundUp(a, b int) int { return (a + b - 1) / b }
