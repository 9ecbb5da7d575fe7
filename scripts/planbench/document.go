package main

import "github.com/cellsweep/cellsweep/planner"

// document makes a plan of what a baseline or a peer has found, with no bound
// claimed, so that the checker can judge it. Slips are accounted for by name.
func document(in *planner.Instance, found map[string]planner.Assignment) *planner.Plan {
	p := &planner.Plan{Format: planner.PlanFormat, Instance: in.Hash(), Engine: "bench"}
	t := &p.Totals
	for _, s := range in.Sites {
		r := planner.SiteResult{ID: s.ID, Bound: planner.Bound{Kind: planner.BoundArea, Witness: map[string]any{}}}
		first := -1
		for _, c := range s.Cells {
			a, ok := found[c.ID]
			if !ok {
				p.Unsearched = append(p.Unsearched, planner.Unsearched{Cell: c.ID, Rule: planner.RuleCapacity, Why: "No place was found."})
				t.UnsearchedPriority += c.Priority
				continue
			}
			p.Assignments = append(p.Assignments, a)
			r.Makespan, t.Exposure = max(r.Makespan, a.End), t.Exposure+c.Weight*a.Start
			if first < 0 || a.Start < first {
				first = a.Start
			}
		}
		if r.Slip = max(0, first); r.Slip > 0 || first < 0 {
			p.Infeasible = append(p.Infeasible, slipped("H5", "site", s.ID))
		}
		r.Proven = r.Makespan == 0
		t.SiteSlip, t.Makespan, t.SumMakespan = t.SiteSlip+r.Slip, max(t.Makespan, r.Makespan), t.SumMakespan+r.Makespan
		p.Sites = append(p.Sites, r)
	}
	for _, g := range in.Groups {
		if slip := slipOf(g, found); slip > 0 {
			t.GroupSlip += slip
			p.Infeasible = append(p.Infeasible, slipped("H6", "group", g.ID))
		}
	}
	if in.Policy.MakespanSlackPercent > 0 {
		m, sum := t.Makespan, t.SumMakespan
		t.MakespanBest, t.SumMakespanBest = &m, &sum
	}
	return p
}

func slipped(rule, what, id string) planner.Conflicted {
	return planner.Conflicted{Constraint: rule, Cells: []string{}, Teams: []string{}, Params: map[string]any{what: id}, Repairs: []planner.Repair{}}
}

func slipOf(g planner.Group, found map[string]planner.Assignment) int {
	low, high := horizon, 0
	for _, id := range g.Cells {
		if a, ok := found[id]; ok {
			low, high = min(low, a.Start), max(high, a.Start)
		}
	}
	if g.FirstWave {
		return high
	}
	return max(0, high-low-g.Tolerance)
}
