package server

import (
	"context"
	"strconv"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/store"
)

// What a plan is made with when the request does not say.
const (
	defaultRounds   = 40
	defaultDeadline = 10 * time.Second
)

// CreatePlan makes a plan of the drafts as they stand, for operations that are
// planned within a request. Nothing is locked while it is being made; if a draft
// changes meanwhile, the plan says so and cannot be published.
func (h handlers) CreatePlan(ctx context.Context, r api.CreatePlanRequestObject) (api.CreatePlanResponseObject, error) {
	if err := whole(ctx, models.ActPlanWrite, r.Operation); err != nil {
		return nil, err
	}
	e, err := h.export(ctx, r.Operation)
	if err != nil {
		return nil, err
	}
	in, err := e.instance()
	if err != nil {
		return nil, err
	}
	plan, err := h.solve(ctx, in, *r.Body)
	if err != nil {
		return nil, err
	}
	made := newVersion(r.Operation, e, in, plan)
	made.Origin.Note = r.Body.Note
	o, err := h.addVersion(ctx, &made, "create", nil)
	if err != nil {
		return nil, err
	}
	return h.createdPlan(ctx, o, made)
}

// createdPlan shows a version that was just made.
func (h handlers) createdPlan(ctx context.Context, o models.Operation, made models.PlanVersion) (api.CreatePlan201JSONResponse, error) {
	var answer api.CreatePlan201JSONResponse
	err := h.Store.Read(ctx, func(v store.View) error {
		changed, err := h.since(v, o, made)
		answer = api.CreatePlan201JSONResponse(versionOut(ctx, o, made, changed))
		return err
	})
	return answer, err
}

// newVersion is a plan with what it was made of and what it comes to.
func newVersion(operation models.ID, e *exportedDrafts, in *planner.Instance, plan *planner.Plan) models.PlanVersion {
	p := models.PlanVersion{Operation: operation, Instance: in.Encode(), Plan: plan.Encode(), Origin: originOf(in, plan, e.parts)}
	p.Origin.Source = e.mark
	for _, l := range e.exported.LeftOut {
		p.Origin.LeftOut = append(p.Origin.LeftOut, models.PlanLeftOut{Cell: l.ID, Reason: l.Reason})
	}
	return p
}

func originOf(in *planner.Instance, plan *planner.Plan, parts map[string]string) models.PlanOrigin {
	return models.PlanOrigin{Seed: plan.Seed, Rounds: plan.Rounds, Engine: plan.Engine, Totals: totalsOf(in, plan), Parts: parts}
}

// addVersion writes a plan as the next version of its operation, if the caller
// still may. Also is done in the same transaction; nil for nothing.
func (s *Server) addVersion(ctx context.Context, p *models.PlanVersion, detail string, also func(*store.Tx) error) (o models.Operation, err error) {
	p.CreatedBy = store.CallerOf(ctx).Actor.Person
	err = s.Store.Tx(ctx, func(tx *store.Tx) (err error) {
		if o, err = tx.LockOperation(p.Operation); err != nil {
			return err
		}
		if err := still(ctx, models.ActPlanWrite, o); err != nil {
			return err
		}
		if err := tx.AddPlanVersion(p); err != nil {
			return err
		}
		if also != nil {
			if err := also(tx); err != nil {
				return err
			}
		}
		return tx.Note(models.ActPlanWrite, &o.ID, nil, "plan/"+p.ID.String(), "", detail)
	})
	return o, err
}

// export makes the instance of all drafts of an operation.
func (s *Server) export(ctx context.Context, operation models.ID) (e *exportedDrafts, err error) {
	err = s.Store.Read(ctx, func(v store.View) (err error) {
		e, err = s.exported(v, operation)
		return err
	})
	return e, err
}

// solve plans an instance in the time that the request gives it.
func (s *Server) solve(ctx context.Context, in *planner.Instance, body api.PlanInput) (*planner.Plan, error) {
	if body.Seed < 0 || body.Seed > planner.MaxSeed {
		return nil, models.NewFault(models.Invalid, "The seed is too great.").
			With(models.Field{Pointer: "/seed", Code: "range", Message: "must be from 0 to 4503599627370496"})
	}
	o := planner.Options{Seed: uint64(body.Seed), Rounds: body.Rounds, Workers: planWorkers()}
	if o.Rounds == 0 {
		o.Rounds = defaultRounds
	}
	limit := time.Duration(body.DeadlineSeconds) * time.Second
	if limit == 0 {
		limit = defaultDeadline
	}
	bounded, end := context.WithTimeout(ctx, limit)
	defer end()
	plan, err := planner.Solve(bounded, in, o)
	if err == nil && ctx.Err() != nil { // the caller went away: nobody waits for this plan
		err = ctx.Err()
	}
	return plan, err
}

// planNamed reads a version by its number; current is the published one, else the newest.
func (s *Server) planNamed(v store.View, o models.Operation, number string) (*versionRead, error) {
	n := 0
	switch {
	case number == "current" && o.Plan != nil:
		return s.version(v, *o.Plan)
	case number != "current":
		var err error
		if n, err = strconv.Atoi(number); err != nil || n < 1 {
			return nil, models.NewFault(models.NotFound, "There is no plan of this number.")
		}
	}
	id, err := v.PlanID(o.ID, n)
	if err != nil {
		return nil, err
	}
	return s.version(v, id)
}
