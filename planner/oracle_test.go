package planner

import (
	"fmt"
	"slices"
	"sort"
)

// violations checks a plan against the rules H1 to H10, minute by minute and
// by names, sharing nothing with the planner but the types.
func violations(in *Instance, p *Plan) []string {
	o := &oracle{in: in, p: p, by: map[string]Assignment{}}
	o.everyCellOnce()
	for i := range in.Sites {
		s := &in.Sites[i]
		o.site(s)
		o.rounds(s)
		o.minutes(s)
	}
	for _, x := range in.Pins {
		if a, ok := o.by[x.Cell]; ok && (a.Team != x.Team || a.Start != x.Start) {
			o.say("H10 pin of %s", x.Cell)
		}
	}
	for _, x := range in.Forbid {
		if a, ok := o.by[x.Cell]; ok && a.Team == x.Team {
			o.say("H10 forbid %s", x.Cell)
		}
	}
	o.slips()
	return o.out
}

type oracle struct {
	in  *Instance
	p   *Plan
	by  map[string]Assignment
	out []string
}

func (o *oracle) say(format string, args ...any) { o.out = append(o.out, fmt.Sprintf(format, args...)) }

func (o *oracle) everyCellOnce() {
	left := map[string]bool{}
	for _, u := range o.p.Unsearched {
		if left[u.Cell] || u.Rule == "" || u.Why == "" {
			o.say("H1 unsearched %s", u.Cell)
		}
		left[u.Cell] = true
	}
	for _, a := range o.p.Assignments {
		if _, twice := o.by[a.Cell]; twice || left[a.Cell] {
			o.say("H1 %s twice", a.Cell)
		}
		o.by[a.Cell] = a
	}
	n := 0
	for _, s := range o.in.Sites {
		n += len(s.Cells)
		for _, c := range s.Cells {
			if _, ok := o.by[c.ID]; !ok && !left[c.ID] {
				o.say("H1 %s is forgotten", c.ID)
			}
		}
	}
	if n != len(o.p.Assignments)+len(o.p.Unsearched) {
		o.say("H1 strangers")
	}
}

func within(w *Window, start, end int) bool { return w == nil || w.From <= start && end <= w.To }

func (o *oracle) site(s *Site) {
	teams := map[string]*Team{}
	for i := range s.Teams {
		teams[s.Teams[i].ID] = &s.Teams[i]
	}
	for _, c := range s.Cells {
		a, ok := o.by[c.ID]
		if !ok {
			continue
		}
		t := teams[a.Team]
		if t == nil {
			o.say("H1 %s has no team of its site", c.ID)
			continue
		}
		if a.End != a.Start+c.Duration || a.Start < 0 || !within(c.Window, a.Start, a.End) || !within(s.Window, a.Start, a.End) || !within(t.Shift, a.Start, a.End) {
			o.say("H4 %s", c.ID)
		}
		if a.Start < t.Late && !slices.ContainsFunc(o.in.Pins, func(p Pin) bool { return p.Cell == c.ID }) {
			o.say("H4 %s: the team is late", c.ID)
		}
		o.team(s, &c, t)
	}
}

func (o *oracle) team(s *Site, c *Cell, t *Team) {
	sex, skills := 0, map[string]bool{}
	for _, f := range t.Officers {
		for _, k := range f.Skills {
			skills[k] = true
		}
		if c.Needs.OfficersOfSex != nil && f.Sex == c.Needs.OfficersOfSex.Sex {
			sex++
		}
		waived := false
		for _, w := range o.in.Waivers {
			waived = waived || w.Cell == c.ID && w.Officer == f.ID
		}
		if h := f.Home; h != nil && !waived && h.Site == s.ID {
			switch p := o.in.Policy.ConflictOfInterest; {
			case p == ConflictEstablishment, p == ConflictBuilding && h.Building == c.Building,
				p == ConflictWing && h.Building == c.Building && h.Wing == c.Wing:
				o.say("H8 %s", c.ID)
			}
		}
	}
	for _, k := range c.Needs.Skills {
		if !skills[k] {
			o.say("H7 %s", c.ID)
		}
	}
	if n := c.Needs.OfficersOfSex; n != nil && sex < n.Count {
		o.say("H7 %s", c.ID)
	}
}

