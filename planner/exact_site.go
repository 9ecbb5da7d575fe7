package planner

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
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
	given *slotted  // what is known for the slots that were tried last
}

// slotted is what is known of plans with certain slots.
type slotted struct {
	starts []int // of each cell: its slot, -1 is free, -2 not searched
	least  int   // none of them is over before
	tries  int
}

// settle searches exactly in the sites that are small enough: once with the
// slots of groups free, which bounds every plan, and once with the slots as they
// are, which betters the plan at hand. It says false when ctx ended first. What
// it does depends on the drafts alone.
func (s *solver) settle(ctx context.Context, round int) bool {
	if s.settled == nil {
		s.settled = make([]settled, len(s.p.sites))
	}
	u, slip := s.shortfall(s.best())
	whole := u == 0 && slip == 0
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(s.p.sites)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(s.p.sites) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				if len(s.p.sites[i].cells) <= min(settleFirst+settleStep*round, settleCells) {
					s.settleSite(ctx, i, whole)
				}
			}
		})
	}
	wg.Wait()
	return ctx.Err() == nil
}

func (s *solver) settleSite(ctx context.Context, i int, whole bool) {
	x, st, d := s.p.sites[i], &s.settled[i], s.fronts[i][0]
	if s.boundOf(i, d).Value >= d.makespan {
		return
	}
	st.least = max(st.least, s.boundOf(i, d).Value)
	if st.ideal == nil && st.tries < settleTries {
		st.raise(ctx, x.pose(s.idealQuery(i, d, whole)))
	}
	if st.least < d.makespan {
		s.lower(ctx, i)
	}
}

// raise lifts the least end of an ideal plan until one is found.
func (st *settled) raise(ctx context.Context, p *question) {
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
func (s *solver) lower(ctx context.Context, i int) {
	st, d := &s.settled[i], s.fronts[i][0]
	q, starts := s.slotQuery(i, d)
	if st.given == nil || !equalInts(st.given.starts, starts) {
		st.given = &slotted{starts: starts}
	}
	g := st.given
	if g.least = max(g.least, st.least); g.least >= d.makespan || g.tries >= settleTries {
		return
	}
	p := s.p.sites[i].pose(q)
	budget := settleBudget << (2 * g.tries)
	for g.least = p.least(g.least, p.q.target); g.least < d.makespan; g.least++ {
		x, v := p.settle(ctx, g.least, budget)
		if v == found {
			s.take(i, d, x)
			return
		}
		if v == exhausted {
			break
		}
	}
	for end := d.makespan - 1; end > g.least; {
		x, v := p.settle(ctx, end, budget)
		if v != found {
			g.tries++
			return
		}
		end = s.take(i, d, x).makespan - 1
	}
}

// take adds a plan that was found to the front of its site.
func (s *solver) take(i int, d *draft, x *schedule) *draft {
	copy(x.fixed, d.x.fixed)
	found := measure(x)
	s.fronts[i].add(found)
	return found
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

func equalInts(a, b []int) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return len(a) == len(b)
}

// boundOf is the site's bound, or what exact search knows beyond it.
func (s *solver) boundOf(i int, d *draft) Bound {
	b := s.p.sites[i].bound(d)
	if s.settled == nil || s.settled[i].least <= b.Value {
		return b
	}
	ids := []string{}
	for _, c := range s.p.sites[i].certain(d.unsearched) {
		ids = append(ids, s.p.sites[i].cells[c].id)
	}
	return Bound{BoundRefuted, s.settled[i].least, map[string]any{"cells": ids}}
}

// idealOf is the least end of a site over all slots of groups, and a plan of the
// site alone that is over then, where exact search knows both. Slots that agree
// with such plans at all sites cost nothing.
func (s *solver) idealOf(i int) (int, *schedule) {
	if s.settled == nil {
		return 0, nil
	}
	return s.settled[i].least, s.settled[i].ideal
}
