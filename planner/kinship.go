package planner

// kin says how far a site is what it was when it was compiled before: a
// re-plan changes hours and durations, seldom who is there and what lies where.
type kin struct{ places, teams, kinds bool }

// kinship holds a site against itself as it was, nil for never.
func kinship(before, s *site, src *Site, policy Policy) kin {
	if before == nil || len(before.cells) != len(src.Cells) {
		return kin{}
	}
	k := kin{places: true, kinds: len(before.kinds) == len(s.kinds), teams: len(before.teams) == len(s.teams) && before.interest == policy.ConflictOfInterest}
	for i := 0; k.places && i < len(src.Cells); i++ {
		k.places = src.Cells[i].sameLanding(before.cells[i].src)
	}
	for i := 0; k.kinds && i < len(s.kinds); i++ {
		k.kinds = before.kinds[i].Kind == s.kinds[i].Kind
	}
	for i := 0; k.teams && i < len(s.teams); i++ {
		a, b := s.teams[i].src, before.teams[i].src
		k.teams = a.ID == b.ID && sameList(a.Officers, b.Officers)
	}
	k.teams = k.teams && k.places
	return k
}

// sameList says whether two slices are one and the same: what a re-plan changes
// it makes anew.
func sameList[T any](a, b []T) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// takePlaces numbers the places as they were.
func (s *site) takePlaces(before *site, src *Site, mem *scratch) {
	s.landings, s.wings, s.houses = before.landings, before.wings, before.houses
	s.cells = mem.compiled.take(len(src.Cells))
	for i := range src.Cells {
		c, b := &s.cells[i], &before.cells[i]
		*c = newCell(&src.Cells[i])
		c.building, c.wing, c.landing = b.building, b.wing, b.landing
	}
}

func newCell(x *Cell) cell {
	return cell{id: x.ID, dur: x.Duration, priority: x.Priority, weight: x.Weight, group: -1, pinTeam: -1, pinStart: -1, src: x}
}

// asBefore says whether the same teams may search a cell as before. A cell of
// which somebody is forbidden or waived is always asked anew.
func (e *eligibility) asBefore(c, before *cell) bool {
	return !before.decided && !e.decided(c) && c.id == before.id &&
		sameList(c.src.Needs.Skills, before.src.Needs.Skills) && c.src.Needs.OfficersOfSex == before.src.Needs.OfficersOfSex
}

// decided says whether somebody is forbidden a cell or waived for it.
func (e *eligibility) decided(c *cell) bool {
	return len(e.d.forbid) > 0 && e.d.forbid[c.id] != nil || len(e.d.waivers) > 0 && e.d.waivers[c.id] != nil
}

// shifts is from when on all teams are there and ready, and when the first leaves.
func (s *site) shifts() (ready, leaves int) {
	leaves = Forever
	for t := range s.teams {
		ready, leaves = max(ready, s.teams[t].from, s.teams[t].late), min(leaves, s.teams[t].to)
	}
	return ready, leaves
}

// dropOffShift takes out the teams on whose shift the search never fits.
func (s *site) dropOffShift(c *cell) {
	shared := true
	for t := range s.teams {
		tm := &s.teams[t]
		if !c.elig.has(t) || max(c.est, tm.ready(c)) <= min(c.lst, tm.to-c.dur) {
			continue
		}
		if shared {
			c.elig, shared = c.elig.clone(), false
		}
		c.elig.drop(t)
	}
}
