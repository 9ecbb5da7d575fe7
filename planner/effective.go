package planner

import (
	"slices"
	"strconv"

	"github.com/cellsweep/cellsweep/models"
)

// spot is where a cell or a team stands in an instance.
type spot struct{ site, index int }

// effective is an instance while events are applied to it: durations, teams and
// cells become what they are by now. It shares with the instance before what no
// event concerns; a site is copied when it is first written to.
type effective struct {
	mem    *scratch
	before *Instance
	in     *Instance
	now    int
	r      reading
	was    []Assignment    // of the plan that is replaced
	known  [][]known       // of each site and cell
	unsent map[string]bool // teams whose tablets have not acknowledged the newest plan
	cells  map[string]spot
	teams  map[string]spot
	like   []*site // as they were compiled before, empty or nil where they were not
	// renamed says that cells and teams are no longer those of the instance before.
	renamed bool
	gone    map[string]int // the sites of cells that were withdrawn

	touched map[int]bool // sites that events concern
	reached map[int]bool // these, and the sites that groups join to them
	own     map[int]bool // sites that are copies
}

// known is what is known of a cell.
type known struct {
	plan  int        // its place among the assignments of the plan before, -1 is none
	begun Assignment // its search that has begun; Team "" is none
	said  int        // the last event that tells of its search, -1 is none
	over  bool       // reported as finished
	// pinned says that its pin is among those that the instance had.
	pinned bool
	// dislodged says that its team works by the old plan and can no longer search it lawfully.
	dislodged bool
}

// newEffective checks that the plan is one for the instance.
func newEffective(p *Prepared, plan *Plan, ev *Events, mem *scratch) (*effective, error) {
	in := p.in
	if hash := in.Hash(); plan.Instance != hash {
		return nil, models.NewFault(models.Invalid, "the plan is for another instance").With(
			models.Field{Pointer: "/instance", Code: "mismatch", Message: "is not the hash of the instance, " + hash})
	}
	e := &effective{mem: mem, before: in, in: in.shared(), cells: p.cells, teams: p.teams, like: p.sites, now: ev.Now, was: plan.Assignments,
		unsent: map[string]bool{}, gone: map[string]int{}, touched: map[int]bool{}, reached: map[int]bool{}, own: map[int]bool{}}
	e.index()
	for i, a := range plan.Assignments {
		c, known := e.cells[a.Cell]
		t, ok := e.teams[a.Team]
		if !known || !ok || c.site != t.site {
			e.r.add(at("/assignments/%d", i), "unknown", "there is no such cell, or no such team at its site")
		}
		if known {
			e.known[c.site][c.index].plan = i
		}
	}
	if err := e.r.faults.Err("the plan is malformed"); err != nil {
		return nil, err
	}
	e.unacknowledged(ev.Acknowledged)
	return e, nil
}

// shared is a copy whose sites are the instance's own.
func (in *Instance) shared() *Instance {
	c := *in
	c.document, c.digest, c.spans = nil, "", nil
	c.Sites = slices.Clone(in.Sites)
	return &c
}

// index makes room for what is known of each cell.
func (e *effective) index() {
	all := e.mem.known.take(len(e.cells))
	for k := range all {
		all[k] = unknown
	}
	for i := range e.in.Sites {
		n := len(e.in.Sites[i].Cells)
		e.known = append(e.known, all[:n:n])
		all = all[n:]
	}
}

var unknown = known{plan: -1, said: -1}

// indexSite numbers a site's cells anew.
func (e *effective) indexSite(i int) {
	e.rename()
	for j := range e.in.Sites[i].Cells {
		e.cells[e.in.Sites[i].Cells[j].ID] = spot{i, j}
	}
}

// unacknowledged are the teams below the newest version that any team has, or
// missing from the list. An empty list means that all have it.
func (e *effective) unacknowledged(acknowledged map[string]int) {
	newest := 0
	for _, v := range acknowledged {
		newest = max(newest, v)
	}
	for id := range e.teams {
		v, ok := acknowledged[id]
		if len(acknowledged) > 0 && (!ok || v < newest) {
			e.unsent[id] = true
		}
	}
}

// begin takes over what earlier re-plans knew to have begun at the sites that
// are looked at.
func (e *effective) begin() {
	begun := e.begunBefore()
	for _, p := range e.before.Pins {
		if at := e.cells[p.Cell]; begun[p.Cell] && e.reached[at.site] {
			e.known[at.site][at.index].begun = Assignment{p.Cell, p.Team, p.Start, p.Start + e.peek(p.Cell).Duration}
		}
	}
}

// begunBefore are the cells that had begun before. Events withdraw none of them.
func (e *effective) begunBefore() map[string]bool {
	if e.mem.names == nil {
		e.mem.names = make(map[string]bool, len(e.before.Begun))
	}
	if len(e.mem.names) == 0 {
		for _, id := range e.before.Begun {
			e.mem.names[id] = true
		}
	}
	return e.mem.names
}

// of is what is known of a cell that there is.
func (e *effective) of(id string) *known {
	at := e.cells[id]
	return &e.known[at.site][at.index]
}

