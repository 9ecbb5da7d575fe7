package server

import (
	"context"
	"encoding/json"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/planner/robust"
	"github.com/cellsweep/cellsweep/store"
)

// found keeps a document as the result of a job.
func (r *jobRun) found(document []byte, err error) (func(context.Context) error, error) {
	if err != nil {
		return nil, err
	}
	r.job.Result = document
	return func(ctx context.Context) error { return r.s.Store.Tx(ctx, r.finish) }, nil
}

// whatIf plans the drafts as they might be: a cellsweep-outcomes/1 document.
func (r *jobRun) whatIf(ctx context.Context) ([]byte, error) {
	e, err := r.s.export(ctx, r.job.Operation)
	if err != nil {
		return nil, err
	}
	o := r.options(ctx)
	o.Progress = nil // of one scenario after another it would say nothing
	found, err := scenarios(ctx, e.Instance, r.job.Asked.Scenarios, o)
	if err != nil {
		return nil, err
	}
	return json.Marshal(found)
}

// robust plays a version many times: a cellsweep-robustness/1 document.
func (r *jobRun) robust(ctx context.Context) ([]byte, error) {
	var p models.PlanVersion
	err := r.s.Store.Read(ctx, func(v store.View) (err error) {
		p, err = v.PlanVersion(r.job.Operation, r.job.Asked.Plan)
		return err
	})
	if err != nil {
		return nil, err
	}
	in, plan, err := documentsOf(p)
	if err != nil {
		return nil, err
	}
	report, err := robust.Simulate(ctx, in, plan, robust.Options{Seed: r.job.Asked.Seed, Scenarios: r.job.Asked.Runs, Workers: planWorkers()})
	if err != nil {
		return nil, err
	}
	return report.Encode(), nil
}

// GetPlanJobResult reads what a job found. It may name every site.
func (h handlers) GetPlanJobResult(ctx context.Context, r api.GetPlanJobResultRequestObject) (api.GetPlanJobResultResponseObject, error) {
	if err := whole(ctx, models.ActPlanRead, r.Operation); err != nil {
		return nil, err
	}
	var j models.PlanJob
	err := h.readPlan(ctx, r.Operation, r.Params.XReason, subject("plan-job", r.Job), "", func(tx *store.Tx) (err error) {
		j, err = tx.PlanJob(r.Operation, r.Job)
		return err
	})
	if err != nil {
		return nil, err
	}
	answer := api.GetPlanJobResult200JSONResponse{Document: j.Result}
	answer.Job, err = h.jobOut(ctx, j)
	return answer, err
}
