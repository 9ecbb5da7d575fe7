package store_test

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// story is one of the vectors that every implementation agrees on: a journal
// and the documents that it gives.
type story struct {
	Name  string
	Given struct {
		Operation models.ID
		Journal   []struct {
			Raw, Stream, Hash string
			Verdict           fieldsync.Verdict
			Code              fieldsync.Code
			Server            bool
			ReceivedAt        string
		}
	}
	Expect struct {
		Documents []struct {
			Kind          fieldsync.Kind
			ID            string
			Rev, Position uint64
			Body          json.RawMessage
		}
	}
}

func stories(t *testing.T) []story {
	t.Helper()
	raw, err := os.ReadFile("../sync/testdata/vectors/projections.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Vectors []story }
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Vectors) < 5 {
		t.Fatalf("%d stories", len(file.Vectors))
	}
	return file.Vectors
}

// teller puts a story into a journal and projects it.
type teller struct {
	*testing.T
	store     *store.Store
	now       time.Time
	operation models.ID
	projector *fieldsync.Projector
}

func newTeller(t *testing.T, dialect string, operation models.ID) *teller {
	t.Helper()
	schemas, err := fieldsync.LoadSchemas(os.DirFS("../openapi/entries"))
	if err != nil {
		t.Fatal(err)
	}
	url := newest(t, dialect)
	w := &teller{T: t, now: storetest.Dawn, operation: operation, projector: fieldsync.NewProjector(schemas)}
	w.store, err = store.Open(ctx, store.Options{URL: url, Clock: func() time.Time { return w.now }, Sealer: storetest.Mask{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.store.Close() })
	o, err := models.NewOperation("DAWN", "Dawn", models.NewID(), w.now)
	if err != nil {
		t.Fatal(err)
	}
	o.ID = operation
	w.tx(func(tx *store.Tx) error {
		if err := tx.AddOperation(&o); err != nil {
			return err
		}
		return tx.OpenJournal(o.ID)
	})
	return w
}

func (w *teller) tx(fn func(*store.Tx) error) {
	w.Helper()
	if err := w.store.Tx(ctx, fn); err != nil {
		w.Fatal(err)
	}
}

// tell journals the entries of a story at the times at which they were received.
func (w *teller) tell(x story, each func()) {
	w.Helper()
	for _, given := range x.Given.Journal {
		e, err := fieldsync.ParseEntry([]byte(given.Raw))
		if err != nil {
			w.Fatal(err)
		}
		w.now = must(models.ParseTime(given.ReceivedAt))
		w.tx(func(tx *store.Tx) error {
			j, err := tx.LockJournal(w.operation)
			if err != nil {
				return err
			}
			return tx.Append(&j, []*fieldsync.Journalled{{Entry: e, Stream: given.Stream, Hash: given.Hash, Verdict: given.Verdict, Code: given.Code, Server: given.Server}})
		})
		each()
	}
}

// follow brings the documents up to the journal, so many entries a transaction.
func (w *teller) follow(batch int) {
	w.Helper()
	for done := false; !done; {
		w.tx(func(tx *store.Tx) error {
			p, position, err := tx.Project(w.operation)
			if err != nil {
				return err
			}
			entries, err := p.Entries(position, batch)
			if done = len(entries) == 0; err != nil || done {
				return err
			}
			for _, e := range entries {
				if _, err := w.projector.Apply(p, *e); err != nil {
					return err
				}
				position = e.Position
			}
			return p.Done(position)
		})
	}
}

// documents reads every column of what was projected, by table.
func (w *teller) documents() map[string][]map[string]any {
	w.Helper()
	all := map[string][]map[string]any{}
	err := w.store.Read(ctx, func(v store.View) error {
		for table, order := range map[string]string{"documents": "kind, id", "document_keys": "kind, key, id", "projections": "operation"} {
			var rows []map[string]any
			if err := v.Raw().Table(table).Order(order).Find(&rows).Error; err != nil {
				return err
			}
			all[table] = rows
		}
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	return all
}

func TestDocumentsThatAreMadeAnewAreTheSameToTheByte(t *testing.T) {
	both(t, func(t *testing.T, dialect string) {
		for _, x := range stories(t) {
			t.Run(x.Name, func(t *testing.T) {
				w := newTeller(t, dialect, x.Given.Operation)
				w.tell(x, func() { w.follow(1) })
				before := w.documents()
				w.areThoseOf(x)
				for _, batch := range []int{1, 3, 250} {
					w.tx(func(tx *store.Tx) error { return tx.ResetProjection(w.operation, "support", "a test") })
					if n := len(w.documents()["documents"]); n != 0 {
						t.Fatalf("%d documents are left", n)
					}
					w.follow(batch)
					if after := w.documents(); !reflect.DeepEqual(before, after) {
						t.Errorf("in batches of %d:\n%s\nbefore\n%s", batch, fmt.Sprint(after), fmt.Sprint(before))
					}
				}
			})
		}
	})
}

// areThoseOf compares with what the vectors say, which were made without a database.
func (w *teller) areThoseOf(x story) {
	w.Helper()
	err := w.store.Read(ctx, func(v store.View) error {
		for _, want := range x.Expect.Documents {
			d, err := v.Document(w.operation, want.Kind, want.ID)
			if err != nil || d.Rev != want.Rev || d.Position != want.Position || !sameJSON(w.T, d.Body, want.Body) {
				w.Errorf("%s %s at %d, revision %d: %s %v\nnot at %d, revision %d: %s", want.Kind, want.ID, d.Position, d.Rev, d.Body, err, want.Position, want.Rev, want.Body)
			}
		}
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
}

// sameJSON ignores the order of members: the vectors have been through a map.
func sameJSON(t *testing.T, a, b []byte) bool {
	t.Helper()
	var x, y any
	if err := json.Unmarshal(a, &x); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &y); err != nil {
		t.Fatal(err)
	}
	return reflect.DeepEqual(x, y)
}
