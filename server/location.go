package server

import (
	"context"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// ListLocations lists the tree of an establishment by code.
func (h handlers) ListLocations(ctx context.Context, r api.ListLocationsRequestObject) (api.ListLocationsResponseObject, error) {
	var answer api.ListLocations200JSONResponse
	err := h.Store.Read(ctx, func(v store.View) error {
		if _, err := v.Establishment(r.Id); err != nil {
			return err
		}
		rows, next, err := v.Locations(r.Id, string(r.Params.Kind), pageOf(r.Params.Limit, r.Params.Cursor, r.Params.Q, r.Params.Sort))
		answer.Items, answer.Next = each(rows, locationOut), next
		return err
	})
	return answer, err
}

// GetLocation reads one node.
func (h handlers) GetLocation(ctx context.Context, r api.GetLocationRequestObject) (api.GetLocationResponseObject, error) {
	var answer api.GetLocation200JSONResponse
	err := h.Store.Read(ctx, func(v store.View) error {
		l, err := v.Location(r.Id)
		answer.Body, answer.Headers.ETag = locationOut(l), etag(l.Version)
		return err
	})
	return answer, err
}

// CreateLocation adds a node to the tree of an establishment.
func (h handlers) CreateLocation(ctx context.Context, r api.CreateLocationRequestObject) (api.CreateLocationResponseObject, error) {
	l := locationIn(models.Location{ID: models.NewID(), Establishment: r.Id, Version: 1}, *r.Body)
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := checkLocation(tx, l); err != nil {
			return err
		}
		if err := tx.AddLocations([]models.Location{l}); err != nil {
			return err
		}
		return tx.Note(models.ActRegistryWrite, nil, &l.Establishment, subject("location", l.ID), "", "created")
	})
	answer := api.CreateLocation201JSONResponse{Body: locationOut(l)}
	answer.Headers.ETag = etag(l.Version)
	return answer, err
}

// UpdateLocation changes a node, and moves it within its establishment.
func (h handlers) UpdateLocation(ctx context.Context, r api.UpdateLocationRequestObject) (api.UpdateLocationResponseObject, error) {
	version, err := versionOf(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	var answer api.UpdateLocation200JSONResponse
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		l, err := tx.Location(r.Id)
		if err != nil {
			return err
		}
		l = locationIn(l, *r.Body)
		l.Version = version
		if err := firstOf(func() error { return checkLocation(tx, l) }, func() error { return tx.SaveLocation(&l) }); err != nil {
			return err
		}
		answer.Body, answer.Headers.ETag = locationOut(l), etag(l.Version)
		return tx.Note(models.ActRegistryWrite, nil, &l.Establishment, subject("location", l.ID), "", "changed")
	})
	return answer, err
}

// checkLocation returns every fault of a node and of where it lies.
func checkLocation(tx *store.Tx, l models.Location) error {
	tree, err := tx.LockTree(l.Establishment)
	if err != nil {
		return err
	}
	var fs models.Faults
	if err := firstOf(func() error { return fs.Take(l.Check()) }, func() error { return fs.Take(l.CheckParent(tree)) }); err != nil {
		return err
	}
	return fs.Err("The location is not right yet.")
}

func locationIn(l models.Location, in api.LocationInput) models.Location {
	l.Code, l.Kind, l.Parent, l.Name, l.Capacity = in.Code, string(in.Kind), optional(in.Parent), in.Name, in.Capacity
	return l
}

func locationOut(l models.Location) api.Location {
	return api.Location{Id: l.ID, Establishment: l.Establishment, Parent: orNone(l.Parent), Code: l.Code,
		Kind: api.LocationKind(l.Kind), Name: l.Name, Capacity: l.Capacity, Version: l.Version}
}
