package planner

import (
	"slices"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

// Edit is one change of an instance, by names. Do says which of the others count:
//
//	addTeam     {site, newTeam}               moveTeam {team, site}   removeTeam {team}
//	kit         {site, kind, by}              by may be negative; a kind that is not listed is added
//	window      {cell, from?, to?}            the cell's hours become these; a side not said is unbounded
//	siteWindow  {site, from?, to?}            shift {team, from?, to?}
//	waive       {officer, cell, signedBy}
//	firstWave   {group, on}                   tolerance {group, minutes}   unlink {cell}
//	pin         {cell, team, start}           unpin {cell}
//	forbid      {cell, team}                  allow {cell, team}
//	landing     {limit?}                      most searches at once on a landing; not said is unlimited
//	interest    {policy}                      slack {percent}
//	walk        {site?, percent}              all walks, there or everywhere, rounded up
//	drop        {cells}                       addCell {site, newCell}
//	moveH       {by}                          minutes later; windows and shifts move by −by, as they
//	                                          are hours of the day
type Edit struct {
	Do                          string
	Site, Team, Cell, Officer   string
	Group, Kind, SignedBy       string
	Policy                      Conflict
	From, To, Limit             *int
	By, Start, Minutes, Percent int
	On                          bool
	Cells                       []string
	NewTeam                     *Team
	NewCell                     *Cell
}

// Apply returns the instance with the edits done in their order; in itself stays
// as it is. The error is a models.Fault with a pointer into the list of edits,
// or into the instance where the edits together leave none that is whole.
func (in *Instance) Apply(edits []Edit) (*Instance, error) {
	return in.applyAt(edits, "")
}

func (in *Instance) applyAt(edits []Edit, pointer string) (*Instance, error) {
	e := &editing{in: in.Clone()}
	for i := range edits {
		e.at = at("%s/%d", pointer, i)
		e.index()
		e.do(&edits[i])
	}
	if err := e.r.faults.Err("an edit does not fit the instance"); err != nil {
		return nil, err
	}
	if err := e.in.Validate(); err != nil {
		return nil, models.NewFault(models.Invalid, "the edits leave no whole instance").Because(err)
	}
	return e.in, nil
}

// editing is an instance while it is edited.
type editing struct {
	in       *Instance
	r        reading
	at       string // pointer of the edit
	cells    map[string][2]int
	teams    map[string][2]int
	officers map[string]bool
}

func (e *editing) index() {
	if e.cells != nil {
		return
	}
	e.cells, e.teams, e.officers = map[string][2]int{}, map[string][2]int{}, map[string]bool{}
	for i := range e.in.Sites {
		for j := range e.in.Sites[i].Cells {
			e.cells[e.in.Sites[i].Cells[j].ID] = [2]int{i, j}
		}
		for j := range e.in.Sites[i].Teams {
			e.teams[e.in.Sites[i].Teams[j].ID] = [2]int{i, j}
			for _, o := range e.in.Sites[i].Teams[j].Officers {
				e.officers[o.ID] = true
			}
		}
	}
}

func (e *editing) unknown(member, noun, id string) {
	e.r.add(e.at+"/"+member, "unknown", "there is no %s %q", noun, id)
}

func (e *editing) site(id string) *Site {
	for i := range e.in.Sites {
		if e.in.Sites[i].ID == id {
			return &e.in.Sites[i]
		}
	}
	e.unknown("site", "site", id)
	return nil
}

func (e *editing) team(id string) *Team {
	if p, ok := e.teams[id]; ok {
		return &e.in.Sites[p[0]].Teams[p[1]]
	}
	e.unknown("team", "team", id)
	return nil
}

func (e *editing) cell(id string) *Cell {
	if p, ok := e.cells[id]; ok {
		return &e.in.Sites[p[0]].Cells[p[1]]
	}
	e.unknown("cell", "cell", id)
	return nil
}

func (e *editing) group(id string) *Group {
	for i := range e.in.Groups {
		if e.in.Groups[i].ID == id {
			return &e.in.Groups[i]
		}
	}
	e.unknown("group", "group", id)
	return nil
}

// do does one edit.
func (e *editing) do(x *Edit) {
	switch x.Do {
	case "addTeam", "moveTeam", "removeTeam", "shift":
		e.teamEdit(x)
	case "kit", "siteWindow", "walk", "addCell":
		e.siteEdit(x)
	case "window", "unlink", "pin", "unpin", "forbid", "allow", "waive":
		e.cellEdit(x)
	case "firstWave", "tolerance":
		if g := e.group(x.Group); g != nil && x.Do == "firstWave" {
			g.FirstWave = x.On
		} else if g != nil {
			g.Tolerance = x.Minutes
		}
	case "landing":
		e.in.Policy.MaxTeamsPerLanding = clonePtr(x.Limit)
	case "interest":
		e.in.Policy.ConflictOfInterest = x.Policy
	case "slack":
		e.in.Policy.MakespanSlackPercent = x.Percent
	case "drop":
		e.dropCells(x.Cells)
	case "moveH":
		e.moveH(x.By)
	default:
		e.r.add(e.at+"/do", "unknown", "there is no edit %q", x.Do)
	}
}

func (e *editing) teamEdit(x *Edit) {
	if x.Do == "addTeam" {
		if s := e.site(x.Site); s != nil && x.NewTeam != nil {
			s.Teams = append(s.Teams, *x.NewTeam)
			e.cells = nil
		}
		return
	}
	t := e.team(x.Team)
	if t == nil {
		return
	}
	if x.Do == "shift" {
		t.Shift = windowFrom(x)
		return
	}
	moved := *t
	var to *Site
	if x.Do == "moveTeam" {
		if to = e.site(x.Site); to == nil {
			return
		}
	}
	from := &e.in.Sites[e.teams[x.Team][0]]
	from.Teams = slices.DeleteFunc(from.Teams, func(t Team) bool { return t.ID == x.Team })
	if to != nil {
		to.Teams = append(to.Teams, moved)
	}
	e.in.Pins = keep(e.in.Pins, func(p Pin) bool { return p.Team != x.Team })
	e.in.keepRefs()
	e.cells = nil
}

func windowFrom(x *Edit) *Window {
	if x.From == nil && x.To == nil {
		return nil
	}
	w := &Window{-Forever, Forever}
	if x.From != nil {
		w.From = *x.From
	}
	if x.To != nil {
		w.To = *x.To
	}
	return w
}

func (e *editing) siteEdit(x *Edit) {
	if x.Do == "walk" && x.Site == "" {
		for i := range e.in.Sites {
			e.in.Sites[i].Walk.scale(x.Percent)
		}
		return
	}
	s := e.site(x.Site)
	if s == nil {
		return
	}
	switch x.Do {
	case "siteWindow":
		s.Window = windowFrom(x)
	case "walk":
		s.Walk.scale(x.Percent)
	case "addCell":
		if x.NewCell != nil {
			s.Cells = append(s.Cells, x.NewCell.clone())
			e.cells = nil
		}
	case "kit":
		i := slices.IndexFunc(s.Equipment, func(q Equipment) bool { return q.Kind == x.Kind })
		if i < 0 {
			i = len(s.Equipment)
			s.Equipment = append(s.Equipment, Equipment{Kind: x.Kind})
		}
		if s.Equipment[i].Count += x.By; s.Equipment[i].Count < 0 {
			e.r.add(e.at+"/by", "range", "site %s has only %d of %s", x.Site, s.Equipment[i].Count-x.By, x.Kind)
		}
	}
}

// scale rounds up, so that a walk does not vanish.
func (w *Walk) scale(percent int) {
	for _, p := range []*int{&w.SameLanding, &w.SameWing, &w.SameBuilding, &w.OtherBuilding} {
		*p = (*p*percent + 99) / 100
	}
}

func (e *editing) cellEdit(x *Edit) {
	c := e.cell(x.Cell)
	if c == nil {
		return
	}
	ofCell := func(id string) bool { return id != x.Cell }
	switch x.Do {
	case "window":
		c.Window = windowFrom(x)
	case "unlink":
		for i := range e.in.Groups {
			e.in.Groups[i].Cells = keep(e.in.Groups[i].Cells, ofCell)
		}
	case "unpin":
		e.in.Pins = keep(e.in.Pins, func(p Pin) bool { return p.Cell != x.Cell })
	case "allow":
		e.in.Forbid = keep(e.in.Forbid, func(f Forbid) bool { return f.Cell != x.Cell || f.Team != x.Team })
	case "waive":
		if !e.officers[x.Officer] {
			e.unknown("officer", "officer", x.Officer)
			return
		}
		e.in.Waivers = append(e.in.Waivers, Waiver{x.Officer, x.Cell, x.SignedBy})
	case "pin", "forbid":
		if e.team(x.Team) == nil {
			return
		}
		if x.Do == "forbid" {
			e.in.Forbid = append(e.in.Forbid, Forbid{x.Cell, x.Team})
			return
		}
		e.in.Pins = append(keep(e.in.Pins, func(p Pin) bool { return p.Cell != x.Cell }), Pin{x.Cell, x.Team, x.Start})
	}
}

func (e *editing) dropCells(ids []string) {
	for i, id := range ids {
		if _, ok := e.cells[id]; !ok {
			e.unknown(at("cells/%d", i), "cell", id)
		}
	}
	e.in.drop(ids)
	e.cells = nil
}

// moveH puts H later. What is a time of the day comes that much sooner after H;
// what would lie before H is cut off, as nothing starts then.
func (e *editing) moveH(by int) {
	if h, err := time.Parse(time.RFC3339, e.in.HHour); err == nil {
		e.in.HHour = h.Add(time.Duration(by) * time.Minute).Format(time.RFC3339)
	}
	move := func(w *Window, least int) {
		if w == nil {
			return
		}
		if w.From != -Forever {
			w.From = max(least, w.From-by)
		}
		if w.To != Forever {
			w.To = max(least, w.To-by)
		}
	}
	for i := range e.in.Sites {
		s := &e.in.Sites[i]
		move(s.Window, 0)
		for j := range s.Cells {
			move(s.Cells[j].Window, 0)
		}
		for j := range s.Teams {
			move(s.Teams[j].Shift, -MaxInteger)
		}
	}
}
