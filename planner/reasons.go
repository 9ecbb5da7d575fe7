package planner

import (
	"strconv"

	"github.com/cellsweep/cellsweep/planner/words"
)

// The rules by which a cell can be left unsearched.
const (
	RuleNoTeam    = "noTeam"
	RuleNoSkill   = "noSkill"
	RuleNoSex     = "noSex"
	RuleConflict  = "conflictOfInterest"
	RuleWindow    = "window"
	RuleShift     = "shift"
	RuleEquipment = "equipment"
	RuleFirstWave = "firstWave"
	RuleCapacity  = "capacity"
)

// reason says why a cell is not searched.
type reason struct {
	rule   string
	params map[string]any
	why    string
}

// because makes a reason, with its sentence in English.
func because(rule string, params map[string]any) *reason {
	return &reason{rule, params, words.Say("en", "unsearched."+rule, params)}
}

// eligibility says which teams may search a cell. Cells that ask for the same
// and lie in the same wing share one answer, as a landing's do.
type eligibility struct {
	s       *site
	policy  Conflict
	d       decisions
	answers map[string]answer
	key     []byte
	single  []bits // of each team, the set of it alone, nil is not asked
}

type answer struct {
	set   bits
	fault *reason
}

func newEligibility(s *site, policy Conflict, d decisions) *eligibility {
	return &eligibility{s: s, policy: policy, d: d, answers: map[string]answer{}}
}

// only is the set of one team, which nobody writes to.
func (e *eligibility) only(t int) bits {
	if e.single == nil {
		e.single = make([]bits, len(e.s.teams))
	}
	if e.single[t] == nil {
		e.single[t] = newBits(len(e.s.teams))
		e.single[t].add(t)
	}
	return e.single[t]
}

func (e *eligibility) of(c *cell) (a answer) {
	if e.decided(c) {
		a.set, a.fault = e.compute(c)
		return a
	}
	e.key = e.key[:0]
	for _, s := range c.src.Needs.Skills {
		e.add(s)
	}
	e.key = append(e.key, '/')
	e.add(c.src.Building)
	e.add(c.src.Wing)
	if n := c.src.Needs.OfficersOfSex; n != nil {
		e.key = strconv.AppendInt(e.key, int64(n.Count), 10)
		e.add(n.Sex)
	}
	a, ok := e.answers[string(e.key)]
	if !ok {
		a.set, a.fault = e.compute(c)
		e.answers[string(e.key)] = a
	}
	return a
}

// add puts a name into the key with its length, so that no two lists of names look alike.
func (e *eligibility) add(name string) {
	e.key = append(strconv.AppendInt(e.key, int64(len(name)), 10), ':')
	e.key = append(e.key, name...)
}

// compute filters by skill, sex, conflict of interest and forbids, in this
// order; the filter that leaves nobody gives the rule.
func (e *eligibility) compute(c *cell) (bits, *reason) {
	set := newBits(len(e.s.teams))
	left := [4]int{}
	for i := range e.s.teams {
		t := e.s.teams[i].src
		stage := e.stage(t, c)
		for k := 0; k < stage && k < 4; k++ {
			left[k]++
		}
		if stage == 4 {
			set.add(i)
		}
	}
	n := c.src.Needs
	switch {
	case len(e.s.teams) == 0:
		return set, because(RuleNoTeam, map[string]any{"site": e.s.id})
	case left[0] == 0:
		return set, because(RuleNoSkill, map[string]any{"skills": n.Skills})
	case left[1] == 0:
		return set, because(RuleNoSex, map[string]any{"sex": n.OfficersOfSex.Sex, "count": n.OfficersOfSex.Count})
	case left[2] == 0:
		return set, because(RuleConflict, map[string]any{"policy": string(e.policy)})
	case left[3] == 0:
		return set, because(RuleNoTeam, map[string]any{"forbidden": true})
	}
	return set, nil
}

// stage is how many of the filters the team passes.
func (e *eligibility) stage(t *Team, c *cell) int {
	switch {
	case !hasSkills(t, c.src.Needs.Skills):
		return 0
	case !hasSex(t, c.src.Needs.OfficersOfSex):
		return 1
	case e.conflicted(t, c):
		return 2
	case e.d.forbid[c.id][t.ID]:
		return 3
	}
	return 4
}

