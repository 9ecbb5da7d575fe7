package server

import (
	"context"
	"encoding/json"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// ListPicks lists the options of one pick-list or of all, in their order.
func (h handlers) ListPicks(ctx context.Context, r api.ListPicksRequestObject) (api.ListPicksResponseObject, error) {
	var answer api.ListPicks200JSONResponse
	err := h.Store.Read(ctx, func(v store.View) error {
		rows, err := v.Picks(r.Params.List)
		answer.Items = each(rows, pickOut)
		return err
	})
	return answer, err
}

// PutPick adds an option, or changes one; then the version that the change X
func (h handlers) PutPick(ctx context.Context, r api.PutPickRequestObject) (api.PutPickResponseObject, error) {
	var answer api.PutPick200JSONResponse
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		before, err := tx.Pick(r.List, r.Code)
		isNew := store.IsAbsent(err)
		switch {
		case err != nil && !isNew:
			return err
		case isNew && r.Params.IfMatch != "":
			return models.NewFault(models.NotFound, "There is no such option. To add it, leave If-Match out.")
		case isNew:
			before = models.Pick{List: r.List, Code: r.Code}
		}
		p, detail, err := edited(store.CallerOf(ctx).Actor.Person, tx.Now, before, *r.Body)
		switch {
		case err != nil:
			return err
		case isNew:
			p, err = addPick(tx, p)
		default:
			p, err = savePick(tx, p, r.Params.IfMatch)
		}
		if err != nil {
			return err
		}
		answer.Body, answer.Headers.ETag = pickOut(p), etag(p.Version)
		return tx.Note(models.ActRegistryWrite, nil, nil, "option/"+p.List+"/"+p.Code, "", detail)
	})
	return answer, err
}

func addPick(tx *store.Tx, p models.Pick) (models.Pick, error) {
	rows := []models.Pick{p}
	err := firstOf(p.Check, func() error { return tx.AddPicks(rows) })
	return rows[0], err
}

func savePick(tx *store.Tx, p models.Pick, ifMatch string) (models.Pick, error) {
	if ifMatch == "" {
		return p, models.NewFault(models.NeedsVersion, "This option exists. Send the ETag of what you read as If-Match to change it.")
	}
	version, err := versionOf(ifMatch)
	if err != nil {
		return p, err
	}
	p.Version = version
	return p, firstOf(p.Check, func() error { return tx.SavePick(&p) })
}

func pickIn(p models.Pick, in api.PickInput) models.Pick {
	p.LabelEN, p.LabelFR, p.Retired, p.Position = in.Labels.En, in.Labels.Fr, in.Retired, in.Position
	return p
}

func pickOut(p models.Pick) api.Pick {
	out := api.Pick{List: p.List, Code: p.Code, Labels: api.Labels{En: p.LabelEN, Fr: p.LabelFR}, Retired: p.Retired,
		Position: p.Position, Version: p.Version}
	if p.Data != "" {
		_ = json.Unmarshal([]byte(p.Data), &out.Data) // only what shipped with us has any, and that was read at the start
	}
	return out
}
