package crew

import (
	"fmt"
	"slices"
	"sort"

	"github.com/cellsweep/cellsweep/planner"
)

// need is what a site's cells ask for, as classes of cells that ask for the same
// and lie where the same officers are barred.
type need struct {
	site      *planner.Site
	policy    planner.Conflict
	classes   []class
	cells     []cell // the longest first
	firstWave []int  // cells of groups that start at H
	walk      int    // between two cells, as a rule
	skills    []string
	sexes     []string
}

type class struct {
	needs    planner.Needs
	building string
	wing     string
	skills   []int // indices into need.skills
	sex      int   // index into need.sexes, -1 is none
	from, to int   // in which a search must lie
	waived   map[string]bool
	priority int
	minutes  int
	count    int
	longest  int
	ids      []string
}

type cell struct{ class, minutes int }

// needOf gathers what a site of an instance asks for.
func needOf(in *planner.Instance, site *planner.Site) *need {
	n := &need{site: site, policy: in.Policy.ConflictOfInterest, walk: site.Walk.SameLanding}
	waived := map[string]map[string]bool{}
	for _, w := range in.Waivers {
		if waived[w.Cell] == nil {
			waived[w.Cell] = map[string]bool{}
		}
		waived[w.Cell][w.Officer] = true
	}
	first := map[string]bool{}
	for _, g := range in.Groups {
		for _, id := range g.Cells {
			first[id] = g.FirstWave
		}
	}
	index := map[string]int{}
	order := make([]int, len(site.Cells))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return site.Cells[order[i]].Duration > site.Cells[order[j]].Duration })
	for _, i := range order {
		c := &site.Cells[i]
		k := n.classOf(c, waived[c.ID], index)
		x := &n.classes[k]
		x.priority += c.Priority
		x.minutes += c.Duration
		x.count++
		x.longest = max(x.longest, c.Duration)
		x.ids = append(x.ids, c.ID)
		if first[c.ID] {
			n.firstWave = append(n.firstWave, len(n.cells))
		}
		n.cells = append(n.cells, cell{k, c.Duration})
	}
	return n
}

func (n *need) classOf(c *planner.Cell, waived map[string]bool, index map[string]int) int {
	from, to := 0, planner.Forever
	for _, w := range []*planner.Window{n.site.Window, c.Window} {
		if w != nil {
			from, to = max(from, w.From), min(to, w.To)
		}
	}
	skills := slices.Clone(c.Needs.Skills)
	slices.Sort(skills)
	skills = slices.Compact(skills)
	key := fmt.Sprintf("%q %q %q %d %d %q", skills, c.Building, c.Wing, from, to, sortedNames(waived))
	if s := c.Needs.OfficersOfSex; s != nil && s.Count > 0 {
		key += fmt.Sprintf(" %d %q", s.Count, s.Sex)
	}
	if k, ok := index[key]; ok {
		return k
	}
	x := class{needs: c.Needs, building: c.Building, wing: c.Wing, from: from, to: to, waived: waived, sex: -1}
	for _, s := range skills {
		x.skills = append(x.skills, number(&n.skills, s))
	}
	if s := c.Needs.OfficersOfSex; s != nil && s.Count > 0 {
		x.sex = number(&n.sexes, s.Sex)
	}
	index[key] = len(n.classes)
	n.classes = append(n.classes, x)
	return len(n.classes) - 1
}

func number(list *[]string, s string) int {
	if i := slices.Index(*list, s); i >= 0 {
		return i
	}
	*list = append(*list, s)
	return len(*list) - 1
}

func sortedNames(m map[string]bool) []string {
	var out []string
	for s := range m {
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}

// bars says whether an officer may not search a class of cells (H8).
func (n *need) bars(o *planner.Officer, c *class) bool {
	if o.Home == nil || o.Home.Site != n.site.ID || c.waived[o.ID] {
		return false
	}
	switch n.policy {
	case planner.ConflictEstablishment:
		return true
	case planner.ConflictBuilding:
		return o.Home.Building == c.building
	case planner.ConflictWing:
		return o.Home.Building == c.building && o.Home.Wing == c.wing
	}
	return false
}
