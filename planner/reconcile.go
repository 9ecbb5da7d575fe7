package planner

import (
	"slices"
	"sort"
)

// reconcile makes what was reported possible by the rules: reality did it. A
// search of a team ends before the walk to its next, windows and shifts reach as
// far as searches did, and pins hold them.
func (e *effective) reconcile() {
	byTeam := map[string][]Assignment{}
	for _, f := range e.frozen {
		if e.touched[e.cells[f.Cell].site] {
			byTeam[f.Team] = append(byTeam[f.Team], f)
		}
	}
	for _, id := range sortedNames(byTeam) {
		list := byTeam[id]
		sort.Slice(list, func(i, j int) bool {
			return list[i].Start < list[j].Start || list[i].Start == list[j].Start && list[i].Cell < list[j].Cell
		})
		for i := range list {
			var next *Assignment
			if i+1 < len(list) {
				next = &list[i+1]
			}
			e.settle(list[i], next)
		}
	}
	e.admit()
	e.repin()
	for _, i := range sortedKeys(e.touched) {
		e.releaseKit(i)
		e.raiseLimit(i)
	}
}

// settle ends a search before its team's next, and lets the hours reach over it.
func (e *effective) settle(a Assignment, next *Assignment) {
	c := e.peek(a.Cell)
	if next != nil {
		limit := next.Start - wayBetween(e.in.Sites[e.cells[a.Cell].site].Walk, c, e.peek(next.Cell)) - a.Start
		if limit <= 0 {
			e.r.add(e.blame(a.Cell, next.Cell), "contradiction", "team %s cannot have begun %s at %d and %s at %d",
				a.Team, a.Cell, a.Start, next.Cell, next.Start)
			return
		}
		if c.Duration > limit {
			e.cell(a.Cell).setDuration(limit)
		}
	}
	end := a.Start + e.peek(a.Cell).Duration
	e.frozen[a.Cell] = Assignment{a.Cell, a.Team, a.Start, end}
	c = e.cell(a.Cell)
	c.Window = c.Window.covering(a.Start, end)
	s := e.site(e.cells[a.Cell].site)
	s.Window = s.Window.covering(a.Start, end)
	t := e.team(a.Team)
	t.Shift = t.Shift.covering(a.Start, end)
}

// blame points at the later of the events that tell of two searches.
func (e *effective) blame(a, b string) string {
	i, told := e.said[a]
	j, too := e.said[b]
	switch {
	case told && (!too || i > j):
		return at("/events/%d", i)
	case too:
		return at("/events/%d", j)
	}
	return "/events"
}

func wayBetween(w Walk, a, b *Cell) int {
	switch {
	case a.Building != b.Building:
		return w.OtherBuilding
	case a.Wing != b.Wing:
		return w.SameBuilding
	case a.Landing != b.Landing:
		return w.SameWing
	}
	return w.SameLanding
}

// admit takes out of the way what should have kept a team from a cell that it
// has begun all the same: forbids, needs that it does not meet, and homes, for
// which a waiver says that the search had begun.
func (e *effective) admit() {
	e.in.Forbid = keep(e.in.Forbid, func(f Forbid) bool {
		b, begun := e.frozen[f.Cell]
		return !begun || b.Team != f.Team
	})
	for _, id := range sortedNames(e.said) {
		t, c := e.team(e.frozen[id].Team), e.peek(id)
		if !hasSkills(t, c.Needs.Skills) {
			e.cell(id).Needs.Skills = keep(c.Needs.Skills, func(skill string) bool { return hasSkills(t, []string{skill}) })
		}
		if !hasSex(t, c.Needs.OfficersOfSex) {
			e.cell(id).Needs.OfficersOfSex = nil
		}
		at := e.cells[id]
		site := &site{id: e.in.Sites[at.site].ID}
		el := newEligibility(site, e.in.Policy.ConflictOfInterest, decisions{waivers: e.waived(id)})
		if el.conflicted(t, &cell{id: id, src: c}) {
			e.waive(t, id)
		}
	}
}

func (e *effective) waived(cell string) map[string]map[string]bool {
	out := map[string]bool{}
	for _, w := range e.in.Waivers {
		if w.Cell == cell {
			out[w.Officer] = true
		}
	}
	return map[string]map[string]bool{cell: out}
}

