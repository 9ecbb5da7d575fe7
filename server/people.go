package server

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// ListPeople lists people by login.
func (h handlers) ListPeople(ctx context.Context, r api.ListPeopleRequestObject) (api.ListPeopleResponseObject, error) {
	var answer api.ListPeople200JSONResponse
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		rows, next, err := tx.People(pageOf(r.Params.Limit, r.Params.Cursor, r.Params.Q, r.Params.Sort))
		if err != nil {
			return err
		}
		answer.Items, answer.Next = each(rows, personOut), next
		return tx.Note(models.ActPeopleRead, nil, nil, "people", "", fmt.Sprintf("%d people", len(rows)))
	})
	return answer, err
}

// GetPerson reads one.
func (h handlers) GetPerson(ctx context.Context, r api.GetPersonRequestObject) (api.GetPersonResponseObject, error) {
	var answer api.GetPerson200JSONResponse
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		p, err := tx.Person(r.Id)
		if err != nil {
			return err
		}
		answer.Body, answer.Headers.ETag = personOut(p), etag(p.Version)
		return tx.Note(models.ActPeopleRead, nil, nil, subject("person", p.ID), "", "")
	})
	return answer, err
}

// CreatePerson adds somebody, who sets a password with the link in the answer.
func (h handlers) CreatePerson(ctx context.Context, r api.CreatePersonRequestObject) (api.CreatePersonResponseObject, error) {
	var answer api.CreatePerson201JSONResponse
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		p := personIn(models.Person{ID: models.NewID()}, *r.Body)
		if err := checkPerson(tx.View, p); err != nil {
			return err
		}
		if err := tx.AddPerson(&p); err != nil {
			return err
		}
		link, expires, err := h.link(tx, p.ID)
		if err != nil {
			return err
		}
		answer = api.CreatePerson201JSONResponse{Person: personOut(p), Url: link, ExpiresAt: models.FormatTime(expires)}
		return tx.Note(models.ActPeopleWrite, nil, nil, subject("person", p.ID), "", "created")
	})
	return answer, err
}

// UpdatePerson changes somebody. Who is disabled is signed out at once.
func (h handlers) UpdatePerson(ctx context.Context, r api.UpdatePersonRequestObject) (api.UpdatePersonResponseObject, error) {
	version, err := versionOf(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	var answer api.UpdatePerson200JSONResponse
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		p, err := changePerson(tx, r.Id, version, *r.Body)
		if err != nil {
			return err
		}
		answer.Body, answer.Headers.ETag = personOut(p), etag(p.Version)
		return tx.Note(models.ActPeopleWrite, nil, nil, subject("person", p.ID), "", "changed")
	})
	return answer, err
}

func changePerson(tx *store.Tx, id models.ID, version int64, in api.PersonInput) (models.Person, error) {
	before, err := tx.Person(id)
	if err != nil {
		return before, err
	}
	p := personIn(before, in)
	p.Version = version
	if err := checkPerson(tx.View, p); err != nil {
		return p, err
	}
	if administers(before) && !administers(p) {
		if err := keepAnAdmin(tx, id); err != nil {
			return p, err
		}
	}
	if err := tx.SavePerson(&p); err != nil {
		return p, err
	}
	if p.Disabled {
		_, err = tx.EndSessions(id, models.ID{}, models.ID{})
	}
	return p, err
}

// InvitePerson makes a new link for somebody who forgot a password or lost it
// to a stranger: the old one and every session end with it.
func (h handlers) InvitePerson(ctx context.Context, r api.InvitePersonRequestObject) (api.InvitePersonResponseObject, error) {
	var answer api.InvitePerson201JSONResponse
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		p, err := clearPassword(tx, r.Id)
		if err != nil {
			return err
		}
		link, expires, err := h.link(tx, p.ID)
		if err != nil {
			return err
		}
		answer = api.InvitePerson201JSONResponse{Person: personOut(p), Url: link, ExpiresAt: models.FormatTime(expires)}
		return tx.Note(models.ActPeopleWrite, nil, nil, subject("person", p.ID), "", "invited")
	})
	return answer, err
}

func clearPassword(tx *store.Tx, id models.ID) (models.Person, error) {
	p, err := tx.Person(id)
	if err != nil {
		return p, err
	}
	if p.Disabled {
		return p, models.NewFault(models.WrongState, "This person is disabled. Enable them first.")
	}
	if administers(p) {
		if err := keepAnAdmin(tx, id); err != nil {
			return p, err
		}
	}
	p.Password = ""
	if err := tx.SavePerson(&p); err != nil {
		return p, err
	}
	_, err = tx.EndSessions(id, models.ID{}, models.ID{})
	return p, err
}

// link makes the one-time link with which a person sets a password.
func (h handlers) link(tx *store.Tx, person models.ID) (link string, expires time.Time, err error) {
	token := newToken()
	expires = models.Instant(h.Wall().Add(inviteLength))
	return h.BaseURL + "/setup#" + token, expires, tx.Invite(hashOf(token), &person, expires)
}

// keepAnAdmin refuses what would leave nobody who can sign in as administrator:
// then only whoever holds the database could help.
func keepAnAdmin(tx *store.Tx, except models.ID) error {
	another, err := tx.AnotherAdmin(except)
	if err == nil && !another {
		err = models.NewFault(models.WrongState, "Nobody else can sign in as administrator. Make another administrator first.")
	}
	return err
}

func administers(p models.Person) bool {
	return !p.Disabled && slices.ContainsFunc(p.Grants, func(g models.Grant) bool { return g.Role == models.RoleAdmin })
}

// checkPerson returns every fault of a person, and of what their roles refer to.
func checkPerson(v store.View, p models.Person) error {
	var fs models.Faults
	if err := fs.Take(p.Check()); err != nil {
		return err
	}
	for i, g := range p.Grants {
		at := fmt.Sprintf("/grants/%d", i)
		if g.Operation != nil {
			_, err := v.Operation(*g.Operation)
			if err := absent(&fs, at+"/operation", "there is no such operation", err); err != nil {
				return err
			}
		}
		for j, site := range g.Sites {
			_, err := v.Establishment(site)
			if err := absent(&fs, fmt.Sprintf("%s/sites/%d", at, j), "there is no such establishment", err); err != nil {
				return err
			}
		}
	}
	return fs.Err("The person is not right yet.")
}

func personIn(p models.Person, in api.PersonInput) models.Person {
	p.Login, p.Name, p.Language, p.Disabled = in.Login, in.Name, string(in.Language), in.Disabled
	p.Grants = each(in.Grants, func(g api.Grant) models.Grant {
		return models.Grant{Role: models.Role(g.Role), Operation: optional(g.Operation), Sites: g.Sites}
	})
	return p
}

func personOut(p models.Person) api.Person {
	return api.Person{Id: p.ID, Login: p.Login, Name: p.Name, Language: api.Language(p.Language), Disabled: p.Disabled,
		HasPassword: p.Password != "", Grants: grantsOut(p.Grants), CreatedAt: models.FormatTime(p.CreatedAt), Version: p.Version}
}
