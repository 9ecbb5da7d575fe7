package planner

import "slices"

// event applies one event. What each means is written down in docs/planner.md,
// under Re-plan.
func (e *effective) event(x *Event, index int, p string) {
	switch x.Type {
	case EventStarted, EventFinished, EventOverrun, EventCellWithdrawn, EventSettled:
		if _, ok := e.cells[x.Cell]; !ok {
			e.r.add(p+"/cell", "unknown", "there is no cell %q", x.Cell)
			return
		}
		e.cellEvent(x, index, p)
	case EventTeamLate, EventTeamOut:
		if _, ok := e.teams[x.Team]; !ok {
			e.r.add(p+"/team", "unknown", "there is no team %q", x.Team)
			return
		}
		if x.Type == EventTeamOut {
			e.unsent[x.Team] = false // it keeps no plan
			e.teamOut(x.Team)
		} else {
			e.teamLate(x.Team, x.Until)
		}
	case EventTeamIn:
		e.teamIn(x, p)
	case EventOfficerOut:
		e.officerOut(x.Officer, p)
	case EventCellAdded:
		e.cellAdded(x, p)
	case EventEquipmentOut:
		e.equipmentOut(x, p)
	case EventGroupHeld:
		e.groupHeld(x, p)
	default:
		e.r.add(p+"/type", "unknown", "there is no event %q", x.Type)
	}
}

func (e *effective) cellEvent(x *Event, index int, p string) {
	switch x.Type {
	case EventOverrun:
		e.overrun(x, p)
	case EventCellWithdrawn, EventSettled:
		e.withdrawn(x.Cell, p)
	case EventStarted:
		e.started(x, index, p)
	case EventFinished:
		e.finished(x, index, p)
	}
}

// searching is who searches a cell: as reported, as begun, or as planned.
func (e *effective) searching(x *Event, p string) (Assignment, bool) {
	k := e.of(x.Cell)
	a := e.old(k)
	if k.begun.Team != "" {
		a = k.begun
	}
	planned := a.Team != ""
	if x.At > e.now {
		e.r.add(p+"/at", "range", "minute %d is later than now, minute %d", x.At, e.now)
		return a, false
	}
	if x.Team == "" {
		if !planned {
			e.r.add(p+"/cell", "unplanned", "the cell %q is not in the plan, so no team is known for it", x.Cell)
		}
		return a, planned
	}
	t, ok := e.teams[x.Team]
	if !ok || t.site != e.cells[x.Cell].site {
		e.r.add(p+"/team", "unknown", "the site of cell %q has no team %q", x.Cell, x.Team)
		return a, false
	}
	if !planned {
		a = Assignment{Cell: x.Cell, Start: x.At}
	}
	a.Team = x.Team
	return a, true
}

func (e *effective) started(x *Event, index int, p string) {
	a, ok := e.searching(x, p)
	if !ok {
		return
	}
	if e.of(x.Cell).over {
		e.r.add(p+"/cell", "contradiction", "the search of cell %q is reported as finished, and then as started", x.Cell)
		return
	}
	e.freeze(x.Cell, a.Team, x.At, index)
}

func (e *effective) freeze(cell, team string, start, index int) {
	k := e.of(cell)
	k.begun, k.said = Assignment{cell, team, start, start + e.peek(cell).Duration}, index
}

// finished ends a search. One that nobody reported as started began as planned,
// or so that it takes what was planned.
func (e *effective) finished(x *Event, index int, p string) {
	a, ok := e.searching(x, p)
	if !ok {
		return
	}
	c := e.cell(x.Cell)
	if e.of(x.Cell).begun.Team == "" && a.Start >= x.At {
		a.Start = max(0, x.At-c.Duration)
	}
	if x.At <= a.Start {
		e.r.add(p+"/at", "range", "the search ends at %d and started at %d", x.At, a.Start)
		return
	}
	c.setDuration(x.At - a.Start)
	e.freeze(x.Cell, a.Team, a.Start, index)
	e.of(x.Cell).over = true
}

