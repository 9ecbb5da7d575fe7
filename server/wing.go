package server

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// GenerateWing makes a wing with its landings and cells by a pattern, or shows
// what it would make.
func (h handlers) GenerateWing(ctx context.Context, r api.GenerateWingRequestObject) (api.GenerateWingResponseObject, error) {
	w := wingIn(*r.Body)
	report := api.GenerateWing200JSONResponse{Applied: !r.Body.DryRun}
	show := func(made []models.Location) {
		report.Items = each(made, locationOut)
		for _, l := range made {
			*map[string]*int{"building": &report.Buildings, "wing": &report.Wings, "landing": &report.Landings, "cell": &report.Cells}[l.Kind]++
		}
	}
	if r.Body.DryRun {
		err := h.Store.Read(ctx, func(v store.View) error {
			if _, err := v.Establishment(r.Id); err != nil {
				return err
			}
			tree, err := v.LocationsOf(r.Id)
			if err != nil {
				return err
			}
			made, err := w.Place(r.Id, tree)
			show(made)
			return err
		})
		return report, err
	}
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		tree, err := tx.LockTree(r.Id)
		if err != nil {
			return err
		}
		made, err := w.Place(r.Id, slices.Collect(maps.Values(tree)))
		if err != nil {
			return err
		}
		if err := tx.AddLocations(made); err != nil {
			return err
		}
		report = api.GenerateWing200JSONResponse{Applied: true} // a transaction may be tried again
		show(made)
		return tx.Note(models.ActRegistryWrite, nil, &r.Id, subject("establishment", r.Id), "", fmt.Sprintf("generated wing %s: %d landings, %d cells", w.Code, report.Landings, report.Cells))
	})
	return report, err
}

func wingIn(in api.WingInput) models.Wing {
	return models.Wing{Building: in.Building, BuildingName: in.BuildingName, Code: in.Wing, Name: in.WingName, Landings: in.Landings, FirstLanding: in.FirstLanding, Cells: in.Cells,
		FirstNumber: in.FirstNumber, Numbers: string(in.Numbers), Skip: in.Skip, LandingCode: in.LandingCode, CellCode: in.CellCode, Capacity: in.Capacity}
}

// SelectLocations finds the cells of an establishment that a pattern names. An
// establishment has some hundred: the answer takes milliseconds, and there is one
// reader of the grammar.
func (h handlers) SelectLocations(ctx context.Context, r api.SelectLocationsRequestObject) (api.SelectLocationsResponseObject, error) {
	pattern := r.Params.Pattern
	if pattern == "" {
		pattern = "*"
	}
	var answer api.SelectLocations200JSONResponse
	err := h.Store.Read(ctx, func(v store.View) error {
		if _, err := v.Establishment(r.Id); err != nil {
			return err
		}
		tree, err := v.LocationsOf(r.Id)
		if err != nil {
			return err
		}
		found, idle, err := models.Select(pattern, tree)
		answer.Items, answer.Idle = each(found, locationOut), listOr(idle)
		return err
	})
	return answer, err
}
