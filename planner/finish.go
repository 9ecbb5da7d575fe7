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
		b := s.bound(i)
		exposure, ease := s.exposureBound(site, d), d.x.ease()
		p.Sites = append(p.Sites, SiteResult{ID: site.id, Makespan: d.makespan, Slip: d.slip,
			LowerBound: b.Value, Proven: b.Value == reached(best[i], d), Bound: b, ExposureBound: exposure, Ease: &ease})
		t := &p.Totals
		t.Makespan, t.SumMakespan = max(t.Makespan, d.makespan), t.SumMakespan+d.makespan
		t.MakespanBound, t.SumMakespanBound = max(t.MakespanBound, b.Value), t.SumMakespanBound+b.Value
		t.Exposure = satAdd(t.Exposure, d.exposure)
		t.ExposureBound = satAdd(t.ExposureBound, exposure)
		t.SiteSlip += d.slip
	}
	for i := range s.p.groups {
		p.Totals.GroupSlip += groupSlip(&s.p.groups[i], startsIn(chosen))
	}
	s.explain(p, chosen)
	if s.p.slack > 0 {
		m, sum := 0, 0
		for i, d := range chosen {
			m, sum = max(m, reached(best[i], d)), sum+reached(best[i], d)
		}
		p.Totals.MakespanBest, p.Totals.SumMakespanBest = &m, &sum
	}
	return p
}

// reached is the soonest end that was found for a site: what was chosen for its ease may happen to end sooner than the best.
func reached(best, chosen *draft) int { return min(best.makespan, chosen.makespan) }

// exposureBound is the site's, and in a shift what single cells give.
func (s *solver) exposureBound(x *site, d *draft) int {
	if s.plain {
		return x.soonestExposure(d)
	}
	b := x.exposureBound(d)
	if s.premise.most > 0 { // as with the packing bound, once there are rounds
		b = max(b, x.sharedExposure(x.certain(d.unsearched), s.premise.firm))
	}
	return b
}

// draftPlan is the plan so far, without repairs.
func (s *solver) draftPlan(hash string, rounds int) *Plan {
	was := s.noRepairs
	s.noRepairs = true
	p := s.finish(hash, rounds)
	s.noRepairs = was
	return p
}

// choose takes the draft of least exposure for each site, within its makespan or
// the slack, where there is one.
func (s *solver) choose(best []*draft) []*draft {
	limit := s.limit()
	out := make([]*draft, len(best))
	for i, d := range best {
		if s.p.slack == 0 {
			limit = d.makespan
		}
		out[i] = s.works[i].hastened(limit)
		if e := s.works[i].easy; e != nil && e.easier(out[i]) {
			out[i] = e
		}
	}
	return out
}

// limit is how late the operation may end: floor(m·(100+slack)/100), without
// overflow. The slack is the operation's, so that a short site may grow up to the longest.
func (s *solver) limit() int {
	m := 0
	for i := range s.works {
		m = max(m, s.works[i].best.makespan)
	}
	return m + m/100*s.p.slack + m%100*s.p.slack/100
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
