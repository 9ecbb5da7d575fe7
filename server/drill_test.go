package server_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// drill is a world with two prisons, tablets at both, and operations at both
// that somebody may ask for in whatever state.
type drill struct {
	*servertest.World
	near, far  models.Establishment // a role at some sites is one at the near one
	tablets    map[string]fieldTablet
	written    map[string]*pen // what the tablets wrote, by prison
	operations map[models.OperationState]models.ID
}

// fieldTablet is a tablet whose key a test holds.
type fieldTablet struct {
	models.Tablet
	key    ed25519.PrivateKey
	client *servertest.Client
}

const (
	nearCode = "AIX"
	farCode  = "ARL"
)

func newDrill(t testing.TB, w *servertest.World) *drill {
	t.Helper()
	d := &drill{World: w, near: w.Establishment(nearCode), far: w.Establishment(farCode), tablets: map[string]fieldTablet{}, written: map[string]*pen{},
		operations: map[models.OperationState]models.ID{}}
	for _, e := range []models.Establishment{d.near, d.far} {
		d.tablets[e.Code] = d.tablet(e, models.TabletConfirmed)
	}
	return d
}

// tablet enrols one at a prison and signs it in.
func (d *drill) tablet(at models.Establishment, state models.TabletState) fieldTablet {
	d.T.Helper()
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		d.T.Fatal(err)
	}
	t := fieldTablet{key: key, client: d.Nobody(), Tablet: models.Tablet{ID: models.NewID(), Establishment: at.ID, Label: "Tablet " + at.Code, State: state,
		SigningKey: fieldsync.EncodeBytes(public), AgreementKey: fieldsync.EncodeBytes(public), AppVersion: "1.0.0"}}
	t.client.Bearer = "bearer-" + t.ID.String()
	d.Tx(func(tx *store.Tx) error {
		if err := tx.AddTablet(&t.Tablet); err != nil {
			return err
		}
		return tx.AddTabletToken(t.ID, hexOf(t.client.Bearer), tx.Now, tx.Now.Add(16*time.Hour))
	})
	return t
}

func hexOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// site is the draft of a prison: two cells, one team of two, words that only it has.
func (d *drill) site(at models.Establishment) object {
	cells := []object{}
	for _, path := range []string{"B1/W1/L1/C1", "B1/W1/L1/C2"} {
		cells = append(cells, object{"id": models.NewID(), "location": d.Cell(at.Code, path).ID, "duration": 20, "priority": 2, "weight": 3,
			"occupant": "PSEUDO-" + at.Code, "reason": "GRUND-" + at.Code})
	}
	one, two := d.Officer("MAT-"+at.Code+"-1"), d.Officer("MAT-"+at.Code+"-2")
	return object{"establishment": at.ID, "cells": cells, "lead": one.Number, "phone": "+33600000" + at.Code, "radio": "KANAL-" + at.Code,
		"equipment": []object{{"kind": "dog", "count": 1}},
		"teams": []object{{"id": models.NewID(), "code": "TRUPP-" + at.Code, "shiftFrom": -60, "shiftTo": 480, "officers": []object{
			{"id": one.ID, "number": one.Number, "lead": true}, {"id": two.ID, "number": two.Number}}}}}
}

// whole is the draft of what concerns both prisons: H in an hour, one authorisation, of a third cell too that nobody plans to search.
func (d *drill) whole() object {
	h, targets := d.Now().Add(time.Hour), []object{}
	for _, e := range []models.Establishment{d.near, d.far} {
		for _, path := range []string{"B1/W1/L1/C1", "B1/W1/L1/C2", "B1/W1/L1/C3"} {
			targets = append(targets, object{"establishment": e.ID, "location": d.Cell(e.Code, path).ID})
		}
	}
	return object{"hHour": models.FormatTime(h), "policy": object{"conflictOfInterest": "none"}, "links": []object{},
		"authorisations": []object{{"id": models.NewID(), "reference": "ORDRE-77", "issuer": "Judge", "legalBasis": "judicial",
			"validFrom": models.FormatTime(h.Add(-time.Hour)), "validTo": models.FormatTime(h.Add(12 * time.Hour)), "targets": targets}}}
}

// steps lead an operation from draft to release, and who takes each.
var steps = []struct {
	leads models.OperationState
	by    models.Role
	path  string
}{
	{models.Planned, models.RoleCoordinator, "/plans/1/publish"},
	{models.Approved, models.RoleApprover, "/approve"},
	{models.Sealed, models.RoleCoordinator, "/seal"},
	{models.Sealed, models.RoleCoordinator, "/release/ask"},
	{models.Released, models.RoleApprover, "/release/approve"},
}

// operation is one in this state, with a plan; the same each time. It came there
// by its steps as far as release; what comes after that is set.
func (d *drill) operation(state models.OperationState) models.ID {
	d.T.Helper()
	if id, ok := d.operations[state]; ok {
		return id
	}
	c := d.As(models.RoleCoordinator)
	var o struct{ ID models.ID }
	c.Post("/v1/operations", object{"reference": "DAWN-" + string(state), "name": "Dawn, " + string(state)}).Expect(http.StatusCreated).Into(&o)
	path := "/v1/operations/" + o.ID.String()
	for _, e := range []models.Establishment{d.near, d.far} {
		c.Put(path+"/sites/"+e.ID.String(), "", d.site(e)).Expect(http.StatusOK)
	}
	etag := c.Do(http.MethodGet, path+"/draft", nil, "X-Reason", "drill").Expect(http.StatusOK).ETag()
	c.Put(path+"/draft", etag, d.whole()).Expect(http.StatusOK)
	c.Post(path+"/plans", object{"rounds": 1}).Expect(http.StatusCreated)
	if state != models.Draft {
		for _, s := range steps {
			d.As(s.by).Post(path+s.path, nil).Expect(http.StatusOK)
			if s.leads == state {
				break
			}
		}
	}
	d.be(o.ID, state)
	d.operations[state] = o.ID
	return o.ID
}

// be puts an operation into a state, whatever the way there.
func (d *drill) be(id models.ID, state models.OperationState) {
	d.T.Helper()
	d.Tx(func(tx *store.Tx) error {
		o, err := tx.Operation(id)
		if err != nil || o.State == state {
			return err
		}
		if o.State = state; state == models.Held {
			o.HeldFrom = models.Live
		}
		return tx.SaveOperation(&o)
	})
}

// project lets the documents follow the journals.
func (d *drill) project() {
	d.T.Helper()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); d.Server.Run(ctx) }()
	defer func() { stop(); <-ended }()
	for range 3000 {
		var behind []models.ID
		d.Read(func(v store.View) (err error) {
			behind, err = v.Behind()
			return err
		})
		if len(behind) == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	d.T.Fatal("the documents do not follow the journal")
}

// documents are all documents of an operation of one kind, past the server.
func (d *drill) documents(operation models.ID, kind fieldsync.Kind) (all []fieldsync.Document) {
	d.T.Helper()
	d.Read(func(v store.View) (err error) {
		all, err = v.Documents(store.Feed{Operation: operation, Kinds: []fieldsync.Kind{kind}, All: true, Limit: 1000})
		return err
	})
	return all
}

// at are the documents of one prison.
func at(site models.ID, all []fieldsync.Document) []fieldsync.Document {
	return slices.DeleteFunc(slices.Clone(all), func(x fieldsync.Document) bool { return x.Site != site })
}

// first is the id of the first thing of a list.
func (d *drill) first(list string) string {
	var page struct{ Items []struct{ ID string } }
	d.As(models.RoleCoordinator).Get(list).Expect(http.StatusOK).Into(&page)
	if len(page.Items) == 0 {
		d.T.Fatalf("%s is empty", list)
	}
	return page.Items[0].ID
}

// dog is the id of a piece of kit at the near prison.
func (d *drill) dog() string {
	in := object{"establishment": d.near.ID, "kind": "dog", "serial": "SN-1"}
	d.As(models.RoleCoordinator).Post("/v1/equipment", in) // the second time it is there already
	return d.first("/v1/equipment")
}
