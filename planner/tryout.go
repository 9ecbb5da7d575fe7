package planner

import "slices"

// TryWithout is Try of a plan of was on what is left of it: in lacks cells of
// was, and is otherwise the same but for pins. What the plan has of those cells
// goes out of it, and the figures and bounds of their sites are found anew.
// Changes that leave out a cell which in lacks say nothing more. The error is a
// models.Fault: the plan is not for was, or a change names what is not there.
func TryWithout(was, in *Instance, p *Plan, changes []Change) (*Trial, error) {
	if p.Instance != was.Hash() {
		return nil, anotherInstance(was)
	}
	asked := &trying{in: was, d: decisionsOf(was), sites: map[int]*tryAt{}, cellOf: map[string]ref{}}
	if err := asked.gather(p, changes); err != nil { // with the pointers of the request
		return nil, err
	}
	left := in.cellSet()
	rest := keep(changes, func(c Change) bool { return left[c.Cell] || !c.Out })
	t := &trying{in: in, d: decisionsOf(in), sites: map[int]*tryAt{}, cellOf: map[string]ref{}, grown: true}
	for i := range was.Sites {
		if slices.ContainsFunc(was.Sites[i].Cells, func(c Cell) bool { return !left[c.ID] }) {
			t.touch(was.Sites[i].ID)
		}
	}
	plan := p.without(was, left)
	plan.Instance, plan.Totals.GroupSlip = in.Hash(), in.groupSlip(plan)
	if len(plan.Infeasible) < len(p.Infeasible) { // what they accounted for must be accounted for without them
		for i := range plan.Sites {
			if plan.Sites[i].Slip > 0 {
				t.touch(plan.Sites[i].ID)
			}
		}
		rest = append(slices.Clone(rest), in.asTheyAre(plan, rest)...)
	}
	if err := t.gather(plan, rest); err != nil {
		return nil, err
	}
	out := t.measure(plan, rest)
	out.Before = p.Totals
	return out, nil
}

// asTheyAre are changes that change nothing, one for each group that slips and
// has no other change.
func (in *Instance) asTheyAre(p *Plan, changes []Change) (out []Change) {
	at, changed := map[string]Assignment{}, map[string]bool{}
	for _, a := range p.Assignments {
		at[a.Cell] = a
	}
	for _, c := range changes {
		changed[c.Cell] = true
	}
	for i := range in.Groups {
		g := &in.Groups[i]
		slips := slipOf(g, func(id string) (int, bool) { a, ok := at[id]; return a.Start, ok }) > 0
		if first := slices.IndexFunc(g.Cells, func(id string) bool { return at[id].Cell != "" }); slips && !slices.ContainsFunc(g.Cells, func(id string) bool { return changed[id] }) {
			a := at[g.Cells[first]]
			out = append(out, Change{Cell: a.Cell, Team: a.Team, Start: a.Start})
		}
	}
	return out
}

func (in *Instance) cellSet() map[string]bool {
	out := map[string]bool{}
	for i := range in.Sites {
		for j := range in.Sites[i].Cells {
			out[in.Sites[i].Cells[j].ID] = true
		}
	}
	return out
}

// touch has a site measured though no change is at it.
func (t *trying) touch(id string) {
	i := slices.IndexFunc(t.in.Sites, func(s Site) bool { return s.ID == id })
	if i < 0 {
		return
	}
	s := compileSite(&t.in.Sites[i], i, t.in.Policy, t.d)
	t.sites[i] = &tryAt{s: s, e: newEligibility(s, t.in.Policy.ConflictOfInterest, t.d), line: -1}
	for j := range s.cells {
		t.cellOf[s.cells[j].id] = ref{i, j}
	}
}

// without is the plan less what it has of the cells that are not left, and less
// the conflicts that speak of them. Sites and sums of them are as they were.
func (p *Plan) without(was *Instance, left map[string]bool) *Plan {
	out := *p
	gone := map[string]*Cell{}
	for i := range was.Sites {
		for j := range was.Sites[i].Cells {
			if c := &was.Sites[i].Cells[j]; !left[c.ID] {
				gone[c.ID] = c
			}
		}
	}
	for _, a := range p.Assignments {
		if c := gone[a.Cell]; c != nil {
			out.Totals.Exposure -= satMul(c.Weight, a.Start)
		}
	}
	for _, u := range p.Unsearched {
		if c := gone[u.Cell]; c != nil {
			out.Totals.UnsearchedPriority -= c.Priority
		}
	}
	out.Assignments = keep(p.Assignments, func(a Assignment) bool { return left[a.Cell] })
	out.Unsearched = keep(p.Unsearched, func(u Unsearched) bool { return left[u.Cell] })
	out.Infeasible = keep(p.Infeasible, func(c Conflicted) bool {
		return !slices.ContainsFunc(c.Cells, func(id string) bool { return gone[id] != nil })
	})
	return &out
}

// groupSlip is by how much the groups of the instance slip in a plan.
func (in *Instance) groupSlip(p *Plan) (sum int) {
	starts := make(map[string]int, len(p.Assignments))
	for _, a := range p.Assignments {
		starts[a.Cell] = a.Start
	}
	for i := range in.Groups {
		sum += slipOf(&in.Groups[i], func(id string) (int, bool) { at, ok := starts[id]; return at, ok })
	}
	return sum
}
