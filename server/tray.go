package server

import (
	"context"
	"encoding/base64"
	"encoding/json"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// ListTray lists the receipts of entries that wait for a person.
func (h handlers) ListTray(ctx context.Context, r api.ListTrayRequestObject) (api.ListTrayResponseObject, error) {
	page := api.DocumentPage{Items: []json.RawMessage{}}
	after, err := afterID(r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	limit := int(r.Params.Limit)
	if limit == 0 {
		limit = 100
	}
	caller := store.CallerOf(ctx).Actor
	err = h.Store.Read(ctx, func(v store.View) error {
		f := store.Feed{Operation: r.Operation, Kinds: []fieldsync.Kind{fieldsync.KindReceipt}, States: []string{"quarantined", "held", "refused"},
			AfterID: after, Limit: limit + 1}
		f.Sites, f.All = caller.Sites(models.ActProgressRead, r.Operation)
		docs, err := v.Documents(f)
		if len(docs) > limit {
			docs = docs[:limit]
			page.Next = base64.RawURLEncoding.EncodeToString([]byte(docs[limit-1].ID))
		}
		for _, d := range docs {
			page.Items = append(page.Items, documentOut(d, seesPositions(caller, r.Operation)))
		}
		return err
	})
	return api.ListTray200JSONResponse{DocumentsJSONResponse: api.DocumentsJSONResponse(page)}, err
}

// SettleEntry decides about an entry that waits: apply it, or keep it out. The
// decision is an entry of the server's own stream, with who decided and why.
func (h handlers) SettleEntry(ctx context.Context, r api.SettleEntryRequestObject) (api.SettleEntryResponseObject, error) {
	caller := store.CallerOf(ctx).Actor
	var hash string
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		e, err := tx.EntryByID(r.Operation, r.Entry)
		if err != nil {
			return err
		}
		if e.Entry.Site == (models.ID{}) {
			err = whole(ctx, models.ActOperationRun, r.Operation)
		} else if !caller.Sees(models.ActOperationRun, r.Operation, e.Entry.Site) {
			err = models.NewFault(models.NotFound, "There is nothing here by that name.")
		}
		if err != nil {
			return err
		}
		hash = e.Hash
		j, err := tx.LockJournal(r.Operation)
		if err != nil {
			return err
		}
		own, err := h.ownEntry(&j, tx.Now, "entry.settled", e.Entry.Site, map[string]any{"hash": e.Hash, "decision": r.Body.Action,
			"reason": r.Body.Reason, "by": []models.ID{caller.Person}})
		if err != nil {
			return err
		}
		if err := tx.Append(&j, []*fieldsync.Journalled{own}); err != nil {
			return err
		}
		return tx.Note(models.ActOperationRun, &r.Operation, nil, "entry/"+r.Entry.String(), r.Body.Reason, string(r.Body.Action))
	})
	if err != nil {
		return nil, err
	}
	if err := h.projectAll(ctx); err != nil { // so that the answer shows the decision carried out
		return nil, err
	}
	h.committed(r.Operation)
	var answer json.RawMessage
	err = h.Store.Read(ctx, func(v store.View) error {
		d, err := v.Document(r.Operation, fieldsync.KindReceipt, hash)
		answer = documentOut(d, seesPositions(caller, r.Operation))
		return err
	})
	return written(answer), err
}
