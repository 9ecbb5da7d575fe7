package planner

import (
	"slices"
	"sort"
)

// problem is an instance with names turned into indices and the rules that
// need no search applied. It is never written to after compile.
type problem struct {
	in     *Instance
	sites  []*site
	groups []group
	slack  int // percent
}

// ref is a cell of a site.
type ref struct{ site, cell int }

type group struct {
	id        string
	firstWave bool
	tolerance int
	members   []ref // those that can be searched at all
}

type site struct {
	id       string
	index    int
	walk     [4]int
	farther  [4]int // the shortest walk at this distance or beyond
	teams    []team
	cells    []cell
	kinds    []Equipment
	landings []place
	wings    []place
	houses   []place // buildings
	limit    int     // searches at once on a landing, Forever when unlimited
	interest Conflict
	holds    int      // begins and ends of uses of kit
	local    []group  // that have no member elsewhere
	could    []answer // of each cell: the teams that may search it, pins and hours apart
}

// place is a landing, wing or building: the smaller places in it, at the last its cells.
type place struct {
	up      int
	members []int
}

type team struct {
	id       string
	from, to int
	late     int // begins nothing before but what is pinned, see ready
	src      *Team
}

// ready is the first minute at which the team may begin a cell.
func (t *team) ready(k *cell) int {
	if k.pinTeam >= 0 {
		return t.from
	}
	return max(t.from, t.late)
}

type cell struct {
	id                string
	dur               int
	est, lst          int // earliest and latest start, the shifts of teams apart
	elig              bits
	landing, wing     int
	building          int
	uses              []use
	priority, weight  int
	group             int  // -1 is none
	wave              bool // its group is of the first wave
	pinTeam, pinStart int  // -1 is none
	release           int  // a re-plan's own: nothing starts before, 0 is none
	decided           bool // somebody is forbidden it or waived for it
	fault             *reason
	src               *Cell
}

// use is units of a kind held during [start+from, start+to); those of one kind
// do not overlap.
type use struct{ kind, from, to, units int }

// bits is a set of teams: national sites have more than 64.
type bits []uint64

func newBits(n int) bits      { return make(bits, (n+63)/64) }
func (b bits) has(i int) bool { return b[i>>6]>>(i&63)&1 == 1 }
func (b bits) add(i int)      { b[i>>6] |= 1 << (i & 63) }
func (b bits) drop(i int)     { b[i>>6] &^= 1 << (i & 63) }
func (b bits) clone() bits    { return append(bits(nil), b...) }
func (b bits) list(n int) []int {
	var out []int
	for i := 0; i < n; i++ {
		if b.has(i) {
			out = append(out, i)
		}
	}
	return out
}

func (b bits) count() int {
	n := 0
	for i := 0; i < len(b)*64; i++ {
		if b.has(i) {
			n++
		}
	}
	return n
}

func (b bits) within(c bits) bool {
	for i := range b {
		if b[i]&^c[i] != 0 {
			return false
		}
	}
	return true
}

func compile(in *Instance) *problem {
	at := map[string]ref{}
	for i := range in.Sites {
		if len(in.Groups) == 0 {
			break
		}
		for j := range in.Sites[i].Cells {
			at[in.Sites[i].Cells[j].ID] = ref{i, j}
		}
	}
	return compileLike(in, nil, func(id string) ref { return at[id] }, new(scratch))
}

// compileLike compiles an instance of which some sites, nil else, were compiled
// before in much the same form, and of which the places of cells are known.
func compileLike(in *Instance, like []*site, at func(id string) ref, mem *scratch) *problem {
	p := &problem{in: in, slack: in.Policy.MakespanSlackPercent}
	d := decisionsIn(in, mem)
	for i := range in.Sites {
		var before *site
		if like != nil {
			before = like[i]
		}
		p.sites = append(p.sites, compileSiteLike(&in.Sites[i], i, in.Policy, d, before, mem))
	}
	for i, g := range in.Groups {
		x := group{id: g.ID, firstWave: g.FirstWave, tolerance: g.Tolerance}
		for _, id := range g.Cells {
			r := at(id)
			p.cell(r).group, p.cell(r).wave = i, g.FirstWave
			if p.cell(r).fault == nil {
				x.members = append(x.members, r)
			}
		}
		p.groups = append(p.groups, x)
		if i, ok := x.onlySite(); ok {
			p.sites[i].local = append(p.sites[i].local, x)
		}
	}
	return p
}