// waive lifts the homes of a team for a cell.
func (e *effective) waive(t *Team, cell string) {
	for _, o := range t.Officers {
		if o.Home != nil && !e.waived(cell)[cell][o.ID] {
			e.in.Waivers = append(e.in.Waivers[:len(e.in.Waivers):len(e.in.Waivers)], Waiver{o.ID, cell, "begun"})
		}
	}
}

// repin pins what has begun, and at the sites that events concern lets go of
// pins that time has overtaken.
func (e *effective) repin() {
	begun := make(map[string]bool, len(e.in.Begun))
	for _, id := range e.in.Begun {
		begun[id] = true
	}
	pins := keep(e.in.Pins, func(p Pin) bool {
		_, frozen := e.frozen[p.Cell]
		return !frozen && (begun[p.Cell] || p.Start >= e.now || !e.touched[e.cells[p.Cell].site])
	})
	list := keep(e.in.Begun, func(id string) bool {
		_, frozen := e.frozen[id]
		return !frozen
	})
	for id, f := range e.frozen {
		pins, list = append(pins, Pin{id, f.Team, f.Start}), append(list, id)
	}
	slices.Sort(list)
	for _, id := range list {
		begun[id] = true
	}
	sort.SliceStable(pins, func(i, j int) bool { // decisions keep their order, what has begun comes after them by id
		a, b := begun[pins[i].Cell], begun[pins[j].Cell]
		return b && (!a || pins[i].Cell < pins[j].Cell)
	})
	e.in.Pins, e.in.Begun = pins, list
}

// begunAt are a site's searches that have begun, in the order of its cells.
func (e *effective) begunAt(i int) []Assignment {
	var out []Assignment
	for _, c := range e.in.Sites[i].Cells {
		if f, begun := e.frozen[c.ID]; begun {
			out = append(out, f)
		}
	}
	return out
}

// most adds an interval to a profile and says how many hold at once within it.
func (p *profile) most(from, to int) int {
	p.add(from, to, 1)
	n := 0
	for i, at := range p.at {
		if at >= from && at < to {
			n = max(n, p.level[i])
		}
	}
	return n
}

// releaseKit takes the need of a kind from begun searches that together held
// more of it than there is now.
func (e *effective) releaseKit(i int) {
	count, use := map[string]int{}, map[string]*profile{}
	for _, k := range e.in.Sites[i].Equipment {
		count[k.Kind] = k.Count
	}
	for _, f := range e.begunAt(i) {
		needs := e.peek(f.Cell).Needs.Equipment
		left := keep(needs, func(n EquipmentNeed) bool {
			if use[n.Kind] == nil {
				use[n.Kind] = &profile{}
			}
			from := f.Start + n.From
			if n.For == 0 || use[n.Kind].most(from, from+n.For) <= count[n.Kind] {
				return true
			}
			use[n.Kind].add(from, from+n.For, -1)
			return false
		})
		if len(left) < len(needs) {
			e.cell(f.Cell).Needs.Equipment = left
		}
	}
}

// raiseLimit lets a site have as many searches at once on a landing as there were.
func (e *effective) raiseLimit(i int) {
	s := &e.in.Sites[i]
	limit := s.MaxTeamsPerLanding
	if limit == nil {
		limit = e.in.Policy.MaxTeamsPerLanding
	}
	if limit == nil {
		return
	}
	most, use := *limit, map[[3]string]*profile{}
	for _, f := range e.begunAt(i) {
		c := e.peek(f.Cell)
		k := [3]string{c.Building, c.Wing, c.Landing}
		if use[k] == nil {
			use[k] = &profile{}
		}
		most = max(most, use[k].most(f.Start, f.End))
	}
	if most > *limit {
		e.site(i).MaxTeamsPerLanding = &most
	}
}

// silent says that nothing was reported of a site, and that it should have begun
// a cell by now: it is taken to work by its plan.
func (e *effective) silent(id string) bool {
	a, planned := e.old[id]
	return planned && a.Start < e.now && !e.touched[e.cells[id].site]
}

// free says that a cell may be moved: it has not begun, as far as is known, and
// its team knows the newest plan.
func (e *effective) free(id string) bool {
	_, begun := e.frozen[id]
	return !begun && !e.unsent[e.old[id].Team] && !e.silent(id)
}

// pass lets nothing begin in the past but what teams do by the old plan.
func (e *effective) pass() {
	for _, i := range sortedKeys(e.reached) {
		cells := e.site(i).Cells
		for j := range cells {
			if e.free(cells[j].ID) {
				cells[j].notBefore(e.now)
			}
		}
	}
}

func sortedNames[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
