package planner

import "math/rand/v2"

// try makes a move with kit and landings, all other rounds as they are, and
// keeps it if it costs at most so much more. The two rounds that change are laid
// together by time, so that neither takes all kit before the other.
func (r *rota) try(m *move, most int) bool {
	for i := range m.parts[:m.n] {
		p := &m.parts[i]
		r.next[i] = append(r.next[i][:0], p.cells...)
		if order := r.teams[p.tail].order; p.at < len(order) {
			r.next[i] = append(r.next[i], order[p.at:]...)
		}
	}
	for i := range m.parts[:m.n] {
		p := &m.parts[i]
		for _, c := range r.teams[p.team].order[p.keep:] {
			r.was[c] = r.cells[c].start
			r.book(c, -1)
		}
	}
	laid, cost, ok := r.lay(m)
	r.steps += laid[0] + laid[1]
	if ok && cost <= most && r.onTime(m) && (r.comfort == nil || r.comfortable(m)) {
		r.commit(m)
		if r.comfort != nil {
			r.comfort.settle(m, cost)
		}
		return true
	}
	for i := range m.parts[:m.n] {
		for _, c := range r.next[i][:laid[i]] {
			r.book(c, -1)
		}
	}
	for i := range m.parts[:m.n] {
		p := &m.parts[i]
		for _, c := range r.teams[p.team].order[p.keep:] {
			r.cells[c].start = r.was[c]
			r.book(c, 1)
		}
	}
	return false
}

// head is where a round stands while it is laid.
type head struct {
	last, now, exposure int
	ready               int // when the next cell could begin, kit apart
}

func (r *rota) head(p *part) head {
	h := head{last: -1, now: r.teams[p.team].from}
	if p.keep > 0 {
		h.last = r.teams[p.team].order[p.keep-1]
		k := &r.cells[h.last]
		h.now, h.exposure = k.start+k.dur, k.before
	}
	return h
}

func (r *rota) aimAt(h *head, c, t int) {
	h.ready = max(h.now, r.opens(c, t))
	if h.last >= 0 {
		h.ready = max(h.ready, h.now+r.way(h.last, c))
	}
}

// lay books the changed rounds. It says how many cells of each it booked, and
// what the rounds cost more than before.
func (r *rota) lay(m *move) (laid [2]int, cost int, ok bool) {
	var heads [2]head
	for i := range m.parts[:m.n] {
		heads[i] = r.head(&m.parts[i])
		if len(r.next[i]) > 0 {
			r.aimAt(&heads[i], r.next[i][0], m.parts[i].team)
		}
	}
	for {
		i := -1
		for j := range m.parts[:m.n] {
			if laid[j] < len(r.next[j]) && (i < 0 || heads[j].ready < heads[i].ready) {
				i = j
			}
		}
		if i < 0 {
			break
		}
		h, c := &heads[i], r.next[i][laid[i]]
		k := &r.cells[c]
		if h.ready > k.hi {
			return laid, 0, false
		}
		at := r.free(c, h.ready)
		if at > k.hi || at+k.dur > r.teams[m.parts[i].team].to {
			return laid, 0, false
		}
		k.start = at
		r.book(c, 1)
		h.last, h.now, h.exposure = c, at+k.dur, h.exposure+k.weight*at
		if laid[i]++; laid[i] < len(r.next[i]) {
			r.aimAt(h, r.next[i][laid[i]], m.parts[i].team)
		}
	}
	for i := range m.parts[:m.n] {
		end := heads[i].now
		if heads[i].last < 0 {
			end = 0
		}
		t := m.parts[i].team
		cost += r.aim.of(end, heads[i].exposure) - r.teams[t].cost
	}
	return laid, cost, true
}

// onTime says whether the site still starts as early as it did (H5).
func (r *rota) onTime(m *move) bool {
	first := m.n
	for i := range m.parts[:m.n] {
		if m.parts[i].keep > 0 {
			first--
		}
	}
	if first == 0 {
		return true
	}
	for t := range r.teams {
		order := r.teams[t].order
		for i := range m.parts[:m.n] {
			if p := &m.parts[i]; p.team == t && p.keep == 0 {
				order = r.next[i]
			}
		}
		if len(order) > 0 && r.cells[order[0]].start <= r.slip {
			return true
		}
	}
	return false
}

func (r *rota) commit(m *move) {
	for i := range m.parts[:m.n] {
		p := &m.parts[i]
		tm := &r.teams[p.team]
		tm.order = append(tm.order[:p.keep], r.next[i]...)
	}
	for i := range m.parts[:m.n] {
		r.relink(m.parts[i].team)
	}
}

// draw makes a random move around a cell: near ones are the likeliest partners,
// as only they save walking. It says false where nothing sensible came up.
func (r *rota) draw(rng *rand.Rand) (*move, bool) {
	dice := rng.Uint64()
	roll := func(n int) int {
		v := int(dice % uint64(n))
		dice /= uint64(n)
		return v
	}
	c := r.focus(rng, roll(4))
	if c < 0 {
		return nil, false
	}
	a := r.cells[c].team
	if roll(8) == 0 {
		return r.toAnyTeam(c, rng)
	}
	b := r.partner(c, rng, roll(8))
	if b < 0 || b == c {
		return nil, false
	}
	kind := roll(8)
	run := r.run(c, roll(8))
	if r.cells[b].team == a {
		return r.within(c, b, run, kind)
	}
	switch {
	case kind < 3:
		return r.relocate(c, run, r.cells[b].team, r.cells[b].pos+roll(2))
	case kind < 6:
		o := b
		if roll(2) == 0 { // c comes to lie next to b
			if o = r.neighbour(b, 1-2*roll(2)); o < 0 {
				return nil, false
			}
		}
		return r.exchange(c, run, o, r.run(o, roll(8)))
	}
	return r.crossOver(c, b)
}