// onlySite is the site of all members, if it is one.
func (g *group) onlySite() (int, bool) {
	for _, r := range g.members {
		if r.site != g.members[0].site {
			return 0, false
		}
	}
	return append(g.members, ref{})[0].site, len(g.members) > 0
}

func (p *problem) cell(r ref) *cell { return &p.sites[r.site].cells[r.cell] }

func compileSite(src *Site, index int, policy Policy, d decisions) *site {
	return compileSiteLike(src, index, policy, d, nil, new(scratch))
}

// compileSiteLike takes over from the site as it was compiled before what has not
// changed since.
func compileSiteLike(src *Site, index int, policy Policy, d decisions, before *site, mem *scratch) *site {
	w := src.Walk
	s := &site{id: src.ID, index: index, limit: Forever, interest: policy.ConflictOfInterest,
		walk: [4]int{w.SameLanding, w.SameWing, w.SameBuilding, w.OtherBuilding}, kinds: src.Equipment}
	s.farther[3] = s.walk[3]
	for i := 2; i >= 0; i-- {
		s.farther[i] = min(s.walk[i], s.farther[i+1])
	}
	for _, limit := range []*int{policy.MaxTeamsPerLanding, src.MaxTeamsPerLanding} {
		if limit != nil {
			s.limit = *limit
		}
	}
	s.teams = make([]team, 0, len(src.Teams))
	for i := range src.Teams {
		t := team{id: src.Teams[i].ID, to: Forever, late: src.Teams[i].Late, src: &src.Teams[i]}
		if sh := t.src.Shift; sh != nil {
			t.from, t.to = max(0, sh.From), sh.To
		}
		s.teams = append(s.teams, t)
	}
	k := kinship(before, s, src, policy)
	if k.places {
		s.takePlaces(before, src, mem)
	} else {
		s.locate(src)
	}
	e := newEligibility(s, policy.ConflictOfInterest, d)
	s.could = mem.answers.take(len(src.Cells))
	ready, leaves := s.shifts()
	for i := range src.Cells {
		c := &s.cells[i]
		c.est, c.lst = windowOf(src.Window, c.src)
		if k.kinds && sameList(c.src.Needs.Equipment, before.cells[i].src.Needs.Equipment) {
			c.uses = before.cells[i].uses
		} else {
			c.uses = usesOf(c.src.Needs.Equipment, s.kinds)
		}
		s.holds += 2 * len(c.uses)
		c.decided = e.decided(c)
		if k.teams && e.asBefore(c, &before.cells[i]) {
			s.could[i] = before.could[i]
		} else {
			s.could[i] = e.of(c)
		}
		c.elig, c.fault = s.could[i].set, s.could[i].fault
		if c.fault == nil {
			s.applyPin(c, d, e)
		}
		if c.fault == nil {
			c.fault = s.impossible(c)
		}
		if c.fault == nil && max(c.est, ready) > min(c.lst, leaves-c.dur) {
			s.dropOffShift(c)
		}
	}
	return s
}

