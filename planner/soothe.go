package planner

import (
	"context"
	"math/rand/v2"
)

// comfort is the ease of a rota while it is looked after: what each landing and
// each team have to do with it, so that a move costs only what it touches.
type comfort struct {
	ease     Ease
	landings []int // minutes between the first and the last start on it
	work     []int // of each team, walks included
	walk     []int
	exposure int // of all

	most int // what the move at hand may cost more, in the weights of an ease

	next   Ease // after the move at hand
	teams  [2][2]int
	spread []int // of the landings that it touches
	marked []int // these landings
	mark   []bool
}

// The weights of objectives 5 to 7 while they are annealed. They only guide the
// search: what is kept is compared in their order.
const landingMinute, fairMinute, walkMinute = 16, 4, 1

func (e Ease) cost() int {
	return landingMinute*e.LandingSpread + fairMinute*e.TeamSpread + walkMinute*e.Walking
}

// comforted lets a rota know its ease.
func (r *rota) comforted() {
	s := r.s
	c := &comfort{landings: make([]int, len(s.landings)), mark: make([]bool, len(s.landings)),
		work: make([]int, len(s.teams)), walk: make([]int, len(s.teams))}
	for l := range s.landings {
		c.landings[l] = r.spreadOn(l)
		c.ease.LandingSpread += c.landings[l]
	}
	for t := range r.teams {
		c.work[t], c.walk[t] = r.labourOf(r.teams[t].order, nil)
		c.ease.Walking += c.walk[t]
		c.exposure += r.teams[t].exposure
	}
	c.ease.TeamSpread = c.fairness(nil)
	r.comfort = c
}

// spreadOn is the minutes between the first and the last start on a landing.
func (r *rota) spreadOn(l int) int {
	first, last := Forever, 0
	for _, c := range r.s.landings[l].members {
		if k := &r.cells[c]; k.team >= 0 {
			first, last = min(first, k.start), max(last, k.start)
		}
	}
	return max(0, last-min(first, last))
}

// labourOf is a team's minutes at work and, of these, walking, in a round that is
// a list of cells and another one after it.
func (r *rota) labourOf(cells, then []int) (work, walk int) {
	last := -1
	for _, list := range [2][]int{cells, then} {
		for _, c := range list {
			if last >= 0 {
				walk += r.way(last, c)
			}
			work, last = work+r.cells[c].dur, c
		}
	}
	return work + walk, walk
}

// fairness is the minutes of the busiest team less those of the idlest, after a move.
func (c *comfort) fairness(m *move) int {
	least, most := Forever, 0
	for t, w := range c.work {
		if m != nil {
			for i := range m.parts[:m.n] {
				if m.parts[i].team == t {
					w = c.teams[i][0]
				}
			}
		}
		least, most = min(least, w), max(most, w)
	}
	return most - least
}

// comfortable says whether a move that is laid costs no more ease than it may.
func (r *rota) comfortable(m *move) bool {
	c := r.comfort
	c.next = c.ease
	for i := range m.parts[:m.n] {
		p := &m.parts[i]
		c.teams[i][0], c.teams[i][1] = r.labourOf(r.teams[p.team].order[:p.keep], r.next[i])
		c.next.Walking += c.teams[i][1] - c.walk[p.team]
	}
	c.next.TeamSpread = c.fairness(m)
	c.marked, c.spread = c.marked[:0], c.spread[:0]
	for i := range m.parts[:m.n] {
		for _, o := range r.next[i] {
			if l := r.cells[o].landing; r.cells[o].start != r.was[o] && !c.mark[l] {
				c.mark[l] = true
				c.marked, c.spread = append(c.marked, l), append(c.spread, r.spreadOn(l))
			}
		}
	}
	for i, l := range c.marked {
		c.mark[l] = false
		c.next.LandingSpread += c.spread[i] - c.landings[l]
	}
	return c.next.cost()-c.ease.cost() <= c.most
}

// settle takes over what comfortable found.
func (c *comfort) settle(m *move, cost int) {
	c.ease, c.exposure = c.next, c.exposure+cost
	for i := range m.parts[:m.n] {
		c.work[m.parts[i].team], c.walk[m.parts[i].team] = c.teams[i][0], c.teams[i][1]
	}
	for i, l := range c.marked {
		c.landings[l] = c.spread[i]
	}
}

// soothe anneals objectives 5 to 7 with those before them held: no move ends later
// than the rota's limit or lets the site begin later, groups keep their minutes,
// and exposure may stray from the least so far by so much, which falls to nothing
// in three quarters of the steps: two plans of the same exposure mostly have
// dearer ones between them. It calls moved after each move.
func (r *rota) soothe(ctx context.Context, rng *rand.Rand, steps, heat, stray int, moved func()) bool {
	c := r.comfort
	most := c.exposure // the least so far
	r.steps = 0
	for i := 0; r.steps < steps; i++ {
		if i&1023 == 0 && ctx.Err() != nil {
			return false
		}
		r.steps++
		m, ok := r.draw(rng)
		if !ok {
			continue
		}
		estimate, ok := r.estimate(m)
		room := most + stray*max(0, steps*3/4-r.steps)/steps - c.exposure
		if !ok || estimate > room {
			continue
		}
		c.most = (heat - heat*r.steps/steps) * halvings(rng.Uint32()) >> 8
		if r.try(m, room) {
			most = min(most, c.exposure)
			moved()
		}
	}
	return true
}

// strays is how far exposure strays in the rounds of a search for ease, in parts
// of the mean exposure of a cell: small sites need much of it, large ones little.
var strays = [...][2]int{{1, 2}, {2, 1}, {0, 1}, {1, 1}, {1, 4}, {1, 8}}

// soothe looks for a plan that is as good as the one that would be chosen in
// objectives 1 to 4, and goes easier. It has no say in the search for those.
func (w *work) soothe(ctx context.Context, base *schedule, rng *rand.Rand, limit int) {
	if from := w.hastened(limit); w.soothed != from {
		w.soothed, w.fussed, w.easy = from, 0, nil
	}
	if w.fussed == len(strays) {
		return
	}
	stray := strays[w.fussed]
	w.fussed++
	from := w.soothed
	if w.easy != nil {
		from = w.easy
	}
	r := newRota(from.x, from.makespan)
	if r == nil {
		return
	}
	r.aimFor(aim{exposure: 1})
	r.comforted()
	cells := max(1, len(r.cells))
	steps := stepsPerCell*cells + stepsAtLeast
	if cells > largeSite && w.best.makespan > w.bound.Value {
		steps /= 20 // the makespan comes first
	}
	least, ease, better := r.comfort.exposure, r.comfort.ease, false
	var found snapshot
	whole := r.soothe(ctx, rng, steps, ease.cost()/(4*cells), least*stray[0]/(stray[1]*cells), func() {
		if c := r.comfort; c.exposure < least || c.exposure == least && c.ease.better(ease) {
			least, ease, better = c.exposure, c.ease, true
			found.take(r)
		}
	})
	if whole && better {
		w.easy, w.fussed = measure(found.schedule(base)), 0
	}
}
