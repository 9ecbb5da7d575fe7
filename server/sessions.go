package server

import (
	"context"
	"fmt"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// ListPeopleSessions lists who is signed in, with which browser, since when.
func (h handlers) ListPeopleSessions(ctx context.Context, r api.ListPeopleSessionsRequestObject) (api.ListPeopleSessionsResponseObject, error) {
	var answer api.ListPeopleSessions200JSONResponse
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		rows, next, err := tx.AllSessions(r.Params.Person, h.Wall(), store.Page{Limit: r.Params.Limit, Cursor: r.Params.Cursor, Desc: true})
		if err != nil {
			return err
		}
		answer.Next = next
		answer.Items = each(rows, func(s store.SessionOf) api.PersonSession {
			return api.PersonSession{Id: s.ID, Person: s.Person, Login: s.Login, Name: s.Name, Agent: s.Agent, CreatedAt: models.FormatTime(s.CreatedAt),
				SeenAt: models.FormatTime(s.SeenAt), ExpiresAt: models.FormatTime(s.ExpiresAt), Current: s.ID == sessionOf(ctx).ID}
		})
		return tx.Note(models.ActPeopleRead, nil, nil, "sessions", "", fmt.Sprintf("%d sessions", len(rows)))
	})
	return answer, err
}

// EndPersonSession ends one sign-in of somebody.
func (h handlers) EndPersonSession(ctx context.Context, r api.EndPersonSessionRequestObject) (api.EndPersonSessionResponseObject, error) {
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		n, err := tx.EndSessions(r.Id, r.Session, models.ID{})
		if err == nil && n == 0 {
			err = models.NewFault(models.NotFound, "There is nothing here by that name.")
		}
		if err != nil {
			return err
		}
		return tx.Note(models.ActPeopleWrite, nil, nil, subject("person", r.Id), "", "session "+r.Session.String()+" ended")
	})
	return api.EndPersonSession204Response{}, err
}

// EndPersonSessions signs somebody out everywhere.
func (h handlers) EndPersonSessions(ctx context.Context, r api.EndPersonSessionsRequestObject) (api.EndPersonSessionsResponseObject, error) {
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		if _, err := tx.Person(r.Id); err != nil {
			return err
		}
		n, err := tx.EndSessions(r.Id, models.ID{}, models.ID{})
		if err != nil {
			return err
		}
		return tx.Note(models.ActPeopleWrite, nil, nil, subject("person", r.Id), "", fmt.Sprintf("%d sessions ended", n))
	})
	return api.EndPersonSessions204Response{}, err
}
