package planner

// finish chooses a draft for every site, and writes the plan with its bounds.
func (s *solver) finish(hash string, rounds int) *Plan {
	p := &Plan{Format: PlanFormat, Instance: hash, Engine: Engine, Seed: s.o.Seed, Rounds: rounds,
		Assignments: []Assignment{}, Unsearched: []Unsearched{}, Sites: []SiteResult{}, Infeasible: []Conflicted{}}
	best := s.best()
	chosen := s.choose(best)
	for i, d := range chosen {
		site := s.p.sites[i]
		site.write(p, d)
		b := site.bound(d)
		p.Sites = append(p.Sites, SiteResult{ID: site.id, Makespan: d.makespan, Slip: d.slip,
			LowerBound: b.Value, Proven: b.Value == best[i].makespan, Bound: b})
		t := &p.Totals
		t.Makespan, t.SumMakespan = max(t.Makespan, d.makespan), t.SumMakespan+d.makespan
		t.MakespanBound, t.SumMakespanBound = max(t.MakespanBound, b.Value), t.SumMakespanBound+b.Value
		t.Exposure = satAdd(t.Exposure, d.exposure)
		t.ExposureBound = satAdd(t.ExposureBound, site.exposureBound(d))
		t.SiteSlip += d.slip
	}
	for i := range s.p.groups {
		p.Totals.GroupSlip += groupSlip(&s.p.groups[i], startsIn(chosen))
	}
	s.explain(p, chosen)
	if s.p.slack > 0 {
		m, sum := 0, 0
		for _, d := range best {
			m, sum = max(m, d.makespan), sum+d.makespan
		}
		p.Totals.MakespanBest, p.Totals.SumMakespanBest = &m, &sum
	}
	return p
}

// choose spends the makespan slack, where there is one, on exposure. The slack
// is the operation's, so that a short site may grow up to the longest.
func (s *solver) choose(best []*draft) []*draft {
	if s.p.slack == 0 {
		return best
	}
	m := 0
	for _, d := range best {
		m = max(m, d.makespan)
	}
	limit := m + m/100*s.p.slack + m%100*s.p.slack/100 // floor(m·(100+slack)/100), without overflow
	out := make([]*draft, len(best))
	for i, f := range s.fronts {
		out[i] = f.within(limit)
	}
	return out
}

// write adds a site's searches and what it leaves out, in the order of its cells.
func (s *site) write(p *Plan, d *draft) {
	for i := range s.cells {
		c := &s.cells[i]
		if t := d.x.team[i]; t >= 0 {
			p.Assignments = append(p.Assignments, Assignment{c.id, s.teams[t].id, d.x.start[i], d.x.start[i] + c.dur})
			continue
		}
		r := c.fault
		if r == nil {
			r = s.noRoom(c)
		}
		p.Unsearched = append(p.Unsearched, Unsearched{c.id, r.rule, r.params, r.why})
		p.Totals.UnsearchedPriority += c.priority
	}
}

// noRoom is the reason of a cell that could be searched, had others not taken
// the place. It claims no proof: the search for a place is not exhaustive.
func (s *site) noRoom(c *cell) *reason {
	return because(RuleCapacity, map[string]any{"eligibleTeams": c.elig.count()})
}
