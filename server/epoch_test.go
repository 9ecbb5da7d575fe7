package server_test

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// outbox is a tablet as the protocol wants it: it keeps all that it wrote,
// counts an entry as delivered by the server's word alone, and counts nothing as
// delivered any more when the epoch changes.
type outbox struct {
	*pen
	entries   []fieldsync.Entry // seq 1, 2, 3 …
	delivered map[uint64]bool
	epoch     string
	heads     uint64
	epochs    int // how often it changed
}

// note writes one entry into the outbox.
func (o *outbox) note() {
	o.entries = append(o.entries, o.write("incident.reported", o.d.near.ID, object{"kind": "other", "text": fmt.Sprintf("%s %d", o.stream, o.seq+1)}))
}

// push sends at most n entries that are not delivered, oldest first. A lost
// answer is not looked at: the tablet does not know that it was heard.
func (o *outbox) push(w *servertest.World, n int, lost bool) error {
	var batch []any
	for _, e := range o.entries {
		if !o.delivered[e.Seq] && len(batch) < n {
			batch = append(batch, e)
		}
	}
	o.heads++
	r := w.Nobody().Post("/v1/sync/push", object{"v": 1, "stream": o.stream, "head": o.head(o.heads), "entries": append([]any{}, batch...)})
	if r.Status != http.StatusOK {
		return fmt.Errorf("the push was answered %d: %s", r.Status, r.Body)
	}
	if lost {
		return nil
	}
	var a struct {
		Results []fieldsync.Result
		Epoch   string
		Ack     json.RawMessage
	}
	if err := json.Unmarshal(r.Body, &a); err != nil {
		return err
	}
	if o.epoch != "" && a.Epoch != o.epoch {
		o.delivered, o.epochs = map[uint64]bool{}, o.epochs+1
	}
	o.epoch = a.Epoch
	for _, x := range a.Results {
		if x.Verdict == fieldsync.Stored {
			o.delivered[x.Seq] = true
		}
	}
	return o.heed(a.Ack, w.Keys().Entry.Public().(ed25519.PublicKey))
}

// heed takes an ack's word only with the server's signature, of the epoch at
// hand, and for a hash that is the tablet's own at that seq.
func (o *outbox) heed(raw json.RawMessage, server ed25519.PublicKey) error {
	ack, err := fieldsync.ParseAck(raw)
	if err != nil {
		return fmt.Errorf("the ack %s: %w", raw, err)
	}
	if !ack.Verify(o.stream, server) || ack.Epoch != o.epoch {
		return fmt.Errorf("the ack %s is not the server's of this epoch", raw)
	}
	if ack.Seq > 0 && o.entries[ack.Seq-1].Hash(o.stream) != ack.Hash {
		return fmt.Errorf("the ack of %d is of another entry", ack.Seq)
	}
	for seq := uint64(1); seq <= ack.Seq; seq++ {
		o.delivered[seq] = true
	}
	return nil
}

