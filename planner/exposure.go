package planner

import (
	"cmp"
	"slices"
)

// search is a cell to a bound on exposure: its minutes with the shortest walk that
// can follow it, and its weight.
type search struct{ minutes, weight int }

// exposureBound is a lower bound on Σ weight·start, the greatest of three: every cell
// at its first possible start; the starts of the shortest-first order, the heaviest
// cells at the first of them; and the bound of Eastman, Even and Isaacs.
func (s *site) exposureBound(d *draft) int {
	cells := s.certain(d.unsearched)
	if len(cells) == 0 {
		return 0
	}
	simple, weights, work := 0, 0, 0
	able := newBits(len(s.teams))
	all := make([]search, 0, len(cells))
	for _, i := range cells {
		c := &s.cells[i]
		for k := range able {
			able[k] |= c.elig[k]
		}
		simple = satAdd(simple, satMul(c.weight, s.soonest(c)))
		j := search{c.dur + s.leastFrom(c), c.weight}
		all, weights, work = append(all, j), weights+j.weight, satAdd(work, j.minutes)
	}
	m := able.count()
	if m == 0 || satMul(satMul(weights, work), 4*m) >= maxFigure {
		return simple
	}
	return max(simple, firstPlaces(all, m), eastmanEvenIsaacs(all, m))
}

// soonestExposure is the bound of every cell at its first possible start.
func (s *site) soonestExposure(d *draft) int {
	sum := 0
	for _, i := range s.certain(d.unsearched) {
		sum = satAdd(sum, satMul(s.cells[i].weight, s.soonest(&s.cells[i])))
	}
	return sum
}

// leastFrom is the shortest walk from a cell to any other of the site.
func (s *site) leastFrom(c *cell) int {
	switch {
	case len(s.landings[c.landing].members) > 1:
		return s.farther[0]
	case len(s.wings[c.wing].members) > 1:
		return s.farther[1]
	case len(s.houses[c.building].members) > 1:
		return s.farther[2]
	case len(s.houses) > 1:
		return s.farther[3]
	}
	return 0
}

// firstPlaces: no plan's k-th start is sooner than that of the shortest-first order
// (Conway, Maxwell, Miller 1967), and the sum is the least where heavy cells are first.
func firstPlaces(all []search, m int) int {
	short, heavy := slices.Clone(all), slices.Clone(all)
	slices.SortFunc(short, func(a, b search) int { return cmp.Compare(a.minutes, b.minutes) })
	slices.SortFunc(heavy, func(a, b search) int { return cmp.Compare(b.weight, a.weight) })
	sum := 0
	start := make([]int, len(all))
	for k := m; k < len(all); k++ { // behind the shortest that is free
		start[k] = start[k-m] + short[k-m].minutes
		sum += heavy[k].weight * start[k]
	}
	return sum
}

// eastmanEvenIsaacs is their bound for m equal machines (Management Science 11,
// 1964), from the optimum W of one machine by Smith's rule: Σ w·C ≥ W/m +
// (m−1)/(2m)·Σ w·p, hence Σ w·start ≥ (2W − (m+1)·Σ w·p)/(2m).
func eastmanEvenIsaacs(all []search, m int) int {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b search) int { return cmp.Compare(b.weight*a.minutes, a.weight*b.minutes) })
	one, wp, minute := 0, 0, 0
	for _, j := range all {
		minute += j.minutes
		one += j.weight * minute
		wp += j.weight * j.minutes
	}
	return (2*one - (m+1)*wp + 2*m - 1) / (2 * m)
}
