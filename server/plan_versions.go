package server

import (
	"context"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/draft"
	"github.com/cellsweep/cellsweep/store"
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
		if err != nil {
			return err
		}
		for _, p := range rows {
			if p, err = h.withOrigin(v, p); err != nil {
				return err
			}
			changed, err := h.since(v, o, p)
			if err != nil {
				return err
			}
			answer.Items = append(answer.Items, versionOut(ctx, o, p, changed))
		}
		return nil
	})
	return answer, err
}

// withOrigin reckons what a version of before versions had an origin says nowhere
// but in its content.
func (s *Server) withOrigin(v store.View, p models.PlanVersion) (models.PlanVersion, error) {
	if p.Origin.Parts != nil {
		return p, nil
	}
	full, err := s.version(v, p.ID)
	if err == nil {
		p.Origin = originOf(full.in, full.plan, draft.Parts(full.in))
	}
	return p, err
}

// documentsOf reads the two documents of a version.
func documentsOf(p models.PlanVersion) (*planner.Instance, *planner.Plan, error) {
	in, err := planner.ParseInstance(p.Instance)
	if err != nil {
		return nil, nil, err
	}
	plan, err := planner.ParsePlan(p.Plan)
	return in, plan, err
}

// since lists the sites, by code, of which a version is not of the drafts as they
// are now; "" is what concerns all of them. None after release, when the drafts do
// not matter any more; every one while the drafts cannot be planned at all. A
// version that says it was made of exactly what there is needs no export.
func (s *Server) since(v store.View, o models.Operation, p models.PlanVersion) ([]string, error) {
	if !o.State.Secret() {
		return nil, nil
	}
	mark, err := v.SourceMark(o.ID)
	if err != nil || p.Origin.Source == mark {
		return nil, err
	}
	e, err := s.exported(v, o.ID)
	if models.CodeOf(err) == models.Invalid {
		return draft.Changed(p.Origin.Parts, nil), nil
	}
	if err != nil {
		return nil, err
	}
	return draft.Changed(p.Origin.Parts, e.parts), nil
}

func versionOut(ctx context.Context, o models.Operation, p models.PlanVersion, changed []string) api.PlanVersion {
	out := api.PlanVersion{Id: p.ID, Number: p.Number, CreatedAt: models.FormatTime(p.CreatedAt), CreatedBy: p.CreatedBy, Published: o.Plan != nil && *o.Plan == p.ID,
		PublishedAt: instantOut(p.PublishedAt), Job: orNone(p.Origin.Job), From: p.Origin.From, Seed: int64(p.Origin.Seed), Rounds: p.Origin.Rounds, //nolint:gosec // at most 2^52
		Engine: p.Origin.Engine, Note: p.Origin.Note, Totals: totalsOut(p.Origin.Totals), LeftOut: len(p.Origin.LeftOut)}
	out.Outdated = len(changed) > 0
	// Which site was changed is for who covers all of them: a role at some must not learn of the others.
	if _, all := store.CallerOf(ctx).Actor.Sites(models.ActPlanRead, o.ID); all {
		for _, code := range changed {
			if code != "" {
				out.OutdatedSites = append(out.OutdatedSites, code)
			}
		}
	}
	return out
}

func totalsOf(in *planner.Instance, p *planner.Plan) models.PlanTotals {
	t := models.PlanTotals{Makespan: p.Totals.Makespan, MakespanBound: p.Totals.MakespanBound, SumMakespan: p.Totals.SumMakespan, SumMakespanBound: p.Totals.SumMakespanBound,
		Exposure: p.Totals.Exposure, ExposureBound: p.Totals.ExposureBound, GroupSlip: p.Totals.GroupSlip, SiteSlip: p.Totals.SiteSlip,
		UnsearchedPriority: p.Totals.UnsearchedPriority, Searched: len(p.Assignments), Unsearched: len(p.Unsearched), Sites: len(p.Sites),
		MakespanBest: p.Totals.Makespan, SumMakespanBest: p.Totals.SumMakespan, Conflicts: len(p.Infeasible), Pins: len(in.Pins), WaiversApplied: len(in.Waivers)}
	if p.Totals.MakespanBest != nil && p.Totals.SumMakespanBest != nil {
		t.MakespanBest, t.SumMakespanBest = *p.Totals.MakespanBest, *p.Totals.SumMakespanBest
	}
	for _, s := range p.Sites {
		if s.Proven {
			t.SitesProven++
		}
	}
	return t
}

func totalsOut(t models.PlanTotals) api.PlanTotals {
	return api.PlanTotals{Makespan: t.Makespan, MakespanBound: t.MakespanBound, SumMakespan: t.SumMakespan, SumMakespanBound: t.SumMakespanBound,
		Gap: gap(t.SumMakespanBest, t.SumMakespanBound), Exposure: t.Exposure, ExposureBound: t.ExposureBound, GroupSlip: t.GroupSlip, SiteSlip: t.SiteSlip,
		UnsearchedPriority: t.UnsearchedPriority, Searched: t.Searched, Unsearched: t.Unsearched, Sites: t.Sites, SitesProven: t.SitesProven}
}

// gap is how far a value lies above its bound, in percent of the bound to two
// places; 0 where there is no bound to refer to.
func gap(value, bound int) float64 {
	if bound <= 0 || value <= bound {
		return 0
	}
	return float64((value-bound)*10_000/bound) / 100
}
