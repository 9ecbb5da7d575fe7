package planner

import (
	"slices"
	"sort"
)

// leastNodes is the budget of the searches that look for a least extension, and
// maxExtension how far, in minutes, one goes.
const leastNodes, maxExtension = 800, 480

// mends are what could be done about a conflict: for each constraint that it
// names what would loosen it, and leaving cells out. Most were found to do by
// exact search on the conflict's cells already; works tells for the sites.
func (e *explainer) mends(c *conflict) []mend {
	var out []mend
	if !c.proven {
		return e.guesses(c)
	}
	for _, h := range c.holds {
		switch h.code {
		case holdPins:
			out = append(out, e.unpins(c)...)
		case holdForbids:
			out = append(out, e.allowances(c)...)
		case holdKit:
			out = append(out, e.moreKit(c, h)...)
		case holdGroup:
			out = append(out, e.looser(c, h)...)
		case holdWindows:
			out = append(out, e.longerHours(c)...)
		case holdShifts:
			out = append(out, e.longerShifts(c)...)
		case holdInterest:
			out = append(out, e.waivers(c)...)
		case holdTeams:
			out = append(out, e.teamsLent(c)...)
		case holdLanding:
			out = append(out, e.higherLimit(c)...)
		}
	}
	return append(out, e.drops(c.refs)...)
}

// guesses are the mends of what is not proven: only planning again tells.
func (e *explainer) guesses(c *conflict) []mend {
	var out []mend
	if by, ok := c.params["slip"].(int); ok {
		id := c.params["group"].(string)
		if c.code == "conflict.slip.wave" {
			out = append(out, e.outOfWave(id))
		} else {
			out = append(out, e.raised(id, by))
		}
	}
	out = append(out, e.teamsLent(c)...)
	if len(c.refs) > 0 {
		for _, by := range []int{30, 60, 120} {
			out = append(out, e.siteLater(c.refs[0].site, by))
		}
	}
	return append(out, e.drops(c.refs)...)
}

// fitsWith says whether the conflict's cells are not refuted any more after some edits.
func (e *explainer) fitsWith(c *conflict, edits []Edit) bool {
	in, err := e.part(c.refs, nil).Apply(edits)
	return err == nil && fit(in, leastNodes) != fitNo
}

