package planner

import (
	"context"
	"math/rand/v2"
	"slices"
)

// work is what has been done on a site and what is known of it.
type work struct {
	best  *draft // the least in unsearched, slip and makespan; exposure never has a say in the search for it
	early *draft // the least exposure within the makespan or its slack, nil is not tried
	bound *Bound // on the makespan, nil is not asked
	with  premise
	// settled is what exact search knows of the site.
	settled settled

	rota  *rota  // the annealing of the makespan, as the last round left it
	from  *draft // the one that exposure was last looked at from,
	limit int    // within this limit,
	stale int    // so many rounds in vain

	soothed *draft // the one that ease was last looked for from,
	easy    *draft // what came of it, nil is nothing,
	fussed  int    // so many rounds in vain
}

// bound is the site's lower bound. It depends on the draft by its unsearched
// priority alone, so that it is asked once; and once more when rounds begin.
func (s *solver) bound(i int) Bound {
	w, with := &s.works[i], s.premise
	if s.plain {
		return s.p.sites[i].plainBound(w.best)
	}
	if with.unsearched = w.best.unsearched; w.bound == nil || w.with != with {
		b := s.p.sites[i].bound(w.best)
		if with.most > 0 {
			b = s.p.sites[i].packed(w.best, b, with)
		}
		w.bound, w.with = w.beyond(s.p.sites[i], b), with
	}
	return *w.bound
}

// improve does one round on every site. It says whether the round was done; one
// that was cut short changes nothing.
func (s *solver) improve(ctx context.Context, round int) bool {
	if ctx.Err() != nil {
		return false
	}
	limit := s.limit()
	s.premise = s.packs()
	next := make([]work, len(s.works))
	s.eachSite(func(i int) {
		s.bound(i)
		next[i] = s.works[i]
		if ctx.Err() == nil {
			s.labour(ctx, &next[i], i, round, limit)
		}
	})
	if ctx.Err() != nil {
		return len(next) == 0
	}
	works, base := s.works, slices.Clone(s.base)
	s.works = next
	if s.reslot(ctx, round); ctx.Err() != nil {
		s.works, s.base = works, base
		return false
	}
	return true
}

// labour is the round of one site: where it falls short it is built anew by
// another rule; then the makespan is worked on until it is proven, then exposure.
func (s *solver) labour(ctx context.Context, w *work, i, round, limit int) {
	base, rng := s.base[i], s.rng(s.p.sites[i].id, round)
	if w.best.unsearched > 0 || w.best.slip+w.best.local > 0 {
		if d := construct(base, ruleOf(round), rng); d.better(w.best) {
			*w = work{best: d, bound: w.bound, with: w.with, settled: w.settled}
		}
	}
	s.settle(ctx, w, i, round, s.premise.firm)
	if w.best.makespan > w.bound.Value {
		w.shorten(ctx, base, rng, round)
	}
	if s.p.slack == 0 {
		limit = w.best.makespan
	}
	w.hasten(ctx, base, rng, limit)
	if len(base.s.cells) <= largeSite || w.best.makespan <= w.bound.Value || round > largeCycle { // the makespan comes first
		w.soothe(ctx, base, rng, limit)
	}
}

// The steps of a round on a site, for each cell and on top, and the heat of the
// annealing in cost, see anneal; a minute of a team's end costs perMinute, and
// what ends after the target the square of its minutes times perExcess, in one
// cycle after the other: the first saves walking and waiting, which large sites
// have to lose, the second parts with the last minute.
const (
	stepsPerCell, stepsAtLeast = 300, 1500
	hot, cold                  = 40, 1
	perMinute                  = 16
	longestCycle               = 8 // rounds
	largeSite, largeCycle      = 64, 4
)

var perExcess = [...]int{4, 16}

// phase is where a round lies in its cycle, and which cycle that is: the heat
// falls once in each. Cycles last one round, two, four, then eight, so that few
// rounds give a whole cycle and many rounds long ones, whatever their number is
// in the end. Those of large sites, which nothing short does much for, begin with four.
func phase(round, cells int) (at, length, cycle int) {
	length = 1
	if cells > largeSite {
		length = largeCycle
	}
	for round > length {
		round, cycle = round-length, cycle+1
		length = min(2*length, longestCycle)
	}
	return round - 1, length, cycle
}

// shorten anneals for a sooner end.
func (w *work) shorten(ctx context.Context, base *schedule, rng *rand.Rand, round int) {
	at, length, cycle := phase(round, len(base.s.cells))
	if at == 0 || w.rota == nil {
		m := w.best.makespan
		w.rota = newRota(w.best.x, m+m/4+30)
	}
	r := w.rota
	if r == nil {
		return
	}
	best := w.best.makespan
	var found snapshot
	aim := func() {
		r.aimFor(aim{target: max(w.bound.Value, best-max(1, best/64)), minute: perMinute, excess: perExcess[cycle%len(perExcess)]})
	}
	aim()
	steps := stepsPerCell*len(r.cells) + stepsAtLeast
	if len(r.cells) > largeSite {
		steps += steps * 2 / 5
	}
	if r.anneal(ctx, rng, steps, hot-(hot-cold)*at/length, hot-(hot-cold)*(at+1)/length, func() bool {
		if m := r.makespan(); m < best {
			best = m
			found.take(r)
			aim()
		}
		return best > w.bound.Value
	}) && best < w.best.makespan {
		w.best = measure(found.schedule(base))
	}
}

// hastened is the draft of least exposure that is over by a limit.
func (w *work) hastened(limit int) *draft {
	if e := w.early; e != nil && e.makespan <= limit && e.earlier(w.best) {
		return e
	}
	return w.best
}

// patience is how many rounds in a row exposure is looked at in vain.
const patience = 3

// hasten anneals for less exposure with an end by the limit.
func (w *work) hasten(ctx context.Context, base *schedule, rng *rand.Rand, limit int) {
	from := w.hastened(limit)
	if w.limit != limit || w.from != from {
		w.limit, w.stale = limit, 0
	}
	if w.stale++; w.stale > patience {
		return
	}
	w.from = from
	r := newRota(from.x, limit)
	if r == nil {
		return
	}
	r.aimFor(aim{exposure: 1})
	best := r.cost
	var found snapshot
	steps := stepsPerCell*len(r.cells) + stepsAtLeast
	if len(r.cells) > largeSite && from.makespan > w.bound.Value {
		steps /= 10 // the makespan comes first
	}
	heat := from.exposure / (32 * max(1, len(r.cells)))
	if !r.anneal(ctx, rng, steps, heat, 0, func() bool {
		if r.cost < best {
			best = r.cost
			found.take(r)
		}
		return true
	}) || best >= from.exposure {
		return
	}
	w.early = measure(found.schedule(base))
	if w.early.makespan < w.best.makespan {
		w.best = w.early
	}
}
