package planner

import (
	"sort"
	"strings"
)

// maxConflicts bounds how many conflicts get repairs: each repair costs a plan
// of the sites concerned.
const maxConflicts = 12

// explain fills the plan's infeasible section: what slips, what found no place,
// which site has no search at all.
func (s *solver) explain(p *Plan, drafts []*draft) {
	budget := maxConflicts
	if s.noRepairs {
		budget = 0
	}
	for i := range s.p.groups {
		g := &s.p.groups[i]
		slip := groupSlip(g, startsIn(drafts))
		if slip == 0 {
			continue
		}
		if g.firstWave {
			s.explainFirstWave(p, i, slip, &budget)
		} else {
			s.explainGroup(p, i, slip, &budget)
		}
	}
	for i, d := range drafts {
		s.explainSite(p, i, d, &budget)
	}
}

func (s *solver) memberIDs(g *group) []string {
	out := []string{}
	for _, r := range g.members {
		out = append(out, s.p.cell(r).id)
	}
	return out
}

func (s *solver) explainGroup(p *Plan, index, slip int, budget *int) {
	g := &s.p.groups[index]
	sites := map[int]bool{}
	for _, r := range g.members {
		sites[r.site] = true
	}
	p.Infeasible = append(p.Infeasible, Conflicted{Constraint: "group", Cells: s.memberIDs(g), Teams: []string{},
		Params: map[string]any{"group": g.id, "slip": slip, "tolerance": g.tolerance},
		Why: at("No common start within %d minutes was found for the cells of group %s; they are %d minutes further apart.",
			g.tolerance, g.id, slip),
		Repairs: s.verified(budget, sites, groupGone(g.id), []change{raiseTolerance(g.id, slip)})})
}

// explainFirstWave looks for the sites at which the first wave does not fit.
func (s *solver) explainFirstWave(p *Plan, index, slip int, budget *int) {
	g := &s.p.groups[index]
	done := map[int]bool{}
	found := false
	for _, r := range g.members {
		if done[r.site] {
			continue
		}
		done[r.site] = true
		c, ok := s.waveConflict(r.site)
		if !ok {
			continue
		}
		found = true
		c.Params["group"], c.Params["slip"], c.Params["site"] = g.id, slip, s.p.sites[r.site].id
		changes := append(s.leastFirst(c.Cells, r.site, unlinkCells), laterWave(g.id))
		changes = append(changes, s.leastFirst(c.Cells, r.site, dropCells)...)
		if c.Params["kind"] != nil {
			changes = append(changes, addKit(c.Params["kind"].(string)))
		}
		changes = append(changes, lendTeam(s.p.sites[r.site]))
		c.Repairs = s.verified(budget, map[int]bool{r.site: true}, groupGone(g.id), changes)
		p.Infeasible = append(p.Infeasible, c)
	}
	if !found {
		p.Infeasible = append(p.Infeasible, Conflicted{Constraint: "firstWave", Cells: s.memberIDs(g), Teams: []string{},
			Params: map[string]any{"group": g.id, "slip": slip}, Repairs: []Repair{},
			Why: at("Group %s starts %d minutes after H. By teams, kit and landings it would fit by itself; pins or other cells stand in its way.", g.id, slip)})
	}
}

// waveConflict says why the first wave's cells of a site cannot all start at H:
// a cell's own hours, kit, a landing, or a set of cells with too few teams.
func (s *solver) waveConflict(index int) (Conflicted, bool) {
	site := s.p.sites[index]
	x := newSchedule(site)
	x.placePins()
	w := newWave(x, 0)
	var cells []int
	for _, g := range s.p.groups {
		for _, r := range g.members {
			if g.firstWave && r.site == index && x.team[r.cell] < 0 {
				cells = append(cells, r.cell)
			}
		}
	}
	for _, c := range cells {
		k := &site.cells[c]
		switch {
		case site.soonest(k) > 0:
			return lateCell(site, k), true
		case x.resources(c, 0) > 0:
			return s.overdrawn(w, c), true
		case !w.add(c):
			return s.hall(w, c), true
		}
	}
	return Conflicted{}, false
}

func lateCell(site *site, c *cell) Conflicted {
	at0 := site.soonest(c)
	return Conflicted{Constraint: "firstWave", Cells: []string{c.id}, Teams: teamIDs(site, c.elig.list(len(site.teams))),
		Params: map[string]any{"earliest": at0}, Why: at("Cell %s is in the first wave, and neither windows nor shifts let it start before minute %d.", c.id, at0)}
}

// overdrawn names the kit or landing that is used up when c would join a wave.
func (s *solver) overdrawn(w *wave, c int) Conflicted {
	site := w.x.s
	k := &site.cells[c]
	for _, u := range k.uses {
		limit := site.kinds[u.kind].Count - u.units
		if w.x.kinds[u.kind].firstFit(u.from, u.to-u.from, limit) == u.from {
			continue
		}
		kind := site.kinds[u.kind]
		ids := []string{}
		for _, o := range append(append([]int(nil), w.cells...), c) {
			for _, v := range site.cells[o].uses {
				if v.kind == u.kind && v.from < u.to && u.from < v.to {
					ids = append(ids, site.cells[o].id)
				}
			}
		}
		return Conflicted{Constraint: "firstWave", Cells: ids, Teams: []string{}, Params: map[string]any{"kind": kind.Kind, "count": kind.Count},
			Why: at("The cells %s need %s at the same minutes after H; the site has %d.", strings.Join(ids, ", "), kind.Kind, kind.Count)}
	}
	ids := []string{}
	for _, o := range append(append([]int(nil), w.cells...), c) {
		if site.cells[o].landing == k.landing {
			ids = append(ids, site.cells[o].id)
		}
	}
	return Conflicted{Constraint: "firstWave", Cells: ids, Teams: []string{}, Params: map[string]any{"maxTeamsPerLanding": site.limit},
		Why: at("The cells %s lie on one landing and would all start at H; at most %d searches are allowed there at once.",
			strings.Join(ids, ", "), site.limit)}
}

