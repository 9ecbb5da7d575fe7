package crew_test

import (
	"slices"

	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/crew"
)

// leastLeft tries every way to put officers into teams: the least priority of
// cells without a team and, with that, the fewest cells of the first wave without
// a team of their own at H.
func leastLeft(r *crew.Roster, site int) [2]int {
	s := &r.Sites[site]
	place := make([]int, len(s.Officers))
	best := [2]int{1 << 30, 1 << 30}
	var try func(i, teams int)
	try = func(i, teams int) {
		if i == len(place) {
			if left, ok := leftBy(r, site, place, teams); ok && slices.Compare(left[:], best[:]) < 0 {
				best = left
			}
			return
		}
		for t := -1; t <= teams; t++ {
			place[i] = t
			try(i+1, max(teams, t+1))
		}
	}
	try(0, 0)
	return best
}

func leftBy(r *crew.Roster, site int, place []int, teams int) ([2]int, bool) {
	s := &r.Sites[site]
	at := map[string]int{}
	members := make([][]crew.Officer, teams)
	for i, t := range place {
		at[s.Officers[i].ID] = t
		if t >= 0 {
			members[t] = append(members[t], s.Officers[i])
		}
	}
	for _, m := range members {
		if len(m) < s.Sizes.Least || len(m) > s.Sizes.Most {
			return [2]int{}, false
		}
	}
	for _, list := range s.Together {
		if at[list[0]] != at[list[1]] {
			return [2]int{}, false
		}
	}
	for _, list := range s.Apart {
		if at[list[0]] == at[list[1]] && at[list[0]] >= 0 {
			return [2]int{}, false
		}
	}
	left := 0
	for _, c := range r.Instance.Sites[site].Cells {
		if !slices.ContainsFunc(members, func(m []crew.Officer) bool { return may(r, s.ID, m, &c) }) {
			left += c.Priority
		}
	}
	return [2]int{left, unmatchedBy(r, site, members)}, true
}

// unmatchedBy tries every team for every cell of the first wave.
func unmatchedBy(r *crew.Roster, site int, members [][]crew.Officer) int {
	var wave []*planner.Cell
	for _, g := range r.Instance.Groups {
		for i := range r.Instance.Sites[site].Cells {
			if c := &r.Instance.Sites[site].Cells[i]; slices.Contains(g.Cells, c.ID) {
				wave = append(wave, c)
			}
		}
	}
	busy := make([]bool, len(members))
	var least func(i int) int
	least = func(i int) int {
		if i == len(wave) {
			return 0
		}
		best := 1 + least(i+1)
		for t, m := range members {
			late := slices.ContainsFunc(m, func(o crew.Officer) bool { return o.Shift != nil && o.Shift.From > 0 })
			if !busy[t] && !late && may(r, r.Sites[site].ID, m, wave[i]) {
				busy[t] = true
				best = min(best, least(i+1))
				busy[t] = false
			}
		}
		return best
	}
	if atH, later := startable(r, site, members); later && !atH {
		return 1 + least(0)
	}
	return least(0)
}

// startable says whether a cell can be searched at H, and whether one can be at all.
func startable(r *crew.Roster, site int, members [][]crew.Officer) (atH, later bool) {
	for i := range r.Instance.Sites[site].Cells {
		for _, m := range members {
			if may(r, r.Sites[site].ID, m, &r.Instance.Sites[site].Cells[i]) {
				later = true
				atH = atH || !slices.ContainsFunc(m, func(o crew.Officer) bool { return o.Shift != nil && o.Shift.From > 0 })
			}
		}
	}
	return atH, later
}

// may is H7 and H8, written once more.
func may(r *crew.Roster, site string, team []crew.Officer, c *planner.Cell) bool {
	women := 0
	for _, o := range team {
		if h := o.Home; h != nil && h.Site == site && h.Building == c.Building {
			if p := r.Instance.Policy.ConflictOfInterest; p == planner.ConflictBuilding || p == planner.ConflictWing && h.Wing == c.Wing {
				return false
			}
		}
		if o.Sex == "f" {
			women++
		}
	}
	for _, skill := range c.Needs.Skills {
		if !slices.ContainsFunc(team, func(o crew.Officer) bool { return slices.Contains(o.Skills, skill) }) {
			return false
		}
	}
	return c.Needs.OfficersOfSex == nil || women >= c.Needs.OfficersOfSex.Count
}