// overrun lets a search take longer, whether it has begun or not.
func (e *effective) overrun(x *Event, p string) {
	k := e.of(x.Cell)
	if k.over {
		e.r.add(p+"/cell", "contradiction", "the search of cell %q is reported as finished, and then as taking longer", x.Cell)
		return
	}
	c := e.cell(x.Cell)
	c.Duration = min(c.Duration+x.By, MaxInteger)
	k.begun.End = k.begun.Start + c.Duration
}

func (e *effective) withdrawn(id, p string) {
	if e.of(id).begun.Team != "" {
		e.r.add(p+"/cell", "contradiction", "the search of cell %q has begun, so it cannot be withdrawn", id)
		return
	}
	at := e.cells[id]
	s := e.site(at.site)
	s.Cells = append(s.Cells[:at.index:at.index], s.Cells[at.index+1:]...)
	e.in.dropRefs(id)
	e.known[at.site] = slices.Delete(e.known[at.site], at.index, at.index+1)
	e.rename()
	delete(e.cells, id)
	e.gone[id] = at.site
	e.indexSite(at.site)
}

// dropRefs takes a cell out of groups, pins, forbids and waivers. The lists are
// made anew, as the instance before has them too.
func (in *Instance) dropRefs(id string) {
	var groups []Group
	for _, g := range in.Groups {
		g.Cells = keep(g.Cells, func(c string) bool { return c != id })
		if len(g.Cells) > 0 {
			groups = append(groups, g)
		}
	}
	in.Groups = groups
	in.Pins = keep(in.Pins, func(p Pin) bool { return p.Cell != id })
	in.Forbid = keep(in.Forbid, func(f Forbid) bool { return f.Cell != id })
	in.Waivers = keep(in.Waivers, func(w Waiver) bool { return w.Cell != id })
}

// lastEnd is when the team ends the last search that it has begun, -1 for none.
func (e *effective) lastEnd(team string) int {
	end := -1
	for _, k := range e.known[e.teams[team].site] {
		if k.begun.Team == team {
			end = max(end, k.begun.End)
		}
	}
	return end
}

// teamOut ends the shift: what has begun is still finished.
func (e *effective) teamOut(id string) {
	t, w := e.team(id), Window{-Forever, Forever}
	if t.Shift != nil {
		w = *t.Shift
	}
	w.To = min(w.To, max(e.lastEnd(id), e.now))
	w.From = min(w.From, w.To)
	t.Shift = &w
}

// teamLate lets the shift begin later, or, where the team has searched already
// and the shift must reach back, says from when on it begins anything.
func (e *effective) teamLate(id string, until int) {
	t := e.team(id)
	if e.lastEnd(id) >= 0 {
		t.Late = max(t.Late, until, 0)
		return
	}
	w := Window{-Forever, Forever}
	if t.Shift != nil {
		w = *t.Shift
	}
	w.From = min(max(w.From, until), w.To)
	t.Shift = &w
}

// teamIn brings back a team whose shift had ended, or a new one.
func (e *effective) teamIn(x *Event, p string) {
	if x.NewTeam == nil {
		if _, ok := e.teams[x.Team]; !ok {
			e.r.add(p+"/team", "unknown", "there is no team %q", x.Team)
			return
		}
		if t := e.team(x.Team); t.Shift != nil && t.Shift.To <= e.now {
			t.Shift = &Window{t.Shift.From, Forever}
			t.Late = max(t.Late, e.now, 0)
		}
		return
	}
	i, ok := e.named(x.Site, p)
	if !ok {
		return
	}
	e.validation().team(x.NewTeam, i, func() string { return p + "/team" })
	s := e.site(i)
	s.Teams = append(s.Teams, *x.NewTeam)
	e.rename()
	e.teams[x.NewTeam.ID] = spot{i, len(s.Teams) - 1}
}

func (e *effective) named(id, p string) (int, bool) {
	for i := range e.in.Sites {
		if e.in.Sites[i].ID == id {
			return i, true
		}
	}
	e.r.add(p+"/site", "unknown", "there is no site %q", id)
	return 0, false
}

