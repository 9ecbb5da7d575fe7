package robust

import "math/rand/v2"

// run is one scenario being worked out. A worker uses one run for all of its own.
type run struct {
	n         *network
	durations []int32
	start     []int32
	until     []int32 // ends of searches, then of uses
	stretch   []int32 // minutes that a search has waited for kit so far
	seen      []bool  // resources met on a chain
	planned   []int32 // earliest starts: the plan's, or those that are being tried
	pcg       rand.PCG
}

// nobody relieves no resource.
const nobody = int32(-1)

func (n *network) newRun() *run {
	r := &run{n: n, durations: make([]int32, len(n.searches)), start: make([]int32, len(n.searches)),
		until: make([]int32, len(n.searches)+n.uses), stretch: make([]int32, len(n.searches)),
		seen: make([]bool, len(n.resources)), planned: make([]int32, len(n.searches))}
	for i := range n.searches {
		r.planned[i] = n.searches[i].start
	}
	return r
}

// draw gives each search its duration in a scenario, from a PCG stream of its own.
func (r *run) draw(seed uint64, scenario int) {
	at := mix(seed ^ mix(uint64(scenario)))
	for i := range r.n.searches {
		s := &r.n.searches[i]
		if s.certain {
			r.durations[i] = s.duration
			continue
		}
		r.pcg.Seed(at, s.key)
		r.durations[i] = int32(s.spread.at(int(r.pcg.Uint64() % uint64(atoms))))
	}
}

// nominal gives each search the duration that it is planned for.
func (r *run) nominal() {
	for i := range r.n.searches {
		r.durations[i] = r.n.searches[i].duration
	}
}

// carryOut works out when everything happens. A relieved team is never slower
// than planned; nobody waits for relieved kit or a relieved landing.
func (r *run) carryOut(relieved int32) {
	for i := range r.n.steps {
		s := &r.n.steps[i]
		if s.use >= 0 {
			r.take(s.searches[0], s.use, relieved)
			continue
		}
		last := int32(0)
		for _, m := range s.searches {
			r.start[m] = r.ready(m, relieved)
			last = max(last, r.start[m])
		}
		if len(s.searches) > 1 {
			last -= r.n.groups[r.n.searches[s.searches[0]].group].apart
		} else {
			last = 0
		}
		for _, m := range s.searches {
			r.begin(m, max(r.start[m], last), relieved)
		}
	}
}

// ready is when a search could start for itself.
func (r *run) ready(m, relieved int32) int32 {
	s := &r.n.searches[m]
	at := r.planned[m]
	for _, a := range s.arcs {
		if a.resource == relieved && a.resource != s.team {
			continue
		}
		at = max(at, r.until[a.of]+a.minutes)
	}
	return at
}

// lasts is how long a search takes.
func (r *run) lasts(m, relieved int32) int32 {
	if s := &r.n.searches[m]; s.team == relieved {
		return min(r.durations[m], s.duration)
	}
	return r.durations[m]
}

// begin notes a search's end, and when the kit of its first minute is free again.
func (r *run) begin(m, at, relieved int32) {
	s := &r.n.searches[m]
	d := r.lasts(m, relieved)
	r.start[m], r.stretch[m], r.until[m] = at, 0, at+d
	first := int(len(r.n.searches)) + int(s.firstUse)
	for k := range s.uses[:len(s.uses)-s.late] {
		r.until[first+k] = at + min(s.uses[k].to, d)
	}
	r.keep(m, d)
}

// keep holds the kit that a search needs to its end for as long as it lasts.
func (r *run) keep(m, d int32) {
	s := &r.n.searches[m]
	for k := range s.uses {
		if u := &s.uses[k]; u.toEnd && d > u.from {
			r.until[len(r.n.searches)+int(s.firstUse)+k] = r.until[m]
		}
	}
}

