package planner

import "math"

// sharedCells is how many counted cells a site may have whose exposure is bounded by
// sharing them out in every way: 3ⁿ steps for each team, 5 ms at 12.
const sharedCells = 12

// sharedExposure is the least Σ weight·start of some cells when every team searches its
// share in the order that is best for it, with the walks, by who may search what and
// from when on; kit, landings and all windows but that of a round's first cell are
// left away. With firm, nothing slips in a plan that counts, and what is of the first
// wave begins a round at H. 0 where the cells are too many or nobody can share them.
func (s *site) sharedExposure(cells []int, firm bool) int {
	n := len(cells)
	if n == 0 || n > sharedCells {
		return 0
	}
	o := &outing{s: s, cells: cells, firm: firm}
	o.follow()
	least, next := make([]int, 1<<n), make([]int, 1<<n) // of a set, shared by the teams so far
	for set := 1; set < len(least); set++ {
		least[set] = math.MaxInt
	}
	alone := make([]int, 1<<n)
	for t := range s.teams {
		able := o.alone(t, alone)
		for set := range next {
			next[set] = least[set]
			for mine := set & able; mine > 0; mine = (mine - 1) & set & able {
				if a, b := alone[mine], least[set&^mine]; a < math.MaxInt && b < math.MaxInt {
					next[set] = min(next[set], a+b)
				}
			}
		}
		least, next = next, least
	}
	if sum := least[len(least)-1]; sum < math.MaxInt {
		return sum
	}
	return 0
}

// outing is what a round of some cells comes to, by sets of them.
type outing struct {
	s      *site
	cells  []int
	firm   bool
	weight []int   // of a set
	after  [][]int // of a set and its first cell: the least Σ weight·(start − first start)
}

// follow reckons rounds from their ends: what is put before a round makes all of it
// later by its search and the walk.
func (o *outing) follow() {
	n := len(o.cells)
	o.weight, o.after = make([]int, 1<<n), make([][]int, 1<<n)
	for set := 1; set < 1<<n; set++ {
		o.after[set] = make([]int, n)
		for i := range n {
			if set>>i&1 == 0 {
				continue
			}
			c, rest := &o.s.cells[o.cells[i]], set&^(1<<i)
			o.weight[set] = o.weight[rest] + c.weight
			if rest == 0 {
				continue
			}
			best := math.MaxInt
			for j := range n {
				d := &o.s.cells[o.cells[j]]
				if rest>>j&1 == 0 || o.firm && d.wave || o.after[rest][j] == math.MaxInt {
					continue
				}
				best = min(best, (c.dur+o.s.farther[o.s.distance(c, d)])*o.weight[rest]+o.after[rest][j])
			}
			o.after[set][i] = best
		}
	}
}

// alone fills in the least of each set that a team could search, and says which cells
// it may.
func (o *outing) alone(t int, out []int) (able int) {
	for i, c := range o.cells {
		if o.s.cells[c].elig.has(t) {
			able |= 1 << i
		}
	}
	begin := o.s.begins(t, o.cells)
	for set := able; set > 0; set = (set - 1) & able {
		out[set] = math.MaxInt
		for i, c := range o.cells {
			k := &o.s.cells[c]
			first := max(begin, o.s.soonest(k))
			if set>>i&1 == 0 || o.after[set][i] == math.MaxInt || o.firm && k.wave && first > 0 {
				continue
			}
			out[set] = min(out[set], first*o.weight[set]+o.after[set][i])
		}
	}
	return able
}
