package planner

import "math/rand/v2"

// rule is how a free team chooses among the cells that it could go to. All
// terms are integers, in 64ths of a minute of idling.
type rule struct {
	duration int  // preference for a longer search, for each minute
	weight   int  // preference for a higher weight over duration
	landing  int  // preference for landings with much left to do
	wide     bool // looks at all cells, not just at the nearest place with one
	noise    int  // random term in [0, noise)
	thorough bool // small sites that fall short are built in many orders
}

// rules are tried in turn. The first keeps teams on their landing and takes
// long cells first; LPT over all cells is not among them, as it ignores
// landings and ends 20 to 25 % later.
var rules = [...]rule{
	{duration: 4, landing: 1},
	{duration: 24, landing: 1, wide: true},
	{duration: 64, landing: 1},
	{duration: 48, wide: true},
	{duration: 4, weight: 16, landing: 1},
	{duration: -16, weight: 64, wide: true},
}

// ruleOf is the rule of a round: the plain ones first, then with more and more noise.
func ruleOf(round int) rule {
	r := rules[round%len(rules)]
	r.thorough = round == 0
	if round >= len(rules) {
		r.noise = 32 << min(round/len(rules), 5)
	}
	return r
}

// dispatcher fills a schedule: whenever a team is free, it takes the best cell.
type dispatcher struct {
	*schedule
	rule
	rng     *rand.Rand
	left    []int // minutes of work left on a landing
	at      []int // teams on a landing
	waiting [][]int
	queue   teamQueue
}

// teamQueue is a heap: the team that is free first is at the front.
type teamQueue []turn

type turn struct{ minute, tie, team int }

func (a turn) before(b turn) bool {
	return a.minute < b.minute || a.minute == b.minute && a.tie < b.tie
}

func (q *teamQueue) push(x turn) {
	*q = append(*q, x)
	h := *q
	for i := len(h) - 1; i > 0 && h[i].before(h[(i-1)/2]); i = (i - 1) / 2 {
		h[i], h[(i-1)/2] = h[(i-1)/2], h[i]
	}
}

func (q *teamQueue) pop() turn {
	h := *q
	first, n := h[0], len(h)-1
	h[0] = h[n]
	*q = h[:n]
	for i, c := 0, 1; c < n; c = 2*i + 1 {
		if c+1 < n && h[c+1].before(h[c]) {
			c++
		}
		if !h[c].before(h[i]) {
			break
		}
		h[i], h[c] = h[c], h[i]
		i = c
	}
	return first
}

// dispatch places every cell that it can into x and returns those left over.
func dispatch(x *schedule, r rule, rng *rand.Rand) []int {
	d := &dispatcher{schedule: x, rule: r, rng: rng, left: make([]int, len(x.s.landings)),
		at: make([]int, len(x.s.landings)), waiting: make([][]int, len(x.s.landings))}
	for i := range x.s.cells {
		c := &x.s.cells[i]
		if x.team[i] < 0 && c.fault == nil {
			d.waiting[c.landing] = append(d.waiting[c.landing], i)
			d.left[c.landing] += c.dur
		}
	}
	for t := range x.s.teams {
		tie := t
		if r.noise > 0 {
			tie = rng.IntN(1 << 20)
		}
		d.queue.push(turn{x.s.teams[t].from, tie, t})
	}
	for len(d.queue) > 0 {
		now := d.queue.pop()
		if minute, more := d.step(now.team, now.minute); more {
			d.queue.push(turn{minute, now.tie, now.team})
		}
	}
	var rest []int
	for _, l := range d.waiting {
		rest = append(rest, l...)
	}
	return rest
}

// step lets a team that is free at a minute take one cell, or pass the next
// search that is fixed for it. It says when the team is free again.
func (d *dispatcher) step(t, minute int) (int, bool) {
	r := d.routes[t]
	i := 0
	for i < len(r) && r[i].start < minute {
		i++
	}
	if i > 0 && r[i-1].end > minute {
		return r[i-1].end, true
	}
	if c, start, ok := d.pick(t, i, minute); ok {
		d.take(c, t, start)
		return start + d.s.cells[c].dur, true
	}
	if i < len(r) {
		return r[i].end, true
	}
	return 0, false
}