// take lets a search fetch kit in its course, and wait for it where it must.
func (r *run) take(m int32, k int, relieved int32) {
	s := &r.n.searches[m]
	u := &s.uses[k]
	d := r.lasts(m, relieved)
	free := int32(0)
	if u.after.of >= 0 && u.kind != relieved {
		free = r.until[u.after.of]
	}
	until := &r.until[len(r.n.searches)+int(s.firstUse)+k]
	if d <= u.from { // it is over before it needs the unit, which stays with who had it
		*until = free
		return
	}
	due := r.start[m] + r.stretch[m] + u.from
	from := max(due, free)
	r.stretch[m] += from - due
	r.until[m] = r.start[m] + r.stretch[m] + d
	*until = from + min(u.to, d) - u.from
	r.keep(m, d)
}

// passed is the point at which a unit came free that was handed on unused: by
// searches that were over before they needed it.
func (r *run) passed(point int32) int32 {
	for point >= int32(len(r.n.searches)) {
		m := r.n.searchOf(point)
		s := &r.n.searches[m]
		u := &s.uses[point-int32(len(r.n.searches))-s.firstUse]
		if r.durations[m] > u.from || u.after.of < 0 {
			break
		}
		point = u.after.of
	}
	return point
}

// end is when a site is over, and the search that ends last.
func (r *run) end(site int) (minute, last int32) {
	last = -1
	for _, i := range r.n.bySite[site] {
		if r.until[i] > minute {
			minute, last = r.until[i], i
		}
	}
	return minute, last
}

// critical calls meet once for each resource on a chain of causes that leads to
// the end of a search: each link has waited for the one before, down to a search
// that started when it was planned to.
func (r *run) critical(m int32, meet func(resource int32)) {
	var met []int32
	visit := func(x int32) {
		if !r.seen[x] {
			r.seen[x] = true
			met = append(met, x)
			meet(x)
		}
	}
	for point := m; point >= 0; {
		point = r.passed(point)
		m = r.n.searchOf(point)
		visit(r.n.searches[m].team)
		if a := r.waitedIn(m, point); a.of >= 0 {
			visit(a.resource)
			point = a.of
			continue
		}
		if r.start[m] == r.planned[m] {
			break
		}
		point = r.cause(m, visit)
	}
	for _, x := range met {
		r.seen[x] = false
	}
}

// waitedIn is the kit for which a search stood still before a point of it, if it
// did: a search has stood still for as long as what kept it longest.
func (r *run) waitedIn(m, point int32) arc {
	s := &r.n.searches[m]
	uses := s.uses
	if use := point - int32(len(r.n.searches)) - s.firstUse; point != m && !uses[use].toEnd {
		uses = uses[:use+1]
	}
	longest, by := int32(0), noArc
	for k := range uses {
		u := &uses[k]
		if u.from == 0 || u.after.of < 0 || r.durations[m] <= u.from {
			continue
		}
		if w := r.until[u.after.of] - r.start[m] - u.from; w > longest {
			longest, by = w, u.after
		}
	}
	return by
}

// cause is the point that m started after, by way of a member of its group if it
// waited for one; -1 where that one started as planned.
func (r *run) cause(m int32, visit func(int32)) int32 {
	s := &r.n.searches[m]
	at := r.start[m]
	if r.n.waits(s.group) && r.ready(m, nobody) < at {
		at += r.n.groups[s.group].apart
		for _, o := range r.n.groups[s.group].members {
			if r.ready(o, nobody) == at {
				m = o
				visit(r.n.searches[o].team)
				break
			}
		}
	}
	if r.planned[m] == at {
		return -1
	}
	for _, a := range r.n.searches[m].arcs {
		if r.until[a.of]+a.minutes == at {
			visit(a.resource)
			return a.of
		}
	}
	return -1
}

// searchOf is the search to which a point belongs.
func (n *network) searchOf(point int32) int32 {
	use := point - int32(len(n.searches))
	if use < 0 {
		return point
	}
	lo, hi := 0, len(n.searches)
	for lo < hi {
		if mid := (lo + hi) / 2; n.searches[mid].firstUse+int32(len(n.searches[mid].uses)) > use {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return int32(lo)
}
