package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// searchEntries is how many entries one search of a cell makes here: it is
// started, ten questions are answered, eight things are found, it is closed.
const (
	searchEntries = 20
	answers       = 10
	findings      = searchEntries - answers - 2
)

// push is a request that is ready to be sent, and what it holds.
type push struct {
	tablet  *tablet
	body    []byte
	rows    []row
	entries int
}

// row is an entry as the raw baselines store it.
type row struct {
	seq  int64
	hash string
	raw  []byte
}

// words are what officers write: text that compresses as text does.
var words = strings.Fields(`behind under inside the a one two small black telephone charger cable cash note paper bag mattress seam shelf
locker window bars vent wall basin pipe bed frame table drawer shoe sole book spine battery sim card memory knife blade wood metal foil tape
powder brown white resin wrapped sewn glued hidden found by officer during second pass with detector dog left right upper lower corner near
door landing shown to occupant who said nothing about it photographed in place and sealed checked again no damage seen`)

func (w *world) text(n int) string {
	var b strings.Builder
	for b.Len() < n {
		b.WriteString(words[w.random.IntN(len(words))])
		b.WriteByte(' ')
	}
	return b.String()[:n]
}

// search writes one search: the twenty entries of the tablet's k-th task, each
// of about 1 KB as sent.
func (t *tablet) search(k int) []row {
	started := models.NewID()
	rows := []row{t.write(started, models.ID{}, "search.started", map[string]any{"task": t.tasks[k], "location": models.NewID(),
		"confirmedBy": "scan", "occupantsExpected": 2, "occupantsFound": 2, "overrideReason": t.world.text(280)})}
	for i := range answers {
		rows = append(rows, t.write(models.NewID(), started, "answer.asserted", map[string]any{"item": "areas.item" + string(rune('a'+i)), "value": "yes",
			"comment": t.world.text(320)}))
	}
	for range findings {
		rows = append(rows, t.finding(started))
	}
	return append(rows, t.write(models.NewID(), started, "search.closed", map[string]any{"outcome": "done_find", "restored": true, "kitComplete": true,
		"counts":  map[string]any{"answers": answers, "findings": findings, "exhibits": 0, "files": 0},
		"remarks": t.world.text(240)}))
}

func (t *tablet) finding(search models.ID) row {
	return t.write(models.NewID(), models.ID{}, "finding.recorded", map[string]any{"search": search, "category": "phone", "how": "hand_search",
		"quantity": 1, "unit": "piece", "description": t.world.text(260)})
}

// write signs the next entry of the stream.
func (t *tablet) write(id, entity models.ID, kind string, body map[string]any) row {
	t.seq++
	e := fieldsync.Entry{Seq: t.seq, ID: id, Operation: t.world.operation, Site: t.site, Type: kind, Version: 1, At: models.Instant(time.Now()),
		Uptime: "0a1b2c3d:123456", Entity: entity, Body: salted(body), Prev: t.prev}
	e.Sign(t.stream, t.key)
	t.prev = e.Hash(t.stream)
	raw, err := json.Marshal(e)
	if err != nil {
		panic(err) // an entry always can
	}
	return row{int64(t.seq), t.prev, raw}
}

// push makes a request of entries, with a signed head.
func (t *tablet) push(rows []row) push {
	h := fieldsync.Head{N: t.seq, Seq: t.seq, Hash: t.prev, Entries: uint64(len(rows)), OldestAt: models.Instant(time.Now()), At: models.Instant(time.Now())}
	h.Sign(t.stream, t.key)
	head, err := json.Marshal(h)
	if err != nil {
		panic(err) // a head always can
	}
	var b bytes.Buffer
	b.WriteString(`{"v":1,"stream":"` + t.stream + `","head":`)
	b.Write(head)
	b.WriteString(`,"app":{"version":"bench"},"entries":[`)
	for i, r := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(r.raw)
	}
	b.WriteString("]}")
	return push{tablet: t, body: b.Bytes(), rows: rows, entries: len(rows)}
}

// searches makes the pushes of every tablet's searches from the k-th up to,
// not including, the l-th: one push a search.
func (w *world) searches(k, l int) []push {
	var all []push
	for ; k < l; k++ {
		for _, t := range w.tablets {
			all = append(all, t.push(t.search(k)))
		}
	}
	return all
}

func zipped(raw []byte) int {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(raw) // into memory
	_ = z.Close()
	return b.Len()
}
