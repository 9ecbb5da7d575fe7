package planner

// The document of an instance built in Go: every default is written out, only
// what is unbounded or empty is left away.

type object struct{ node }

func newObject() *object { return &object{node{kind: kindObject}} }

func (o *object) set(key string, n node) *object {
	o.keys, o.items = append(o.keys, key), append(o.items, n)
	return o
}

func (o *object) str(key, s string) *object {
	if s == "" {
		return o
	}
	return o.set(key, node{kind: kindString, text: s})
}

func (o *object) num(key string, n int) *object {
	return o.set(key, node{kind: kindNumber, num: float64(n)})
}

// flag writes a truth value that is false where it is left away.
func (o *object) flag(key string, yes bool) *object {
	if !yes {
		return o
	}
	return o.set(key, node{kind: kindBool, yes: true})
}

func (o *object) strings(key string, list []string) *object {
	if len(list) == 0 {
		return o
	}
	return o.set(key, listOf(list, func(s *string) node { return node{kind: kindString, text: *s} }))
}

func (o *object) window(key string, w *Window) *object {
	if w == nil {
		return o
	}
	x := newObject()
	if w.From != -Forever {
		x.num("from", w.From)
	}
	if w.To != Forever {
		x.num("to", w.To)
	}
	return o.set(key, x.node)
}

func listOf[T any](list []T, f func(*T) node) node {
	n := node{kind: kindList, items: make([]node, len(list))}
	for i := range list {
		n.items[i] = f(&list[i])
	}
	return n
}

func (in *Instance) node() node {
	o := newObject().str("format", InstanceFormat).str("name", in.Name).str("hHour", in.HHour)
	p := newObject().str("conflictOfInterest", string(in.Policy.ConflictOfInterest))
	if in.Policy.MaxTeamsPerLanding != nil {
		p.num("maxTeamsPerLanding", *in.Policy.MaxTeamsPerLanding)
	}
	o.set("policy", p.num("makespanSlackPercent", in.Policy.MakespanSlackPercent).node)
	o.set("sites", listOf(in.Sites, siteNode))
	o.set("groups", listOf(in.Groups, func(g *Group) node {
		x := newObject().str("id", g.ID).set("cells", listOf(g.Cells, func(s *string) node {
			return node{kind: kindString, text: *s}
		}))
		return x.set("firstWave", node{kind: kindBool, yes: g.FirstWave}).num("tolerance", g.Tolerance).node
	}))
	o.set("pins", listOf(in.Pins, func(p *Pin) node {
		return newObject().str("cell", p.Cell).str("team", p.Team).num("start", p.Start).node
	}))
	o.set("forbid", listOf(in.Forbid, func(f *Forbid) node {
		return newObject().str("cell", f.Cell).str("team", f.Team).node
	}))
	o.set("waivers", listOf(in.Waivers, func(w *Waiver) node {
		return newObject().str("officer", w.Officer).str("cell", w.Cell).str("by", w.By).node
	}))
	return o.strings("begun", in.Begun).node
}

func siteNode(s *Site) node {
	w := newObject().num("sameLanding", s.Walk.SameLanding).num("sameWing", s.Walk.SameWing).
		num("sameBuilding", s.Walk.SameBuilding).num("otherBuilding", s.Walk.OtherBuilding)
	o := newObject().str("id", s.ID).window("window", s.Window).set("walk", w.node)
	if s.MaxTeamsPerLanding != nil {
		o.num("maxTeamsPerLanding", *s.MaxTeamsPerLanding)
	}
	o.set("equipment", listOf(s.Equipment, func(e *Equipment) node {
		return newObject().str("kind", e.Kind).num("count", e.Count).node
	}))
	o.set("teams", listOf(s.Teams, func(t *Team) node {
		x := newObject().str("id", t.ID).window("shift", t.Shift)
		if t.Late != 0 {
			x.num("late", t.Late)
		}
		return x.set("officers", listOf(t.Officers, officerNode)).node
	}))
	return o.set("cells", listOf(s.Cells, cellNode)).node
}

func officerNode(f *Officer) node {
	o := newObject().str("id", f.ID).str("sex", f.Sex).strings("skills", f.Skills).flag("out", f.Out)
	if f.Home != nil {
		o.set("home", newObject().str("site", f.Home.Site).str("building", f.Home.Building).str("wing", f.Home.Wing).node)
	}
	return o.node
}

func cellNode(c *Cell) node {
	o := newObject().str("id", c.ID).str("building", c.Building).str("wing", c.Wing).str("landing", c.Landing).
		num("duration", c.Duration).window("window", c.Window).num("priority", c.Priority).num("weight", c.Weight)
	if c.Spread != nil {
		o.set("spread", newObject().num("p50", c.Spread.P50).num("p90", c.Spread.P90).node)
	}
	n := newObject().strings("skills", c.Needs.Skills)
	if s := c.Needs.OfficersOfSex; s != nil {
		n.set("officersOfSex", newObject().str("sex", s.Sex).num("count", s.Count).node)
	}
	if len(c.Needs.Equipment) > 0 {
		n.set("equipment", listOf(c.Needs.Equipment, func(e *EquipmentNeed) node {
			return newObject().str("kind", e.Kind).num("from", e.From).num("for", e.For).node
		}))
	}
	if len(n.keys) > 0 {
		o.set("needs", n.node)
	}
	return o.node
}
