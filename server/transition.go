package server

import (
	"context"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// transition is one step in the life of an operation.
type transition struct {
	act    models.Act
	verb   string // as the audit calls it
	reason string // as given by the caller
	entry  string // type of the entry by which the journal learns of it, "" for none
	body   any    // of that entry; nil for the order alone
	step   func(tx *store.Tx, o *models.Operation) error
}

// move takes an operation a step further: it is locked, the table of rights is
// asked again, the step is made, noted, and told to the journal, all in one
// transaction. Followers hear of it after the commit.
func (h handlers) move(ctx context.Context, id models.ID, t transition) (answer api.OperationAnswerJSONResponse, err error) {
	if err := whole(ctx, t.act, id); err != nil {
		return answer, err
	}
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		o, err := tx.LockOperation(id)
		if err != nil {
			return err
		}
		if err := still(ctx, t.act, o); err != nil {
			return err
		}
		if err := t.step(tx, &o); err != nil {
			return err
		}
		if err := tx.SaveOperation(&o); err != nil {
			return err
		}
		if err := tx.Note(t.act, &o.ID, nil, "operation/"+o.ID.String(), t.reason, t.verb); err != nil {
			return err
		}
		if t.entry != "" && o.ReleasedAt != nil { // before release there is no journal
			if t.body == nil {
				t.body = order{t.reason, []models.ID{store.CallerOf(ctx).Actor.Person}}
			}
			if err := h.declare(tx, o.ID, declaration{kind: t.entry, body: t.body}); err != nil {
				return err
			}
		}
		answer = api.OperationAnswerJSONResponse{Body: operationOut(o), Headers: api.OperationAnswerResponseHeaders{ETag: etag(o.Version)}}
		return nil
	})
	if err == nil {
		h.committed(id)
	}
	return answer, err
}

// simply is the step of a verb that the table of states alone decides.
func simply(verb string) func(*store.Tx, *models.Operation) error {
	return func(_ *store.Tx, o *models.Operation) error { return o.Move(verb) }
}

// PublishPlan publishes a plan version, if it is a plan of the drafts as they are.
func (h handlers) PublishPlan(ctx context.Context, r api.PublishPlanRequestObject) (api.PublishPlanResponseObject, error) {
	by := store.CallerOf(ctx).Actor.Person
	a, err := h.move(ctx, r.Operation, transition{act: models.ActPlanWrite, verb: "publish", step: func(tx *store.Tx, o *models.Operation) error {
		p, err := h.planNamed(tx.View, *o, r.Number)
		if err != nil {
			return err
		}
		if _, err := h.freshPlan(tx.View, *o, p); err != nil {
			return err
		}
		if err := tx.PublishPlan(p.ID, by, tx.Now); err != nil {
			return err
		}
		o.Plan = &p.ID
		return o.Move("publish")
	}})
	return api.PublishPlan200JSONResponse{OperationAnswerJSONResponse: a}, err
}

// ApprovePlan notes that the authority agrees to the published plan.
func (h handlers) ApprovePlan(ctx context.Context, r api.ApprovePlanRequestObject) (api.ApprovePlanResponseObject, error) {
	by := store.CallerOf(ctx).Actor.Person
	a, err := h.move(ctx, r.Operation, transition{act: models.ActPlanApprove, verb: "approve", step: func(tx *store.Tx, o *models.Operation) error {
		p, err := h.publishedVersion(tx.View, *o)
		if err != nil {
			return err
		}
		return o.Approve(by, *p.PublishedBy)
	}})
	return api.ApprovePlan200JSONResponse{OperationAnswerJSONResponse: a}, err
}

func (s *Server) publishedVersion(v store.View, o models.Operation) (*versionRead, error) {
	if o.Plan == nil {
		return nil, models.NewFault(models.WrongState, "No plan of this operation is published.")
	}
	p, err := s.version(v, *o.Plan)
	if err == nil && p.PublishedBy == nil {
		err = models.NewFault(models.WrongState, "No plan of this operation is published.")
	}
	return p, err
}

