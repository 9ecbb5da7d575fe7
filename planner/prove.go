package planner

import "slices"

// The kinds of bounds that this engine gives; docs/planner.md says what each
// witness holds.
const (
	BoundLongest     = "longestCell"
	BoundRelease     = "release"
	BoundArea        = "area"
	BoundForest      = "walkForest"
	BoundPigeonhole  = "pigeonhole"
	BoundPacking     = "L2"
	BoundEligibility = "eligibility"
	BoundEquipment   = "equipment"
)

// certain are the cells that every plan of minimal unsearched priority
// searches. Our plan leaves out cells of some priority in sum, so a minimal
// one leaves out no more, and no single cell that matters more than that.
func (s *site) certain(unsearched int) []int {
	var out []int
	for i := range s.cells {
		if c := &s.cells[i]; c.fault == nil && c.priority > unsearched {
			out = append(out, i)
		}
	}
	return out
}

// soonest is the first minute at which any team could start a cell.
func (s *site) soonest(c *cell) int {
	first := Forever
	for t := range s.teams {
		if c.elig.has(t) {
			first = min(first, s.teams[t].ready(c))
		}
	}
	return max(c.est, c.release, first)
}

// bound is the greatest of the lower bounds on the site's makespan that cost
// little: those of single cells, of cells that share teams, of kit and landings.
// They hold over all slots of groups, as they relax them away.
func (s *site) bound(d *draft) Bound {
	b := prover{s: s, cells: s.certain(d.unsearched), soonest: make([]int, len(s.cells)), best: Bound{Kind: BoundArea, Witness: map[string]any{"cells": []string{}, "teams": []string{}}}}
	for _, i := range b.cells {
		b.soonest[i] = s.soonest(&s.cells[i])
	}
	b.single()
	for _, set := range s.teamSets(b.cells) {
		b.shared(set)
	}
	if rest := s.behind(b.cells); len(rest) > 0 {
		all := b.cells
		b.cells = rest
		for _, set := range s.teamSets(rest) {
			b.shared(set)
		}
		b.cells = all
	}
	b.kit()
	b.landings()
	return b.proof()
}

// plainBound is the greatest bound that a single cell gives.
func (s *site) plainBound(d *draft) Bound {
	b := prover{s: s, cells: s.certain(d.unsearched), soonest: make([]int, len(s.cells)), best: Bound{Kind: BoundArea, Witness: map[string]any{"cells": []string{}, "teams": []string{}}}}
	for _, i := range b.cells {
		b.soonest[i] = s.soonest(&s.cells[i])
	}
	b.single()
	return b.proof()
}

// prover collects bounds on a site and keeps the greatest, of equal ones the first.
type prover struct {
	s     *site
	cells []int
	// soonest is the first minute at which each cell can start.
	soonest []int
	best    Bound
	// witness makes that of the best, nil where it has one: it is asked for once, as
	// on the way up most offers are soon outbid.
	witness func() map[string]any
	only    string // the one kind that shared takes, "" for all
}

func (b *prover) offer(kind string, value int, witness func() map[string]any) {
	if value > b.best.Value {
		b.best, b.witness = Bound{Kind: kind, Value: value}, witness
	}
}

// proof is the best with its witness.
func (b *prover) proof() Bound {
	if b.witness != nil {
		b.best.Witness, b.witness = b.witness(), nil
	}
	return b.best
}

// single: a plan takes as long as its longest search, and from when that can start.
func (b *prover) single() {
	for _, i := range b.cells {
		c := &b.s.cells[i]
		if start := b.soonest[i]; start == 0 {
			b.offer(BoundLongest, c.dur, func() map[string]any { return map[string]any{"cell": c.id} })
		} else {
			b.offer(BoundRelease, start+c.dur, func() map[string]any { return map[string]any{"cell": c.id, "start": start} })
		}
	}
}

func (s *site) ids(cells []int) []string {
	out := []string{}
	for _, i := range cells {
		out = append(out, s.cells[i].id)
	}
	return out
}

func (s *site) teamIDs(set bits) []string {
	out := []string{}
	for _, t := range set.list(len(s.teams)) {
		out = append(out, s.teams[t].id)
	}
	return out
}

// premise is what a bound is asked with.
type premise struct {
	unsearched int  // priority that the site leaves out
	firm       bool // nothing slips in any minimal plan
	most       int  // cells of a site of which the packing bound is asked
}

// What the packing bound may cost: cells of a site, also where the operation is large,
// minutes of a round, and steps of the linear program.
const packedCells, packedCellsOfMany, manyCells, packedMinutes, packedTries = 64, 24, 5000, 4000, 600

// packs is the premise under which the packing bound is asked, once there are rounds.
func (s *solver) packs() premise {
	unsearched, slip := s.shortfall(s.best())
	p := premise{firm: unsearched == 0 && slip == 0, most: packedCells} // what searches more might slip
	cells := 0
	for _, x := range s.p.sites {
		cells += len(x.cells)
	}
	if cells > manyCells {
		p.most = packedCellsOfMany
	}
	return p
}

// packed is the greater of a bound and the packing bound, whose linear program costs
// from 0.3 ms (8 cells) to 0.23 s (60). With firm, a team has
// at most one cell of the first wave.
func (s *site) packed(d *draft, b Bound, with premise) Bound {
	cells := s.certain(d.unsearched)
	if len(cells) == 0 || len(cells) > with.most || b.Value > packedMinutes {
		return b
	}
	for _, some := range [][]int{cells, s.behind(cells)} {
		if len(some) == 0 {
			continue
		}
		if p := s.packing(some, with.firm, b.Value); p.Value > b.Value {
			b = p
		}
	}
	return b
}

// packing is the packing bound, where it is greater than from.
func (s *site) packing(cells []int, firm bool, from int) Bound {
	l := s.newLot(cells, func(c *cell) bool { return firm && c.wave })
	k := &packing{l: l, bag: knapsack{l: l}, m: newShares(l), tries: packedTries}
	value := k.raise(from)
	heavy, weights := []int{}, []int{}
	for i, w := range k.weight {
		if w > 0 {
			heavy, weights = append(heavy, l.cells[i]), append(weights, w)
		}
	}
	return Bound{BoundPacking, value, map[string]any{"cells": s.ids(heavy), "weights": weights}}
}

// maxTeamSets bounds the sets that the bounds on shared teams look at.
const maxTeamSets = 64

// teamSets are all teams that may search some cell together, then those that may
// search a cell, and unions of these, of which the cells that only they may search
// are more than those of the parts.
func (s *site) teamSets(cells []int) []bits {
	all := newBits(len(s.teams))
	known := map[string]bool{}
	var sets []bits
	add := func(e bits) {
		if key := e.key(); !known[key] && len(sets) < maxTeamSets {
			known[key] = true
			sets = append(sets, e)
		}
	}
	for _, i := range cells {
		e := s.cells[i].elig
		for k := range e {
			all[k] |= e[k]
		}
		add(e)
	}
	own := len(sets)
	for i := 0; i < len(sets) && len(sets) < maxTeamSets; i++ {
		for _, o := range sets[:min(own, i)] {
			e := sets[i].clone()
			for k := range e {
				e[k] |= o[k]
			}
			add(e)
		}
	}
	sets = slices.DeleteFunc(sets, func(e bits) bool { return all.within(e) })
	return append([]bits{all}, sets...)
}

// key is the set as text, to look it up.
func (b bits) key() string {
	var out []byte
	for _, w := range b {
		for ; w > 0; w >>= 8 {
			out = append(out, byte(w))
		}
		out = append(out, '.')
	}
	return string(out)
}
