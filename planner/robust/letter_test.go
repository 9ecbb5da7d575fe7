package robust_test

import (
	"sort"

	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/robust"
)

// heldToTheLetter checks one scenario minute by minute: nobody is in two cells,
// landings are not overfull, groups are together, nothing is before its plan.
func heldToTheLetter(t interface{ Errorf(string, ...any) }, in *planner.Instance, p *planner.Plan, d map[string]int, got map[string]robust.Minutes) {
	team := map[string][]planner.Assignment{}
	cells := map[string]*planner.Cell{}
	for i := range in.Sites {
		for j := range in.Sites[i].Cells {
			cells[in.Sites[i].Cells[j].ID] = &in.Sites[i].Cells[j]
		}
	}
	for _, a := range p.Assignments {
		team[a.Team] = append(team[a.Team], a)
		if g := got[a.Cell]; g.Start < a.Start || g.End < g.Start+d[a.Cell] {
			t.Errorf("cell %s is searched in %v for %d, planned %d", a.Cell, g, d[a.Cell], a.Start)
		}
	}
	for id, list := range team {
		sort.Slice(list, func(i, j int) bool { return list[i].Start < list[j].Start })
		for i := 1; i < len(list); i++ {
			if a, b := got[list[i-1].Cell], got[list[i].Cell]; b.Start < a.End {
				t.Errorf("team %s is in %s until %d and in %s from %d", id, list[i-1].Cell, a.End, list[i].Cell, b.Start)
			}
		}
	}
	if limit := in.Policy.MaxTeamsPerLanding; limit != nil {
		for minute := range 400 {
			on := map[[4]string]int{}
			for _, a := range p.Assignments {
				c := cells[a.Cell]
				k := [4]string{a.Cell[:2], c.Building, c.Wing, c.Landing}
				if g := got[a.Cell]; g.Start <= minute && minute < g.End {
					if on[k]++; on[k] > *limit {
						t.Errorf("%d searches on landing %v at minute %d", on[k], k, minute)
					}
				}
			}
		}
	}
	held, waits := robust.Held(in, p, d)
	for minute := range 400 {
		for i := range in.Sites {
			for _, e := range in.Sites[i].Equipment {
				n := 0
				for _, h := range held {
					if h.Site == in.Sites[i].ID && h.Kind == e.Kind && h.From <= minute && minute < h.To {
						n++
					}
				}
				if n > e.Count {
					t.Errorf("%d %s in use at site %s at minute %d, of %d", n, e.Kind, in.Sites[i].ID, minute, e.Count)
				}
			}
		}
	}
	for _, g := range in.Groups {
		low, high := 1<<30, 0
		for _, id := range g.Cells {
			if m, ok := got[id]; ok {
				low, high = min(low, m.Start), max(high, m.Start)
			}
		}
		if waits[g.ID] && high-low > g.Tolerance && p.Totals.GroupSlip == 0 {
			t.Errorf("group %s starts between %d and %d, tolerance %d", g.ID, low, high, g.Tolerance)
		}
	}
}
