package planner

import (
	"context"

	"github.com/cellsweep/cellsweep/planner/learn"
)

// query asks for a plan of a site, or of a part of it: which cells are to be
// searched, by which teams and from when, all over by minute target. A cell with
// one team and one minute stands where it is; it costs next to nothing, so that
// a few cells of a large site can be settled among all the others.
type query struct {
	slots  []slot // of each cell of the site
	links  []link // cells that are to be hit together
	atH    bool   // some search is to start at minute 0 (H5)
	target int    // the greatest end that is allowed
	budget int    // conflicts; never time, so that the answer is always the same
	like   *schedule
}

// slot is what a query allows a cell, beside the rules of the site. Nil teams
// mean that the cell is not searched.
type slot struct {
	teams    bits
	from, to int // of the start, both included
}

// link keeps the starts of searches within a tolerance of each other.
type link struct {
	cells     []int
	tolerance int
}

// verdict is what a query comes to.
type verdict int

const (
	exhausted verdict = iota // the budget ended first, or the question is too large
	found                    // there is a plan
	refuted                  // there is none: a proof
)

// settle answers a query. The schedule is there when it was found, and keeps
// the package's own rules; fixed is as in a new schedule, for the caller to set.
func (s *site) settle(ctx context.Context, q query) (*schedule, verdict) {
	return s.pose(q).settle(ctx, q.target, q.budget)
}

// maxFree bounds the cells that a question leaves open, maxSearchTeams the
// pairs of cells and teams, maxMinute the figures that it can hold.
const (
	maxFree   = 40
	maxPairs  = 1500
	maxMinute = learn.MaxBound / 8
)

// question is a query with all that does not depend on the target: it can be
// settled for one target after the other.
type question struct {
	s     *site
	q     query
	base  *schedule // what stands
	free  []int     // the other cells
	teams []int     // those that may search one of them, alike ones side by side
	hours [][]spans // of each team and free cell, the starts that are possible
	alike []bool    // of each team, whether the one before has the same hours
	rows  *rows     // what each team could do alone, nil where there are too many cells
	never bool      // what stands breaks a rule already
	large bool      // too large to be asked
	// conflicts counts the dead ends of all answers.
	conflicts int
}

// spans are minutes, by rising time, none touching the next.
type spans []span

type span struct{ from, to int } // both included

func (a spans) without(from, to int) spans {
	var out spans
	for _, s := range a {
		if s.to < from || s.from > to {
			out = append(out, s)
			continue
		}
		if s.from < from {
			out = append(out, span{s.from, from - 1})
		}
		if s.to > to {
			out = append(out, span{to + 1, s.to})
		}
	}
	return out
}

// next is the first minute of the spans that is not before t.
func (a spans) next(t int) (int, bool) {
	for _, s := range a {
		if t <= s.to {
			return max(t, s.from), true
		}
	}
	return 0, false
}

func (a spans) equal(b spans) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// pose sets a question up.
func (s *site) pose(q query) *question {
	p := &question{s: s, q: q, base: newSchedule(s)}
	for c := range s.cells {
		switch sl := &q.slots[c]; {
		case sl.teams == nil:
		case s.cells[c].fault != nil:
			p.never = true
		case sl.from == sl.to && sl.teams.count() == 1:
			t := sl.teams.list(len(s.teams))[0]
			if _, ok := p.base.earliestOn(c, t, sl.from, sl.to); !ok || sl.from+s.cells[c].dur > q.target {
				p.never = true
				return p
			}
			p.base.place(c, t, sl.from)
		default:
			p.free = append(p.free, c)
		}
	}
	p.never = p.never || p.apart()
	p.large = len(p.free) > maxFree || !s.nearest() || q.target > maxMinute
	if !p.large && !p.never {
		p.crew()
		p.rows = newRows(p)
	}
	return p
}

// apart says whether cells that stand break a link.
func (p *question) apart() bool {
	for _, l := range p.q.links {
		lo, hi := Forever, -1
		for _, c := range l.cells {
			if p.base.team[c] >= 0 {
				lo, hi = min(lo, p.base.start[c]), max(hi, p.base.start[c])
			}
		}
		if hi-lo > l.tolerance {
			return true
		}
	}
	return false
}

