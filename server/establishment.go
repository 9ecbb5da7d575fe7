package server

import (
	"context"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// ListEstablishments lists establishments by code.
func (h handlers) ListEstablishments(ctx context.Context, r api.ListEstablishmentsRequestObject) (api.ListEstablishmentsResponseObject, error) {
	var answer api.ListEstablishments200JSONResponse
	err := h.Store.Read(ctx, func(v store.View) error {
		rows, next, err := v.Establishments(pageOf(r.Params.Limit, r.Params.Cursor, r.Params.Q, r.Params.Sort))
		answer.Items, answer.Next = each(rows, establishmentOut), next
		return err
	})
	return answer, err
}

// GetEstablishment reads one.
func (h handlers) GetEstablishment(ctx context.Context, r api.GetEstablishmentRequestObject) (api.GetEstablishmentResponseObject, error) {
	var answer api.GetEstablishment200JSONResponse
	err := h.Store.Read(ctx, func(v store.View) error {
		e, err := v.Establishment(r.Id)
		answer.Body, answer.Headers.ETag = establishmentOut(e), etag(e.Version)
		return err
	})
	return answer, err
}

// CreateEstablishment adds one.
func (h handlers) CreateEstablishment(ctx context.Context, r api.CreateEstablishmentRequestObject) (api.CreateEstablishmentResponseObject, error) {
	e := establishmentIn(models.Establishment{ID: models.NewID(), Version: 1}, *r.Body)
	if err := e.Check(); err != nil {
		return nil, err
	}
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		e.UpdatedAt = tx.Now
		if err := tx.AddEstablishments([]models.Establishment{e}); err != nil {
			return err
		}
		return tx.Note(models.ActRegistryWrite, nil, &e.ID, subject("establishment", e.ID), "", "created")
	})
	answer := api.CreateEstablishment201JSONResponse{Body: establishmentOut(e)}
	answer.Headers.ETag = etag(e.Version)
	return answer, err
}

// UpdateEstablishment changes one.
func (h handlers) UpdateEstablishment(ctx context.Context, r api.UpdateEstablishmentRequestObject) (api.UpdateEstablishmentResponseObject, error) {
	version, err := versionOf(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	var answer api.UpdateEstablishment200JSONResponse
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		e, err := tx.Establishment(r.Id)
		if err != nil {
			return err
		}
		e = establishmentIn(e, *r.Body)
		e.Version = version
		if err := firstOf(e.Check, func() error { return tx.SaveEstablishment(&e) }); err != nil {
			return err
		}
		answer.Body, answer.Headers.ETag = establishmentOut(e), etag(e.Version)
		return tx.Note(models.ActRegistryWrite, nil, &e.ID, subject("establishment", e.ID), "", "changed")
	})
	return answer, err
}

func establishmentIn(e models.Establishment, in api.EstablishmentInput) models.Establishment {
	e.Code, e.Name, e.Type, e.Commune, e.Department = in.Code, in.Name, string(in.Type), in.Commune, in.Department
	e.Country, e.Latitude, e.Longitude, e.TimeZone = in.Country, in.Latitude, in.Longitude, in.TimeZone
	return e
}

func establishmentOut(e models.Establishment) api.Establishment {
	return api.Establishment{Id: e.ID, Code: e.Code, Name: e.Name, Type: api.EstablishmentType(e.Type), Commune: e.Commune,
		Department: e.Department, Country: e.Country, Latitude: e.Latitude, Longitude: e.Longitude, TimeZone: e.TimeZone, Version: e.Version}
}
