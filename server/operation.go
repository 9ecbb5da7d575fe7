package server

import (
	"context"
	"slices"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// ListOperations lists the operations that the caller has a role in.
func (h handlers) ListOperations(ctx context.Context, r api.ListOperationsRequestObject) (api.ListOperationsResponseObject, error) {
	var answer api.ListOperations200JSONResponse
	page := pageOf(r.Params.Limit, r.Params.Cursor, r.Params.Q, r.Params.Sort)
	page.Desc = r.Params.Sort != api.DirectionAsc // newest first, unless asked otherwise
	err := h.Store.Read(ctx, func(v store.View) error {
		rows, next, err := v.Operations(operationsOf(store.CallerOf(ctx).Actor, models.ActOperationList), models.OperationState(r.Params.State), page)
		answer.Items, answer.Next = each(rows, operationOut), next
		return err
	})
	return answer, err
}

// operationsOf are the operations for which somebody has a role that may do an act, nil for all.
func operationsOf(who models.Actor, act models.Act) []models.ID {
	ids := []models.ID{}
	for _, g := range who.Grants {
		switch {
		case !slices.Contains(models.Rights[act].Roles, g.Role):
		case g.Operation == nil:
			return nil
		default:
			ids = append(ids, *g.Operation)
		}
	}
	return ids
}

// CreateOperation begins an operation. A coordinator whose roles are for other
// operations gets this one too, or could not go on with it.
func (h handlers) CreateOperation(ctx context.Context, r api.CreateOperationRequestObject) (api.CreateOperationResponseObject, error) {
	who := store.CallerOf(ctx).Actor
	o, err := models.NewOperation(r.Body.Reference, r.Body.Name, who.Person, h.Clock())
	if err != nil {
		return nil, err
	}
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := tx.AddOperation(&o); err != nil {
			return err
		}
		if who.May(models.ActOperationEdit, models.Scope{Operation: &o.ID}, o.State) != nil {
			p, err := tx.Person(who.Person)
			if err != nil {
				return err
			}
			p.Grants = append(p.Grants, models.Grant{Role: models.RoleCoordinator, Operation: &o.ID})
			if err := tx.SavePerson(&p); err != nil {
				return err
			}
		}
		return tx.Note(models.ActOperationNew, &o.ID, nil, "operation/"+o.ID.String(), "", "")
	})
	return api.CreateOperation201JSONResponse{Body: operationOut(o), Headers: api.CreateOperation201ResponseHeaders{ETag: etag(o.Version)}}, err
}

// GetOperation reads an operation, and nothing of its plan.
func (h handlers) GetOperation(ctx context.Context, r api.GetOperationRequestObject) (api.GetOperationResponseObject, error) {
	var o models.Operation
	err := h.Store.Read(ctx, func(v store.View) (err error) {
		o, err = v.Operation(r.Operation)
		return err
	})
	return api.GetOperation200JSONResponse{Body: operationOut(o), Headers: api.GetOperation200ResponseHeaders{ETag: etag(o.Version)}}, err
}

// UpdateOperation renames an operation.
func (h handlers) UpdateOperation(ctx context.Context, r api.UpdateOperationRequestObject) (api.UpdateOperationResponseObject, error) {
	if err := whole(ctx, models.ActOperationEdit, r.Operation); err != nil {
		return nil, err
	}
	version, err := versionOf(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	var o models.Operation
	err = h.Store.Tx(ctx, func(tx *store.Tx) (err error) {
		if o, err = tx.LockOperation(r.Operation); err != nil {
			return err
		}
		if err := still(ctx, models.ActOperationEdit, o); err != nil {
			return err
		}
		o.Version, o.Reference, o.Name = version, r.Body.Reference, r.Body.Name // saved only over that version
		if err := o.Check(); err != nil {
			return err
		}
		if err := tx.SaveOperation(&o); err != nil {
			return err
		}
		return tx.Note(models.ActOperationEdit, &o.ID, nil, "operation/"+o.ID.String(), "", "rename")
	})
	return api.UpdateOperation200JSONResponse{Body: operationOut(o), Headers: api.UpdateOperation200ResponseHeaders{ETag: etag(o.Version)}}, err
}

func operationOut(o models.Operation) api.Operation {
	return api.Operation{Id: o.ID, Reference: o.Reference, Name: o.Name, State: api.OperationState(o.State), HeldFrom: api.OperationState(o.HeldFrom),
		NextStep: o.NextStep(), HHour: instantOut(o.HHour), ReleaseAskedAt: instantOut(o.AskedAt), ReleasedAt: instantOut(o.ReleasedAt),
		CreatedAt: models.FormatTime(o.CreatedAt), Version: o.Version}
}

func instantOut(t *time.Time) api.Instant {
	if t == nil {
		return ""
	}
	return models.FormatTime(*t)
}