// backup copies a database while a server works with it, and gives what
// restores the copy as a new database.
func backup(t *testing.T, w *servertest.World) (restore func() string) {
	t.Helper()
	if !strings.HasPrefix(w.Database, "postgres") {
		file := filepath.Join(t.TempDir(), "backup.db")
		if err := store.Backup(t.Context(), w.Database, file); err != nil {
			t.Fatal(err)
		}
		return func() string {
			restored := filepath.Join(t.TempDir(), "restored.db")
			if err := store.CopyBackup(file, restored); err != nil {
				t.Fatal(err)
			}
			return restored
		}
	}
	file := filepath.Join(t.TempDir(), "backup.dump")
	tool := func(name string, args ...string) {
		path, err := exec.LookPath(name)
		if err != nil && os.Getenv("CELLSWEEP_REQUIRE_POSTGRES") == "" {
			t.Skipf("%s is not installed: a backup of PostgreSQL cannot be made", name)
		}
		if out, err := exec.CommandContext(t.Context(), path, args...).CombinedOutput(); err != nil { //nolint:gosec // the test's own words
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
	}
	tool("pg_dump", "--format=custom", "--file="+file, w.Database)
	return func() string {
		restored := storetest.EmptyPostgres(t)
		tool("pg_restore", "--no-owner", "--exit-on-error", "--dbname="+restored, file)
		return restored
	}
}

// everybody lets the tablets write and push side by side, with lost answers.
func everybody(t *testing.T, w *servertest.World, tablets []*outbox, entries int) {
	t.Helper()
	var wg sync.WaitGroup
	for i, o := range tablets {
		random := rand.New(rand.NewPCG(uint64(i), uint64(entries))) //nolint:gosec // small numbers
		wg.Go(func() {
			for range entries {
				o.note()
				if err := o.push(w, 1+random.IntN(4), random.IntN(3) == 0); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

func TestAfterARestoreEverybodyPushesAgainAndNothingIsLostOrThereTwice(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		live := d.operation(models.Live)
		var tablets []*outbox
		for range 4 {
			p, _ := d.writer(live, d.near)
			tablets = append(tablets, &outbox{pen: p, delivered: map[uint64]bool{}})
		}
		everybody(t, w, tablets, 5)
		d.certified()
		var restore func() string
		var wg sync.WaitGroup
		wg.Go(func() { everybody(t, w, tablets, 10) })
		restore = backup(t, w) // while they push
		wg.Wait()
		everybody(t, w, tablets, 5) // acknowledged, and in no backup
		d.project()
		reader := &servertest.Client{World: w, Cookies: map[string]string{}, Bearer: d.tablets[nearCode].client.Bearer}
		pull := func(cursor string) servertest.Response {
			return reader.Get("/v1/sync/pull?operation=" + live.String() + "&cursor=" + cursor)
		}
		var page struct{ Checkpoint struct{ Cursor string } }
		pull("").Expect(200).Into(&page)

		after := w.Beside(restore())
		if then, now := headOf(w, live), headOf(after, live); now >= then {
			t.Fatalf("the backup reaches to %d of %d: nothing would be lost", now, then)
		}
		if n, err := after.Server.StartEpochs(context.Background(), "duty administrator", "the disk was lost"); err != nil || n == 0 {
			t.Fatalf("%d epochs: %v", n, err)
		}
		if known := oldCheckpoint(t, after, live); !strings.HasPrefix(known, "cellsweep/"+live.String()+"/"+tablets[0].epoch+"\n") {
			t.Errorf("the old epoch's checkpoint is %q", known)
		}
		reader.World = after
		if p := pull(page.Checkpoint.Cursor).Expect(http.StatusGone).Problem(); p.Code != "reset" || p.Errors[0].Code != "epoch" {
			t.Errorf("an old cursor is told %+v", p)
		}
		everybody(t, after, tablets, 3)
		for _, o := range tablets {
			for range 100 {
				if len(o.delivered) == len(o.entries) {
					break
				}
				if err := o.push(after, 7, false); err != nil {
					t.Fatal(err)
				}
			}
			if o.epochs != 1 {
				t.Errorf("a tablet saw the epoch change %d times", o.epochs)
			}
		}
		eachOnce(t, after, live, tablets)
		if err := after.Server.Certify(context.Background()); err != nil {
			t.Fatal(err)
		}
		if epochs := eachCheckpoint(t, after, live); len(epochs) < 2 || epochs[0] != epochs[len(epochs)-2] || epochs[0] == epochs[len(epochs)-1] {
			t.Errorf("checkpoints were signed in the epochs %v", epochs)
		}
		pull("").Expect(200)
	})
}

func headOf(w *servertest.World, operation models.ID) (head uint64) {
	w.Read(func(v store.View) error {
		j, err := v.Journal(operation)
		head = j.Head
		return err
	})
	return head
}

// eachOnce fails unless the journal has each entry of the tablets exactly once,
// in an unbroken order, and the picture shows each once.
func eachOnce(t *testing.T, w *servertest.World, operation models.ID, tablets []*outbox) {
	t.Helper()
	want, total := map[string]bool{}, 0
	for _, o := range tablets {
		for _, e := range o.entries {
			want[e.Hash(o.stream)] = true
		}
		if total += len(o.entries); len(o.delivered) != len(o.entries) {
			t.Errorf("%d of %d entries of a tablet are delivered", len(o.delivered), len(o.entries))
		}
	}
	found := 0
	w.Read(func(v store.View) error {
		all, err := v.Entries(operation, 0, 10_000)
		started := 0
		for i, e := range all {
			if e.Position != uint64(i+1) {
				t.Fatalf("position %d is missing", i+1)
			}
			if e.Entry.Type == "epoch.started" {
				if started++; e.Entry.Seq != 1 || !e.Server {
					t.Errorf("epoch.started is entry %d of its stream", e.Entry.Seq)
				}
			}
			if want[e.Hash] {
				found++
				delete(want, e.Hash)
			}
		}
		if started != 1 {
			t.Errorf("%d epochs were started", started)
		}
		return err
	})
	if found != total || len(want) > 0 {
		t.Errorf("%d of %d entries are in the journal, %d are lost", found, total, len(want))
	}
	if err := w.Server.Project(context.Background()); err != nil {
		t.Fatal(err)
	}
	shown := map[string]int{}
	w.Read(func(v store.View) error {
		docs, err := v.Documents(store.Feed{Operation: operation, Kinds: []fieldsync.Kind{fieldsync.KindSite}, All: true, Limit: 10})
		for _, x := range docs {
			var site struct{ Incidents []struct{ Text string } }
			if err := json.Unmarshal(x.Body, &site); err != nil {
				return err
			}
			for _, i := range site.Incidents {
				shown[i.Text]++
			}
		}
		return err
	})
	for text, n := range shown {
		if n != 1 {
			t.Errorf("%q is shown %d times", text, n)
		}
	}
	if len(shown) != total {
		t.Errorf("%d incidents are shown, not %d", len(shown), total)
	}
}
