package server

import (
	"context"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// ListDeviceModels lists the catalogue by code.
func (h handlers) ListDeviceModels(ctx context.Context, r api.ListDeviceModelsRequestObject) (api.ListDeviceModelsResponseObject, error) {
	var target *bool // the parameter's zero value is also an answer: only the address says whether it was asked
	if request(ctx).URL.Query().Has("target") {
		target = &r.Params.Target
	}
	var answer api.ListDeviceModels200JSONResponse
	err := h.Store.Read(ctx, func(v store.View) error {
		rows, next, err := v.DeviceModels(target, pageOf(r.Params.Limit, r.Params.Cursor, r.Params.Q, r.Params.Sort))
		answer.Items, answer.Next = each(rows, deviceModelOut), next
		return err
	})
	return answer, err
}

// mostMatches is how many models are offered to somebody who looks for one.
const mostMatches = 50

// MatchDeviceModels ranks the catalogue by what is seen of a telephone.
func (h handlers) MatchDeviceModels(ctx context.Context, r api.MatchDeviceModelsRequestObject) (api.MatchDeviceModelsResponseObject, error) {
	p := r.Params
	seen := models.Seen{IMEI: []string{p.Imei, p.Imei2}, Text: p.Text, Lengths: [3]int{p.LengthMm, p.WidthMm, p.DepthMm}, MassG: p.MassG}
	answer := api.MatchDeviceModels200JSONResponse{Items: []api.DeviceModelMatch{}}
	err := h.Store.Read(ctx, func(v store.View) error {
		catalogue, err := v.AllDeviceModels()
		matches := models.MatchModels(catalogue, seen)
		for _, m := range matches[:min(len(matches), mostMatches)] {
			reasons := each(m.Reasons, func(reason string) api.DeviceModelMatchReasons { return api.DeviceModelMatchReasons(reason) })
			answer.Items = append(answer.Items, api.DeviceModelMatch{Model: deviceModelOut(m.Model), Reasons: reasons})
		}
		return err
	})
	return answer, err
}

// GetDeviceModel reads one.
func (h handlers) GetDeviceModel(ctx context.Context, r api.GetDeviceModelRequestObject) (api.GetDeviceModelResponseObject, error) {
	var answer api.GetDeviceModel200JSONResponse
	err := h.Store.Read(ctx, func(v store.View) error {
		d, err := v.DeviceModel(r.Id)
		answer.Body, answer.Headers.ETag = deviceModelOut(d), etag(d.Version)
		return err
	})
	return answer, err
}

// CreateDeviceModel adds one.
func (h handlers) CreateDeviceModel(ctx context.Context, r api.CreateDeviceModelRequestObject) (api.CreateDeviceModelResponseObject, error) {
	var answer api.CreateDeviceModel201JSONResponse
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		rows := []models.DeviceModel{deviceModelIn(models.DeviceModel{ID: models.NewID()}, *r.Body)}
		if err := checkDeviceModel(tx.View, rows[0]); err != nil {
			return err
		}
		if err := tx.AddDeviceModels(rows); err != nil {
			return err
		}
		answer.Body, answer.Headers.ETag = deviceModelOut(rows[0]), etag(rows[0].Version)
		return tx.Note(models.ActRegistryWrite, nil, nil, subject("deviceModel", rows[0].ID), "", "created")
	})
	return answer, err
}

// UpdateDeviceModel changes one.
func (h handlers) UpdateDeviceModel(ctx context.Context, r api.UpdateDeviceModelRequestObject) (api.UpdateDeviceModelResponseObject, error) {
	version, err := versionOf(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	var answer api.UpdateDeviceModel200JSONResponse
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		d, err := tx.DeviceModel(r.Id)
		if err != nil {
			return err
		}
		d = deviceModelIn(d, *r.Body)
		d.Version = version
		if err := firstOf(func() error { return checkDeviceModel(tx.View, d) }, func() error { return tx.SaveDeviceModel(&d) }); err != nil {
			return err
		}
		answer.Body, answer.Headers.ETag = deviceModelOut(d), etag(d.Version)
		return tx.Note(models.ActRegistryWrite, nil, nil, subject("deviceModel", d.ID), "", "changed")
	})
	return answer, err
}

// checkDeviceModel returns every fault of a model, and of the codes that it names.
func checkDeviceModel(v store.View, d models.DeviceModel) error {
	var fs models.Faults
	if err := fs.Take(d.Check()); err != nil {
		return err
	}
	if err := unknownCodes(v, &fs, "/detectedBy", "detection-tools", d.DetectedBy...); err != nil {
		return err
	}
	if err := unknownCodes(v, &fs, "/hiddenIn", "concealment-places", d.HiddenIn...); err != nil {
		return err
	}
	return fs.Err("The device model is not right yet.")
}

func deviceModelIn(d models.DeviceModel, in api.DeviceModelInput) models.DeviceModel {
	d.Code, d.Make, d.Model, d.TypeCodes, d.Metal = in.Code, in.Make, in.Model, models.NewWords(in.Tacs...), string(in.Metal)
	d.LengthMM, d.WidthMM, d.DepthMM, d.MassG, d.PriceEUR = in.LengthMm, in.WidthMm, in.DepthMm, in.MassG, in.PriceEur
	d.DetectedBy, d.HiddenIn = models.NewWords(in.DetectedBy...), models.NewWords(in.HiddenIn...)
	d.Target, d.Mini, d.Source, d.Retired = in.Target, in.Mini, in.Source, in.Retired
	return d
}

func deviceModelOut(d models.DeviceModel) api.DeviceModel {
	return api.DeviceModel{Id: d.ID, Code: d.Code, Make: d.Make, Model: d.Model, Tacs: words(d.TypeCodes), LengthMm: d.LengthMM,
		WidthMm: d.WidthMM, DepthMm: d.DepthMM, MassG: d.MassG, PriceEur: d.PriceEUR, Metal: api.Metal(d.Metal),
		DetectedBy: words(d.DetectedBy), HiddenIn: words(d.HiddenIn), Target: d.Target, Mini: d.Mini, Source: d.Source,
		Retired: d.Retired, Version: d.Version}
}