func (d *dispatcher) take(c, t, start int) {
	d.place(c, t, start)
	l := d.s.cells[c].landing
	d.left[l] -= d.s.cells[c].dur
	d.at[l]++
	w := d.waiting[l]
	for i := range w {
		if w[i] == c {
			w[i] = w[len(w)-1]
			d.waiting[l] = w[:len(w)-1]
			return
		}
	}
}

// choice is the best cell met so far.
type choice struct {
	cell, start, score, idle int
}

// gap is where a team stands in its round: after stop i-1, before stop i.
type gap struct {
	t, i, minute int
	prev         int // cell, -1 is none
	d            *dispatcher
	best         choice
}

// pick looks outwards from where the team is: its landing, its wing, its
// building, the rest; it stops at the first that has a cell, unless the rule is wide.
func (d *dispatcher) pick(t, i, minute int) (cell, start int, ok bool) {
	g := &gap{t: t, i: i, minute: minute, prev: -1, d: d, best: choice{cell: -1}}
	s := d.s
	if i == 0 {
		for l := range s.landings {
			g.landing(l, 3)
		}
		return g.best.cell, g.best.start, g.best.cell >= 0
	}
	g.prev = d.routes[t][i-1].cell
	c := &s.cells[g.prev]
	g.landing(c.landing, 0)
	for level := 1; level <= 3; level++ {
		if g.best.cell >= 0 && !d.wide && g.best.idle <= s.farther[level] {
			break
		}
		g.ring(c, level)
	}
	return g.best.cell, g.best.start, g.best.cell >= 0
}

// ring looks at the landings that are exactly level away.
func (g *gap) ring(c *cell, level int) {
	s := g.d.s
	inWing := func(w int) {
		for _, l := range s.wings[w].members {
			if l != c.landing {
				g.landing(l, level)
			}
		}
	}
	inHouse := func(h int) {
		for _, w := range s.houses[h].members {
			if w != c.wing {
				inWing(w)
			}
		}
	}
	switch level {
	case 1:
		inWing(c.wing)
	case 2:
		inHouse(c.building)
	case 3:
		for h := range s.houses {
			if h != c.building {
				inHouse(h)
			}
		}
	}
}

func (g *gap) landing(l, level int) {
	d := g.d
	if len(d.waiting[l]) == 0 {
		return
	}
	bonus := 0
	if level > 0 {
		bonus = d.rule.landing * 64 * d.left[l] / (8 * (1 + d.at[l]))
	}
	for _, c := range d.waiting[l] {
		g.consider(c, level, bonus)
	}
}

// consider weighs one cell. The search for free kit is the dear part, so it
// comes after a bound on the score.
func (g *gap) consider(c, level, bonus int) {
	d, s := g.d, g.d.s
	k, tm := &s.cells[c], &s.teams[g.t]
	if !k.elig.has(g.t) {
		return
	}
	from := g.minute
	if g.prev >= 0 {
		from += s.walk[level]
	}
	from = max(from, k.est, k.release, tm.ready(k))
	till := min(k.lst, tm.to-k.dur)
	if r := d.routes[g.t]; g.i < len(r) {
		till = min(till, r[g.i].start-s.way(c, r[g.i].cell)-k.dur)
	}
	if from > till {
		return
	}
	score := bonus + d.duration*k.dur + d.rule.weight*64*k.weight/(1+k.dur) + urgency(till-from) + k.priority
	if d.noise > 0 {
		score += d.rng.IntN(d.noise)
	}
	if g.best.cell >= 0 && score-64*(from-g.minute) <= g.best.score {
		return
	}
	start := d.resources(c, from)
	score -= 64 * (start - g.minute)
	if start > till || g.best.cell >= 0 && score <= g.best.score {
		return
	}
	g.best = choice{c, start, score, start - g.minute}
}

// urgency prefers a cell whose last possible start is near.
func urgency(slack int) int {
	if slack >= 60 {
		return 0
	}
	return 64 * (60 - slack)
}
