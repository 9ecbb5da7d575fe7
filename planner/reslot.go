package planner

import (
	"context"
	"math/rand/v2"
)

// What reslot may cost: groups that it tries in a round, cells of the sites that
// a group touches, and how often a group is tried without gain.
const (
	reslotGroups   = 16
	reslotCells    = 256
	reslotPatience = 4
)

// reslot looks for better slots. Where a site that is not proven ends sooner
// once a member of a later group may come at another minute, the group is tried
// at that minute, all its sites are worked on anew, and the new slots stay if the
// operation is better off. After some tries in vain it is searched for exactly, once. It runs site after site, so that the same slots come
// out on any number of cores.
func (s *solver) reslot(ctx context.Context, round int) {
	tries := 0
	for i := range s.works {
		w := &s.works[i]
		if w.best.makespan <= s.bound(i).Value {
			continue
		}
		for c := range s.p.sites[i].cells {
			g := s.p.sites[i].cells[c].group
			if g < 0 || w.best.x.team[c] < 0 || !s.mayMove(g) {
				continue
			}
			if tries++; tries > reslotGroups || ctx.Err() != nil {
				return
			}
			if s.moveSlot(ctx, g, ref{i, c}, s.rng(s.p.groups[g].id, round)) || s.vain[g] == reslotPatience && s.meet(ctx, g) {
				s.vain[g] = 0
				break
			}
			s.vain[g]++
		}
	}
}

// mayMove says whether another slot of a group is worth a try.
func (s *solver) mayMove(g int) bool {
	if s.vain == nil {
		s.vain = make([]int, len(s.p.groups))
	}
	if s.p.groups[g].firstWave || s.vain[g] > reslotPatience {
		return false
	}
	cells, known := 0, map[int]bool{}
	for _, r := range s.p.groups[g].members {
		if s.p.cell(r).pinTeam >= 0 || s.works[r.site].best.x.team[r.cell] < 0 {
			return false
		}
		if !known[r.site] {
			cells += len(s.p.sites[r.site].cells)
		}
		known[r.site] = true
	}
	return cells <= reslotCells
}

// moveSlot lets one member of a group float, and the others follow to where it
// comes to lie. It says whether the new slots stay.
func (s *solver) moveSlot(ctx context.Context, g int, r ref, rng *rand.Rand) bool {
	w := &s.works[r.site]
	free := newRota(w.best.x, w.best.makespan)
	if free == nil {
		return false
	}
	free.float(r.cell)
	x := free.soonest(ctx, rng, s.base[r.site], s.bound(r.site).Value, w.best.makespan)
	if x == nil || x.start[r.cell] == w.best.x.start[r.cell] {
		return false
	}
	base, ok := s.follow(g, r, x)
	if !ok {
		return false
	}
	drafts := map[int]*draft{}
	for _, i := range sortedKeys(base) {
		d := construct(base[i], rules[0], rng)
		if y := d.toward(ctx, rng, base[i], s.bound(i).Value); y != nil {
			d = y
		}
		drafts[i] = d
	}
	if own := measure(x); own.better(drafts[r.site]) {
		drafts[r.site] = own
	}
	return s.replace(base, drafts)
}

// follow is the bases of a group's sites with one member where a schedule has
// it and the others as near as they can come.
func (s *solver) follow(g int, lead ref, x *schedule) (map[int]*schedule, bool) {
	at, tolerance := x.start[lead.cell], s.p.groups[g].tolerance
	base := map[int]*schedule{}
	for _, r := range s.p.groups[g].members {
		if base[r.site] == nil {
			base[r.site] = s.base[r.site].clone()
		}
		if base[r.site].team[r.cell] >= 0 {
			base[r.site].remove(r.cell)
		}
	}
	y := base[lead.site]
	if !y.fits(lead.cell, x.team[lead.cell], at) || y.resources(lead.cell, at) != at {
		return nil, false
	}
	y.place(lead.cell, x.team[lead.cell], at)
	y.fixed[lead.cell] = true
	for _, r := range s.p.groups[g].members {
		if r == lead {
			continue
		}
		t, start, ok := base[r.site].earliest(r.cell, at, at+tolerance)
		if !ok {
			return nil, false
		}
		base[r.site].place(r.cell, t, start)
		base[r.site].fixed[r.cell] = true
	}
	return base, true
}

// replace takes over new bases and drafts of some sites if the operation is
// better off by them.
func (s *solver) replace(base map[int]*schedule, drafts map[int]*draft) bool {
	before := s.best()
	after := append([]*draft(nil), before...)
	for i, d := range drafts {
		after[i] = d
	}
	was, now := s.standing(before), s.standing(after)
	was.exposure, now.exposure = 0, 0
	if !now.better(was) {
		return false
	}
	for i, d := range drafts {
		s.base[i] = base[i]
		s.works[i] = work{best: d, bound: s.works[i].bound, with: s.works[i].with, settled: s.works[i].settled}
	}
	return true
}

// standing are the figures of drafts.
func (s *solver) standing(drafts []*draft) standing {
	var a standing
	a.unsearched, a.slip = s.shortfall(drafts)
	for _, d := range drafts {
		a.makespan, a.sum, a.exposure = max(a.makespan, d.makespan), a.sum+d.makespan, satAdd(a.exposure, d.exposure)
	}
	return a
}

// float lets a cell that had a slot come whenever it may.
func (r *rota) float(c int) {
	k, src := &r.cells[c], &r.s.cells[c]
	k.lo, k.hi = max(src.est, src.release), min(src.lst, r.end-src.dur)
	r.relink(k.team)
}

// soonest anneals a rota once for an end before a minute; nil where none is found.
func (r *rota) soonest(ctx context.Context, rng *rand.Rand, base *schedule, bound, before int) *schedule {
	var found snapshot
	best := before
	aim := func() {
		r.aimFor(aim{target: max(bound, best-max(1, best/64)), minute: perMinute, excess: perExcess[1]})
	}
	aim()
	r.anneal(ctx, rng, stepsPerCell*len(r.cells)+stepsAtLeast, hot, cold, func() bool {
		if m := r.makespan(); m < best {
			best = m
			found.take(r)
			aim()
		}
		return best > bound
	})
	if best == before {
		return nil
	}
	return found.schedule(base)
}

// toward anneals a draft once for a sooner end; nil where none is found.
func (a *draft) toward(ctx context.Context, rng *rand.Rand, base *schedule, bound int) *draft {
	r := newRota(a.x, a.makespan+a.makespan/4+30)
	if r == nil || a.makespan <= bound {
		return nil
	}
	if x := r.soonest(ctx, rng, base, bound, a.makespan); x != nil {
		return measure(x)
	}
	return nil
}
