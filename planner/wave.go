package planner

import (
	"slices"
	"sort"
)

// waveConflicts says why the first wave's cells of a site cannot all start at H:
// a cell's own hours, kit, a landing, or a set of cells with too few teams. All
// start at the same minute, so kit and landings do not depend on which team goes
// where, and the answer is exact.
func (e *explainer) waveConflicts(index int) []*conflict {
	s := e.p.sites[index]
	var cells []int
	for i := range s.cells {
		if c := &s.cells[i]; c.fault == nil && c.group >= 0 && e.p.groups[c.group].firstWave {
			cells = append(cells, i)
		}
	}
	// What matters most is kept longest when a set is made smaller.
	sort.SliceStable(cells, func(i, j int) bool { return s.cells[cells[i]].priority > s.cells[cells[j]].priority })
	var out []*conflict
	cells = slices.DeleteFunc(cells, func(c int) bool {
		late := s.soonest(&s.cells[c]) > 0
		if late {
			out = append(out, e.lateCell(index, c))
		}
		return late
	})
	if c := e.waveKit(index, cells); c != nil {
		out = append(out, c)
	}
	if c := e.waveLanding(index, cells); c != nil {
		out = append(out, c)
	}
	if c := e.waveTeams(index, cells); c != nil {
		out = append(out, c)
	}
	return out
}

func refsOf(site int, cells []int) []ref {
	out := make([]ref, len(cells))
	for i, c := range cells {
		out[i] = ref{site, c}
	}
	return out
}

func (e *explainer) lateCell(index, c int) *conflict {
	s := e.p.sites[index]
	params := map[string]any{"cell": s.cells[c].id, "earliest": s.soonest(&s.cells[c]), "site": s.id}
	return &conflict{constraint: "firstWave", code: "conflict.wave.late", refs: []ref{{index, c}}, proven: true, minimal: true,
		params: params, teams: teamIDs(s, s.cells[c].elig.list(len(s.teams)))}
}

// waveKit finds a kind of which the cells need more at some minute after H than
// there is, and of these cells as few as overdraw it.
func (e *explainer) waveKit(index int, cells []int) *conflict {
	s := e.p.sites[index]
	for k := range s.kinds {
		for _, c := range cells {
			for _, u := range s.cells[c].uses {
				if u.kind != k {
					continue
				}
				if least := s.overdraw(cells, k, u.from); least != nil {
					x := &conflict{constraint: "firstWave", code: "conflict.wave.kit", refs: refsOf(index, least), proven: true}
					minute := u.from
					x.retell = func(refs []ref) (map[string]any, []string, bool) { return e.sayWaveKit(refs, index, k, minute) }
					return x
				}
			}
		}
	}
	return nil
}

func (e *explainer) sayWaveKit(refs []ref, index, k, minute int) (map[string]any, []string, bool) {
	s := e.p.sites[index]
	sum := 0
	for _, r := range refs {
		sum += s.cells[r.cell].holdsAt(k, minute)
	}
	return map[string]any{"site": s.id, "kind": s.kinds[k].Kind, "count": s.kinds[k].Count, "units": sum}, nil,
		sum > s.kinds[k].Count
}

// holdsAt is how many units of a kind the search holds at a minute after its start.
func (c *cell) holdsAt(kind, minute int) int {
	for _, u := range c.uses {
		if u.kind == kind && u.from <= minute && minute < u.to {
			return u.units
		}
	}
	return 0
}

// overdraw is a least set of the cells that needs more of a kind at a minute than
// there is, nil where all together do not.
func (s *site) overdraw(cells []int, kind, minute int) []int {
	var out []int
	sum := 0
	for _, c := range cells {
		if n := s.cells[c].holdsAt(kind, minute); n > 0 {
			out, sum = append(out, c), sum+n
		}
	}
	if sum <= s.kinds[kind].Count {
		return nil
	}
	sort.SliceStable(out, func(i, j int) bool {
		return s.cells[out[i]].holdsAt(kind, minute) < s.cells[out[j]].holdsAt(kind, minute)
	})
	for i := 0; i < len(out); {
		if n := s.cells[out[i]].holdsAt(kind, minute); sum-n > s.kinds[kind].Count {
			out, sum = slices.Delete(out, i, i+1), sum-n
			continue
		}
		i++
	}
	return out
}

