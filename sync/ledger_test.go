package sync_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/entries"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// memoryLedger is a journal and its documents in maps.
type memoryLedger struct {
	docs    map[string]fieldsync.Document
	journal []fieldsync.Journalled
	failing bool
}

func newLedger() *memoryLedger { return &memoryLedger{docs: map[string]fieldsync.Document{}} }

func (m *memoryLedger) Get(kind fieldsync.Kind, id string) (fieldsync.Document, bool, error) {
	d, ok := m.docs[string(kind)+" "+id]
	return d, ok, nil
}

func (m *memoryLedger) Put(d fieldsync.Document) error {
	if m.failing {
		return errors.New("the disk is full")
	}
	if d.Kind == "" || d.ID == "" || len(d.Body) == 0 || !json.Valid(d.Body) || d.Rev == 0 {
		return fmt.Errorf("not a document: %+v", d)
	}
	m.docs[string(d.Kind)+" "+d.ID] = d
	return nil
}

func (m *memoryLedger) Find(kind fieldsync.Kind, key string) ([]fieldsync.Document, error) {
	var found []fieldsync.Document
	for _, d := range m.docs {
		if d.Kind == kind && slices.Contains(d.Keys, key) {
			found = append(found, d)
		}
	}
	slices.SortFunc(found, func(a, b fieldsync.Document) int { return strings.Compare(a.ID, b.ID) })
	return found, nil
}

func (m *memoryLedger) EntryAt(position uint64) (fieldsync.Journalled, error) {
	if position == 0 || position > uint64(len(m.journal)) {
		return fieldsync.Journalled{}, fmt.Errorf("nothing at position %d", position)
	}
	return m.journal[position-1], nil
}

// bodyOf reads a document's body; an empty object if there is none.
func (m *memoryLedger) bodyOf(kind fieldsync.Kind, id string) map[string]any {
	body := map[string]any{}
	if d, ok, _ := m.Get(kind, id); ok {
		if err := json.Unmarshal(d.Body, &body); err != nil {
			panic(err)
		}
	}
	return body
}

func loadSchemas(t rapid.TB) *fieldsync.Schemas {
	t.Helper()
	s, err := fieldsync.LoadSchemas(entries.FS)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// append journals an entry at the next position and projects it.
func (m *memoryLedger) append(t rapid.TB, p *fieldsync.Projector, j fieldsync.Journalled) fieldsync.Receipt {
	t.Helper()
	j.Position = uint64(len(m.journal) + 1)
	j.ReceivedAt = time.Date(2026, 5, 20, 7, 0, len(m.journal), 0, time.UTC)
	if j.Verdict == "" {
		j.Verdict = fieldsync.Stored
	}
	m.journal = append(m.journal, j)
	r, err := p.Apply(m, j)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// pen writes entries of streams, chained, without the cost of signatures: the
// projector never looks at them.
type pen struct {
	n     int
	seqs  map[string]uint64
	prevs map[string]string
	clock time.Time
}

func newPen() *pen {
	return &pen{seqs: map[string]uint64{}, prevs: map[string]string{}, clock: time.Date(2026, 5, 20, 4, 0, 0, 0, time.UTC)}
}

type act struct {
	kind       string
	entity     models.ID
	supersedes []models.ID
	files      []string
	body       map[string]any
	nosite     bool
	site       models.ID // another than the usual one
	actor      string    // of a tablet's act, for another than its usual officer; "-" for nobody
}

const headquarters = "server"

func (p *pen) write(stream string, a act) fieldsync.Journalled {
	p.n++
	p.seqs[stream]++
	name := (stream + strings.Repeat("_", 22))[:22]
	if p.prevs[stream] == "" {
		p.prevs[stream] = fieldsync.ZeroHash
	}
	body := `{"salt":"` + fieldsync.EncodeBytes(seedOf(fmt.Sprint(p.n))[:16]) + `"`
	if rest, err := json.Marshal(a.body); err != nil {
		panic(err)
	} else if len(a.body) > 0 {
		body += "," + string(rest[1:])
	} else {
		body += "}"
	}
	e := fieldsync.Entry{Seq: p.seqs[stream], ID: nid(0x4000 + p.n), Operation: operation, Site: site, Type: a.kind, Version: 1, At: p.clock.Add(time.Duration(p.n) * time.Second),
		Entity: a.entity, Supersedes: a.supersedes, Files: a.files, Body: body, Prev: p.prevs[stream]}
	if a.site != (models.ID{}) {
		e.Site = a.site
	}
	if a.nosite {
		e.Site = models.ID{}
	}
	if stream != headquarters {
		e.Actor = nid(0x90)
		if a.actor == "-" {
			e.Actor = models.ID{}
		} else if a.actor != "" {
			e.Actor = id(a.actor)
		}
	}
	p.prevs[stream] = e.Hash(name)
	return fieldsync.Journalled{Entry: e, Stream: name, Hash: p.prevs[stream], Server: stream == headquarters}
}

// dump writes every document but the receipts, for comparison.
func (m *memoryLedger) dump() string {
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(m.docs)) {
		d := m.docs[name]
		if d.Kind != fieldsync.KindReceipt && !d.Deleted {
			fmt.Fprintf(&b, "%s site=%s keys=%v\n  %s\n", name, d.Site, d.Keys, d.Body)
		}
	}
	return b.String()
}

// statuses writes how far each entry came.
func (m *memoryLedger) statuses() string {
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(m.docs)) {
		if d := m.docs[name]; d.Kind == fieldsync.KindReceipt {
			r := m.bodyOf(d.Kind, d.ID)
			fmt.Fprintln(&b, d.ID, r["type"], r["status"], r["statusCode"], r["decision"])
		}
	}
	return b.String()
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("%s\n< %s\n> %s", x[max(0, i-1)], x[i], y[i])
		}
	}
	return fmt.Sprintf("%d lines against %d", len(x), len(y))
}