// locate numbers the places; wing names are scoped by building, landings by both.
func (s *site) locate(src *Site) {
	index := map[[3]string]int{}
	number := func(list *[]place, key [3]string, up int) int {
		i, ok := index[key]
		if !ok {
			i = len(*list)
			index[key] = i
			*list = append(*list, place{up: up})
		}
		return i
	}
	s.cells = make([]cell, len(src.Cells))
	for i := range src.Cells {
		x := &src.Cells[i]
		c := &s.cells[i]
		*c = newCell(x)
		if i > 0 && x.sameLanding(s.cells[i-1].src) { // as most are
			c.building, c.wing, c.landing = s.cells[i-1].building, s.cells[i-1].wing, s.cells[i-1].landing
		} else {
			c.building = number(&s.houses, [3]string{x.Building}, -1)
			c.wing = number(&s.wings, [3]string{x.Building, "/" + x.Wing}, c.building)
			c.landing = number(&s.landings, [3]string{x.Building, "/" + x.Wing, "/" + x.Landing}, c.wing)
		}
		s.landings[c.landing].members = append(s.landings[c.landing].members, i)
	}
	for i, l := range s.landings {
		s.wings[l.up].members = append(s.wings[l.up].members, i)
	}
	for i, w := range s.wings {
		s.houses[w.up].members = append(s.houses[w.up].members, i)
	}
}

func (c *Cell) sameLanding(o *Cell) bool {
	return c.Landing == o.Landing && c.Wing == o.Wing && c.Building == o.Building
}

// distance is 0 on the same landing … 3 in another building.
func (s *site) distance(a, b *cell) int {
	switch {
	case a.landing == b.landing:
		return 0
	case a.wing == b.wing:
		return 1
	case a.building == b.building:
		return 2
	}
	return 3
}

func (s *site) way(a, b int) int { return s.walk[s.distance(&s.cells[a], &s.cells[b])] }

func windowOf(site *Window, c *Cell) (est, lst int) {
	lst = Forever
	for _, w := range []*Window{site, c.Window} {
		if w != nil {
			est, lst = max(est, w.From), min(lst, w.To)
		}
	}
	if lst == Forever {
		return est, lst
	}
	return est, lst - c.Duration
}

// usesOf turns needs into disjoint steps for each kind: two needs of a kind at
// once are two units. A kind that the site does not list has index -1.
func usesOf(needs []EquipmentNeed, kinds []Equipment) []use {
	var out []use
	for i, n := range needs {
		if slices.ContainsFunc(needs[:i], func(o EquipmentNeed) bool { return o.Kind == n.Kind }) {
			continue
		}
		out = append(out, usesOfKind(n.Kind, needs, kinds)...)
	}
	return out
}

func usesOfKind(name string, needs []EquipmentNeed, kinds []Equipment) []use {
	k := -1
	for i := range kinds {
		if kinds[i].Kind == name {
			k = i
		}
	}
	var cuts []int
	for _, n := range needs {
		if n.Kind == name {
			cuts = append(cuts, n.From, n.From+n.For)
		}
	}
	sort.Ints(cuts)
	var out []use
	for i := 0; i+1 < len(cuts); i++ {
		u := use{kind: k, from: cuts[i], to: cuts[i+1]}
		for _, n := range needs {
			if n.Kind == name && n.From <= u.from && n.From+n.For >= u.to {
				u.units++
			}
		}
		if u.from < u.to && u.units > 0 {
			out = append(out, u)
		}
	}
	return out
}

// applyPin narrows a cell to its pin.
func (s *site) applyPin(c *cell, d decisions, e *eligibility) {
	pin, ok := d.pins[c.id]
	if !ok {
		return
	}
	for i := range s.teams {
		if s.teams[i].id == pin.Team {
			c.pinTeam, c.pinStart = i, pin.Start
			break
		}
	}
	if c.pinTeam < 0 || !c.elig.has(c.pinTeam) {
		c.fault = e.barred(c, pin)
		return
	}
	c.elig = e.only(c.pinTeam)
	if pin.Start < c.est || pin.Start > c.lst {
		c.fault = because(RuleWindow, map[string]any{"pin": pin.Start, "at": true, "from": c.est, "to": endOf(c.lst, c.dur)})
		return
	}
	c.est, c.lst = pin.Start, pin.Start
}

func endOf(lst, dur int) int {
	if lst == Forever {
		return Forever
	}
	return lst + dur
}
