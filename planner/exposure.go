package planner

import "sort"

// exposureBound is a lower bound on Σ weight·start: the greater of Σ weight·
// (first possible start) and the bound of Eastman, Even and Isaacs (1964) for m
// equal machines, from the optimum W of one machine by Smith's rule:
// Σ w·C ≥ W/m + (m−1)/(2m)·Σ w·p, hence Σ w·start ≥ (2W − (m+1)·Σ w·p)/(2m).
func (s *site) exposureBound(d *draft) int {
	cells := s.certain(d.unsearched)
	m, simple, weights, work := 0, 0, 0, 0
	if sets := s.teamSets(cells); len(cells) > 0 {
		m = sets[0].count()
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
