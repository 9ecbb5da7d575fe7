package planner

import (
	"slices"
	"sort"
)

// rules holds one touched site against H1 to H5 and H7 to H10.
func (t *trying) rules(x *tried) {
	teams := map[string][]Assignment{}
	for _, a := range x.by {
		i := slices.IndexFunc(x.s.teams, func(m team) bool { return m.id == a.Team })
		if i < 0 {
			other, _ := t.in.siteOfTeam(a.Team)
			t.violate("H1", "site", map[string]any{"cell": a.Cell, "team": a.Team, "site": x.s.id, "other": t.in.Sites[other].ID},
				[]string{a.Cell}, []string{a.Team})
			continue
		}
		teams[a.Team] = append(teams[a.Team], a)
		t.able(x, a, &x.s.teams[i])
		t.hours(x, a, &x.s.teams[i])
	}
	for i := range x.s.teams {
		t.sequence(x, teams[x.s.teams[i].id])
	}
	t.kit(x)
	t.landings(x)
}

func (x *tried) cell(id string, cellOf map[string]ref) *cell { return &x.s.cells[cellOf[id].cell] }

// able holds H7, H8 and H10.
func (t *trying) able(x *tried, a Assignment, m *team) {
	c := x.cell(a.Cell, t.cellOf)
	cells, teams := []string{a.Cell}, []string{a.Team}
	for _, skill := range c.src.Needs.Skills {
		if !hasSkills(m.src, []string{skill}) {
			t.violate("H7", "skill", map[string]any{"cell": a.Cell, "team": a.Team, "skill": skill}, cells, teams)
		}
	}
	if n := c.src.Needs.OfficersOfSex; !hasSex(m.src, n) {
		t.violate("H7", "sex", map[string]any{"cell": a.Cell, "team": a.Team, "sex": n.Sex, "count": n.Count, "have": ofSex(m.src, n.Sex)}, cells, teams)
	}
	for _, o := range x.e.athome(m.src, c) {
		t.violate("H8", "home", map[string]any{"cell": a.Cell, "team": a.Team, "officer": o.ID, "building": o.Home.Building, "wing": o.Home.Wing}, cells, teams)
	}
	if t.d.forbid[a.Cell][a.Team] {
		t.violate("H10", "forbid", map[string]any{"cell": a.Cell, "team": a.Team}, cells, teams)
	}
	if pin, ok := t.d.pins[a.Cell]; ok && (pin.Team != a.Team || pin.Start != a.Start) {
		t.violate("H10", "pin", map[string]any{"cell": a.Cell, "team": pin.Team, "start": pin.Start}, cells, []string{a.Team})
	}
}

// hours holds H4.
func (t *trying) hours(x *tried, a Assignment, m *team) {
	c := x.cell(a.Cell, t.cellOf)
	est, lst := windowOf(t.in.Sites[x.s.index].Window, c.src)
	end := a.Start + c.dur
	if a.Start < est || a.Start > lst {
		params := map[string]any{"cell": a.Cell, "start": a.Start, "from": est}
		code := "windowFrom"
		if lst < Forever {
			code, params["to"], params["end"] = "window", lst+c.dur, end
		}
		t.violate("H4", code, params, []string{a.Cell}, []string{a.Team})
	}
	if a.Start < m.from || end > m.to {
		params := map[string]any{"cell": a.Cell, "team": a.Team, "start": a.Start, "from": m.src.Shift.From}
		code := "shiftFrom"
		if m.to < Forever {
			code, params["to"], params["end"] = "shift", m.to, end
		}
		t.violate("H4", code, params, []string{a.Cell}, []string{a.Team})
	}
}

// sequence holds H2 for one team.
func (t *trying) sequence(x *tried, round []Assignment) {
	sort.SliceStable(round, func(i, j int) bool { return round[i].Start < round[j].Start })
	for i := 1; i < len(round); i++ {
		a, b := round[i-1], round[i]
		ca, cb := t.cellOf[a.Cell].cell, t.cellOf[b.Cell].cell
		end, way := a.Start+x.s.cells[ca].dur, x.s.way(ca, cb)
		if b.Start >= end+way {
			continue
		}
		params := map[string]any{"team": a.Team, "first": a.Cell, "from": a.Start, "to": end, "second": b.Cell, "start": b.Start}
		if b.Start >= end {
			params["walk"] = way
		}
		t.violate("H2", "sequence", params, []string{a.Cell, b.Cell}, []string{a.Team})
	}
}

