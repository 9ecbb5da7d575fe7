package server

import (
	"context"
	"fmt"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// ListOfficers lists officers by service number.
func (h handlers) ListOfficers(ctx context.Context, r api.ListOfficersRequestObject) (api.ListOfficersResponseObject, error) {
	var answer api.ListOfficers200JSONResponse
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		rows, next, err := tx.Officers(r.Params.Home, pageOf(r.Params.Limit, r.Params.Cursor, r.Params.Q, r.Params.Sort))
		if err != nil {
			return err
		}
		answer.Items, answer.Next = each(rows, officerOut), next
		return tx.Note(models.ActOfficersRead, nil, optional(r.Params.Home), "officers", "", fmt.Sprintf("%d officers", len(rows)))
	})
	return answer, err
}

// GetOfficer reads one.
func (h handlers) GetOfficer(ctx context.Context, r api.GetOfficerRequestObject) (api.GetOfficerResponseObject, error) {
	var answer api.GetOfficer200JSONResponse
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		o, err := tx.Officer(r.Id)
		if err != nil {
			return err
		}
		answer.Body, answer.Headers.ETag = officerOut(o), etag(o.Version)
		return tx.Note(models.ActOfficersRead, nil, o.Home, subject("officer", o.ID), "", "")
	})
	return answer, err
}

// CreateOfficer adds one.
func (h handlers) CreateOfficer(ctx context.Context, r api.CreateOfficerRequestObject) (api.CreateOfficerResponseObject, error) {
	o := officerIn(models.Officer{ID: models.NewID(), Version: 1}, *r.Body)
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := checkOfficer(tx.View, o); err != nil {
			return err
		}
		if err := tx.AddOfficers([]models.Officer{o}); err != nil {
			return err
		}
		return tx.Note(models.ActOfficersWrite, nil, o.Home, subject("officer", o.ID), "", "created")
	})
	answer := api.CreateOfficer201JSONResponse{Body: officerOut(o)}
	answer.Headers.ETag = etag(o.Version)
	return answer, err
}

// UpdateOfficer changes one.
func (h handlers) UpdateOfficer(ctx context.Context, r api.UpdateOfficerRequestObject) (api.UpdateOfficerResponseObject, error) {
	version, err := versionOf(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	var answer api.UpdateOfficer200JSONResponse
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		o, err := tx.Officer(r.Id)
		if err != nil {
			return err
		}
		o = officerIn(o, *r.Body)
		o.Version = version
		if err := firstOf(func() error { return checkOfficer(tx.View, o) }, func() error { return tx.SaveOfficer(&o) }); err != nil {
			return err
		}
		answer.Body, answer.Headers.ETag = officerOut(o), etag(o.Version)
		return tx.Note(models.ActOfficersWrite, nil, o.Home, subject("officer", o.ID), "", "changed")
	})
	return answer, err
}

// checkOfficer returns every fault of an officer, and of what they refer to.
func checkOfficer(v store.View, o models.Officer) error {
	var fs models.Faults
	if err := fs.Take(o.Check()); err != nil {
		return err
	}
	if err := unknownCodes(v, &fs, "/skills", "skills", o.Skills...); err != nil {
		return err
	}
	if err := checkHome(v, &fs, o); err != nil {
		return err
	}
	return fs.Err("The officer is not right yet.")
}

// checkHome notes a home that does not exist, and a home wing that is elsewhere:
// the rule that keeps officers out of the wing they work in rests on both.
func checkHome(v store.View, fs *models.Faults, o models.Officer) error {
	if o.Home == nil {
		return nil
	}
	_, err := v.Establishment(*o.Home)
	if err := absent(fs, "/home", "there is no such establishment", err); err != nil || o.HomeLocation == nil {
		return err
	}
	l, err := v.Location(*o.HomeLocation)
	if err == nil && l.Establishment != *o.Home {
		fs.Add("/homeLocation", "unknown", "is not a location of the home establishment")
	}
	return absent(fs, "/homeLocation", "there is no such location", err)
}

func officerIn(o models.Officer, in api.OfficerInput) models.Officer {
	o.Number, o.Name, o.Sex, o.Skills, o.Phone = in.Number, in.Name, string(in.Sex), models.NewWords(in.Skills...), in.Phone
	o.Home, o.HomeLocation = optional(in.Home), optional(in.HomeLocation)
	return o
}

func officerOut(o models.Officer) api.Officer {
	return api.Officer{Id: o.ID, Number: o.Number, Name: o.Name, Sex: api.Sex(o.Sex), Skills: words(o.Skills),
		Home: orNone(o.Home), HomeLocation: orNone(o.HomeLocation), Phone: o.Phone, Version: o.Version}
}

// words is a set of codes on the wire: [], not null, when there are none.
func words(w models.Words) []string { return append([]string{}, w...) }
