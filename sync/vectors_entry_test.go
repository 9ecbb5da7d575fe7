package sync_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/entries"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

type exampleSchema struct {
	Title        string            `json:"title"`
	Stream       string            `json:"x-stream"`
	Examples     []json.RawMessage `json:"examples"`
	ExampleFiles []string          `json:"x-exampleFiles"`
	ExampleBase  struct {
		Entity     string   `json:"entity"`
		Supersedes []string `json:"supersedes"`
	} `json:"x-exampleBase"`
}

func exampleSchemas(t *testing.T) []exampleSchema {
	t.Helper()
	names, err := fs.Glob(entries.FS, "*.v1.json")
	if err != nil {
		t.Fatal(err)
	}
	var out []exampleSchema
	for _, name := range names {
		raw, err := entries.FS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var s exampleSchema
		if err := json.Unmarshal(raw, &s); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out = append(out, s)
	}
	return out
}

// compactBody writes an example as a tablet would: no white space, salt first.
func compactBody(t *testing.T, raw json.RawMessage, n int) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, raw); err != nil {
		t.Fatal(err)
	}
	return strings.Replace(b.String(), "AAAAAAAAAAAAAAAAAAAAAA", fieldsync.EncodeBytes(seedOf(fmt.Sprint("salt ", n))[:16]), 1)
}

// exampleEntries chains one entry of each type: the tablet's in one stream,
// the server's in another.
func exampleEntries(t *testing.T) (names []string, all []fieldsync.Entry) {
	seqs, prevs := map[string]uint64{}, map[string]string{streamOf1: fieldsync.ZeroHash, serverName: fieldsync.ZeroHash}
	for i, s := range exampleSchemas(t) {
		stream, key := streamOf1, tabletOf1
		if s.Stream == "server" {
			stream, key = serverName, serverOf
		}
		seqs[stream]++
		e := fieldsync.Entry{Seq: seqs[stream], ID: nid(0x1000 + i), Operation: operation, Site: site, Type: s.Title, Version: 1,
			At: mustTime("2026-05-20T06:03:11.120Z"), Files: s.ExampleFiles, Body: compactBody(t, s.Examples[0], i), Prev: prevs[stream]}
		if s.Stream == "tablet" {
			e.Actor, e.Uptime = nid(0x90), fmt.Sprintf("9f3c01ab:%d", 182344+i)
		}
		if s.ExampleBase.Entity != "" {
			e.Entity = id(s.ExampleBase.Entity)
		}
		for _, x := range s.ExampleBase.Supersedes {
			e.Supersedes = append(e.Supersedes, id(x))
		}
		e.Sign(stream, keyOf(key))
		prevs[stream] = e.Hash(stream)
		names, all = append(names, s.Title), append(all, e)
	}
	return names, all
}

func validEntryVector(name, stream, key string, e fieldsync.Entry) vector {
	raw, err := json.Marshal(e)
	if err != nil {
		panic(err)
	}
	return vector{name, "entry", map[string]any{"stream": stream, "signingKey": publicOf(key), "seedHex": fmt.Sprintf("%x", seedOf(key)), "raw": string(raw)},
		map[string]any{"seq": e.Seq, "id": e.ID.String(), "type": e.Type, "message": string(e.Message(stream)),
			"hash": e.Hash(stream), "sig": e.Sig, "signatureGood": true}}
}

