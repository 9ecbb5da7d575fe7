package planner

import (
	"cmp"
	"slices"
	"sort"
	"strings"
)

// reconcile makes what was reported possible by the rules: reality did it. A
// search of a team ends before the walk to its next, windows and shifts reach as
// far as searches did, and pins hold them.
func (e *effective) reconcile() {
	for _, i := range sortedKeys(e.touched) {
		list := e.mem.begun.room(len(e.known[i]))
		for c := range e.known[i] {
			if e.known[i][c].begun.Team != "" {
				list = append(list, &e.known[i][c])
			}
		}
		slices.SortFunc(list, func(a, b *known) int {
			if by := cmp.Compare(a.begun.Team, b.begun.Team); by != 0 || a.begun.Start != b.begun.Start {
				return cmp.Or(by, a.begun.Start-b.begun.Start)
			}
			return cmp.Compare(a.begun.Cell, b.begun.Cell)
		})
		for k := range list {
			var next *known
			if k+1 < len(list) && list[k+1].begun.Team == list[k].begun.Team {
				next = list[k+1]
			}
			e.settle(i, list[k], next)
		}
		e.releaseKit(i, list)
		e.raiseLimit(i, list)
		e.admit(i)
	}
	e.in.Forbid = keep(e.in.Forbid, func(f Forbid) bool { return e.of(f.Cell).begun.Team != f.Team })
	e.repin()
}

// settle ends a search before its team's next, and lets the hours reach over it.
func (e *effective) settle(i int, k, next *known) {
	s, a := e.site(i), &k.begun
	c := &s.Cells[e.cells[a.Cell].index]
	if next != nil {
		limit := next.begun.Start - wayBetween(s.Walk, c, e.peek(next.begun.Cell)) - a.Start
		if limit <= 0 {
			e.r.add(blame(k, next), "contradiction", "team %s cannot have begun %s at %d and %s at %d",
				a.Team, a.Cell, a.Start, next.begun.Cell, next.begun.Start)
			return
		}
		if c.Duration > limit {
			c.setDuration(limit)
		}
	}
	a.End = a.Start + c.Duration
	c.Window = c.Window.covering(a.Start, a.End)
	s.Window = s.Window.covering(a.Start, a.End)
	t := &s.Teams[e.teams[a.Team].index]
	t.Shift = t.Shift.covering(a.Start, a.End)
}

