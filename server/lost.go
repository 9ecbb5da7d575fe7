package server

import (
	"context"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// streamEnd is the body of tablet.closed.
type streamEnd struct {
	Tablet  models.ID        `json:"tablet"`
	Stream  string           `json:"stream"`
	Seq     uint64           `json:"seq"`
	Hash    string           `json:"hash"`
	Missing []fieldsync.Span `json:"missing,omitempty"`
	Reason  string           `json:"reason"`
	By      []models.ID      `json:"by"`
}

// CloseStream ends the stream of a tablet in an operation: nothing more is
// expected of it than the head that is proven, so that a tablet which is lost
// does not keep the operation open. What arrives later, and is not linked to
// that head, is quarantined.
func (h handlers) CloseStream(ctx context.Context, r api.CloseStreamRequestObject) (api.CloseStreamResponseObject, error) {
	caller := store.CallerOf(ctx).Actor
	var end streamEnd
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		if _, err := tx.LockJournal(r.Operation); err != nil {
			return err
		}
		t, err := tx.Tablet(r.Tablet)
		if err != nil {
			return err
		}
		x, err := tx.Stream(fieldsync.Stream(t.SigningKey, r.Operation))
		if err != nil {
			return err
		}
		if !mayDecide(caller, r.Operation, t.Establishment) {
			return models.NewFault(models.NotFound, "There is nothing here by that name.")
		}
		if x.ClosedAt > 0 {
			return models.NewFault(models.WrongState, "The stream of this tablet is closed already, at entry %d.", x.ClosedSeq)
		}
		end = streamEnd{Tablet: t.ID, Stream: x.Stream, Reason: r.Body.Reason, By: []models.ID{caller.Person}}
		if end.Seq, end.Hash, err = tx.ProvenHead(&x); err != nil {
			return err
		}
		end.Missing, _ = fieldsync.Missing(x.Present.Spans, end.Seq)
		return h.endStream(tx, &x, end)
	})
	if err != nil {
		return nil, err
	}
	h.committed(r.Operation)
	out := api.CloseStream200JSONResponse{Stream: end.Stream, Seq: int64(end.Seq), Hash: end.Hash, Missing: [][]int64{}} //nolint:gosec // below 2^53
	for _, s := range end.Missing {
		out.Missing = append(out.Missing, []int64{int64(s.From), int64(s.To)}) //nolint:gosec // likewise
	}
	return out, nil
}

func (h handlers) endStream(tx *store.Tx, x *store.Stream, end streamEnd) error {
	if err := h.declare(tx, x.Operation, declaration{kind: "tablet.closed", body: end}); err != nil {
		return err
	}
	j, err := tx.Journal(x.Operation)
	if err != nil {
		return err
	}
	x.ClosedAt, x.ClosedSeq, x.ClosedHash = j.Head, end.Seq, end.Hash
	if err := tx.SaveStream(x); err != nil {
		return err
	}
	return tx.Note(models.ActOperationRun, &x.Operation, nil, "tablet/"+end.Tablet.String(), end.Reason, "close stream")
}