func buildValidEntries(t *testing.T) []vector {
	var out []vector
	names, all := exampleEntries(t)
	for i, e := range all {
		if raw, _ := json.Marshal(e); bytes.Contains(raw, []byte(`"actor"`)) {
			out = append(out, validEntryVector("each type: "+names[i], streamOf1, tabletOf1, e))
		} else {
			out = append(out, validEntryVector("each type: "+names[i], serverName, serverOf, e))
		}
	}
	plain := func(change func(*fieldsync.Entry)) fieldsync.Entry {
		e := fieldsync.Entry{Seq: 7, ID: nid(0x2000), Operation: operation, Type: "note.added", Version: 1,
			At: mustTime("2026-05-20T06:03:11.120Z"), Body: `{"salt":"AAAAAAAAAAAAAAAAAAAAAA","of":"operation","text":"x"}`, Prev: fieldsync.ZeroHash[:63] + "a"}
		change(&e)
		e.Sign(streamOf1, keyOf(tabletOf1))
		return e
	}
	for _, c := range []struct {
		name   string
		change func(*fieldsync.Entry)
	}{
		{"only what is required", func(*fieldsync.Entry) {}},
		{"files and supersedes are sorted in the message, not in the entry", func(e *fieldsync.Entry) {
			e.Files = []string{strings.Repeat("b", 64), strings.Repeat("a", 64)}
			e.Supersedes = []models.ID{nid(9), nid(8)}
		}},
		{"supersedes without an entity", func(e *fieldsync.Entry) { e.Supersedes = []models.ID{nid(8)} }},
		{"the greatest integer", func(e *fieldsync.Entry) { e.Seq, e.Version = fieldsync.MaxInteger, fieldsync.MaxInteger }},
		{"a type that nobody knows", func(e *fieldsync.Entry) { e.Type = "drone.sighted" }},
		{"a body that is no JSON is still an entry", func(e *fieldsync.Entry) { e.Body = "torn" }},
		{"a body beyond the basic plane", func(e *fieldsync.Entry) {
			e.Body = `{"salt":"AAAAAAAAAAAAAAAAAAAAAA","of":"operation","text":"cellule été 🔑 <&> \u2028"}`
		}},
		{"keyed in from paper", func(e *fieldsync.Entry) {
			e.Actor = nid(0x90)
			e.Body = `{"salt":"AAAAAAAAAAAAAAAAAAAAAA","of":"operation","text":"x","source":{"kind":"paper","writtenBy":"` + nid(0x91).String() + `","writtenAt":"2026-05-20T05:40:00.000Z","doneAt":"2026-05-20T05:12:00.000Z","sheets":["` + sheetPhoto + `"]}}`
		}},
		{"a leap day", func(e *fieldsync.Entry) { e.At = mustTime("2028-02-29T23:59:59.999Z") }},
		{"an uptime of zero", func(e *fieldsync.Entry) { e.Uptime = "00000000:0" }},
		{"32 files", func(e *fieldsync.Entry) {
			for i := range fieldsync.MaxFiles {
				e.Files = append(e.Files, fmt.Sprintf("%064x", i))
			}
		}},
	} {
		out = append(out, validEntryVector(c.name, streamOf1, tabletOf1, plain(c.change)))
	}
	e := plain(func(*fieldsync.Entry) {})
	e.SignActor(streamOf1, nid(0x90), keyOf("officer 1"))
	out = append(out, validEntryVector("an officer's own signature, outside the hash", streamOf1, tabletOf1, e))
	return append(out, respelled(plain(func(*fieldsync.Entry) {}))...)
}

// respelled gives the same entry as other programs may write it.
func respelled(e fieldsync.Entry) []vector {
	v := validEntryVector("members in another order, white space, unknown members, escapes", streamOf1, tabletOf1, e)
	raw := v.Given["raw"].(string)
	raw = strings.Replace(raw, `{"seq":7,`, "{ \"future\" : {\"a\":[1.5e3,null,true]},\n\t", 1)
	raw = strings.Replace(raw, `"note.added"`, `"note\u002eadded"`, 1)
	v.Given["raw"] = raw[:len(raw)-1] + " ,\r\n\"seq\": 7 }"
	w := validEntryVector("a base without members is an absent base", streamOf1, tabletOf1, e)
	raw = w.Given["raw"].(string)
	w.Given["raw"] = raw[:len(raw)-1] + `,"base":{}}`
	return []vector{v, w}
}

func TestEveryValidEntryOfTheVectorsIsReadHashedAndVerified(t *testing.T) {
	writeOrCompare(t, "entries-valid.json", "Entries that are read, hashed and whose signature is good.", buildValidEntries(t))
	seen := map[string]bool{}
	for _, v := range readVectors(t, "entries-valid.json") {
		e, err := fieldsync.ParseEntry(rawOf(v.Given))
		if err != nil {
			t.Errorf("%s: %v", v.Name, err)
			continue
		}
		stream := v.Given["stream"].(string)
		key, err := fieldsync.ParseSigningKey(v.Given["signingKey"].(string))
		if err != nil {
			t.Fatal(err)
		}
		if got := string(e.Message(stream)); got != v.Expect["message"] {
			t.Errorf("%s: message\n%s\nwant\n%s", v.Name, got, v.Expect["message"])
		}
		if e.Hash(stream) != v.Expect["hash"] || !e.Verify(stream, key) {
			t.Errorf("%s: hash or signature is not what the vector says", v.Name)
		}
		for _, a := range e.ActorSigs {
			if !a.Verify(e.Hash(stream)) {
				t.Errorf("%s: the officer's signature is not good", v.Name)
			}
		}
		seen[e.Type] = true
	}
	for _, s := range exampleSchemas(t) {
		if !seen[s.Title] {
			t.Errorf("no vector has an entry of type %s", s.Title)
		}
	}
}
