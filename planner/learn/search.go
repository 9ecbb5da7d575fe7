package learn

import (
	"context"
	"slices"
)

// Status is what a search came to.
type Status int

// What a search can come to.
const (
	Exhausted Status = iota // the budget ended first
	Found                   // all constraints hold with the values that Value gives
	Refuted                 // no values meet all constraints
)

// restartUnit is how many conflicts the shortest run between restarts has.
const restartUnit = 64

// Solve searches until it knows, or until that many more conflicts; it ends as
// well when ctx does. A later call goes on with what was learned. Values stand
// until the next call.
func (s *Solver) Solve(ctx context.Context, conflicts int) Status {
	if s.level() > 0 {
		s.cancel(0)
	}
	if s.broken || !s.propagate() {
		s.broken = true
		return Refuted
	}
	limit := s.Conflicts + conflicts
	for run := 1; ; run++ {
		until := min(limit, s.Conflicts+restartUnit*luby(run))
		if st, ended := s.run(ctx, until); ended {
			return st
		}
		if s.Conflicts >= limit || ctx.Err() != nil {
			return Exhausted
		}
		s.cancel(0)
		s.forget()
	}
}

// Value is that of x after Found.
func (s *Solver) Value(x Var) int { return s.Min(x) }

// run decides and learns up to a number of conflicts.
func (s *Solver) run(ctx context.Context, until int) (Status, bool) {
	for steps := 0; ; steps++ {
		for !s.propagate() {
			s.Conflicts++
			if !s.learn() {
				s.broken = true
				return Refuted, true
			}
		}
		if s.Conflicts >= until || steps&255 == 255 && ctx.Err() != nil {
			return Exhausted, false
		}
		l, more := s.decide()
		if !more {
			return Found, true
		}
		s.levels = append(s.levels, int32(len(s.trail)))
		s.marks = append(s.marks, len(s.arena))
		s.raise(l, reason{})
	}
}

// learn goes back to where the dead end could have been seen and adds what it
// teaches. It says false when there is no way on at all.
func (s *Solver) learn() bool {
	at := 0
	for _, f := range s.clash {
		if i := s.since(f); i >= 0 {
			at = max(at, s.levelOf(i))
		}
	}
	if at == 0 {
		return false
	}
	clash := s.clash
	s.cancel(at)
	s.clash = clash
	back := s.analyse()
	lits := slices.Clone(s.learnt)
	spread := s.spreadOf(lits)
	s.cancel(back)
	s.gained += s.gained >> 4
	if s.gained > 1<<52 {
		s.gained >>= 32
		for i := range s.heap.activity {
			s.heap.activity[i] >>= 32
		}
	}
	if len(lits) == 1 {
		return s.raise(lits[0], reason{})
	}
	i := s.attach(clause{lits: lits, learned: true, spread: spread, activity: int64(s.Conflicts)})
	s.nLearned++
	return s.raise(lits[0], reason{byClause, i, 0})
}

// spreadOf counts the levels at which the literals became false.
func (s *Solver) spreadOf(lits []Lit) int32 {
	var levels []int
	for _, l := range lits {
		levels = append(levels, s.levelOf(s.since(l.Not())))
	}
	slices.Sort(levels)
	return int32(len(slices.Compact(levels)))
}

// decide chooses the next decision: a Boolean by activity, then the variable
// that can be least, which is to be as small as it can.
func (s *Solver) decide() (Lit, bool) {
	for len(s.heap.order) > 0 {
		x := s.heap.pop()
		if s.lb[x<<1] == -s.lb[x<<1|1] {
			continue
		}
		if s.phase[x] > 0 {
			return Var(x).AtLeast(1), true
		}
		return Var(x).AtMost(0), true
	}
	best := Var(-1)
	for i := range s.boolean {
		x := Var(i)
		if s.boolean[i] || s.Min(x) == s.Max(x) {
			continue
		}
		if best < 0 || s.Min(x) < s.Min(best) || s.Min(x) == s.Min(best) && s.heap.activity[x] > s.heap.activity[best] {
			best = x
		}
	}
	if best < 0 {
		return Lit{}, false
	}
	return best.AtMost(s.Min(best)), true
}

// forget drops half of the learned clauses when there are many: of those that
// span more than two levels the ones that were of no use for longest. It is
// called without any decision standing, so that no clause is a reason.
func (s *Solver) forget() {
	if s.nLearned < s.keep {
		return
	}
	var worst []int32
	for i := range s.clauses {
		if c := &s.clauses[i]; c.learned && !c.dropped && c.spread > 2 {
			worst = append(worst, int32(i))
		}
	}
	slices.SortStableFunc(worst, func(a, b int32) int { return int(s.clauses[a].activity - s.clauses[b].activity) })
	for _, i := range worst[:len(worst)/2] {
		s.clauses[i].dropped, s.clauses[i].lits = true, nil
	}
	s.nLearned -= len(worst) / 2
	s.keep += s.keep / 8
	for side := range s.watches {
		s.watches[side] = slices.DeleteFunc(s.watches[side], func(w watch) bool { return s.clauses[w.clause].dropped })
	}
}

// luby is the sequence 1 1 2 1 1 2 4 … (Luby, Sinclair, Zuckerman 1993), from 1.
func luby(i int) int {
	for k := 1; ; k++ {
		if i == 1<<k-1 {
			return 1 << (k - 1)
		}
		if i < 1<<k-1 {
			return luby(i - (1<<(k-1) - 1))
		}
	}
}
