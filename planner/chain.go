package planner

// chain is a run of searches of one team as one piece, kit and landings apart:
// begun at minute m ≤ last, with its first cell's own earliest start reached, it
// is over at max(m+length, end), and Σ weight·start is at least weight·m+offset.
// Two chains make a chain (Vidal et al., Computers & Operations Research 40,
// 2013, §4: time windows by concatenation).
type chain struct {
	length, end, last int
	weight, offset    int
}

func chainOf(k *stay) chain {
	return chain{length: k.dur, end: k.lo + k.dur, last: k.hi, weight: k.weight}
}

// before puts a chain after this one, with a walk between.
func (a *chain) before(b *chain, walk int) {
	a.end = max(a.end+walk+b.length, b.end)
	a.last = min(a.last, b.last-walk-a.length)
	a.offset += b.weight*(a.length+walk) + b.offset
	a.length += walk + b.length
	a.weight += b.weight
}

// aim is what a round of a team costs: its end, the square of what it ends
// after the target, its exposure, each times a factor.
type aim struct{ target, minute, excess, exposure int }

func (a *aim) of(end, exposure int) int {
	cost := a.minute*end + a.exposure*exposure
	if late := end - a.target; late > 0 {
		cost += a.excess * late * late
	}
	return cost
}

// part is what a move makes of one team's round: the first stops stay, cells
// come after them, then the rest of some team's round.
type part struct {
	team, keep int
	cells      []int
	tail, at   int // the team whose stops from at on follow
}

// move changes one round or two.
type move struct {
	parts [2]part
	n     int
	cells [2][maxRun]int
}

// maxRun bounds how many cells a move carries, apart from the tails.
const maxRun = 24

// estimate is what a move would cost if kit and landings never ran out: no more
// than what it does cost. It says false where windows or teams forbid it.
func (r *rota) estimate(m *move) (int, bool) {
	cost := 0
	for i := range m.parts[:m.n] {
		p := &m.parts[i]
		end, exposure, ok := r.follow(p)
		if !ok {
			return 0, false
		}
		cost += r.aim.of(end, exposure) - r.teams[p.team].cost
	}
	return cost, true
}

// follow is the end and the exposure of a part's round.
func (r *rota) follow(p *part) (end, exposure int, ok bool) {
	tm := &r.teams[p.team]
	last, now := -1, tm.from
	if p.keep > 0 {
		last = tm.order[p.keep-1]
		k := &r.cells[last]
		end, exposure = k.start+k.dur, k.before
		now = end
	}
	for _, c := range p.cells {
		k := &r.cells[c]
		if !r.canDo(c, p.team) {
			return 0, 0, false
		}
		if last >= 0 {
			now += r.way(last, c)
		}
		if now = max(now, r.opens(c, p.team)); now > k.hi {
			return 0, 0, false
		}
		exposure += k.weight * now
		now += k.dur
		end, last = now, c
	}
	if order := r.teams[p.tail].order; p.at < len(order) {
		if p.tail != p.team {
			for _, c := range order[p.at:] {
				if !r.canDo(c, p.team) {
					return 0, 0, false
				}
			}
		}
		c := order[p.at]
		if last >= 0 {
			now += r.way(last, c)
		}
		k := &r.cells[c]
		if now = max(now, r.opens(c, p.team)); now > k.tail.last {
			return 0, 0, false
		}
		exposure += k.tail.weight*now + k.tail.offset
		end = max(now+k.tail.length, k.tail.end)
	}
	return end, exposure, end <= tm.to
}
