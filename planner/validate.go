package planner

import (
	"time"
)

// Validate says everything that is wrong with an instance, as a models.Fault
// with JSON pointers into the document that Encode writes.
func (in *Instance) Validate() error {
	r := &reading{}
	in.validate(r)
	return r.faults.Err("the instance is malformed")
}

// validation knows the ids met so far and what they name.
type validation struct {
	*reading
	known                    bool // ids were looked at before
	sites, officers, inGroup map[string]bool
	teams, cells             map[string]int // index of the site
}

func (in *Instance) validate(r *reading) {
	v := &validation{r, false, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]int{}, map[string]int{}}
	if in.HHour != "" {
		if _, err := time.Parse(time.RFC3339, in.HHour); err != nil {
			v.add("/hHour", "format", "%q is not an RFC 3339 instant", in.HHour)
		}
	}
	v.policy(in.Policy)
	for i := range in.Sites {
		v.site(&in.Sites[i], i)
	}
	groups := map[string]bool{}
	for i := range in.Groups {
		v.group(&in.Groups[i], i, groups)
	}
	v.decisions(in)
}

func (v *validation) policy(p Policy) {
	switch p.ConflictOfInterest {
	case "", ConflictNone, ConflictWing, ConflictBuilding, ConflictEstablishment:
	default:
		v.add("/policy/conflictOfInterest", "unknown", "%q is none of none, wing, building, establishment", p.ConflictOfInterest)
	}
	if p.MaxTeamsPerLanding != nil {
		v.number(*p.MaxTeamsPerLanding, 0, func() string { return "/policy/maxTeamsPerLanding" })
	}
	v.number(p.MakespanSlackPercent, 0, func() string { return "/policy/makespanSlackPercent" })
}

// number faults what lies outside least … 10⁶. The pointer is a function, as it
// is wanted for faults only.
func (v *validation) number(n, least int, pointer func() string) {
	if n < least || n > MaxInteger {
		v.add(pointer(), "range", "%d is not between %d and %d", n, least, MaxInteger)
	}
}

func (v *validation) window(w *Window, least int, pointer func() string) {
	if w == nil {
		return
	}
	if w.From != -Forever {
		v.number(w.From, least, func() string { return pointer() + "/from" })
	}
	if w.To != Forever {
		v.number(w.To, least, func() string { return pointer() + "/to" })
	}
	if w.From > w.To {
		v.add(pointer(), "range", "ends before it begins")
	}
}

// fresh faults an id that is empty or was met before.
func (v *validation) fresh(id string, taken bool, noun, pointer string) {
	if id == "" {
		v.add(pointer, "required", "must not be empty")
	} else if taken {
		v.add(pointer, "duplicate", "the %s %q is there already", noun, id)
	}
}

func (v *validation) site(s *Site, i int) {
	p := at("/sites/%d", i)
	v.fresh(s.ID, v.sites[s.ID], "site", p+"/id")
	v.sites[s.ID] = true
	v.window(s.Window, 0, func() string { return p + "/window" })
	for k, n := range []int{s.Walk.SameLanding, s.Walk.SameWing, s.Walk.SameBuilding, s.Walk.OtherBuilding} {
		v.number(n, 0, func() string {
			return p + "/walk/" + []string{"sameLanding", "sameWing", "sameBuilding", "otherBuilding"}[k]
		})
	}
	if s.MaxTeamsPerLanding != nil {
		v.number(*s.MaxTeamsPerLanding, 0, func() string { return p + "/maxTeamsPerLanding" })
	}
	kinds := map[string]bool{}
	for j, e := range s.Equipment {
		if e.Kind == "" || kinds[e.Kind] {
			v.fresh(e.Kind, kinds[e.Kind], "kind of equipment", at("%s/equipment/%d/kind", p, j))
		}
		kinds[e.Kind] = true
		v.number(e.Count, 0, func() string { return at("%s/equipment/%d/count", p, j) })
	}
	for j := range s.Teams {
		v.team(&s.Teams[j], i, func() string { return at("%s/teams/%d", p, j) })
	}
	for j := range s.Cells {
		v.cell(&s.Cells[j], i, func() string { return at("%s/cells/%d", p, j) })
	}
}

func (v *validation) team(t *Team, site int, p func() string) {
	if !v.known {
		if _, taken := v.teams[t.ID]; taken || t.ID == "" {
			v.fresh(t.ID, taken, "team", p()+"/id")
		}
		v.teams[t.ID] = site
	}
	v.window(t.Shift, -MaxInteger, func() string { return p() + "/shift" })
	v.number(t.Late, 0, func() string { return p() + "/late" })
	for i, o := range t.Officers {
		if v.known {
			break
		}
		if o.ID == "" || v.officers[o.ID] {
			v.fresh(o.ID, v.officers[o.ID], "officer", at("%s/officers/%d/id", p(), i))
		}
		v.officers[o.ID] = true
	}
}

