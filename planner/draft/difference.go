package draft

import (
	"maps"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/planner"
)

// Difference is what one plan changes of another, in the order of its cells.
type Difference struct {
	Moved          [][2]planner.Assignment // cells whose team or minute is another: before, after
	Added, Dropped []planner.Assignment
	Teams          []string                // whose round is another
	Sites          [][2]planner.SiteResult // that end at another minute or slip by another number: before, after
}

// Differ compares two plans. They need not be of one instance.
func Differ(before, after *planner.Plan) Difference {
	var d Difference
	was, still, teams := map[string]planner.Assignment{}, map[string]bool{}, map[string]bool{}
	for _, a := range before.Assignments {
		was[a.Cell] = a
	}
	for _, a := range after.Assignments {
		still[a.Cell] = true
		b, there := was[a.Cell]
		switch {
		case !there:
			d.Added, teams[a.Team] = append(d.Added, a), true
		case a.Team != b.Team || a.Start != b.Start:
			d.Moved = append(d.Moved, [2]planner.Assignment{b, a})
			teams[a.Team], teams[b.Team] = true, true
		}
	}
	for _, b := range before.Assignments {
		if !still[b.Cell] {
			d.Dropped, teams[b.Team] = append(d.Dropped, b), true
		}
	}
	d.Teams = slices.SortedFunc(maps.Keys(teams), strings.Compare)
	sites := map[string]planner.SiteResult{}
	for _, s := range before.Sites {
		sites[s.ID] = s
	}
	for _, s := range after.Sites {
		if b := sites[s.ID]; b.Makespan != s.Makespan || b.Slip != s.Slip {
			b.ID = s.ID
			d.Sites = append(d.Sites, [2]planner.SiteResult{b, s})
		}
	}
	return d
}
