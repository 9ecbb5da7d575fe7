package crew

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner"
)

// TeamsFormat names the version of the teams document.
const TeamsFormat = "cellsweep-teams/1"

// Proposal is the teams of an operation, why they are so, what is lacking, and
// what the plan that they allow comes to.
type Proposal struct {
	Officers string // Roster.Hash
	Instance string // planner.Instance.Hash of the need
	Seed     uint64
	Rounds   int
	Sites    []SiteTeams
	Price    Figures
}

// SiteTeams is the teams of a site. Its price is that of the site by itself.
type SiteTeams struct {
	ID      string   `json:"id"`
	Teams   []Team   `json:"teams"`
	Reserve []string `json:"reserve"` // officers in no team
	Lacking []Reason `json:"lacking"`
	Price   Figures  `json:"price"`
}

// Team is one team. Shift is when all of its officers are there.
type Team struct {
	ID       string   `json:"id"`
	Locked   bool     `json:"locked,omitempty"`
	Shift    *Shift   `json:"shift,omitempty"`
	Officers []Member `json:"officers"`
}

// Shift is [From, To) in minutes from H; a side that is nil is unbounded.
type Shift struct {
	From *int `json:"from,omitempty"`
	To   *int `json:"to,omitempty"`
}

func newShift(w *planner.Window) *Shift {
	if w == nil {
		return nil
	}
	s := &Shift{}
	if w.From != -planner.Forever {
		s.From = &w.From
	}
	if w.To != planner.Forever {
		s.To = &w.To
	}
	return s
}

// Member is an officer of a team, and what for.
type Member struct {
	ID     string   `json:"id"`
	Locked bool     `json:"locked,omitempty"`
	Why    []Reason `json:"why"`
}

// Reason is why somebody is in a team, or what is lacking: a code with its
// params, and the sentence in English and French.
type Reason struct {
	Code   string         `json:"code"`
	Params map[string]any `json:"params"`
	En     string         `json:"en"`
	Fr     string         `json:"fr"`
}

// Figures are what the plan with these teams comes to: planner.Totals, in the order
// of the objectives.
type Figures struct {
	UnsearchedPriority int `json:"unsearchedPriority"`
	Slip               int `json:"slip"` // of groups and sites
	Makespan           int `json:"makespan"`
	SumMakespan        int `json:"sumMakespan"`
	Exposure           int `json:"exposure"`
}

// Encode writes the document. Equal proposals give equal bytes.
func (p *Proposal) Encode() []byte {
	return encode(struct {
		Format   string      `json:"format"`
		Officers string      `json:"officers"`
		Instance string      `json:"instance"`
		Seed     uint64      `json:"seed"`
		Rounds   int         `json:"rounds"`
		Sites    []SiteTeams `json:"sites"`
		Price    Figures     `json:"price"`
	}{TeamsFormat, p.Officers, p.Instance, p.Seed, p.Rounds, p.Sites, p.Price})
}

// encode writes v as indented JSON, without the escapes that HTML would need.
// Everything in a proposal can be written, so there is no error to return.
func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		return []byte("null\n")
	}
	return b.Bytes()
}

// ParseTeams reads a teams document as somebody may have edited it: who is in
// which team, and what is locked. Reasons, shifts and prices are not read, as
// they follow from that. The error is a models.Fault with every fault and its
// JSON pointer.
func ParseTeams(data []byte) (*Proposal, error) {
	d, err := planner.OpenDocument(data, TeamsFormat, "list of teams")
	if err != nil {
		return nil, err
	}
	p := &Proposal{Officers: d.Text("officers", false), Instance: d.Text("instance", false)}
	d.Each("sites", true, func(x planner.Reader) {
		s := SiteTeams{ID: x.Text("id", true), Teams: []Team{}, Reserve: []string{}, Lacking: []Reason{}}
		x.Each("teams", true, func(y planner.Reader) {
			t := Team{ID: y.Text("id", true), Locked: y.Yes("locked"), Officers: []Member{}}
			y.Each("officers", true, func(z planner.Reader) {
				t.Officers = append(t.Officers, Member{ID: z.Text("id", true), Locked: z.Yes("locked"), Why: []Reason{}})
			})
			s.Teams = append(s.Teams, t)
		})
		p.Sites = append(p.Sites, s)
	})
	return p, d.Close("list of teams")
}

// Keep returns the roster with what a teams document has decided: officers are in
// the teams that it says, and stay there where it locks them or the team. With
// all, everything is kept. The error is a models.Fault: a site or an officer that
// the roster does not have, or an officer in two teams.
func (r *Roster) Keep(p *Proposal, all bool) (*Roster, error) {
	out := *r
	out.Sites = append([]Site(nil), r.Sites...)
	index := map[string]int{}
	for i := range out.Sites {
		s := &out.Sites[i]
		index[s.ID] = i
		s.Officers = append([]Officer(nil), s.Officers...)
	}
	var faults models.Faults
	for i := range p.Sites {
		k, ok := index[p.Sites[i].ID]
		if !ok {
			faults.Add(fmt.Sprintf("/sites/%d/id", i), "unknown", "the officers' document has no site %q", p.Sites[i].ID)
			continue
		}
		out.Sites[k].keep(&p.Sites[i], all, fmt.Sprintf("/sites/%d", i), &faults)
	}
	if err := faults.Err("the list of teams does not fit the officers"); err != nil {
		return nil, err
	}
	return &out, out.Validate()
}

func (s *Site) keep(p *SiteTeams, all bool, pointer string, faults *models.Faults) {
	index := map[string]int{}
	for i := range s.Officers {
		s.Officers[i].Team, s.Officers[i].Locked = "", false
		index[s.Officers[i].ID] = i
	}
	s.Teams = nil
	for j, t := range p.Teams {
		if t.Locked || all {
			s.Teams = append(s.Teams, Fixed{t.ID, true})
		}
		for m, x := range t.Officers {
			i, ok := index[x.ID]
			at := fmt.Sprintf("%s/teams/%d/officers/%d/id", pointer, j, m)
			switch {
			case !ok:
				faults.Add(at, "unknown", "the site %q has no officer %q", s.ID, x.ID)
			case s.Officers[i].Team != "":
				faults.Add(at, "duplicate", "the officer %q is in the team %q already", x.ID, s.Officers[i].Team)
			default:
				s.Officers[i].Team, s.Officers[i].Locked = t.ID, x.Locked || t.Locked || all
			}
		}
	}
}
