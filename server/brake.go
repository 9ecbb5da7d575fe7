package server

import (
	"context"
	"slices"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// ListBrakes lists the orders of an operation that concern sites of the caller.
func (h handlers) ListBrakes(ctx context.Context, r api.ListBrakesRequestObject) (api.ListBrakesResponseObject, error) {
	answer := api.ListBrakes200JSONResponse{Items: []api.Brake{}}
	who := store.CallerOf(ctx).Actor
	err := h.readPlan(ctx, r.Operation, r.Params.XReason, "brakes", "", func(tx *store.Tx) error {
		brakes, err := tx.Brakes(r.Operation)
		answer.Items = []api.Brake{}
		for _, b := range brakes {
			if b.Site == nil || who.Sees(models.ActPlanRead, r.Operation, *b.Site) {
				answer.Items = append(answer.Items, brakeOut(b))
			}
		}
		return err
	})
	return answer, err
}

func brakeOut(b models.Brake) api.Brake {
	return api.Brake{Id: b.ID, Act: api.BrakeAct(b.Act), State: api.BrakeState(b.State), Site: orNone(b.Site), HHour: instantOut(b.HHour), AtOnce: b.AtOnce, Reason: b.Reason,
		AskedBy: b.AskedBy, AskedAt: models.FormatTime(b.AskedAt), EndedBy: orNone(b.EndedBy), EndedAt: instantOut(b.EndedAt)}
}

// AskBrake notes what somebody wants to happen to an operation or a site of it.
func (h handlers) AskBrake(ctx context.Context, r api.AskBrakeRequestObject) (api.AskBrakeResponseObject, error) {
	b := models.Brake{Operation: r.Operation, Act: models.BrakeAct(r.Body.Act), Site: optional(r.Body.Site), AtOnce: r.Body.AtOnce, Reason: r.Body.Reason, AskedBy: store.CallerOf(ctx).Actor.Person}
	if r.Body.HHour != "" {
		h, err := models.ParseTime(r.Body.HHour)
		if err != nil {
			return nil, err
		}
		b.HHour = &h
	}
	if err := reaches(ctx, models.ActBrakeAsk, b); err != nil {
		return nil, err
	}
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := b.Check(tx.Now); err != nil {
			return err
		}
		o, err := tx.LockOperation(r.Operation)
		if err != nil {
			return err
		}
		if err := still(ctx, models.ActBrakeAsk, o); err != nil {
			return err
		}
		brakes, err := tx.Brakes(o.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(brakes, func(x models.Brake) bool {
			return waits(x, tx.Now) && x.Act == b.Act && orNone(x.Site) == orNone(b.Site)
		}) {
			return models.NewFault(models.Conflict, "This was asked for already and waits for a second person.")
		}
		if err := brake(tx, &o, b, brakes); err != nil { // o is thrown away: only whether it could be done matters
			return err
		}
		if err := tx.AddBrake(&b); err != nil {
			return err
		}
		return tx.Note(models.ActBrakeAsk, &o.ID, b.Site, "brake/"+b.ID.String(), b.Reason, string(b.Act)+" asked")
	})
	return api.AskBrake201JSONResponse(brakeOut(b)), err
}

// waits says whether a brake can still be confirmed.
func waits(b models.Brake, now time.Time) bool {
	return b.State == models.BrakeAsked && now.Sub(b.AskedAt) <= models.BrakeGood
}

// reaches refuses an order that goes further than the caller's role does.
func reaches(ctx context.Context, act models.Act, b models.Brake) error {
	if b.Site == nil {
		return whole(ctx, act, b.Operation)
	}
	if !store.CallerOf(ctx).Actor.Sees(act, b.Operation, *b.Site) {
		return noBundle()
	}
	return nil
}

// brake does to an operation what an order says, or says why it cannot.
func brake(tx *store.Tx, o *models.Operation, b models.Brake, so []models.Brake) error {
	if b.Site == nil {
		return o.Brake(b)
	}
	if err := o.BrakeSite(b, models.BrakingOf(so, *b.Site)); err != nil {
		return err
	}
	_, err := tx.SiteDraft(o.ID, *b.Site)
	if models.CodeOf(err) == models.NotFound {
		return models.NewFault(models.Invalid, "The operation has no such site.").With(models.Field{Pointer: "/site", Code: "unknown", Message: "is not a site of the operation"})
	}
	return err
}

