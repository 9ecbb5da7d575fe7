package planner

// rota is a site's plan as the local search holds it: for each team the order
// of its cells, each cell as early as its team, windows, kit and landing allow
// in that order. Next to each cell lies what follows it in its team's round as
// one piece (chain), so that the end of a changed round is known from a few
// figures, without going through it.
type rota struct {
	s     *site
	end   int // the first minute beyond the calendars; nothing ends later
	cells []stay
	uses  []hold // of all cells, see stay.uses
	able  []bool // of cell·teams + team
	teams []turnout
	kit   []calendar // of the kinds and landings that can run out
	slip  int        // the earliest start, which must not grow

	aim  aim
	cost int

	comfort *comfort // nil where nobody asks for it

	steps int // of the annealing so far

	next [2][]int // the rounds of a move from where they change
	was  []int    // starts before it
	mv   move
}

// stay is what the search needs of a cell, and where it is.
type stay struct {
	landing, wing, building int
	dur, weight             int
	lo, hi                  int // start
	pinned                  bool
	uses                    [2]int
	team, pos, start        int // team -1 is not placed
	before                  int // exposure of the round up to and with this cell
	tail                    chain
}

// hold is a use of calendar kit during [start+from, start+to).
type hold struct{ kit, from, to, units int }

// turnout is a team, and what its round comes to.
type turnout struct {
	from, to int
	late     int // begins nothing before but what is pinned
	order    []int
	end      int // 0 where it searches nothing
	exposure int
	cost     int
}

// maxMinutes and maxCalendar bound the memory of a rota: an operation of more
// minutes, or a site with more entries in its calendars, is left as it was built.
const maxMinutes, maxCalendar = 1 << 16, 1 << 25

// newRota reads a schedule. It returns nil where there is nothing to search,
// or the minutes are too many. Nothing may end after the limit.
func newRota(x *schedule, limit int) *rota {
	s := x.s
	if limit <= 0 || limit > maxMinutes || len(s.teams) == 0 {
		return nil
	}
	r := &rota{s: s, end: limit, cells: make([]stay, len(s.cells)), able: make([]bool, len(s.cells)*len(s.teams)),
		teams: make([]turnout, len(s.teams)), slip: Forever, was: make([]int, len(s.cells))}
	if !r.calendars() {
		return nil
	}
	for i := range s.cells {
		r.read(x, i)
	}
	for t := range s.teams {
		tm := &r.teams[t]
		tm.from, tm.to, tm.late = s.teams[t].from, min(s.teams[t].to, limit), s.teams[t].late
		for k, v := range x.routes[t] {
			c := &r.cells[v.cell]
			c.team, c.pos, c.start = t, k, v.start
			tm.order = append(tm.order, v.cell)
			r.book(v.cell, 1)
			r.slip = min(r.slip, v.start)
		}
		r.relink(t)
	}
	return r
}

// calendars makes one for each kind and landing that could run out: never one
// that has a unit for every team.
func (r *rota) calendars() bool {
	s := r.s
	kinds, most := make([]int, len(s.kinds)), make([]int, len(s.kinds))
	for i := range s.cells {
		for _, u := range s.cells[i].uses {
			if u.kind >= 0 {
				most[u.kind] = max(most[u.kind], u.units)
			}
		}
	}
	minutes := r.end + 1
	add := func(units int) int {
		r.kit = append(r.kit, newCalendar(min(units, 1<<15), minutes))
		return len(r.kit) - 1
	}
	scarce := len(s.kinds)
	if s.limit < len(s.teams) {
		scarce += len(s.landings)
	}
	if scarce*minutes > maxCalendar {
		return false
	}
	for k := range s.kinds {
		kinds[k] = -1
		if most[k]*len(s.teams) > s.kinds[k].Count && most[k] < 1<<15 {
			kinds[k] = add(s.kinds[k].Count)
		}
	}
	first := len(r.kit)
	if s.limit < len(s.teams) {
		for range s.landings {
			add(s.limit)
		}
	}
	for i := range s.cells {
		r.holds(i, kinds, first)
	}
	return true
}

// holds lists what a cell takes, the landing first, as it is the likeliest to be full.
func (r *rota) holds(i int, kinds []int, first int) {
	c := &r.s.cells[i]
	from := len(r.uses)
	if r.s.limit < len(r.s.teams) {
		r.uses = append(r.uses, hold{first + c.landing, 0, c.dur, 1})
	}
	for _, u := range c.uses {
		if u.kind >= 0 && kinds[u.kind] >= 0 {
			r.uses = append(r.uses, hold{kinds[u.kind], u.from, u.to, u.units})
		}
	}
	r.cells[i].uses = [2]int{from, len(r.uses)}
}

