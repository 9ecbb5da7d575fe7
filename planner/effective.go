package planner

import (
	"github.com/cellsweep/cellsweep/models"
)

// effective is an instance while events are applied to it: durations, teams and
// cells become what they are by now.
type effective struct {
	in      *Instance
	now     int
	r       reading
	old     map[string]Assignment // of the plan that is replaced
	frozen  map[string]Assignment // started or finished
	keeping map[string]bool       // teams that still work by the old plan
	late    map[string]int        // teams that have searched and take no cell before a minute
	cells   map[string][2]int
	teams   map[string][2]int
}

// newEffective checks that the plan is one for the instance.
func newEffective(in *Instance, plan *Plan, ev *Events) (*effective, error) {
	if plan.Instance != in.Hash() {
		return nil, models.NewFault(models.Invalid, "the plan is for another instance").With(
			models.Field{Pointer: "/instance", Code: "mismatch", Message: "is not the hash of the instance, " + in.Hash()})
	}
	e := &effective{in: in.Clone(), now: ev.Now, old: map[string]Assignment{}, frozen: map[string]Assignment{},
		keeping: map[string]bool{}, late: map[string]int{}}
	e.index()
	for i, a := range plan.Assignments {
		c, known := e.cells[a.Cell]
		t, ok := e.teams[a.Team]
		if !known || !ok || c[0] != t[0] {
			e.r.add(at("/assignments/%d", i), "unknown", "there is no such cell, or no such team at its site")
		}
		e.old[a.Cell] = a
	}
	if err := e.r.faults.Err("the plan is malformed"); err != nil {
		return nil, err
	}
	e.keepers(ev.Acknowledged)
	for _, p := range in.Pins {
		// What an earlier re-plan pinned because it had begun has still begun.
		if a := e.old[p.Cell]; p.Start < e.now && a.Team == p.Team && a.Start == p.Start {
			e.frozen[p.Cell] = a
		}
	}
	return e, nil
}

func (e *effective) index() {
	e.cells, e.teams = map[string][2]int{}, map[string][2]int{}
	for i := range e.in.Sites {
		for j := range e.in.Sites[i].Cells {
			e.cells[e.in.Sites[i].Cells[j].ID] = [2]int{i, j}
		}
		for j := range e.in.Sites[i].Teams {
			e.teams[e.in.Sites[i].Teams[j].ID] = [2]int{i, j}
		}
	}
}

func (e *effective) keepers(acknowledged map[string]int) {
	newest := 0
	for _, v := range acknowledged {
		newest = max(newest, v)
	}
	for id := range e.teams {
		v, ok := acknowledged[id]
		e.keeping[id] = len(acknowledged) > 0 && (!ok || v < newest)
	}
}

func (e *effective) cell(id string) *Cell {
	at := e.cells[id]
	return &e.in.Sites[at[0]].Cells[at[1]]
}

func (e *effective) team(id string) *Team {
	at := e.teams[id]
	return &e.in.Sites[at[0]].Teams[at[1]]
}

// apply applies the events in their order and then what follows from the time.
func (e *effective) apply(events []Event) error {
	for i := range events {
		e.event(&events[i], at("/events/%d", i))
	}
	if err := e.r.faults.Err("an event does not fit the plan"); err != nil {
		return err
	}
	e.reconcile()
	if err := e.r.faults.Err("the events contradict each other"); err != nil {
		return err
	}
	e.pass()
	e.in.keepRefs()
	e.index()
	if err := e.in.Validate(); err != nil {
		return models.NewFault(models.Invalid, "the events leave no whole instance").Because(err)
	}
	return nil
}

