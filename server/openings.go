package server

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// ListOpenings says who has what lies sealed on the tablets of the caller's
// sites: fetched, opened, acknowledged. Which sites these are is plan content.
func (h handlers) ListOpenings(ctx context.Context, r api.ListOpeningsRequestObject) (api.ListOpeningsResponseObject, error) {
	var answer api.ListOpenings200JSONResponse
	who := store.CallerOf(ctx).Actor
	err := h.readPlan(ctx, r.Operation, r.Params.XReason, "openings", "", func(tx *store.Tx) error {
		o, err := openingsOf(tx.View, r.Operation)
		if err != nil {
			return err
		}
		answer = api.ListOpenings200JSONResponse{Sites: []api.SiteOpening{}}
		for _, d := range o.drafts {
			if !who.Sees(models.ActPlanRead, r.Operation, d.Establishment) {
				continue
			}
			site, err := o.site(tx.View, d.SiteDraft)
			if err != nil {
				return err
			}
			for _, t := range site.Teams {
				if t.Acknowledged == 0 {
					answer.TeamsWithout++
				}
			}
			answer.Sites = append(answer.Sites, site)
		}
		return nil
	})
	return answer, err
}

// openings are what is known of who opened what in an operation.
type openings struct {
	drafts  []store.VersionedSite
	tablets map[models.ID][]models.Tablet // by establishment
	fetches map[models.ID]store.BundleFetch
	streams map[models.ID]store.Stream
	sites   map[models.ID]openedSite
	words   map[models.ID]models.AuditRow // the last time that the ten words of a site were shown
	field   field
}

// openedSite is what a site's document says of it.
type openedSite struct {
	PlanVersion  int
	Opened       []struct{ At, Stream, OpenedBy string }
	Acknowledged []struct {
		At, Stream  string
		PlanVersion int
	}
}

func openingsOf(v store.View, operation models.ID) (o openings, err error) {
	o = openings{tablets: map[models.ID][]models.Tablet{}, fetches: map[models.ID]store.BundleFetch{}, streams: map[models.ID]store.Stream{},
		sites: map[models.ID]openedSite{}, words: map[models.ID]models.AuditRow{}}
	row, err := v.Operation(operation)
	if err != nil {
		return o, err
	}
	if o.drafts, err = v.SiteDrafts(operation); err != nil {
		return o, err
	}
	var at []models.ID
	for _, d := range o.drafts {
		at = append(at, d.Establishment)
	}
	tablets, err := v.TabletsAt(at)
	if err != nil {
		return o, err
	}
	for _, t := range tablets {
		o.tablets[t.Establishment] = append(o.tablets[t.Establishment], t)
	}
	fetches, err := v.Fetches(operation)
	if err != nil {
		return o, err
	}
	for _, f := range fetches {
		o.fetches[f.Tablet] = f
	}
	if row.ReleasedAt == nil { // there is no journal yet
		return o, nil
	}
	return o, o.read(v, row)
}

// read fetches what the journal and the audit say.
func (o *openings) read(v store.View, row models.Operation) (err error) {
	streams, err := v.StreamsOf(row.ID)
	if err != nil {
		return err
	}
	for _, x := range streams {
		o.streams[x.Tablet] = x
	}
	err = eachDocument(v, row.ID, fieldsync.KindSite, func(d fieldsync.Document) error {
		var s openedSite
		err := json.Unmarshal(d.Body, &s)
		o.sites[d.Site] = s
		return err
	})
	if err != nil {
		return err
	}
	shown, err := v.Audit(store.AuditFilter{Operation: row.ID, Act: string(models.ActBundleWords), Limit: 1000})
	if err != nil {
		return err
	}
	for _, a := range slices.Backward(shown) {
		if a.Subject == "words" && a.Site != nil {
			o.words[*a.Site] = a
		}
	}
	o.field, err = fieldOf(v, row)
	return err
}

func (o *openings) site(v store.View, d models.SiteDraft) (api.SiteOpening, error) {
	e, err := v.Establishment(d.Establishment)
	if err != nil {
		return api.SiteOpening{}, err
	}
	out := api.SiteOpening{Id: e.ID, Code: e.Code, Name: e.Name, PlanVersion: o.sites[e.ID].PlanVersion, Tablets: []api.TabletOpening{}, Teams: []api.TeamOpening{}}
	if a, ok := o.words[e.ID]; ok {
		out.WordsShownAt = models.FormatTime(a.At)
	}
	for _, t := range o.tablets[e.ID] {
		out.Tablets = append(out.Tablets, o.tablet(t))
	}
	for _, t := range d.Teams {
		team := api.TeamOpening{Id: t.ID, Code: t.Code}
		if o.field.current != nil {
			team.Acknowledged = o.field.told(e.ID, t.ID)
		}
		out.Teams = append(out.Teams, team)
	}
	return out, nil
}

func (o *openings) tablet(t models.Tablet) api.TabletOpening {
	out := api.TabletOpening{Id: t.ID, Label: t.Label, State: api.TabletState(t.State), LastHeard: instantOrNone(t.LastHeard)}
	if f, ok := o.fetches[t.ID]; ok {
		out.FetchedAt = models.FormatTime(f.At)
	}
	x, ok := o.streams[t.ID]
	if !ok {
		return out
	}
	s := o.sites[t.Establishment]
	for _, a := range s.Opened {
		if a.Stream == x.Stream && out.OpenedAt == "" {
			out.OpenedAt, out.OpenedBy = a.At, a.OpenedBy
		}
	}
	for _, a := range s.Acknowledged {
		if a.Stream == x.Stream && a.PlanVersion > out.Acknowledged {
			out.Acknowledged, out.AcknowledgedAt = a.PlanVersion, a.At
		}
	}
	return out
}

// ListReadings lists who read the plan and why. Before release that too is
// opened only for who covers the whole operation.
func (h handlers) ListReadings(ctx context.Context, r api.ListReadingsRequestObject) (api.ListReadingsResponseObject, error) {
	if err := whole(ctx, models.ActPlanReadings, r.Operation); err != nil {
		return nil, err
	}
	filter, err := auditFilter(api.ListAuditParams{Operation: r.Operation, Act: string(models.ActPlanRead), Limit: r.Params.Limit, Cursor: r.Params.Cursor})
	if err != nil {
		return nil, err
	}
	answer := api.ListReadings200JSONResponse{Items: []api.Reading{}}
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		rows, err := tx.Audit(filter)
		if err != nil {
			return err
		}
		answer = api.ListReadings200JSONResponse{Items: []api.Reading{}}
		if len(rows) == filter.Limit {
			rows = rows[:len(rows)-1]
			answer.Next = auditCursor(rows[len(rows)-1].ID)
		}
		names := nameBook{View: tx.View}
		for _, a := range rows {
			name, err := names.of(a.Actor)
			if err != nil {
				return err
			}
			answer.Items = append(answer.Items, api.Reading{At: models.FormatTime(a.At), Reader: a.Actor, Name: name, Subject: a.Subject, Reason: a.Reason})
		}
		return tx.Note(models.ActPlanReadings, &r.Operation, nil, "readings", "", "")
	})
	return answer, err
}
