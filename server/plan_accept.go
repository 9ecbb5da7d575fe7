package server

import (
	"context"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/draft"
	"github.com/cellsweep/cellsweep/store"
)

// accept makes a version of a plan with changes by hand, and pins what was
// changed. All of it is measured again on the drafts with the pins, under the
// lock: the plan must be of exactly these drafts, and break no rule.
func (h handlers) accept(ctx context.Context, p models.PlanVersion, plan *planner.Plan, changes []planner.Change, note string) (trial *planner.Trial, out api.PlanVersion, err error) {
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := editingAs(ctx, tx, models.ActOperationEdit, p.Operation, "a change by hand was accepted"); err != nil {
			return err
		}
		o, err := tx.Operation(p.Operation)
		if err != nil {
			return err
		}
		d, err := tx.Draft(o.ID)
		if err != nil {
			return err
		}
		var e *draft.Exported
		if trial, e, err = tryPinned(tx.View, o, &d.OperationDraft, plan, changes); err != nil {
			return err
		}
		if err := tx.SaveDraft(o.ID, d.OperationDraft, d.Version); err != nil {
			return err
		}
		made := newVersion(o.ID, e, trial.Plan)
		made.CreatedBy, made.Origin.From, made.Origin.Note = store.CallerOf(ctx).Actor.Person, p.Number, note
		if err := tx.AddPlanVersion(&made); err != nil {
			return err
		}
		out = versionOut(ctx, o, made, draft.Parts(e.Instance))
		return tx.Note(models.ActPlanWrite, &o.ID, nil, "plan/"+made.ID.String(), "", "accept by hand")
	})
	return trial, out, err
}

// tryPinned pins what was changed in the draft d, and measures the plan with
// these changes on what is exported then.
func tryPinned(v store.View, o models.Operation, d *models.OperationDraft, plan *planner.Plan, changes []planner.Change) (*planner.Trial, *draft.Exported, error) {
	src, err := sourceOf(v, o.ID, everySite)
	if err != nil {
		return nil, nil, err
	}
	before, err := draft.Export(src)
	if err != nil {
		return nil, nil, err
	}
	if before.Instance.Hash() != plan.Instance {
		return nil, nil, outdated()
	}
	if d.Pins, err = pinned(d.Pins, before, changes); err != nil {
		return nil, nil, err
	}
	src.Operation = *d
	e, err := draft.Export(src)
	if err != nil {
		return nil, nil, err
	}
	now := *plan
	now.Instance = e.Instance.Hash()
	trial, err := planner.Try(e.Instance, &now, changes)
	if err != nil {
		return nil, nil, err
	}
	if len(trial.Violations) > 0 {
		fault := models.NewFault(models.Invalid, "The change breaks a rule; it was not made.")
		for _, x := range trial.Violations {
			fault = fault.With(models.Field{Pointer: "/changes", Code: x.Rule, Message: x.Why})
		}
		return nil, nil, fault
	}
	return trial, e, nil
}

// pinned is the pins of a draft with those that changes by hand mean, in place
// of older ones of the same cells.
func pinned(pins []models.Pin, e *draft.Exported, changes []planner.Change) ([]models.Pin, error) {
	out := slices.Clone(pins)
	for _, c := range changes {
		if c.Out {
			return nil, models.NewFault(models.Invalid, "A cell cannot be left out by a pin. Take it out of the draft of its site, or keep its teams away.").
				With(models.Field{Pointer: "/changes", Code: "range", Message: c.Cell + " is left out"})
		}
		cell, team := e.Cells[c.Cell], e.Teams[c.Team]
		ref := models.IDRef{Establishment: cell.Site, Location: cell.Target.Location}
		out = slices.DeleteFunc(out, func(p models.Pin) bool { return p.Cell == ref })
		out = append(out, models.Pin{Cell: ref, Team: team.Team.ID, Start: c.Start, Reason: "changed by hand"})
	}
	return out, nil
}