// below is a random figure in [0, n), the lower ones likelier by n in 2³² parts.
func below(rng *rand.Rand, n int) int { return int(uint64(rng.Uint32()) * uint64(n) >> 32) }

// focus picks a cell: of the dearest of some teams, or any. The share of teams that
// are looked at matters: with all of them, small sites would see one team only.
func (r *rota) focus(rng *rand.Rand, way int) int {
	if way == 0 {
		c := below(rng, len(r.cells))
		if r.cells[c].team < 0 {
			return -1
		}
		return c
	}
	t := below(rng, len(r.teams))
	for range way * max(2, len(r.teams)/4) {
		if o := below(rng, len(r.teams)); r.teams[o].cost > r.teams[t].cost {
			t = o
		}
	}
	order := r.teams[t].order
	if len(order) == 0 {
		return -1
	}
	return order[below(rng, len(order))]
}

// partner picks a cell on the same landing, in the same wing, or any.
func (r *rota) partner(c int, rng *rand.Rand, way int) int {
	b := 0
	switch {
	case way < 3:
		near := r.s.landings[r.cells[c].landing].members
		b = near[below(rng, len(near))]
	case way < 5:
		near := r.s.wings[r.cells[c].wing].members
		near = r.s.landings[near[below(rng, len(near))]].members
		b = near[below(rng, len(near))]
	default:
		b = below(rng, len(r.cells))
	}
	if r.cells[b].team < 0 {
		return -1
	}
	return b
}

func (r *rota) neighbour(c, step int) int {
	k := &r.cells[c]
	order := r.teams[k.team].order
	if i := k.pos + step; i >= 0 && i < len(order) {
		return order[i]
	}
	return -1
}

// run is how many cells from c on move along: one, two or three, or all that
// the team does on that landing from there.
func (r *rota) run(c, way int) int {
	k := &r.cells[c]
	rest := r.teams[k.team].order[k.pos:]
	switch way {
	case 0:
		return min(2, len(rest))
	case 1:
		return min(3, len(rest))
	case 2:
		n := 1
		for n < len(rest) && n < maxRun/2 && r.cells[rest[n]].landing == k.landing {
			n++
		}
		return n
	}
	return 1
}

// one is an empty move of n parts.
func (r *rota) one(n int) *move {
	r.mv.n = n
	return &r.mv
}

func (r *rota) toAnyTeam(c int, rng *rand.Rand) (*move, bool) {
	t := below(rng, len(r.teams))
	if t == r.cells[c].team || !r.canDo(c, t) {
		return nil, false
	}
	return r.relocate(c, 1, t, below(rng, len(r.teams[t].order)+1))
}

// relocate takes n cells from c on to a place in another team's round.
func (r *rota) relocate(c, n, t, at int) (*move, bool) {
	a, i := r.cells[c].team, r.cells[c].pos
	m := r.one(2)
	m.parts[0] = part{a, i, nil, a, i + n}
	m.parts[1] = part{t, at, r.teams[a].order[i : i+n], t, at}
	return m, true
}

// exchange swaps n cells from c on with k cells from o on, of another team.
func (r *rota) exchange(c, n, o, k int) (*move, bool) {
	a, i, b, j := r.cells[c].team, r.cells[c].pos, r.cells[o].team, r.cells[o].pos
	m := r.one(2)
	m.parts[0] = part{a, i, r.teams[b].order[j : j+k], a, i + n}
	m.parts[1] = part{b, j, r.teams[a].order[i : i+n], b, j + k}
	return m, true
}

// crossOver lets b and what follows it come after c, and what followed c come
// after what was before b (2-opt*).
func (r *rota) crossOver(c, b int) (*move, bool) {
	a, i, t, j := r.cells[c].team, r.cells[c].pos, r.cells[b].team, r.cells[b].pos
	if i+1 == len(r.teams[a].order) && j == 0 {
		return nil, false
	}
	m := r.one(2)
	m.parts[0] = part{a, i + 1, nil, t, j}
	m.parts[1] = part{t, j, nil, a, i + 1}
	return m, true
}

// within moves n cells from c on next to b of the same round, or swaps the two.
func (r *rota) within(c, b, n, kind int) (*move, bool) {
	order := r.teams[r.cells[c].team].order
	i, j := r.cells[c].pos, r.cells[b].pos
	if j > i && j < i+n {
		n = j - i
	}
	from, to := min(i, j), max(i+n, j+1)
	if to-from > maxRun {
		return nil, false
	}
	m := r.one(1)
	cells := m.cells[0][:0]
	switch {
	case kind < 3: // swap c and b
		cells = append(cells, order[from:to]...)
		cells[i-from], cells[j-from] = b, c
	case j > i:
		cells = append(append(cells, order[i+n:j+1]...), order[i:i+n]...)
	default:
		cells = append(append(cells, order[i:i+n]...), order[j:i]...)
	}
	m.parts[0] = part{r.cells[c].team, from, cells, r.cells[c].team, to}
	return m, true
}
