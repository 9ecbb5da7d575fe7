package check

import (
	"cmp"
	"slices"
)

// network holds the least minutes from one start to another: lag[i][j] ≤ S_j −
// S_i, with H as the last index. A row and a column for each cell.
type network [][]int

const loose = -latest // no constraint

// agree looks for starts of the cells, as shared out, at which all rules hold.
// It takes the earliest starts that the constraints so far allow; where two
// searches of a team, or too many uses of equipment or a landing, meet in them,
// one of the meeting pairs must be parted, and each way to part one is tried
// (De Reyck and Herroelen, EJOR 111, 1998). Earliest starts are the least in every
// place at once, so a first search that is too late stays so.
func (s *search) agree() bool {
	var placed []int
	team := make([]int, len(s.cells))
	for k, set := range s.masks {
		for i := range s.cells {
			if set>>i&1 == 1 {
				placed, team[i] = append(placed, i), k
			}
		}
	}
	if len(placed) == 0 {
		return true
	}
	net := s.network(placed, team)
	return net.close() && s.part(net, placed, team)
}

func (s *search) network(placed, team []int) network {
	h := len(s.cells)
	net := make(network, h+1)
	for i := range net {
		net[i] = slices.Repeat([]int{loose}, h+1)
		net[i][i] = 0
	}
	for _, i := range placed {
		x, t := s.cells[i], s.teams[team[i]]
		net[h][i] = max(s.starts[i].from, t.hours(x).from)
		net[i][h] = -min(s.starts[i].to, t.shift.to-x.duration)
		for _, j := range placed {
			if y := s.cells[j]; i != j && x.group != nil && x.group == y.group && !x.group.firstWave {
				net[i][j] = max(net[i][j], -x.group.tolerance-s.must.slip)
			}
		}
	}
	return net
}

// close makes the network transitive and says whether it can be met at all.
func (net network) close() bool {
	for k := range net {
		for i := range net {
			if net[i][k] <= loose/2 {
				continue
			}
			for j := range net {
				net[i][j] = max(net[i][j], net[i][k]+net[k][j])
			}
		}
	}
	for i := range net {
		if net[i][i] > 0 {
			return false
		}
	}
	return true
}

// after returns the network with j starting lag minutes after i at least, nil
// where it cannot.
func (net network) after(i, j, lag int) network {
	if lag+net[j][i] > 0 {
		return nil
	}
	next := make(network, len(net))
	for a := range net {
		next[a] = slices.Clone(net[a])
		if net[a][i] <= loose/2 {
			continue
		}
		for b := range net {
			next[a][b] = max(next[a][b], net[a][i]+lag+net[j][b])
		}
	}
	return next
}

// order is one way to part two searches: the second starts lag after the first.
type order struct{ first, second, lag int }

func (s *search) part(net network, placed, team []int) bool {
	if s.steps--; s.steps < 0 {
		return true
	}
	starts := net[len(net)-1]
	first := latest
	for _, i := range placed {
		first = min(first, starts[i])
	}
	if first > s.must.slip {
		return false
	}
	ways, clash := s.clash(starts, placed, team)
	if !clash {
		return s.settle(starts, placed, first)
	}
	for _, o := range ways {
		if next := net.after(o.first, o.second, o.lag); next != nil && s.part(next, placed, team) {
			return true
		}
	}
	return false
}

// settle accepts starts at which all hard rules hold if they slip no more in sum
// than they may. Sums that are too high leave the matter open.
func (s *search) settle(starts []int, placed []int, first int) bool {
	if s.must.slip == 0 {
		return true
	}
	sum := first
	for _, g := range s.in.groups {
		low, high := latest, 0
		for _, i := range placed {
			if s.cells[i].group == g {
				low, high = min(low, starts[i]), max(high, starts[i])
			}
		}
		if g.firstWave {
			sum += high
		} else if low < latest {
			sum += max(0, high-low-g.tolerance)
		}
	}
	s.blurred = s.blurred || sum > s.must.slip
	return sum <= s.must.slip
}

// clash finds a rule that the starts break, and every way to part two of those
// that break it.
func (s *search) clash(starts, placed, team []int) ([]order, bool) {
	for a, i := range placed {
		for _, j := range placed[:a] {
			x, y := s.cells[i], s.cells[j]
			if team[i] != team[j] {
				continue
			}
			ij, ji := x.duration+walk(x, y), y.duration+walk(y, x)
			if starts[i]+ij > starts[j] && starts[j]+ji > starts[i] {
				return []order{{i, j, ij}, {j, i, ji}}, true
			}
		}
	}
	for _, k := range s.shared(placed) {
		if ways, clash := k.clash(starts); clash {
			return ways, true
		}
	}
	return nil, false
}

// use is a cell's hold on something that there is only so much of.
type use struct{ cell, from, to int }

// stock is something that there is only so much of, and who holds it.
type stock struct {
	units int
	uses  []use
}

// shared lists equipment and landings with their uses relative to the starts.
func (s *search) shared(placed []int) []stock {
	kinds, places := map[string]int{}, map[place]int{}
	var all []stock
	for _, i := range placed {
		x := s.cells[i]
		for _, k := range x.needs {
			if _, known := kinds[k.kind]; !known {
				kinds[k.kind] = len(all)
				all = append(all, stock{units: s.site.equipment[k.kind]})
			}
			n := &all[kinds[k.kind]]
			n.uses = append(n.uses, use{i, k.from, k.from + k.dur})
		}
		if s.site.perLanding >= 0 {
			if _, known := places[x.place()]; !known {
				places[x.place()] = len(all)
				all = append(all, stock{units: s.site.perLanding})
			}
			n := &all[places[x.place()]]
			n.uses = append(n.uses, use{i, 0, x.duration})
		}
	}
	return all
}

// clash takes, at the first minute of overuse, one use more than there are units.
// In any plan two of these do not meet.
func (k stock) clash(starts []int) ([]order, bool) {
	intervals := make([]span, len(k.uses))
	for n, u := range k.uses {
		intervals[n] = span{starts[u.cell] + u.from, starts[u.cell] + u.to}
	}
	minute, n := overload(intervals, k.units)
	if n == 0 {
		return nil, false
	}
	var meeting []use
	for n, u := range k.uses {
		if intervals[n].from <= minute && minute < intervals[n].to && len(meeting) <= k.units {
			meeting = append(meeting, u)
		}
	}
	var ways []order
	for _, a := range meeting {
		for _, b := range meeting {
			if a.cell != b.cell {
				ways = append(ways, order{a.cell, b.cell, a.to - b.from})
			}
		}
	}
	slices.SortStableFunc(ways, func(a, b order) int { return cmp.Compare(starts[a.first], starts[b.first]) })
	return ways, true
}
