package sync_test

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// indexedLedger finds documents as a database does, so that a benchmark of the
// projector measures the projector.
type indexedLedger struct {
	*memoryLedger
	index map[string]map[string]bool
}

func (x *indexedLedger) Put(d fieldsync.Document) error {
	if old, ok, _ := x.Get(d.Kind, d.ID); ok {
		for _, k := range old.Keys {
			delete(x.index[string(d.Kind)+k], d.ID)
		}
	}
	for _, k := range d.Keys {
		if x.index[string(d.Kind)+k] == nil {
			x.index[string(d.Kind)+k] = map[string]bool{}
		}
		x.index[string(d.Kind)+k][d.ID] = true
	}
	return x.memoryLedger.Put(d)
}

func (x *indexedLedger) Find(kind fieldsync.Kind, key string) ([]fieldsync.Document, error) {
	var found []fieldsync.Document
	for id := range x.index[string(kind)+key] {
		found = append(found, x.docs[string(kind)+" "+id])
	}
	return found, nil
}

// BenchmarkProject projects a search of 60 answers and 4 sealed exhibits.
func BenchmarkProject(b *testing.B) { benchProject(b, starts(0x10)) }

// BenchmarkProjectByChecklist projects the same of a search that is judged by
// the shipped checklist when it is closed.
func BenchmarkProjectByChecklist(b *testing.B) {
	begin := starts(0x10)
	begin.body["template"], begin.body["templateVersion"], begin.body["legalBasis"] = nid(0xd1).String(), 1, "judicial"
	benchProject(b, begin)
}

func benchProject(b *testing.B, begin act) {
	l := &indexedLedger{newLedger(), map[string]map[string]bool{}}
	sitting := fieldsync.NewProjector(loadSchemas(b)).Sit(l)
	p := newPen()
	apply := func(j fieldsync.Journalled) {
		j.Position, j.Verdict, j.ReceivedAt = uint64(len(l.journal)+1), fieldsync.Stored, time.Unix(1779256800, 0)
		l.journal = append(l.journal, j)
		if r, err := sitting.Apply(j); err != nil || r.Status != fieldsync.Applied {
			b.Fatal(err, r)
		}
	}
	for _, j := range append(briefing(p), gatedBriefing(p)...) {
		apply(j)
	}
	apply(p.write(headquarters, shippedChecklist(b)))
	n := 0
	b.ResetTimer()
	for n < b.N {
		start := p.write("t1", begin)
		apply(start)
		for i := range 60 {
			apply(p.write("t1", act{kind: "answer.asserted", entity: start.Entry.ID, body: map[string]any{"item": fmt.Sprint("i", i), "value": "yes"}}))
		}
		for range 4 {
			x := p.write("t1", seizes(start.Entry.ID, nil))
			apply(x)
			apply(p.write("t1", seals(fmt.Sprint("S", n), x.Entry.ID)))
			n++
		}
		apply(p.write("t1", closes(start.Entry.ID, "done_find")))
		n += 66
	}
}

// shippedChecklist publishes the checklist that ships.
func shippedChecklist(b *testing.B) act {
	raw, err := os.ReadFile("../store/seed/template-default.json")
	if err != nil {
		b.Fatal(err)
	}
	item := decoded(string(raw))
	item["id"], item["name"] = nid(0xd1).String(), item["labels"]
	delete(item, "labels")
	return act{kind: "reference.published", nosite: true, body: map[string]any{"kind": "template", "part": 1, "parts": 1, "items": []any{item}}}
}

func BenchmarkParseAndVerify(b *testing.B) {
	raw := []byte(soundEntry())
	key, err := fieldsync.ParseSigningKey(publicOf(tabletOf1))
	if err != nil {
		b.Fatal(err)
	}
	b.Run("parse", func(b *testing.B) {
		for b.Loop() {
			if _, err := fieldsync.ParseEntry(raw); err != nil {
				b.Fatal(err)
			}
		}
	})
	e, _ := fieldsync.ParseEntry(raw)
	b.Run("verify", func(b *testing.B) {
		for b.Loop() {
			if !e.Verify(streamOf1, key) {
				b.Fatal("not verified")
			}
		}
	})
	b.Run("body", func(b *testing.B) {
		s := loadSchemas(b)
		body := `{"salt":"AAAAAAAAAAAAAAAAAAAAAA","item":"a","value":"yes"}`
		for b.Loop() {
			if err := s.Check("answer.asserted", 1, body); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("json", func(b *testing.B) {
		for b.Loop() {
			var v any
			if err := json.Unmarshal(raw, &v); err != nil {
				b.Fatal(err)
			}
		}
	})
}