// old is a cell's search in the plan before; Team "" is none.
func (e *effective) old(k *known) Assignment {
	if k.plan < 0 {
		return Assignment{}
	}
	return e.was[k.plan]
}

// touch marks the sites that an event concerns.
func (e *effective) touch(x *Event) {
	if s, ok := e.siteOf(x); ok {
		e.touched[s] = true
	}
	for _, g := range e.in.Groups {
		if x.Type != EventGroupHeld || g.ID != x.Group {
			continue
		}
		for _, id := range g.Cells {
			e.touched[e.cells[id].site] = true
		}
	}
}

// reach finds the sites that the events concern, and those that groups join to them.
func (e *effective) reach(events []Event) {
	for i := range events {
		e.touch(&events[i])
	}
	for i := range e.touched {
		e.reached[i] = true
	}
	for grown := true; grown; {
		grown = false
		for _, g := range e.in.Groups {
			in := 0
			for _, id := range g.Cells {
				if e.reached[e.cells[id].site] {
					in++
				}
			}
			if in == 0 || in == len(g.Cells) {
				continue
			}
			for _, id := range g.Cells {
				e.reached[e.cells[id].site] = true
			}
			grown = true
		}
	}
}

// siteOf is the site of an event, where it names one by cell, team, officer or id.
func (e *effective) siteOf(x *Event) (int, bool) {
	if s, ok := e.cells[x.Cell]; ok && x.Cell != "" {
		return s.site, true
	}
	if s, ok := e.teams[x.Team]; ok && x.Team != "" {
		return s.site, true
	}
	for i := range e.in.Sites {
		if x.Site != "" && e.in.Sites[i].ID == x.Site {
			return i, true
		}
	}
	if x.Type == EventOfficerOut {
		return e.siteOfOfficer(x.Officer)
	}
	return 0, false
}

func (e *effective) siteOfOfficer(id string) (int, bool) {
	for i := range e.in.Sites {
		for j := range e.in.Sites[i].Teams {
			for k := range e.in.Sites[i].Teams[j].Officers {
				if e.in.Sites[i].Teams[j].Officers[k].ID == id {
					return i, true
				}
			}
		}
	}
	return 0, false
}

// site gives a site for writing.
func (e *effective) site(i int) *Site {
	s := &e.in.Sites[i]
	if !e.own[i] {
		s.Equipment, s.Teams = slices.Clone(s.Equipment), slices.Clone(s.Teams)
		cells := e.mem.cells.take(len(s.Cells))
		copy(cells, s.Cells)
		s.Cells = cells
		e.own[i] = true
	}
	return s
}

func (e *effective) peek(id string) *Cell {
	at := e.cells[id]
	return &e.in.Sites[at.site].Cells[at.index]
}

// cell gives a cell for writing; windows and needs are replaced, never altered.
func (e *effective) cell(id string) *Cell {
	at := e.cells[id]
	return &e.site(at.site).Cells[at.index]
}

func (e *effective) team(id string) *Team {
	at := e.teams[id]
	return &e.site(at.site).Teams[at.index]
}

// apply applies the events in their order and then what follows from the time.
func (e *effective) apply(events []Event) error {
	e.reach(events)
	e.begin()
	for i := range events {
		e.event(&events[i], i, "/events/"+strconv.Itoa(i))
	}
	if err := e.r.faults.Err("an event does not fit the plan"); err != nil {
		return err
	}
	e.reconcile()
	if err := e.r.faults.Err("the events contradict each other"); err != nil {
		return err
	}
	e.pass()
	return e.validate()
}

// validate looks at the sites that were written to. Ids were looked at when
// they came; what refers to them was taken out when they went.
func (e *effective) validate() error {
	r := &reading{}
	v := &validation{reading: r, known: true, sites: map[string]bool{}}
	for _, i := range sortedKeys(e.own) {
		v.site(&e.in.Sites[i], i)
	}
	if err := r.faults.Err("the instance is malformed"); err != nil {
		return models.NewFault(models.Invalid, "the events leave no whole instance").Because(err)
	}
	return nil
}

// setDuration shortens or lengthens a search; what it needs ends with it.
func (c *Cell) setDuration(minutes int) {
	c.Duration = min(minutes, MaxInteger)
	c.Needs.Equipment = slices.Clone(c.Needs.Equipment)
	for i := range c.Needs.Equipment {
		n := &c.Needs.Equipment[i]
		n.From = min(n.From, c.Duration)
		n.For = min(n.For, c.Duration-n.From)
	}
}

// notBefore lets a cell's window begin at a minute; it may become empty.
func (c *Cell) notBefore(minute int, mem *scratch) {
	if minute <= 0 {
		return
	}
	w := Window{-Forever, Forever}
	if c.Window != nil {
		w = *c.Window
	}
	if w.From >= minute {
		return
	}
	w.From = min(minute, w.To)
	c.Window = &mem.windows.take(1)[0]
	*c.Window = w
}

// covering is a window that has grown so that a search lies in it.
func (w *Window) covering(start, end int) *Window {
	if w == nil || w.From <= start && end <= w.To {
		return w
	}
	return &Window{min(w.From, start), max(w.To, end)}
}
