package planner

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// morning is an operation as it runs: what teams truly do, what of it
// headquarters has heard, and what their tablets have been told. Durations are
// drawn around what was planned, teams work in the order that their tablet
// shows, wait for kit and ignore how many others are on the landing; tablets
// are out of reach for a while and then report late.
type morning struct {
	rng     *rand.Rand
	in      *Instance // as headquarters has it
	plan    *Plan
	version int
	changed map[string]int // of each team, the version that last changed its round
	grounds map[string]*ground
	order   []string // of teams, so that a seed gives the same morning
	begun   map[string]bool
	gone    map[string]bool // withdrawn
	free    map[string][]int
	serial  int
	now     int
}

// ground is a team at work.
type ground struct {
	id, site string
	round    []Assignment // as its tablet shows it
	has      int          // the version that it has
	away     int          // out of reach before this minute
	busy     int          // until
	last     *Cell
	running  string
	began    int
	told     bool // the start of what it searches was reported
	expected int  // its end, as headquarters has it
	out      bool
	news     []Event
}

func newMorning(in *Instance, p *Plan, seed uint64) *morning {
	m := &morning{rng: rand.New(rand.NewPCG(seed, 7)), in: in, plan: p, version: 1, changed: map[string]int{}, grounds: map[string]*ground{},
		begun: map[string]bool{}, gone: map[string]bool{}, free: map[string][]int{}}
	for i := range in.Sites {
		s := &in.Sites[i]
		for j := range s.Teams {
			m.hire(s, s.Teams[j].ID)
		}
		for _, k := range s.Equipment {
			m.free[s.ID+k.Kind] = make([]int, k.Count)
		}
	}
	m.hand()
	return m
}

func (m *morning) hire(s *Site, id string) {
	m.grounds[id] = &ground{id: id, site: s.ID, has: m.version}
	m.order = append(m.order, id)
}

// hand gives the newest plan to all tablets within reach.
func (m *morning) hand() {
	rounds := map[string][]Assignment{}
	for _, a := range m.plan.Assignments {
		rounds[a.Team] = append(rounds[a.Team], a)
	}
	for _, id := range m.order {
		if c := m.grounds[id]; c.away <= m.now {
			c.round, c.has = rounds[id], m.version
			slices.SortFunc(c.round, func(a, b Assignment) int { return a.Start - b.Start })
		}
	}
}

func (m *morning) cell(id string) (*Site, *Cell) {
	for i := range m.in.Sites {
		for j := range m.in.Sites[i].Cells {
			if m.in.Sites[i].Cells[j].ID == id {
				return &m.in.Sites[i], &m.in.Sites[i].Cells[j]
			}
		}
	}
	return nil, nil
}

// drawn is how long a search truly takes.
func (m *morning) drawn(c *Cell) int {
	p50, p90 := c.Duration, c.Duration*3/2
	if c.Spread != nil {
		p50, p90 = c.Spread.P50, c.Spread.P90
	}
	switch x := m.rng.IntN(10); {
	case x < 5:
		return max(1, p50*7/10+m.rng.IntN(p50*3/10+1))
	case x < 9:
		return p50 + m.rng.IntN(p90-p50+1)
	}
	return p90 + m.rng.IntN(p90/3+1)
}

// minute lets every team do what it does in a minute.
func (m *morning) minute() {
	for _, id := range m.order {
		c := m.grounds[id]
		if c.running != "" && c.busy <= m.now {
			c.news = append(c.news, Event{Type: EventFinished, Cell: c.running, At: m.now, Team: id})
			c.running, c.told = "", false
		}
		if c.running == "" && !c.out && c.busy <= m.now {
			m.next(c)
		}
	}
}

// next begins the next search of a team's round, if it is time and the kit is there.
func (m *morning) next(c *ground) {
	for _, a := range c.round {
		if m.begun[a.Cell] || m.gone[a.Cell] {
			continue
		}
		s, x := m.cell(a.Cell)
		ready := a.Start
		if c.last != nil {
			ready = max(ready, c.busy+wayBetween(s.Walk, c.last, x))
		}
		if x == nil || m.now < ready || !m.borrow(s, x) {
			return
		}
		m.begun[a.Cell] = true
		c.last, c.running, c.began = x, a.Cell, m.now
		c.busy = m.now + m.drawn(x)
		c.expected = m.now + x.Duration
		c.news = append(c.news, Event{Type: EventStarted, Cell: a.Cell, At: m.now, Team: c.id})
		return
	}
}

// borrow takes the kit that a cell needs, all or nothing.
func (m *morning) borrow(s *Site, c *Cell) bool {
	type loan struct {
		kind string
		unit int
	}
	var taken []loan
	for _, n := range c.Needs.Equipment {
		units := m.free[s.ID+n.Kind]
		unit := slices.IndexFunc(units, func(until int) bool { return until <= m.now })
		if unit < 0 {
			for _, l := range taken {
				m.free[l.kind][l.unit] = 0
			}
			return false
		}
		units[unit] = m.now + n.From + n.For
		taken = append(taken, loan{s.ID + n.Kind, unit})
	}
	return true
}

