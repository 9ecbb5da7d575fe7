package server

import (
	"context"
	"encoding/json"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/planner/draft"
	"github.com/cellsweep/cellsweep/store"
)

// GetInstance gives the planner's document of the operation: of the sites that
// the caller may see.
func (h handlers) GetInstance(ctx context.Context, r api.GetInstanceRequestObject) (api.GetInstanceResponseObject, error) {
	answer := api.GetInstance200JSONResponse{}
	who := store.CallerOf(ctx).Actor
	err := h.readPlan(ctx, r.Operation, r.Params.XReason, "instance", "", func(tx *store.Tx) error {
		src, err := sourceOf(tx.View, r.Operation, func(site models.ID) bool { return who.Sees(models.ActPlanRead, r.Operation, site) })
		if err != nil {
			return err
		}
		e, err := draft.Export(src)
		if err != nil {
			return err
		}
		answer, err = instanceOut(e)
		return err
	})
	return answer, err
}

func instanceOut(e *draft.Exported) (api.GetInstance200JSONResponse, error) {
	out := api.GetInstance200JSONResponse{}
	out.Outside = make([]struct {
		Cell string `json:"cell"`
		Site string `json:"site"`
	}, len(e.Outside))
	for i, o := range e.Outside {
		out.Outside[i].Site, out.Outside[i].Cell = o.Site, o.Cell
	}
	out.Nowhere = make([]struct {
		Persons []string `json:"persons"`
		Site    string   `json:"site"`
	}, len(e.Nowhere))
	for i, n := range e.Nowhere {
		out.Nowhere[i].Site, out.Nowhere[i].Persons = n.Site, n.Persons
	}
	out.LeftOut = each(e.LeftOut, func(l draft.LeftOut) api.PlanLeftOut {
		return api.PlanLeftOut{Cell: l.ID, Rule: api.PlanLeftOutRuleLeftOut, Why: l.Reason}
	})
	return out, json.Unmarshal(e.Instance.Encode(), &out.Instance)
}

// sourceOf reads what an instance is made of: the sites that sees allows, their
// registry, and the places where their officers work otherwise.
func sourceOf(v store.View, operation models.ID, sees func(site models.ID) bool) (draft.Source, error) {
	src := draft.Source{Establishments: map[models.ID]models.Establishment{}, Locations: map[models.ID]models.Location{}, Officers: map[models.ID]models.Officer{}}
	o, err := v.Operation(operation)
	if err != nil {
		return src, err
	}
	d, err := v.Draft(operation)
	if err != nil {
		return src, err
	}
	src.Name, src.Operation = o.Name, d.OperationDraft
	if src.Waivers, err = v.Waivers(operation); err != nil {
		return src, err
	}
	sites, err := v.SiteDrafts(operation)
	if err != nil {
		return src, err
	}
	needed := map[models.ID]bool{} // establishments whose trees are needed
	for _, s := range sites {
		if sees(s.Establishment) {
			src.Sites, needed[s.Establishment] = append(src.Sites, s.SiteDraft), true
		}
	}
	if err := addOfficers(v, &src, needed); err != nil {
		return src, err
	}
	return src, addRegistry(v, &src, needed)
}

func addOfficers(v store.View, src *draft.Source, needed map[models.ID]bool) error {
	inTeams := map[models.ID]bool{}
	for _, s := range src.Sites {
		for _, t := range s.Teams {
			for _, o := range t.Officers {
				inTeams[o.ID] = true
			}
		}
	}
	all, err := v.AllOfficers()
	for _, o := range all {
		if !inTeams[o.ID] {
			continue
		}
		src.Officers[o.ID] = o
		if o.Home != nil {
			needed[*o.Home] = true
		}
	}
	return err
}

func addRegistry(v store.View, src *draft.Source, needed map[models.ID]bool) error {
	establishments, err := v.AllEstablishments()
	if err != nil || len(needed) == 0 {
		return err
	}
	var ids []models.ID
	for _, e := range establishments {
		if needed[e.ID] {
			src.Establishments[e.ID] = e
			ids = append(ids, e.ID)
		}
	}
	locations, err := v.LocationsOf(ids...)
	for _, l := range locations {
		src.Locations[l.ID] = l
	}
	return err
}

func everySite(models.ID) bool { return true }
