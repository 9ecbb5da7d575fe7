package server

import (
	"context"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/draft"
	"github.com/cellsweep/cellsweep/store"
)

// running is an operation in progress as a re-plan sees it: the plan in force,
// the drafts with what is to be added to them, and what has been done.
type running struct {
	operation models.Operation
	base      *versionRead
	in        *planner.Instance
	plan      *planner.Plan
	source    draft.Source
	exported  *draft.Exported
	field     field
	now       int
}

// running reads it. Additions are made to the drafts as they were read, and to
// nothing else.
func (s *Server) running(ctx context.Context, operation models.ID, add *additions) (r running, err error) {
	err = s.Store.Read(ctx, func(v store.View) (err error) {
		if r.operation, err = v.Operation(operation); err != nil {
			return err
		}
		if r.base, err = s.publishedVersion(v, r.operation); err != nil {
			return err
		}
		e, err := s.exported(v, operation)
		if err != nil {
			return err
		}
		r.source, r.exported = e.source, e.exported
		if r.field, err = fieldOf(v, r.operation); err != nil {
			return err
		}
		if len(add.ids) == 0 {
			return nil
		}
		r.source = e.ownSource()
		registry, err := s.registryNow(v)
		if err != nil {
			return err
		}
		if err := add.complete(v, &r.source, registry); err != nil {
			return err
		}
		r.exported, err = draft.Export(r.source)
		return err
	})
	if err != nil {
		return r, err
	}
	r.in, r.plan = r.base.in, r.base.plan
	r.now, _ = minutesAfter(*r.operation.HHour, models.FormatTime(s.Clock()))
	return r, err
}

// ProposeReplan mends the plan in force and keeps the result as a plan version
// that nobody is told of yet.
func (h handlers) ProposeReplan(ctx context.Context, r api.ProposeReplanRequestObject) (api.ProposeReplanResponseObject, error) {
	if err := whole(ctx, models.ActPlanReplan, r.Operation); err != nil {
		return nil, err
	}
	m, err := h.replanning(ctx, r.Operation, *r.Body)
	if err != nil {
		return nil, err
	}
	if r.Body.ShiftOnly {
		err = m.shift()
	} else {
		err = m.repair(ctx)
	}
	if err != nil {
		return nil, err
	}
	out, err := h.keepProposal(ctx, m, "", nil)
	return api.ProposeReplan201JSONResponse(out), err
}

// replanning is a plan in force that is being mended: what has happened, and,
// once shift or repair has made them, the new plan and the instance as it is by now.
type replanning struct {
	running
	add       *additions
	events    happenings
	plan      *planner.Plan
	effective *planner.Instance
}

// replanning reads what has happened to the plan in force, and what is told besides.
func (s *Server) replanning(ctx context.Context, operation models.ID, in api.ReplanInput) (m replanning, err error) {
	m.add = additionsIn(in.Events)
	if m.running, err = s.running(ctx, operation, m.add); err != nil {
		return m, err
	}
	m.events, err = m.running.events(in, m.add)
	return m, err
}

// shift pushes on what is behind: at once, and with nothing moved that need not be.
func (m *replanning) shift() (err error) {
	m.plan, m.effective, err = planner.Shift(m.in, m.running.plan, m.events.parsed)
	return pointedAtBody(err, m.events.journal)
}

// repair looks for what disturbs least, until it finds no more or ctx ends.
func (m *replanning) repair(ctx context.Context) (err error) {
	m.plan, m.effective, err = planner.Replan(ctx, m.in, m.running.plan, m.events.parsed)
	return pointedAtBody(err, m.events.journal)
}

// keepProposal writes the new plan as the next version, and what it mends. Facts is
// what the server answers to by itself, "" for somebody who asked. Also is done in
// the same transaction; nil for nothing.
func (s *Server) keepProposal(ctx context.Context, m replanning, facts string, also func(*store.Tx, models.PlanVersion, api.Replan) error) (out api.Replan, err error) {
	changes := changesOf(m.running.plan, m.plan, pastIn(m.events.parsed))
	made := models.Replan{Operation: m.operation.ID, Base: m.base.ID, Now: m.now, Events: m.events.document, Cells: m.add.cells, Teams: m.add.teams,
		Sites: m.sitesOf(changes), ProposedBy: store.CallerOf(ctx).Actor.Person, Facts: facts}
	p := models.PlanVersion{Operation: made.Operation, CreatedBy: made.ProposedBy, Instance: m.effective.Encode(), Plan: m.plan.Encode(),
		Origin: originOf(m.effective, m.plan, draft.Parts(m.effective))}
	p.Origin.From, p.Origin.LeftOut = m.base.Number, m.base.Origin.LeftOut
	err = s.Store.Tx(ctx, func(tx *store.Tx) error {
		o, err := tx.LockOperation(made.Operation)
		if err != nil {
			return err
		}
		if facts != "" {
			err = s.stillProposed(tx, o, made.Base, facts)
		} else {
			err = still(ctx, models.ActPlanReplan, o)
		}
		if err != nil {
			return err
		}
		if err := tx.AddPlanVersion(&p); err != nil {
			return err
		}
		made.Plan = p.ID
		if err := tx.AddReplan(&made); err != nil {
			return err
		}
		out = replanOut(ctx, o, made, p, m.base.PlanVersion, m.siteCodes())
		out.Frozen, out.Changes, out.Before, out.After = m.events.frozen, changes, totalsOut(totalsOf(m.in, m.running.plan)), totalsOut(totalsOf(m.effective, m.plan))
		if also != nil {
			if err := also(tx, p, out); err != nil {
				return err
			}
		}
		return tx.Note(models.ActPlanReplan, &o.ID, nil, "plan/"+p.ID.String(), "", "propose")
	})
	return out, err
}