// ConfirmBrake makes an order take effect: the second person's word is in the
// journal, tablets learn of it when they pull, and no key is given out at what is
// held or stood down.
func (h handlers) ConfirmBrake(ctx context.Context, r api.ConfirmBrakeRequestObject) (api.ConfirmBrakeResponseObject, error) {
	by := store.CallerOf(ctx).Actor.Person
	a, err := h.endBrake(ctx, r.Operation, r.Brake, models.ActBrakeConfirm, "", func(tx *store.Tx, o *models.Operation, b *models.Brake) error {
		if err := b.Confirm(by, tx.Now); err != nil {
			return err
		}
		if err := b.Check(tx.Now); err != nil { // a new H may have passed meanwhile
			return err
		}
		brakes, err := tx.Brakes(o.ID)
		if err != nil {
			return err
		}
		if err := brake(tx, o, *b, brakes); err != nil {
			return err
		}
		if o.ReleasedAt == nil { // there is no journal yet
			return nil
		}
		return h.declareBrake(tx, *b)
	})
	return api.ConfirmBrake200JSONResponse{OperationAnswerJSONResponse: a}, err
}

// brakeEntry is the type by which the journal learns of a brake.
func brakeEntry(act models.BrakeAct) string {
	return map[models.BrakeAct]string{models.BrakeHold: "operation.held", models.BrakeResume: "operation.resumed",
		models.BrakeStandDown: "operation.stoodDown", models.BrakeReschedule: "operation.rescheduled"}[act]
}

// declareBrake enters a confirmed order into the journal, with both persons.
func (s *Server) declareBrake(tx *store.Tx, b models.Brake) error {
	said := struct {
		HHour string `json:"hHour,omitempty"`
		order
	}{instantOut(b.HHour), order{b.Reason, []models.ID{b.AskedBy, *b.EndedBy}}}
	return s.declare(tx, b.Operation, declaration{site: orNone(b.Site), kind: brakeEntry(b.Act), body: said})
}

// WithdrawBrake takes back an order that nobody has confirmed.
func (h handlers) WithdrawBrake(ctx context.Context, r api.WithdrawBrakeRequestObject) (api.WithdrawBrakeResponseObject, error) {
	by := store.CallerOf(ctx).Actor.Person
	a, err := h.endBrake(ctx, r.Operation, r.Brake, models.ActBrakeAsk, r.Body.Reason, func(tx *store.Tx, _ *models.Operation, b *models.Brake) error {
		return b.Withdraw(by, tx.Now)
	})
	return api.WithdrawBrake200JSONResponse{OperationAnswerJSONResponse: a}, err
}

// endBrake takes an order out of its waiting, in one transaction with what
// follows from it.
func (h handlers) endBrake(ctx context.Context, operation, id models.ID, act models.Act, reason string,
	end func(*store.Tx, *models.Operation, *models.Brake) error) (answer api.OperationAnswerJSONResponse, err error) {
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		o, err := tx.LockOperation(operation)
		if err != nil {
			return err
		}
		b, err := tx.Brake(operation, id)
		if err != nil {
			return err
		}
		if err := firstOf(func() error { return reaches(ctx, act, b) }, func() error { return still(ctx, act, o) },
			func() error { return end(tx, &o, &b) }, func() error { return tx.SaveBrake(&b) }, func() error { return tx.SaveOperation(&o) }); err != nil {
			return err
		}
		answer = api.OperationAnswerJSONResponse{Body: operationOut(o), Headers: api.OperationAnswerResponseHeaders{ETag: etag(o.Version)}}
		return tx.Note(act, &o.ID, b.Site, "brake/"+b.ID.String(), reason, string(b.Act)+" "+string(b.State))
	})
	if err == nil {
		h.committed(operation)
	}
	return answer, err
}
