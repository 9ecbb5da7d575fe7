package sync_test

import (
	"encoding/json"
	"reflect"
	"testing"

	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// seeds gives a fuzz target the raw texts of vector files to begin with.
func seeds(f *testing.F, names ...string) {
	for _, name := range names {
		raw, err := readSeeds(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, r := range raw {
			f.Add(r)
		}
	}
}

// What ParseEntry accepts, encoding/json accepts too, and it reads the same;
// what is written from it reads back as the same entry with the same hash.
func FuzzAnEntryReadsBackAsItWasWritten(f *testing.F) {
	seeds(f, "entries-valid.json", "entries-malformed.json")
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, err := fieldsync.ParseEntry(raw)
		if err != nil {
			return
		}
		var loose struct {
			Seq  json.Number `json:"seq"`
			Body string      `json:"body"`
		}
		var names map[string]json.RawMessage
		if err := json.Unmarshal(raw, &names); err != nil {
			t.Fatalf("encoding/json refuses what was accepted: %v", err)
		}
		if json.Unmarshal(names["seq"], &loose.Seq) != nil || json.Unmarshal(names["body"], &loose.Body) != nil || loose.Body != e.Body {
			t.Fatalf("read differently: %q and %q", loose.Body, e.Body)
		}
		written, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		again, err := fieldsync.ParseEntry(written)
		if err != nil || !reflect.DeepEqual(again, e) || again.Hash(streamOf1) != e.Hash(streamOf1) {
			t.Fatalf("%v\n%+v\n%+v", err, e, again)
		}
	})
}

// A push that is read gives elements that, put together again, are read alike.
func FuzzAPushYieldsItsElementsWhole(f *testing.F) {
	seeds(f, "pushes.json")
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := fieldsync.ParsePush(raw)
		if err != nil {
			return
		}
		built := []byte(`{"stream":"` + p.Stream + `","entries":[`)
		for i, e := range p.Elements {
			if i > 0 {
				built = append(built, ',')
			}
			built = append(built, e...)
		}
		again, err := fieldsync.ParsePush(append(built, "]}"...))
		if err != nil || len(again.Elements) != len(p.Elements) {
			t.Fatalf("%v: %d elements, then %d", err, len(p.Elements), len(again.Elements))
		}
		for i := range p.Elements {
			if string(p.Elements[i]) != string(again.Elements[i]) {
				t.Fatalf("element %d: %q and %q", i, p.Elements[i], again.Elements[i])
			}
		}
	})
}

func FuzzAHeadReadsBackAsItWasWritten(f *testing.F) {
	seeds(f, "heads.json")
	f.Fuzz(func(t *testing.T, raw []byte) {
		h, err := fieldsync.ParseHead(raw)
		if err != nil {
			return
		}
		written, err := json.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := fieldsync.ParseHead(written); err != nil || again != h {
			t.Fatalf("%v\n%+v\n%+v", err, h, again)
		}
	})
}

func FuzzAnAckReadsBackAsItWasWritten(f *testing.F) {
	seeds(f, "acks.json")
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, err := fieldsync.ParseAck(raw)
		if err != nil {
			return
		}
		written, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := fieldsync.ParseAck(written); err != nil || again != a {
			t.Fatalf("%v\n%+v\n%+v", err, a, again)
		}
	})
}

// Whatever the body says, the projector comes to an end with a status, and
// never blames itself.
func FuzzNoBodyBreaksTheProjector(f *testing.F) {
	raw, err := readSeeds("entries-valid.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, r := range raw {
		if e, err := fieldsync.ParseEntry(r); err == nil {
			f.Add(e.Type, e.Body)
		}
	}
	projector := fieldsync.NewProjector(loadSchemas(f))
	f.Fuzz(func(t *testing.T, entryType, body string) {
		ledger, p := newLedger(), newPen()
		for _, j := range briefing(p) {
			ledger.append(t, projector, j)
		}
		search := p.write("t1", starts(0x10))
		ledger.append(t, projector, search)
		for _, stream := range []string{"t1", headquarters} {
			j := p.write(stream, act{kind: entryType, entity: search.Entry.ID})
			j.Entry.Body = body
			if r := ledger.append(t, projector, j); r.StatusCode == fieldsync.Internal || r.Status == "" {
				t.Fatalf("%s: %s %s %s", entryType, r.Status, r.StatusCode, r.Detail)
			}
		}
	})
}

func FuzzAKeyThatIsAcceptedHasOneSpelling(f *testing.F) {
	for _, v := range buildKeys() {
		f.Add(v.Given["key"].(string))
	}
	f.Fuzz(func(t *testing.T, text string) {
		if key, err := fieldsync.ParseSigningKey(text); err == nil && fieldsync.EncodeBytes(key) != text {
			t.Fatalf("%q is another spelling of %q", text, fieldsync.EncodeBytes(key))
		}
		if key, err := fieldsync.ParseAgreementKey(text); err == nil && fieldsync.EncodeBytes(key) != text {
			t.Fatalf("%q is another spelling of %q", text, fieldsync.EncodeBytes(key))
		}
	})
}
