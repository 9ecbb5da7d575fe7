package sync_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// release is what programs of one wire version sent, kept for ever: testdata/releases/<version>.
type release struct {
	Description string        `json:"description"`
	Operation   models.ID     `json:"operation"`
	Site        models.ID     `json:"site"`
	SigningKey  string        `json:"signingKey"`
	Stream      string        `json:"stream"`
	Pushes      []releasePush `json:"pushes"`
}

type releasePush struct {
	Name    string          `json:"name"`
	Body    string          `json:"body"` // of POST /v1/sync/push, byte for byte
	Results []releaseResult `json:"results"`
}

type releaseResult struct {
	Seq     uint64            `json:"seq,omitempty"`
	ID      string            `json:"id,omitempty"`
	Hash    string            `json:"hash,omitempty"`
	Verdict fieldsync.Verdict `json:"verdict"`
	Code    fieldsync.Code    `json:"code,omitempty"`
}

// releaseServer is what the server of a release wrote into journals.
type releaseServer struct {
	Description string `json:"description"`
	Stream      string `json:"stream"`
	EntryKey    string `json:"entryKey"`
	Entries     []struct {
		Raw  string `json:"raw"`
		Hash string `json:"hash"`
	} `json:"entries"`
}

func releases(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join("testdata", "releases", "*", "pushes.json"))
	if err != nil || len(all) == 0 {
		t.Fatalf("there are no releases: %v", err)
	}
	return all
}

func readJSON(t *testing.T, path string, v any) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(raw, v)
	}
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// freeze writes a file of a release once. What is there is never written over:
// it is what programs in the field do, and no change of ours changes that.
func freeze(t *testing.T, path string, v any) {
	t.Helper()
	if _, err := os.Stat(path); !*update || !errors.Is(err, fs.ErrNotExist) {
		return
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), e.Encode(v), os.WriteFile(path, b.Bytes(), 0o644)); err != nil {
		t.Fatal(err)
	}
}

// sender writes the pushes of a release.
type sender struct {
	*testing.T
	r     release
	seq   uint64
	prev  string
	heads uint64
}

func (s *sender) entry(change func(*fieldsync.Entry)) fieldsync.Entry {
	s.seq++
	e := fieldsync.Entry{Seq: s.seq, ID: nid(0x6000 + int(s.seq)), Operation: operation, Site: site, Type: "note.added", Version: 1,
		At: mustTime("2026-05-20T06:03:11.120Z"), Actor: nid(0x90), Entity: site, Body: `{"salt":"AAAAAAAAAAAAAAAAAAAAAA","of":"site","text":"x"}`, Prev: s.prev}
	change(&e)
	e.Sign(streamOf1, keyOf(tabletOf1))
	s.prev = e.Hash(streamOf1)
	return e
}

// send adds a push with a head; results are what each element is to be told.
func (s *sender) send(name string, elements []json.RawMessage, results ...releaseResult) {
	s.heads++
	h := fieldsync.Head{N: s.heads, Seq: s.seq, Hash: s.prev, At: mustTime("2026-05-20T06:10:00.000Z")}
	h.Sign(streamOf1, keyOf(tabletOf1))
	body, err := json.Marshal(map[string]any{"v": 1, "stream": streamOf1, "head": h, "app": map[string]any{"version": "1.0.0"}, "entries": elements})
	if err != nil {
		s.Fatal(err)
	}
	s.r.Pushes = append(s.r.Pushes, releasePush{name, string(body), results})
}

func (s *sender) element(e fieldsync.Entry, verdict fieldsync.Verdict, code fieldsync.Code) (json.RawMessage, releaseResult) {
	raw, err := json.Marshal(e)
	if err != nil {
		s.Fatal(err)
	}
	return raw, releaseResult{e.Seq, e.ID.String(), e.Hash(streamOf1), verdict, code}
}

func (s *sender) one(name string, e fieldsync.Entry, verdict fieldsync.Verdict, code fieldsync.Code) {
	raw, result := s.element(e, verdict, code)
	s.send(name, []json.RawMessage{raw}, result)
}

