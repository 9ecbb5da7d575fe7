package main

import (
	"cmp"
	"slices"

	"github.com/cellsweep/cellsweep/planner"
)

// lpt is the baseline of the textbooks: linked cells first, then the longest
// search first, each as early as any team can. It looks at no walk in advance.
func lpt(in *planner.Instance) map[string]planner.Assignment {
	all := map[string]planner.Assignment{}
	sites := make([]*desk, len(in.Sites))
	at := map[string]*desk{}
	cells := map[string]*planner.Cell{}
	for i := range in.Sites {
		sites[i] = newDesk(in, &in.Sites[i], all)
		for j := range in.Sites[i].Cells {
			c := &in.Sites[i].Cells[j]
			at[c.ID], cells[c.ID] = sites[i], c
		}
	}
	for _, first := range []bool{true, false} {
		for _, g := range in.Groups {
			if g.FirstWave == first {
				together(g, at, cells)
			}
		}
	}
	for _, d := range sites {
		var rest []*planner.Cell
		for j := range d.s.Cells {
			if _, done := all[d.s.Cells[j].ID]; !done {
				rest = append(rest, &d.s.Cells[j])
			}
		}
		slices.SortStableFunc(rest, func(a, b *planner.Cell) int { return cmp.Compare(b.Duration, a.Duration) })
		for _, c := range rest {
			if t, start := d.earliest(c, 0, horizon); t >= 0 {
				d.put(c, t, start)
			}
		}
	}
	return all
}

// horizon is later than anything that a generated operation needs.
const horizon = 5000

// together gives the members of a group the first minute at which all of them fit.
func together(g planner.Group, at map[string]*desk, cells map[string]*planner.Cell) {
	last := 0
	if !g.FirstWave {
		last = horizon / 10
	}
	for start := 0; start <= last; start++ {
		placed := 0
		for _, id := range g.Cells {
			t, _ := at[id].earliest(cells[id], start, start)
			if t < 0 {
				break
			}
			at[id].put(cells[id], t, start)
			placed++
		}
		if placed == len(g.Cells) {
			return
		}
		for _, id := range g.Cells[:placed] {
			at[id].take(cells[id])
		}
	}
}

// desk is a site while it is being planned.
type desk struct {
	s     *planner.Site
	limit int
	able  map[string][]bool
	stops [][]planner.Assignment // of each team, by time
	cells map[string]*planner.Cell
	use   map[string][]int // of kit and landings, minute by minute
	all   map[string]planner.Assignment
}

func newDesk(in *planner.Instance, s *planner.Site, all map[string]planner.Assignment) *desk {
	d := &desk{s: s, limit: -1, able: map[string][]bool{}, stops: make([][]planner.Assignment, len(s.Teams)),
		cells: map[string]*planner.Cell{}, use: map[string][]int{}, all: all}
	if l := in.Policy.MaxTeamsPerLanding; l != nil {
		d.limit = *l
	}
	for i := range s.Cells {
		c := &s.Cells[i]
		d.cells[c.ID] = c
		for j := range s.Teams {
			d.able[c.ID] = append(d.able[c.ID], able(in.Policy.ConflictOfInterest, s, &s.Teams[j], c))
		}
	}
	return d
}

func able(policy planner.Conflict, s *planner.Site, t *planner.Team, c *planner.Cell) bool {
	var skills []string
	sex := 0
	for _, o := range t.Officers {
		skills = append(skills, o.Skills...)
		if n := c.Needs.OfficersOfSex; n != nil && o.Sex == n.Sex {
			sex++
		}
		if h := o.Home; h != nil && h.Site == s.ID && (policy == planner.ConflictEstablishment ||
			policy == planner.ConflictBuilding && h.Building == c.Building ||
			policy == planner.ConflictWing && h.Building == c.Building && h.Wing == c.Wing) {
			return false
		}
	}
	for _, k := range c.Needs.Skills {
		if !slices.Contains(skills, k) {
			return false
		}
	}
	return c.Needs.OfficersOfSex == nil || sex >= c.Needs.OfficersOfSex.Count
}

func way(s *planner.Site, a, b *planner.Cell) int {
	switch {
	case a.Building != b.Building:
		return s.Walk.OtherBuilding
	case a.Wing != b.Wing:
		return s.Walk.SameBuilding
	case a.Landing != b.Landing:
		return s.Walk.SameWing
	}
	return s.Walk.SameLanding
}

// earliest is the team that can start c first within [from, till], -1 is none.
func (d *desk) earliest(c *planner.Cell, from, till int) (int, int) {
	best, team := till+1, -1
	for t := range d.s.Teams {
		if d.able[c.ID][t] {
			if start, ok := d.on(c, t, from, best-1); ok {
				best, team = start, t
			}
		}
	}
	return team, best
}

// on tries the gaps of a team's round.
func (d *desk) on(c *planner.Cell, t, from, till int) (int, bool) {
	for _, w := range []*planner.Window{d.s.Window, c.Window, d.s.Teams[t].Shift} {
		if w != nil {
			from, till = max(from, w.From), min(till, w.To-c.Duration)
		}
	}
	r := d.stops[t]
	for i := 0; i <= len(r); i++ {
		lo, hi := from, till
		if i > 0 {
			lo = max(lo, r[i-1].End+way(d.s, d.cells[r[i-1].Cell], c))
		}
		if i < len(r) {
			hi = min(hi, r[i].Start-way(d.s, c, d.cells[r[i].Cell])-c.Duration)
		}
		for start := lo; start <= hi; start++ {
			if d.free(c, start) {
				return start, true
			}
		}
	}
	return 0, false
}

// hold is what a cell uses, minute by minute.
func (d *desk) hold(c *planner.Cell, start int, each func(what string, limit, minute int) bool) bool {
	for _, n := range c.Needs.Equipment {
		limit := 0
		for _, e := range d.s.Equipment {
			if e.Kind == n.Kind {
				limit = e.Count
			}
		}
		for m := start + n.From; m < start+n.From+n.For; m++ {
			if !each("kit "+n.Kind, limit, m) {
				return false
			}
		}
	}
	if d.limit < 0 {
		return true
	}
	for m := start; m < start+c.Duration; m++ {
		if !each("landing "+c.Building+"/"+c.Wing+"/"+c.Landing, d.limit, m) {
			return false
		}
	}
	return true
}

func (d *desk) free(c *planner.Cell, start int) bool {
	return d.hold(c, start, func(what string, limit, m int) bool {
		u := d.use[what]
		return limit > 0 && (m >= len(u) || u[m] < limit)
	})
}

func (d *desk) count(c *planner.Cell, start, by int) {
	d.hold(c, start, func(what string, _, m int) bool {
		for len(d.use[what]) <= m {
			d.use[what] = append(d.use[what], 0)
		}
		d.use[what][m] += by
		return true
	})
}

func (d *desk) put(c *planner.Cell, t, start int) {
	a := planner.Assignment{Cell: c.ID, Team: d.s.Teams[t].ID, Start: start, End: start + c.Duration}
	i, _ := slices.BinarySearchFunc(d.stops[t], a, func(x, y planner.Assignment) int { return cmp.Compare(x.Start, y.Start) })
	d.stops[t] = slices.Insert(d.stops[t], i, a)
	d.all[c.ID] = a
	d.count(c, start, 1)
}

func (d *desk) take(c *planner.Cell) {
	for t := range d.stops {
		d.stops[t] = slices.DeleteFunc(d.stops[t], func(a planner.Assignment) bool { return a.Cell == c.ID })
	}
	d.count(c, d.all[c.ID].Start, -1)
	delete(d.all, c.ID)
}
