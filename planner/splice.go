package planner

import "slices"

// splice puts the plan of the sites that were looked at in the place of what
// the plan before says of them.
func (e *effective) splice(before, part *Plan) *Plan {
	p := &Plan{Format: PlanFormat, Instance: e.in.Hash(), Engine: Engine, Seed: part.Seed, Rounds: part.Rounds,
		Assignments: make([]Assignment, 0, len(before.Assignments)), Unsearched: []Unsearched{}, Sites: []SiteResult{}, Infeasible: []Conflicted{}}
	type lines struct {
		assignments []Assignment
		unsearched  []Unsearched
		result      SiteResult
	}
	sites := make([]lines, len(e.in.Sites))
	index := make(map[string]int, len(sites))
	for i := range e.in.Sites {
		index[e.in.Sites[i].ID] = i
	}
	take := func(from *Plan, reached bool) {
		for _, a := range from.Assignments {
			if at, ok := e.cells[a.Cell]; ok && e.reached[at.site] == reached {
				sites[at.site].assignments = append(sites[at.site].assignments, a)
			}
		}
		for _, u := range from.Unsearched {
			if at, ok := e.cells[u.Cell]; ok && e.reached[at.site] == reached {
				sites[at.site].unsearched = append(sites[at.site].unsearched, u)
			}
		}
		for _, r := range from.Sites {
			if i, ok := index[r.ID]; ok && e.reached[i] == reached {
				sites[i].result = r
			}
		}
		for _, c := range from.Infeasible {
			if e.concerns(&c, index) == reached {
				p.Infeasible = append(p.Infeasible, c)
			}
		}
	}
	take(before, false)
	take(part, true)
	for i := range sites {
		p.Assignments = append(p.Assignments, sites[i].assignments...)
		p.Unsearched = append(p.Unsearched, sites[i].unsearched...)
		p.Sites = append(p.Sites, sites[i].result)
	}
	e.total(p)
	return p
}

// concerns says whether a conflict is of the sites that were looked at.
func (e *effective) concerns(c *Conflicted, index map[string]int) bool {
	if id, ok := c.Params["group"].(string); ok {
		for _, g := range e.before.Groups {
			if g.ID == id {
				return len(g.Cells) > 0 && e.looked(g.Cells[0])
			}
		}
	}
	if id, ok := c.Params["site"].(string); ok {
		return e.reached[index[id]]
	}
	return slices.ContainsFunc(c.Cells, e.looked) ||
		slices.ContainsFunc(c.Teams, func(id string) bool { return e.reached[e.teams[id].site] })
}

// looked says whether a cell of the plan before is at a site that was looked at.
func (e *effective) looked(id string) bool {
	if at, ok := e.cells[id]; ok {
		return e.reached[at.site]
	}
	i, ok := e.gone[id]
	return ok && e.reached[i]
}

// total sums up. What a plan with makespan slack had to spare is spent: its best
// makespans are its own.
func (e *effective) total(p *Plan) {
	t := &p.Totals
	starts := map[string]int{} // of members of groups; -1 is not searched
	for i := range e.in.Groups {
		for _, id := range e.in.Groups[i].Cells {
			starts[id] = -1
		}
	}
	for _, a := range p.Assignments {
		if _, linked := starts[a.Cell]; linked {
			starts[a.Cell] = a.Start
		}
		t.Exposure = satAdd(t.Exposure, satMul(e.peek(a.Cell).Weight, a.Start))
	}
	for i := range p.Sites {
		s := &p.Sites[i]
		if e.in.Policy.MakespanSlackPercent > 0 {
			s.Proven = s.LowerBound == s.Makespan
		}
		t.Makespan, t.SumMakespan = max(t.Makespan, s.Makespan), t.SumMakespan+s.Makespan
		t.MakespanBound, t.SumMakespanBound = max(t.MakespanBound, s.LowerBound), t.SumMakespanBound+s.LowerBound
		t.ExposureBound = satAdd(t.ExposureBound, s.ExposureBound)
		t.SiteSlip += s.Slip
	}
	for _, u := range p.Unsearched {
		t.UnsearchedPriority += e.peek(u.Cell).Priority
	}
	for i := range e.in.Groups {
		g := group{firstWave: e.in.Groups[i].FirstWave, tolerance: e.in.Groups[i].Tolerance}
		for k := range e.in.Groups[i].Cells {
			g.members = append(g.members, ref{0, k})
		}
		t.GroupSlip += groupSlip(&g, func(r ref) (int, bool) {
			at := starts[e.in.Groups[i].Cells[r.cell]]
			return at, at >= 0
		})
	}
	if e.in.Policy.MakespanSlackPercent > 0 {
		m, sum := t.Makespan, t.SumMakespan
		t.MakespanBest, t.SumMakespanBest = &m, &sum
	}
}
