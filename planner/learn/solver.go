package learn

// Var is an integer variable.
type Var int32

// Lit says that a variable, or its negative, is at least b. The zero value is
// of no use: literals come from AtLeast and AtMost.
type Lit struct {
	side int32 // 2·variable, or 2·variable+1 for its negative
	b    int32
}

// AtLeast is the literal x ≥ b.
func (x Var) AtLeast(b int) Lit { return Lit{int32(x) << 1, int32(b)} }

// AtMost is the literal x ≤ b.
func (x Var) AtMost(b int) Lit { return Lit{int32(x)<<1 | 1, int32(-b)} }

// Not is the opposite literal.
func (l Lit) Not() Lit { return Lit{l.side ^ 1, 1 - l.b} }

// MaxBound is the greatest magnitude of a bound.
const MaxBound = 1 << 28

// Why an entry of the trail holds.
const (
	byDecision = iota
	byClause
	byEdge
	byFacts
)

type reason struct {
	kind int32
	ref  int32 // clause, edge, or where the facts begin in the arena
	n    int32 // how many facts
}

// entry is one bound that rose: of a side, from old to new.
type entry struct {
	side, old, new int32
	prev           int32 // the entry before of this side, -1 is none
	why            reason
}

type clause struct {
	lits     []Lit // the two watched ones first
	learned  bool
	dropped  bool
	spread   int32 // levels among its literals when it was learned
	activity int64
}

type watch struct {
	clause  int32
	at      int32 // the bound of the side at which the watched literal is false
	blocker Lit
}

// Propagator infers bounds from bounds. Propagate says false when it failed,
// after Infer or Fail said so.
type Propagator interface {
	Propagate(s *Solver) bool
}

// Solver holds variables, constraints and what was learned. It is for one
// goroutine.
type Solver struct {
	lb     []int32 // of each side
	last   []int32 // of each side, its last entry on the trail, -1 is none
	trail  []entry
	levels []int32 // where on the trail each level begins
	head   int     // first entry that was not propagated

	clauses []clause
	watches [][]watch
	edges   []edge
	from    [][]int32 // of each side, the edges that leave it
	when    [][]int32 // of each side, the edges that hold under a literal of it

	props   []Propagator
	wakes   [][]int32 // of each side, the propagators that look at it
	queue   []int32
	queued  []bool
	arena   []Lit // facts of inferences
	marks   []int // how long the arena was when each level began
	broken  bool  // a contradiction without any decision
	clash   []Lit // facts that cannot all hold
	heap    heap
	boolean []bool
	phase   []int32 // of each variable, the value that a decision tries first

	need     []int32 // of each side in analysis, the bound that is needed
	needed   []bool
	touched  []int32
	learnt   []Lit
	facts    []Lit
	gained   int64 // what an occurrence in a conflict adds to an activity
	keep     int   // learned clauses before some are dropped
	nLearned int

	// Conflicts counts the dead ends so far.
	Conflicts int
}

// New is an empty solver.
func New() *Solver {
	return &Solver{gained: 1 << 20, keep: 3000}
}

// Int adds a variable of lo … hi. It panics when a bound exceeds MaxBound: the
// caller has to refuse such figures before.
func (s *Solver) Int(lo, hi int) Var {
	if lo < -MaxBound || hi > MaxBound {
		panic("learn: a bound is out of range")
	}
	x := Var(len(s.lb) / 2)
	s.lb = append(s.lb, int32(lo), int32(-hi))
	s.last = append(s.last, -1, -1)
	s.watches = append(s.watches, nil, nil)
	s.from = append(s.from, nil, nil)
	s.when = append(s.when, nil, nil)
	s.wakes = append(s.wakes, nil, nil)
	s.need = append(s.need, 0, 0)
	s.needed = append(s.needed, false, false)
	s.boolean = append(s.boolean, false)
	s.phase = append(s.phase, int32(lo))
	s.heap.grow()
	if lo > hi {
		s.broken = true
	}
	return x
}

// Bool adds a variable of 0 and 1, which is decided before any that is not.
func (s *Solver) Bool() Var {
	x := s.Int(0, 1)
	s.boolean[x] = true
	s.heap.push(int32(x))
	return x
}

// Prefer sets the value that a decision on x tries first, and how early it is
// made: variables of a higher rank first, until conflicts say otherwise.
func (s *Solver) Prefer(x Var, value, rank int) {
	s.phase[x] = int32(value)
	s.heap.activity[x] = int64(rank) << 10
	s.heap.fix(int32(x))
}

// Min and Max are the present bounds of x; equal after Solve said Found.
func (s *Solver) Min(x Var) int { return int(s.lb[x<<1]) }

// Max is the present upper bound of x.
func (s *Solver) Max(x Var) int { return -int(s.lb[x<<1|1]) }

// Holds says whether a literal is true at present.
func (s *Solver) Holds(l Lit) bool { return s.lb[l.side] >= l.b }

// Fails says whether a literal is false at present.
func (s *Solver) Fails(l Lit) bool { return s.lb[l.side^1] >= 1-l.b }

func (s *Solver) level() int { return len(s.levels) }

// raise sets a bound. On a contradiction it leaves the facts in clash and says false.
func (s *Solver) raise(l Lit, why reason) bool {
	if s.lb[l.side] >= l.b {
		return true
	}
	if s.Fails(l) {
		s.clash = append(s.explain(l, why, s.clash[:0]), l.Not())
		return false
	}
	s.trail = append(s.trail, entry{l.side, s.lb[l.side], l.b, s.last[l.side], why})
	s.last[l.side] = int32(len(s.trail) - 1)
	s.lb[l.side] = l.b
	return true
}

