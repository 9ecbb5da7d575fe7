package planner

import (
	"context"
	"slices"
)

// BoundRefuted is the bound of a site that no plan is over before: every plan
// that would be was refuted. The witness names the cells that were to be searched.
const BoundRefuted = "refuted"

// Sites of at most settleCells cells are searched exactly: the small ones from
// the first round on, larger ones by and by, settleStep cells more in each round.
// A site has settleBudget conflicts at first and four times as many in each
// further round that it needs, up to settleTries times.
const settleCells, settleFirst, settleStep = 24, 8, 2
const settleBudget, settleTries = 500, 3

// settled is what exact search knows of a site so far.
type settled struct {
	least int       // no plan of minimal unsearched priority and slip is over before
	ideal *schedule // where it is known: a plan over at that minute, were the slots of groups free
	tries int       // at the ideal that came to nothing
	given slotted   // what is known for the slots that were tried last
}

// slotted is what is known of plans with certain slots.
type slotted struct {
	starts []int // of each cell: its slot, -1 is free, -2 not searched
	least  int   // none of them is over before
	tries  int
}

// settle searches a site exactly if it is small enough: once with the slots of
// groups free, which bounds every plan, and once with the slots as they are, which
// betters the plan at hand. What it does depends on the work alone. With whole,
// nothing is left out and nothing slips in the operation.
func (s *solver) settle(ctx context.Context, w *work, i, round int, whole bool) {
	x := s.p.sites[i]
	if len(x.cells) > min(settleFirst+settleStep*round, settleCells) || w.bound.Value >= w.best.makespan {
		return
	}
	st := &w.settled
	st.least = max(st.least, w.bound.Value)
	if len(x.cells) <= maxRowCells && st.ideal == nil && st.tries < settleTries {
		st.raise(ctx, x.pose(s.idealQuery(i, w.best, whole)))
		w.bound = w.beyond(x, *w.bound)
	}
	if st.least < w.best.makespan {
		s.lower(ctx, w, i)
	}
}

// raise lifts the least end of an ideal plan until one is found.
func (st *settled) raise(ctx context.Context, p *question) {
	if p.large {
		return
	}
	budget := settleBudget << (2 * st.tries)
	for st.least = p.least(st.least, p.q.target); st.least <= p.q.target; st.least++ {
		x, v := p.settle(ctx, st.least, budget)
		if v == found {
			st.ideal = x
		}
		if v == exhausted {
			st.tries++
		}
		if v != refuted {
			return
		}
	}
}

// lower looks for the best plan with the slots as they are.
func (s *solver) lower(ctx context.Context, w *work, i int) {
	d := w.best
	q, starts := s.slotQuery(i, d)
	g := &w.settled.given
	if !slices.Equal(g.starts, starts) {
		*g = slotted{starts: starts}
	}
	if g.least = max(g.least, w.settled.least); g.least >= d.makespan || g.tries >= settleTries {
		return
	}
	p := s.p.sites[i].pose(q)
	if p.large {
		return
	}
	budget := settleBudget << (2 * g.tries)
	v := refuted
	for g.least = p.least(g.least, q.target); g.least < d.makespan && v == refuted; {
		var x *schedule
		switch x, v = p.settle(ctx, g.least, budget); v {
		case found:
			w.take(x)
		case refuted:
			g.least++
		}
	}
	if v != exhausted {
		return
	}
	g.tries++
	for end := d.makespan - 1; end > g.least; end = w.best.makespan - 1 { // whatever is better then
		x, v := p.settle(ctx, end, budget)
		if v != found {
			return
		}
		w.take(x)
	}
}

// take keeps a plan that was found.
func (w *work) take(x *schedule) {
	copy(x.fixed, w.best.x.fixed)
	if d := measure(x); d.better(w.best) {
		w.best = d
	}
}

// idealQuery asks for what every plan of minimal unsearched priority and slip
// does at a site. Only where nothing is left out or slips anywhere is it certain
// that none of them lets a group of the site slip, or the start at H.
func (s *solver) idealQuery(i int, d *draft, whole bool) query {
	x := s.p.sites[i]
	q := query{slots: make([]slot, len(x.cells)), target: d.makespan, like: d.x}
	sure := x.certain(d.unsearched)
	for _, c := range sure {
		k := &x.cells[c]
		q.slots[c] = slot{k.elig, 0, Forever}
		if whole && k.group >= 0 && s.p.groups[k.group].firstWave {
			q.slots[c].to = 0
		}
	}
	if whole {
		q.links = x.linksOf(func(c int) bool { return q.slots[c].teams != nil })
		searchable := 0
		for c := range x.cells {
			if x.cells[c].fault == nil {
				searchable++
			}
		}
		q.atH = len(sure) == searchable
	}
	return q
}

// linksOf are the groups of a site alone, as far as their cells are searched.
func (s *site) linksOf(searched func(c int) bool) []link {
	var out []link
	for _, g := range s.local {
		l := link{tolerance: g.tolerance}
		for _, r := range g.members {
			if searched(r.cell) {
				l.cells = append(l.cells, r.cell)
			}
		}
		if !g.firstWave && len(l.cells) > 1 {
			out = append(out, l)
		}
	}
	return out
}

// slotQuery asks for a plan that searches the same cells with the same slots for
// the groups that reach beyond the site. It gives the slots as well.
func (s *solver) slotQuery(i int, d *draft) (query, []int) {
	x := s.p.sites[i]
	q := query{slots: make([]slot, len(x.cells)), target: d.makespan - 1, like: d.x, atH: d.slip == 0}
	starts := make([]int, len(x.cells))
	local := map[int]bool{}
	for k := range x.local {
		for _, r := range x.local[k].members {
			local[r.cell] = true
		}
	}
	for c := range x.cells {
		k, at := &x.cells[c], d.x.start[c]
		starts[c] = -1
		switch {
		case d.x.team[c] < 0:
			starts[c] = -2
			continue
		case local[c] && d.local == 0 && s.p.groups[k.group].firstWave:
			starts[c] = 0
		case k.group >= 0 && !(local[c] && d.local == 0), d.slip > 0 && at == d.slip:
			starts[c] = at
		}
		q.slots[c] = slot{k.elig, 0, Forever}
		if starts[c] >= 0 {
			q.slots[c].from, q.slots[c].to = starts[c], starts[c]
		}
	}
	if d.local == 0 {
		q.links = x.linksOf(func(c int) bool { return d.x.team[c] >= 0 })
	}
	return q, starts
}

// beyond is the site's bound, or what exact search knows beyond it. The witness
// names the cells that are searched.
func (w *work) beyond(s *site, b Bound) *Bound {
	if w.settled.least > b.Value {
		b = Bound{BoundRefuted, w.settled.least, map[string]any{"cells": s.ids(s.certain(w.best.unsearched))}}
	}
	return &b
}
