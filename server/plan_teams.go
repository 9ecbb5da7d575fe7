package server

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/crew"
	"github.com/cellsweep/cellsweep/planner/draft"
	"github.com/cellsweep/cellsweep/store"
)

// The shift of a team that is proposed where nothing says when its officers come.
const usualFrom, usualTo = -60, 480

// ProposeTeams makes teams of the officers of some sites. Nothing is written:
// what is proposed has the form in which a site's draft takes it.
func (h handlers) ProposeTeams(ctx context.Context, r api.ProposeTeamsRequestObject) (api.ProposeTeamsResponseObject, error) {
	if err := whole(ctx, models.ActPlanWrite, r.Operation); err != nil {
		return nil, err
	}
	m := newMustering()
	err := h.readPlan(ctx, r.Operation, r.Params.XReason, "teams", "", func(tx *store.Tx) error {
		registry, err := h.registryNow(tx.View)
		if err != nil {
			return err
		}
		return m.read(tx.View, r.Operation, *r.Body, registry)
	})
	if err != nil {
		return nil, err
	}
	bounded, done, err := h.think(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	out, err := m.propose(bounded, *r.Body, nil)
	return api.ProposeTeams200JSONResponse(out), err
}

// mustering is who can come where, by the ids of the planner.
type mustering struct {
	source draft.Source
	roster crew.Roster
	people map[string]models.Officer   // by number
	drafts map[string]models.SiteDraft // by the establishment's code
}

func newMustering() *mustering {
	return &mustering{people: map[string]models.Officer{}, drafts: map[string]models.SiteDraft{}}
}

// propose makes the teams of what was read; told is called as sites are done, nil for nobody.
func (m *mustering) propose(ctx context.Context, in api.TeamsInput, told func(done, of int)) (api.TeamsProposal, error) {
	p, err := crew.Propose(ctx, &m.roster, crew.Options{Seed: uint64(max(in.Seed, 0)), PlanRounds: in.Rounds, Workers: planWorkers(), Progress: told})
	if err != nil {
		return api.TeamsProposal{}, err
	}
	return m.out(p)
}

// read makes the roster of the drafts and of who is named besides.
func (m *mustering) read(v store.View, operation models.ID, in api.TeamsInput, registry *registryRead) (err error) {
	if m.source, err = sourceOf(v, operation, everySite, registry); err != nil {
		return err
	}
	if err := m.load(v, in, registry); err != nil {
		return err
	}
	e, err := draft.Export(m.source)
	if err != nil {
		return err
	}
	m.roster = crew.Roster{Instance: e.Instance, Sizes: crew.Sizes{Least: in.Least, Most: in.Most}}
	if in.Least == 0 {
		m.roster.Sizes.Least = crew.LeastSize
	}
	if in.Most == 0 {
		m.roster.Sizes.Most = max(crew.MostSize, m.roster.Sizes.Least)
	}
	for _, s := range m.source.Sites {
		m.drafts[m.source.Establishments[s.Establishment].Code] = s
	}
	var fs models.Faults
	for i, s := range in.Sites {
		code := m.source.Establishments[s.Establishment].Code
		if _, is := m.drafts[code]; !is {
			fs.Add(fmt.Sprintf("/sites/%d/establishment", i), "unknown", "is no site of the operation")
			continue
		}
		m.roster.Sites = append(m.roster.Sites, m.site(code, s.Officers))
	}
	return fs.Err("The request names what the operation does not have.")
}

// load reads the officers who are named and in no team yet, and where they work.
func (m *mustering) load(v store.View, in api.TeamsInput, registry *registryRead) error {
	var fs models.Faults
	needed := map[models.ID]bool{}
	for _, s := range m.source.Sites {
		needed[s.Establishment] = true
	}
	for i, s := range in.Sites {
		for j, id := range s.Officers {
			if _, known := m.source.Officers[id]; known {
				continue
			}
			o, err := v.Officer(id)
			if err := absent(&fs, fmt.Sprintf("/sites/%d/officers/%d", i, j), "there is no such officer", err); err != nil {
				return err
			}
			m.source.Officers[id] = o
		}
	}
	for _, o := range m.source.Officers {
		if o.Home != nil {
			needed[*o.Home] = true
		}
		m.people[o.Number] = o
	}
	if err := fs.Err("The request names officers who are not in the registry."); err != nil {
		return err
	}
	registry.placesInto(&m.source, needed)
	return nil
}

// site is who can come to one: those who are named, else those of its teams.
func (m *mustering) site(code string, named []models.ID) crew.Site {
	out := crew.Site{ID: code, Sizes: m.roster.Sizes}
	shifts := map[models.ID]*planner.Window{}
	pool := named
	for _, t := range m.drafts[code].Teams {
		for _, o := range t.Officers {
			shifts[o.ID] = &planner.Window{From: t.ShiftFrom, To: t.ShiftTo}
			if len(named) == 0 {
				pool = append(pool, o.ID)
			}
		}
	}
	for _, id := range pool {
		out.Officers = append(out.Officers, crew.Officer{Officer: m.source.Officer(m.source.Officers[id]), Shift: shifts[id]})
	}
	return out
}

// out is the proposal as the contract has it.
func (m *mustering) out(p *crew.Proposal) (out api.TeamsProposal, err error) {
	if out.Price, err = json.Marshal(p.Price); err != nil {
		return out, err
	}
	for _, s := range p.Sites {
		d := m.drafts[s.ID]
		x := struct {
			Establishment api.Id             `json:"establishment"`
			Lacking       []api.PlanDocument `json:"lacking"`
			Price         api.PlanDocument   `json:"price"`
			Reserve       []api.Id           `json:"reserve"`
			Teams         []api.Team         `json:"teams"`
		}{Establishment: d.Establishment, Lacking: []api.PlanDocument{}, Reserve: []api.Id{}, Teams: []api.Team{}}
		if x.Price, err = json.Marshal(s.Price); err != nil {
			return out, err
		}
		for _, l := range s.Lacking {
			raw, err := json.Marshal(l)
			if err != nil {
				return out, err
			}
			x.Lacking = append(x.Lacking, raw)
		}
		for _, number := range s.Reserve {
			x.Reserve = append(x.Reserve, m.people[number].ID)
		}
		for _, t := range s.Teams {
			x.Teams = append(x.Teams, m.team(s.ID, d, t))
		}
		out.Sites = append(out.Sites, x)
	}
	return out, nil
}

// team is a proposed team as a site's draft takes it. Who leads is the first who can.
func (m *mustering) team(site string, d models.SiteDraft, t crew.Team) api.Team {
	out := api.Team{Id: models.NewID(), Code: strings.TrimPrefix(t.ID, site+"/"), ShiftFrom: usualFrom, ShiftTo: usualTo, Officers: []api.TeamOfficer{}}
	for _, was := range d.Teams {
		if was.Code == out.Code {
			out.Id, out.Phone, out.Radio = was.ID, was.Phone, was.Radio
		}
	}
	if t.Shift != nil {
		if t.Shift.From != nil {
			out.ShiftFrom = *t.Shift.From
		}
		if t.Shift.To != nil {
			out.ShiftTo = *t.Shift.To
		}
	}
	led := false
	for _, o := range t.Officers {
		p := m.people[o.ID]
		leads := !led && p.Skills.Has("lead")
		led = led || leads
		out.Officers = append(out.Officers, api.TeamOfficer{Id: p.ID, Number: p.Number, Lead: leads})
	}
	return out
}