// Infer sets a literal that follows from facts that hold. It is for
// propagators; on false they return false themselves.
func (s *Solver) Infer(l Lit, facts ...Lit) bool {
	if s.lb[l.side] >= l.b {
		return true
	}
	at := len(s.arena)
	s.arena = append(s.arena, facts...)
	return s.raise(l, reason{byFacts, int32(at), int32(len(facts))})
}

// Fail says that facts which hold cannot hold together.
func (s *Solver) Fail(facts ...Lit) bool {
	s.clash = append(s.clash[:0], facts...)
	return false
}

// explain appends facts that were there before l and imply it.
func (s *Solver) explain(l Lit, why reason, out []Lit) []Lit {
	switch why.kind {
	case byClause:
		for _, o := range s.clauses[why.ref].lits {
			if o.side != l.side {
				out = append(out, o.Not())
			}
		}
	case byEdge:
		e := &s.edges[why.ref]
		out = append(out, Lit{e.from, l.b - e.by})
		if e.under {
			out = append(out, e.cond)
		}
	case byFacts:
		out = append(out, s.arena[why.ref:why.ref+why.n]...)
	}
	return out
}

// Clause demands that one of the literals holds. It is for before Solve.
func (s *Solver) Clause(lits ...Lit) {
	var list []Lit
	for _, l := range lits {
		if s.Holds(l) {
			return
		}
		if s.Fails(l) {
			continue
		}
		merged := false
		for i := range list {
			if list[i].side == l.side {
				list[i].b = min(list[i].b, l.b)
				merged = true
			} else if list[i].side == l.side^1 && list[i].b+l.b <= 1 {
				return // one of the two always holds
			}
		}
		if !merged {
			list = append(list, l)
		}
	}
	switch len(list) {
	case 0:
		s.broken = true
	case 1:
		s.broken = !s.raise(list[0], reason{}) || s.broken
	default:
		s.attach(clause{lits: list})
	}
}

func (s *Solver) attach(c clause) int32 {
	i := int32(len(s.clauses))
	s.clauses = append(s.clauses, c)
	s.watch(i, c.lits[0], c.lits[1])
	s.watch(i, c.lits[1], c.lits[0])
	return i
}

func (s *Solver) watch(c int32, l, blocker Lit) {
	s.watches[l.side^1] = append(s.watches[l.side^1], watch{c, 1 - l.b, blocker})
}

// Propagator adds one that is called when a bound of these variables changed.
func (s *Solver) Propagator(p Propagator, vars ...Var) {
	i := int32(len(s.props))
	s.props = append(s.props, p)
	s.queued = append(s.queued, false)
	for _, x := range vars {
		s.wakes[x<<1] = append(s.wakes[x<<1], i)
		s.wakes[x<<1|1] = append(s.wakes[x<<1|1], i)
	}
	s.enqueue(i)
}

func (s *Solver) enqueue(p int32) {
	if !s.queued[p] {
		s.queued[p] = true
		s.queue = append(s.queue, p)
	}
}

// propagate runs until nothing more follows; false leaves facts in clash.
func (s *Solver) propagate() bool {
	for {
		for s.head < len(s.trail) {
			e := s.trail[s.head]
			s.head++
			if !s.visit(e) || !s.follow(e) {
				return false
			}
			for _, p := range s.wakes[e.side] {
				s.enqueue(p)
			}
		}
		if len(s.queue) == 0 {
			return true
		}
		p := s.queue[0]
		s.queue = s.queue[1:]
		s.queued[p] = false
		if !s.props[p].Propagate(s) {
			return false
		}
	}
}

// visit looks at the clauses of which a watched literal became false.
func (s *Solver) visit(e entry) bool {
	list := s.watches[e.side]
	kept := 0
	for i := 0; i < len(list); i++ {
		w := list[i]
		if w.at > e.new || w.at <= e.old || s.Holds(w.blocker) {
			list[kept] = w
			kept++
			continue
		}
		c := &s.clauses[w.clause]
		if c.dropped {
			continue
		}
		if l := c.lits[0]; l.side == e.side^1 && 1-l.b == w.at {
			c.lits[0], c.lits[1] = c.lits[1], c.lits[0]
		}
		if s.move(w.clause, c, e.side) {
			continue
		}
		list[kept] = watch{w.clause, w.at, c.lits[0]}
		kept++
		if !s.raise(c.lits[0], reason{byClause, w.clause, 0}) {
			kept += copy(list[kept:], list[i+1:])
			s.watches[e.side] = list[:kept]
			return false
		}
	}
	s.watches[e.side] = list[:kept]
	return true
}

// move finds another literal to watch than the second, which is false. A clause
// that the first makes true needs none, but keeps its watch then.
func (s *Solver) move(i int32, c *clause, side int32) bool {
	if s.Holds(c.lits[0]) {
		return false
	}
	for k := 2; k < len(c.lits); k++ {
		if l := c.lits[k]; !s.Fails(l) {
			c.lits[1], c.lits[k] = l, c.lits[1]
			s.watch(i, l, c.lits[0])
			return true
		}
	}
	return false
}

// cancel takes back all levels above the given one.
func (s *Solver) cancel(level int) {
	if s.level() > level {
		start := int(s.levels[level])
		for i := len(s.trail) - 1; i >= start; i-- {
			e := &s.trail[i]
			x := e.side >> 1
			if s.boolean[x] {
				s.phase[x] = s.lb[x<<1]
				s.heap.push(x)
			}
			s.lb[e.side], s.last[e.side] = e.old, e.prev
		}
		s.trail = s.trail[:start]
		s.arena = s.arena[:s.marks[level]]
		s.levels, s.marks = s.levels[:level], s.marks[:level]
		s.head = start
	}
	for _, p := range s.queue {
		s.queued[p] = false
	}
	s.queue = s.queue[:0]
}