// blame points at the later of the events that tell of two searches.
func blame(a, b *known) string {
	if last := max(a.said, b.said); last >= 0 {
		return at("/events/%d", last)
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
// has begun all the same: needs that it does not meet, and homes, for which a
// waiver says that the search had begun.
func (e *effective) admit(i int) {
	s := e.site(i)
	var el *eligibility
	for c := range s.Cells {
		if e.known[i][c].said < 0 {
			continue
		}
		if el == nil {
			el = newEligibility(&site{id: s.ID}, e.in.Policy.ConflictOfInterest, decisions{waivers: decisionsOf(&Instance{Waivers: e.in.Waivers}).waivers})
		}
		x, t := &s.Cells[c], &s.Teams[e.teams[e.known[i][c].begun.Team].index]
		if !hasSkills(t, x.Needs.Skills) {
			x.Needs.Skills = keep(x.Needs.Skills, func(skill string) bool { return hasSkills(t, []string{skill}) })
		}
		if !hasSex(t, x.Needs.OfficersOfSex) {
			x.Needs.OfficersOfSex = nil
		}
		if el.conflicted(t, &cell{id: x.ID, src: x}) {
			e.waive(t, x.ID)
		}
	}
}

// waive lifts the homes of a team for a cell.
func (e *effective) waive(t *Team, cell string) {
	for _, o := range t.Officers {
		if o.Home != nil && !slices.ContainsFunc(e.in.Waivers, func(w Waiver) bool { return w.Cell == cell && w.Officer == o.ID }) {
			e.in.Waivers = append(e.in.Waivers[:len(e.in.Waivers):len(e.in.Waivers)], Waiver{o.ID, cell, "begun"})
		}
	}
}

// repin pins what has begun, and at the sites that events concern lets go of
// pins that time has overtaken.
func (e *effective) repin() {
	begun := e.begunBefore()
	var decided []Pin
	happened := e.mem.pins.room(e.begunReached() + len(begun))
	for _, p := range e.in.Pins {
		at := e.cells[p.Cell]
		switch k := &e.known[at.site][at.index]; {
		case k.begun.Team != "":
			happened = append(happened, k.begun.pin()) // in its old place, as they were sorted
			k.pinned = true
		case begun[p.Cell]:
			happened = append(happened, p)
		case p.Start >= e.now || !e.touched[at.site]:
			decided = append(decided, p)
		}
	}
	for i := range e.reached {
		for _, k := range e.known[i] {
			if k.begun.Team != "" && !k.pinned {
				happened = append(happened, k.begun.pin())
			}
		}
	}
	slices.SortFunc(happened, func(a, b Pin) int { return strings.Compare(a.Cell, b.Cell) })
	e.in.Pins, e.in.Begun = slices.Clip(happened), e.mem.strings.take(len(happened))
	if len(decided) > 0 {
		e.in.Pins = append(decided, happened...)
	}
	for i, p := range happened {
		e.in.Begun[i] = p.Cell
	}
}

func (a Assignment) pin() Pin { return Pin{a.Cell, a.Team, a.Start} }

// most adds an interval to a profile and says how many hold at once within it.
func (p *profile) most(from, to int) int {
	p.add(from, to, 1)
	n := 0
	for i := sort.SearchInts(p.at, from); i < len(p.at) && p.at[i] < to; i++ {
		n = max(n, p.level[i])
	}
	return n
}

// overdrawn says whether begun searches together held more of a kind than there
// is now, which is seldom.
func (e *effective) overdrawn(i int, begun []*known) bool {
	s := &e.in.Sites[i]
	list := e.mem.spells.room(len(begun))
	for _, k := range begun {
		for _, n := range s.Cells[e.cells[k.begun.Cell].index].Needs.Equipment {
			kind := slices.IndexFunc(s.Equipment, func(x Equipment) bool { return x.Kind == n.Kind })
			switch from := k.begun.Start + n.From; {
			case n.For == 0:
			case kind < 0:
				return true
			default:
				list = append(list, spell{kind, from, from + n.For})
			}
		}
	}
	for kind, n := range e.mem.deepest(list, len(s.Equipment)) {
		if kind < len(s.Equipment) && n > s.Equipment[kind].Count {
			return true
		}
	}
	return false
}

// releaseKit takes the need of a kind from begun searches that together held
// more of it than there is now.
func (e *effective) releaseKit(i int, begun []*known) {
	if !e.overdrawn(i, begun) {
		return
	}
	s := e.site(i)
	use := make([]profile, len(s.Equipment)+1) // the last of kinds that the site does not list
	for _, k := range begun {
		c := &s.Cells[e.cells[k.begun.Cell].index]
		left := c.Needs.Equipment
		for n := 0; n < len(left); n++ {
			kind := slices.IndexFunc(s.Equipment, func(x Equipment) bool { return x.Kind == left[n].Kind })
			count, p := 0, &use[len(s.Equipment)]
			if kind >= 0 {
				count, p = s.Equipment[kind].Count, &use[kind]
			}
			from := k.begun.Start + left[n].From
			if left[n].For == 0 || p.most(from, from+left[n].For) <= count {
				continue
			}
			p.add(from, from+left[n].For, -1)
			left = slices.Concat(left[:n], left[n+1:])
			n--
		}
		c.Needs.Equipment = left
	}
}

// raiseLimit lets a site have as many searches at once on a landing as there were.
func (e *effective) raiseLimit(i int, begun []*known) {
	s := e.site(i)
	limit := s.MaxTeamsPerLanding
	if limit == nil {
		limit = e.in.Policy.MaxTeamsPerLanding
	}
	if limit == nil || len(begun) <= *limit {
		return
	}
	if n := e.atOnce(i, begun); n > *limit {
		s.MaxTeamsPerLanding = &n
	}
}

// atOnce is the greatest number of searches at once on a landing of a site.
func (e *effective) atOnce(i int, begun []*known) int {
	s := e.site(i)
	var of []*Cell // one cell of each landing
	list, last := e.mem.spells.room(len(begun)), -1
	for _, k := range begun {
		c := &s.Cells[e.cells[k.begun.Cell].index]
		if last < 0 || !c.sameLanding(of[last]) { // a team mostly stays where it is
			if last = slices.IndexFunc(of, c.sameLanding); last < 0 {
				last = len(of)
				of = append(of, c)
			}
		}
		list = append(list, spell{last, k.begun.Start, k.begun.End})
	}
	return slices.Max(e.mem.deepest(list, len(of)))
}

// spell is [from, to) in minutes, during which something of a kind or a place is in use.
type spell struct{ what, from, to int }

// deepest is for each of so many things the greatest number of spells at once.
func (m *scratch) deepest(list []spell, things int) []int {
	const minuteBits = 40
	starts, ends, n := m.ints.room(len(list)), m.ints.room(len(list)), m.ints.take(max(1, things))
	for _, x := range list {
		if x.from < x.to {
			starts, ends = append(starts, x.what<<minuteBits+x.from), append(ends, x.what<<minuteBits+x.to)
		}
	}
	slices.Sort(starts)
	slices.Sort(ends)
	over := 0
	for i, from := range starts { // what is over of other things comes before
		for ends[over] <= from {
			over++
		}
		what := from >> minuteBits
		n[what] = max(n[what], i+1-over)
	}
	return n
}

// silent says that nothing was reported of a site, and that it should have begun
// a cell by now: it is taken to work by its plan.
func (e *effective) silent(site int, k *known) bool {
	return k.plan >= 0 && e.was[k.plan].Start < e.now && !e.touched[site]
}

// kept says that a cell stays with its team and in its order: nobody there knows
// the newest plan, or nothing is known of them.
func (e *effective) kept(site int, k *known) bool {
	return k.begun.Team == "" && !k.dislodged && (e.unsent[e.old(k).Team] || e.silent(site, k))
}

// pass lets nothing begin in the past but what teams do by the old plan, and that
// no sooner than planned: where a site began late, nobody can still be called on.
// Before H a cell that its team was not told of anew begins no sooner than planned,
// or a site that begins late would have to call on it.
func (e *effective) pass() {
	for _, i := range sortedKeys(e.reached) {
		cells := e.site(i).Cells
		for c := range cells {
			switch k := &e.known[i][c]; {
			case k.begun.Team != "":
			case !e.kept(i, k):
				cells[c].notBefore(e.now, e.mem)
			case e.now <= 0:
				cells[c].notBefore(e.old(k).Start, e.mem)
			default:
				cells[c].notBefore(min(e.old(k).Start, e.now), e.mem)
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
