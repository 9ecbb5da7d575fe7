package planner

import "sort"

// The kinds of bounds that this engine gives.
const (
	BoundLongest = "longestCell"
	BoundRelease = "release"
	BoundArea    = "area"
)

// certain are the cells that every plan of minimal unsearched priority
// searches. Our plan leaves out cells of some priority in sum, so a minimal
// one leaves out no more, and no single cell that matters more than that.
func (s *site) certain(unsearched int) []int {
	var out []int
	for i := range s.cells {
		if c := &s.cells[i]; c.fault == nil && c.priority > unsearched {
			out = append(out, i)
		}
	}
	return out
}

// soonest is the first minute at which any team could start a cell.
func (s *site) soonest(c *cell) int {
	first := Forever
	for t := range s.teams {
		if c.elig.has(t) {
			first = min(first, s.teams[t].from)
		}
	}
	return max(c.est, c.release, first)
}

// bound is the greatest of the lower bounds on the site's makespan:
//
//	longestCell  the duration of one search
//	release      the same, where it cannot start at 0
//	area         the least C with Σ duration ≤ Σ max(0, C − shift.from), over the
//	             cells that only the teams of a set may search, and that set
//
// They hold over all slots of groups, as they relax them away.
func (s *site) bound(d *draft) Bound {
	cells := s.certain(d.unsearched)
	best := Bound{Kind: BoundArea, Witness: map[string]any{"cells": []string{}, "teams": []string{}}}
	for _, i := range cells {
		c := &s.cells[i]
		at := s.soonest(c)
		if at+c.dur <= best.Value {
			continue
		}
		if at == 0 {
			best = Bound{BoundLongest, c.dur, map[string]any{"cell": c.id}}
		} else {
			best = Bound{BoundRelease, at + c.dur, map[string]any{"cell": c.id, "start": at}}
		}
	}
	for _, set := range s.teamSets(cells) {
		if value := s.area(set, cells); value > best.Value {
			best = Bound{BoundArea, value, s.areaWitness(set, cells)}
		}
	}
	return best
}

// maxTeamSets bounds the sets that the area bound looks at.
const maxTeamSets = 64

// teamSets are the sets of teams that may search some cell, and all of them together.
func (s *site) teamSets(cells []int) []bits {
	all := newBits(len(s.teams))
	var sets []bits
	for _, i := range cells {
		e := s.cells[i].elig
		for k := range e {
			all[k] |= e[k]
		}
		known := false
		for _, o := range sets {
			known = known || e.within(o) && o.within(e)
		}
		if !known && len(sets) < maxTeamSets {
			sets = append(sets, e)
		}
	}
	return append(sets, all)
}

// area is the least C in which the teams of a set can do what only they may do.
func (s *site) area(set bits, cells []int) int {
	work := 0
	for _, i := range cells {
		if s.cells[i].elig.within(set) {
			work += s.cells[i].dur
		}
	}
	var from []int
	for _, t := range set.list(len(s.teams)) {
		from = append(from, s.teams[t].from)
	}
	sort.Ints(from)
	sum := 0
	for k, f := range from {
		sum += f
		value := (work + sum + k) / (k + 1) // ⌈(work + Σ from) / (k+1)⌉ with the first k+1 teams
		if k+1 == len(from) || value <= from[k+1] {
			return value
		}
	}
	return 0
}

func (s *site) areaWitness(set bits, cells []int) map[string]any {
	ids, teams := []string{}, []string{}
	for _, i := range cells {
		if s.cells[i].elig.within(set) {
			ids = append(ids, s.cells[i].id)
		}
	}
	for _, t := range set.list(len(s.teams)) {
		teams = append(teams, s.teams[t].id)
	}
	return map[string]any{"cells": ids, "teams": teams}
}

// exposureBound is a lower bound on Σ weight·start: the greater of Σ weight·
// (first possible start) and the bound of Eastman, Even and Isaacs (1964) for m
// equal machines, from the optimum W of one machine by Smith's rule:
// Σ w·C ≥ W/m + (m−1)/(2m)·Σ w·p, hence Σ w·start ≥ (2W − (m+1)·Σ w·p)/(2m).
func (s *site) exposureBound(d *draft) int {
	cells := s.certain(d.unsearched)
	m, simple, weights, work := 0, 0, 0, 0
	if sets := s.teamSets(cells); len(cells) > 0 {
		m = sets[len(sets)-1].count()
	}
	for _, i := range cells {
		c := &s.cells[i]
		simple = satAdd(simple, satMul(c.weight, s.soonest(c)))
		weights, work = weights+c.weight, work+c.dur
	}
	if m == 0 || satMul(satMul(weights, work), 4*m) >= maxFigure {
		return simple
	}
	sort.SliceStable(cells, func(i, j int) bool {
		a, b := &s.cells[cells[i]], &s.cells[cells[j]]
		return a.weight*b.dur > b.weight*a.dur
	})
	one, wp, minute := 0, 0, 0
	for _, i := range cells {
		c := &s.cells[i]
		minute += c.dur
		one += c.weight * minute
		wp += c.weight * c.dur
	}
	return max(simple, (2*one-(m+1)*wp+2*m-1)/(2*m))
}
