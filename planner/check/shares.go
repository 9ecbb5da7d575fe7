package check

import (
	"math/big"
	"slices"
)

// sharedCells is how many cells are shared out among the teams in every way.
const sharedCells = 12

// unshared is what no sharing costs, unasked what has not been reckoned yet.
const unshared, unasked = -1, -2

// shares finds the least Σ weight·start of a site's cells when each team takes some
// and searches them in its best order: who may search what, from when on, and the
// walks count; kit, landings and windows do not, but the hours of the first
// cell of each team. A cell of the first wave is first, at 0, where nothing may slip.
type shares struct {
	must   *must
	cells  []*cell
	walk   walks
	teams  []*team
	delays [][]int // by cells left and the one that is next: what they cost from its start on
	split  [][]int // by teams left and cells left
	own    [][]int // by team and cells: what they cost it
}

// shared is that least, nil where the cells are too many or cannot be shared.
func (m *must) shared() *big.Int {
	if len(m.cells) == 0 || len(m.cells) > sharedCells {
		return nil
	}
	s := &shares{must: m, cells: m.cells, walk: near(m.line.site)}
	for _, t := range m.line.site.teams {
		if m.useful(m.cells)[t] {
			s.teams = append(s.teams, t)
		}
	}
	sets := 1 << len(m.cells)
	s.delays, s.split, s.own = blank(sets, len(m.cells)), blank(len(s.teams)+1, sets), blank(len(s.teams), sets)
	if sum := s.among(len(s.teams), sets-1); sum != unshared {
		return big.NewInt(int64(sum))
	}
	return nil
}

func blank(rows, columns int) [][]int {
	out := make([][]int, rows)
	for i := range out {
		out[i] = slices.Repeat([]int{unasked}, columns)
	}
	return out
}

func (s *shares) first(x *cell) bool {
	return s.must.slip == 0 && x.group != nil && x.group.firstWave
}

// among shares cells among the first teams.
func (s *shares) among(teams, left int) int {
	if left == 0 {
		return 0
	}
	if teams == 0 {
		return unshared
	}
	if sum := s.split[teams][left]; sum != unasked {
		return sum
	}
	best := s.among(teams-1, left)
	for part := left; part > 0; part = (part - 1) & left {
		if s.own[teams-1][part] == unasked {
			s.own[teams-1][part] = s.byOne(s.teams[teams-1], part)
		}
		mine := s.own[teams-1][part]
		if mine == unshared || best != unshared && mine >= best {
			continue
		}
		if others := s.among(teams-1, left&^part); others != unshared && (best == unshared || mine+others < best) {
			best = mine + others
		}
	}
	s.split[teams][left] = best
	return best
}

// byOne is what a set costs a team that may search all of it.
func (s *shares) byOne(t *team, set int) int {
	best, heavy := unshared, 0
	for i, x := range s.cells {
		if set&(1<<i) == 0 {
			continue
		}
		heavy += x.weight
		able := false
		for _, o := range s.must.able[x].teams {
			able = able || o == t
		}
		if !able {
			return unshared
		}
	}
	for i, x := range s.cells {
		if set&(1<<i) == 0 {
			continue
		}
		start := max(0, s.must.able[x].earliest, t.onset(s.cells))
		if start > 0 && s.first(x) {
			continue
		}
		if later := s.delay(set, i); later != unshared && (best == unshared || start*heavy+later < best) {
			best = start*heavy + later
		}
	}
	return best
}

// delay is Σ weight·minutes after the start of cell i for a set that begins with it.
func (s *shares) delay(set, i int) int {
	rest, heavy := set&^(1<<i), 0
	if rest == 0 {
		return 0
	}
	if sum := s.delays[set][i]; sum != unasked {
		return sum
	}
	for j, y := range s.cells {
		if rest&(1<<j) != 0 {
			heavy += y.weight
		}
	}
	best := unshared
	for j, y := range s.cells {
		if rest&(1<<j) == 0 || s.first(y) {
			continue
		}
		more := s.delay(rest, j)
		if more == unshared {
			continue
		}
		if sum := more + heavy*(s.cells[i].duration+s.walk[level(s.cells[i], y)]); best == unshared || sum < best {
			best = sum
		}
	}
	s.delays[set][i] = best
	return best
}
