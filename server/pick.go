package server

import (
	"context"
	"encoding/json"
	"strconv"

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

// PutPick adds an option, or changes one; then the version that the change is
// based on is needed. What the list says of the option beyond its labels stays,
// unless the edit says it anew.
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

// PutPicklist sets a whole list in its order. A code that is there must be among
// them: records refer to it for ever, and it can only be retired.
func (h handlers) PutPicklist(ctx context.Context, r api.PutPicklistRequestObject) (api.PutPicklistResponseObject, error) {
	var answer api.PutPicklist200JSONResponse
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		known, err := tx.Picks(r.List)
		if err != nil {
			return err
		}
		rows, err := wholeList(r.List, known, r.Body.Items, func(before models.Pick, in api.PickInput) (models.Pick, error) {
			p, _, err := edited(store.CallerOf(ctx).Actor.Person, tx.Now, before, in)
			return p, err
		})
		if err != nil {
			return err
		}
		for i := range rows {
			if err := putOne(tx, &rows[i]); err != nil {
				return err
			}
		}
		answer.Items = each(rows, pickOut)
		return tx.Note(models.ActRegistryWrite, nil, nil, "option/"+r.List, "", "put whole")
	})
	return answer, err
}

// wholeList turns what was sent into options, or says everything that is wrong
// with it.
func wholeList(list string, known []models.Pick, items []api.PicklistItem, edit func(models.Pick, api.PickInput) (models.Pick, error)) ([]models.Pick, error) {
	var fs models.Faults
	there := map[string]models.Pick{}
	for _, p := range known {
		there[p.Code] = p
	}
	rows, sent := []models.Pick{}, map[string]bool{}
	for i, item := range items {
		at := "/items/" + strconv.Itoa(i) + "/code"
		p, isThere := there[item.Code]
		switch {
		case sent[item.Code]:
			fs.Add(at, "duplicate", "%q is there twice", item.Code)
		case isThere && item.Version == 0:
			fs.Add(at, "duplicate", "%q is there already; send the version that you read to change it", item.Code)
		case !isThere && item.Version != 0:
			fs.Add(at, "unknown", "there is no %q; send version 0 to add it", item.Code)
		}
		sent[item.Code] = true
		if !isThere {
			p = models.Pick{List: list, Code: item.Code}
		}
		p, err := edit(p, api.PickInput{Labels: item.Labels, Retired: item.Retired, Position: i})
		if err := fs.Take(err); err != nil {
			return nil, err
		}
		p.Version = item.Version
		rows = append(rows, p)
	}
	for _, p := range known {
		if !sent[p.Code] {
			fs.Add("/items", "retired", "%q cannot be taken out of the list: records refer to it. Retire it instead", p.Code)
		}
	}
	return rows, fs.Err("The list cannot be changed like this.")
}

func putOne(tx *store.Tx, p *models.Pick) error {
	if err := p.Check(); err != nil {
		return err
	}
	if p.Version > 0 {
		return tx.SavePick(p)
	}
	rows := []models.Pick{*p}
	err := tx.AddPicks(rows)
	*p = rows[0]
	return err
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

// dispositionData reads what a disposition demands of an exhibit.
func dispositionData(data map[string]any) (string, error) {
	var fs models.Faults
	for name, value := range data {
		_, yesOrNo := value.(bool)
		switch {
		case name != "sealed" && name != "removed":
			fs.Add("/data/"+name, "unknown", "a disposition says sealed and removed")
		case !yesOrNo:
			fs.Add("/data/"+name, "type", "must be true or false")
		}
	}
	if err := fs.Err("The disposition is not right yet."); err != nil {
		return "", err
	}
	sealed, _ := data["sealed"].(bool)
	removed, _ := data["removed"].(bool)
	raw, err := json.Marshal(map[string]bool{"sealed": sealed, "removed": removed})
	return string(raw), err
}
