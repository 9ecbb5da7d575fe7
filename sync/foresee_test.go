package sync_test

import (
	"fmt"
	"slices"
	"testing"

	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// asking is a ledger that notes what was asked for and neither foreseen, nor
// asked for before, nor written by this very batch.
type asking struct {
	*memoryLedger
	ids, keys fieldsync.Wanted
	surprises []string
}

func (a *asking) Get(kind fieldsync.Kind, id string) (fieldsync.Document, bool, error) {
	if !slices.Contains(a.ids[kind], id) {
		a.ids[kind] = append(a.ids[kind], id)
		a.surprises = append(a.surprises, string(kind)+" "+id)
	}
	return a.memoryLedger.Get(kind, id)
}

func (a *asking) Put(d fieldsync.Document) error {
	a.ids[d.Kind] = append(a.ids[d.Kind], d.ID)
	return a.memoryLedger.Put(d)
}

func (a *asking) Find(kind fieldsync.Kind, key string) ([]fieldsync.Document, error) {
	if !slices.Contains(a.keys[kind], key) {
		a.keys[kind] = append(a.keys[kind], key)
		a.surprises = append(a.surprises, string(kind)+" by "+key)
	}
	return a.memoryLedger.Find(kind, key)
}

// What is not foreseen costs a question to the database each: of a search with
// forty answers it may be the few things that the search itself stands on.
func TestTheAnswersOfASearchAreForeseenWhole(t *testing.T) {
	projector := fieldsync.NewProjector(loadSchemas(t))
	l, p := newLedger(), newPen()
	for _, j := range briefing(p) {
		l.append(t, projector, j)
	}
	start := p.write("t1", starts(0x10))
	batch := []*fieldsync.Journalled{&start}
	for i := range 40 {
		a := answers(start.Entry.ID, "yes")
		a.body["row"] = fmt.Sprint("row", i)
		j := p.write("t1", a)
		batch = append(batch, &j)
	}
	closed := p.write("t1", closes(start.Entry.ID, "done_clear"))
	batch = append(batch, &closed)
	ids, keys := projector.Foresee(batch)
	a := &asking{memoryLedger: l, ids: ids, keys: keys}
	for _, j := range batch {
		j.Position, j.Verdict = uint64(len(l.journal)+1), fieldsync.Stored
		l.journal = append(l.journal, *j)
		if r, err := projector.Apply(a, *j); err != nil || r.Status == fieldsync.Refused {
			t.Fatal(r, err)
		}
	}
	if len(a.surprises) > 12 {
		t.Errorf("%d questions were not foreseen: %q", len(a.surprises), a.surprises)
	}
	for _, s := range a.surprises {
		t.Log(s)
	}
}
