package planner

import "slices"

// crew are teams that are alike to a bound: they may search the same of the
// counted cells, and have the same minutes for it.
type crew struct {
	elig  []bool // of lot.cells
	teams int
	head  int // no search of theirs starts before
	to    int // the end of the shift
}

// lot is what a bound counts: cells that every minimal plan searches, in the
// order of their places, and who may search them. A team that searches some of
// them walks, between two, no less than the way of their nearest common place or
// of a farther one, whatever it searches meanwhile; so the least walk of a set is
// that in the order of places.
type lot struct {
	s     *site
	cells []int
	near  []int // level of the place that cell i has in common with cell i−1; 3 at the first
	lone  []bool
	crews []crew
}

// newLot takes cells of a site. With firm, no plan that counts slips: then cells
// of the first wave are lone, as a team can be in one cell at H.
func (s *site) newLot(cells []int, first func(c *cell) bool) *lot {
	l := &lot{s: s, cells: slices.Clone(cells)}
	slices.SortStableFunc(l.cells, func(i, j int) int {
		a, b := &s.cells[i], &s.cells[j]
		return slices.Compare([]int{a.building, a.wing, a.landing}, []int{b.building, b.wing, b.landing})
	})
	head := Forever
	for i, c := range l.cells {
		level := 3
		if i > 0 {
			level = s.distance(&s.cells[l.cells[i-1]], &s.cells[c])
		}
		l.near, l.lone = append(l.near, level), append(l.lone, first(&s.cells[c]))
		head = min(head, s.soonest(&s.cells[c]))
	}
	for t := range s.teams {
		l.muster(t, max(head, s.begins(t, l.cells)))
	}
	return l
}

// muster adds a team to the crew that it is like, or makes a new one.
func (l *lot) muster(t, head int) {
	elig := make([]bool, len(l.cells))
	for i, c := range l.cells {
		elig[i] = l.s.cells[c].elig.has(t) && !(l.lone[i] && l.s.teams[t].ready(&l.s.cells[c]) > 0)
	}
	if !slices.Contains(elig, true) {
		return
	}
	for i := range l.crews {
		k := &l.crews[i]
		if k.head == head && k.to == l.s.teams[t].to && slices.Equal(k.elig, elig) {
			k.teams++
			return
		}
	}
	l.crews = append(l.crews, crew{elig, 1, head, l.s.teams[t].to})
}
