package server

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// ListTray lists what waits for a person.
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
	f := store.Feed{Operation: r.Operation, Limit: limit + 1}
	kind, id, _ := strings.Cut(after, "/")
	f.AfterKind, f.AfterID = fieldsync.Kind(kind), id
	f.Sites, f.All = caller.Sites(models.ActProgressRead, r.Operation)
	err = h.Store.Read(ctx, func(v store.View) error {
		docs, err := v.Tray(f)
		if len(docs) > limit {
			docs = docs[:limit]
			last := docs[limit-1]
			page.Next = base64.RawURLEncoding.EncodeToString([]byte(string(last.Kind) + "/" + last.ID))
		}
		for _, d := range docs {
			page.Items = append(page.Items, documentOut(d, seesPositions(caller, r.Operation)))
		}
		return err
	})
	return api.ListTray200JSONResponse{DocumentsJSONResponse: api.DocumentsJSONResponse(page)}, err
}

// trayEntry is an entry that a person decides about, and how far it has come.
type trayEntry struct {
	*fieldsync.Journalled
	receipt fieldsync.Receipt
}

// decision makes the entry that carries what is decided, or says why it is not
// possible.
type decision func(tx *store.Tx, e trayEntry, by []models.ID) (declaration, error)

// named names an entry of an operation: by its id, and by its hash where a fork
// holds several of one id.
type named struct {
	operation, entry models.ID
	hash             string
	reason           string // of the decision
	detail           string // for the audit: what was decided
}

// decided puts a person's decision about an entry into the journal, and answers
// with the entry's receipt when it is carried out.
func (h handlers) decided(ctx context.Context, n named, decide decision) (written, error) {
	caller := store.CallerOf(ctx).Actor
	if err := h.catchUp(ctx, n.operation); err != nil { // so that there is a receipt to decide by
		return nil, err
	}
	var hash string
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		if _, err := tx.LockJournal(n.operation); err != nil {
			return err
		}
		e, err := findEntry(ctx, tx.View, n)
		if err != nil {
			return err
		}
		hash = e.Hash
		d, err := decide(tx, e, []models.ID{caller.Person})
		if err != nil {
			return err
		}
		if err := h.declare(tx, n.operation, d); err != nil {
			return err
		}
		return tx.Note(models.ActOperationRun, &n.operation, nil, "entry/"+n.entry.String(), n.reason, n.detail)
	})
	if err != nil {
		return nil, err
	}
	return h.shown(ctx, n.operation, fieldsync.KindReceipt, hash)
}

// shown is a document after what was just entered into the journal is in it.
func (h handlers) shown(ctx context.Context, operation models.ID, kind fieldsync.Kind, id string) (answer written, err error) {
	if err := h.catchUp(ctx, operation); err != nil {
		return nil, err
	}
	h.committed(operation)
	err = h.Store.Read(ctx, func(v store.View) error {
		d, err := v.Document(operation, kind, id)
		answer = written(documentOut(d, seesPositions(store.CallerOf(ctx).Actor, operation)))
		return err
	})
	return answer, err
}

// findEntry finds the entry that is meant, if the caller may decide at its site.
func findEntry(ctx context.Context, v store.View, n named) (trayEntry, error) {
	all, err := v.EntriesByID(n.operation, n.entry)
	if err != nil {
		return trayEntry{}, err
	}
	caller := store.CallerOf(ctx).Actor
	var found []trayEntry
	for _, j := range all {
		if !mayDecide(caller, n.operation, j.Entry.Site) || (n.hash != "" && j.Hash != n.hash) {
			continue
		}
		e := trayEntry{Journalled: j}
		d, err := v.Document(n.operation, fieldsync.KindReceipt, j.Hash)
		if err == nil {
			err = json.Unmarshal(d.Body, &e.receipt)
		}
		if err != nil {
			return e, err
		}
		found = append(found, e)
	}
	if len(found) > 1 {
		found = slices.DeleteFunc(found, func(e trayEntry) bool { return e.receipt.Done() })
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return trayEntry{}, models.NewFault(models.NotFound, "There is nothing here by that name.")
	}
	return trayEntry{}, models.NewFault(models.Conflict, "There are several entries with this id; say which by its hash.").
		With(models.Field{Pointer: "/hash", Code: "required", Message: "name one of the hashes that the tray shows"})
}

// mayDecide says whether somebody runs the operation at a site; what belongs to
// no site is for who runs all of it.
func mayDecide(who models.Actor, operation, site models.ID) bool {
	sites, all := who.Sites(models.ActOperationRun, operation)
	return all || site != (models.ID{}) && slices.Contains(sites, site)
}
