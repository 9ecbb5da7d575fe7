package server

import (
	"context"
	"strconv"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/draft"
	"github.com/cellsweep/cellsweep/store"
)

// What a plan is made with when the request does not say.
const (
	defaultRounds   = 40
	defaultDeadline = 10 * time.Second
)

// ListPlans lists the plan versions of an operation without their content.
func (h handlers) ListPlans(ctx context.Context, r api.ListPlansRequestObject) (api.ListPlansResponseObject, error) {
	answer := api.ListPlans200JSONResponse{Items: []api.PlanVersion{}}
	err := h.Store.Read(ctx, func(v store.View) error {
		o, err := v.Operation(r.Operation)
		if err != nil {
			return err
		}
		rows, err := v.PlanVersions(r.Operation)
		for _, p := range rows {
			answer.Items = append(answer.Items, versionOut(o, p))
		}
		return err
	})
	return answer, err
}

func versionOut(o models.Operation, p models.PlanVersion) api.PlanVersion {
	return api.PlanVersion{Id: p.ID, Number: p.Number, CreatedAt: models.FormatTime(p.CreatedAt), Published: o.Plan != nil && *o.Plan == p.ID,
		PublishedAt: instantOut(p.PublishedAt)}
}

// CreatePlan makes a plan of the drafts as they stand. Nothing is locked while
// it is being made; if a draft changes meanwhile, the plan cannot be published.
func (h handlers) CreatePlan(ctx context.Context, r api.CreatePlanRequestObject) (api.CreatePlanResponseObject, error) {
	if err := whole(ctx, models.ActPlanWrite, r.Operation); err != nil {
		return nil, err
	}
	e, err := h.export(ctx, r.Operation)
	if err != nil {
		return nil, err
	}
	plan, err := solve(ctx, e.Instance, *r.Body)
	if err != nil {
		return nil, err
	}
	p := models.PlanVersion{Operation: r.Operation, CreatedBy: store.CallerOf(ctx).Actor.Person}
	var o models.Operation
	err = h.Store.Tx(ctx, func(tx *store.Tx) (err error) {
		if o, err = tx.LockOperation(r.Operation); err != nil {
			return err
		}
		if err := still(ctx, models.ActPlanWrite, o); err != nil {
			return err
		}
		p.Instance, p.Plan = e.Instance.Encode(), plan.Encode()
		if err := tx.AddPlanVersion(&p); err != nil {
			return err
		}
		return tx.Note(models.ActPlanWrite, &o.ID, nil, "plan/"+p.ID.String(), "", "create")
	})
	return api.CreatePlan201JSONResponse(versionOut(o, p)), err
}

// export makes the instance of all drafts of an operation.
func (h handlers) export(ctx context.Context, operation models.ID) (e *draft.Exported, err error) {
	var src draft.Source
	err = h.Store.Read(ctx, func(v store.View) (err error) {
		src, err = sourceOf(v, operation, everySite)
		return err
	})
	if err != nil {
		return nil, err
	}
	return draft.Export(src)
}

// solve plans an instance in the time that the request gives it.
func solve(ctx context.Context, in *planner.Instance, body api.PlanInput) (*planner.Plan, error) {
	if body.Seed < 0 || body.Seed > planner.MaxSeed {
		return nil, models.NewFault(models.Invalid, "The seed is too great.").
			With(models.Field{Pointer: "/seed", Code: "range", Message: "must be from 0 to 4503599627370496"})
	}
	o := planner.Options{Seed: uint64(body.Seed), Rounds: body.Rounds}
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
func planNamed(v store.View, o models.Operation, number string) (models.PlanVersion, error) {
	if number == "current" {
		if o.Plan != nil {
			return v.PlanByID(*o.Plan)
		}
		return v.PlanVersion(o.ID, 0)
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 {
		return models.PlanVersion{}, models.NewFault(models.NotFound, "There is no plan of this number.")
	}
	return v.PlanVersion(o.ID, n)
}
