package server

import (
	"context"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// ListTablets lists tablets.
func (h handlers) ListTablets(ctx context.Context, r api.ListTabletsRequestObject) (api.ListTabletsResponseObject, error) {
	answer := api.ListTablets200JSONResponse{Items: []api.Tablet{}}
	err := h.Store.Read(ctx, func(v store.View) error {
		sites, all := atSites(ctx, models.ActTabletRead)
		rows, next, err := v.Tablets(store.TabletFilter{State: models.TabletState(r.Params.State), Establishment: r.Params.Establishment, Sites: sites, All: all, Unsent: r.Params.Unsent},
			store.Page{Limit: int(r.Params.Limit), Cursor: string(r.Params.Cursor), Q: string(r.Params.Q)})
		if err != nil {
			return err
		}
		answer.Next = next
		answer.Items, err = tabletsOut(ctx, v, rows)
		return err
	})
	return answer, err
}

// GetTablet reads one.
func (h handlers) GetTablet(ctx context.Context, r api.GetTabletRequestObject) (api.GetTabletResponseObject, error) {
	var shown api.Tablet
	err := h.Store.Read(ctx, func(v store.View) error {
		t, err := v.Tablet(r.Id)
		if err != nil {
			return err
		}
		if err := within(ctx, models.ActTabletRead, t.Establishment); err != nil {
			return err
		}
		shown, err = oneTablet(ctx, v, t)
		return err
	})
	return api.GetTablet200JSONResponse(shown), err
}

func oneTablet(ctx context.Context, v store.View, t models.Tablet) (api.Tablet, error) {
	all, err := tabletsOut(ctx, v, []models.Tablet{t})
	if err != nil {
		return api.Tablet{}, err
	}
	return all[0], nil
}

// tabletsOut shows tablets with what each said of the operations that it writes
// to. A stream that is closed, or revoked, holds nothing that is waited for. Of
// an operation that is not the caller's nothing is told but whether all is here.
func tabletsOut(ctx context.Context, v store.View, rows []models.Tablet) ([]api.Tablet, error) {
	out, at, ids := make([]api.Tablet, len(rows)), map[models.ID]*api.Tablet{}, make([]models.ID, len(rows))
	for i, t := range rows {
		out[i], ids[i] = tabletOut(t), t.ID
		at[t.ID] = &out[i]
	}
	streams, err := v.StreamsOfTablets(ids)
	actor := store.CallerOf(ctx).Actor
	for _, x := range streams {
		t := at[x.Tablet]
		closed := x.ClosedAt > 0 || x.RevokedAt > 0
		t.Empty = t.Empty && (closed || !holdsSomething(x))
		if actor.May(models.ActTabletRead, models.Scope{Operation: &x.Operation, Site: &t.Establishment}, "") != nil {
			continue
		}
		t.Streams = append(t.Streams, api.TabletStream{Operation: x.Operation, LastHeard: instantOrNone(x.LastHeard), UnsentEntries: int(x.HeadEntries), //nolint:gosec // below 2^53
			UnsentFiles: int(x.HeadFiles), OldestUnsent: instantOrNone(x.HeadOldest), ClockAhead: secondsOf(x.ClockAhead), Closed: closed}) //nolint:gosec // likewise
	}
	return out, err
}

// secondsOf gives whole seconds of milliseconds; 0 of nil.
func secondsOf(ms *int64) int64 {
	if ms == nil {
		return 0
	}
	return *ms / 1000
}
