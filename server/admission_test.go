package server_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
)

func TestATabletInALoopIsSlowedDownAndTheOthersAreNot(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	d := newDrill(t, w)
	id := d.operation(models.Live)
	loop, _ := d.writer(id, d.near)
	other, _ := d.writer(id, d.near)
	loop.incident()
	loop.push()
	slowed := 0
	for n := range 300 { // at one instant: the clock of this world stands
		beacon := object{"v": 1, "stream": loop.stream, "head": loop.head(uint64(n + 2)), "entries": []any{}}
		switch got := loop.send(beacon); got.Status {
		case http.StatusOK:
		case http.StatusTooManyRequests:
			if slowed++; got.Header.Get("Retry-After") == "" {
				t.Fatal("there is no Retry-After")
			}
		default:
			t.Fatalf("answered %d", got.Status)
		}
	}
	if slowed != 300+1-200 {
		t.Errorf("%d of 301 pushes at one instant were slowed down, not 101", slowed)
	}
	other.incident()
	if got := other.push(); got.Results[0].Verdict != "stored" {
		t.Errorf("another tablet's entry: %v", got.Results[0])
	}
	w.Advance(time.Second)
	loop.incident()
	if got := loop.push(); got.Results[0].Verdict != "stored" {
		t.Errorf("a second later: %v", got.Results[0])
	}
}

func TestNobodyElseCanUseUpATabletsRate(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	d := newDrill(t, w)
	id := d.operation(models.Live)
	victim, _ := d.writer(id, d.near)
	forger, _ := d.writer(id, d.near)
	forger.stream = victim.stream // heads of the victim's stream, with another key's signature
	for n := range 300 {
		forger.send(object{"v": 1, "stream": victim.stream, "head": forger.head(uint64(n + 1)), "entries": []any{}})
		if n%40 == 0 {
			w.Advance(3 * time.Second) // the address has a rate of its own
		}
	}
	victim.incident()
	if got := victim.push(); got.Results[0].Verdict != "stored" {
		t.Errorf("the victim's entry: %v", got.Results[0])
	}
}

func TestTheSameBadBatchStoresNothingNewHoweverOftenItComes(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		p, _ := d.writer(d.operation(models.Live), d.near)
		for range 20 {
			e := p.incident()
			e.Body += " "
			p.unsent[len(p.unsent)-1] = e
		}
		batch := object{"v": 1, "stream": p.stream, "entries": p.unsent}
		for range 100 {
			p.send(batch)
			w.Advance(time.Second)
		}
		var held int64
		w.Read(func(v store.View) (err error) {
			held, err = v.InboxSize()
			return err
		})
		if held != 3 { // of each request three signatures are looked at, and the rest is not kept
			t.Errorf("the inbox holds %d after a hundred times the same", held)
		}
	})
}

// gzipBomb is half a gigabyte of blanks, compressed. From the second on every
// flushed megabyte compresses to the same bytes, so that only two are reckoned: all
// of it took the race detector a minute and a half. Its end is missing; a server
// that comes as far as that answers otherwise than one that stops.
func gzipBomb() []byte {
	const megabytes = 512
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	blanks := bytes.Repeat([]byte(" "), 1<<20)
	_, _ = z.Write(blanks)
	_ = z.Flush()
	first := bytes.Clone(b.Bytes())
	_, _ = z.Write(blanks)
	_ = z.Flush()
	return append(first, bytes.Repeat(b.Bytes()[len(first):], megabytes-1)...)
}

func TestAGzipBombIsStoppedWhileItInflates(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	bomb := gzipBomb()
	var all sync.WaitGroup
	answers := make(chan string, 32)
	for range 32 {
		all.Go(func() {
			got := w.Nobody().Do(http.MethodPost, "/v1/sync/push", bomb, "Content-Encoding", "gzip", "Content-Type", "application/json")
			answers <- fmt.Sprint(got.Status)
		})
	}
	all.Wait()
	close(answers)
	for got := range answers {
		if got != "413" && got != "503" { // few large ones are read at once; on a busy machine some are told to come again
			t.Errorf("half a gigabyte in %d bytes was answered %s", len(bomb), got)
		}
	}
}
