package server

import (
	"context"
	"fmt"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// What is decided by hand about a plan: pins, forbids and what is left out are in
// the draft of the operation; waivers are apart, because their life is another.

// keepDecisions fills in the decisions that a change does not speak of: a client
// that knows nothing of them must not wipe them out.
func keepDecisions(tx *store.Tx, operation models.ID, d *models.OperationDraft) error {
	if d.Pins != nil && d.Forbids != nil && d.LeftOut != nil {
		return nil
	}
	was, err := tx.Draft(operation)
	if err != nil {
		return err
	}
	if d.Pins == nil {
		d.Pins = was.Pins
	}
	if d.Forbids == nil {
		d.Forbids = was.Forbids
	}
	if d.LeftOut == nil {
		d.LeftOut = was.LeftOut
	}
	return d.Check()
}

// knownTeams refuses pins and leaving out of cells that are no targets, and pins
// and forbids of teams that are not at the site of the cell.
func knownTeams(tx *store.Tx, operation models.ID, d models.OperationDraft) error {
	if len(d.Pins)+len(d.Forbids)+len(d.LeftOut) == 0 {
		return nil
	}
	sites, err := tx.SiteDrafts(operation)
	if err != nil {
		return err
	}
	targets, teams := map[models.IDRef]bool{}, map[models.ID]models.ID{}
	for _, s := range sites {
		for _, c := range s.Cells {
			targets[models.IDRef{Establishment: s.Establishment, Location: c.Location}] = true
		}
		for _, t := range s.Teams {
			teams[t.ID] = s.Establishment
		}
	}
	var fs models.Faults
	for i, p := range d.Pins {
		if !targets[p.Cell] {
			fs.Add(fmt.Sprintf("/pins/%d/cell", i), "unknown", "is no target of the operation")
		}
		if teams[p.Team] != p.Cell.Establishment {
			fs.Add(fmt.Sprintf("/pins/%d/team", i), "unknown", "there is no such team at the site of the cell")
		}
	}
	for i, f := range d.Forbids {
		if teams[f.Team] != f.Cell.Establishment {
			fs.Add(fmt.Sprintf("/forbids/%d/team", i), "unknown", "there is no such team at the site of the cell")
		}
	}
	for i, l := range d.LeftOut {
		if !targets[l.Cell] {
			fs.Add(fmt.Sprintf("/leftOut/%d/cell", i), "unknown", "is no target of the operation")
		}
	}
	return fs.Err("The operation decides about what it does not have.")
}

// ListWaivers lists the waivers that concern cells of the caller's sites.
func (h handlers) ListWaivers(ctx context.Context, r api.ListWaiversRequestObject) (api.ListWaiversResponseObject, error) {
	answer := api.ListWaivers200JSONResponse{}
	who := store.CallerOf(ctx).Actor
	err := h.readPlan(ctx, r.Operation, r.Params.XReason, "waivers", "", func(tx *store.Tx) error {
		all, err := tx.Waivers(r.Operation)
		answer.Items = []api.Waiver{}
		for _, w := range all {
			if who.Sees(models.ActPlanRead, r.Operation, w.Cell.Establishment) {
				answer.Items = append(answer.Items, waiverOut(w))
			}
		}
		return err
	})
	return answer, err
}

func waiverOut(w models.Waiver) api.Waiver {
	return api.Waiver{Id: w.ID, State: api.WaiverState(w.State), Officer: w.Officer, Cell: refOut(w.Cell), Reason: w.Reason, ProposedBy: w.ProposedBy,
		ProposedAt: models.FormatTime(w.ProposedAt), SignedBy: orNone(w.SignedBy), SignedAt: instantOut(w.SignedAt), WithdrawnBy: orNone(w.WithdrawnBy), WithdrawnAt: instantOut(w.WithdrawnAt)}
}

// ProposeWaiver notes that a coordinator wants an officer to be let search a cell.
func (h handlers) ProposeWaiver(ctx context.Context, r api.ProposeWaiverRequestObject) (api.ProposeWaiverResponseObject, error) {
	w := models.Waiver{Operation: r.Operation, Officer: r.Body.Officer, Cell: refIn(r.Body.Cell), Reason: r.Body.Reason, ProposedBy: store.CallerOf(ctx).Actor.Person}
	if err := w.Check(); err != nil {
		return nil, err
	}
	if err := reachesCell(ctx, models.ActWaiverPropose, w); err != nil {
		return nil, err
	}
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		o, err := tx.LockOperation(r.Operation)
		if err != nil {
			return err
		}
		if err := still(ctx, models.ActWaiverPropose, o); err != nil {
			return err
		}
		if err := proposable(tx, w); err != nil {
			return err
		}
		if err := tx.AddWaiver(&w); err != nil {
			return err
		}
		return tx.Note(models.ActWaiverPropose, &o.ID, &w.Cell.Establishment, subject("waiver", w.ID), w.Reason, "proposed")
	})
	return api.ProposeWaiver201JSONResponse(waiverOut(w)), err
}