// SealOperation fixes the approved plan: what tablets need of it is packed and
// sealed, for every establishment at once. That takes seconds, so that it is done
// before the transaction, which takes the packages only if nothing has changed.
func (h handlers) SealOperation(ctx context.Context, r api.SealOperationRequestObject) (api.SealOperationResponseObject, error) {
	if err := whole(ctx, models.ActPlanSeal, r.Operation); err != nil {
		return nil, err
	}
	made, err := h.sealPackages(ctx, r.Operation)
	if err != nil {
		return nil, err
	}
	a, err := h.move(ctx, r.Operation, transition{act: models.ActPlanSeal, verb: "seal", step: func(tx *store.Tx, o *models.Operation) error {
		p, err := h.publishedVersion(tx.View, *o)
		if err != nil {
			return err
		}
		fresh, err := h.freshPlan(tx.View, *o, p)
		if err != nil {
			return err
		}
		if err := made.stillOf(tx, fresh); err != nil {
			return err
		}
		if err := o.Move("seal"); err != nil {
			return err
		}
		return tx.AddRound(o.ID, made.bundles)
	}})
	return api.SealOperation200JSONResponse{OperationAnswerJSONResponse: a}, err
}

// ReopenPlan takes the operation back to draft; approvals lapse.
func (h handlers) ReopenPlan(ctx context.Context, r api.ReopenPlanRequestObject) (api.ReopenPlanResponseObject, error) {
	a, err := h.move(ctx, r.Operation, transition{act: models.ActPlanWrite, verb: "reopen", reason: r.Body.Reason,
		step: func(_ *store.Tx, o *models.Operation) error {
			o.Plan = nil
			return o.Move("reopen")
		}})
	return api.ReopenPlan200JSONResponse{OperationAnswerJSONResponse: a}, err
}

// AskRelease notes who asks that the operation be released.
func (h handlers) AskRelease(ctx context.Context, r api.AskReleaseRequestObject) (api.AskReleaseResponseObject, error) {
	by := store.CallerOf(ctx).Actor.Person
	a, err := h.move(ctx, r.Operation, transition{act: models.ActReleaseAsk, verb: "ask", step: func(tx *store.Tx, o *models.Operation) error {
		return o.AskRelease(by, tx.Now)
	}})
	return api.AskRelease200JSONResponse{OperationAnswerJSONResponse: a}, err
}

// ApproveRelease releases the operation: the second person's word puts the plan
// into the journal.
func (h handlers) ApproveRelease(ctx context.Context, r api.ApproveReleaseRequestObject) (api.ApproveReleaseResponseObject, error) {
	by := store.CallerOf(ctx).Actor.Person
	a, err := h.move(ctx, r.Operation, transition{act: models.ActReleaseApprove, verb: "release", step: func(tx *store.Tx, o *models.Operation) error {
		d, err := tx.Draft(o.ID)
		if err != nil {
			return err
		}
		if d.HHour == nil {
			return models.NewFault(models.WrongState, "The operation has no H.")
		}
		if err := o.Release(by, tx.Now, *d.HHour); err != nil {
			return err
		}
		return h.release(tx, *o)
	}})
	if err == nil {
		h.rejudgeKnown(context.WithoutCancel(ctx), r.Operation)
	}
	return api.ApproveRelease200JSONResponse{OperationAnswerJSONResponse: a}, err
}

// WindDownOperation lets no new search begin; what is missing still comes in.
func (h handlers) WindDownOperation(ctx context.Context, r api.WindDownOperationRequestObject) (api.WindDownOperationResponseObject, error) {
	a, err := h.move(ctx, r.Operation, transition{act: models.ActOperationRun, verb: "wind_down", step: simply("wind_down")})
	return api.WindDownOperation200JSONResponse{OperationAnswerJSONResponse: a}, err
}

// OpenOperationAgain takes a closed operation back to where what is missing comes
// in. What was quarantined because it was closed stays for a person to settle.
func (h handlers) OpenOperationAgain(ctx context.Context, r api.OpenOperationAgainRequestObject) (api.OpenOperationAgainResponseObject, error) {
	a, err := h.move(ctx, r.Operation, transition{act: models.ActOperationRun, verb: "open again", reason: r.Body.Reason, entry: "operation.reopened", step: simply("open_again")})
	return api.OpenOperationAgain200JSONResponse{OperationAnswerJSONResponse: a}, err
}

// ArchiveOperation keeps a closed operation read only.
func (h handlers) ArchiveOperation(ctx context.Context, r api.ArchiveOperationRequestObject) (api.ArchiveOperationResponseObject, error) {
	a, err := h.move(ctx, r.Operation, transition{act: models.ActOperationRun, verb: "archive", step: simply("archive")})
	return api.ArchiveOperation200JSONResponse{OperationAnswerJSONResponse: a}, err
}
