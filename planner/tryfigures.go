package planner

// figures measures the touched sites and holds H5.
func (t *trying) figures(old *Plan) {
	lines := append([]SiteResult(nil), old.Sites...)
	for _, i := range sortedKeys(t.sites) {
		x := t.sites[i]
		was, now := x.result, x.result
		now.Makespan, now.Slip = 0, 0
		first, exposure := Forever, 0
		for _, a := range x.by {
			c := x.cell(a.Cell, t.cellOf)
			first, now.Makespan = min(first, a.Start), max(now.Makespan, a.Start+c.dur)
			exposure = satAdd(exposure, satMul(c.weight, a.Start))
		}
		if len(x.by) > 0 {
			now.Slip = first
		}
		ease := x.schedule(t.cellOf).ease()
		now.Ease = &ease
		t.bound(x, &now)
		t.start(x, now.Slip)
		lines[x.line] = now
		x.result = now
		t.out.Sites = append(t.out.Sites, SiteChange{x.s.id, was, now})
	}
	t.p.Sites = lines
}

// bound keeps the site's bound where nothing more is left out than before, as it
// holds over all plans; else it is found anew for what must still be searched.
func (t *trying) bound(x *tryAt, now *SiteResult) {
	if t.grown {
		left := &draft{}
		for i := range x.s.cells {
			if x.index[i] < 0 && x.s.cells[i].fault == nil {
				left.unsearched += x.s.cells[i].priority
			}
		}
		now.Bound = x.s.bound(left)
		now.LowerBound = now.Bound.Value
	}
	now.Proven = now.LowerBound == now.Makespan || t.in.Policy.MakespanSlackPercent > 0 && x.result.Proven && now.LowerBound <= now.Makespan
}

// start holds H5 as far as it does not depend on what else could be moved.
func (t *trying) start(x *tryAt, slip int) {
	ofCell := func(id string) bool { r, ok := t.cellOf[id]; return ok && r.site == x.s.index }
	ofTeam := func(id string) bool { i, ok := t.in.siteOfTeam(id); return ok && i == x.s.index }
	accounted := func() bool { return t.accountedFor("site", x.s.id, ofCell, ofTeam) }
	switch {
	case len(x.by) == 0 && len(x.s.cells) > 0 && !accounted():
		t.violate("H5", "siteEmpty", map[string]any{"site": x.s.id}, nil, nil)
	case slip > 0 && !accounted():
		t.violate("H5", "siteStart", map[string]any{"site": x.s.id, "slip": slip}, nil, nil)
	}
}

// schedule is the site as the changed plan has it.
func (x *tryAt) schedule(cellOf map[string]ref) *schedule {
	y := newSchedule(x.s)
	team := x.teams()
	for _, a := range x.by {
		if m, ok := team[a.Team]; ok { // a team of another site is told as a violation
			y.place(cellOf[a.Cell].cell, m, a.Start)
		}
	}
	return y
}

func (x *tryAt) teams() map[string]int {
	team := map[string]int{}
	for i := range x.s.teams {
		team[x.s.teams[i].id] = i
	}
	return team
}

// idle says what could be done with nothing else moved: search a cell that is
// left out, or start the site at H.
func (t *trying) idle(x *tryAt) {
	y := x.schedule(t.cellOf)
	for i := range x.s.cells {
		c := &x.s.cells[i]
		if x.index[i] >= 0 || c.fault != nil || c.priority == 0 {
			continue
		}
		if m, start, ok := y.earliest(i, 0, Forever); ok {
			t.violate("unsearched", "addable", map[string]any{"cell": c.id, "team": x.s.teams[m].id, "start": start}, []string{c.id}, []string{x.s.teams[m].id})
		}
	}
	if x.result.Slip == 0 {
		return
	}
	grouped := map[string]bool{}
	for i := range t.in.Groups {
		for _, id := range t.in.Groups[i].Cells {
			grouped[id] = true
		}
	}
	team := x.teams()
	for _, a := range x.by {
		i := t.cellOf[a.Cell].cell
		if _, pinned := t.d.pins[a.Cell]; pinned || grouped[a.Cell] {
			continue
		}
		y.remove(i)
		_, fits := y.earliestOn(i, team[a.Team], 0, 0)
		y.place(i, team[a.Team], a.Start)
		if fits {
			t.violate("H5", "needless", map[string]any{"site": x.s.id, "slip": x.result.Slip, "team": a.Team, "cell": a.Cell}, []string{a.Cell}, []string{a.Team})
			return
		}
	}
}

// before is the slip that a group had.
func (t *trying) before(g *Group) int {
	return slipOf(g, func(id string) (int, bool) { a, ok := t.was[id]; return a.Start, ok })
}

// totals sums up what the sites come to.
func (t *trying) totals() {
	n := &t.p.Totals
	n.Makespan, n.SumMakespan, n.SiteSlip, n.MakespanBound, n.SumMakespanBound = 0, 0, 0, 0, 0
	for i := range t.p.Sites {
		s := &t.p.Sites[i]
		n.Makespan, n.SumMakespan, n.SiteSlip = max(n.Makespan, s.Makespan), n.SumMakespan+s.Makespan, n.SiteSlip+s.Slip
		n.MakespanBound, n.SumMakespanBound = max(n.MakespanBound, s.LowerBound), n.SumMakespanBound+s.LowerBound
	}
	t.weigh(n)
	slack := t.in.Policy.MakespanSlackPercent
	if slack == 0 || n.MakespanBest == nil || n.SumMakespanBest == nil {
		return
	}
	best, sum := min(*n.MakespanBest, n.Makespan), min(*n.SumMakespanBest, n.SumMakespan)
	n.MakespanBest, n.SumMakespanBest = &best, &sum
	if limit := best + best/100*slack + best%100*slack/100; n.Makespan > limit {
		t.violate("totals", "slack", map[string]any{"makespan": n.Makespan, "most": limit}, nil, nil)
	}
}

// weigh takes the changed cells out of exposure and of what is left out, and puts
// them in as they are now. Where more is left out than before, fewer cells are
// sure to be searched, and the bound on exposure is found anew for all sites.
func (t *trying) weigh(n *Totals) {
	for id := range t.changed {
		r := t.cellOf[id]
		x := t.sites[r.site]
		c := &x.s.cells[r.cell]
		if a, ok := t.was[id]; ok {
			n.Exposure -= satMul(c.weight, a.Start)
		} else {
			n.UnsearchedPriority -= c.priority
		}
		if i := x.index[r.cell]; i >= 0 {
			n.Exposure = satAdd(n.Exposure, satMul(c.weight, x.by[i].Start))
		} else {
			n.UnsearchedPriority += c.priority
		}
	}
	if !t.grown {
		return
	}
	left := map[string]bool{}
	for _, u := range t.p.Unsearched {
		left[u.Cell] = true
	}
	bound := 0
	for _, s := range compile(t.in).sites {
		d := &draft{}
		for i := range s.cells {
			if left[s.cells[i].id] && s.cells[i].fault == nil {
				d.unsearched += s.cells[i].priority
			}
		}
		bound = satAdd(bound, s.exposureBound(d))
	}
	n.ExposureBound = min(n.ExposureBound, bound)
}