// least is the least x up to a limit for which the edits mend the conflict.
func (e *explainer) least(c *conflict, limit int, edits func(x int) []Edit) (int, bool) {
	if len(c.refs) > fitCells {
		return 0, false
	}
	hi := 1
	for !e.fitsWith(c, edits(hi)) {
		if hi >= limit {
			return 0, false
		}
		hi = min(2*hi, limit)
	}
	lo := hi / 2
	if hi == 1 {
		return 1, true
	}
	for lo+1 < hi {
		if mid := (lo + hi) / 2; e.fitsWith(c, edits(mid)) {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi, true
}

func (e *explainer) unpins(c *conflict) []mend {
	var out []mend
	for _, r := range c.refs {
		id := e.p.cell(r).id
		if _, ok := e.d.pins[id]; !ok {
			continue
		}
		edits := []Edit{{Do: "unpin", Cell: id}}
		if e.fitsWith(c, edits) {
			out = append(out, mend{"unpin", "unpin" + id, map[string]any{"cell": id}, costUnpin, edits})
		}
	}
	return out
}

func (e *explainer) allowances(c *conflict) []mend {
	var out []mend
	for _, r := range c.refs {
		id := e.p.cell(r).id
		for _, t := range sortedNames(e.d.forbid[id]) {
			edits := []Edit{{Do: "allow", Cell: id, Team: t}}
			if e.fitsWith(c, edits) {
				out = append(out, mend{"allow", "allow", map[string]any{"cell": id, "team": t}, costUnpin, edits})
			}
		}
	}
	return out
}

func (e *explainer) moreKit(c *conflict, h held) []mend {
	edits := func(by int) []Edit { return []Edit{{Do: "kit", Site: h.site, Kind: h.key, By: by}} }
	by, ok := e.least(c, 2*fitCells, edits)
	if !ok {
		return nil
	}
	params := map[string]any{"site": h.site, "kind": h.key}
	kind := "kit" + h.site + h.key
	var out []mend
	if by == 1 {
		out, by = append(out, mend{"kit", kind, params, costKit, edits(1)}), 2
	}
	more := map[string]any{"site": h.site, "kind": h.key, "by": by}
	return append(out, mend{"kits", kind, more, costKit * by, edits(by)})
}

func (e *explainer) higherLimit(c *conflict) []mend {
	if e.p.in.Policy.MaxTeamsPerLanding == nil {
		return nil // a re-plan's own, for what has begun
	}
	limit := *e.p.in.Policy.MaxTeamsPerLanding
	edits := func(by int) []Edit { n := limit + by; return []Edit{{Do: "landing", Limit: &n}} }
	by, ok := e.least(c, fitCells, edits)
	if !ok {
		return nil
	}
	return []mend{{"landing", "landing", map[string]any{"limit": limit + by}, costLimit * by, edits(by)}}
}

// looser gives up something of a group: a member, the whole, some tolerance.
func (e *explainer) looser(c *conflict, h held) []mend {
	var out []mend
	var g *group
	for i := range e.p.groups {
		if e.p.groups[i].id == h.key {
			g = &e.p.groups[i]
		}
	}
	for _, r := range e.byPriority(c.refs) {
		if x := e.p.cell(r); x.group >= 0 && &e.p.groups[x.group] == g {
			edits := []Edit{{Do: "unlink", Cell: x.id}}
			if !e.fitsWith(c, edits) {
				continue
			}
			params := map[string]any{"cells": []string{x.id}, "group": g.id}
			code := "release"
			if g.firstWave {
				code = "unlink"
			}
			out = append(out, mend{code, "unlink", params, costWave * max(1, x.priority), edits})
		}
	}
	if g.firstWave {
		return append(out, e.outOfWave(g.id))
	}
	by, ok := e.least(c, maxExtension, func(x int) []Edit { return e.raised(g.id, x).edits })
	if ok {
		out = append(out, e.raised(g.id, by))
	}
	// By as much as it slips now the plan that there is does.
	if slip := groupSlip(g, e.starts); slip > by {
		out = append(out, e.raised(g.id, slip))
	}
	return out
}

func (e *explainer) raised(id string, by int) mend {
	tolerance := 0
	for _, g := range e.p.groups {
		if g.id == id {
			tolerance = g.tolerance
		}
	}
	return mend{"tolerance", "tolerance" + id, map[string]any{"group": id, "by": by}, by,
		[]Edit{{Do: "tolerance", Group: id, Minutes: tolerance + by}}}
}

func (e *explainer) outOfWave(id string) mend {
	n := 0
	for _, g := range e.p.groups {
		if g.id == id {
			n = len(g.members)
		}
	}
	return mend{"wave", "wave" + id, map[string]any{"group": id, "n": n}, costWave * (n + 1), []Edit{{Do: "firstWave", Group: id}}}
}

// waivers let a team search although officers of it are at home there.
func (e *explainer) waivers(c *conflict) []mend {
	var out []mend
	for _, r := range c.refs {
		s, x := e.p.sites[r.site], e.p.cell(r)
		el := e.e(r.site)
		for t := range s.teams {
			if el.stage(s.teams[t].src, x) != 2 {
				continue
			}
			var edits []Edit
			var names []string
			for _, o := range el.athome(s.teams[t].src, x) {
				edits = append(edits, Edit{Do: "waive", Officer: o.ID, Cell: x.id})
				names = append(names, o.ID)
			}
			if len(out) < maxBars && e.fitsWith(c, edits) {
				out = append(out, mend{"waive", "waive", map[string]any{"officer": names, "team": s.teams[t].id, "cell": x.id},
					costWaive * len(names), edits})
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].cost < out[j].cost })
	return out
}

// teamsLent are teams of other sites that have nothing to do, and one that is to be found.
func (e *explainer) teamsLent(c *conflict) []mend {
	var out []mend
	if len(c.refs) == 0 {
		return nil
	}
	done := map[int]bool{}
	for _, r := range c.refs {
		if done[r.site] {
			continue
		}
		done[r.site] = true
		s := e.p.sites[r.site]
		for _, i := range e.idleTeams() {
			t := e.p.sites[i.site].teams[i.team].src
			if done[i.site] || !c.proven || len(out) >= maxBars || !e.fitsWith(c, []Edit{{Do: "addTeam", Site: s.id, NewTeam: t}}) {
				continue
			}
			out = append(out, mend{"lend", "lend", map[string]any{"site": s.id, "team": t.ID, "from": e.p.sites[i.site].id},
				costLend, []Edit{{Do: "moveTeam", Team: t.ID, Site: s.id}}})
		}
		var cells []Cell
		for _, o := range c.refs {
			if o.site == r.site {
				cells = append(cells, *e.p.cell(o).src)
			}
		}
		if m := e.newTeam(s, cells); !c.proven || e.fitsWith(c, m.edits) {
			out = append(out, m, e.newTeams(s, cells, 2), e.newTeams(s, cells, 3))
		}
	}
	return out
}

// newTeams are several alike, for where one is not enough.
func (e *explainer) newTeams(s *site, cells []Cell, n int) mend {
	m := e.newTeam(s, cells)
	first := *m.edits[0].NewTeam
	m.code, m.cost, m.params["n"] = "teams", costTeam*n, n
	for i := 2; i <= n; i++ {
		t := stranger(cells, at("%s-%d", first.ID, i))
		m.edits = append(m.edits, Edit{Do: "addTeam", Site: s.id, NewTeam: &t})
	}
	return m
}

func (e *explainer) newTeam(s *site, cells []Cell) mend {
	t := stranger(cells, e.freeID(s.id))
	params := map[string]any{"site": s.id}
	if skills := t.Officers[0].Skills; len(skills) > 0 {
		params["skills"] = skills
	}
	if n := ofSex(&t, "f"); n > 0 {
		params["women"] = n
	}
	if n := ofSex(&t, "m"); n > 0 {
		params["men"] = n
	}
	return mend{"team", "team", params, costTeam, []Edit{{Do: "addTeam", Site: s.id, NewTeam: &t}}}
}

// drops leave out one to four cells, the least in priority first.
func (e *explainer) drops(refs []ref) []mend {
	var out []mend
	ids, sum := []string{}, 0
	sorted := e.byPriority(refs)
	for _, r := range sorted[:min(4, len(sorted))] {
		ids, sum = append(slices.Clone(ids), e.p.cell(r).id), sum+e.p.cell(r).priority
		out = append(out, mend{"drop", "drop", map[string]any{"cells": ids, "priority": sum}, costUnsure*sum + costUnsure, []Edit{{Do: "drop", Cells: ids}}})
	}
	return out
}

func (e *explainer) byPriority(refs []ref) []ref {
	sorted := slices.Clone(refs)
	sort.SliceStable(sorted, func(i, j int) bool {
		a, b := e.p.cell(sorted[i]), e.p.cell(sorted[j])
		return a.priority < b.priority || a.priority == b.priority && (sorted[i].site < sorted[j].site || sorted[i].site == sorted[j].site && sorted[i].cell < sorted[j].cell)
	})
	return sorted
}
