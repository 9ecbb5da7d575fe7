package crew

import (
	"cmp"
	"context"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner"
)

// The kinds of mends.
const (
	MendNothing  = "nothing"  // the team goes on without
	MendMove     = "move"     // somebody comes from another team, or from the reserve
	MendDissolve = "dissolve" // the team is out, its officers are in reserve
)

// Mend is one way to go on without an officer. Moved counts officers whose team
// changes. Figures are of the site's plan by itself. Lost are the cells that no
// team may search any more.
type Mend struct {
	Kind    string       `json:"kind"`
	Out     string       `json:"out"`
	Team    string       `json:"team"`              // of who is out, "" for the reserve
	Officer string       `json:"officer,omitempty"` // who comes
	From    string       `json:"from,omitempty"`    // from which team, "" is the reserve
	Moved   int          `json:"moved"`
	Before  Figures      `json:"before"`
	After   Figures      `json:"after"`
	Lost    []CellChange `json:"lost"`
	Site    SiteTeams    `json:"site"` // as it is then

	receiving *planner.Team // who takes over, with its new id; nil but for a move
	leaving   []string      // officers of the team before
}

// maxMoves bounds how many officers who could come are priced.
const maxMoves = 3

// Without says how to go on without an officer: nothing, somebody from another
// team or the reserve, or no such team; the best first, by what is left unsearched,
// by slip, by how many officers change their team, by the end. What would leave a
// team below its least size is no way. The error is a models.Fault: an officer
// whom the teams do not have, or as of Roster.Keep; or ctx's own.
func Without(ctx context.Context, r *Roster, p *Proposal, officer string, o Options) ([]Mend, error) {
	o, err := o.filled()
	if err != nil {
		return nil, err
	}
	kept, err := r.Keep(p, true)
	if err != nil {
		return nil, err
	}
	site := slices.IndexFunc(kept.Sites, func(s Site) bool { return s.person(officer) != nil })
	if site < 0 {
		return nil, models.NewFault(models.NotFound, "there is no officer %q", officer)
	}
	m := &mender{r: kept, s: &kept.Sites[site], out: officer, o: o}
	if err := m.start(ctx); err != nil {
		return nil, err
	}
	return m.ways(ctx)
}

func (s *Site) person(id string) *Officer {
	for i := range s.Officers {
		if s.Officers[i].ID == id {
			return &s.Officers[i]
		}
	}
	return nil
}

// mender looks for ways to go on at a site.
type mender struct {
	r      *Roster
	s      *Site
	out    string
	team   string
	o      Options
	before Figures
	bare   map[CellChange]bool
	rest   []string // of the team
}

func (m *mender) start(ctx context.Context) error {
	m.team = m.s.person(m.out).Team
	for i := range m.s.Officers {
		if o := &m.s.Officers[i]; o.Team == m.team && m.team != "" && o.ID != m.out {
			m.rest = append(m.rest, o.ID)
		}
	}
	c := m.r.crewed(m.s)
	m.bare = map[CellChange]bool{}
	c.bare(m.bare)
	var err error
	m.before, err = m.r.priceSite(ctx, m.s, c.planned(), m.o)
	return err
}

// changed is the site without the officer, with others in other teams.
func (m *mender) changed(teams map[string]string) *Site {
	s := *m.s
	s.Officers = nil
	for _, o := range m.s.Officers {
		if t, moves := teams[o.ID]; moves {
			o.Team, o.Locked = t, t != ""
		}
		if o.ID != m.out {
			s.Officers = append(s.Officers, o)
		}
	}
	drop := func(lists [][]string) [][]string {
		var out [][]string
		for _, list := range lists {
			out = append(out, slices.DeleteFunc(slices.Clone(list), func(id string) bool { return id == m.out }))
		}
		return slices.DeleteFunc(out, func(list []string) bool { return len(list) == 0 })
	}
	s.Together, s.Apart = drop(m.s.Together), drop(m.s.Apart)
	return &s
}