// siteCodes are the codes of the establishments of the operation by id.
func (r running) siteCodes() map[models.ID]string {
	out := map[models.ID]string{}
	for _, d := range r.source.Sites {
		out[d.Establishment] = r.source.Establishments[d.Establishment].Code
	}
	return out
}

// sitesOf are the establishments at which something changes.
func (r running) sitesOf(changes []api.ReplanChange) (ids models.IDSet) {
	changed := map[string]bool{}
	for _, c := range changes {
		code, _, _ := strings.Cut(c.Cell, "/")
		changed[code] = true
	}
	for id, code := range r.siteCodes() {
		if changed[code] {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b models.ID) int { return slices.Compare(a[:], b[:]) })
	return ids
}

// ListReplans lists the re-plans of an operation, without what each changes.
func (h handlers) ListReplans(ctx context.Context, r api.ListReplansRequestObject) (api.ListReplansResponseObject, error) {
	answer := api.ListReplans200JSONResponse{Items: []api.Replan{}}
	err := h.readPlan(ctx, r.Operation, r.Params.XReason, "replans", "", func(tx *store.Tx) error {
		o, codes, err := codesOf(tx.View, r.Operation)
		if err != nil {
			return err
		}
		versions, err := tx.PlanVersions(r.Operation)
		if err != nil {
			return err
		}
		byID := map[models.ID]models.PlanVersion{}
		for _, p := range versions {
			byID[p.ID] = p
		}
		all, err := tx.Replans(r.Operation)
		newer := false // than which the server made another
		for _, x := range slices.Backward(all) {
			out := replanOut(ctx, o, x, byID[x.Plan], byID[x.Base], codes)
			out.Overtaken = out.Overtaken || newer && out.Automatic && x.Open()
			newer = newer || out.Automatic
			answer.Items = append(answer.Items, seenBy(ctx, r.Operation, codes, out))
		}
		slices.Reverse(answer.Items)
		return err
	})
	return answer, err
}

// GetReplan shows what one re-plan changes, at the sites that the caller may see.
func (h handlers) GetReplan(ctx context.Context, r api.GetReplanRequestObject) (api.GetReplanResponseObject, error) {
	var answer api.Replan
	err := h.readPlan(ctx, r.Operation, r.Params.XReason, "replan/"+r.Number, "", func(tx *store.Tx) error {
		o, codes, err := codesOf(tx.View, r.Operation)
		if err != nil {
			return err
		}
		x, p, base, err := h.replanNamed(tx.View, o, r.Number)
		if err != nil {
			return err
		}
		answer = replanOut(ctx, o, x, p.PlanVersion, base.PlanVersion, codes)
		err = compareVersions(&answer, x, p, base)
		answer = seenBy(ctx, r.Operation, codes, answer)
		return err
	})
	return api.GetReplan200JSONResponse(answer), err
}

// replanNamed reads a re-plan by the number of its plan version, with what it mends.
func (s *Server) replanNamed(v store.View, o models.Operation, number string) (x models.Replan, p, base *versionRead, err error) {
	if p, err = s.planNamed(v, o, number); err != nil {
		return x, p, base, err
	}
	if x, err = v.Replan(p.ID); err != nil {
		return x, p, base, err
	}
	base, err = s.version(v, x.Base)
	return x, p, base, err
}

func codesOf(v store.View, operation models.ID) (models.Operation, map[models.ID]string, error) {
	o, err := v.Operation(operation)
	if err != nil {
		return o, nil, err
	}
	codes := map[models.ID]string{}
	all, err := v.AllEstablishments()
	for _, e := range all {
		codes[e.ID] = e.Code
	}
	return o, codes, err
}