func (e *explainer) waveLanding(index int, cells []int) *conflict {
	s := e.p.sites[index]
	if s.limit >= Forever {
		return nil
	}
	on := map[int][]int{}
	for _, c := range cells {
		l := s.cells[c].landing
		if on[l] = append(on[l], c); len(on[l]) > s.limit {
			x := &conflict{constraint: "firstWave", code: "conflict.wave.landing", refs: refsOf(index, on[l]), proven: true}
			x.retell = func(refs []ref) (map[string]any, []string, bool) {
				return map[string]any{"maxTeamsPerLanding": s.limit, "site": s.id}, nil, len(refs) > s.limit
			}
			return x
		}
	}
	return nil
}

// waveTeams grows a matching of cells and teams at H. The first cell without a
// team gives, along the alternating paths from it, a set with one team fewer
// than cells (Hall 1935), and no cell can be left away from it without that
// ceasing to be true.
func (e *explainer) waveTeams(index int, cells []int) *conflict {
	s := e.p.sites[index]
	match := make([]int, len(s.teams))
	for t := range match {
		match[t] = -1
	}
	for _, c := range cells {
		seen := make([]bool, len(match))
		if s.augmentAtH(c, match, seen) {
			continue
		}
		set := []int{c}
		for t := range match {
			if seen[t] && match[t] >= 0 {
				set = append(set, match[t])
			}
		}
		x := &conflict{constraint: "firstWave", code: "conflict.wave.teams", refs: refsOf(index, set), proven: true}
		x.retell = func(refs []ref) (map[string]any, []string, bool) { return e.sayWaveTeams(refs, index) }
		return x
	}
	return nil
}

// atH says whether a team may start a cell at H.
func (s *site) atH(c, t int) bool {
	k, tm := &s.cells[c], &s.teams[t]
	return k.elig.has(t) && tm.ready(k) <= 0 && tm.to >= k.dur
}

func (s *site) augmentAtH(c int, match []int, seen []bool) bool {
	for t := range match {
		if seen[t] || !s.atH(c, t) {
			continue
		}
		seen[t] = true
		if match[t] < 0 || s.augmentAtH(match[t], match, seen) {
			match[t] = c
			return true
		}
	}
	return false
}

func (e *explainer) sayWaveTeams(refs []ref, index int) (map[string]any, []string, bool) {
	s := e.p.sites[index]
	able := []int{}
	for t := range s.teams {
		if slices.ContainsFunc(refs, func(r ref) bool { return s.atH(r.cell, t) }) {
			able = append(able, t)
		}
	}
	ids := teamIDs(s, able)
	params := map[string]any{"n": len(refs), "n2": len(able), "teams": ids, "site": s.id}
	if others := e.barsOf(refs, index, able); len(others) > 0 {
		params["others"] = others
	}
	return params, ids, len(refs) > len(able)
}

// barsOf says what keeps each of the other teams from the first of some cells.
func (e *explainer) barsOf(refs []ref, index int, able []int) []map[string]any {
	s := e.p.sites[index]
	out := []map[string]any{}
	for t := range s.teams {
		if slices.Contains(able, t) || len(out) == maxBars {
			continue
		}
		c := &s.cells[refs[0].cell]
		b := e.e(index).bar(s, &s.teams[t], c)
		if b == nil {
			b = map[string]any{"code": "bar.elsewhere", "team": s.teams[t].id}
			if tm := &s.teams[t]; c.pinTeam < 0 && (tm.from > 0 || tm.to < Forever) {
				b = map[string]any{"code": "bar.shift", "team": tm.id, "from": tm.from, "to": tm.to}
				if tm.to == Forever {
					b = map[string]any{"code": "bar.shiftFrom", "team": tm.id, "from": tm.from}
				}
			}
		}
		out = append(out, b)
	}
	return out
}

// maxBars bounds how many teams are told one by one why they may not.
const maxBars = 8

func (e *explainer) e(index int) *eligibility {
	return newEligibility(e.p.sites[index], e.p.in.Policy.ConflictOfInterest, e.d)
}

func teamIDs(s *site, list []int) []string {
	out := []string{}
	for _, t := range list {
		out = append(out, s.teams[t].id)
	}
	return out
}