// briefing is what headquarters publishes before anything happens.
func briefing(p *pen) []fieldsync.Journalled {
	ref := func(kind string, items ...map[string]any) act {
		return act{kind: "reference.published", body: map[string]any{"kind": kind, "part": 1, "parts": 1, "items": items}, nosite: true}
	}
	loc := func(n int, code string) map[string]any {
		return map[string]any{"id": nid(n).String(), "site": site.String(), "code": code, "kind": "cell", "path": "D / " + code, "parent": nid(0x2f).String()}
	}
	tasks := []map[string]any{}
	for i := range 3 {
		tasks = append(tasks, map[string]any{"id": nid(0x10 + i).String(), "location": nid(0x20 + i).String(), "code": fmt.Sprint("D-", i+1), "team": nid(0xc0).String(), "teamName": "Team 1", "start": i * 30, "end": i*30 + 30, "duration": 30})
	}
	hash := strings.Repeat("b", 64)
	acts := []act{
		ref("operation", map[string]any{"id": operation.String(), "name": "Dawn", "hHour": "2026-05-20T04:00:00.000Z", "authorisations": []map[string]any{
			{"id": nid(0x5a).String(), "reference": "12/2026", "from": "2026-05-20T04:00:00.000Z", "until": "2026-05-20T10:00:00.000Z", "locations": []string{nid(0x20).String(), nid(0x21).String()}}}}),
		ref("site", map[string]any{"id": site.String(), "name": "Maison d'arrêt"}),
		ref("location", loc(0x20, "D-1"), loc(0x21, "D-2"), loc(0x22, "D-3"), map[string]any{"id": nid(0x2f).String(), "site": site.String(), "code": "D", "kind": "wing"}),
		ref("officer", map[string]any{"id": nid(0x90).String(), "name": "A. Durand"}),
		ref("deviceModel", map[string]any{"id": nid(0xa0).String(), "make": "L8star", "model": "BM70", "isTarget": true, "mini": true}),
		{kind: "plan.released", body: map[string]any{"plan": nid(0xb0).String(), "planVersion": 1, "part": 1, "parts": 1, "packageSha256": hash, "authorisationsSha256": hash, "auditSha256": hash, "tasks": tasks}},
	}
	var out []fieldsync.Journalled
	for _, a := range acts {
		out = append(out, p.write(headquarters, a))
	}
	return out
}

func zeroCounts() map[string]any {
	return map[string]any{"answers": 0, "findings": 0, "exhibits": 0, "files": 0}
}

var _ = testing.Short
