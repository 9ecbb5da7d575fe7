package crew

import (
	"cmp"
	"maps"
	"slices"

	"github.com/cellsweep/cellsweep/planner"
)

// The codes of reasons. Those of members come first, then what a site lacks.
const (
	WhyLocked   = "locked"   // {}
	WhyLead     = "lead"     // {}
	WhySkill    = "skill"    // {skill, cells, only}
	WhySex      = "sex"      // {sex, count, cells}
	WhyHome     = "home"     // {building, wing, cells, with}
	WhyTogether = "together" // {with}
	WhyStrength = "strength" // {}

	LacksOfficers = "tooFew"        // {officers, least}
	LacksSkill    = "noSkill"       // {skill, cells, priority}
	LacksSex      = "noSex"         // {sex, count, have, cells, priority}
	LacksOutsider = "noOutsider"    // {building, wing, cells, priority}
	LacksTime     = "noTime"        // {cells, priority, from, to}
	LacksBoth     = "combination"   // {needs, cells, priority}
	LacksLead     = "noLead"        // {teams}
	LacksTeams    = "firstWave"     // {cells, teams}
	LacksKit      = "noKit"         // {kind, have, cells, priority}
	LacksPeace    = "contradiction" // {}
)

func reason(code string, params map[string]any) Reason {
	r := Reason{Code: code, Params: params}
	r.En, r.Fr = words(code, params)
	return r
}

// write is the site's teams with their reasons.
func (c *crewing) write() SiteTeams {
	out := SiteTeams{ID: c.s.ID, Teams: []Team{}, Reserve: []string{}}
	for t := range c.teams {
		if c.teams[t].size == 0 {
			continue
		}
		members := c.members(t)
		x := Team{ID: c.teams[t].id, Locked: c.teams[t].locked, Shift: newShift(shiftOf(members, c.people)), Officers: []Member{}}
		leader := c.leader(members)
		for _, i := range members {
			x.Officers = append(x.Officers, Member{c.people[i].src.ID, c.people[i].src.Locked, c.why(i, t, i == leader)})
		}
		out.Teams = append(out.Teams, x)
	}
	for i := range c.people {
		if c.at[c.of[i]] == reserve {
			out.Reserve = append(out.Reserve, c.people[i].src.ID)
		}
	}
	out.Lacking = c.lacking()
	return out
}

// leader is the lead of the highest rank, -1 where there is none.
func (c *crewing) leader(members []int) int {
	best := -1
	for _, i := range members {
		if p := &c.people[i]; p.lead && (best < 0 || p.src.Rank > c.people[best].src.Rank) {
			best = i
		}
	}
	return best
}

// why says what an officer is in a team for.
func (c *crewing) why(i, t int, leads bool) []Reason {
	p, x := &c.people[i], &c.teams[t]
	out := []Reason{}
	if p.src.Locked || x.locked {
		out = append(out, reason(WhyLocked, map[string]any{}))
	}
	if leads {
		out = append(out, reason(WhyLead, map[string]any{}))
	}
	for _, s := range p.skills {
		if n := c.cells(func(k *class) bool { return slices.Contains(k.skills, s) }, t); n > 0 && c.n.skills[s] != lead {
			out = append(out, reason(WhySkill, map[string]any{"skill": c.n.skills[s], "cells": n, "only": x.skills[s] == 1}))
		}
	}
	if p.sex >= 0 {
		if n := c.cells(func(k *class) bool { return k.sex == p.sex }, t); n > 0 {
			out = append(out, reason(WhySex, map[string]any{"sex": p.src.Sex, "count": x.sexes[p.sex], "cells": n}))
		}
	}
	if r, ok := c.whyHome(i, t); ok {
		out = append(out, r)
	}
	if u := &c.units[c.of[i]]; len(u.people) > 1 {
		with := []string{}
		for _, j := range u.people {
			if j != i {
				with = append(with, c.people[j].src.ID)
			}
		}
		out = append(out, reason(WhyTogether, map[string]any{"with": with}))
	}
	if len(out) == 0 {
		out = append(out, reason(WhyStrength, map[string]any{}))
	}
	return out
}

// whyHome: who works where cells are to be searched is put with others from there.
func (c *crewing) whyHome(i, t int) (Reason, bool) {
	p, n, with := &c.people[i], 0, []string{}
	for k, y := range p.barred {
		if y {
			n += c.n.classes[k].count
		}
	}
	if n == 0 {
		return Reason{}, false
	}
	for _, j := range c.members(t) {
		if h := c.people[j].src.Home; j != i && h != nil && *h == *p.src.Home {
			with = append(with, c.people[j].src.ID)
		}
	}
	return reason(WhyHome, map[string]any{"building": p.src.Home.Building, "wing": p.src.Home.Wing, "cells": n, "with": with}), true
}

// cells counts the cells of classes that a team may search.
func (c *crewing) cells(of func(*class) bool, t int) int {
	n := 0
	for k := range c.n.classes {
		if c.teams[t].able[k] && of(&c.n.classes[k]) {
			n += c.n.classes[k].count
		}
	}
	return n
}

