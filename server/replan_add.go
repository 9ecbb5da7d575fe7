package server

import (
	"fmt"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/planner/draft"
	"github.com/cellsweep/cellsweep/store"
)

// additions are the cells and teams that a running operation gets. The drafts
// get them when the re-plan is issued, and not before.
type additions struct {
	events []api.ReplanEvent
	ids    map[int]models.ID // by the index of the event
	cells  []models.NewCell
	teams  []models.NewTeam
}

// additionsIn are those that the events speak of; their sites are found by complete.
func additionsIn(events []api.ReplanEvent) *additions {
	a := &additions{events: events, ids: map[int]models.ID{}}
	for i, e := range events {
		switch {
		case e.Type == api.ReplanCellAdded && e.Target.Id != (models.ID{}):
			a.ids[i] = e.Target.Id
		case e.Type == api.ReplanTeamIn && e.NewTeam.Id != (models.ID{}):
			a.ids[i] = e.NewTeam.Id
		}
	}
	return a
}

// complete adds them to what was read of the drafts, with the officers and the
// registry that they need.
func (a *additions) complete(v store.View, src *draft.Source, registry *registryRead) error {
	var fs models.Faults
	needed := map[models.ID]bool{}
	for i, e := range a.events {
		if a.ids[i] == (models.ID{}) {
			continue
		}
		at := fmt.Sprintf("/events/%d", i)
		k := slices.IndexFunc(src.Sites, func(d models.SiteDraft) bool { return src.Establishments[d.Establishment].Code == e.Site })
		if k < 0 {
			fs.Add(at+"/site", "unknown", "there is no such site in the operation")
			continue
		}
		site := &src.Sites[k]
		needed[site.Establishment] = true
		if e.Type == api.ReplanCellAdded {
			a.cell(&fs, at, site, e.Target)
		} else if err := a.team(v, &fs, at, site, e.NewTeam); err != nil {
			return err
		}
	}
	if err := fs.Err("What is added does not fit the operation."); err != nil || len(needed) == 0 {
		return err
	}
	registry.officersInto(src, needed)
	registry.placesInto(src, needed)
	return nil
}

func (a *additions) cell(fs *models.Faults, at string, site *models.SiteDraft, in api.Target) {
	if slices.ContainsFunc(site.Cells, func(c models.Target) bool { return c.ID == in.Id || c.Location == in.Location }) {
		fs.Add(at+"/target", "duplicate", "this cell, or a task of this id, is in the operation already")
		return
	}
	t := targetIn(in)
	a.cells = append(a.cells, models.NewCell{Site: site.Establishment, Target: t})
	site.Cells = append(slices.Clone(site.Cells), t)
}

func (a *additions) team(v store.View, fs *models.Faults, at string, site *models.SiteDraft, in api.Team) error {
	t := models.Team{ID: in.Id, Code: in.Code, ShiftFrom: in.ShiftFrom, ShiftTo: in.ShiftTo, Phone: in.Phone, Radio: in.Radio}
	for j, n := range in.Officers {
		o, err := v.Officer(n.Id)
		if models.CodeOf(err) == models.NotFound || err == nil && o.Number != n.Number {
			fs.Add(fmt.Sprintf("%s/newTeam/officers/%d", at, j), "unknown", "there is no officer %s by this id", n.Number)
			continue
		}
		if err != nil {
			return err
		}
		t.Officers = append(t.Officers, models.IDNum{ID: n.Id, Number: n.Number, Lead: n.Lead})
	}
	a.teams = append(a.teams, models.NewTeam{Site: site.Establishment, Team: t})
	site.Teams = append(slices.Clone(site.Teams), t)
	return nil
}

// intoDrafts writes what an issued re-plan adds.
func intoDrafts(tx *store.Tx, x models.Replan) error {
	changed := map[models.ID]store.VersionedSite{}
	read := func(site models.ID) (store.VersionedSite, error) {
		if d, ok := changed[site]; ok {
			return d, nil
		}
		return tx.SiteDraft(x.Operation, site)
	}
	for _, c := range x.Cells {
		d, err := read(c.Site)
		if err != nil {
			return err
		}
		d.Cells = append(d.Cells, c.Target)
		changed[c.Site] = d
	}
	for _, t := range x.Teams {
		d, err := read(t.Site)
		if err != nil {
			return err
		}
		d.Teams = append(d.Teams, t.Team)
		changed[t.Site] = d
	}
	for _, d := range changed {
		if err := d.Check(); err != nil {
			return err
		}
		if err := tx.SaveSiteDraft(x.Operation, d.SiteDraft, d.Version); err != nil {
			return err
		}
	}
	return nil
}
