package crew

import (
	"cmp"
	"slices"
)

// score is how good teams are without a plan, the smaller the better, in this
// order: rules broken (sizes, pairs apart); priority of cells that no team may
// search; cells of the first wave without a team of their own at H, and one more
// where nothing can be searched at H; teams
// without a lead that could have one; the estimated end; classes of cells from
// which homes keep teams; officers in reserve; the estimated ends of all cells
// together; imbalance of sizes and experience.
type score [9]int

func (a score) less(b score) bool { return slices.Compare(a[:], b[:]) < 0 }

func (c *crewing) score() score {
	var s score
	leads, led := 0, 0
	least, most, weak, strong := 1<<30, 0, 1<<30, 0
	for t := range c.teams {
		x := &c.teams[t]
		if !x.closed {
			s[0] += max(0, c.s.Sizes.Least-x.size) + max(0, x.size-c.s.Sizes.Most)
		}
		s[0] += x.apartness
		if x.leads > 0 {
			led++
		}
		s[5] += x.barred
		least, most = min(least, x.size), max(most, x.size)
		weak, strong = min(weak, x.rank), max(strong, x.rank)
	}
	for i := range c.people {
		if c.people[i].lead {
			leads++
		}
		if c.at[c.of[i]] == reserve {
			s[6]++
		}
	}
	s[3] = min(leads, len(c.teams)) - led
	s[1] = c.uncovered()
	s[2] = c.unmatched() + c.idleAtH()
	s[4], s[7] = c.estimate()
	s[8] = (most-least)*100 + strong - weak
	return s
}

// count is how many teams may search a class.
func (c *crewing) count(k int) int {
	n := 0
	for t := range c.teams {
		if c.teams[t].able[k] {
			n++
		}
	}
	return n
}

func (c *crewing) uncovered() int {
	sum := 0
	for k := range c.n.classes {
		if c.count(k) == 0 {
			sum += c.n.classes[k].priority
		}
	}
	return sum
}

// unmatched is how many cells of the first wave find no team of their own at H:
// all of them less a greatest matching (Kuhn).
func (c *crewing) unmatched() int {
	for t := range c.match {
		c.match[t] = -1
	}
	n := 0
	for _, x := range c.n.firstWave {
		if !c.augment(x, make([]bool, len(c.teams))) {
			n++
		}
	}
	return n
}

// idleAtH is 1 where cells can be searched and none of them at H (H5), else 0.
func (c *crewing) idleAtH() int {
	some := false
	for t := range c.teams {
		for k, able := range c.teams[t].able {
			if able && c.teams[t].from <= 0 && c.n.classes[k].from <= 0 {
				return 0
			}
			some = some || able
		}
	}
	if some {
		return 1
	}
	return 0
}

func (c *crewing) augment(x int, seen []bool) bool {
	k := c.n.cells[x].class
	if c.n.classes[k].from > 0 {
		return false
	}
	for t := range c.teams {
		if seen[t] || !c.teams[t].able[k] || c.teams[t].from > 0 {
			continue
		}
		seen[t] = true
		if c.match[t] < 0 || c.augment(c.match[t], seen) {
			c.match[t] = x
			return true
		}
	}
	return false
}

// overdue is what a cell that fits in no shift or window any more adds to the
// estimate, in its own minutes.
const overdue = 8

// estimate is when the last and all cells together would be over if each went to
// the team that has it over first: cells that few teams may search come first,
// long ones before short ones.
func (c *crewing) estimate() (last, sum int) {
	for t := range c.teams {
		c.loads[t] = c.teams[t].from
	}
	c.order = c.order[:0]
	for i := range c.n.cells {
		c.order = append(c.order, i)
	}
	counts := make([]int, len(c.n.classes))
	for k := range counts {
		counts[k] = c.count(k)
	}
	slices.SortStableFunc(c.order, func(i, j int) int { return cmp.Compare(counts[c.n.cells[i].class], counts[c.n.cells[j].class]) })
	late := 0
	for _, i := range c.order {
		x := c.n.cells[i]
		y := &c.n.classes[x.class]
		best, end := -1, 0
		for t := range c.teams {
			e := max(c.loads[t], y.from) + x.minutes
			if c.teams[t].able[x.class] && e <= min(c.teams[t].to, y.to) && (best < 0 || e < end) {
				best, end = t, e
			}
		}
		if best < 0 {
			if counts[x.class] > 0 {
				late += x.minutes * overdue
			}
			continue
		}
		c.loads[best] = end + c.n.walk
		last, sum = max(last, end), sum+end
	}
	return last + late, sum + late
}
