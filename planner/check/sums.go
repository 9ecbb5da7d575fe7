package check

import (
	"math"
	"math/bits"
)

// slipRules holds H5 and H6. Both may give way, but not in silence: the plan
// must say by how much, and account for it under infeasible.
func (c *checker) slipRules() {
	for _, l := range c.lines {
		c.siteStartRule(l)
	}
	sum := 0
	for _, g := range c.in.groups {
		slip := c.groupSlip(g)
		sum += slip
		if slip > 0 && !c.plan.explained["group "+g.id] {
			c.breach(RuleGroup, "group %s slips by %d minutes and nothing under infeasible accounts for it", g.id, slip)
		}
	}
	if sum != c.plan.totals.groupSlip {
		c.breach(RuleGroup, "the groups slip by %d minutes in all, the plan says %d", sum, c.plan.totals.groupSlip)
	}
}

func (c *checker) siteStartRule(l *siteLine) {
	slip := max(0, l.earliest)
	explained := c.plan.explained["site "+l.site.id]
	switch {
	case l.slip != slip:
		c.breach(RuleSiteStart, "site %s has its first search at minute %d, the plan says it slips by %d", l.site.id, l.earliest, l.slip)
	case slip > 0 && !explained:
		c.breach(RuleSiteStart, "site %s slips by %d minutes and nothing under infeasible accounts for it", l.site.id, slip)
	case len(l.site.cells) > 0 && l.searches() == 0 && !explained:
		c.breach(RuleSiteStart, "site %s has no search at all and nothing under infeasible accounts for it", l.site.id)
	}
	if slip > 0 && l.slip == slip {
		c.needlessSlip(l)
	}
}

// needlessSlip looks for one search that could start at minute 0 with nothing
// else moved. Where there is one, something else was possible and H5 need not
// have given way. Groups are left alone: moving a member may cost what it gains.
func (c *checker) needlessSlip(l *siteLine) {
	for i, a := range l.assigned {
		if a.cell.group != nil || a.cell.pin != nil {
			continue
		}
		others := &siteLine{site: l.site, foreign: l.foreign}
		others.assigned = append(append(others.assigned, l.assigned[:i]...), l.assigned[i+1:]...)
		if c.fits(others, a.cell, a.team, 0, a.cell.hours().meet(a.team.hours(a.cell))) {
			c.breach(RuleSiteStart, "site %s slips by %d minutes, but team %s could search cell %s at minute 0 with nothing else moved",
				l.site.id, l.slip, a.team.id, a.cell.id)
			return
		}
	}
}

// groupSlip is, over the members that are searched, the greatest start of a
// first-wave group, and else the spread of the starts beyond the tolerance.
func (c *checker) groupSlip(g *group) int {
	low, high, searched := math.MaxInt, 0, false
	for _, x := range g.cells {
		if a := c.at[x]; a != nil {
			low, high, searched = min(low, a.start), max(high, a.start), true
		}
	}
	switch {
	case !searched:
		return 0
	case g.firstWave:
		return high
	}
	return max(0, high-low-g.tolerance)
}

// lineRules holds each site's makespan against the searches.
func (c *checker) lineRules() {
	for _, l := range c.lines {
		if l.makespan != l.latest {
			c.breach(RuleSite, "site %s is over at minute %d, the plan says %d", l.site.id, l.latest, l.makespan)
		}
	}
}

// totalRules sums up again what the plan sums up.
func (c *checker) totalRules() {
	t := &c.plan.totals
	makespan, sum, siteSlip, priority, exposure := 0, 0, 0, 0, 0
	for _, l := range c.lines {
		makespan, sum = max(makespan, l.latest), sum+l.latest
		siteSlip, priority = siteSlip+max(0, l.earliest), priority+l.omittedPriority
	}
	for _, a := range c.plan.assignments {
		exposure = plus(exposure, times(a.cell.weight, a.start))
	}
	c.equal("makespan", t.makespan, makespan)
	c.equal("sumMakespan", t.sumMakespan, sum)
	c.equal("exposure", t.exposure, exposure)
	c.equal("siteSlip", t.siteSlip, siteSlip)
	c.equal("unsearchedPriority", t.unsearchedPriority, priority)
	c.slackRule(t)
}

func (c *checker) equal(name string, said, is int) {
	if said != is {
		c.breach(RuleTotals, "%s is %d, the plan says %d", name, is, said)
	}
}

// slackRule: where the makespan may grow for the sake of exposure, the plan says
// what it was before, and has not grown further than the policy lets it.
func (c *checker) slackRule(t *totals) {
	if c.in.slack > 0 && (t.makespanBest < 0 || t.sumMakespanBest < 0) {
		c.breach(RuleTotals, "the policy gives %d %% of slack, but makespanBest or sumMakespanBest is missing", c.in.slack)
		return
	}
	if t.makespanBest < 0 {
		return
	}
	if t.makespanBest > t.makespan {
		c.breach(RuleTotals, "makespanBest is %d, more than the makespan %d", t.makespanBest, t.makespan)
	}
	if most := times(t.makespanBest, 100+c.in.slack) / 100; t.makespan > most {
		c.breach(RuleTotals, "the makespan %d exceeds %d, which is makespanBest %d with %d %% of slack", t.makespan, most, t.makespanBest, c.in.slack)
	}
}

// times and plus stop at the greatest integer instead of going round: a plan
// with starts beyond all sense must not come out right by accident.
func times(a, b int) int {
	if a <= 0 || b <= 0 {
		return a * b
	}
	high, low := bits.Mul64(uint64(a), uint64(b))
	if high > 0 || low > math.MaxInt {
		return math.MaxInt
	}
	return int(low)
}

func plus(a, b int) int {
	if a > 0 && b > math.MaxInt-a {
		return math.MaxInt
	}
	return a + b
}