// heard is what headquarters learns of a site by now: one document of events,
// nil where there is nothing new.
func (m *morning) heard(s *Site, mishaps int) *Events {
	ev := &Events{Now: m.now, Acknowledged: map[string]int{}}
	for _, id := range m.order {
		c := m.grounds[id]
		ev.Acknowledged[id] = m.version
		if c.has < m.changed[id] {
			ev.Acknowledged[id] = c.has
		}
		if c.site != s.ID {
			continue
		}
		if c.away <= m.now && m.rng.IntN(60) == 0 {
			c.away = m.now + 5 + m.rng.IntN(25)
		}
		if c.away > m.now {
			continue
		}
		ev.Events = append(ev.Events, c.news...)
		c.news = nil
		if c.running != "" && c.expected <= m.now && !c.out {
			ev.Events = append(ev.Events, Event{Type: EventOverrun, Cell: c.running, By: m.now + 5 - c.expected})
			c.expected = m.now + 5
		}
	}
	if m.rng.IntN(1000) < mishaps {
		m.mishap(s, ev)
	}
	if len(ev.Events) == 0 {
		return nil
	}
	slices.SortStableFunc(ev.Events, func(a, b Event) int { return a.At - b.At })
	return ev
}

// mishap is something that nobody planned.
func (m *morning) mishap(s *Site, ev *Events) {
	t := &s.Teams[m.rng.IntN(len(s.Teams))]
	c := m.grounds[t.ID]
	m.serial++
	switch m.rng.IntN(8) {
	case 0:
		c.busy = max(c.busy, m.now+10+m.rng.IntN(20))
		ev.Events = append(ev.Events, Event{Type: EventTeamLate, Team: t.ID, Until: c.busy})
	case 1:
		if k := m.rng.IntN(len(t.Officers) + 1); k < len(t.Officers) && !t.Officers[k].Out {
			ev.Events = append(ev.Events, Event{Type: EventOfficerOut, Officer: t.Officers[k].ID})
		}
	case 2:
		if c.away <= m.now && len(s.Teams) > 1 {
			c.out = true
			ev.Events = append(ev.Events, Event{Type: EventTeamOut, Team: t.ID})
		}
	case 3:
		if c.out {
			c.out = false
			ev.Events = append(ev.Events, Event{Type: EventTeamIn, Team: t.ID})
			return
		}
		x := Team{ID: fmt.Sprintf("%s-R%d", s.ID, m.serial), Officers: []Officer{{ID: fmt.Sprintf("%s-RO%d", s.ID, m.serial), Sex: "f", Skills: []string{"lead", "evidence"}}}}
		m.hire(s, x.ID)
		ev.Events = append(ev.Events, Event{Type: EventTeamIn, Site: s.ID, NewTeam: &x})
	case 4:
		k := s.Equipment[m.rng.IntN(len(s.Equipment))]
		if units := m.free[s.ID+k.Kind]; len(units) > 0 {
			m.free[s.ID+k.Kind] = units[:len(units)-1]
			ev.Events = append(ev.Events, Event{Type: EventEquipmentOut, Site: s.ID, Kind: k.Kind, Count: 1})
		}
	case 5:
		x := s.Cells[m.rng.IntN(len(s.Cells))].clone()
		x.ID, x.Window = fmt.Sprintf("%s-N%d", s.ID, m.serial), nil
		ev.Events = append(ev.Events, Event{Type: EventCellAdded, Site: s.ID, NewCell: &x})
	case 6:
		if x := &s.Cells[m.rng.IntN(len(s.Cells))]; !m.begun[x.ID] {
			m.gone[x.ID] = true
			ev.Events = append(ev.Events, Event{Type: EventCellWithdrawn, Cell: x.ID})
		}
	case 7:
		if len(m.in.Groups) > 0 {
			ev.Events = append(ev.Events, Event{Type: EventGroupHeld, Group: m.in.Groups[m.rng.IntN(len(m.in.Groups))].ID, Until: m.now + 15})
		}
	}
}

// take makes a new plan the newest.
func (m *morning) take(p *Plan, in *Instance) {
	d := Compare(m.plan, p)
	m.version++
	for _, id := range d.Teams {
		m.changed[id] = m.version
	}
	m.plan, m.in = p, in
}

// over says whether nothing is left to do.
func (m *morning) over() bool {
	for _, a := range m.plan.Assignments {
		if !m.begun[a.Cell] {
			return false
		}
	}
	for _, c := range m.grounds {
		if c.running != "" || len(c.news) > 0 {
			return false
		}
	}
	return true
}
