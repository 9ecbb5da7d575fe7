package planner

import (
	"slices"
	"sort"
)

// The constraints that a conflict may name beside its cells, in the order in
// which they are tried to be given up: what comes late is rather named.
const (
	holdShifts   = "hold.shifts"
	holdWindows  = "hold.windows"
	holdForbids  = "hold.forbids"
	holdPins     = "hold.pins"
	holdInterest = "hold.interest"
	holdLanding  = "hold.landing"
	holdKit      = "hold.kit"
	holdGroup    = "hold.group"
	holdTeams    = "hold.teams"
)

// held is a named constraint that takes part in a conflict: a code of package
// words, with the site and kind of kit, or the group, that it is about.
type held struct {
	code      string
	site, key string
}

// params are those of the hold's phrase.
func (h held) params(p *problem) map[string]any {
	out := map[string]any{"code": h.code}
	switch h.code {
	case holdKit:
		out["site"], out["kind"], out["count"] = h.site, h.key, 0
		for _, s := range p.sites {
			for _, k := range s.kinds {
				if s.id == h.site && k.Kind == h.key {
					out["count"] = k.Count
				}
			}
		}
	case holdGroup:
		for i := range p.groups {
			if g := &p.groups[i]; g.id == h.key {
				out["group"], out["tolerance"] = g.id, g.tolerance
				if g.firstWave {
					out["firstWave"] = true
				}
			}
		}
	case holdLanding:
		out["maxTeamsPerLanding"] = limitOf(p.in)
	case holdInterest:
		out["policy"] = string(p.in.Policy.ConflictOfInterest)
	}
	return out
}

// limitOf is the policy's limit on a landing, or that which a re-plan gave a site.
func limitOf(in *Instance) int {
	if in.Policy.MaxTeamsPerLanding != nil {
		return *in.Policy.MaxTeamsPerLanding
	}
	for i := range in.Sites {
		if n := in.Sites[i].MaxTeamsPerLanding; n != nil {
			return *n
		}
	}
	return Forever
}

// holdsOn are the constraints that may play a part for some cells.
func (e *explainer) holdsOn(refs []ref) []held {
	var out []held
	add := func(there bool, h held) {
		if there && !slices.Contains(out, h) {
			out = append(out, h)
		}
	}
	in := e.p.in
	for _, r := range refs {
		s, c := &in.Sites[r.site], &in.Sites[r.site].Cells[r.cell]
		for i := range s.Teams {
			add(s.Teams[i].Shift != nil, held{code: holdShifts})
		}
		add(s.Window != nil || c.Window != nil, held{code: holdWindows})
		add(len(e.d.forbid[c.ID]) > 0, held{code: holdForbids})
		_, pinned := e.d.pins[c.ID]
		add(pinned, held{code: holdPins})
		add(in.Policy.ConflictOfInterest != "" && in.Policy.ConflictOfInterest != ConflictNone, held{code: holdInterest})
		add(in.Policy.MaxTeamsPerLanding != nil || s.MaxTeamsPerLanding != nil, held{code: holdLanding})
		for _, k := range c.Needs.Equipment {
			add(true, held{holdKit, s.ID, k.Kind})
		}
		if g := e.p.cell(r).group; g >= 0 {
			add(true, held{code: holdGroup, key: e.p.groups[g].id})
		}
		add(true, held{code: holdTeams})
	}
	order := []string{holdShifts, holdWindows, holdForbids, holdPins, holdInterest, holdLanding, holdKit, holdGroup, holdTeams}
	sort.SliceStable(out, func(i, j int) bool { return slices.Index(order, out[i].code) < slices.Index(order, out[j].code) })
	return out
}

// part is the instance of some cells alone, with some constraints given up. It
// shares with the whole what it does not change.
func (e *explainer) part(refs []ref, without map[held]bool) *Instance {
	in := e.p.in
	out := &Instance{Policy: in.Policy}
	if without[held{code: holdLanding}] {
		out.Policy.MaxTeamsPerLanding = nil
	}
	if without[held{code: holdInterest}] {
		out.Policy.ConflictOfInterest = ConflictNone
	}
	bySite := map[int][]ref{}
	for _, r := range refs {
		bySite[r.site] = append(bySite[r.site], r)
	}
	for _, i := range sortedKeys(bySite) {
		out.Sites = append(out.Sites, e.partSite(&in.Sites[i], bySite[i], without))
	}
	members := map[int][]string{}
	for _, r := range refs {
		c := &in.Sites[r.site].Cells[r.cell]
		if g := e.p.cell(r).group; g >= 0 && !without[held{code: holdGroup, key: e.p.groups[g].id}] {
			members[g] = append(members[g], c.ID)
		}
		if p, ok := e.d.pins[c.ID]; ok && !without[held{code: holdPins}] {
			out.Pins = append(out.Pins, p)
		}
		for _, t := range sortedNames(e.d.forbid[c.ID]) {
			if !without[held{code: holdForbids}] {
				out.Forbid = append(out.Forbid, Forbid{c.ID, t})
			}
		}
		for _, o := range sortedNames(e.d.waivers[c.ID]) {
			out.Waivers = append(out.Waivers, Waiver{Officer: o, Cell: c.ID})
		}
	}
	for _, g := range sortedKeys(members) {
		x := in.Groups[g]
		x.Cells = members[g]
		out.Groups = append(out.Groups, x)
	}
	return out
}

func (e *explainer) partSite(src *Site, refs []ref, without map[held]bool) Site {
	s := *src
	s.Cells = make([]Cell, 0, len(refs))
	s.Teams = slices.Clone(src.Teams)
	if without[held{code: holdShifts}] {
		for i := range s.Teams {
			s.Teams[i].Shift = nil
		}
	}
	if without[held{code: holdLanding}] {
		s.MaxTeamsPerLanding = nil
	}
	windows := !without[held{code: holdWindows}]
	if !windows {
		s.Window = nil
	}
	for _, r := range refs {
		c := src.Cells[r.cell]
		if !windows {
			c.Window = nil
		}
		c.Needs.Equipment = keep(c.Needs.Equipment, func(n EquipmentNeed) bool { return !without[held{holdKit, s.ID, n.Kind}] })
		s.Cells = append(s.Cells, c)
	}
	if without[held{code: holdTeams}] {
		for i := range refs {
			s.Teams = append(s.Teams, stranger(s.Cells, at("%s/one-more-team-%d", s.ID, i+1)))
		}
	}
	return s
}

// stranger is a team with every skill that the cells ask for, as many officers
// of each sex, and nobody at home anywhere.
func stranger(cells []Cell, id string) Team {
	t := Team{ID: id}
	var skills []string
	count := map[string]int{}
	for i := range cells {
		for _, s := range cells[i].Needs.Skills {
			if !slices.Contains(skills, s) {
				skills = append(skills, s)
			}
		}
		if n := cells[i].Needs.OfficersOfSex; n != nil {
			count[n.Sex] = min(16, max(count[n.Sex], n.Count))
		}
	}
	if len(count) == 0 {
		count[""] = 1
	}
	slices.Sort(skills)
	for _, sex := range sortedNames(count) {
		for range count[sex] {
			t.Officers = append(t.Officers, Officer{ID: at("%s/%d", id, len(t.Officers)+1), Sex: sex, Skills: skills})
		}
	}
	return t
}
