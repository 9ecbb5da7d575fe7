package server

import (
	"context"
	"fmt"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// ListOperationNames tells an administrator what operations are called, so that a
// role is given by name. Nothing of a plan is in it: where an operation goes is
// told only once it is released.
func (h handlers) ListOperationNames(ctx context.Context, r api.ListOperationNamesRequestObject) (api.ListOperationNamesResponseObject, error) {
	var answer api.ListOperationNames200JSONResponse
	page := pageOf(r.Params.Limit, r.Params.Cursor, r.Params.Q, "")
	page.Desc = true
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		rows, next, err := tx.Operations(operationsOf(store.CallerOf(ctx).Actor, models.ActOperationNames), "", page)
		if err != nil {
			return err
		}
		answer = api.ListOperationNames200JSONResponse{Items: []api.OperationName{}, Next: next}
		places, err := placesByID(tx.View)
		if err != nil {
			return err
		}
		for _, o := range rows {
			name := api.OperationName{Id: o.ID, Reference: o.Reference, Name: o.Name, State: api.OperationState(o.State)}
			if o.ReleasedAt != nil {
				if err := eachDocument(tx.View, o.ID, fieldsync.KindSite, func(d fieldsync.Document) error {
					if e, ok := places[d.Site]; ok {
						name.Sites = append(name.Sites, api.OperationNameSite{Id: e.ID, Code: e.Code, Name: e.Name})
					}
					return nil
				}); err != nil {
					return err
				}
			}
			answer.Items = append(answer.Items, name)
		}
		return tx.Note(models.ActOperationNames, nil, nil, "operations", "", fmt.Sprintf("%d operations", len(rows)))
	})
	return answer, err
}

func placesByID(v store.View) (map[models.ID]models.Establishment, error) {
	all, err := v.AllEstablishments()
	byID := map[models.ID]models.Establishment{}
	for _, e := range all {
		byID[e.ID] = e
	}
	return byID, err
}
