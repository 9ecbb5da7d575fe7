package planner

import "strconv"

// The document of an instance built in Go, in canonical form (RFC 8785: members
// sorted by name): every default is written out, only what is unbounded or empty
// is left away. It is written straight from the instance, as every re-plan
// needs its hash.

// writer writes JSON; a comma goes before whatever follows something.
type writer struct{ b []byte }

func (w *writer) comma() {
	if n := len(w.b); n > 0 && w.b[n-1] != '{' && w.b[n-1] != '[' {
		w.b = append(w.b, ',')
	}
}

// key begins a member. Names are our own and need no escape.
func (w *writer) key(name string) {
	w.comma()
	w.b = append(w.b, '"')
	w.b = append(w.b, name...)
	w.b = append(w.b, '"', ':')
}

func (w *writer) open(bracket byte)  { w.b = append(w.b, bracket) }
func (w *writer) close(bracket byte) { w.b = append(w.b, bracket) }

func (w *writer) num(name string, n int) {
	w.key(name)
	w.b = strconv.AppendInt(w.b, int64(n), 10)
}

func (w *writer) str(name, s string) {
	if s == "" {
		return
	}
	w.key(name)
	w.b = appendString(w.b, s)
}

func (w *writer) optional(name string, n *int) {
	if n != nil {
		w.num(name, *n)
	}
}

func (w *writer) window(name string, x *Window) {
	if x == nil {
		return
	}
	w.key(name)
	w.open('{')
	if x.From != -Forever {
		w.num("from", x.From)
	}
	if x.To != Forever {
		w.num("to", x.To)
	}
	w.close('}')
}

func (w *writer) strings(name string, list []string) {
	w.key(name)
	w.open('[')
	for _, s := range list {
		w.comma()
		w.b = appendString(w.b, s)
	}
	w.close(']')
}

// objects writes a list of objects.
func objects[T any](w *writer, name string, list []T, f func(*T)) {
	w.key(name)
	w.open('[')
	for i := range list {
		w.comma()
		w.open('{')
		f(&list[i])
		w.close('}')
	}
	w.close(']')
}

// extent is where a part of a document stands.
type extent struct{ from, to int }

// written writes the document and says where its sites stand. Sites that are
// the same as in an instance before are taken from its document.
func (in *Instance) written(before *Instance, changed map[int]bool) ([]byte, []extent) {
	size := 4096
	if before != nil {
		size += len(before.document) + len(before.document)/8
	}
	w := &writer{make([]byte, 0, size)}
	w.open('{')
	if len(in.Begun) > 0 {
		w.strings("begun", in.Begun)
	}
	objects(w, "forbid", in.Forbid, func(f *Forbid) { w.str("cell", f.Cell); w.str("team", f.Team) })
	w.str("format", InstanceFormat)
	objects(w, "groups", in.Groups, func(g *Group) {
		w.strings("cells", g.Cells)
		w.key("firstWave")
		w.b = strconv.AppendBool(w.b, g.FirstWave)
		w.str("id", g.ID)
		w.num("tolerance", g.Tolerance)
	})
	w.str("hHour", in.HHour)
	w.str("name", in.Name)
	objects(w, "pins", in.Pins, func(p *Pin) { w.str("cell", p.Cell); w.num("start", p.Start); w.str("team", p.Team) })
	w.key("policy")
	w.open('{')
	w.str("conflictOfInterest", string(in.Policy.ConflictOfInterest))
	w.num("makespanSlackPercent", in.Policy.MakespanSlackPercent)
	w.optional("maxTeamsPerLanding", in.Policy.MaxTeamsPerLanding)
	w.close('}')
	spans := make([]extent, 0, len(in.Sites))
	w.key("sites")
	w.open('[')
	for i := range in.Sites {
		w.comma()
		from := len(w.b)
		if before != nil && i < len(before.spans) && !changed[i] {
			w.b = append(w.b, before.document[before.spans[i].from:before.spans[i].to]...)
		} else {
			w.open('{')
			w.site(&in.Sites[i])
			w.close('}')
		}
		spans = append(spans, extent{from, len(w.b)})
	}
	w.close(']')
	objects(w, "waivers", in.Waivers, func(x *Waiver) { w.str("by", x.By); w.str("cell", x.Cell); w.str("officer", x.Officer) })
	w.close('}')
	return w.b, spans
}

func (w *writer) site(s *Site) {
	objects(w, "cells", s.Cells, w.cell)
	objects(w, "equipment", s.Equipment, func(e *Equipment) { w.num("count", e.Count); w.str("kind", e.Kind) })
	w.str("id", s.ID)
	w.optional("maxTeamsPerLanding", s.MaxTeamsPerLanding)
	objects(w, "teams", s.Teams, func(t *Team) {
		w.str("id", t.ID)
		if t.Late != 0 {
			w.num("late", t.Late)
		}
		objects(w, "officers", t.Officers, w.officer)
		w.window("shift", t.Shift)
	})
	w.key("walk")
	w.open('{')
	w.num("otherBuilding", s.Walk.OtherBuilding)
	w.num("sameBuilding", s.Walk.SameBuilding)
	w.num("sameLanding", s.Walk.SameLanding)
	w.num("sameWing", s.Walk.SameWing)
	w.close('}')
	w.window("window", s.Window)
}

func (w *writer) officer(o *Officer) {
	if o.Home != nil {
		w.key("home")
		w.open('{')
		w.str("building", o.Home.Building)
		w.str("site", o.Home.Site)
		w.str("wing", o.Home.Wing)
		w.close('}')
	}
	w.str("id", o.ID)
	if o.Out {
		w.key("out")
		w.b = append(w.b, "true"...)
	}
	w.str("sex", o.Sex)
	if len(o.Skills) > 0 {
		w.strings("skills", o.Skills)
	}
}

func (w *writer) cell(c *Cell) {
	w.str("building", c.Building)
	w.num("duration", c.Duration)
	w.str("id", c.ID)
	w.str("landing", c.Landing)
	w.needs(&c.Needs)
	w.num("priority", c.Priority)
	if c.Spread != nil {
		w.key("spread")
		w.open('{')
		w.num("p50", c.Spread.P50)
		w.num("p90", c.Spread.P90)
		w.close('}')
	}
	w.num("weight", c.Weight)
	w.window("window", c.Window)
	w.str("wing", c.Wing)
}

func (w *writer) needs(n *Needs) {
	if len(n.Equipment) == 0 && n.OfficersOfSex == nil && len(n.Skills) == 0 {
		return
	}
	w.key("needs")
	w.open('{')
	if len(n.Equipment) > 0 {
		objects(w, "equipment", n.Equipment, func(e *EquipmentNeed) { w.num("for", e.For); w.num("from", e.From); w.str("kind", e.Kind) })
	}
	if s := n.OfficersOfSex; s != nil {
		w.key("officersOfSex")
		w.open('{')
		w.num("count", s.Count)
		w.str("sex", s.Sex)
		w.close('}')
	}
	if len(n.Skills) > 0 {
		w.strings("skills", n.Skills)
	}
	w.close('}')
}