func hasSkills(t *Team, skills []string) bool {
	for _, want := range skills {
		found := false
		for i := range t.Officers {
			for _, have := range t.Officers[i].Skills {
				found = found || have == want
			}
		}
		if !found {
			return false
		}
	}
	return true
}

func hasSex(t *Team, n *SexNeed) bool { return n == nil || ofSex(t, n.Sex) >= n.Count }

func (e *eligibility) conflicted(t *Team, c *cell) bool {
	for i := range t.Officers {
		o := &t.Officers[i]
		if o.Home == nil || o.Home.Site != e.s.id || e.d.waivers[c.id][o.ID] {
			continue
		}
		switch e.policy {
		case ConflictEstablishment:
			return true
		case ConflictBuilding:
			if o.Home.Building == c.src.Building {
				return true
			}
		case ConflictWing:
			if o.Home.Building == c.src.Building && o.Home.Wing == c.src.Wing {
				return true
			}
		}
	}
	return false
}

// barred says why a pin's team may not search its cell.
func (e *eligibility) barred(c *cell, pin Pin) *reason {
	s := e.s
	params := map[string]any{"team": pin.Team, "pin": pin.Start}
	for i := range s.teams {
		t, n := s.teams[i].src, c.src.Needs
		switch {
		case t.ID != pin.Team:
		case !hasSkills(t, n.Skills):
			params["skills"] = n.Skills
			return because(RuleNoSkill, params)
		case !hasSex(t, n.OfficersOfSex):
			params["sex"], params["count"] = n.OfficersOfSex.Sex, n.OfficersOfSex.Count
			return because(RuleNoSex, params)
		case e.conflicted(t, c):
			return because(RuleConflict, params)
		default:
			params["forbidden"] = true
			return because(RuleNoTeam, params)
		}
	}
	params["foreign"] = true
	return because(RuleNoTeam, params)
}

// impossible says why a cell can never be searched, whatever the others do.
func (s *site) impossible(c *cell) *reason {
	if c.est > c.lst {
		return because(RuleWindow, map[string]any{"from": c.est, "to": c.lst + c.dur, "duration": c.dur})
	}
	some := false
	for t := 0; t < len(s.teams) && !some; t++ {
		some = c.elig.has(t) && max(c.est, s.teams[t].ready(c)) <= min(c.lst, s.teams[t].to-c.dur)
	}
	if !some {
		return because(RuleShift, map[string]any{"duration": c.dur})
	}
	for _, u := range c.uses {
		if u.kind < 0 || s.kinds[u.kind].Count < u.units {
			return s.lacking(c, u)
		}
	}
	if s.limit == 0 {
		return because(RuleCapacity, map[string]any{"maxTeamsPerLanding": 0})
	}
	return nil
}

func (s *site) lacking(c *cell, u use) *reason {
	name, have := "", 0
	if u.kind >= 0 {
		name, have = s.kinds[u.kind].Kind, s.kinds[u.kind].Count
	} else {
		name = c.src.Needs.Equipment[0].Kind
		for _, n := range c.src.Needs.Equipment {
			if usesOfKind(n.Kind, c.src.Needs.Equipment, s.kinds)[0].kind < 0 {
				name = n.Kind
				break
			}
		}
	}
	return because(RuleEquipment, map[string]any{"kind": name, "needed": u.units, "there": have})
}

// decisions are the pins, forbids and waivers by cell.
type decisions struct {
	pins    map[string]Pin
	forbid  map[string]map[string]bool
	waivers map[string]map[string]bool
}

func decisionsOf(in *Instance) decisions { return decisionsIn(in, new(scratch)) }

func decisionsIn(in *Instance, mem *scratch) decisions {
	if mem.pinOf == nil {
		mem.pinOf = make(map[string]Pin, len(in.Pins))
	}
	clear(mem.pinOf)
	d := decisions{mem.pinOf, map[string]map[string]bool{}, map[string]map[string]bool{}}
	put := func(m map[string]map[string]bool, cell, key string) {
		if m[cell] == nil {
			m[cell] = map[string]bool{}
		}
		m[cell][key] = true
	}
	for _, x := range in.Pins {
		d.pins[x.Cell] = x
	}
	for _, x := range in.Forbid {
		put(d.forbid, x.Cell, x.Team)
	}
	for _, x := range in.Waivers {
		put(d.waivers, x.Cell, x.Officer)
	}
	return d
}
