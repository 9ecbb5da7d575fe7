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
		now, err := partsNow(v, o)
		if err != nil {
			return err
		}
		for _, p := range rows {
			if p.Origin.Parts == nil { // of before versions had an origin
				if p, err = withOrigin(v, p); err != nil {
					return err
				}
			}
			answer.Items = append(answer.Items, versionOut(ctx, o, p, now))
		}
		return nil
	})
	return answer, err
}

// withOrigin reckons what an old version says nowhere but in its content.
func withOrigin(v store.View, p models.PlanVersion) (models.PlanVersion, error) {
	full, err := v.PlanByID(p.ID)
	if err != nil {
		return p, err
	}
	in, plan, err := documentsOf(full)
	if err == nil {
		p.Origin = originOf(in, plan)
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

// partsNow is what the drafts of an operation would be planned from now, by
// site; nil after release, when the drafts do not matter any more, and while the
// drafts cannot be planned at all: then every version is outdated.
func partsNow(v store.View, o models.Operation) (map[string]string, error) {
	if !o.State.Secret() {
		return nil, nil
	}
	src, err := sourceOf(v, o.ID, everySite)
	if err != nil {
		return nil, err
	}
	e, err := draft.Export(src)
	if models.CodeOf(err) == models.Invalid {
		return map[string]string{}, nil
	}
	if err != nil {
		return nil, err
	}
	return draft.Parts(e.Instance), nil
}

func versionOut(ctx context.Context, o models.Operation, p models.PlanVersion, now map[string]string) api.PlanVersion {
	out := api.PlanVersion{Id: p.ID, Number: p.Number, CreatedAt: models.FormatTime(p.CreatedAt), CreatedBy: p.CreatedBy, Published: o.Plan != nil && *o.Plan == p.ID,
		PublishedAt: instantOut(p.PublishedAt), Job: orNone(p.Origin.Job), From: p.Origin.From, Seed: int64(p.Origin.Seed), Rounds: p.Origin.Rounds, //nolint:gosec // at most 2^52
		Engine: p.Origin.Engine, Note: p.Origin.Note, Totals: totalsOut(p.Origin.Totals), LeftOut: len(p.Origin.LeftOut)}
	if now == nil {
		return out
	}
	changed := draft.Changed(p.Origin.Parts, now)
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
