package server

import (
	"context"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// Who was called at a site, and when. It is no evidence and in no journal: what
// headquarters did on the telephone is nothing that a tablet has to know.

// ListContacts lists who was called at the caller's sites.
func (h handlers) ListContacts(ctx context.Context, r api.ListContactsRequestObject) (api.ListContactsResponseObject, error) {
	answer := api.ListContacts200JSONResponse{Items: []api.Contact{}}
	who := store.CallerOf(ctx).Actor
	sites, all := who.Sites(models.ActProgressRead, r.Operation)
	if site := r.Params.Site; site != (models.ID{}) {
		if !who.Sees(models.ActProgressRead, r.Operation, site) {
			return answer, nil // as of a site where nobody was called
		}
		sites, all = models.IDSet{site}, false
	}
	err := h.Store.Read(ctx, func(v store.View) error {
		rows, next, err := v.Contacts(r.Operation, sites, all, store.Page{Limit: r.Params.Limit, Cursor: r.Params.Cursor})
		if err != nil {
			return err
		}
		answer.Next = next
		answer.Items, err = contactsOut(v, rows)
		return err
	})
	return answer, err
}

// contactsOut adds who wrote each row, and which row corrects it.
func contactsOut(v store.View, rows []models.Contact) ([]api.Contact, error) {
	ids := make([]models.ID, len(rows))
	for i, c := range rows {
		ids[i] = c.ID
	}
	by, err := v.Corrections(ids)
	if err != nil {
		return nil, err
	}
	names, out := nameBook{View: v}, make([]api.Contact, len(rows))
	for i, c := range rows {
		out[i] = api.Contact{Id: c.ID, Site: c.Site, Callee: api.Callee(c.Callee), Team: orNone(c.Team), Name: c.Name, Way: api.ContactWay(c.Way),
			Outcome: api.ContactOutcome(c.Outcome), Note: c.Note, At: models.FormatTime(c.At), WrittenBy: c.WrittenBy, WrittenAt: models.FormatTime(c.WrittenAt),
			Corrects: orNone(c.Corrects), CorrectedBy: by[c.ID]}
		if out[i].WrittenByName, err = names.of(c.WrittenBy); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// nameBook looks up each person's name once.
type nameBook struct {
	store.View
	known map[models.ID]string
}

// of is a person's name, "" of somebody who is not known, as the server itself.
func (b *nameBook) of(id models.ID) (string, error) {
	if name, ok := b.known[id]; ok {
		return name, nil
	}
	p, err := b.Person(id)
	if err != nil && models.CodeOf(err) != models.NotFound && !store.IsAbsent(err) {
		return "", err
	}
	if b.known == nil {
		b.known = map[models.ID]string{}
	}
	b.known[id] = p.Name
	return p.Name, nil
}

// AddContact writes down who was called.
func (h handlers) AddContact(ctx context.Context, r api.AddContactRequestObject) (api.AddContactResponseObject, error) {
	c := models.Contact{Operation: r.Operation, Site: r.Site, Callee: string(r.Body.Callee), Team: optional(r.Body.Team), Name: r.Body.Name,
		Way: string(r.Body.Way), Outcome: string(r.Body.Outcome), Note: r.Body.Note, Corrects: optional(r.Body.Corrects)}
	var answer api.AddContact201JSONResponse
	err := h.Store.Tx(ctx, func(tx *store.Tx) (err error) {
		o, err := tx.LockOperation(r.Operation)
		if err != nil {
			return err
		}
		if err := still(ctx, models.ActContactWrite, o); err != nil {
			return err
		}
		if o.ReleasedAt == nil { // it was held before release
			return models.NewFault(models.WrongState, "Nobody is called before the operation is released.")
		}
		c := c
		if c.At = tx.Now; r.Body.At != "" {
			if c.At, err = models.ParseTime(r.Body.At); err != nil {
				return err
			}
		}
		if err := firstOf(func() error { return callee(tx, &c) }, func() error { return c.Check(*o.ReleasedAt, tx.Now) }, func() error { return tx.AddContact(&c) }); err != nil {
			return err
		}
		out, err := contactsOut(tx.View, []models.Contact{c})
		if err != nil {
			return err
		}
		answer = api.AddContact201JSONResponse(out[0])
		return tx.Note(models.ActContactWrite, &o.ID, &c.Site, subject("contact", c.ID), "", c.Callee+" "+c.Outcome)
	})
	return answer, err
}

// callee finds who is meant at a site of the operation: the lead and the teams
// are called what the plan calls them, unless another name was given.
func callee(tx *store.Tx, c *models.Contact) error {
	d, err := tx.SiteDraft(c.Operation, c.Site)
	if models.CodeOf(err) == models.NotFound {
		return noBundle()
	}
	if err != nil || c.Callee == "lead" && c.Name != "" {
		return err
	}
	if c.Callee == "lead" {
		c.Name = d.Lead
		return nil
	}
	for _, t := range d.Teams {
		if c.Team != nil && *c.Team == t.ID {
			if c.Name == "" {
				c.Name = t.Code
			}
			return nil
		}
	}
	if c.Callee == "team" && c.Team != nil {
		return models.NewFault(models.Invalid, "The contact is not right yet.").With(models.Field{Pointer: "/team", Code: "unknown", Message: "is no team of this site"})
	}
	return nil
}

// lastContactOut is what the picture shows of the last call to a site.
func lastContactOut(c models.Contact) api.LastContact {
	return api.LastContact{At: models.FormatTime(c.At), Callee: api.Callee(c.Callee), Way: api.ContactWay(c.Way), Outcome: api.ContactOutcome(c.Outcome)}
}
