package server

import (
	"context"
	"fmt"
	"net/url"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// What an audit row says was read or changed. It must tell no site.
const (
	subjectDraft = "draft"
	subjectSites = "sites"
	subjectSite  = "site"
)

// GetDraft reads what concerns the operation as a whole.
func (h handlers) GetDraft(ctx context.Context, r api.GetDraftRequestObject) (api.GetDraftResponseObject, error) {
	if err := whole(ctx, models.ActPlanRead, r.Operation); err != nil {
		return nil, err
	}
	var d store.VersionedDraft
	var by string
	err := h.readPlan(ctx, r.Operation, r.Params.XReason, subjectDraft, "", func(tx *store.Tx) (err error) {
		if d, err = tx.Draft(r.Operation); err != nil {
			return err
		}
		by, err = nameOf(tx.View, d.SavedBy)
		return err
	})
	headers := api.GetDraft200ResponseHeaders{ETag: etag(d.Version), SavedBy: url.PathEscape(by), SavedAt: models.FormatTime(d.SavedAt)}
	return api.GetDraft200JSONResponse{Body: draftOut(d.OperationDraft), Headers: headers}, err
}

// PutDraft replaces what concerns the operation as a whole.
func (h handlers) PutDraft(ctx context.Context, r api.PutDraftRequestObject) (api.PutDraftResponseObject, error) {
	if err := whole(ctx, models.ActOperationEdit, r.Operation); err != nil {
		return nil, err
	}
	d, err := draftIn(*r.Body)
	if err != nil {
		return nil, err
	}
	version, err := versionOf(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := editing(ctx, tx, r.Operation); err != nil {
			return err
		}
		if err := keepDecisions(tx, r.Operation, &d); err != nil {
			return err
		}
		if err := knownCells(tx, d); err != nil {
			return err
		}
		if err := knownTeams(tx, r.Operation, d); err != nil {
			return err
		}
		kept, err := keptDocuments(tx, r.Operation, d)
		if err != nil {
			return err
		}
		if err := tx.SaveDraft(r.Operation, d, version); err != nil {
			return err
		}
		return tx.Note(models.ActOperationEdit, &r.Operation, nil, subjectDraft, "", kept)
	})
	return api.PutDraft200JSONResponse{Body: draftOut(d), Headers: api.PutDraft200ResponseHeaders{ETag: etag(version + 1)}}, err
}

// editing locks an operation whose drafts are about to be changed. A published
// plan is then no longer that of the drafts: the operation is a draft again.
func editing(ctx context.Context, tx *store.Tx, operation models.ID) error {
	return editingAs(ctx, tx, models.ActOperationEdit, operation, "a draft was changed")
}

// editingAs is editing by another act, which says why the plan is outdated then.
func editingAs(ctx context.Context, tx *store.Tx, act models.Act, operation models.ID, why string) error {
	o, err := tx.LockOperation(operation)
	if err != nil {
		return err
	}
	if err := still(ctx, act, o); err != nil {
		return err
	}
	if o.State != models.Planned {
		return nil
	}
	return reopen(tx, &o, why)
}

// reopen takes an operation back to draft; no plan is published any more.
func reopen(tx *store.Tx, o *models.Operation, reason string) error {
	if err := o.Move("reopen"); err != nil {
		return err
	}
	o.Plan = nil
	if err := tx.SaveOperation(o); err != nil {
		return err
	}
	return tx.Note(models.ActPlanWrite, &o.ID, nil, "operation/"+o.ID.String(), reason, "reopen")
}

// knownCells refuses a draft that names cells which are not in the registry.
func knownCells(tx *store.Tx, d models.OperationDraft) error {
	at := map[models.IDRef]string{}
	for i, l := range d.Links {
		for j, c := range l.Cells {
			at[c] = fmt.Sprintf("/links/%d/cells/%d", i, j)
		}
	}
	for i, a := range d.Authorisations {
		for j, c := range a.Targets {
			at[c] = fmt.Sprintf("/authorisations/%d/targets/%d", i, j)
		}
	}
	for i, p := range d.Pins {
		at[p.Cell] = fmt.Sprintf("/pins/%d/cell", i)
	}
	for i, f := range d.Forbids {
		at[f.Cell] = fmt.Sprintf("/forbids/%d/cell", i)
	}
	for i, l := range d.LeftOut {
		at[l.Cell] = fmt.Sprintf("/leftOut/%d/cell", i)
	}
	if len(at) == 0 {
		return nil
	}
	seen := map[models.ID]bool{}
	var establishments []models.ID
	for c := range at {
		if !seen[c.Establishment] {
			seen[c.Establishment] = true
			establishments = append(establishments, c.Establishment)
		}
	}
	locations, err := tx.LocationsOf(establishments...)
	if err != nil {
		return err
	}
	for _, l := range locations {
		delete(at, models.IDRef{Establishment: l.Establishment, Location: l.ID})
	}
	var fs models.Faults
	for _, pointer := range at {
		fs.Add(pointer, "unknown", "there is no such location at this establishment")
	}
	return fs.Err("The operation names cells that are not in the registry.")
}