// hall collects the cells that alternating paths reach from one without a team:
// they have one team fewer than cells (Hall's condition is violated), and no
// cell can be left away from the set without that ceasing to be true.
func (s *solver) hall(w *wave, c int) Conflicted {
	site := w.x.s
	inSet, teams := map[int]bool{c: true}, map[int]bool{}
	queue := []int{c}
	for len(queue) > 0 {
		c, queue = queue[0], queue[1:]
		for t := range w.match {
			if teams[t] || !w.x.fits(c, t, w.at) {
				continue
			}
			teams[t] = true
			if o := w.match[t]; o >= 0 && !inSet[o] {
				inSet[o] = true
				queue = append(queue, o)
			}
		}
	}
	ids := []string{}
	for _, i := range sortedKeys(inSet) {
		ids = append(ids, site.cells[i].id)
	}
	able := teamIDs(site, sortedKeys(teams))
	return Conflicted{Constraint: "firstWave", Cells: ids, Teams: able, Params: map[string]any{"cells": len(ids), "teams": len(able)},
		Why: at("The %d cells %s would start at H, and only %s may search any of them then%s.",
			len(ids), strings.Join(ids, ", "), named(able), s.others(site, w, inSet, teams))}
}

func named(teams []string) string {
	if len(teams) == 0 {
		return "no team"
	}
	return at("%d teams (%s)", len(teams), strings.Join(teams, ", "))
}

// others says what keeps each of the other teams from every cell of the set.
func (s *solver) others(site *site, w *wave, cells, able map[int]bool) string {
	var out []string
	e := newEligibility(site, s.p.in.Policy.ConflictOfInterest, decisionsOf(s.p.in))
	first := sortedKeys(cells)[0]
	for t := range site.teams {
		if able[t] {
			continue
		}
		why := [...]string{"lacks a skill", "lacks officers of the sex asked for", "is barred by an officer's home", "is forbidden",
			"is pinned elsewhere or off shift"}[e.stage(site.teams[t].src, &site.cells[first])]
		out = append(out, at("team %s %s", site.teams[t].id, why))
	}
	if len(out) == 0 {
		return ""
	}
	return "; " + strings.Join(out, "; ")
}

func teamIDs(s *site, list []int) []string {
	out := []string{}
	for _, t := range list {
		out = append(out, s.teams[t].id)
	}
	return out
}

// explainSite accounts for a site that has no search, starts late, or leaves
// cells out that could be searched by themselves.
func (s *solver) explainSite(p *Plan, index int, d *draft, budget *int) {
	site := s.p.sites[index]
	searched := 0
	for _, t := range d.x.team {
		if t >= 0 {
			searched++
		}
	}
	alone := map[int]bool{index: true}
	params := func() map[string]any { return map[string]any{"site": site.id} }
	switch {
	case searched == 0:
		p.Infeasible = append(p.Infeasible, Conflicted{Constraint: "siteStart", Cells: []string{}, Teams: []string{}, Params: params(), Repairs: []Repair{},
			Why: at("At site %s nothing is searched: none of its %d cells could be planned.", site.id, len(site.cells))})
	case d.slip > 0:
		c := Conflicted{Constraint: "siteStart", Cells: []string{}, Teams: teamIDs(site, newRange(len(site.teams))), Params: params(), Repairs: []Repair{}}
		c.Params["slip"] = d.slip
		c.Why = at("Site %s starts %d minutes after H.", site.id, d.slip)
		if first := site.first(); first > 0 {
			c.Params["earliest"] = first
			c.Why += at(" No cell can be started there before minute %d by windows and shifts.", first)
		}
		p.Infeasible = append(p.Infeasible, c)
	}
	if len(d.left) == 0 {
		return
	}
	ids := []string{}
	for _, c := range d.left {
		ids = append(ids, site.cells[c].id)
	}
	changes := append([]change{lendTeam(site), extendWindows(site, 60)}, s.leastFirst(ids, index, dropCells)...)
	p.Infeasible = append(p.Infeasible, Conflicted{Constraint: "capacity", Cells: ids, Teams: []string{}, Params: params(),
		Why:     at("At site %s no place was found for %d cells beside the others; that there is none is not proven.", site.id, len(ids)),
		Repairs: s.verified(budget, alone, nothingLeft, changes)})
}

func newRange(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// first is the first minute at which anything at the site can start.
func (s *site) first() int {
	first := Forever
	for i := range s.cells {
		if s.cells[i].fault == nil {
			first = min(first, s.soonest(&s.cells[i]))
		}
	}
	return first
}

// leastFirst are the changes to one to three cells, the least in priority first.
func (s *solver) leastFirst(ids []string, index int, f func(ids []string, priority int) change) []change {
	priority := map[string]int{}
	for i := range s.p.sites[index].cells {
		c := &s.p.sites[index].cells[i]
		priority[c.id] = c.priority
	}
	sorted := append([]string(nil), ids...)
	sort.SliceStable(sorted, func(i, j int) bool { return priority[sorted[i]] < priority[sorted[j]] })
	var out []change
	sum := 0
	for n := 1; n <= min(3, len(sorted)); n++ {
		sum += priority[sorted[n-1]]
		out = append(out, f(sorted[:n], sum))
	}
	return out
}