// read takes over what does not change of a cell. Cells with a slot, and all of
// groups, keep their minute; they may change teams.
func (r *rota) read(x *schedule, i int) {
	c, k := &r.s.cells[i], &r.cells[i]
	k.landing, k.wing, k.building = c.landing, c.wing, c.building
	k.dur, k.weight, k.team, k.pinned = c.dur, c.weight, -1, c.pinTeam >= 0
	k.lo, k.hi = max(c.est, c.release), min(c.lst, r.end-c.dur)
	if x.team[i] >= 0 && (x.fixed[i] || c.group >= 0 || c.pinTeam >= 0) {
		k.lo, k.hi = x.start[i], x.start[i]
	}
	for t := range r.s.teams {
		r.able[i*len(r.s.teams)+t] = c.elig.has(t)
	}
	if x.team[i] >= 0 && x.fixed[i] && c.pinTeam >= 0 {
		for t := range r.s.teams {
			r.able[i*len(r.s.teams)+t] = t == c.pinTeam
		}
	}
}

// opens is the first minute at which a team may begin a cell, its round apart.
func (r *rota) opens(c, t int) int {
	if k := &r.cells[c]; k.pinned {
		return k.lo
	}
	return max(r.cells[c].lo, r.teams[t].late)
}

func (r *rota) canDo(c, t int) bool { return r.able[c*len(r.teams)+t] }

func (r *rota) way(a, b int) int {
	p, q := &r.cells[a], &r.cells[b]
	switch {
	case p.landing == q.landing:
		return r.s.walk[0]
	case p.wing == q.wing:
		return r.s.walk[1]
	case p.building == q.building:
		return r.s.walk[2]
	}
	return r.s.walk[3]
}

// book takes (1) or gives back (-1) what a cell holds at its start.
func (r *rota) book(c, sign int) {
	k := &r.cells[c]
	for _, u := range r.uses[k.uses[0]:k.uses[1]] {
		r.kit[u.kit].book(k.start+u.from, k.start+u.to, u.units, sign)
	}
}

// free is the first start from a minute on at which everything that a cell
// holds is there; beyond the latest start it may be any.
func (r *rota) free(c, from int) int {
	k := &r.cells[c]
	uses := r.uses[k.uses[0]:k.uses[1]]
	for agreed, i := 0, 0; agreed < len(uses); i++ {
		if i == len(uses) {
			i = 0
		}
		u := &uses[i]
		agreed++
		for m := r.clash(u, from); m >= 0; m = r.clash(u, from) {
			if from, agreed = m+1-u.from, 1; from > k.hi {
				return from
			}
		}
	}
	return from
}

func (r *rota) clash(u *hold, start int) int {
	return r.kit[u.kit].clash(start+u.from, start+u.to, u.units)
}

// relink takes a team's figures anew from its order and starts.
func (r *rota) relink(t int) {
	tm := &r.teams[t]
	tm.end, tm.exposure = 0, 0
	for i, c := range tm.order {
		k := &r.cells[c]
		k.team, k.pos = t, i
		tm.exposure += k.weight * k.start
		k.before = tm.exposure
		tm.end = k.start + k.dur
	}
	for i := len(tm.order) - 1; i >= 0; i-- {
		c := tm.order[i]
		k := &r.cells[c]
		k.tail = chainOf(k)
		if i+1 < len(tm.order) {
			o := tm.order[i+1]
			k.tail.before(&r.cells[o].tail, r.way(c, o))
		}
	}
	r.cost -= tm.cost
	tm.cost = r.aim.of(tm.end, tm.exposure)
	r.cost += tm.cost
}

// aimFor changes what rounds cost.
func (r *rota) aimFor(a aim) {
	r.aim, r.cost = a, 0
	for t := range r.teams {
		tm := &r.teams[t]
		tm.cost = a.of(tm.end, tm.exposure)
		r.cost += tm.cost
	}
}

// snapshot remembers who searches what from when.
type snapshot struct{ team, start []int }

func (n *snapshot) take(r *rota) {
	n.team, n.start = n.team[:0], n.start[:0]
	for i := range r.cells {
		n.team, n.start = append(n.team, r.cells[i].team), append(n.start, r.cells[i].start)
	}
}

// schedule is what was remembered, with the slots of a base.
func (n *snapshot) schedule(base *schedule) *schedule {
	x := newSchedule(base.s)
	copy(x.fixed, base.fixed)
	for c, t := range n.team {
		if t >= 0 {
			x.place(c, t, n.start[c])
		}
	}
	return x
}

// makespan is the greatest end of a team.
func (r *rota) makespan() int {
	last := 0
	for t := range r.teams {
		last = max(last, r.teams[t].end)
	}
	return last
}
