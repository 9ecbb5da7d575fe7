package server

import (
	"context"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// settlement is the body of entry.settled.
type settlement struct {
	Hash     string        `json:"hash"`
	Decision string        `json:"decision"`
	Reason   string        `json:"reason"`
	To       *settlementTo `json:"to,omitempty"`
	By       []models.ID   `json:"by"`
}

type settlementTo struct {
	Kind string    `json:"kind"`
	ID   models.ID `json:"id"`
}

// SettleEntry decides about an entry of the tray: apply it, attach it to
// something else than it says, or keep it out. The decision is an entry of the
// server's own stream, with who decided and why.
func (h handlers) SettleEntry(ctx context.Context, r api.SettleEntryRequestObject) (api.SettleEntryResponseObject, error) {
	b := r.Body
	n := named{r.Operation, r.Entry, string(b.Hash), b.Reason, string(b.Action)}
	return h.decided(ctx, n, func(tx *store.Tx, e trayEntry, by []models.ID) (declaration, error) {
		body := settlement{Hash: e.Hash, Decision: string(b.Action), Reason: b.Reason, By: by}
		err := maySettle(tx.View, e, r.Operation, b.Action)
		if b.Action == api.SettleAttach && err == nil {
			body.To = &settlementTo{string(b.To.Kind), b.To.Id}
			err = h.mayAttach(ctx, tx.View, e, r.Operation, b.To)
		}
		return declaration{site: e.Entry.Site, kind: "entry.settled", body: body}, err
	})
}

// maySettle says why there is nothing to decide, if so.
func maySettle(v store.View, e trayEntry, operation models.ID, action api.SettleAction) error {
	r := e.receipt
	switch {
	case r.Status == fieldsync.Refused && action != api.SettleReject:
		return models.NewFault(models.WrongState, "This entry was refused (%s): it cannot be applied as it is. Have it tried again, or keep it out.", r.StatusCode)
	case !r.Done() || action == api.SettleAttach:
		return nil // what is applied may be moved
	case r.Decision == fieldsync.DecideReject && action == api.SettleApply:
		return nil // a decision can be corrected
	}
	for _, kind := range []fieldsync.Kind{fieldsync.KindSearch, fieldsync.KindSeal} {
		for _, id := range []models.ID{e.Entry.ID, e.Entry.Entity} {
			d, err := v.Document(operation, kind, id.String())
			if err == nil && slices.Contains(d.Keys, "tray") {
				return nil
			}
			if err != nil && !store.IsAbsent(err) {
				return err
			}
		}
	}
	return models.NewFault(models.WrongState, "There is nothing to decide about this entry: it is %s.", r.Status)
}

// mayAttach says why an entry cannot be attached to a thing, if so.
func (h handlers) mayAttach(ctx context.Context, v store.View, e trayEntry, operation models.ID, to api.AttachTarget) error {
	wrong := func(pointer, code, message string) error {
		return models.NewFault(models.Invalid, "The entry cannot be attached there.").With(models.Field{Pointer: pointer, Code: code, Message: message})
	}
	if to.Kind == "" {
		return wrong("/to", "required", "say what the entry is attached to")
	}
	if !slices.Contains(h.schemas.RefersTo(e.Entry.Type, e.Entry.Version), fieldsync.Kind(to.Kind)) {
		return wrong("/to/kind", "unknown", "an entry of the type "+e.Entry.Type+" is about no such thing")
	}
	d, err := v.Document(operation, fieldsync.Kind(to.Kind), to.Id.String())
	if store.IsAbsent(err) || (err == nil && (d.Deleted || !mayDecide(store.CallerOf(ctx).Actor, operation, d.Site))) {
		return wrong("/to/id", "unknown", "there is nothing by that name")
	}
	return err
}

// retrial is the body of entry.retried.
type retrial struct {
	Hash   string      `json:"hash,omitempty"`
	Cause  string      `json:"statusCode,omitempty"`
	Reason string      `json:"reason"`
	By     []models.ID `json:"by"`
}

// RetryEntry has one entry tried again that is held or refused.
func (h handlers) RetryEntry(ctx context.Context, r api.RetryEntryRequestObject) (api.RetryEntryResponseObject, error) {
	n := named{r.Operation, r.Entry, string(r.Body.Hash), r.Body.Reason, "retry"}
	return h.decided(ctx, n, func(_ *store.Tx, e trayEntry, by []models.ID) (declaration, error) {
		d := declaration{site: e.Entry.Site, kind: "entry.retried", body: retrial{Hash: e.Hash, Reason: r.Body.Reason, By: by}}
		switch x := e.receipt; {
		case x.StatusCode == fieldsync.TabletPending:
			return d, models.NewFault(models.WrongState, "This entry waits until its tablet is confirmed; confirm the tablet.")
		case x.Status != fieldsync.HeldBy && x.Status != fieldsync.Refused:
			return d, models.NewFault(models.WrongState, "Only an entry that is held or refused can be tried again.")
		}
		return d, nil
	})
}

// RetryEntries has all entries tried again that were refused for one cause.
func (h handlers) RetryEntries(ctx context.Context, r api.RetryEntriesRequestObject) (api.RetryEntriesResponseObject, error) {
	if err := whole(ctx, models.ActOperationRun, r.Operation); err != nil {
		return nil, err
	}
	if err := h.catchUp(ctx, r.Operation); err != nil {
		return nil, err
	}
	var answer api.RetryEntries200JSONResponse
	key := "code:" + string(r.Body.Cause)
	err := h.Store.Tx(ctx, func(tx *store.Tx) (err error) {
		if answer.Tried, err = tx.CountKeyed(r.Operation, fieldsync.KindReceipt, key); err != nil {
			return err
		}
		by := []models.ID{store.CallerOf(ctx).Actor.Person}
		if err := h.declare(tx, r.Operation, declaration{kind: "entry.retried", body: retrial{Cause: string(r.Body.Cause), Reason: r.Body.Reason, By: by}}); err != nil {
			return err
		}
		return tx.Note(models.ActOperationRun, &r.Operation, nil, "entries", r.Body.Reason, "retry "+string(r.Body.Cause))
	})
	if err != nil {
		return nil, err
	}
	if err := h.catchUp(ctx, r.Operation); err != nil {
		return nil, err
	}
	h.committed(r.Operation)
	err = h.Store.Read(ctx, func(v store.View) (err error) {
		answer.Left, err = v.CountKeyed(r.Operation, fieldsync.KindReceipt, key)
		return err
	})
	return answer, err
}

// adoption is the body of branch.adopted.
type adoption struct {
	Stream string      `json:"stream"`
	Seq    uint64      `json:"seq"`
	Hash   string      `json:"hash"`
	Reason string      `json:"reason"`
	By     []models.ID `json:"by"`
}

// AdoptBranch applies the branch of a fork that an entry belongs to.
func (h handlers) AdoptBranch(ctx context.Context, r api.AdoptBranchRequestObject) (api.AdoptBranchResponseObject, error) {
	n := named{r.Operation, r.Entry, string(r.Body.Hash), r.Body.Reason, "adopt branch"}
	return h.decided(ctx, n, func(_ *store.Tx, e trayEntry, by []models.ID) (declaration, error) {
		d := declaration{site: e.Entry.Site, kind: "branch.adopted", body: adoption{e.Stream, e.Entry.Seq, e.Hash, r.Body.Reason, by}}
		if e.Code != fieldsync.SeqFork || e.receipt.Done() {
			return d, models.NewFault(models.WrongState, "This entry is not of a branch that waits for a decision.")
		}
		return d, nil
	})
}
