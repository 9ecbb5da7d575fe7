package server

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner/draft"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/intake"
	"github.com/cellsweep/cellsweep/store/storetest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// demonstration imports the shipped operation of 66 sites and 500 cells, with
// the reference data that ships, as anna.
func (th *theatre) demonstration(anna person) dawnOperation {
	th.Helper()
	names, err := filepath.Glob("../examples/operation-prison-break/*.csv")
	if err != nil || len(names) == 0 {
		th.Fatalf("no files: %v", err)
	}
	var files []intake.File
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			th.Fatal(err)
		}
		files = append(files, intake.File{Name: filepath.Base(name), Content: content})
	}
	if err := store.Seed(ctx, th.store); err != nil {
		th.Fatal(err)
	}
	caller := store.Caller{Actor: models.Actor{Person: anna.id, Grants: []models.Grant{coordinates}}}
	r, err := intake.Run(store.WithCaller(ctx, caller), th.store, files, intake.Options{})
	if err != nil {
		th.Fatal(err)
	}
	return dawnOperation{id: r.Operation.String(), path: "/v1/operations/" + r.Operation.String()}
}

func TestTheDemonstrationIsPlannedAndReleased(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, bela := th.person("anna", coordinates), th.person("bela", approves)
		o := th.demonstration(anna)
		id := th.idOf(o)
		e := th.exported(id)
		if len(e.Instance.Sites) != 66 || len(e.Cells) != 500 || len(e.Outside) != 0 {
			t.Fatalf("%d sites, %d cells, %d outside", len(e.Instance.Sites), len(e.Cells), len(e.Outside))
		}
		th.must(201, anna, "POST", o.path+"/plans", members{"rounds": 1})
		th.must(200, anna, "POST", o.path+"/plans/1/publish", nil)
		th.must(200, bela, "POST", o.path+"/approve", nil)
		th.must(200, anna, "POST", o.path+"/seal", nil)
		th.must(200, anna, "POST", o.path+"/release/ask", nil)
		began := time.Now()
		th.must(200, bela, "POST", o.path+"/release/approve", nil)
		took := time.Since(began)
		entries, bytes := th.entries(id), 0
		for _, e := range entries {
			bytes += len(e.Entry.Body)
		}
		t.Logf("%s: the release of 500 cells at 66 sites took %d ms: %d entries, %d kB of bodies", s.Dialect(), took.Milliseconds(), len(entries), bytes/1000)
		th.isSoundJournal(id)
		if s.Dialect() == "sqlite" { // 5,178 locations take the projector ten seconds, and it is the same on both
			if err := th.server.projectAll(ctx); err != nil {
				t.Fatal(err)
			}
			th.isWholePicture(id)
		}
	})
}

func (th *theatre) exported(operation models.ID) (e *draft.Exported) {
	th.Helper()
	th.read(func(v store.View) error {
		all, err := th.server.exported(v, operation)
		if err == nil {
			e = all.exported
		}
		return err
	})
	return e
}

// isWholePicture counts the documents that a release of the demonstration makes.
func (th *theatre) isWholePicture(operation models.ID) {
	th.Helper()
	th.read(func(v store.View) error {
		for kind, want := range map[fieldsync.Kind]int{fieldsync.KindOperation: 1, fieldsync.KindSite: 66, fieldsync.KindTask: 500,
			fieldsync.KindLocation: 5178, fieldsync.KindTemplate: 1, fieldsync.KindOfficer: 602} {
			rows, err := v.Count(operation, kind)
			if err != nil {
				return err
			}
			n := 0
			for _, r := range rows {
				n += r.Count
			}
			if n != want {
				th.Errorf("%d documents of kind %s, wanted %d", n, kind, want)
			}
		}
		receipts, err := v.Count(operation, fieldsync.KindReceipt)
		for _, r := range receipts {
			if r.State != string(fieldsync.Applied) {
				th.Errorf("%d entries of the release are %s", r.Count, r.State)
			}
		}
		return err
	})
}