// firstRelease is what version 1 of the wire sends.
func firstRelease(t *testing.T) release {
	s := &sender{T: t, prev: fieldsync.ZeroHash, r: release{Description: "Pushes of wire version 1 and what each element was told. Never edited: programs in the field send these for ever.",
		Operation: operation, Site: site, SigningKey: publicOf(tabletOf1), Stream: streamOf1}}
	var elements []json.RawMessage
	var results []releaseResult
	_, all := exampleEntries(t)
	for _, e := range all {
		if e.Actor == (models.ID{}) {
			continue // the server's
		}
		raw, result := s.element(e, fieldsync.Stored, "")
		elements, results = append(elements, raw), append(results, result)
		s.seq, s.prev = e.Seq, e.Hash(streamOf1)
	}
	s.send("one entry of each type that a tablet writes", elements, results...)
	s.send("a beacon", []json.RawMessage{})
	s.send("the same entries again", elements, results...)
	e := s.entry(func(*fieldsync.Entry) {})
	raw, result := s.element(e, fieldsync.Stored, "")
	spelt := strings.Replace(string(raw), `{"seq":`, `{"future":{"a":[1.5e3,null]},"seq":`, 1)
	s.send("members that this version does not know", []json.RawMessage{json.RawMessage(strings.Replace(spelt, `"note.added"`, `"note\u002eadded"`, 1))}, result)
	s.one("a type of the future", s.entry(func(e *fieldsync.Entry) { e.Type = "drone.sighted" }), fieldsync.Stored, "")
	s.one("a version of the future", s.entry(func(e *fieldsync.Entry) { e.Version = 9 }), fieldsync.Stored, "")
	s.one("an officer's own signature", func() fieldsync.Entry {
		e := s.entry(func(*fieldsync.Entry) {})
		e.SignActor(streamOf1, nid(0x90), keyOf("officer 1"))
		return e
	}(), fieldsync.Stored, "")
	s.one("another site", s.entry(func(e *fieldsync.Entry) { e.Site = nid(0x77) }), fieldsync.Quarantined, fieldsync.OutOfScope)
	seq, prev := s.seq, s.prev
	s.seq, s.prev = 3, fieldsync.ZeroHash[:63]+"1"
	s.one("a fork", s.entry(func(*fieldsync.Entry) {}), fieldsync.Quarantined, fieldsync.SeqFork)
	s.seq, s.prev = seq, prev
	s.one("another operation", s.entry(func(e *fieldsync.Entry) { e.Operation = nid(0x78) }), fieldsync.Unverified, fieldsync.WrongStream)
	s.seq, s.prev = seq, prev
	forged := s.entry(func(*fieldsync.Entry) {})
	forged.Sig = fieldsync.EncodeBytes(make([]byte, 64))
	s.one("a forged signature", forged, fieldsync.Unverified, fieldsync.BadSignature)
	s.seq, s.prev = seq, prev
	s.send("an element that is no entry", []json.RawMessage{json.RawMessage(`{"seq":1,"seq":2}`)}, releaseResult{Verdict: fieldsync.Unverified, Code: fieldsync.Malformed})
	return s.r
}

// firstServer is what the server of version 1 writes into journals.
func firstServer(t *testing.T) (r releaseServer) {
	r.Description = "One entry of each type that a server of version 1 writes into journals. Never edited: journals hold these for ever."
	r.Stream, r.EntryKey = serverName, publicOf(serverOf)
	_, all := exampleEntries(t)
	for _, e := range all {
		if e.Actor != (models.ID{}) {
			continue
		}
		raw, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		r.Entries = append(r.Entries, struct {
			Raw  string `json:"raw"`
			Hash string `json:"hash"`
		}{string(raw), e.Hash(serverName)})
	}
	return r
}

func TestWhatAnyReleaseSentIsGivenTheVerdictThatItWasGivenThen(t *testing.T) {
	freeze(t, filepath.Join("testdata", "releases", "1", "pushes.json"), firstRelease(t))
	for _, path := range releases(t) {
		var r release
		readJSON(t, path, &r)
		key, err := fieldsync.ParseSigningKey(r.SigningKey)
		if err != nil {
			t.Fatal(err)
		}
		state := fieldsync.StreamState{Known: true, Operation: r.Operation, Sites: []models.ID{r.Site}}
		journal, l, projector := &memoryJournal{}, newLedger(), fieldsync.NewProjector(loadSchemas(t))
		for _, sent := range r.Pushes {
			p, err := fieldsync.ParsePush([]byte(sent.Body))
			if err != nil || p.Stream != r.Stream || len(p.Elements) != len(sent.Results) {
				t.Errorf("%s: %s: %v, %d elements", path, sent.Name, err, len(p.Elements))
				continue
			}
			if h, err := fieldsync.ParseHead(p.Head); err != nil || !h.Verify(r.Stream, key) {
				t.Errorf("%s: %s: the head is not believed: %v", path, sent.Name, err)
			}
			for i, element := range p.Elements {
				want := sent.Results[i]
				got := judgeElement(t, state, journal, r.Stream, key, element)
				if got.releaseResult != want {
					t.Errorf("%s: %s: element %d is told %+v, and was told %+v", path, sent.Name, i, got.releaseResult, want)
				}
				if got.Verdict != fieldsync.Stored || got.duplicate {
					continue
				}
				e := got.entry
				receipt := l.append(t, projector, fieldsync.Journalled{Entry: e, Stream: r.Stream, Hash: got.Hash})
				if loadSchemas(t).Known(e.Type, e.Version) == (receipt.Status == fieldsync.Refused) {
					t.Errorf("%s: %s: %s of version %d is %s: %s", path, sent.Name, e.Type, e.Version, receipt.Status, receipt.Detail)
				}
			}
		}
	}
}

