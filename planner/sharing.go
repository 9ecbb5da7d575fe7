package planner

import (
	"cmp"
	"slices"
)

// share is what a set of teams has to do: the cells that only they may search.
type share struct {
	s     *site
	set   bits
	teams []int
	all   bool  // these are all teams that may search any counted cell
	cells []int // the longest first
	from  []int // from which minute the teams search, the first first
	work  int   // minutes of searching
}

// shared takes the bounds on cells that share teams.
func (b *prover) shared(set bits) {
	h := share{s: b.s, set: set}
	head := Forever
	for _, i := range b.cells {
		if c := &b.s.cells[i]; c.elig.within(set) {
			h.cells, h.work = append(h.cells, i), h.work+c.dur
			head = min(head, b.soonest[i])
		}
	}
	if len(h.cells) == 0 {
		return
	}
	h.all = len(h.cells) == len(b.cells)
	h.teams = set.list(len(b.s.teams))
	for _, t := range h.teams {
		h.from = append(h.from, max(head, b.s.begins(t, h.cells)))
	}
	slices.Sort(h.from)
	slices.SortStableFunc(h.cells, func(i, j int) int { return cmp.Compare(b.s.cells[j].dur, b.s.cells[i].dur) })
	kind := func(k string) string {
		if h.all {
			return k
		}
		return BoundEligibility
	}
	witness := func(cells []int) func() map[string]any {
		return func() map[string]any {
			return map[string]any{"cells": b.s.ids(cells), "teams": b.s.teamIDs(set)}
		}
	}
	if b.takes(BoundArea) {
		b.offer(kind(BoundArea), h.done(h.work), witness(h.cells))
	}
	if b.takes(BoundForest) {
		b.offer(kind(BoundForest), h.done(h.work+b.s.forest(h.cells, len(h.cells)-len(h.from))), witness(h.cells))
	}
	for k := 1; k*len(h.from) < len(h.cells) && b.takes(BoundPigeonhole); k++ {
		some := h.cells[:k*len(h.from)+1]
		b.offer(kind(BoundPigeonhole), h.pigeonhole(b.first(h.teams, some), some, k), witness(some))
	}
	for b.takes(BoundPacking) {
		end := b.best.Value + b.best.Value/512 // by single minutes where these count
		if !h.overflows(end) {
			break
		}
		b.offer(kind(BoundPacking), end+1, witness(h.cells))
	}
}

// begins is the first minute at which a team can begin any of some cells, their own
// hours apart: a team that is late does before only what is pinned to it.
func (s *site) begins(t int, cells []int) int {
	x := &s.teams[t]
	free := false
	for _, c := range cells {
		if s.cells[c].pinTeam == t {
			return x.from
		}
		free = free || s.cells[c].pinTeam < 0
	}
	if !free { // nothing of it can be this team's
		return x.from
	}
	return max(x.from, x.late)
}

// first is the minute before which none of the teams begins any of the cells.
func (b *prover) first(teams, cells []int) int {
	head, from := Forever, Forever
	for _, i := range cells {
		head = min(head, b.soonest[i])
	}
	for _, t := range teams {
		from = min(from, b.s.begins(t, cells))
	}
	return max(head, from)
}

// behind are the cells that are not pinned, where teams are late, else none: what
// such a team has done already hides from a bound that it is late for the rest.
func (s *site) behind(cells []int) []int {
	if !slices.ContainsFunc(s.teams, func(t team) bool { return t.late > t.from }) {
		return nil
	}
	rest := keep(cells, func(c int) bool { return s.cells[c].pinTeam < 0 })
	if len(rest) == len(cells) {
		return nil
	}
	return rest
}

func (b *prover) takes(kind string) bool { return b.only == "" || b.only == kind }

// done is the least C with Σ max(0, C − from) ≥ minutes.
func (h *share) done(minutes int) int {
	sum := 0
	for k, f := range h.from {
		sum += f
		value := (minutes + sum + k) / (k + 1) // ⌈(minutes + Σ from) / (k+1)⌉ with the first k+1 teams
		if k+1 == len(h.from) || value <= h.from[k+1] {
			return value
		}
	}
	return 0
}

// legs counts how many walks of each level join the cells into one tree, the short
// ones first: to a cell on a landing that has one already, to a landing in a wing
// that has one, and so on.
func (s *site) legs(cells []int) [4]int {
	met := make([]bool, len(s.landings)+len(s.wings)+len(s.houses))
	count := func(i int) int {
		if met[i] {
			return 0
		}
		met[i] = true
		return 1
	}
	l, w, b := 0, 0, 0
	for _, i := range cells {
		c := &s.cells[i]
		l += count(c.landing)
		w += count(len(s.landings) + c.wing)
		b += count(len(s.landings) + len(s.wings) + c.building)
	}
	return [4]int{len(cells) - l, l - w, w - b, b - 1}
}

// forest is the least walking of so many legs that close no circle.
func (s *site) forest(cells []int, legs int) int {
	sum := 0
	for k, n := range s.legs(cells) {
		n = max(0, min(n, legs))
		sum, legs = sum+n*s.farther[k], legs-n
	}
	return sum
}

// leg is the shortest walk between any two of the cells.
func (s *site) leg(cells []int) int { return s.forest(cells, min(1, len(cells)-1)) }

// pigeonhole: of k·m + 1 cells, the longest first, one of m teams has k + 1, and
// begins them at from at the soonest.
func (h *share) pigeonhole(from int, cells []int, k int) int {
	sum := from + k*h.s.leg(cells)
	for _, i := range cells[len(cells)-k-1:] {
		sum += h.s.cells[i].dur
	}
	return sum
}

// overflows says whether the searches, each with the shortest walk behind it, need
// more rounds of that end than there are teams, by the bound L2 for bin packing
// (Martello and Toth, Knapsack Problems, 1990, ch. 8): whatever is longer than the bin
// less a size has a bin of its own, what is longer than half a bin shares none with
// its like, and the rest from that size on has what room is left beside these.
func (h *share) overflows(end int) bool {
	leg := h.s.leg(h.cells)
	bin := end - h.from[0] + leg
	size := func(i int) int { return h.s.cells[h.cells[i]].dur + leg }
	n := len(h.cells)
	sum := make([]int, n+1) // of the longest i
	for i := range n {
		sum[i+1] = sum[i] + size(i)
	}
	if size(0) > bin {
		return true
	}
	half := 0 // cells longer than half a bin
	for half < n && 2*size(half) > bin {
		half++
	}
	var full, rest int
	for i := n; i >= half; i-- { // the least size that counts: none, then from the shortest on
		least := 0
		if i < n {
			least = size(i)
		}
		for full = 0; full < half && size(full) > bin-least; full++ {
		}
		if rest = n; i < n {
			for rest = i + 1; rest < n && size(rest) == least; rest++ {
			}
		}
		over := sum[rest] - sum[half] - ((half-full)*bin - (sum[half] - sum[full]))
		if half+max(0, (max(0, over)+bin-1)/max(1, bin)) > len(h.from) {
			return true
		}
	}
	return false
}