// ways are all ways, priced, the best first.
func (m *mender) ways(ctx context.Context) ([]Mend, error) {
	var tries []Mend
	if m.team == "" || len(m.rest) >= m.s.Sizes.Least {
		tries = append(tries, Mend{Kind: MendNothing})
	}
	if m.team != "" {
		tries = append(tries, m.moves()...)
		tries = append(tries, Mend{Kind: MendDissolve, Moved: len(m.rest)})
	}
	var out []Mend
	for _, x := range tries {
		x.Out, x.Team, x.Before, x.leaving = m.out, m.team, m.before, append([]string{m.out}, m.rest...)
		s := m.changed(m.teams(&x))
		c := m.r.crewed(s)
		if c.score()[0] > 0 && x.Kind == MendMove {
			continue // a pair that is to be apart
		}
		var err error
		if x.After, err = m.r.priceSite(ctx, s, c.planned(), m.o); err != nil {
			return nil, err
		}
		bare := map[CellChange]bool{}
		c.bare(bare)
		x.Lost, x.Site = beyond(bare, m.bare), c.write()
		x.Site.Price = x.After
		x.receiving = nil
		if x.Kind == MendMove {
			at := slices.IndexFunc(c.planned(), func(t planner.Team) bool { return t.ID == m.team })
			x.receiving = &c.planned()[at]
		}
		out = append(out, x)
	}
	slices.SortStableFunc(out, func(a, b Mend) int {
		return cmp.Or(cmp.Compare(a.After.UnsearchedPriority, b.After.UnsearchedPriority), cmp.Compare(a.After.Slip, b.After.Slip),
			cmp.Compare(a.Moved, b.Moved), cmp.Compare(a.After.Makespan, b.After.Makespan), cmp.Compare(a.After.SumMakespan, b.After.SumMakespan))
	})
	return out, nil
}

// teams says who is in which team after a mend.
func (m *mender) teams(x *Mend) map[string]string {
	to := map[string]string{}
	switch x.Kind {
	case MendMove:
		to[x.Officer] = m.team
	case MendDissolve:
		for _, id := range m.rest {
			to[id] = ""
		}
	}
	return to
}

// moves are the officers who could come, the best by score.
func (m *mender) moves() []Mend {
	sizes := map[string]int{}
	for i := range m.s.Officers {
		sizes[m.s.Officers[i].Team]++
	}
	type scored struct {
		Mend
		score score
	}
	var list []scored
	for i := range m.s.Officers {
		o := &m.s.Officers[i]
		if o.ID == m.out || o.Team == m.team || o.Team != "" && sizes[o.Team]-1 < m.s.Sizes.Least || m.bound(o.ID) {
			continue
		}
		x := Mend{Kind: MendMove, Officer: o.ID, From: o.Team, Moved: 1}
		list = append(list, scored{x, m.r.crewed(m.changed(map[string]string{o.ID: m.team})).score()})
	}
	slices.SortStableFunc(list, func(a, b scored) int { return slices.Compare(a.score[:], b.score[:]) })
	var out []Mend
	for _, x := range list[:min(len(list), maxMoves)] {
		out = append(out, x.Mend)
	}
	return out
}

// bound says whether an officer is to be together with somebody else.
func (m *mender) bound(id string) bool {
	for _, list := range m.s.Together {
		if len(list) > 1 && slices.Contains(list, id) {
			return true
		}
	}
	return false
}

// Events is the mend as a document that cellsweep replan takes with the instance
// that had the teams before (cellsweep-events/1), as of a minute before H. A team
// that somebody joins goes out and comes in again under a new id, which ends with
// a plus sign, since the events know no other way to join a team.
func (x *Mend) Events(now int) []byte {
	list := []map[string]any{}
	out := func(id string) { list = append(list, map[string]any{"type": planner.EventOfficerOut, "officer": id}) }
	switch {
	case x.Team == "": // in reserve: the plan knows nothing of it
	case x.Kind == MendNothing:
		out(x.Out)
	case x.Kind == MendDissolve:
		list = append(list, map[string]any{"type": planner.EventTeamOut, "team": x.Team})
	default:
		for _, id := range x.leaving {
			out(id)
		}
		if x.From != "" {
			out(x.Officer)
		}
		list = append(list, map[string]any{"type": planner.EventTeamOut, "team": x.Team})
		t := map[string]any{"id": x.Team + "+", "officers": officerDocs(x.receiving.Officers)}
		if s := newShift(x.receiving.Shift); s != nil {
			t["shift"] = s
		}
		list = append(list, map[string]any{"type": planner.EventTeamIn, "site": x.Site.ID, "team": t})
	}
	return encode(map[string]any{"format": planner.EventsFormat, "now": now, "events": list})
}
