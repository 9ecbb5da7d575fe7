package check

// What a team may do at all, apart from every other search. An obstacle is
// named by the rule that an unsearched cell would be explained with.

// lacks returns the first skill that c needs and nobody in t has, or "".
func (t *team) lacks(c *cell) string {
	for _, skill := range c.skills {
		if !t.has(skill) {
			return skill
		}
	}
	return ""
}

func (t *team) has(skill string) bool {
	for _, o := range t.officers {
		for _, s := range o.skills {
			if s == skill {
				return true
			}
		}
	}
	return false
}

func (t *team) ofSex(sex string) int {
	n := 0
	for _, o := range t.officers {
		if o.sex == sex {
			n++
		}
	}
	return n
}

// barred returns the first officer of t with a conflict of interest in c that
// nobody has waived, or nil. A home that does not say its building or wing lies
// in none.
func (c *checker) barred(t *team, x *cell) *officer {
	for _, o := range t.officers {
		if o.home != nil && c.athome(o.home, x) && !x.waived[o] {
			return o
		}
	}
	return nil
}

func (c *checker) athome(h *home, x *cell) bool {
	switch {
	case h.site != x.site.id:
		return false
	case c.in.policy == "establishment":
		return true
	case c.in.policy == "building":
		return h.building == x.building
	case c.in.policy == "wing":
		return h.building == x.building && h.wing == x.wing
	}
	return false
}

// able says whether t may search x by skills, sex, conflict of interest, pins
// and forbids; hours aside.
func (c *checker) able(t *team, x *cell) bool {
	return t.site == x.site && !x.forbidden[t] && (x.pin == nil || x.pin.team == t) &&
		t.lacks(x) == "" && t.ofSex(x.sex) >= x.sexCount && c.barred(t, x) == nil
}

// first is the earliest minute within hours at which x can start, and whether
// there is one. A pinned cell has no other minute than that of its pin.
func first(x *cell, hours span) (int, bool) {
	start := hours.from
	if x.pin != nil {
		start = x.pin.start
	}
	return start, hours.holds(span{start, start + x.duration})
}

// prospect is what one cell could do were it alone in the world.
type prospect struct {
	teams    []*team // able, and with a shift in which the search fits
	earliest int     // over those teams
	obstacle string  // the first of obstacles that holds; "" when the cell can be searched
	holds    map[string]bool
}

// obstacles are what keeps a cell from being searched whatever the others do.
var obstacles = []string{"window", "noTeam", "shift", "equipment", "capacity"}

// prospectOf finds every obstacle of x: no minute in its windows, no able team,
// able teams but none with the hours, more equipment than the site has, and
// "capacity" for landings on which nobody may search.
func (c *checker) prospectOf(x *cell) prospect {
	p := prospect{earliest: latest, holds: map[string]bool{}}
	able := 0
	for _, t := range x.site.teams {
		if !c.able(t, x) {
			continue
		}
		able++
		if start, ok := first(x, x.hours().meet(t.hours(x))); ok {
			p.teams, p.earliest = append(p.teams, t), min(p.earliest, start)
		}
	}
	_, fits := first(x, x.hours())
	p.holds["window"] = !fits
	p.holds["noTeam"] = able == 0
	p.holds["shift"] = fits && able > 0 && len(p.teams) == 0
	p.holds["equipment"] = x.overdrawn()
	p.holds["capacity"] = x.site.perLanding == 0
	for _, name := range obstacles {
		if p.obstacle == "" && p.holds[name] {
			p.obstacle = name
		}
	}
	return p
}

// overdrawn says whether x alone holds more of a kind at once than its site has.
func (c *cell) overdrawn() bool {
	uses := map[string][]span{}
	for _, k := range c.needs {
		uses[k.kind] = append(uses[k.kind], k.at(0))
	}
	for kind, intervals := range uses {
		if _, n := overload(intervals, c.site.equipment[kind]); n > 0 {
			return true
		}
	}
	return false
}