// ListSiteDrafts reads the sites of the operation that the caller may see.
func (h handlers) ListSiteDrafts(ctx context.Context, r api.ListSiteDraftsRequestObject) (api.ListSiteDraftsResponseObject, error) {
	answer := api.ListSiteDrafts200JSONResponse{}
	who := store.CallerOf(ctx).Actor
	err := h.readPlan(ctx, r.Operation, r.Params.XReason, subjectSites, "", func(tx *store.Tx) error {
		answer.Items = []api.SiteDraft{}
		sites, err := tx.SiteDrafts(r.Operation)
		for _, d := range sites {
			if who.Sees(models.ActPlanRead, r.Operation, d.Establishment) {
				answer.Items = append(answer.Items, siteOut(d.SiteDraft))
			}
		}
		return err
	})
	return answer, err
}

// GetSiteDraft reads one site, and who saved it last: of two coordinators the
// one who meets the other's changes is told whose they are.
func (h handlers) GetSiteDraft(ctx context.Context, r api.GetSiteDraftRequestObject) (api.GetSiteDraftResponseObject, error) {
	var d store.VersionedSite
	var by string
	err := h.readPlan(ctx, r.Operation, r.Params.XReason, subjectSite, r.Site.String(), func(tx *store.Tx) (err error) {
		if d, err = tx.SiteDraft(r.Operation, r.Site); err != nil {
			return err
		}
		by, err = nameOf(tx.View, d.SavedBy)
		return err
	})
	headers := api.GetSiteDraft200ResponseHeaders{ETag: etag(d.Version), SavedBy: url.PathEscape(by), SavedAt: models.FormatTime(d.SavedAt)}
	return api.GetSiteDraft200JSONResponse{Body: siteOut(d.SiteDraft), Headers: headers}, err
}

// nameOf is what a person is called, "" where there is none by that id (an import
// of the demonstration is nobody's).
func nameOf(v store.View, person models.ID) (string, error) {
	p, err := v.Person(person)
	if store.IsAbsent(err) {
		return "", nil
	}
	return p.Name, err
}

// PutSiteDraft adds a site to the operation, or replaces it over the version
// that If-Match names.
func (h handlers) PutSiteDraft(ctx context.Context, r api.PutSiteDraftRequestObject) (api.PutSiteDraftResponseObject, error) {
	if r.Body.Establishment != r.Site {
		return nil, models.NewFault(models.Invalid, "The site in the body is not the one in the address.").
			With(models.Field{Pointer: "/establishment", Code: "format", Message: "must be the establishment in the address"})
	}
	d, err := siteIn(*r.Body)
	if err != nil {
		return nil, err
	}
	version, err := baseOf(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := editing(ctx, tx, r.Operation); err != nil {
			return err
		}
		if err := knownThings(tx, d); err != nil {
			return err
		}
		if version == 0 {
			if _, err := tx.SiteDraft(r.Operation, r.Site); err == nil {
				return needsVersion()
			} else if models.CodeOf(err) != models.NotFound {
				return err
			}
		}
		if err := tx.SaveSiteDraft(r.Operation, d, version); err != nil {
			return err
		}
		return tx.Note(models.ActOperationEdit, &r.Operation, nil, subjectSite, "", r.Site.String())
	})
	return api.PutSiteDraft200JSONResponse{Body: siteOut(d), Headers: api.PutSiteDraft200ResponseHeaders{ETag: etag(version + 1)}}, err
}

// knownThings refuses a site that names cells or officers which are not in the
// registry, or officers by a number that is not theirs.
func knownThings(tx *store.Tx, d models.SiteDraft) error {
	if _, err := tx.Establishment(d.Establishment); err != nil {
		return err
	}
	locations, err := tx.LocationsOf(d.Establishment)
	if err != nil {
		return err
	}
	here := map[models.ID]bool{}
	for _, l := range locations {
		here[l.ID] = true
	}
	var fs models.Faults
	for i, c := range d.Cells {
		if c.Location != (models.ID{}) && !here[c.Location] {
			fs.Add(fmt.Sprintf("/cells/%d/location", i), "unknown", "there is no such location at this establishment")
		}
	}
	var named []models.ID
	for _, t := range d.Teams {
		for _, n := range t.Officers {
			named = append(named, n.ID)
		}
	}
	officers, err := tx.OfficersAmong(named)
	if err != nil {
		return err
	}
	for i, t := range d.Teams {
		for j, n := range t.Officers {
			if o, known := officers[n.ID]; !known || o.Number != n.Number {
				fs.Add(fmt.Sprintf("/teams/%d/officers/%d", i, j), "unknown", "there is no officer %s by this id", n.Number)
			}
		}
	}
	return fs.Err("The site names what is not in the registry.")
}

// DeleteSiteDraft takes a site out of the operation.
func (h handlers) DeleteSiteDraft(ctx context.Context, r api.DeleteSiteDraftRequestObject) (api.DeleteSiteDraftResponseObject, error) {
	version, err := versionOf(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := editing(ctx, tx, r.Operation); err != nil {
			return err
		}
		if err := tx.DeleteSiteDraft(r.Operation, r.Site, version); err != nil {
			return err
		}
		return tx.Note(models.ActOperationEdit, &r.Operation, nil, subjectSite, "", r.Site.String()+" removed")
	})
	return api.DeleteSiteDraft204Response{}, err
}
