package server

import (
	"context"
	"fmt"
	"strings"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// withNames gives rows of the audit with the names of who did it, of the operation
// and of people and tablets that it was done to, as they are called now. The ids
// are what was written, and what an export has.
func withNames(v store.View, rows []models.AuditRow) ([]api.AuditRow, error) {
	var ids []models.ID
	for _, r := range rows {
		ids = append(ids, r.Actor, subjectOf(r), orNone(r.Operation))
	}
	names, err := v.AuditNames(ids)
	if err != nil {
		return nil, err
	}
	return each(rows, func(r models.AuditRow) api.AuditRow {
		out := auditOut(r)
		out.ActorName, out.OperationName, out.SubjectName = names[r.Actor], names[out.Operation], names[subjectOf(r)]
		return out
	}), nil
}

// subjectOf is the id of the person, tablet or operation that a row is about,
// none for anything else.
func subjectOf(r models.AuditRow) (id models.ID) {
	kind, text, _ := strings.Cut(r.Subject, "/")
	if kind == "person" || kind == "tablet" || kind == "operation" {
		id, _ = models.ParseID(text)
	}
	return id
}

// ListAuditActors names who stands in the part of the audit that the caller may
// read, so that its rows are asked for by a name instead of an id.
func (h handlers) ListAuditActors(ctx context.Context, r api.ListAuditActorsRequestObject) (api.ListAuditActorsResponseObject, error) {
	answer := api.ListAuditActors200JSONResponse{}
	err := h.noted(ctx, func(v store.View) (perusal, error) {
		actors, err := v.AuditActors(auditOf(store.CallerOf(ctx).Actor), r.Params.Q)
		if err != nil {
			return perusal{}, err
		}
		answer.Items = each(actors, func(a store.AuditActor) api.AuditActor {
			kind := api.AuditPerson
			if a.Login == "" {
				kind = api.AuditTablet
			}
			return api.AuditActor{Id: a.ID, Kind: kind, Name: a.Name, Login: a.Login}
		})
		return perusal{act: models.ActAuditRead, subject: "audit/actors", about: fmt.Sprintf("%d names", len(actors))}, nil
	})
	return answer, err
}
