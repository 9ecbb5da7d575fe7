package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// shown is a demonstration that has been prepared.
func shown(t *testing.T, database, keys, state string) *app {
	t.Helper()
	r, err := settings{Listen: ":0", Database: database, Keys: keys, Speed: "1x", LogLevel: "error", Demo: true, Sites: 2, Cells: 5, State: state}.resolve()
	if err != nil {
		t.Fatal(err)
	}
	a, err := assemble(context.Background(), r, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// stands reads the one operation that there is, with how many cells it searches.
func (a *app) stands(t *testing.T) (o models.Operation, sites, cells int) {
	t.Helper()
	err := a.store.Read(t.Context(), func(v store.View) (err error) {
		if o, err = v.OperationByReference("DEMO-PRISON-BREAK"); err != nil {
			return err
		}
		drafts, err := v.SiteDrafts(o.ID)
		for _, d := range drafts {
			cells += len(d.Cells)
		}
		sites = len(drafts)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return o, sites, cells
}

// Started again and again with one state further, the operation stays the same
// one, and its clock goes on.
func TestADemonstrationBeginsInTheStateThatIsAskedFor(t *testing.T) {
	try := func(t *testing.T, database string) {
		keys := filepath.Join(t.TempDir(), "keys")
		var first models.Operation
		var last time.Time
		for _, state := range []models.OperationState{models.Draft, models.Planned, models.Approved, models.Sealed, models.Released, models.Draft} {
			a := shown(t, database, keys, string(state))
			o, sites, cells := a.stands(t)
			now := a.store.Now()
			_, newest, err := a.running(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := a.store.Close(); err != nil {
				t.Fatal(err)
			}
			if first.ID == (models.ID{}) {
				first, last = o, newest
			}
			if want := state; o.State != want && (want != models.Draft || o.State != models.Released) { // what is released does not come back
				t.Errorf("asked for %s, and it is %s", want, o.State)
			}
			if o.ID != first.ID || sites != 2 || cells != 5 || now.Before(last) {
				t.Errorf("%s: %s has %d sites and %d cells at %s, after %s", state, o.ID, sites, cells, now, last)
			}
			last = newest // between two acts it may have run on: nobody can tell
			if early := time.Date(2026, 5, 19, 4, 0, 0, 0, time.UTC); o.HHour == nil && (now.Before(early) || now.After(early.Add(time.Hour))) {
				t.Errorf("%s: the clock is at %s, not the evening before H", state, now)
			}
		}
	}
	t.Run("sqlite", func(t *testing.T) { try(t, filepath.Join(t.TempDir(), "a.db")) })
	t.Run("postgres", func(t *testing.T) { try(t, storetest.Postgres(t)) })
}

// The checklist is given out from its writing on: written later than the operation
// is released, its searches would name none.
func TestADemonstrationHasItsChecklistAndSaysWhoLeadsEachSite(t *testing.T) {
	a := shown(t, filepath.Join(t.TempDir(), "a.db"), filepath.Join(t.TempDir(), "keys"), string(models.Released))
	defer func() { _ = a.store.Close() }()
	o, _, _ := a.stands(t)
	if err := a.store.Read(t.Context(), func(v store.View) error {
		f := store.Feed{Operation: o.ID, Kinds: []fieldsync.Kind{fieldsync.KindTemplate}, All: true, Limit: 10}
		lists, err := v.Documents(f)
		if err != nil || len(lists) != 1 {
			t.Errorf("the operation has %d checklists: %v", len(lists), err)
		}
		f.Kinds = []fieldsync.Kind{fieldsync.KindSite}
		sites, err := v.Documents(f)
		for _, s := range sites {
			var d struct{ Lead, Phone, Radio string }
			if err := json.Unmarshal(s.Body, &d); err != nil || !strings.Contains(d.Lead, "Fictif") || !strings.HasPrefix(d.Phone, "+33") || d.Radio == "" {
				t.Errorf("a site is led by %+v: %v", d, err)
			}
		}
		if len(sites) != 2 {
			t.Errorf("%d sites", len(sites))
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func TestTheSizeOfADemonstrationHasBounds(t *testing.T) {
	for _, x := range []struct {
		s    settings
		flag string
	}{
		{settings{Sites: 3}, "--demo-sites"},
		{settings{Demo: true, Sites: 189, Cells: 1000}, "--demo-sites"},
		{settings{Demo: true, Cells: 1000}, "--demo-sites"},
		{settings{Demo: true, Sites: 3, From: "x"}, "--demo-sites"},
		{settings{Demo: true, Sites: 10, Cells: 19}, "--demo-cells"},
		{settings{Demo: true, Sites: 10, Cells: 60001}, "--demo-cells"},
		{settings{Demo: true, State: "draft"}, "--demo-state"},
	} {
		x.s.Listen, x.s.Speed, x.s.LogLevel = ":0", "1x", "error"
		if _, err := x.s.resolve(); err == nil || !strings.Contains(err.Error()+text(err), x.flag) {
			t.Errorf("%+v: %v", x.s, err)
		}
	}
	r, err := settings{Listen: ":0", Speed: "1x", LogLevel: "error", Demo: true, Sites: 66}.resolve()
	if err != nil || r.Cells != 528 || r.State != "released" {
		t.Errorf("%d cells, %s, %v", r.Cells, r.State, err)
	}
}

// text is every fault of an error on a line.
func text(err error) string {
	var b strings.Builder
	report(&b, "en", err)
	return b.String()
}
