package tablets

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server"
	"github.com/cellsweep/cellsweep/server/staging"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/blobs"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

const (
	testPassword  = "demonstration"
	testReference = "TEST-SWEEP"
)

// dawn is H of every operation in these tests.
var dawn = time.Date(2026, 5, 20, 4, 0, 0, 0, time.UTC)

// prison is a running server with one released operation.
type prison struct {
	url       string
	store     *store.Store
	keys      server.Keys
	operation models.Operation
}

// openPrison starts a server on a database whose clock runs so many times as
// fast, from ten minutes before H, with an operation of some sites, teams and cells.
func openPrison(t *testing.T, database string, speed float64, sites, teams, cells int) *prison {
	t.Helper()
	keys, err := server.LoadKeys(filepath.Join(t.TempDir(), "keys.json"), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	clock := func() time.Time {
		return dawn.Add(-10 * time.Minute).Add(time.Duration(float64(time.Since(began)) * speed))
	}
	s, err := store.Open(t.Context(), store.Options{URL: database, Clock: clock, Sealer: keys})
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	files, err := blobs.Open(t.Context(), t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	area, err := staging.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	srv, err := server.New(server.Dependencies{Store: s, Keys: keys, Clock: clock, Wall: time.Now, Log: log, Web: fstest.MapFS{}, Version: "test", Demo: true, Speed: speed,
		Files: server.Files{Blobs: files, Staging: area}})
	if err != nil {
		t.Fatal(err)
	}
	p := &prison{store: s, keys: keys}
	p.furnish(t, sites, teams, cells)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); srv.Run(ctx) }()
	web := httptest.NewServer(srv.Handler())
	p.url = web.URL
	t.Cleanup(func() {
		web.Close()
		stop()
		<-done
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	p.awaitProjection(t)
	return p
}

func (p *prison) awaitProjection(t *testing.T) {
	t.Helper()
	for range 200 {
		var behind []models.ID
		if err := p.store.Read(t.Context(), func(v store.View) (err error) { behind, err = v.Behind(); return err }); err != nil {
			t.Fatal(err)
		}
		if len(behind) == 0 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("the released plan is not projected after four seconds")
}

// furnish writes what an import, a plan and a release would have left.
func (p *prison) furnish(t *testing.T, sites, teams, cells int) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(store.Seed(t.Context(), p.store))
	phc := server.HashPassword(testPassword)
	operation, err := models.NewOperation(testReference, "Sweep in a test", models.NewID(), dawn.Add(-time.Hour))
	must(err)
	h := dawn
	operation.State, operation.HHour = models.Released, &h
	p.operation = operation
	must(p.store.Tx(t.Context(), func(tx *store.Tx) error {
		for _, role := range []models.Role{models.RoleCoordinator, models.RoleAuditor} {
			person := models.Person{ID: models.NewID(), Login: string(role), Name: string(role), Password: phc, Language: "en", Grants: []models.Grant{{Role: role}}}
			if err := tx.AddPerson(&person); err != nil {
				return err
			}
		}
		if err := tx.AddOperation(&operation); err != nil {
			return err
		}
		if err := tx.OpenJournal(operation.ID); err != nil {
			return err
		}
		return p.release(tx, sites, teams, cells)
	}))
}

// release appends the declarations of a released plan to the journal.
func (p *prison) release(tx *store.Tx, sites, teams, cells int) error {
	j, err := tx.LockJournal(p.operation.ID)
	if err != nil {
		return err
	}
	var entries []*fieldsync.Journalled
	declare := func(kind string, site models.ID, body map[string]any) {
		entries = append(entries, p.own(&j, tx.Now, kind, site, body))
	}
	reference := func(kind fieldsync.Kind, site models.ID, items ...any) {
		declare("reference.published", site, map[string]any{"kind": kind, "part": 1, "parts": 1, "items": items})
	}
	catalogue, err := tx.AllDeviceModels()
	if err != nil {
		return err
	}
	var devices []any
	for _, m := range catalogue {
		devices = append(devices, map[string]any{"id": m.ID, "code": m.Code, "make": m.Make, "model": m.Model, "isTarget": m.Target, "mini": m.Mini})
	}
	reference(fieldsync.KindOperation, models.ID{}, map[string]any{"id": p.operation.ID, "name": p.operation.Name, "hHour": models.FormatTime(dawn)})
	reference(fieldsync.KindDeviceModel, models.ID{}, devices...)
	plan := models.NewID()
	for i := range sites {
		e := models.Establishment{ID: models.NewID(), Code: fmt.Sprintf("S%02d", i+1), Name: fmt.Sprintf("Prison %d", i+1), Type: "mixed", Country: "FR", TimeZone: "Europe/Paris", Version: 1, UpdatedAt: tx.Now}
		if err := tx.AddEstablishments([]models.Establishment{e}); err != nil {
			return err
		}
		if err := tx.SaveSiteDraft(p.operation.ID, models.SiteDraft{Establishment: e.ID, Walk: models.DefaultWalk}, 0); err != nil {
			return err
		}
		reference(fieldsync.KindSite, models.ID{}, map[string]any{"id": e.ID, "establishment": e.ID, "code": e.Code, "name": e.Name, "type": e.Type, "timeZone": e.TimeZone})
		locations, officers, tasks := floor(e.ID, teams, cells)
		reference(fieldsync.KindLocation, e.ID, locations...)
		reference(fieldsync.KindOfficer, e.ID, officers...)
		none := strings.Repeat("0", 64)
		declare("plan.released", e.ID, map[string]any{"plan": plan, "planVersion": 1, "part": 1, "parts": 1, "packageSha256": none,
			"authorisationsSha256": none, "auditSha256": none, "tasks": tasks})
	}
	return tx.Append(&j, entries)
}

// floor is one site: a store, cells, teams of two, and the tasks that they have.
func floor(site models.ID, teams, cells int) (locations, officers, tasks []any) {
	locations = append(locations, map[string]any{"id": models.NewID(), "site": site, "code": "STORE", "kind": "store", "path": "STORE"})
	for k := range teams {
		team := models.NewID()
		for n := range 2 {
			officers = append(officers, map[string]any{"id": models.NewID(), "site": site, "name": fmt.Sprintf("Officer %d-%d", k, n), "badge": fmt.Sprintf("B%d%d", k, n), "team": team, "lead": n == 1})
		}
		for n := range cells {
			id, code := models.NewID(), fmt.Sprintf("A-%d-%02d", k+1, n+1)
			locations = append(locations, map[string]any{"id": id, "site": site, "code": code, "kind": "cell", "path": "A / " + code})
			tasks = append(tasks, map[string]any{"id": models.NewID(), "location": id, "code": code, "kind": "cell", "team": team, "teamName": fmt.Sprintf("Team %d", k+1),
				"start": n * 14, "end": n*14 + 12, "duration": 12, "order": n + 1, "legalBasis": "judicial_preliminary_order"})
		}
	}
	return locations, officers, tasks
}

// own is an entry of the server's own stream, as the server writes them.
func (p *prison) own(j *store.Journal, now time.Time, kind string, site models.ID, body map[string]any) *fieldsync.Journalled {
	raw, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	stream := fieldsync.ServerStream(server.Public(p.keys.Entry), j.Operation, j.Epoch)
	e := fieldsync.Entry{Seq: j.ServerSeq + 1, ID: models.NewID(), Operation: j.Operation, Site: site, Type: kind, Version: 1, At: models.Instant(now),
		Body: `{"salt":"AAAAAAAAAAAAAAAAAAAAAA",` + string(raw[1:]), Prev: j.ServerHash}
	e.Sign(stream, p.keys.Entry)
	j.ServerSeq, j.ServerHash = e.Seq, e.Hash(stream)
	return &fieldsync.Journalled{Entry: e, Stream: stream, Hash: j.ServerHash, Verdict: fieldsync.Stored, Server: true}
}
