package crew

import (
	"slices"

	"github.com/cellsweep/cellsweep/planner"
)

// lead is the skill of who leads a team.
const lead = "lead"

// reserve is the team of those who are in none.
const reserve = -1

// person is an officer as a site's need sees one.
type person struct {
	src      *Officer
	skills   []int // of those that are asked for
	sex      int   // -1 is none that is asked for
	barred   []bool
	from, to int
	lead     bool
}

// unit is officers that move together: one, or some that are to be in one team.
type unit struct {
	people []int
	fixed  bool
}

// team is a team while it is being made, with what follows from its members.
type team struct {
	id        string
	locked    bool
	closed    bool // nobody joins or leaves
	size      int
	leads     int
	rank      int
	from, to  int
	skills    []int // how many have each
	sexes     []int
	able      []bool // of each class
	barred    int    // classes that only its officers' homes keep it from
	apartness int    // pairs in it that are to be apart
}

// crewing is the teams of a site while they are being made.
type crewing struct {
	n      *need
	s      *Site
	people []person
	units  []unit
	apart  [][2]int // people
	at     []int    // of each unit, its team or reserve
	of     []int    // of each person, the unit
	teams  []team
	// room for the estimate, kept to spare allocations
	loads []int
	order []int
	match []int
}

func (n *need) person(o *Officer) person {
	p := person{src: o, sex: slices.Index(n.sexes, o.Sex), from: 0, to: planner.Forever, barred: make([]bool, len(n.classes)),
		lead: slices.Contains(o.Skills, lead)}
	if o.Shift != nil {
		p.from, p.to = max(0, o.Shift.From), o.Shift.To
	}
	for _, s := range o.Skills {
		if i := slices.Index(n.skills, s); i >= 0 && !slices.Contains(p.skills, i) {
			p.skills = append(p.skills, i)
		}
	}
	for i := range n.classes {
		p.barred[i] = n.bars(&o.Officer, &n.classes[i])
	}
	return p
}

// newCrewing makes k teams, those decided by hand first, with nobody in them but
// who is locked there.
func newCrewing(n *need, s *Site, k int, ids []string) *crewing {
	c := &crewing{n: n, s: s, of: make([]int, len(s.Officers)), match: make([]int, k), loads: make([]int, k)}
	for i := range s.Officers {
		c.people = append(c.people, n.person(&s.Officers[i]))
	}
	index := map[string]int{}
	for i := range s.Officers {
		index[s.Officers[i].ID] = i
	}
	for _, list := range s.Apart {
		for i, a := range list {
			for _, b := range list[i+1:] {
				c.apart = append(c.apart, [2]int{index[a], index[b]})
			}
		}
	}
	for i := range k {
		t := team{id: ids[i], skills: make([]int, len(n.skills)), sexes: make([]int, len(n.sexes)), able: make([]bool, len(n.classes))}
		for _, f := range s.Teams {
			if f.ID == t.id {
				t.locked, t.closed = f.Locked, f.Locked
			}
		}
		c.teams = append(c.teams, t)
	}
	c.join(index)
	for t := range c.teams {
		c.refresh(t)
	}
	return c
}

// join makes units of those who are to be together. Who is locked to different
// teams stays there, together or not: what was decided last, by hand, counts.
func (c *crewing) join(index map[string]int) {
	up := make([]int, len(c.people))
	for i := range up {
		up[i] = i
	}
	root := func(i int) int {
		for up[i] != i {
			i = up[i]
		}
		return i
	}
	place := make([]int, len(c.people))
	for i := range place {
		place[i] = c.lockedTo(i)
	}
	for _, list := range c.s.Together {
		for _, id := range list {
			a, b := root(index[list[0]]), root(index[id])
			if a == b || place[a] >= 0 && place[b] >= 0 && place[a] != place[b] {
				continue
			}
			a, b = min(a, b), max(a, b)
			up[b], place[a] = a, max(place[a], place[b])
		}
	}
	number := map[int]int{}
	for i := range c.people {
		r := root(i)
		u, ok := number[r]
		if !ok {
			u = len(c.units)
			number[r] = u
			c.units = append(c.units, unit{fixed: place[r] >= 0})
			c.at = append(c.at, place[r])
		}
		c.units[u].people = append(c.units[u].people, i)
		c.of[i] = u
	}
}

// lockedTo is the team to which an officer is locked, -1 for none.
func (c *crewing) lockedTo(i int) int {
	o := c.people[i].src
	if o.Team == "" {
		return reserve
	}
	for t := range c.teams {
		if c.teams[t].id == o.Team && (o.Locked || c.teams[t].locked) {
			return t
		}
	}
	return reserve
}

// members are the people of a team, in the order of the document.
func (c *crewing) members(t int) []int {
	var out []int
	for i := range c.people {
		if c.at[c.of[i]] == t {
			out = append(out, i)
		}
	}
	return out
}

// refresh works out what follows from a team's members.
func (c *crewing) refresh(t int) {
	if t == reserve {
		return
	}
	x := &c.teams[t]
	x.size, x.leads, x.rank, x.from, x.to, x.barred, x.apartness = 0, 0, 0, 0, planner.Forever, 0, 0
	clear(x.skills)
	clear(x.sexes)
	for i := range c.people {
		if c.at[c.of[i]] != t {
			continue
		}
		p := &c.people[i]
		x.size++
		x.rank += p.src.Rank
		x.from, x.to = max(x.from, p.from), min(x.to, p.to)
		if p.lead {
			x.leads++
		}
		for _, s := range p.skills {
			x.skills[s]++
		}
		if p.sex >= 0 {
			x.sexes[p.sex]++
		}
	}
	for k := range x.able {
		x.able[k] = c.able(t, k)
	}
	for _, a := range c.apart {
		if c.at[c.of[a[0]]] == t && c.at[c.of[a[1]]] == t {
			x.apartness++
		}
	}
}

// able says whether a team may and can search a class of cells (H4, H7, H8), and
// counts a class from which homes alone keep it.
func (c *crewing) able(t, k int) bool {
	x, y := &c.teams[t], &c.n.classes[k]
	if x.size == 0 {
		return false
	}
	for _, s := range y.skills {
		if x.skills[s] == 0 {
			return false
		}
	}
	if y.sex >= 0 && x.sexes[y.sex] < y.needs.OfficersOfSex.Count {
		return false
	}
	for i := range c.people {
		if c.people[i].barred[k] && c.at[c.of[i]] == t {
			x.barred++
			return false
		}
	}
	return max(x.from, y.from)+y.longest <= min(x.to, y.to)
}

// move takes a unit to another team.
func (c *crewing) move(u, t int) {
	was := c.at[u]
	c.at[u] = t
	c.refresh(was)
	c.refresh(t)
}

// swap exchanges the teams of two units.
func (c *crewing) swap(u, v int) {
	a, b := c.at[u], c.at[v]
	c.at[u], c.at[v] = b, a
	c.refresh(a)
	c.refresh(b)
}

// fits says whether a unit may join a team as it is.
func (c *crewing) fits(u, t int) bool {
	if t == reserve {
		return true
	}
	return !c.teams[t].closed && c.teams[t].size+len(c.units[u].people) <= c.s.Sizes.Most
}

// adopt takes over where everybody is.
func (c *crewing) adopt(at []int) {
	copy(c.at, at)
	for t := range c.teams {
		c.refresh(t)
	}
}
