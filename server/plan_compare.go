package server

import (
	"context"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/draft"
	"github.com/cellsweep/cellsweep/store"
)

// ComparePlans says what one version changes of another, at the sites that the
// caller may see.
func (h handlers) ComparePlans(ctx context.Context, r api.ComparePlansRequestObject) (api.ComparePlansResponseObject, error) {
	var plans [2]*planner.Plan
	var answer api.PlanComparison
	who := store.CallerOf(ctx).Actor
	err := h.readPlan(ctx, r.Operation, r.Params.XReason, "plan/"+r.Number+"/compare/"+r.Other, "", func(tx *store.Tx) error {
		o, err := tx.Operation(r.Operation)
		if err != nil {
			return err
		}
		establishments, err := tx.AllEstablishments()
		if err != nil {
			return err
		}
		_, all := who.Sites(models.ActPlanRead, o.ID)
		seen := map[string]models.Establishment{}
		for _, e := range establishments {
			if all || who.Sees(models.ActPlanRead, o.ID, e.ID) {
				seen[e.Code] = e
			}
		}
		for i, number := range []string{r.Number, r.Other} {
			p, err := h.planNamed(tx.View, o, number)
			if err != nil {
				return err
			}
			if plans[i] = p.plan; !all {
				plans[i] = only(p.plan, seen)
			}
			version, err := h.withOrigin(tx.View, p.PlanVersion)
			if err != nil {
				return err
			}
			changed, err := h.since(tx.View, o, version)
			if err != nil {
				return err
			}
			*[]*api.PlanVersion{&answer.From, &answer.To}[i] = versionOut(ctx, o, version, changed)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	differences(&answer, draft.Differ(plans[0], plans[1]))
	return api.ComparePlans200JSONResponse(answer), nil
}

func differences(out *api.PlanComparison, d draft.Difference) {
	out.Moved = make([]struct {
		From api.PlanSearch `json:"from"`
		To   api.PlanSearch `json:"to"`
	}, len(d.Moved))
	for i, m := range d.Moved {
		out.Moved[i].From, out.Moved[i].To = searchOut(m[0]), searchOut(m[1])
	}
	out.Added, out.Dropped, out.Teams = each(d.Added, searchOut), each(d.Dropped, searchOut), append([]string{}, d.Teams...)
	out.Sites = make([]struct {
		Makespan int    `json:"makespan"`
		Site     string `json:"site"`
		Slip     int    `json:"slip"`
		Slipped  int    `json:"slipped"`
		Was      int    `json:"was"`
	}, len(d.Sites))
	for i, s := range d.Sites {
		x := &out.Sites[i]
		x.Site, x.Makespan, x.Was, x.Slip, x.Slipped = s[1].ID, s[1].Makespan, s[0].Makespan, s[1].Slip, s[0].Slip
	}
}

func searchOut(a planner.Assignment) api.PlanSearch {
	return api.PlanSearch{Cell: a.Cell, Team: a.Team, Start: a.Start, End: a.End}
}