func (v *validation) cell(c *Cell, site int, p func() string) {
	if !v.known {
		if _, taken := v.cells[c.ID]; taken || c.ID == "" {
			v.fresh(c.ID, taken, "cell", p()+"/id")
		}
		v.cells[c.ID] = site
	}
	for k, s := range []string{c.Building, c.Wing, c.Landing} {
		if s == "" {
			v.add(p()+[]string{"/building", "/wing", "/landing"}[k], "required", "must not be empty")
		}
	}
	v.number(c.Duration, 1, func() string { return p() + "/duration" })
	v.number(c.Priority, 0, func() string { return p() + "/priority" })
	v.number(c.Weight, 0, func() string { return p() + "/weight" })
	v.window(c.Window, 0, func() string { return p() + "/window" })
	if c.Spread != nil {
		v.number(c.Spread.P50, 0, func() string { return p() + "/spread/p50" })
		v.number(c.Spread.P90, 0, func() string { return p() + "/spread/p90" })
	}
	v.needs(c, func() string { return p() + "/needs" })
}

func (v *validation) needs(c *Cell, p func() string) {
	if s := c.Needs.OfficersOfSex; s != nil {
		if s.Sex == "" {
			v.add(p()+"/officersOfSex/sex", "required", "must not be empty")
		}
		v.number(s.Count, 0, func() string { return p() + "/officersOfSex/count" })
	}
	for i, e := range c.Needs.Equipment {
		q := func() string { return at("%s/equipment/%d", p(), i) }
		if e.Kind == "" {
			v.add(q()+"/kind", "required", "must not be empty")
		}
		v.number(e.From, 0, func() string { return q() + "/from" })
		v.number(e.For, 0, func() string { return q() + "/for" })
		if e.From+e.For > c.Duration && e.From <= MaxInteger && e.For <= MaxInteger && c.Duration > 0 {
			v.add(q(), "range", "from %d for %d minutes goes beyond the search's %d", e.From, e.For, c.Duration)
		}
	}
}

func (v *validation) group(g *Group, i int, groups map[string]bool) {
	p := at("/groups/%d", i)
	v.fresh(g.ID, groups[g.ID], "group", p+"/id")
	groups[g.ID] = true
	v.number(g.Tolerance, 0, func() string { return p + "/tolerance" })
	for j, id := range g.Cells {
		q := at("%s/cells/%d", p, j)
		v.cellRef(id, q)
		if v.inGroup[id] {
			v.add(q, "duplicate", "the cell %q is in a group already", id)
		}
		v.inGroup[id] = true
	}
}

func (v *validation) cellRef(id, p string) bool {
	_, ok := v.cells[id]
	if !ok {
		v.add(p, "unknown", "there is no cell %q", id)
	}
	return ok
}

func (v *validation) teamRef(id, p string) bool {
	_, ok := v.teams[id]
	if !ok {
		v.add(p, "unknown", "there is no team %q", id)
	}
	return ok
}

func (v *validation) decisions(in *Instance) {
	pinned := map[string]bool{}
	for i, x := range in.Pins {
		p := at("/pins/%d", i)
		c, t := v.cellRef(x.Cell, p+"/cell"), v.teamRef(x.Team, p+"/team")
		if c && t && v.cells[x.Cell] != v.teams[x.Team] {
			v.add(p+"/team", "unknown", "the team %q is not of the cell's site", x.Team)
		}
		if pinned[x.Cell] {
			v.add(p+"/cell", "duplicate", "the cell %q is pinned already", x.Cell)
		}
		pinned[x.Cell] = true
		v.number(x.Start, 0, func() string { return p + "/start" })
	}
	for i, id := range in.Begun {
		p := at("/begun/%d", i)
		if v.cellRef(id, p) && !pinned[id] {
			v.add(p, "unknown", "the cell %q is not pinned", id)
		}
	}
	for i, x := range in.Forbid {
		p := at("/forbid/%d", i)
		v.cellRef(x.Cell, p+"/cell")
		v.teamRef(x.Team, p+"/team")
	}
	for i, x := range in.Waivers {
		p := at("/waivers/%d", i)
		v.cellRef(x.Cell, p+"/cell")
		if !v.officers[x.Officer] {
			v.add(p+"/officer", "unknown", "there is no officer %q", x.Officer)
		}
	}
}
