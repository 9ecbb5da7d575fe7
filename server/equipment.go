package server

import (
	"context"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// ListEquipment lists kit by serial number.
func (h handlers) ListEquipment(ctx context.Context, r api.ListEquipmentRequestObject) (api.ListEquipmentResponseObject, error) {
	var answer api.ListEquipment200JSONResponse
	err := h.Store.Read(ctx, func(v store.View) error {
		rows, next, err := v.Equipment(r.Params.Establishment, pageOf(r.Params.Limit, r.Params.Cursor, r.Params.Q, r.Params.Sort))
		answer.Items, answer.Next = each(rows, equipmentOut), next
		return err
	})
	return answer, err
}

// GetEquipment reads one piece.
func (h handlers) GetEquipment(ctx context.Context, r api.GetEquipmentRequestObject) (api.GetEquipmentResponseObject, error) {
	var answer api.GetEquipment200JSONResponse
	err := h.Store.Read(ctx, func(v store.View) error {
		e, err := v.PieceOfEquipment(r.Id)
		answer.Body, answer.Headers.ETag = equipmentOut(e), etag(e.Version)
		return err
	})
	return answer, err
}

// CreateEquipment adds a piece.
func (h handlers) CreateEquipment(ctx context.Context, r api.CreateEquipmentRequestObject) (api.CreateEquipmentResponseObject, error) {
	e := equipmentIn(models.Equipment{ID: models.NewID(), Version: 1}, *r.Body)
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := checkEquipment(tx.View, e); err != nil {
			return err
		}
		if err := tx.AddEquipment([]models.Equipment{e}); err != nil {
			return err
		}
		return tx.Note(models.ActRegistryWrite, nil, &e.Establishment, subject("equipment", e.ID), "", "created")
	})
	answer := api.CreateEquipment201JSONResponse{Body: equipmentOut(e)}
	answer.Headers.ETag = etag(e.Version)
	return answer, err
}

// UpdateEquipment changes a piece, or moves it to another establishment.
func (h handlers) UpdateEquipment(ctx context.Context, r api.UpdateEquipmentRequestObject) (api.UpdateEquipmentResponseObject, error) {
	version, err := versionOf(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	var answer api.UpdateEquipment200JSONResponse
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		e, err := tx.PieceOfEquipment(r.Id)
		if err != nil {
			return err
		}
		e = equipmentIn(e, *r.Body)
		e.Version = version
		if err := firstOf(func() error { return checkEquipment(tx.View, e) }, func() error { return tx.SaveEquipment(&e) }); err != nil {
			return err
		}
		answer.Body, answer.Headers.ETag = equipmentOut(e), etag(e.Version)
		return tx.Note(models.ActRegistryWrite, nil, &e.Establishment, subject("equipment", e.ID), "", "changed")
	})
	return answer, err
}

// checkEquipment returns every fault of a piece, and of what it refers to.
func checkEquipment(v store.View, e models.Equipment) error {
	var fs models.Faults
	if err := fs.Take(e.Check()); err != nil {
		return err
	}
	_, err := v.Establishment(e.Establishment)
	if err := absent(&fs, "/establishment", "there is no such establishment", err); err != nil {
		return err
	}
	if err := unknownCodes(v, &fs, "/kind", equipmentKinds, e.Kind); err != nil {
		return err
	}
	return fs.Err("The equipment is not right yet.")
}

func equipmentIn(e models.Equipment, in api.EquipmentInput) models.Equipment {
	e.Establishment, e.Kind, e.Serial, e.CalibratedTo = in.Establishment, in.Kind, in.Serial, in.CalibratedUntil
	return e
}

func equipmentOut(e models.Equipment) api.Equipment {
	return api.Equipment{Id: e.ID, Establishment: e.Establishment, Kind: e.Kind, Serial: e.Serial, CalibratedUntil: e.CalibratedTo, Version: e.Version}
}