func walkBetween(s *Site, a, b *Cell) int {
	switch {
	case a.Building != b.Building:
		return s.Walk.OtherBuilding
	case a.Wing != b.Wing:
		return s.Walk.SameBuilding
	case a.Landing != b.Landing:
		return s.Walk.SameWing
	}
	return s.Walk.SameLanding
}

func (o *oracle) rounds(s *Site) {
	cells, of := map[string]*Cell{}, map[string][]Assignment{}
	for i := range s.Cells {
		cells[s.Cells[i].ID] = &s.Cells[i]
		if a, ok := o.by[s.Cells[i].ID]; ok {
			of[a.Team] = append(of[a.Team], a)
		}
	}
	for _, r := range of {
		sort.Slice(r, func(i, j int) bool { return r[i].Start < r[j].Start })
		for i := 1; i < len(r); i++ {
			if r[i].Start < r[i-1].End+walkBetween(s, cells[r[i-1].Cell], cells[r[i].Cell]) {
				o.say("H2 %s then %s", r[i-1].Cell, r[i].Cell)
			}
		}
	}
}

func (o *oracle) minutes(s *Site) {
	type key struct {
		what   string
		minute int
	}
	use, there := map[key]int{}, map[string]int{}
	for _, e := range s.Equipment {
		there[e.Kind] = e.Count
	}
	for _, c := range s.Cells {
		a, ok := o.by[c.ID]
		if !ok {
			continue
		}
		for _, n := range c.Needs.Equipment {
			for m := a.Start + n.From; m < a.Start+n.From+n.For; m++ {
				if use[key{"e" + n.Kind, m}]++; use[key{"e" + n.Kind, m}] > there[n.Kind] {
					o.say("H3 %s minute %d", n.Kind, m)
				}
			}
		}
		if l := o.in.Policy.MaxTeamsPerLanding; l != nil {
			k := "l" + c.Building + "\x00" + c.Wing + "\x00" + c.Landing
			for m := a.Start; m < a.End; m++ {
				if use[key{k, m}]++; use[key{k, m}] > *l {
					o.say("H9 %s minute %d", c.Landing, m)
				}
			}
		}
	}
}

// figures are a plan's objectives, recomputed.
type figures struct{ siteSlip, groupSlip, makespan, sum, exposure int }

func (o *oracle) figures(each func(i, first, last int)) figures {
	var f figures
	for i, s := range o.in.Sites {
		first, last := -1, 0
		for _, c := range s.Cells {
			if a, ok := o.by[c.ID]; ok {
				if first < 0 || a.Start < first {
					first = a.Start
				}
				last = max(last, a.End)
				f.exposure += c.Weight * a.Start
			}
		}
		f.siteSlip += max(0, first)
		f.makespan, f.sum = max(f.makespan, last), f.sum+last
		each(i, max(0, first), last)
	}
	for _, g := range o.in.Groups {
		lo, hi := -1, -1
		for _, id := range g.Cells {
			if a, ok := o.by[id]; ok {
				if lo < 0 || a.Start < lo {
					lo = a.Start
				}
				hi = max(hi, a.Start)
			}
		}
		if g.FirstWave {
			f.groupSlip += max(0, hi)
		} else {
			f.groupSlip += max(0, hi-lo-g.Tolerance)
		}
	}
	return f
}

// slips compares what the plan says of itself with what it is.
func (o *oracle) slips() {
	f := o.figures(func(i, first, last int) {
		r := o.p.Sites[i]
		if r.ID != o.in.Sites[i].ID || r.Makespan != last || r.Slip != first || r.LowerBound > last || r.Bound.Value != r.LowerBound {
			o.say("site %+v, makespan %d, first %d", r, last, first)
		}
	})
	t := o.p.Totals
	if t.ExposureBound > f.exposure || f != (figures{t.SiteSlip, t.GroupSlip, t.Makespan, t.SumMakespan, t.Exposure}) {
		o.say("totals %+v, recomputed %+v", t, f)
	}
}
