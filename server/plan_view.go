package server

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/store"
)

// GetPlan reads a plan with its content, of the sites that the caller may see.
func (h handlers) GetPlan(ctx context.Context, r api.GetPlanRequestObject) (api.GetPlanResponseObject, error) {
	var answer planDocument
	who := store.CallerOf(ctx).Actor
	err := h.readPlan(ctx, r.Operation, r.Params.XReason, "plan/"+r.Number, "", func(tx *store.Tx) error {
		o, err := tx.Operation(r.Operation)
		if err != nil {
			return err
		}
		p, err := h.planNamed(tx.View, o, r.Number)
		if err != nil {
			return err
		}
		establishments, err := tx.AllEstablishments()
		if err != nil {
			return err
		}
		_, all := who.Sites(models.ActPlanRead, o.ID)
		seen := slices.DeleteFunc(establishments, func(e models.Establishment) bool {
			return !who.Sees(models.ActPlanRead, o.ID, e.ID)
		})
		answer = planOut(p, seen, all)
		version, err := h.withOrigin(tx.View, p.PlanVersion)
		if err != nil {
			return err
		}
		changed, err := h.since(tx.View, o, version)
		answer.Version = versionOut(ctx, o, version, changed)
		return err
	})
	return answer, err
}

// planDocument is the answer with the planner's document as it is: to read one of
// 60,000 cells into maps and write it again takes seconds.
type planDocument struct {
	Plan json.RawMessage `json:"plan"`
	api.PlanView
}

// VisitGetPlanResponse writes the answer.
func (d planDocument) VisitGetPlanResponse(w http.ResponseWriter) error { return writeJSON(w, d) }

// planSite and planTeam are how the contract names the sites of a plan and their teams.
type (
	planTeam = struct {
		Code     string `json:"code"`
		Id       string `json:"id"` //nolint:revive,staticcheck // the generated type has this name
		Officers int    `json:"officers"`
	}
	planSite = struct {
		Cells    int        `json:"cells"`
		Code     string     `json:"code"`
		Name     string     `json:"name"`
		Teams    []planTeam `json:"teams"`
		TimeZone string     `json:"timeZone"`
	}
)

// planOut shows a plan with the names of its sites: only those seen, unless all.
func planOut(p *versionRead, seen []models.Establishment, all bool) (out planDocument) {
	names := map[string]models.Establishment{}
	for _, e := range seen {
		names[e.Code] = e
	}
	for _, l := range p.Origin.LeftOut {
		site, _, _ := strings.Cut(l.Cell, "/")
		if _, here := names[site]; here || all {
			out.LeftOut = append(out.LeftOut, api.PlanLeftOut{Cell: l.Cell, Rule: api.PlanLeftOutRuleLeftOut, Why: l.Reason})
		}
	}
	out.Plan = p.Plan
	if !all {
		out.Plan = only(p.plan, names).Encode()
	}
	out.Sites = []planSite{}
	for _, s := range p.in.Sites {
		if _, here := names[s.ID]; here || all {
			out.Sites = append(out.Sites, planSiteOut(s, names[s.ID]))
		}
	}
	return out
}

func planSiteOut(s planner.Site, e models.Establishment) planSite {
	out := planSite{Cells: len(s.Cells), Code: s.ID, Name: e.Name, TimeZone: e.TimeZone, Teams: []planTeam{}}
	for _, t := range s.Teams {
		out.Teams = append(out.Teams, planTeam{Code: strings.TrimPrefix(t.ID, s.ID+"/"), Id: t.ID, Officers: len(t.Officers)})
	}
	return out
}

// only leaves of a plan what concerns some sites, by code. The totals stay: they name nothing.
func only(plan *planner.Plan, sites map[string]models.Establishment) *planner.Plan {
	foreign := func(cell string) bool {
		code, _, _ := strings.Cut(cell, "/")
		_, here := sites[code]
		return !here
	}
	p := *plan
	p.Assignments = slices.DeleteFunc(slices.Clone(p.Assignments), func(a planner.Assignment) bool { return foreign(a.Cell) })
	p.Unsearched = slices.DeleteFunc(slices.Clone(p.Unsearched), func(u planner.Unsearched) bool { return foreign(u.Cell) })
	p.Sites = slices.DeleteFunc(slices.Clone(p.Sites), func(s planner.SiteResult) bool { return foreign(s.ID) })
	p.Infeasible = slices.DeleteFunc(slices.Clone(p.Infeasible), func(c planner.Conflicted) bool { return len(c.Cells) == 0 || slices.ContainsFunc(c.Cells, foreign) })
	for i := range p.Infeasible {
		// A team that another site could lend would tell of that site.
		p.Infeasible[i].Repairs = slices.DeleteFunc(slices.Clone(p.Infeasible[i].Repairs), func(r planner.Repair) bool {
			from, lent := r.Params["from"].(string)
			return lent && foreign(from)
		})
	}
	return &p
}
