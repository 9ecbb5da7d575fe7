package check

import (
	"cmp"
	"slices"
)

// unsearchedRules asks of every unsearched cell whether the rule that it is
// explained with holds. It judges omissions one by one: that a cell could be
// added to the plan as it stands is shown, that a whole other plan would have
// had room for more is not looked for.
func (c *checker) unsearchedRules() {
	tries := maxInsertions
	for _, o := range c.plan.unsearched {
		p := c.prospectOf(o.cell)
		if message := c.groundless(o, p); message != "" {
			c.breach(RuleUnsearched, "cell %s: %s", o.cell.id, message)
			continue
		}
		if p.obstacle == "" && o.cell.priority > 0 && c.at[o.cell] == nil {
			if t, start, ok := c.insertion(o.cell, p, &tries); ok {
				c.breach(RuleUnsearched, "cell %s is left out for %s, but team %s could search it from minute %d with nothing else moved",
					o.cell.id, o.rule, t.id, start)
			}
		}
	}
}

// groundless returns why the reason given does not hold, or "".
func (c *checker) groundless(o omission, p prospect) string {
	x, holds := o.cell, false
	switch o.rule {
	case "noSkill":
		holds = p.holds["noTeam"] && anyTeam(x, func(t *team) bool { return t.lacks(x) != "" })
	case "noSex":
		holds = p.holds["noTeam"] && anyTeam(x, func(t *team) bool { return t.ofSex(x.sex) < x.sexCount })
	case "conflictOfInterest":
		holds = p.holds["noTeam"] && anyTeam(x, func(t *team) bool { return c.barred(t, x) != nil })
	case "noTeam", "window", "shift", "equipment":
		holds = p.holds[o.rule]
	case "firstWave":
		holds = p.obstacle == "" && x.group != nil && x.group.firstWave
	case "capacity":
		holds = p.obstacle == "" || p.holds["capacity"]
	default:
		return "the rule " + clip(o.rule) + " is not one of those that leave a cell unsearched"
	}
	switch {
	case holds:
		return ""
	case p.obstacle != "":
		return "is left out for " + o.rule + ", which does not hold; what holds is " + p.obstacle
	}
	return "is left out for " + o.rule + ", which does not hold"
}

// anyTeam says whether what keeps teams from x keeps one of them. Where teams
// fail for different reasons, each of these reasons is a true one.
func anyTeam(x *cell, fails func(*team) bool) bool { return slices.ContainsFunc(x.site.teams, fails) }

// maxInsertions bounds the minutes that are tried for all unsearched cells
// together. A plan that leaves out thousands of cells of an overfull site would
// otherwise cost the square of its size.
const maxInsertions = 200_000

// insertion looks for a team and a minute at which x could be added to the plan
// as it is. Not finding one proves nothing.
func (c *checker) insertion(x *cell, p prospect, tries *int) (*team, int, bool) {
	l := c.lines[x.site.index]
	for _, t := range p.teams {
		hours := x.hours().meet(t.hours(x))
		for _, start := range c.openings(l, x, t, hours) {
			if *tries--; *tries < 0 {
				return nil, 0, false
			}
			if c.fits(l, x, t, start, hours) {
				return t, start, true
			}
		}
	}
	return nil, 0, false
}

// openings are the minutes at which x might start with t: the first there is,
// after each search of the team, and whenever equipment or the landing is free again.
func (c *checker) openings(l *siteLine, x *cell, t *team, hours span) []int {
	earliest, _ := first(x, hours)
	starts := []int{earliest}
	if x.pin != nil {
		return starts
	}
	for _, a := range l.assigned {
		end := a.during().to
		if a.team == t {
			starts = append(starts, end+walk(a.cell, x))
		} else if a.cell.place() == x.place() {
			starts = append(starts, end)
		}
		for _, k := range x.needs {
			for _, other := range a.cell.needs {
				if other.kind == k.kind {
					starts = append(starts, other.at(a.start).to-k.from)
				}
			}
		}
	}
	slices.Sort(starts)
	starts = slices.Compact(starts)
	return slices.DeleteFunc(starts, func(s int) bool { return s < hours.from || s+x.duration > hours.to })
}

// fits says whether t can search x from start beside everything that the plan has.
func (c *checker) fits(l *siteLine, x *cell, t *team, start int, hours span) bool {
	probe := &assignment{cell: x, team: t, start: start}
	if !hours.holds(probe.during()) {
		return false
	}
	beside := &checker{in: c.in}
	with := &siteLine{site: l.site, foreign: l.foreign, assigned: append(slices.Clone(l.assigned), probe)}
	own := slices.DeleteFunc(slices.Clone(with.assigned), func(a *assignment) bool { return a.team != t })
	beside.sequenceRule(t, own)
	if len(beside.found) == 0 {
		beside.equipmentRule(with)
		beside.landingRule(with)
	}
	return len(beside.found) == 0
}

func byStart(a, b *assignment) int { return cmp.Compare(a.start, b.start) }