// held is a stretch of use of something by a cell.
type held struct {
	cell            string
	from, to, units int
}

// most is the minute at which most is in use, how much, and by whom.
func most(list []held) (minute, used int, cells []string) {
	for _, h := range list {
		sum := 0
		for _, o := range list {
			if o.from <= h.from && h.from < o.to {
				sum += o.units
			}
		}
		if sum > used {
			minute, used = h.from, sum
		}
	}
	for _, o := range list {
		if o.from <= minute && minute < o.to {
			cells = append(cells, o.cell)
		}
	}
	return minute, used, cells
}

// kit holds H3, for each kind at the minute that is worst.
func (t *trying) kit(x *tried) {
	uses := map[string][]held{}
	for _, a := range x.by {
		for _, n := range x.cell(a.Cell, t.cellOf).src.Needs.Equipment {
			if n.For > 0 {
				uses[n.Kind] = append(uses[n.Kind], held{a.Cell, a.Start + n.From, a.Start + n.From + n.For, 1})
			}
		}
	}
	for _, kind := range sortedNames(uses) {
		count := 0
		for _, k := range x.s.kinds {
			if k.Kind == kind {
				count = k.Count
			}
		}
		if minute, used, cells := most(uses[kind]); used > count {
			t.violate("H3", "kit", map[string]any{"site": x.s.id, "kind": kind, "minute": minute, "used": used, "count": count, "cells": cells}, cells, nil)
		}
	}
}

// landings holds H9.
func (t *trying) landings(x *tried) {
	if x.s.limit >= Forever {
		return
	}
	on := map[int][]held{}
	for _, a := range x.by {
		c := x.cell(a.Cell, t.cellOf)
		on[c.landing] = append(on[c.landing], held{a.Cell, a.Start, a.Start + c.dur, 1})
	}
	for _, l := range sortedKeys(on) {
		if minute, used, cells := most(on[l]); used > x.s.limit {
			t.violate("H9", "landing", map[string]any{"minute": minute, "maxTeamsPerLanding": x.s.limit, "cells": cells}, cells, nil)
		}
	}
}

// accountedFor says whether the plan's infeasible section names a site or group.
func (t *trying) accountedFor(member, id string, cells func(string) bool, teams func(string) bool) bool {
	for i := range t.p.Infeasible {
		c := &t.p.Infeasible[i]
		if c.Params[member] == id || slices.ContainsFunc(c.Cells, cells) || slices.ContainsFunc(c.Teams, teams) {
			return true
		}
	}
	return false
}

// groups holds H6 for the groups of changed cells, and sums up all slips anew.
func (t *trying) groups() {
	var starts map[string]int
	for i := range t.in.Groups {
		g := &t.in.Groups[i]
		if !slices.ContainsFunc(g.Cells, func(id string) bool { return t.changed[id].Cell != "" }) {
			continue
		}
		if starts == nil {
			starts = make(map[string]int, len(t.p.Assignments))
			for _, a := range t.p.Assignments {
				starts[a.Cell] = a.Start
			}
			for _, a := range t.old {
				t.was[a.Cell] = a
			}
		}
		now := slipOf(g, func(id string) (int, bool) { at, ok := starts[id]; return at, ok })
		t.p.Totals.GroupSlip += now - t.before(g)
		member := func(id string) bool { return slices.Contains(g.Cells, id) }
		if now == 0 || t.accountedFor("group", g.ID, member, func(string) bool { return false }) {
			continue
		}
		params := map[string]any{"group": g.ID, "slip": now, "tolerance": g.Tolerance}
		if g.FirstWave {
			params["firstWave"] = true
		}
		t.violate("H6", "group", params, slices.Clone(g.Cells), nil)
	}
}

// slipOf is the slip of a group by the starts of its members that are searched.
func slipOf(g *Group, starts func(string) (int, bool)) int {
	x := group{firstWave: g.FirstWave, tolerance: g.Tolerance, members: make([]ref, len(g.Cells))}
	for i := range g.Cells {
		x.members[i] = ref{cell: i}
	}
	return groupSlip(&x, func(r ref) (int, bool) { return starts(g.Cells[r.cell]) })
}