func (e *effective) event(x *Event, p string) {
	switch x.Type {
	case EventStarted, EventFinished, EventOverrun, EventCellWithdrawn:
		if _, ok := e.cells[x.Cell]; !ok {
			e.r.add(p+"/cell", "unknown", "there is no cell %q", x.Cell)
			return
		}
		e.cellEvent(x, p)
	case EventTeamLate, EventTeamOut:
		if _, ok := e.teams[x.Team]; !ok {
			e.r.add(p+"/team", "unknown", "there is no team %q", x.Team)
			return
		}
		e.teamEvent(x)
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

func (e *effective) cellEvent(x *Event, p string) {
	a, planned := e.old[x.Cell]
	f, begun := e.frozen[x.Cell]
	if begun {
		a = f
	}
	c := e.cell(x.Cell)
	switch x.Type {
	case EventOverrun:
		c.Duration = min(c.Duration+x.By, MaxInteger)
		if begun {
			f.End = f.Start + c.Duration
			e.frozen[x.Cell] = f
		}
		return
	case EventCellWithdrawn:
		if !begun {
			e.in.drop([]string{x.Cell})
			delete(e.old, x.Cell)
			e.index()
		}
		return
	}
	switch {
	case !planned:
		e.r.add(p+"/cell", "unplanned", "the cell %q is not in the plan, so no team is known for it", x.Cell)
		return
	case x.Type == EventStarted:
		e.frozen[x.Cell] = Assignment{x.Cell, a.Team, x.At, x.At + c.Duration}
		return
	}
	if !begun && a.Start >= x.At {
		a.Start = max(0, x.At-c.Duration)
	}
	if x.At <= a.Start {
		e.r.add(p+"/at", "range", "the search ends at %d and started at %d", x.At, a.Start)
		return
	}
	c.setDuration(x.At - a.Start)
	e.frozen[x.Cell] = Assignment{x.Cell, a.Team, a.Start, x.At}
}

// setDuration shortens or lengthens a search; what it needs ends with it.
func (c *Cell) setDuration(minutes int) {
	c.Duration = min(minutes, MaxInteger)
	for i := range c.Needs.Equipment {
		n := &c.Needs.Equipment[i]
		n.From = min(n.From, c.Duration)
		n.For = min(n.For, c.Duration-n.From)
	}
}

// lastEnd is when the team ends the last search that it has begun, -1 for none.
func (e *effective) lastEnd(team string) int {
	end := -1
	for _, f := range e.frozen {
		if f.Team == team {
			end = max(end, f.End)
		}
	}
	return end
}

// teamEvent narrows a shift. A team that has begun to search keeps the shift's
// beginning, or what it has done would lie outside; the planner alone knows then
// that it is late.
func (e *effective) teamEvent(x *Event) {
	t := e.team(x.Team)
	if t.Shift == nil {
		t.Shift = &Window{-Forever, Forever}
	}
	end := e.lastEnd(x.Team)
	switch {
	case x.Type == EventTeamOut:
		t.Shift.To = min(t.Shift.To, max(end, e.now))
		t.Shift.From = min(t.Shift.From, t.Shift.To)
		e.keeping[x.Team] = false
	case end >= 0:
		e.late[x.Team] = x.Until
	default:
		t.Shift.From = min(max(t.Shift.From, x.Until), t.Shift.To)
	}
}

func (e *effective) teamIn(x *Event, p string) {
	if x.NewTeam == nil {
		if _, ok := e.teams[x.Team]; !ok {
			e.r.add(p+"/team", "unknown", "there is no team %q", x.Team)
			return
		}
		if t := e.team(x.Team); t.Shift != nil && t.Shift.To <= e.now {
			t.Shift.To = Forever
			e.late[x.Team] = e.now
		}
		return
	}
	i, ok := e.site(x.Site, p)
	if !ok {
		return
	}
	v := e.validation()
	v.team(x.NewTeam, i, p+"/team")
	e.in.Sites[i].Teams = append(e.in.Sites[i].Teams, *x.NewTeam)
	e.index()
}

func (e *effective) site(id, p string) (int, bool) {
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
	v := &validation{&e.r, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]int{}, map[string]int{}}
	for id, at := range e.cells {
		v.cells[id] = at[0]
	}
	for id, at := range e.teams {
		v.teams[id] = at[0]
		for _, o := range e.team(id).Officers {
			v.officers[o.ID] = true
		}
	}
	return v
}

func (e *effective) cellAdded(x *Event, p string) {
	i, ok := e.site(x.Site, p)
	if !ok || x.NewCell == nil {
		return
	}
	v := e.validation()
	v.cell(x.NewCell, i, func() string { return p + "/cell" })
	e.in.Sites[i].Cells = append(e.in.Sites[i].Cells, x.NewCell.clone())
	e.index()
}

// officerOut takes an officer out of a team. One that has searched stays in the
// document, since the team was able to do what it did, and is forbidden what it
// can no longer do.
func (e *effective) officerOut(id, p string) {
	for i := range e.in.Sites {
		for j := range e.in.Sites[i].Teams {
			t := &e.in.Sites[i].Teams[j]
			for k := range t.Officers {
				if t.Officers[k].ID == id {
					e.withoutOfficer(&e.in.Sites[i], t, k)
					return
				}
			}
		}
	}
	e.r.add(p+"/officer", "unknown", "there is no officer %q", id)
}

func (e *effective) withoutOfficer(s *Site, t *Team, k int) {
	rest := *t
	rest.Officers = append(append([]Officer(nil), t.Officers[:k]...), t.Officers[k+1:]...)
	if e.lastEnd(t.ID) < 0 {
		t.Officers = rest.Officers
		return
	}
	for i := range s.Cells {
		c := &s.Cells[i]
		if _, begun := e.frozen[c.ID]; begun || hasSkills(&rest, c.Needs.Skills) && hasSex(&rest, c.Needs.OfficersOfSex) {
			continue
		}
		e.in.Forbid = append(e.in.Forbid, Forbid{c.ID, t.ID})
	}
}

func (e *effective) equipmentOut(x *Event, p string) {
	i, ok := e.site(x.Site, p)
	if !ok {
		return
	}
	for j := range e.in.Sites[i].Equipment {
		if k := &e.in.Sites[i].Equipment[j]; k.Kind == x.Kind {
			k.Count = max(0, k.Count-x.Count)
			return
		}
	}
	e.r.add(p+"/kind", "unknown", "the site %q has no %q", x.Site, x.Kind)
}

func (e *effective) groupHeld(x *Event, p string) {
	for _, g := range e.in.Groups {
		if g.ID != x.Group {
			continue
		}
		for _, id := range g.Cells {
			if _, begun := e.frozen[id]; !begun && !e.keeping[e.old[id].Team] {
				e.cell(id).notBefore(x.Until)
			}
		}
		return
	}
	e.r.add(p+"/group", "unknown", "there is no group %q", x.Group)
}

// notBefore lets a cell's window begin at a minute; it may become empty.
func (c *Cell) notBefore(minute int) {
	if minute <= 0 {
		return
	}
	if c.Window == nil {
		c.Window = &Window{-Forever, Forever}
	}
	c.Window.From = min(max(c.Window.From, minute), c.Window.To)
}
