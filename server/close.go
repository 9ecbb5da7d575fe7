package server

import (
	"context"
	"fmt"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// nothingMissing is the reason of a closing that needs none.
const nothingMissing = "Every search is closed, the tray is settled, the tablets are empty."

// CloseOperation closes an operation when nothing is missing, or with a reason
// why it is closed all the same. What arrives later is quarantined.
func (h handlers) CloseOperation(ctx context.Context, r api.CloseOperationRequestObject) (api.CloseOperationResponseObject, error) {
	t := transition{act: models.ActOperationRun, verb: "close", entry: "operation.closed", reason: nothingMissing}
	overridden := r.Body != nil && r.Body.Reason != ""
	if overridden {
		t.reason, t.verb = r.Body.Reason, "close, overriding what is missing"
	}
	t.step = func(tx *store.Tx, o *models.Operation) error {
		if err := o.Move("close"); err != nil {
			return err
		}
		missing, err := missingIn(tx.View, o.ID)
		if err != nil || overridden || len(missing) == 0 {
			return err
		}
		return models.NewFault(models.WrongState, "Something is still missing. Wait for it, or say why the operation is closed all the same.").With(missing...)
	}
	a, err := h.move(ctx, r.Operation, t)
	return api.CloseOperation200JSONResponse{OperationAnswerJSONResponse: a}, err
}

// missingIn says what keeps an operation from being complete.
func missingIn(v store.View, operation models.ID) (out []models.Field, err error) {
	missing := func(n uint64, code, sentence string) {
		if n > 0 {
			out = append(out, models.Field{Code: code, Message: fmt.Sprintf(sentence, n)})
		}
	}
	j, err := v.Journal(operation)
	if err != nil {
		return nil, err
	}
	position, err := v.Projected(operation)
	if err != nil {
		return nil, err
	}
	missing(j.Head-min(position, j.Head), "journal", "%d entries have arrived that are not in the picture yet")
	tasks, err := v.Count(operation, fieldsync.KindTask)
	if err != nil {
		return nil, err
	}
	missing(count(tasks, string(models.TaskPlanned), string(models.TaskAssigned), string(models.TaskAccepted), string(models.TaskInProgress)),
		"open_tasks", "%d searches are neither closed nor marked as not executed")
	receipts, err := v.Count(operation, fieldsync.KindReceipt)
	if err != nil {
		return nil, err
	}
	missing(count(receipts, string(fieldsync.HeldBy), string(fieldsync.Refused), string(fieldsync.Quarantined)),
		"tray", "%d entries in the tray are not settled")
	streams, err := v.StreamsOf(operation)
	missing(notEmpty(streams), "tablets", "%d tablets hold something that has not arrived")
	return out, err
}

func count(rows []store.StateCount, states ...string) (n uint64) {
	for _, r := range rows {
		for _, s := range states {
			if r.State == s {
				n += uint64(max(r.Count, 0))
			}
		}
	}
	return n
}

// notEmpty counts the streams whose tablets said that they alone have something,
// or whose newest known entry is not reached without a gap.
func notEmpty(streams []store.Stream) (n uint64) {
	for _, s := range streams {
		if s.HeadEntries > 0 || s.HeadFiles > 0 || fieldsync.AckSeq(s.Present.Spans) < s.HeadSeq {
			n++
		}
	}
	return n
}
