package server

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/planner/draft"
	"github.com/cellsweep/cellsweep/store"
)

// GetInstance gives the planner's document of the operation: of the sites that
// the caller may see.
func (h handlers) GetInstance(ctx context.Context, r api.GetInstanceRequestObject) (api.GetInstanceResponseObject, error) {
	var answer instanceDocument
	who := store.CallerOf(ctx).Actor
	_, all := who.Sites(models.ActPlanRead, r.Operation)
	err := h.readPlan(ctx, r.Operation, r.Params.XReason, "instance", "", func(tx *store.Tx) error {
		if all {
			e, err := h.exported(tx.View, r.Operation)
			if err != nil {
				return err
			}
			in, err := e.instance()
			if err == nil {
				answer = instanceOut(e.exported, in.Encode())
			}
			return err
		}
		src, err := h.sourceOf(tx.View, r.Operation, func(site models.ID) bool { return who.Sees(models.ActPlanRead, r.Operation, site) })
		if err != nil {
			return err
		}
		e, err := draft.Export(src)
		if err == nil {
			answer = instanceOut(e, e.Instance.Encode())
		}
		return err
	})
	return answer, err
}

// instanceDocument is the answer with the planner's document as it is: to read
// one of 60,000 cells into maps and write it again takes seconds.
type instanceDocument struct {
	Instance json.RawMessage `json:"instance"`
	api.GetInstance200JSONResponse
}

// VisitGetInstanceResponse writes the answer.
func (d instanceDocument) VisitGetInstanceResponse(w http.ResponseWriter) error {
	return writeJSON(w, d)
}

// writeJSON writes an answer whose generated type would cost too much.
func writeJSON(w http.ResponseWriter, answer any) error {
	raw, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	return written(raw).visit(w)
}

func instanceOut(e *draft.Exported, document []byte) instanceDocument {
	out := instanceDocument{Instance: document}
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
	return out
}

// sourceOf reads what an instance is made of: the sites that sees allows, their
// registry, and the places where their officers work otherwise.
func (s *Server) sourceOf(v store.View, operation models.ID, sees func(site models.ID) bool) (draft.Source, error) {
	registry, err := s.registryNow(v)
	if err != nil {
		return draft.Source{}, err
	}
	return sourceOf(v, operation, sees, registry)
}

func sourceOf(v store.View, operation models.ID, sees func(site models.ID) bool, registry *registryRead) (draft.Source, error) {
	src := draft.Source{Establishments: map[models.ID]models.Establishment{}, Locations: map[models.ID]models.Location{}, Officers: map[models.ID]models.Officer{}}
	o, err := v.Operation(operation)
	if err != nil {
		return src, err
	}
	drafts, err := v.OpenDrafts(operation)
	if err != nil {
		return src, err
	}
	src.Name, src.Operation = o.Name, drafts.Operation
	if src.Waivers, err = v.Waivers(operation); err != nil {
		return src, err
	}
	needed := map[models.ID]bool{} // establishments whose trees are needed
	for _, site := range slices.SortedFunc(maps.Keys(drafts.Sites), func(a, b models.ID) int { return slices.Compare(a[:], b[:]) }) {
		if sees(site) {
			src.Sites, needed[site] = append(src.Sites, drafts.Sites[site]), true
		}
	}
	registry.officersInto(&src, needed)
	registry.placesInto(&src, needed)
	return src, nil
}

// officersInto adds the officers of the teams of a source, and that their homes are needed.
func (r *registryRead) officersInto(src *draft.Source, needed map[models.ID]bool) {
	inTeams := map[models.ID]bool{}
	for _, s := range src.Sites {
		for _, t := range s.Teams {
			for _, o := range t.Officers {
				inTeams[o.ID] = true
			}
		}
	}
	for _, o := range r.officers {
		if !inTeams[o.ID] {
			continue
		}
		src.Officers[o.ID] = o
		if o.Home != nil {
			needed[*o.Home] = true
		}
	}
}

// placesInto adds the establishments that are needed, and their trees.
func (r *registryRead) placesInto(src *draft.Source, needed map[models.ID]bool) {
	for _, e := range r.establishments {
		if !needed[e.ID] {
			continue
		}
		src.Establishments[e.ID] = e
		for _, l := range r.trees[e.ID] {
			src.Locations[l.ID] = l
		}
	}
}

func everySite(models.ID) bool { return true }