// lacking says what the site has not enough of, the highest priority first.
func (c *crewing) lacking() []Reason {
	out := []Reason{}
	if n := len(c.people); n < c.s.Sizes.Least {
		out = append(out, reason(LacksOfficers, map[string]any{"officers": n, "least": c.s.Sizes.Least}))
	}
	if s := c.score(); s[0] > 0 {
		out = append(out, reason(LacksPeace, map[string]any{}))
	}
	type gap struct {
		code            string
		params          map[string]any
		cells, priority int
	}
	var gaps []gap
	for k := range c.n.classes {
		y := &c.n.classes[k]
		if c.count(k) > 0 || len(c.people) < c.s.Sizes.Least {
			continue
		}
		code, params := c.missing(k)
		at := slices.IndexFunc(gaps, func(g gap) bool { return g.code == code && same(g.params, params) })
		if at < 0 {
			at = len(gaps)
			gaps = append(gaps, gap{code: code, params: params})
		}
		gaps[at].cells += y.count
		gaps[at].priority += y.priority
	}
	slices.SortStableFunc(gaps, func(a, b gap) int { return cmp.Compare(b.priority, a.priority) })
	for _, g := range gaps {
		g.params["cells"], g.params["priority"], g.params["site"] = g.cells, g.priority, c.s.ID
		out = append(out, reason(g.code, g.params))
	}
	out = append(out, c.lackingKit()...)
	without := 0
	for t := range c.teams {
		if c.teams[t].size > 0 && c.teams[t].leads == 0 {
			without++
		}
	}
	if without > 0 {
		out = append(out, reason(LacksLead, map[string]any{"teams": without}))
	}
	if n := c.unmatched(); n > 0 {
		out = append(out, reason(LacksTeams, map[string]any{"cells": len(c.n.firstWave), "lacking": n}))
	}
	return out
}

// lackingKit are the kinds of kit of which a cell needs more at once than there is.
func (c *crewing) lackingKit() []Reason {
	have := map[string]int{}
	kit := c.n.site.Equipment
	if c.s.HasKit {
		kit = c.s.Equipment
	}
	for _, e := range kit {
		have[e.Kind] = e.Count
	}
	type gap struct{ cells, priority int }
	gaps := map[string]gap{}
	for i := range c.n.site.Cells {
		x := &c.n.site.Cells[i]
		for kind := range tooLittle(x.Needs.Equipment, have) {
			gaps[kind] = gap{gaps[kind].cells + 1, gaps[kind].priority + x.Priority}
		}
	}
	out := []Reason{}
	for _, kind := range slices.Sorted(maps.Keys(gaps)) {
		g := gaps[kind]
		out = append(out, reason(LacksKit, map[string]any{"kind": kind, "have": have[kind], "cells": g.cells, "priority": g.priority, "site": c.s.ID}))
	}
	return out
}

// tooLittle are the kinds that a cell needs more of at one moment than there is.
func tooLittle(needs []planner.EquipmentNeed, have map[string]int) map[string]bool {
	out := map[string]bool{}
	for _, a := range needs {
		at := 0
		for _, b := range needs {
			if b.Kind == a.Kind && b.From <= a.From && a.From < b.From+b.For {
				at++
			}
		}
		if at > have[a.Kind] {
			out[a.Kind] = true
		}
	}
	return out
}

func same(a, b map[string]any) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return true
}

// missing says why no team may search a class of cells: what nobody has, what too
// few have, whom homes or shifts leave, and else that no team has it all.
func (c *crewing) missing(k int) (string, map[string]any) {
	y := &c.n.classes[k]
	has := func(of func(*person) bool) int {
		n := 0
		for i := range c.people {
			if of(&c.people[i]) {
				n++
			}
		}
		return n
	}
	for _, stage := range []struct {
		code string
		who  func(*person) bool
	}{
		{"", func(*person) bool { return true }},
		{LacksOutsider, func(p *person) bool { return !p.barred[k] }},
		{LacksTime, func(p *person) bool { return !p.barred[k] && max(p.from, y.from)+y.longest <= min(p.to, y.to) }},
	} {
		code, params := stage.code, map[string]any{}
		for _, s := range y.skills {
			if has(func(p *person) bool { return stage.who(p) && slices.Contains(p.skills, s) }) == 0 {
				code, params = cmp.Or(code, LacksSkill), map[string]any{"skill": c.n.skills[s]}
			}
		}
		if y.sex >= 0 && len(params) == 0 {
			if n := has(func(p *person) bool { return stage.who(p) && p.sex == y.sex }); n < y.needs.OfficersOfSex.Count {
				code, params = cmp.Or(code, LacksSex), map[string]any{"sex": y.needs.OfficersOfSex.Sex, "count": y.needs.OfficersOfSex.Count, "have": n}
			}
		}
		if has(stage.who) < c.s.Sizes.Least && len(params) == 0 {
			params["officers"] = has(stage.who)
		}
		if len(params) == 0 {
			continue
		}
		switch code {
		case LacksOutsider:
			return code, map[string]any{"building": y.building, "wing": y.wing}
		case LacksTime:
			return code, map[string]any{"from": y.from, "minutes": y.longest}
		case "":
			return LacksBoth, map[string]any{}
		}
		return code, params
	}
	return LacksBoth, map[string]any{}
}