// proposable refuses a waiver for whom or what there is not, or that there is already.
func proposable(tx *store.Tx, w models.Waiver) error {
	var fs models.Faults
	_, err := tx.Officer(w.Officer)
	if err := absent(&fs, "/officer", "there is no such officer", err); err != nil {
		return err
	}
	cell, err := tx.Location(w.Cell.Location)
	if err == nil && cell.Establishment != w.Cell.Establishment {
		fs.Add("/cell", "unknown", "there is no such location at this establishment")
	}
	if err := absent(&fs, "/cell", "there is no such location at this establishment", err); err != nil {
		return err
	}
	if err := fs.Err("The waiver names what is not in the registry."); err != nil {
		return err
	}
	all, err := tx.Waivers(w.Operation)
	if slices.ContainsFunc(all, func(x models.Waiver) bool {
		return x.State != models.WaiverWithdrawn && x.Officer == w.Officer && x.Cell == w.Cell
	}) {
		return models.NewFault(models.Conflict, "There is a waiver for this officer and this cell already.")
	}
	return err
}

// reachesCell refuses a waiver for a cell at a site that is none of the caller's,
// in the words in which what does not exist is refused.
func reachesCell(ctx context.Context, act models.Act, w models.Waiver) error {
	if !store.CallerOf(ctx).Actor.Sees(act, w.Operation, w.Cell.Establishment) {
		return models.NewFault(models.NotFound, "There is nothing here by that name.")
	}
	return nil
}

// SignWaiver lets a waiver count, by the word of a second person.
func (h handlers) SignWaiver(ctx context.Context, r api.SignWaiverRequestObject) (api.SignWaiverResponseObject, error) {
	by := store.CallerOf(ctx).Actor.Person
	w, err := h.changeWaiver(ctx, r.Operation, r.Waiver, models.ActWaiverSign, "", func(tx *store.Tx, w *models.Waiver) error { return w.Sign(by, tx.Now) })
	return api.SignWaiver200JSONResponse(w), err
}

// WithdrawWaiver ends one that was proposed or signed.
func (h handlers) WithdrawWaiver(ctx context.Context, r api.WithdrawWaiverRequestObject) (api.WithdrawWaiverResponseObject, error) {
	by := store.CallerOf(ctx).Actor.Person
	w, err := h.changeWaiver(ctx, r.Operation, r.Waiver, models.ActWaiverWithdraw, r.Body.Reason, func(tx *store.Tx, w *models.Waiver) error { return w.Withdraw(by, tx.Now) })
	return api.WithdrawWaiver200JSONResponse(w), err
}

// changeWaiver takes a waiver a step further. A plan that was published before
// is no longer that of the drafts if the waiver counted or counts now.
func (h handlers) changeWaiver(ctx context.Context, operation, id models.ID, act models.Act, reason string, step func(*store.Tx, *models.Waiver) error) (out api.Waiver, err error) {
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		o, err := tx.LockOperation(operation)
		if err != nil {
			return err
		}
		w, err := tx.Waiver(operation, id)
		if err != nil {
			return err
		}
		counted := w.State == models.WaiverSigned
		if err := firstOf(func() error { return reachesCell(ctx, act, w) }, func() error { return still(ctx, act, o) },
			func() error { return step(tx, &w) }, func() error { return tx.SaveWaiver(&w) }); err != nil {
			return err
		}
		if counted || w.State == models.WaiverSigned {
			if err := editingAs(ctx, tx, act, operation, "a waiver was "+string(w.State)); err != nil {
				return err
			}
		}
		out = waiverOut(w)
		return tx.Note(act, &operation, &w.Cell.Establishment, subject("waiver", w.ID), reason, string(w.State))
	})
	return out, err
}
