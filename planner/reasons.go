package planner

import (
	"strconv"
	"strings"
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

// eligibility says which teams may search a cell. Cells that ask for the same
// and lie in the same wing share one answer, as a landing's do.
type eligibility struct {
	s       *site
	policy  Conflict
	d       decisions
	answers map[string]answer
	key     []byte
}

type answer struct {
	set   bits
	fault *reason
}

func newEligibility(s *site, policy Conflict, d decisions) *eligibility {
	return &eligibility{s: s, policy: policy, d: d, answers: map[string]answer{}}
}

func (e *eligibility) of(c *cell) (bits, *reason) {
	if e.d.forbid[c.id] != nil || e.d.waivers[c.id] != nil {
		return e.compute(c)
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
	return a.set, a.fault
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
		return set, &reason{RuleNoTeam, map[string]any{"site": e.s.id}, "The site has no team."}
	case left[0] == 0:
		return set, &reason{RuleNoSkill, map[string]any{"skills": n.Skills},
			at("No team of the site has the skills asked for: %s.", strings.Join(n.Skills, ", "))}
	case left[1] == 0:
		return set, &reason{RuleNoSex, map[string]any{"sex": n.OfficersOfSex.Sex, "count": n.OfficersOfSex.Count},
			at("No team with the skills asked for has %d officers of sex %q.", n.OfficersOfSex.Count, n.OfficersOfSex.Sex)}
	case left[2] == 0:
		return set, &reason{RuleConflict, map[string]any{"policy": string(e.policy)},
			at("Every team that could search it has an officer whose home is in the same %s.", e.policy)}
	case left[3] == 0:
		return set, &reason{RuleNoTeam, map[string]any{"forbidden": true}, "Every team that could search it is forbidden for it."}
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

func hasSex(t *Team, n *SexNeed) bool {
	if n == nil {
		return true
	}
	count := 0
	for i := range t.Officers {
		if t.Officers[i].Sex == n.Sex {
			count++
		}
	}
	return count >= n.Count
}

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
		t := s.teams[i].src
		switch {
		case t.ID != pin.Team:
		case !hasSkills(t, c.src.Needs.Skills):
			return &reason{RuleNoSkill, params, at("It is pinned to team %s, which lacks a skill asked for.", pin.Team)}
		case !hasSex(t, c.src.Needs.OfficersOfSex):
			return &reason{RuleNoSex, params, at("It is pinned to team %s, which lacks officers of the sex asked for.", pin.Team)}
		case e.conflicted(t, c):
			return &reason{RuleConflict, params, at("It is pinned to team %s, an officer of which is at home there.", pin.Team)}
		default:
			return &reason{RuleNoTeam, params, at("It is pinned to team %s, which is forbidden for it.", pin.Team)}
		}
	}
	return &reason{RuleNoTeam, params, at("It is pinned to team %s, which is not at the site.", pin.Team)}
}

// impossible says why a cell can never be searched, whatever the others do.
func (s *site) impossible(c *cell) *reason {
	if c.est > c.lst {
		return &reason{RuleWindow, map[string]any{"from": c.est, "to": c.lst + c.dur, "duration": c.dur},
			at("The windows of cell and site leave minutes %d to %d; the search takes %d.", c.est, c.lst+c.dur, c.dur)}
	}
	some := false
	for t := 0; t < len(s.teams) && !some; t++ {
		some = c.elig.has(t) && max(c.est, s.teams[t].ready(c)) <= min(c.lst, s.teams[t].to-c.dur)
	}
	if !some {
		return &reason{RuleShift, map[string]any{"duration": c.dur},
			"No team that may search it is on shift long enough within the windows."}
	}
	for _, u := range c.uses {
		if u.kind < 0 || s.kinds[u.kind].Count < u.units {
			return s.lacking(c, u)
		}
	}
	if s.limit == 0 {
		return &reason{RuleCapacity, map[string]any{"maxTeamsPerLanding": 0}, "No search at all is allowed on a landing."}
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
	return &reason{RuleEquipment, map[string]any{"kind": name, "needed": u.units, "there": have},
		at("It needs %d of %s at once; the site has %d.", u.units, name, have)}
}
