package server

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
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
	add := func(code string, n uint64, sentence string, names ...string) {
		if n > 0 {
			out = append(out, blocker{code, n, fmt.Sprintf(sentence, n) + named20(n, names)})
		}
	}
	// Under the lock: an entry that arrives while this is looked at is either seen, or judged after the closing.
	j, err := tx.LockJournal(operation)
	if err != nil {
		return nil, err
	}
	position, err := tx.Projected(operation)
	if err != nil {
		return nil, err
	}
	add("journal", j.Head-min(position, j.Head), "%d entries have arrived that are not in the picture yet")
	tasks, err := tx.Count(operation, fieldsync.KindTask)
	if err != nil {
		return nil, err
	}
	open := []string{string(models.TaskPlanned), string(models.TaskAssigned), string(models.TaskAccepted), string(models.TaskInProgress)}
	codes, err := openCodes(tx.View, operation, open)
	if err != nil {
		return nil, err
	}
	add("open_tasks", count(tasks, open...), "%d searches are neither closed nor marked as not executed", codes...)
	if err := trayBlockers(tx.View, operation, add); err != nil {
		return nil, err
	}
	labels, err := notEmpty(tx.View, operation)
	add("tablets", uint64(len(labels)), "%d tablets hold something that has not arrived", labels...)
	return out, err
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

func openCodes(v store.View, operation models.ID, states []string) (codes []string, err error) {
	docs, err := v.Documents(store.Feed{Operation: operation, Kinds: []fieldsync.Kind{fieldsync.KindTask}, States: states, All: true, Limit: shownNames})
	for _, d := range docs {
		var task struct{ Code string }
		if err := json.Unmarshal(d.Body, &task); err != nil {
			return nil, err
		}
		codes = append(codes, cmp.Or(task.Code, d.ID))
	}
	return codes, err
}

// trayBlockers tells what waits in the tray, by what has to be done about it.
func trayBlockers(v store.View, operation models.ID, add func(code string, n uint64, sentence string, names ...string)) error {
	rows, err := v.TrayCounts(operation)
	for _, r := range rows {
		n := uint64(max(r.Count, 0)) //nolint:gosec // not negative
		switch r.Kind {
		case fieldsync.KindReceipt:
			add(r.State, n, map[string]string{"held": "%d entries are held", "refused": "%d entries are refused",
				"quarantined": "%d entries are in quarantine"}[r.State]+": settle them in the tray")
		case fieldsync.KindAnswer:
			add("contested", n, "%d answers are contested: resolve them")
		case fieldsync.KindSeal:
			add("duplicate_seal", n, "%d seals bear a number that another bears too: say of each that it was looked at")
		case fieldsync.KindSearch:
			add("attention", n, "%d searches ("+r.State+") failed the gate, or no authorisation covers them: settle them in the tray")
		}
	}
	return err
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

// notEmpty names the tablets that said that they alone have something, or whose
// newest known entry is not reached without a gap. One whose stream a
// coordinator closed is waited for no longer.
func notEmpty(v store.View, operation models.ID) (labels []string, err error) {
	streams, err := v.StreamsOf(operation)
	if err != nil {
		return nil, err
	}
	for _, s := range streams {
		if !holdsSomething(s) {
			continue
		}
		t, err := v.Tablet(s.Tablet)
		if err != nil {
			return nil, err
		}
		labels = append(labels, fmt.Sprintf("%s (entry %d of %d is here without a gap; it said %d entries and %d files are unsent)",
			t.Label, fieldsync.AckSeq(s.Present.Spans), max(s.HeadSeq, fieldsync.AckSeq(s.Present.Spans)), s.HeadEntries, s.HeadFiles))
	}
	slices.Sort(labels)
	return labels, nil
}

func holdsSomething(s store.Stream) bool {
	return s.ClosedAt == 0 && (s.HeadEntries > 0 || s.HeadFiles > 0 || fieldsync.AckSeq(s.Present.Spans) < s.HeadSeq)
}