// nearest says whether a farther place is never a shorter walk, so that a team
// that leaves a cell out is never later for it.
func (s *site) nearest() bool {
	return s.walk[0] <= s.walk[1] && s.walk[1] <= s.walk[2] && s.walk[2] <= s.walk[3]
}

// crew finds the teams that count and their hours, and puts alike ones together.
func (p *question) crew() {
	var all []int
	var hours [][]spans
	pairs := 0
	for t := range p.s.teams {
		list, some := make([]spans, len(p.free)), false
		for k, c := range p.free {
			list[k] = p.startsOf(c, t)
			some = some || list[k] != nil
			if list[k] != nil {
				pairs++
			}
		}
		if some {
			all, hours = append(all, t), append(hours, list)
		}
	}
	p.large = p.large || pairs > maxPairs
	done := make([]bool, len(all))
	for i := range all {
		for j := i; j < len(all); j++ {
			if !done[j] && (j == i || sameHours(hours[i], hours[j])) {
				done[j] = true
				p.teams, p.hours, p.alike = append(p.teams, all[j]), append(p.hours, hours[j]), append(p.alike, j != i)
			}
		}
	}
}

func sameHours(a, b []spans) bool {
	for i := range a {
		if !a[i].equal(b[i]) {
			return false
		}
	}
	return true
}

// startsOf are the minutes at which a team could start a free cell, given all
// that stands: its own searches, kit and landings.
func (p *question) startsOf(c, t int) spans {
	s, k, tm, sl := p.s, &p.s.cells[c], &p.s.teams[t], &p.q.slots[c]
	if !sl.teams.has(t) || !k.elig.has(t) {
		return nil
	}
	lo := max(0, sl.from, k.est, k.release, tm.ready(k))
	hi := min(sl.to, k.lst, tm.to-k.dur, p.q.target-k.dur)
	if lo > hi {
		return nil
	}
	out := spans{{lo, hi}}
	for _, r := range p.base.routes[t] {
		out = out.without(r.start-s.way(c, r.cell)-k.dur+1, r.end+s.way(r.cell, c)-1)
	}
	for _, u := range k.uses {
		p.base.kinds[u.kind].above(s.kinds[u.kind].Count-u.units, func(from, to int) {
			out = out.without(from-u.to+1, to-u.from-1)
		})
	}
	if s.limit < Forever {
		p.base.landings[k.landing].above(s.limit-1, func(from, to int) { out = out.without(from-k.dur+1, to-1) })
	}
	for _, l := range p.q.links {
		out = p.together(l, c, out)
	}
	return out
}

// together keeps a cell near the cells of its link that stand.
func (p *question) together(l link, c int, out spans) spans {
	in := false
	for _, o := range l.cells {
		in = in || o == c
	}
	for _, o := range l.cells {
		if in && p.base.team[o] >= 0 {
			at := p.base.start[o]
			out = out.without(-maxMinute, at-l.tolerance-1).without(at+l.tolerance+1, Forever)
		}
	}
	return out
}

// above calls for each stretch [from, to) at which more than limit is in use.
func (p *profile) above(limit int, each func(from, to int)) {
	for i, l := range p.level {
		if l > limit && i+1 < len(p.at) {
			each(p.at[i], p.at[i+1])
		}
	}
}

// settle answers for one target, which is not above the query's.
func (p *question) settle(ctx context.Context, target, budget int) (*schedule, verdict) {
	switch {
	case p.never || p.standing() > target:
		return nil, refuted
	case p.large:
		return nil, exhausted
	case p.rows != nil && !p.rows.shared(int32(target)).whole:
		return nil, refuted
	}
	m := p.model(target)
	status := m.solver.Solve(ctx, budget)
	p.conflicts += m.solver.Conflicts
	switch status {
	case learn.Refuted:
		return nil, refuted
	case learn.Found:
		if x := m.schedule(); x != nil {
			return x, found
		}
	}
	return nil, exhausted
}

// standing is the last end of what stands.
func (p *question) standing() int {
	end := 0
	for _, r := range p.base.routes {
		if len(r) > 0 {
			end = max(end, r[len(r)-1].end)
		}
	}
	return end
}
