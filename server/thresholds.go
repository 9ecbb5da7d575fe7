package server

import (
	"context"
	"fmt"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// GetThresholds says from when on headquarters calls something late or silent.
func (h handlers) GetThresholds(ctx context.Context, r api.GetThresholdsRequestObject) (api.GetThresholdsResponseObject, error) {
	var o models.Operation
	err := h.Store.Read(ctx, func(v store.View) (err error) {
		o, err = v.Operation(r.Operation)
		return err
	})
	return api.GetThresholds200JSONResponse{Body: thresholdsOut(o.Thresholds), Headers: api.GetThresholds200ResponseHeaders{ETag: etag(o.Version)}}, err
}

// PutThresholds sets them. They change what screens say and nothing else.
func (h handlers) PutThresholds(ctx context.Context, r api.PutThresholdsRequestObject) (api.PutThresholdsResponseObject, error) {
	if err := whole(ctx, models.ActThresholds, r.Operation); err != nil {
		return nil, err
	}
	t := models.Thresholds{LateAfter: r.Body.LateAfter, SilentAfter: r.Body.SilentAfter, UnheardAfter: r.Body.UnheardAfter}
	version, err := versionOf(r.Params.IfMatch)
	if err == nil {
		err = t.Check()
	}
	if err != nil {
		return nil, err
	}
	var o models.Operation
	err = h.Store.Tx(ctx, func(tx *store.Tx) (err error) {
		if o, err = tx.LockOperation(r.Operation); err != nil {
			return err
		}
		if err := still(ctx, models.ActThresholds, o); err != nil {
			return err
		}
		o.Version, o.Thresholds = version, t // another version is refused as stale
		if err := tx.SaveOperation(&o); err != nil {
			return err
		}
		return tx.Note(models.ActThresholds, &o.ID, nil, "thresholds", "", fmt.Sprintf("late %d, silent %d, unheard %d min", t.LateAfter, t.SilentAfter, t.UnheardAfter))
	})
	return api.PutThresholds200JSONResponse{Body: thresholdsOut(t), Headers: api.PutThresholds200ResponseHeaders{ETag: etag(o.Version)}}, err
}

func thresholdsOut(t models.Thresholds) api.Thresholds {
	return api.Thresholds{LateAfter: t.LateAfter, SilentAfter: t.SilentAfter, UnheardAfter: t.UnheardAfter}
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }
