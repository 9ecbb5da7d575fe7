package server

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/getkin/kin-openapi/openapi3filter"

	"github.com/cellsweep/cellsweep/bundle"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

var ctx = context.Background()

// theatre is a server over a database, with two prisons, people who sign in,
// and everything that it wrote into its log.
type theatre struct {
	*testing.T
	server  *Server
	handler http.Handler
	store   *store.Store
	log     *bytes.Buffer
	prisons []prison
}

type prison struct {
	models.Establishment
	cells    []models.Location
	officers []models.Officer
}

// person is somebody with a session.
type person struct {
	id     models.ID
	cookie string
}

func newTheatre(t *testing.T, s *store.Store) *theatre {
	t.Helper()
	th := &theatre{T: t, store: s, log: &bytes.Buffer{}}
	key := func(b byte) ed25519.PrivateKey {
		return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{b}, ed25519.SeedSize))
	}
	clock := func() time.Time { return storetest.Dawn }
	var err error
	th.server, err = New(Dependencies{Store: s, Keys: Keys{Root: key(1), Entry: key(2), Log: key(3), Created: storetest.Dawn}, Clock: clock, Wall: clock,
		Log: slog.New(slog.NewJSONHandler(th.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Web: fstest.MapFS{}, BaseURL: "http://127.0.0.1", Speed: 1, Work: bundle.Work{Words: 10, Brakes: 1}})
	if err != nil {
		t.Fatal(err)
	}
	th.handler = th.server.Handler()
	return th
}

// tx writes what a test needs to be there.
func (th *theatre) tx(fn func(*store.Tx) error) {
	th.Helper()
	if err := th.store.Tx(ctx, fn); err != nil {
		th.Fatal(err)
	}
}

func (th *theatre) read(fn func(store.View) error) {
	th.Helper()
	if err := th.store.Read(ctx, fn); err != nil {
		th.Fatal(err)
	}
}

// prison adds one with a wing of three cells and two officers of its own.
func (th *theatre) prison(code string) prison {
	th.Helper()
	p := prison{Establishment: models.Establishment{ID: models.NewID(), Code: code, Name: "Prison " + code, Type: "mixed", Commune: "Commune", Department: "13",
		Country: "FR", TimeZone: "Europe/Paris", Latitude: 43.5, Longitude: 5.4, Version: 1, UpdatedAt: storetest.Dawn}}
	var tree []models.Location
	node := func(parent *models.ID, name, kind string) models.Location {
		l := models.Location{ID: models.NewID(), Establishment: p.ID, Parent: parent, Code: name, Kind: kind, Version: 1}
		tree = append(tree, l)
		return l
	}
	b := node(nil, "B1", "building")
	w := node(&b.ID, "B1-A", "wing")
	l := node(&w.ID, "B1-A-1", "landing")
	for i := range 3 {
		p.cells = append(p.cells, node(&l.ID, fmt.Sprintf("%s-CELL-%d", code, i+1), "cell"))
	}
	for i := range 2 {
		p.officers = append(p.officers, models.Officer{ID: models.NewID(), Number: fmt.Sprintf("MAT-%s-%d", code, i+1), Name: fmt.Sprintf("Officer %s %d", code, i+1),
			Sex: "f", Skills: models.NewWords("lead", "evidence"), Version: 1})
	}
	th.tx(func(tx *store.Tx) error {
		if err := tx.AddEstablishments([]models.Establishment{p.Establishment}); err != nil {
			return err
		}
		if err := tx.AddLocations(tree); err != nil {
			return err
		}
		return tx.AddOfficers(p.officers)
	})
	th.prisons = append(th.prisons, p)
	return p
}

// tablet enrols one at a prison.
func (th *theatre) tablet(p prison, state models.TabletState) models.Tablet {
	th.Helper()
	public, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		th.Fatal(err)
	}
	t := models.Tablet{ID: models.NewID(), Establishment: p.ID, Label: "Tablet", State: state, SigningKey: fieldsync.EncodeBytes(public)}
	th.tx(func(tx *store.Tx) error { return tx.AddTablet(&t) })
	return t
}

// person signs somebody in who holds these roles.
func (th *theatre) person(login string, grants ...models.Grant) person {
	th.Helper()
	p := models.Person{ID: models.NewID(), Login: login, Name: login, Language: "en", Grants: grants}
	token := login + "-token"
	th.tx(func(tx *store.Tx) error {
		if err := tx.AddPerson(&p); err != nil {
			return err
		}
		return tx.AddSession(models.Session{ID: models.NewID(), Person: p.ID, TokenHash: hashOf(token), CreatedAt: storetest.Dawn,
			SeenAt: storetest.Dawn, ExpiresAt: storetest.Dawn.Add(16 * time.Hour)})
	})
	return person{p.ID, token}
}

// answer is what a request got.
type answer struct {
	status int
	etag   string
	body   map[string]any
	raw    string
}

// code is the kind of fault that was answered, "" for none.
func (a answer) code() string { s, _ := a.body["code"].(string); return s }

func (a answer) text(name string) string { s, _ := a.body[name].(string); return s }

const readingReason = "Vérifier le plan"

// ask sends a request and holds the answer against the document.
func (th *theatre) ask(who person, method, path string, body any, headers ...string) answer {
	th.Helper()
	a, r, w := th.send(who, method, path, body, headers...)
	th.holdsPromise(r, w)
	return a
}

func (th *theatre) send(who person, method, path string, body any, headers ...string) (answer, *http.Request, *httptest.ResponseRecorder) {
	th.Helper()
	var in io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			th.Fatal(err)
		}
		in = bytes.NewReader(raw)
	}
	r := httptest.NewRequest(method, path, in)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("X-Reason", url.PathEscape(readingReason))
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	r.AddCookie(&http.Cookie{Name: "session", Value: who.cookie})
	w := httptest.NewRecorder()
	th.handler.ServeHTTP(w, r)
	a := answer{status: w.Code, etag: w.Header().Get("ETag"), raw: w.Body.String()}
	_ = json.Unmarshal(w.Body.Bytes(), &a.body)
	return a, r, w
}

// holdsPromise fails when an answer is not what the document says.
func (th *theatre) holdsPromise(r *http.Request, w *httptest.ResponseRecorder) {
	th.Helper()
	for name, p := range th.server.contract.routes {
		method, path, _ := strings.Cut(name, " ")
		if method != r.Method || !matches(path, r.URL.Path) {
			continue
		}
		err := openapi3filter.ValidateResponse(ctx, &openapi3filter.ResponseValidationInput{Status: w.Code, Header: w.Header(), Body: io.NopCloser(bytes.NewReader(w.Body.Bytes())),
			RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, Route: p.route}, Options: &openapi3filter.Options{IncludeResponseStatus: true}})
		if err != nil {
			th.Errorf("%s %s answered %d, which is not in the document: %v\n%s", r.Method, r.URL.Path, w.Code, err, w.Body)
		}
		return
	}
	th.Errorf("%s %s is not in the document", r.Method, r.URL.Path)
}

func matches(route, path string) bool {
	want, have := strings.Split(route, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return false
	}
	for i := range want {
		if want[i] != have[i] && !strings.HasPrefix(want[i], ":") {
			return false
		}
	}
	return true
}

// must asks, and fails the test unless the answer has this status.
func (th *theatre) must(status int, who person, method, path string, body any, headers ...string) answer {
	th.Helper()
	a := th.ask(who, method, path, body, headers...)
	if a.status != status {
		th.Fatalf("%s %s answered %d, wanted %d: %s", method, path, a.status, status, a.raw)
	}
	return a
}

type members = map[string]any

// siteOf is the draft of a prison: its three cells, one team.
func siteOf(p prison) members {
	cells := []members{}
	for _, l := range p.cells {
		cells = append(cells, members{"id": models.NewID(), "location": l.ID, "duration": 20, "priority": 2, "weight": 3, "skills": []string{"evidence"},
			"occupant": "PSEUDO-" + l.Code, "reason": "GRUND-" + l.Code, "persons": []string{"HAFT-" + l.Code}})
	}
	return members{"establishment": p.ID, "cells": cells, "lead": p.officers[0].Number, "phone": "+33600000" + p.Code, "radio": "KANAL-" + p.Code,
		"equipment": []members{{"kind": "dog", "count": 1}},
		"teams": []members{{"id": models.NewID(), "code": "TRUPP-" + p.Code, "shiftFrom": -60, "shiftTo": 480, "officers": []members{
			{"id": p.officers[0].ID, "number": p.officers[0].Number, "lead": true}, {"id": p.officers[1].ID, "number": p.officers[1].Number}}}}}
}