type judgedElement struct {
	releaseResult
	entry     fieldsync.Entry
	duplicate bool
}

func judgeElement(t *testing.T, state fieldsync.StreamState, m *memoryJournal, stream string, key []byte, element []byte) judgedElement {
	t.Helper()
	e, err := fieldsync.ParseEntry(element)
	if err != nil {
		return judgedElement{releaseResult: releaseResult{Verdict: fieldsync.Unverified, Code: fieldsync.Malformed}}
	}
	c := fieldsync.NewCandidate(stream, &e, len(element))
	c.Checked, c.Verified = true, e.Verify(stream, key)
	j, err := fieldsync.Judge(state, m, stream, c)
	if err != nil {
		t.Fatal(err)
	}
	if j.Verdict != fieldsync.Unverified && !j.Duplicate {
		m.held = append(m.held, heldIn{stream, fieldsync.Held{Seq: e.Seq, Hash: c.Hash, Prev: e.Prev, Position: uint64(len(m.held) + 1), Verdict: j.Verdict, Code: j.Code}})
	}
	return judgedElement{releaseResult{e.Seq, e.ID.String(), c.Hash, j.Verdict, j.Code}, e, j.Duplicate}
}

func TestWhatTheServerOfAnyReleaseWroteIsReadForEver(t *testing.T) {
	freeze(t, filepath.Join("testdata", "releases", "1", "server.json"), firstServer(t))
	for _, path := range releases(t) {
		path = filepath.Join(filepath.Dir(path), "server.json")
		var r releaseServer
		readJSON(t, path, &r)
		key, err := fieldsync.ParseSigningKey(r.EntryKey)
		if err != nil {
			t.Fatal(err)
		}
		projector, l := fieldsync.NewProjector(loadSchemas(t)), newLedger()
		for _, x := range r.Entries {
			e, err := fieldsync.ParseEntry([]byte(x.Raw))
			if err != nil || e.Hash(r.Stream) != x.Hash || !e.Verify(r.Stream, key) {
				t.Errorf("%s: %s: %v, hash %s", path, e.Type, err, e.Hash(r.Stream))
				continue
			}
			receipt := l.append(t, projector, fieldsync.Journalled{Entry: e, Stream: r.Stream, Hash: x.Hash, Server: true})
			if receipt.Status == fieldsync.Refused {
				t.Errorf("%s: %s is refused: %s %s", path, e.Type, receipt.StatusCode, receipt.Detail)
			}
		}
	}
}

func TestEveryTypeOfTheFirstVersionIsInARelease(t *testing.T) {
	missing := missingTypes(t)
	if len(missing) > 0 && *update {
		next := filepath.Join("testdata", "releases", strconv.Itoa(len(releases(t))+1))
		freeze(t, filepath.Join(next, "pushes.json"), firstRelease(t))
		freeze(t, filepath.Join(next, "server.json"), firstServer(t))
		missing = missingTypes(t)
	}
	if len(missing) > 0 {
		t.Errorf("no release holds an entry of %v: go test ./sync -run Release -update freezes a new one beside the others", missing)
	}
}

// missingTypes are the types of entries that no release holds.
func missingTypes(t *testing.T) (missing []string) {
	t.Helper()
	seen := map[string]bool{}
	for _, path := range releases(t) {
		var r release
		readJSON(t, path, &r)
		for _, sent := range r.Pushes {
			p, err := fieldsync.ParsePush([]byte(sent.Body))
			if err != nil {
				t.Fatal(err)
			}
			for _, element := range p.Elements {
				if e, err := fieldsync.ParseEntry(element); err == nil {
					seen[e.Type] = true
				}
			}
		}
		var s releaseServer
		readJSON(t, filepath.Join(filepath.Dir(path), "server.json"), &s)
		for _, x := range s.Entries {
			if e, err := fieldsync.ParseEntry([]byte(x.Raw)); err == nil {
				seen[e.Type] = true
			}
		}
	}
	for _, s := range exampleSchemas(t) {
		if !seen[s.Title] {
			missing = append(missing, s.Title)
		}
	}
	return missing
}
