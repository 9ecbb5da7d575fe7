package server

import (
	"bytes"
	"context"
	"encoding/base64"
	"image/png"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// ListEnrolments lists enrolment codes, newest first.
func (h handlers) ListEnrolments(ctx context.Context, r api.ListEnrolmentsRequestObject) (api.ListEnrolmentsResponseObject, error) {
	answer := api.ListEnrolments200JSONResponse{Items: []api.Enrolment{}}
	err := h.Store.Read(ctx, func(v store.View) error {
		rows, next, err := v.Enrolments(store.Page{Limit: int(r.Params.Limit), Cursor: string(r.Params.Cursor), Desc: true})
		for _, e := range rows {
			if within(ctx, models.ActTabletEnrol, e.Sites...) != nil {
				continue
			}
			answer.Items = append(answer.Items, api.Enrolment{Id: e.ID, Label: e.Label, SiteIds: e.Sites, ExpiresAt: models.FormatTime(e.ExpiresAt),
				MaxUses: e.MaxUses, Uses: e.Uses, CreatedAt: models.FormatTime(e.CreatedAt), EndedAt: instantOrNone(e.EndedAt)})
		}
		answer.Next = next
		return err
	})
	return answer, err
}

// CreateEnrolment makes a code of 256 bits. It is shown in this answer and
// never again: the database has its hash.
func (h handlers) CreateEnrolment(ctx context.Context, r api.CreateEnrolmentRequestObject) (api.CreateEnrolmentResponseObject, error) {
	expires, err := models.ParseTime(r.Body.ExpiresAt)
	if err != nil {
		return nil, err
	}
	code := newToken()
	e := models.Enrolment{ID: models.NewID(), Label: r.Body.Label, CodeHash: hashOf(code), Sites: r.Body.SiteIds, MaxUses: r.Body.MaxUses,
		ExpiresAt: expires, CreatedBy: store.CallerOf(ctx).Actor.Person, CreatedAt: h.Store.Now()}
	if err := e.Check(); err != nil {
		return nil, err
	}
	if err := within(ctx, models.ActTabletEnrol, e.Sites...); err != nil {
		return nil, err
	}
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		for _, site := range e.Sites {
			if _, err := tx.Establishment(site); err != nil {
				return err
			}
		}
		if err := tx.AddEnrolment(e); err != nil {
			return err
		}
		return tx.Note(models.ActTabletEnrol, nil, nil, "enrolment/"+e.ID.String(), "", "")
	})
	if err != nil {
		return nil, err
	}
	url := h.BaseURL + "/tablet#enrol=" + code
	picture, err := qrCode(url)
	return api.CreateEnrolment201JSONResponse{Id: e.ID, Code: code, Url: url, Qr: picture}, err
}

// ReadEnrolmentPlaces names the establishments of a code, to a tablet that has
// nothing but the code: it chooses one, and enrols with it.
func (h handlers) ReadEnrolmentPlaces(ctx context.Context, r api.ReadEnrolmentPlacesRequestObject) (api.ReadEnrolmentPlacesResponseObject, error) {
	var answer api.ReadEnrolmentPlaces200JSONResponse
	err := h.Store.Read(ctx, func(v store.View) error {
		e, err := v.EnrolmentOf(hashOf(r.Body.Code), h.Store.Now())
		if err != nil {
			return err
		}
		answer.Label = e.Label
		for _, id := range e.Sites {
			site, err := v.Establishment(id)
			if err != nil {
				return err
			}
			answer.Sites = append(answer.Sites, api.EnrolmentPlace{Id: site.ID, Code: site.Code, Name: site.Name})
		}
		return nil
	})
	return answer, err
}

// qrCode draws text as a PNG of 512 pixels in a data URL.
func qrCode(text string) (string, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", err
	}
	if code, err = barcode.Scale(code, 512, 512); err != nil {
		return "", err
	}
	var b bytes.Buffer
	if err := png.Encode(&b, code); err != nil {
		return "", err
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes()), nil
}

// EndEnrolment ends a code before it expires.
func (h handlers) EndEnrolment(ctx context.Context, r api.EndEnrolmentRequestObject) (api.EndEnrolmentResponseObject, error) {
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		e, err := tx.Enrolment(r.Id)
		if err != nil {
			return err
		}
		if err := within(ctx, models.ActTabletEnrol, e.Sites...); err != nil {
			return err
		}
		if err := tx.EndEnrolment(r.Id); err != nil {
			return err
		}
		return tx.Note(models.ActTabletEnrol, nil, nil, "enrolment/"+r.Id.String(), "", "ended")
	})
	return api.EndEnrolment204Response{}, err
}
