package check

import (
	"cmp"
	"slices"
)

// teamRules holds what concerns one search, and one team's searches in a row.
func (c *checker) teamRules(l *siteLine) {
	byTeam := map[*team][]*assignment{}
	for _, a := range l.assigned {
		byTeam[a.team] = append(byTeam[a.team], a)
		c.hoursRule(a)
		c.ableRule(a)
		c.conflictRule(a)
	}
	for _, a := range l.foreign {
		c.hoursRule(a)
	}
	for _, list := range [][]*assignment{l.assigned, l.foreign} {
		for _, a := range list {
			c.pinRule(a)
			if a.end != a.during().to {
				c.breach(RuleEnd, "cell %s ends at %d, but starts at %d and takes %d minutes", a.cell.id, a.end, a.start, a.cell.duration)
			}
		}
	}
	for _, t := range l.site.teams {
		c.sequenceRule(t, byTeam[t])
	}
}

// sequenceRule is H2. Only neighbours in time are asked about: whoever does not
// overlap the next does not overlap the one after, since a search takes a minute
// at least.
func (c *checker) sequenceRule(t *team, list []*assignment) {
	slices.SortStableFunc(list, byStart)
	for i := 1; i < len(list); i++ {
		a, b := list[i-1], list[i]
		gap, walk := b.start-a.during().to, walk(a.cell, b.cell)
		if gap < 0 {
			c.breach(RuleSequence, "team %s is in cell %s until %d and in cell %s from %d", t.id, a.cell.id, a.during().to, b.cell.id, b.start)
		} else if gap < walk {
			c.breach(RuleSequence, "team %s has %d minutes from cell %s to cell %s, the walk takes %d", t.id, gap, a.cell.id, b.cell.id, walk)
		}
	}
}

// hoursRule is H4. The shift of a team of another site is not asked: that team
// should not be here at all, which H1 says.
func (c *checker) hoursRule(a *assignment) {
	d := a.during()
	outside := func(w span, of string) {
		if !w.holds(d) {
			c.breach(RuleWindow, "cell %s is searched during [%d, %d), outside %s: [%d, %d)", a.cell.id, d.from, d.to, of, w.from, w.to)
		}
	}
	if d.from < 0 {
		c.breach(RuleWindow, "cell %s starts at %d, before H", a.cell.id, d.from)
	}
	outside(a.cell.window, "the window of cell "+a.cell.id)
	outside(a.cell.site.window, "the window of site "+a.cell.site.id)
	if a.team.site == a.cell.site {
		outside(a.team.hours(a.cell), "the shift of team "+a.team.id)
	}
}

// ableRule is H7.
func (c *checker) ableRule(a *assignment) {
	if skill := a.team.lacks(a.cell); skill != "" {
		c.breach(RuleAble, "cell %s needs the skill %s, which nobody in team %s has", a.cell.id, skill, a.team.id)
	}
	if n := a.team.ofSex(a.cell.sex); n < a.cell.sexCount {
		c.breach(RuleAble, "cell %s needs %d officers of sex %s, team %s has %d", a.cell.id, a.cell.sexCount, a.cell.sex, a.team.id, n)
	}
}

// conflictRule is H8.
func (c *checker) conflictRule(a *assignment) {
	if o := c.barred(a.team, a.cell); o != nil {
		c.breach(RuleConflict, "officer %s of team %s is at home where cell %s lies (policy %s)", o.id, a.team.id, a.cell.id, c.in.policy)
	}
}

// pinRule is H10.
func (c *checker) pinRule(a *assignment) {
	if a.cell.forbidden[a.team] {
		c.breach(RulePin, "team %s is forbidden cell %s", a.team.id, a.cell.id)
	}
	p := a.cell.pin
	if p == nil {
		return
	}
	if p.team != a.team {
		c.breach(RulePin, "cell %s is pinned to team %s, not %s", a.cell.id, p.team.id, a.team.id)
	}
	if p.start != a.start {
		c.breach(RulePin, "cell %s is pinned to minute %d, not %d", a.cell.id, p.start, a.start)
	}
}

// equipmentRule is H3: one breach for each kind, at the first minute of it.
func (c *checker) equipmentRule(l *siteLine) {
	uses := map[string][]span{}
	var kinds []string
	for _, list := range [][]*assignment{l.assigned, l.foreign} {
		for _, a := range list {
			for _, k := range a.cell.needs {
				if uses[k.kind] == nil {
					kinds = append(kinds, k.kind)
				}
				uses[k.kind] = append(uses[k.kind], k.at(a.start))
			}
		}
	}
	slices.Sort(kinds)
	for _, kind := range kinds {
		if minute, n := overload(uses[kind], l.site.equipment[kind]); n > 0 {
			c.breach(RuleEquipment, "site %s uses %d of %q at minute %d and has %d", l.site.id, n, kind, minute, l.site.equipment[kind])
		}
	}
}

// at is when the need is held by a search that starts at that minute.
func (k need) at(start int) span { return span{start + k.from, start + k.from + k.dur} }

// landingRule is H9: one breach for each landing, at the first minute of it.
func (c *checker) landingRule(l *siteLine) {
	if l.site.perLanding < 0 {
		return
	}
	searches := map[place][]span{}
	var places []place
	for _, list := range [][]*assignment{l.assigned, l.foreign} {
		for _, a := range list {
			p := a.cell.place()
			if searches[p] == nil {
				places = append(places, p)
			}
			searches[p] = append(searches[p], a.during())
		}
	}
	for _, p := range places {
		if minute, n := overload(searches[p], l.site.perLanding); n > 0 {
			c.breach(RuleLanding, "site %s has %d searches at minute %d on landing %s of building %s, wing %s; at most %d may be",
				l.site.id, n, minute, p.landing, p.building, p.wing, l.site.perLanding)
		}
	}
}

// overload finds the first minute at which more than most of the half-open
// intervals hold, and how many do then; 0 when there is none.
func overload(intervals []span, most int) (minute, n int) {
	type edge struct{ minute, by int }
	var edges []edge
	for _, s := range intervals {
		if s.from < s.to {
			edges = append(edges, edge{s.from, 1}, edge{s.to, -1})
		}
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Or(cmp.Compare(a.minute, b.minute), cmp.Compare(a.by, b.by)) })
	for i, e := range edges {
		n += e.by
		last := i+1 == len(edges) || edges[i+1].minute != e.minute
		if last && n > most {
			return e.minute, n
		}
	}
	return 0, 0
}
