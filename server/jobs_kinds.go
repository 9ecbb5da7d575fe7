package server

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/planner"
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
	in, err := e.instance()
	if err != nil {
		return nil, err
	}
	found, err := scenarios(ctx, in, r.job.Asked.Scenarios, r.options(ctx), func(s planner.Stage) {
		reached := progressed(s.Progress)
		reached.Work = models.PlanWork{Done: s.Done, Of: s.Of, Name: s.Name}
		r.advance(reached)
		r.breathe(ctx)
	})
	if err != nil {
		return nil, err
	}
	return json.Marshal(found)
}

// robust plays a version many times: a cellsweep-robustness/1 document.
func (r *jobRun) robust(ctx context.Context) ([]byte, error) {
	var p *versionRead
	err := r.s.Store.Read(ctx, func(v store.View) error {
		id, err := v.PlanID(r.job.Operation, r.job.Asked.Plan)
		if err != nil {
			return err
		}
		p, err = r.s.version(v, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	report, err := robust.Simulate(ctx, p.in, p.plan, robust.Options{Seed: r.job.Asked.Seed, Scenarios: r.job.Asked.Runs, Workers: planWorkers(), Progress: r.counts(ctx)})
	if err != nil {
		return nil, err
	}
	return report.Encode(), nil
}

// teams proposes them as ProposeTeams does: a TeamsProposal of the contract.
func (r *jobRun) teams(ctx context.Context) ([]byte, error) {
	var in api.TeamsInput
	if err := json.Unmarshal(r.job.Asked.Teams, &in); err != nil {
		return nil, err
	}
	m := newMustering()
	err := r.s.Store.Read(ctx, func(v store.View) error {
		registry, err := r.s.registryNow(v)
		if err != nil {
			return err
		}
		return m.read(v, r.job.Operation, in, registry)
	})
	if err != nil {
		return nil, pointedInto("/teams", err)
	}
	p, err := m.propose(ctx, in, r.counts(ctx))
	if err != nil {
		return nil, err
	}
	return json.Marshal(p)
}

// replan mends the plan in force and keeps the result as a proposal, the same as
// ProposeReplan does. What only pushes on is told as soon as it is there.
func (r *jobRun) replan(ctx context.Context) (func(context.Context) error, error) {
	var in api.ReplanInput
	if err := json.Unmarshal(r.job.Asked.Replan, &in); err != nil {
		return nil, err
	}
	m, err := r.s.replanning(ctx, r.job.Operation, in)
	if err != nil {
		return nil, pointedInto("/replan", err)
	}
	if err := m.shift(); err != nil {
		return nil, pointedInto("/replan", err)
	}
	r.reach(reachedBy(totalsOf(m.effective, m.plan), 0, 1))
	r.breathe(ctx)
	if !in.ShiftOnly {
		if err := m.repair(ctx); err != nil {
			return nil, pointedInto("/replan", err)
		}
	}
	r.reach(reachedBy(totalsOf(m.effective, m.plan), 1, 1))
	return func(ctx context.Context) error {
		_, err := r.s.keepProposal(ctx, m, "", func(tx *store.Tx, made models.PlanVersion, out api.Replan) (err error) {
			r.job.Plan = &made.ID
			if r.job.Result, err = json.Marshal(out); err != nil {
				return err
			}
			return r.finish(tx)
		})
		return err
	}, nil
}

// pointedInto lets the pointers of a fault point into a member of the request.
func pointedInto(member string, err error) error {
	f, ok := errors.AsType[*models.Fault](err)
	if !ok {
		return err
	}
	out := *f
	out.Fields = slices.Clone(f.Fields)
	for i := range out.Fields {
		if out.Fields[i].Pointer != "" {
			out.Fields[i].Pointer = member + out.Fields[i].Pointer
		}
	}
	return &out
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
