package planner

import "context"

// What the exact search for a common minute may cost: dead ends for each question
// and for a group.
const (
	meetBudget = 2000
	meetInAll  = 20000
)

// meeting is the search for a minute at which a later group can be hit, together
// at all its sites: each is asked exactly for plans that are over in time and begin
// the group's cells within a stretch of minutes. A stretch that one site refutes is
// refuted for all; one that all can keep apart from each other is halved.
type meeting struct {
	s     *solver
	g     *group
	sites []int   // by their index
	asks  []query // of each, with the slots of all other groups as they are
	until []int   // of each, when it must be over
	dear  int     // dead ends so far
}

// meet looks for a slot of a group by which a site is over sooner, and says whether
// it was found. Annealing one site and letting the others follow misses it where
// few minutes are left at which all can come; here none is missed, but for the budget.
func (s *solver) meet(ctx context.Context, g int) bool {
	m := s.newMeeting(g)
	if m == nil {
		return false
	}
	for lead, i := range m.sites {
		for over := s.bound(i).Value; over < s.works[i].best.makespan; over++ {
			gain := s.works[i].best.makespan - over
			for _, loss := range []int{0, gain - 1} { // what is lost elsewhere is less than what is gained
				m.overBy(lead, over, loss)
				if x := m.within(ctx, 0, s.lastStart(m), make([]*schedule, len(m.sites))); x != nil && s.keep(m, x) {
					return true
				}
				if gain == 1 {
					break
				}
			}
		}
	}
	return false
}

// newMeeting is nil where a site is too large to be searched exactly, or slips.
func (s *solver) newMeeting(g int) *meeting {
	m := &meeting{s: s, g: &s.p.groups[g]}
	known := map[int]int{}
	for _, r := range m.g.members {
		k, ok := known[r.site]
		if !ok {
			d := s.works[r.site].best
			if len(s.p.sites[r.site].cells) > settleCells || d.slip+d.local > 0 {
				return nil
			}
			k = len(m.sites)
			q, _ := s.slotQuery(r.site, d)
			known[r.site], m.sites, m.asks = k, append(m.sites, r.site), append(m.asks, q)
		}
		m.asks[k].slots[r.cell] = slot{s.p.cell(r).elig, 0, Forever}
	}
	m.until = make([]int, len(m.sites))
	return m
}

// overBy sets when each site must be over: one by a minute, the others as they are,
// or later by what may be lost.
func (m *meeting) overBy(lead, over, loss int) {
	for k, i := range m.sites {
		m.until[k] = m.s.works[i].best.makespan + loss
	}
	m.until[lead] = over
}

// lastStart is when the last of a group's cells could begin in time.
func (s *solver) lastStart(m *meeting) int {
	last := 0
	for k := range m.sites {
		last = max(last, m.until[k])
	}
	return last
}

// within looks for plans of all sites that begin the group's cells together, the
// first of them in [from, to]. What was found for a longer stretch serves, if it
// begins them in this one. It is nil where there are none, or the budget is spent.
func (m *meeting) within(ctx context.Context, from, to int, known []*schedule) []*schedule {
	plans := make([]*schedule, len(m.sites))
	first, last := Forever, -1
	for k := range m.sites {
		lo, hi := m.spread(k, known[k])
		if plans[k] = known[k]; plans[k] == nil || lo < from || hi > to+m.g.tolerance {
			if plans[k] = m.ask(ctx, k, from, to+m.g.tolerance); plans[k] == nil {
				return nil
			}
			lo, hi = m.spread(k, plans[k])
		}
		first, last = min(first, lo), max(last, hi)
	}
	if last-first <= m.g.tolerance {
		return plans
	}
	middle := from + (to-from)/2
	if x := m.within(ctx, from, middle, plans); x != nil {
		return x
	}
	return m.within(ctx, middle+1, to, plans)
}

// ask is a site's plan that begins the group's cells in [from, to] and is over in
// time, nil where none was found.
func (m *meeting) ask(ctx context.Context, k, from, to int) *schedule {
	if m.dear > meetInAll || ctx.Err() != nil {
		return nil
	}
	q := m.asks[k]
	q.slots = append([]slot(nil), q.slots...)
	for _, r := range m.g.members {
		if r.site == m.sites[k] {
			q.slots[r.cell].from, q.slots[r.cell].to = from, to
		}
	}
	q.target = m.until[k]
	p := m.s.p.sites[m.sites[k]].pose(q)
	x, v := p.settle(ctx, q.target, meetBudget)
	m.dear += p.conflicts
	if v != found {
		return nil
	}
	return x
}

// spread is the first and the last start of a site's cells of the group.
func (m *meeting) spread(k int, x *schedule) (first, last int) {
	first, last = Forever, -1
	for _, r := range m.g.members {
		if x != nil && r.site == m.sites[k] {
			first, last = min(first, x.start[r.cell]), max(last, x.start[r.cell])
		}
	}
	return first, last
}

// keep takes the plans over if the operation is better off: what was fixed
// centrally stays fixed, where they have it.
func (s *solver) keep(m *meeting, plans []*schedule) bool {
	base, drafts := map[int]*schedule{}, map[int]*draft{}
	for k, i := range m.sites {
		x, was := plans[k], s.base[i]
		y := newSchedule(s.p.sites[i])
		for c := range was.team {
			if was.team[c] >= 0 {
				y.place(c, x.team[c], x.start[c])
			}
		}
		copy(y.fixed, was.fixed)
		copy(x.fixed, was.fixed)
		base[i], drafts[i] = y, measure(x)
	}
	return s.replace(base, drafts)
}
