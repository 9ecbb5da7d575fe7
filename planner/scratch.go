package planner

// slab lends lists out of one that is used again. What is lent is zeroed; when it
// runs out the list is made, and room for it next time.
type slab[T any] struct {
	all     []T
	used    int
	missing int
}

func (s *slab[T]) take(n int) []T {
	if n > len(s.all)-s.used {
		s.missing += n
		return make([]T, n)
	}
	out := s.all[s.used : s.used+n : s.used+n]
	s.used += n
	clear(out)
	return out
}

// room is an empty list for so many.
func (s *slab[T]) room(n int) []T { return s.take(n)[:0] }

// back takes everything back.
func (s *slab[T]) back() {
	if s.missing > 0 {
		s.all, s.missing = make([]T, s.used+s.missing+(s.used+s.missing)/8), 0
	}
	s.used = 0
}

// scratch is the memory in which a shift is worked out that is only shown: one
// after the other in the same lists, as the collector would take longer than the
// shift. One that is new lends lists that are made for good.
type scratch struct {
	cells    slab[Cell]
	windows  slab[Window]
	known    slab[known]
	pins     slab[Pin]
	compiled slab[cell]
	answers  slab[answer]
	jobs     slab[job]
	stops    slab[stop]
	ints     slab[int]
	bools    slab[bool]
	strings  slab[string]
	begun    slab[*known]
	orders   slab[[]int]
	spells   slab[spell]
	routes   slab[[]stop]
	profiles slab[profile]
	pinOf    map[string]Pin
	names    map[string]bool
}

func (m *scratch) back() {
	m.cells.back()
	m.windows.back()
	m.known.back()
	m.pins.back()
	m.compiled.back()
	m.answers.back()
	m.jobs.back()
	m.stops.back()
	m.ints.back()
	m.bools.back()
	m.strings.back()
	m.begun.back()
	m.orders.back()
	m.spells.back()
	m.routes.back()
	m.profiles.back()
	clear(m.pinOf)
	clear(m.names)
}
