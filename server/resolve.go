package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// contested is what a resolution needs of an answer's document.
type contested struct {
	State, Search, Item, Row string
	Assertions               []struct {
		Entry      models.ID
		Superseded bool
	}
}

// ResolveAnswer says what holds of a contested answer. It supersedes what the
// coordinator has seen and nothing else: an assertion that came in the meantime
// stands, and the answer stays contested.
func (h handlers) ResolveAnswer(ctx context.Context, r api.ResolveAnswerRequestObject) (api.ResolveAnswerResponseObject, error) {
	caller := store.CallerOf(ctx).Actor
	if err := h.catchUp(ctx, r.Operation); err != nil {
		return nil, err
	}
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		if _, err := tx.LockJournal(r.Operation); err != nil {
			return err
		}
		d, err := tx.Document(r.Operation, fieldsync.KindAnswer, r.Body.Answer)
		if err != nil {
			return err
		}
		if !mayDecide(caller, r.Operation, d.Site) {
			return models.NewFault(models.NotFound, "There is nothing here by that name.")
		}
		resolution, err := resolutionOf(d, r.Body, caller.Person)
		if err != nil {
			return err
		}
		if err := h.declare(tx, r.Operation, resolution); err != nil {
			return err
		}
		return tx.Note(models.ActOperationRun, &r.Operation, nil, "answer/"+r.Body.Answer, r.Body.Reason, "resolve")
	})
	if err != nil {
		return nil, err
	}
	return h.shown(ctx, r.Operation, fieldsync.KindAnswer, r.Body.Answer)
}

func resolutionOf(d fieldsync.Document, b *api.ResolveInput, by models.ID) (declaration, error) {
	var c contested
	if err := json.Unmarshal(d.Body, &c); err != nil {
		return declaration{}, err
	}
	if c.State != "contested" {
		return declaration{}, models.NewFault(models.WrongState, "This answer is not contested.")
	}
	for i, id := range b.Supersedes {
		seen := slices.ContainsFunc(c.Assertions, func(a struct {
			Entry      models.ID
			Superseded bool
		}) bool {
			return a.Entry == id
		})
		if !seen {
			return declaration{}, models.NewFault(models.Invalid, "The resolution names something that is no assertion of this answer.").
				With(models.Field{Pointer: fmt.Sprintf("/supersedes/%d", i), Code: "unknown", Message: "is no assertion of this answer"})
		}
	}
	search, err := models.ParseID(c.Search)
	body := map[string]any{"item": c.Item, "value": b.Value, "reason": b.Reason, "by": []models.ID{by}}
	if c.Row != "" {
		body["row"] = c.Row
	}
	return declaration{site: d.Site, kind: "answer.resolved", body: body, entity: search, supersedes: b.Supersedes}, err
}

// VisitResolveAnswerResponse writes the answer.
func (d written) VisitResolveAnswerResponse(w http.ResponseWriter) error { return d.visit(w) }
