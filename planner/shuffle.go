package planner

import "math/rand/v2"

// A site of at most shuffleCells cells where something is left out or slips is
// built anew in up to shuffles random orders: at this size they come across
// nearly every arrangement that matters.
const shuffleCells, shuffles = 24, 200

// shuffle improves on a draft that falls short. It claims no proof.
func shuffle(base *schedule, best *draft, rng *rand.Rand) *draft {
	s := base.s
	if len(s.cells) > shuffleCells || len(s.teams) == 0 {
		return best
	}
	goal := s.first()
	for range shuffles {
		if best.unsearched == 0 && best.slip+best.local <= goal {
			return best
		}
		x := newSchedule(s)
		x.placePins()
		x.replaceFixed(base, rng)
		for _, u := range s.shuffled(x, rng) {
			x.together(u, rng)
		}
		insertAll(x, leftOver(x))
		makeRoom(x)
		fillFirstMinute(x)
		insertAll(x, leftOver(x))
		if d := measure(x); d.better(best) {
			best = d
		}
	}
	return best
}

// replaceFixed gives the cells of groups that reach beyond the site their slot
// again, with another team perhaps.
func (x *schedule) replaceFixed(base *schedule, rng *rand.Rand) {
	local := map[int]bool{}
	for _, g := range x.s.local {
		for _, r := range g.members {
			local[r.cell] = true
		}
	}
	for _, c := range rng.Perm(len(x.team)) {
		if !base.fixed[c] || local[c] || x.team[c] >= 0 {
			continue
		}
		if t, at, ok := x.anyTeam(c, base.start[c], base.start[c], rng); ok {
			x.place(c, t, at)
			x.fixed[c] = true
		}
	}
}

// shuffled are the cells without a slot in random order, those of a group of
// the site together.
func (s *site) shuffled(x *schedule, rng *rand.Rand) []group {
	var out []group
	inGroup := map[int]bool{}
	for _, g := range s.local {
		out = append(out, g)
		for _, r := range g.members {
			inGroup[r.cell] = true
		}
	}
	for _, c := range leftOver(x) {
		if !inGroup[c] {
			out = append(out, group{members: []ref{{s.index, c}}, tolerance: Forever})
		}
	}
	rng.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// anyTeam is the earliest start over all teams, or, one time in three, that of
// a random one.
func (x *schedule) anyTeam(c, from, till int, rng *rand.Rand) (int, int, bool) {
	if rng.IntN(3) == 0 {
		t := rng.IntN(len(x.s.teams))
		if at, ok := x.earliestOn(c, t, from, till); ok {
			return t, at, true
		}
	}
	return x.earliest(c, from, till)
}

// pushes bounds how often a group's common start is pushed on.
const pushes = 64

// together places a group at the first start that suits all, in random order.
func (x *schedule) together(g group, rng *rand.Rand) {
	from, tolerance := 0, g.tolerance
	if g.firstWave {
		tolerance = Forever // each as early as it can
	}
	for _, r := range g.members {
		if x.team[r.cell] >= 0 {
			from = max(from, x.start[r.cell]-tolerance)
		}
	}
	for range pushes {
		last, placed := from, []int(nil)
		for _, i := range rng.Perm(len(g.members)) {
			c := g.members[i].cell
			if x.team[c] >= 0 {
				continue
			}
			if t, at, ok := x.anyTeam(c, from, Forever, rng); ok {
				x.place(c, t, at)
				placed = append(placed, c)
				last = max(last, at)
			}
		}
		if last-from <= tolerance {
			return
		}
		from = last - tolerance
		for _, c := range placed {
			x.remove(c)
		}
	}
	x.apart(g, rng)
}

// apart places the members of a group that cannot meet, each with a random
// delay: the first may have to wait for the last.
func (x *schedule) apart(g group, rng *rand.Rand) {
	longest := 0
	for _, r := range g.members {
		longest = max(longest, x.s.cells[r.cell].dur)
	}
	for _, i := range rng.Perm(len(g.members)) {
		c := g.members[i].cell
		if x.team[c] >= 0 {
			continue
		}
		if t, at, ok := x.anyTeam(c, rng.IntN(longest+1), Forever, rng); ok {
			x.place(c, t, at)
		}
	}
}
