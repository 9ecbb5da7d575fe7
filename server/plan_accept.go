package server

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/draft"
	"github.com/cellsweep/cellsweep/store"
)

// accept makes a version of a plan with changes by hand, pins what was changed and
// leaves out what was taken out. All of it is measured again on the drafts with
// these decisions, under the lock: the plan must be of exactly these drafts, and
// break no rule.
func (h handlers) accept(ctx context.Context, p *versionRead, changes byHand, note, tried string) (trial *planner.Trial, out api.PlanVersion, err error) {
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := editingAs(ctx, tx, models.ActOperationEdit, p.Operation, "a change by hand was accepted"); err != nil {
			return err
		}
		now, err := triedOn(tx.View, p.Operation)
		if err != nil {
			return err
		}
		if now != tried {
			return models.NewFault(models.Stale, "The drafts or the list of versions have changed since this was tried. Try it again, then accept it.")
		}
		o, err := tx.Operation(p.Operation)
		if err != nil {
			return err
		}
		d, err := tx.Draft(o.ID)
		if err != nil {
			return err
		}
		var e *exportedDrafts
		if trial, e, err = h.tryDecided(tx.View, o, &d.OperationDraft, p.plan, changes); err != nil {
			return err
		}
		if err := tx.SaveDraft(o.ID, d.OperationDraft, d.Version); err != nil {
			return err
		}
		in, err := e.instance() // read already
		if err != nil {
			return err
		}
		made := newVersion(o.ID, e, in, trial.Plan)
		if made.Origin.Source, err = tx.SourceMark(o.ID); err != nil { // with the decisions, which are written now
			return err
		}
		made.CreatedBy, made.Origin.From, made.Origin.Note = store.CallerOf(ctx).Actor.Person, p.Number, note
		if err := tx.AddPlanVersion(&made); err != nil {
			return err
		}
		out = versionOut(ctx, o, made, nil)
		return tx.Note(models.ActPlanWrite, &o.ID, nil, "plan/"+made.ID.String(), "", "accept by hand")
	})
	return trial, out, err
}

// byHand is changes of a plan, and why each is made.
type byHand struct {
	changes []planner.Change
	reasons []string
}

// tryDecided puts what was changed into the draft d as decisions, and measures the
// plan with these changes on what is exported then.
func (s *Server) tryDecided(v store.View, o models.Operation, d *models.OperationDraft, plan *planner.Plan, made byHand) (*planner.Trial, *exportedDrafts, error) {
	before, err := s.exported(v, o.ID)
	if err != nil {
		return nil, nil, err
	}
	was, err := before.instance()
	if err != nil {
		return nil, nil, err
	}
	if was.Hash() != plan.Instance {
		return nil, nil, outdated()
	}
	decide(d, before.exported, made)
	if err := firstOf(made.explained, d.Check); err != nil {
		return nil, nil, err
	}
	src := before.source
	src.Operation = *d
	e, _, err := exportDrafts(src, "")
	if err == nil {
		err = e.fault
	}
	if err != nil {
		return nil, nil, err
	}
	in, err := e.instance()
	if err != nil {
		return nil, nil, err
	}
	trial, err := planner.TryWithout(was, in, plan, made.changes)
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

// explained refuses to leave out a cell and not say why: who reads the draft in a
// week must know that it was meant.
func (m byHand) explained() error {
	var fs models.Faults
	for i, c := range m.changes {
		if c.Out && utf8.RuneCountInString(m.reasons[i]) < 3 {
			fs.Add(fmt.Sprintf("/changes/%d/reason", i), "required", "say why %s is left out", c.Cell)
		}
	}
	return fs.Err("The change is not right yet.")
}

// decide adds to a draft the pins and the cells left out that changes by hand
// mean, in place of older pins of the same cells.
func decide(d *models.OperationDraft, e *draft.Exported, made byHand) {
	d.Pins, d.LeftOut = slices.Clone(d.Pins), slices.Clone(d.LeftOut)
	for i, c := range made.changes {
		cell, known := e.Cells[c.Cell]
		if !known {
			continue // the planner says so
		}
		ref := models.IDRef{Establishment: cell.Site, Location: cell.Target.Location}
		d.Pins = slices.DeleteFunc(d.Pins, func(p models.Pin) bool { return p.Cell == ref })
		if c.Out {
			d.LeftOut = append(d.LeftOut, models.LeftOut{Cell: ref, Reason: made.reasons[i]})
		} else if team, known := e.Teams[c.Team]; known {
			d.Pins = append(d.Pins, models.Pin{Cell: ref, Team: team.Team.ID, Start: c.Start, Reason: cmp.Or(made.reasons[i], "changed by hand")})
		}
	}
}

// tryByHand measures changes of a version. Cells that they leave out are taken as
// they would be if that was accepted: nobody is asked to search them.
func tryByHand(in *planner.Instance, plan *planner.Plan, changes []planner.Change) (*planner.Trial, error) {
	var out []string
	for _, c := range changes {
		if c.Out {
			out = append(out, c.Cell)
		}
	}
	if len(out) == 0 {
		return planner.Try(in, plan, changes)
	}
	less, err := in.Apply([]planner.Edit{{Do: "drop", Cells: out}})
	if err != nil { // a cell that is not there is told by its place among the changes
		less = in
	}
	return planner.TryWithout(in, less, plan, changes)
}
