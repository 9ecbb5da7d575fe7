package planner

import (
	"slices"
	"sort"
)

// intervalEnds bounds how many first and last minutes are paired at a site.
const intervalEnds = 24

// demand is a window in which work must lie, and how much of it.
type demand struct{ cell, from, to, minutes int }

// intervalConflicts looks for overloaded intervals at a site: cells whose hours
// lie in [from, to) and that need more minutes of the teams that may search them,
// of a kind of kit, or of a landing, than there are in it.
func (e *explainer) intervalConflicts(index int) []*conflict {
	s := e.p.sites[index]
	var work []demand
	kits := make([][]demand, len(s.kinds))
	landings := make([][]demand, len(s.landings))
	for i := range s.cells {
		c := &s.cells[i]
		if c.fault != nil {
			continue
		}
		from, to := max(c.est, 0), e.latest(c)
		if to >= MaxInteger {
			continue
		}
		work = append(work, demand{i, from, to + c.dur, c.dur})
		landings[c.landing] = append(landings[c.landing], demand{i, from, to + c.dur, c.dur})
		for _, u := range c.uses {
			kits[u.kind] = append(kits[u.kind], demand{i, from + u.from, to + u.to, (u.to - u.from) * u.units})
		}
	}
	var out []*conflict
	if c := e.overworked(index, work); c != nil {
		out = append(out, c)
	}
	for k := range kits {
		if c := e.overused(index, k, kits[k]); c != nil {
			out = append(out, c)
		}
	}
	if s.limit < Forever {
		for l := range landings {
			if c := e.overtrodden(index, landings[l]); c != nil {
				out = append(out, c)
			}
		}
	}
	return out
}

// intervals calls f for each interval and what must lie in it, the shortest
// intervals first, until f has found something.
func intervals(list []demand, f func(from, to int, in []demand) bool) {
	var begins, ends []int
	for _, d := range list {
		begins, ends = append(begins, d.from), append(ends, d.to)
	}
	slices.Sort(begins)
	slices.Sort(ends)
	begins, ends = slices.Compact(begins), slices.Compact(ends)
	begins, ends = begins[:min(len(begins), intervalEnds)], ends[:min(len(ends), intervalEnds)]
	type span struct{ from, to int }
	var all []span
	for _, a := range begins {
		for _, b := range ends {
			if a < b {
				all = append(all, span{a, b})
			}
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].to-all[i].from < all[j].to-all[j].from })
	for _, x := range all {
		var in []demand
		for _, d := range list {
			if d.from >= x.from && d.to <= x.to {
				in = append(in, d)
			}
		}
		if len(in) > 0 && f(x.from, x.to, in) {
			return
		}
	}
}

// lessen leaves of the demands only as many as are still too much, long ones rather.
func lessen(in []demand, tooMuch func([]demand) bool) []int {
	in = slices.Clone(in)
	sort.SliceStable(in, func(i, j int) bool { return in[i].minutes < in[j].minutes })
	for i := 0; i < len(in); {
		rest := slices.Delete(slices.Clone(in), i, i+1)
		if len(rest) > 0 && tooMuch(rest) {
			in = rest
			continue
		}
		i++
	}
	out := make([]int, len(in))
	for i := range in {
		out[i] = in[i].cell
	}
	return out
}

// overworked holds each set of teams that some cell is bound to against the
// cells that only these can search.
func (e *explainer) overworked(index int, work []demand) *conflict {
	s := e.p.sites[index]
	var all []int
	for _, d := range work {
		all = append(all, d.cell)
	}
	for _, set := range s.teamSets(all) {
		var bound []demand
		for _, d := range work {
			if s.cells[d.cell].elig.within(set) {
				bound = append(bound, d)
			}
		}
		var found *conflict
		intervals(bound, func(from, to int, in []demand) bool {
			tooMuch := func(in []demand) bool { need, have := s.teamMinutes(in, set, from, to); return need > have }
			if !tooMuch(in) {
				return false
			}
			found = &conflict{constraint: "capacity", code: "conflict.interval.teams", refs: refsOf(index, lessen(in, tooMuch)), proven: true}
			found.retell = func(refs []ref) (map[string]any, []string, bool) { return e.sayOverworked(refs, index, from, to) }
			return true
		})
		if found != nil {
			return found
		}
	}
	return nil
}

// teamMinutes are the minutes that the demands need, beyond one search for each
// team with the least walk there is, and those that the teams of a set have.
func (s *site) teamMinutes(in []demand, set bits, from, to int) (need, have int) {
	teams := set.list(len(s.teams))
	for _, d := range in {
		need += d.minutes
	}
	for _, t := range teams {
		have += max(0, min(to, s.teams[t].to)-max(from, s.teams[t].from))
	}
	return need + max(0, len(in)-len(teams))*s.farther[0], have
}

func (e *explainer) sayOverworked(refs []ref, index, from, to int) (map[string]any, []string, bool) {
	s := e.p.sites[index]
	set := newBits(len(s.teams))
	var in []demand
	for _, r := range refs {
		if r.site != index {
			return nil, nil, false
		}
		c := &s.cells[r.cell]
		for k := range set {
			set[k] |= c.elig[k]
		}
		in = append(in, demand{cell: r.cell, minutes: c.dur})
	}
	need, have := s.teamMinutes(in, set, from, to)
	ids := teamIDs(s, set.list(len(s.teams)))
	return map[string]any{"from": from, "to": to, "needed": need, "there": have, "n": len(ids), "teams": ids, "site": s.id}, ids, need > have
}

func (e *explainer) overused(index, k int, uses []demand) *conflict {
	s := e.p.sites[index]
	count := s.kinds[k].Count
	return e.overloaded(index, uses, "conflict.interval.kit", count, map[string]any{"site": s.id, "kind": s.kinds[k].Kind, "count": count},
		func(c *cell) int {
			sum := 0
			for _, u := range c.uses {
				if u.kind == k {
					sum += (u.to - u.from) * u.units
				}
			}
			return sum
		})
}

func (e *explainer) overtrodden(index int, searches []demand) *conflict {
	s := e.p.sites[index]
	return e.overloaded(index, searches, "conflict.interval.landing", s.limit, map[string]any{"site": s.id, "maxTeamsPerLanding": s.limit},
		func(c *cell) int { return c.dur })
}

// overloaded finds an interval in which some units are needed for longer than
// they are there.
func (e *explainer) overloaded(index int, list []demand, code string, units int, params map[string]any, minutes func(*cell) int) *conflict {
	var found *conflict
	intervals(list, func(from, to int, in []demand) bool {
		tooMuch := func(in []demand) bool {
			sum := 0
			for _, d := range in {
				sum += d.minutes
			}
			return sum > units*(to-from)
		}
		if !tooMuch(in) {
			return false
		}
		cells := lessen(in, tooMuch)
		slices.Sort(cells)
		found = &conflict{constraint: "capacity", code: code, refs: refsOf(index, slices.Compact(cells)), proven: true}
		found.retell = func(refs []ref) (map[string]any, []string, bool) {
			sum := 0
			for _, r := range refs {
				sum += minutes(e.p.cell(r))
			}
			params["from"], params["to"], params["needed"], params["there"] = from, to, sum, units*(to-from)
			return params, nil, sum > units*(to-from)
		}
		return true
	})
	return found
}
