package planner

import "sort"

// reconcile makes what was reported possible by the rules: reality did it. A
// search of a team ends before the walk to its next, windows and shifts reach as
// far as searches did, and pins hold them.
func (e *effective) reconcile() {
	byTeam := map[string][]Assignment{}
	for _, f := range e.frozen {
		byTeam[f.Team] = append(byTeam[f.Team], f)
	}
	for _, id := range sortedNames(byTeam) {
		list := byTeam[id]
		sort.Slice(list, func(i, j int) bool { return list[i].Start < list[j].Start })
		s := &e.in.Sites[e.teams[id][0]]
		for i := range list {
			c := e.cell(list[i].Cell)
			if i+1 < len(list) {
				limit := list[i+1].Start - wayBetween(s.Walk, c, e.cell(list[i+1].Cell)) - list[i].Start
				if limit <= 0 {
					e.r.add("/events", "contradiction", "team %s cannot have begun %s at %d and %s at %d",
						id, list[i].Cell, list[i].Start, list[i+1].Cell, list[i+1].Start)
				} else if c.Duration > limit {
					c.setDuration(limit)
				}
			}
			end := list[i].Start + c.Duration
			e.frozen[c.ID] = Assignment{c.ID, id, list[i].Start, end}
			c.Window.cover(list[i].Start, end)
			s.Window.cover(list[i].Start, end)
			e.team(id).Shift.cover(list[i].Start, end)
		}
	}
	e.repin()
	e.releaseKit()
}

// cover widens a window so that a search lies in it.
func (w *Window) cover(start, end int) {
	if w != nil {
		w.From, w.To = min(w.From, start), max(w.To, end)
	}
}

func wayBetween(w Walk, a, b *Cell) int {
	switch {
	case a.Building != b.Building:
		return w.OtherBuilding
	case a.Wing != b.Wing:
		return w.SameBuilding
	case a.Landing != b.Landing:
		return w.SameWing
	}
	return w.SameLanding
}

// repin pins what has begun, and lets go of pins that time has overtaken.
func (e *effective) repin() {
	e.in.Pins = keep(e.in.Pins, func(p Pin) bool {
		_, begun := e.frozen[p.Cell]
		return !begun && p.Start >= e.now
	})
	for _, id := range sortedNames(e.frozen) {
		e.in.Pins = append(e.in.Pins, Pin{id, e.frozen[id].Team, e.frozen[id].Start})
	}
	e.in.Forbid = keep(e.in.Forbid, func(f Forbid) bool { return e.frozen[f.Cell].Team != f.Team })
}

// releaseKit takes the need of a kind from begun searches that together held
// more of it than there is now, and raises the limit of landings where more
// teams were at work than may be.
func (e *effective) releaseKit() {
	type key struct{ site, name string }
	use := map[key]*profile{}
	most := func(k key, from, to int) int {
		if use[k] == nil {
			use[k] = &profile{}
		}
		use[k].add(from, to, 1)
		n := 0
		for i, at := range use[k].at {
			if at >= from && at < to {
				n = max(n, use[k].level[i])
			}
		}
		return n
	}
	for _, pin := range e.in.Pins {
		f, begun := e.frozen[pin.Cell]
		if !begun {
			continue
		}
		s, c := &e.in.Sites[e.cells[f.Cell][0]], e.cell(f.Cell)
		count := map[string]int{}
		for _, k := range s.Equipment {
			count[k.Kind] = k.Count
		}
		c.Needs.Equipment = keep(c.Needs.Equipment, func(n EquipmentNeed) bool {
			k := key{s.ID, "kit " + n.Kind}
			if most(k, f.Start+n.From, f.Start+n.From+n.For) <= count[n.Kind] {
				return true
			}
			use[k].add(f.Start+n.From, f.Start+n.From+n.For, -1)
			return false
		})
		if limit := e.in.Policy.MaxTeamsPerLanding; limit != nil {
			k := key{s.ID, at("landing %q %q %q", c.Building, c.Wing, c.Landing)}
			*limit = max(*limit, most(k, f.Start, f.End))
		}
	}
}

// pass lets nothing begin in the past but what teams do by the old plan.
func (e *effective) pass() {
	for i := range e.in.Sites {
		for j := range e.in.Sites[i].Cells {
			c := &e.in.Sites[i].Cells[j]
			if _, begun := e.frozen[c.ID]; !begun && !e.keeping[e.old[c.ID].Team] {
				c.notBefore(e.now)
			}
		}
	}
}

func sortedNames[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
