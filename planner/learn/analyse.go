package learn

import "slices"

// analyse turns the facts in clash into a clause that would have prevented the
// dead end, with its first unique implication point in front. It gives the level
// to go back to.
func (s *Solver) analyse() int {
	s.touched = s.touched[:0]
	now := s.levels[len(s.levels)-1]
	open := 0
	for _, f := range s.clash {
		open += s.require(f, now)
	}
	i := len(s.trail) - 1
	for ; ; i-- {
		e := &s.trail[i]
		if !s.needed[e.side] || s.need[e.side] <= e.old {
			continue
		}
		if open == 1 {
			break
		}
		fact := Lit{e.side, s.need[e.side]}
		s.needed[e.side] = false
		open--
		s.bump(e)
		s.facts = s.explain(fact, e.why, s.facts[:0])
		for _, f := range s.facts {
			open += s.require(f, now)
		}
	}
	return s.conclude(&s.trail[i])
}

// require notes a fact that is needed. It says 1 when a fact of the present
// level is needed that was not before.
func (s *Solver) require(f Lit, now int32) int {
	was := int32(-1)
	if s.needed[f.side] {
		if s.need[f.side] >= f.b {
			return 0
		}
		was = s.since(Lit{f.side, s.need[f.side]})
	}
	at := s.since(f)
	if at < 0 {
		return 0 // holds without any decision
	}
	if !s.needed[f.side] {
		s.needed[f.side] = true
		if !slices.Contains(s.touched, f.side) {
			s.touched = append(s.touched, f.side)
		}
	}
	s.need[f.side] = f.b
	if at >= now && was < now {
		return 1
	}
	return 0
}

// since is the entry that made a fact true; -1 when it holds without any decision.
func (s *Solver) since(f Lit) int32 {
	i := s.last[f.side]
	for i >= 0 && s.trail[i].old >= f.b {
		i = s.trail[i].prev
	}
	if i >= 0 && (len(s.levels) == 0 || i < s.levels[0]) {
		return -1
	}
	return i
}

// bump raises the activity of what took part.
func (s *Solver) bump(e *entry) {
	s.heap.bump(e.side>>1, s.gained)
	if e.why.kind == byClause {
		if c := &s.clauses[e.why.ref]; c.learned {
			c.activity = int64(s.Conflicts)
		}
	}
}

// conclude writes the clause of what is needed still, without the facts that
// follow from others among them.
func (s *Solver) conclude(first *entry) int {
	s.bump(first)
	s.learnt = append(s.learnt[:0], Lit{first.side, s.need[first.side]}.Not())
	back := 0
	for _, side := range s.touched {
		if !s.needed[side] || side == first.side {
			continue
		}
		fact := Lit{side, s.need[side]}
		at := s.since(fact)
		if s.follows(fact, at) {
			continue
		}
		s.heap.bump(side>>1, s.gained)
		s.learnt = append(s.learnt, fact.Not())
		if l := s.levelOf(at); l > back {
			back = l
			s.learnt[1], s.learnt[len(s.learnt)-1] = s.learnt[len(s.learnt)-1], s.learnt[1]
		}
	}
	for _, side := range s.touched {
		s.needed[side] = false
	}
	return back
}

// follows says whether a fact is implied by others that are needed: by one step.
func (s *Solver) follows(f Lit, at int32) bool {
	why := s.trail[at].why
	if why.kind == byDecision {
		return false
	}
	s.facts = s.explain(f, why, s.facts[:0])
	for _, o := range s.facts {
		if s.since(o) >= 0 && !(s.needed[o.side] && s.need[o.side] >= o.b && o.side != f.side) {
			return false
		}
	}
	return true
}

// levelOf is the level of an entry, from 1; levels begin where levels says.
func (s *Solver) levelOf(at int32) int {
	lo, hi := 0, len(s.levels)
	for lo < hi {
		if m := (lo + hi) / 2; s.levels[m] <= at {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}