// validation knows the ids that are taken.
func (e *effective) validation() *validation {
	v := &validation{&e.r, false, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]int{}, map[string]int{}}
	for id, at := range e.cells {
		v.cells[id] = at.site
	}
	for i := range e.in.Sites {
		for _, t := range e.in.Sites[i].Teams {
			v.teams[t.ID] = i
			for _, o := range t.Officers {
				v.officers[o.ID] = true
			}
		}
	}
	return v
}

// cellAdded adds a cell. Teams that officers have left since they began may not
// search it unless those who stayed can.
func (e *effective) cellAdded(x *Event, p string) {
	i, ok := e.named(x.Site, p)
	if !ok || x.NewCell == nil {
		return
	}
	e.validation().cell(x.NewCell, i, func() string { return p + "/cell" })
	s := e.site(i)
	s.Cells = append(s.Cells, x.NewCell.clone())
	e.known[i] = append(e.known[i], unknown)
	e.rename()
	e.cells[x.NewCell.ID] = spot{i, len(s.Cells) - 1}
	for j := range s.Teams {
		e.forbidWithout(&s.Teams[j], &s.Cells[len(s.Cells)-1])
	}
}

// officerOut takes an officer out of a team. One that has searched stays in the
// document, since the team was able to do what it did, and the team is forbidden
// what it can no longer do.
func (e *effective) officerOut(id, p string) {
	i, ok := e.siteOfOfficer(id)
	if !ok {
		e.r.add(p+"/officer", "unknown", "there is no officer %q", id)
		return
	}
	s := e.site(i)
	for j := range s.Teams {
		t := &s.Teams[j]
		for k := range t.Officers {
			if t.Officers[k].ID != id {
				continue
			}
			officers := append([]Officer(nil), t.Officers...)
			if e.lastEnd(t.ID) < 0 {
				t.Officers = append(officers[:k], officers[k+1:]...)
				e.in.Waivers = keep(e.in.Waivers, func(w Waiver) bool { return w.Officer != id })
				return
			}
			officers[k].Out = true
			t.Officers = officers
			for c := range s.Cells {
				if e.known[i][c].begun.Team == "" {
					e.forbidWithout(t, &s.Cells[c])
				}
			}
			return
		}
	}
}

// forbidWithout forbids a team a cell for which it lacks who has left it.
func (e *effective) forbidWithout(t *Team, c *Cell) {
	there := Team{Officers: keep(t.Officers, func(o Officer) bool { return !o.Out })}
	if len(there.Officers) == len(t.Officers) || hasSkills(&there, c.Needs.Skills) && hasSex(&there, c.Needs.OfficersOfSex) {
		return
	}
	f := Forbid{c.ID, t.ID}
	if !slices.Contains(e.in.Forbid, f) {
		e.in.Forbid = append(e.in.Forbid[:len(e.in.Forbid):len(e.in.Forbid)], f)
	}
}

func (e *effective) equipmentOut(x *Event, p string) {
	i, ok := e.named(x.Site, p)
	if !ok {
		return
	}
	s := e.site(i)
	for j := range s.Equipment {
		if k := &s.Equipment[j]; k.Kind == x.Kind {
			k.Count = max(0, k.Count-x.Count)
			return
		}
	}
	e.r.add(p+"/kind", "unknown", "the site %q has no %q", x.Site, x.Kind)
}

// groupHeld lets no member begin before a minute, but those that have begun and
// those of teams that have not heard of it.
func (e *effective) groupHeld(x *Event, p string) {
	for _, g := range e.in.Groups {
		if g.ID != x.Group {
			continue
		}
		for _, id := range g.Cells {
			if k := e.of(id); k.begun.Team == "" && !e.unsent[e.old(k).Team] {
				e.cell(id).notBefore(x.Until, e.mem)
			}
		}
		return
	}
	e.r.add(p+"/group", "unknown", "there is no group %q", x.Group)
}
