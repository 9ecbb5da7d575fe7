package learn

// edge says: side to is at least side from plus by, where cond holds.
type edge struct {
	from, to, by int32
	cond         Lit
	under        bool // there is a condition
}

// Distance demands y ≥ x + by.
func (s *Solver) Distance(x, y Var, by int) {
	s.link(edge{from: int32(x) << 1, to: int32(y) << 1, by: int32(by)})
}

// DistanceIf demands y ≥ x + by where cond holds.
func (s *Solver) DistanceIf(cond Lit, x, y Var, by int) {
	s.link(edge{from: int32(x) << 1, to: int32(y) << 1, by: int32(by), cond: cond, under: true})
}

// link adds an edge and its mirror: y ≥ x + by says −x ≥ −y + by as well.
func (s *Solver) link(e edge) {
	for _, e := range [2]edge{e, {e.to ^ 1, e.from ^ 1, e.by, e.cond, e.under}} {
		i := int32(len(s.edges))
		s.edges = append(s.edges, e)
		s.from[e.from] = append(s.from[e.from], i)
		if e.under {
			s.when[e.cond.side] = append(s.when[e.cond.side], i)
		}
		s.broken = !s.pass(i) || s.broken
	}
}

// follow passes a raised bound on along the edges.
func (s *Solver) follow(e entry) bool {
	for _, i := range s.from[e.side] {
		if !s.pass(i) {
			return false
		}
	}
	for _, i := range s.when[e.side] {
		if b := s.edges[i].cond.b; b > e.old && b <= e.new && !s.pass(i) {
			return false
		}
	}
	return true
}

// pass raises the far side of an edge that holds, or says of one that cannot
// hold that its condition is false: from the bounds that are just enough.
func (s *Solver) pass(i int32) bool {
	e := &s.edges[i]
	at := s.lb[e.from] + e.by
	if !e.under || s.Holds(e.cond) {
		return s.raise(Lit{e.to, at}, reason{byEdge, i, 0})
	}
	if top := -s.lb[e.to^1]; at > top && !s.Fails(e.cond) {
		return s.Infer(e.cond.Not(), Lit{e.from, top + 1 - e.by}, Lit{e.to ^ 1, -top})
	}
	return true
}
