package planner

import "slices"

// Shown is a shift as it is shown at once: the new minutes, and what they come to.
type Shown struct {
	// Changed are the searches that have another team, start or end than in the plan
	// before, or were not in it, in the order of sites and cells. What they do not
	// name stays as it was, but cells that events withdrew and those that are left out.
	Changed []Assignment
	// Unsearched are the cells that are left out by now, in the same order.
	Unsearched            []string
	Makespan, SumMakespan int

	before *Prepared
	plan   *Plan
	events *Events
}

// Show is Shift of the prepared instance as far as it is shown at once. It is worked
// out in memory that the next call uses again, and writes no document: who stores
// or sends the plan calls Plan. The error is that of Shift.
func (p *Prepared) Show(plan *Plan, ev *Events) (*Shown, error) {
	mem := p.spare.Swap(nil)
	if mem == nil {
		mem = new(scratch)
	}
	defer func() {
		mem.back()
		p.spare.Store(mem)
	}()
	m, err := p.shifted(plan, ev, mem)
	if err != nil {
		return nil, err
	}
	out := &Shown{before: p, plan: plan, events: ev}
	if m == nil { // no site is concerned
		out.Makespan, out.SumMakespan = plan.Totals.Makespan, plan.Totals.SumMakespan
		for _, u := range plan.Unsearched {
			out.Unsearched = append(out.Unsearched, u.Cell)
		}
		return out, nil
	}
	out.takes(m)
	return out, nil
}

// Plan is the plan whole, with its bounds and the hash of the effective instance, and
// that instance prepared for the events that come next: what Shift gives. It is
// worked out when asked, so plan and events of Show must be what they were.
func (s *Shown) Plan() (*Plan, *Prepared, error) { return s.before.Shift(s.plan, s.events) }

// takes reads the sites that were looked at from where they are laid out; of the
// others the lines in the plan before hold.
func (s *Shown) takes(m *mending) {
	e := m.e
	makespan, left := e.mem.ints.take(len(e.in.Sites)), make([][]string, len(e.in.Sites))
	for k := range m.plan.Sites {
		if i, ok := e.line(&m.plan.Sites[k], k); ok && !e.reached[i] {
			makespan[i] = m.plan.Sites[k].Makespan
		}
	}
	for _, u := range m.plan.Unsearched {
		if at, ok := e.cells[u.Cell]; ok && !e.reached[at.site] {
			left[at.site] = append(left[at.site], u.Cell)
		}
	}
	next := 0
	for i := range makespan {
		if e.reached[i] {
			makespan[i] = s.laid(m.x[next], m.jobs[next])
			next++
		}
		s.Unsearched = append(s.Unsearched, left[i]...)
		s.Makespan, s.SumMakespan = max(s.Makespan, makespan[i]), s.SumMakespan+makespan[i]
	}
}

// line is the site that the k-th line of the plan before is about: mostly the k-th.
func (e *effective) line(r *SiteResult, k int) (int, bool) {
	if k < len(e.in.Sites) && e.in.Sites[k].ID == r.ID {
		return k, true
	}
	i := slices.IndexFunc(e.in.Sites, func(x Site) bool { return x.ID == r.ID })
	return i, i >= 0
}

// laid adds what is new at a site, in the order of its cells, and says when it is over.
func (s *Shown) laid(x *schedule, jobs []job) (makespan int) {
	for i := range x.s.cells {
		c := &x.s.cells[i]
		t := x.team[i]
		if t < 0 {
			s.Unsearched = append(s.Unsearched, c.id)
			continue
		}
		a := Assignment{c.id, x.s.teams[t].id, x.start[i], x.start[i] + c.dur}
		if makespan = max(makespan, a.End); a != jobs[i].was {
			s.Changed = append(s.Changed, a)
		}
	}
	return makespan
}
