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
	version, err := versionOf(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	var o models.Operation
	var t models.Thresholds
	err = h.Store.Tx(ctx, func(tx *store.Tx) (err error) {
		if o, err = tx.LockOperation(r.Operation); err != nil {
			return err
		}
		if err := still(ctx, models.ActThresholds, o); err != nil {
			return err
		}
		t = thresholdsIn(*r.Body, o.Thresholds)
		if err := t.Check(); err != nil {
			return err
		}
		o.Version, o.Thresholds = version, t // another version is refused as stale
		if err := tx.SaveOperation(&o); err != nil {
			return err
		}
		return tx.Note(models.ActThresholds, &o.ID, nil, "thresholds", "", told(t))
	})
	return api.PutThresholds200JSONResponse{Body: thresholdsOut(t), Headers: api.PutThresholds200ResponseHeaders{ETag: etag(o.Version)}}, err
}

func thresholdsOut(t models.Thresholds) api.Thresholds {
	return api.Thresholds{LateAfter: t.LateAfter, SilentAfter: t.SilentAfter, UnheardAfter: t.UnheardAfter, Propose: &t.Propose, ProposeAfter: &t.ProposeAfter}
}

// thresholdsIn reads a change; what it does not speak of stays.
func thresholdsIn(in api.Thresholds, was models.Thresholds) models.Thresholds {
	t := models.Thresholds{LateAfter: in.LateAfter, SilentAfter: in.SilentAfter, UnheardAfter: in.UnheardAfter, Propose: was.Propose, ProposeAfter: was.ProposeAfter}
	if in.Propose != nil {
		t.Propose = *in.Propose
	}
	if in.ProposeAfter != nil {
		t.ProposeAfter = *in.ProposeAfter
	}
	return t
}

// told is how the audit has thresholds.
func told(t models.Thresholds) string {
	text := fmt.Sprintf("late %d, silent %d, unheard %d min", t.LateAfter, t.SilentAfter, t.UnheardAfter)
	if !t.Propose {
		return text + ", no proposals"
	}
	if t.ProposeAfter != models.DefaultThresholds.ProposeAfter {
		text += fmt.Sprintf(", proposals after %d min", t.ProposeAfter)
	}
	return text
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }
