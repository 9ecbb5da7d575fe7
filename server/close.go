package server

import (
	"context"
	"fmt"
	"strings"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// nothingMissing is the reason of a closing that needs none.
const nothingMissing = "Every search is closed, the tray is settled, the tablets are empty."

// closing is the body of operation.closed.
type closing struct {
	order
	Overridden []blocker `json:"overridden,omitempty"`
}

// blocker is one kind of thing that keeps an operation from being closed.
type blocker struct {
	Code  string `json:"code"`
	Count uint64 `json:"count"`
	Text  string `json:"text"`
}

// CloseOperation closes an operation when nothing is missing, or with a reason
// why it is closed all the same: then the entry names all that was overridden.
// What arrives later is quarantined.
func (h handlers) CloseOperation(ctx context.Context, r api.CloseOperationRequestObject) (api.CloseOperationResponseObject, error) {
	body := closing{order: order{nothingMissing, []models.ID{store.CallerOf(ctx).Actor.Person}}}
	t := transition{act: models.ActOperationRun, verb: "close", entry: "operation.closed", reason: nothingMissing, body: &body}
	overridden := r.Body != nil && r.Body.Reason != ""
	if overridden {
		t.reason, t.verb = r.Body.Reason, "close, overriding what is missing"
		body.Reason = r.Body.Reason
	}
	t.step = func(tx *store.Tx, o *models.Operation) error {
		if err := o.Move("close"); err != nil {
			return err
		}
		blockers, err := blockersOf(tx, o.ID)
		if body.Overridden = blockers; err != nil || overridden || len(blockers) == 0 {
			return err
		}
		fault := models.NewFault(models.WrongState, "Something is still missing. Wait for it, or say why the operation is closed all the same.")
		for _, b := range blockers {
			fault = fault.With(models.Field{Code: b.Code, Message: b.Text})
		}
		return fault
	}
	a, err := h.move(ctx, r.Operation, t)
	return api.CloseOperation200JSONResponse{OperationAnswerJSONResponse: a}, err
}

// blockersOf says what keeps an operation from being complete: all of it, each
// kind with how many there are and the first of them by name.
func blockersOf(tx *store.Tx, operation models.ID) (out []blocker, err error) {
	// Under the lock: an entry that arrives while this is looked at is either seen, or judged after the closing.
	j, err := tx.LockJournal(operation)
	if err != nil {
		return nil, err
	}
	lines, err := missingOf(tx.View, operation, j.Head)
	if err != nil {
		return nil, err
	}
	for _, kind := range missingKinds {
		var n uint64
		var names []string
		for _, l := range lines {
			if l.code != kind.code {
				continue
			}
			n += l.count
			for _, x := range l.things {
				names = append(names, x.said())
			}
		}
		if n > 0 {
			if !kind.named {
				names = nil
			}
			out = append(out, blocker{kind.code, n, fmt.Sprintf(kind.sentence, n) + named20(n, names)})
		}
	}
	return out, nil
}

// shownNames is how many things a sentence names.
const shownNames = 20

// named20 names the first of n things.
func named20(n uint64, names []string) string {
	if len(names) == 0 {
		return ""
	}
	text := ": " + strings.Join(names[:min(len(names), shownNames)], ", ")
	if more := n - min(n, uint64(min(len(names), shownNames))); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

func holdsSomething(s store.Stream) bool {
	return s.ClosedAt == 0 && (s.HeadEntries > 0 || s.HeadFiles > 0 || fieldsync.AckSeq(s.Present.Spans) < s.HeadSeq)
}