// draftOf is what concerns the whole operation: H, one authorisation for every cell of the prisons, a link.
func draftOf(h time.Time, prisons ...prison) members {
	targets, linked := []members{}, []members{}
	for _, p := range prisons {
		for _, l := range p.cells {
			targets = append(targets, members{"establishment": p.ID, "location": l.ID})
		}
		linked = append(linked, members{"establishment": p.ID, "location": p.cells[0].ID})
	}
	return members{"hHour": models.FormatTime(h), "policy": members{"conflictOfInterest": "wing", "maxTeamsPerLanding": 3},
		"links": []members{{"code": "BANDE-1", "firstWave": true, "cells": linked, "reason": "GRUND-BANDE"}},
		"authorisations": []members{{"id": models.NewID(), "reference": "ORDRE-77", "issuer": "Richter", "legalBasis": "judicial", "validFrom": models.FormatTime(h.Add(-time.Hour)),
			"validTo": models.FormatTime(h.Add(12 * time.Hour)), "targets": targets}}}
}

// dawnOperation is an operation at two prisons with its drafts written.
type dawnOperation struct {
	id       string
	path     string
	siteTags map[string]string
}

func (th *theatre) drafted(who person, h time.Time) dawnOperation {
	th.Helper()
	if len(th.prisons) == 0 {
		th.prison("AIX")
		th.prison("ARL")
	}
	o := dawnOperation{siteTags: map[string]string{}}
	o.id = th.must(201, who, "POST", "/v1/operations", members{"reference": "DAWN-" + models.NewID().String()[30:], "name": "Dawn"}).text("id")
	o.path = "/v1/operations/" + o.id
	for _, p := range th.prisons {
		o.siteTags[p.Code] = th.must(200, who, "PUT", o.path+"/sites/"+p.ID.String(), siteOf(p)).etag
	}
	tag := th.must(200, who, "GET", o.path+"/draft", nil).etag
	th.must(200, who, "PUT", o.path+"/draft", draftOf(h, th.prisons...), "If-Match", tag)
	return o
}

// sealed brings an operation to where release may be asked for.
func (th *theatre) sealed(coordinator, approver person, h time.Time) dawnOperation {
	th.Helper()
	o := th.drafted(coordinator, h)
	th.seal(coordinator, approver, o)
	return o
}

// seal plans what is drafted, and seals it.
func (th *theatre) seal(coordinator, approver person, o dawnOperation) {
	th.Helper()
	made := th.must(201, coordinator, "POST", o.path+"/plans", members{"rounds": 3})
	th.must(200, coordinator, "POST", fmt.Sprintf("%s/plans/%v/publish", o.path, made.body["number"]), nil)
	th.must(200, approver, "POST", o.path+"/approve", nil)
	th.must(200, coordinator, "POST", o.path+"/seal", nil)
}

func (th *theatre) released(coordinator, approver person, h time.Time) dawnOperation {
	th.Helper()
	o := th.sealed(coordinator, approver, h)
	th.must(200, coordinator, "POST", o.path+"/release/ask", nil)
	th.must(200, approver, "POST", o.path+"/release/approve", nil)
	return o
}

func (th *theatre) idOf(o dawnOperation) models.ID {
	id, err := models.ParseID(o.id)
	if err != nil {
		th.Fatal(err)
	}
	return id
}

// entries reads the whole journal of an operation.
func (th *theatre) entries(operation models.ID) (all []*fieldsync.Journalled) {
	th.Helper()
	th.read(func(v store.View) (err error) {
		all, err = v.Entries(operation, 0, 100_000)
		return err
	})
	return all
}

var (
	coordinates = models.Grant{Role: models.RoleCoordinator}
	approves    = models.Grant{Role: models.RoleApprover}
)
