package server_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

func TestAnEntryThatCannotBeWrittenWaitsAloneAndIsTriedAgainAlone(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		p, _ := d.writer(d.operation(models.Live), d.near)
		mend := d.refuses("unwritable")
		before := p.incident()
		faulty := p.write("incident.reported", d.near.ID, object{"kind": "other", "text": "unwritable"})
		after := p.incident()
		p.tell(before, faulty, after)
		for e, want := range map[*fieldsync.Entry]string{&before: "applied", &faulty: "refused internal", &after: "applied"} {
			if got := p.became(*e); got != want {
				t.Errorf("entry %d is %s, not %s", e.Seq, got, want)
			}
		}
		d.onEntry(p.operation, faulty.ID, "settle", object{"action": "apply"}).Expect(http.StatusConflict)
		mend()
		d.onEntry(p.operation, faulty.ID, "retry", object{}).Expect(200)
		if got := p.became(faulty); got != "applied" {
			t.Errorf("after the retry it is %s", got)
		}
		d.onEntry(p.operation, faulty.ID, "retry", object{}).Expect(http.StatusConflict)
	})
}

func TestARowThatWasAlteredIsShownAsUnreadableAndHidesNoOther(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		p, _ := d.writer(d.operation(models.Live), d.near)
		one, two, other, three := p.incident(), p.incident(), p.incident(), p.incident()
		altered := map[string]uint64{}
		for i, r := range p.tell(one, two, other, three) {
			if e := []fieldsync.Entry{one, two, other, three}[i]; i == 1 || i == 2 {
				altered[e.Hash(p.stream)] = r.Position
			}
		}
		cut, changed := "substr(raw, 1, 40)", "CAST(replace(CAST(raw AS TEXT), 'a test', 'a jest') AS BLOB)" // no entry any more; one of another text
		if strings.HasPrefix(d.Database, "postgres") {
			cut, changed = "substring(raw from 1 for 40)", "convert_to(replace(convert_from(raw, 'UTF8'), 'a test', 'a jest'), 'UTF8')"
		}
		d.sql(`UPDATE entries SET raw = ` + cut + ` WHERE hash = '` + two.Hash(p.stream) + `'`)
		d.sql(`UPDATE entries SET raw = ` + changed + ` WHERE hash = '` + other.Hash(p.stream) + `'`)
		if got := p.became(three); got != "applied" {
			t.Errorf("the entry after them is %s", got)
		}
		for _, e := range []fieldsync.Entry{two, other} {
			if r := p.receipt(e); r.StatusCode != fieldsync.Internal || !strings.Contains(r.Detail, "cannot be read") {
				t.Errorf("the receipt of an altered row says %+v", r)
			}
		}
		var page struct {
			Items []struct {
				Position   uint64
				Hash       string
				Unreadable string
			}
		}
		d.As(models.RoleAuditor).Get("/v1/operations/" + p.operation.String() + "/journal?limit=500").Expect(200).Into(&page)
		broken := 0
		for i, x := range page.Items {
			if x.Position != uint64(i+1) {
				t.Fatalf("position %d is missing", i+1)
			}
			if x.Unreadable != "" {
				if broken++; altered[x.Hash] != x.Position {
					t.Errorf("unreadable is %+v", x)
				}
			}
		}
		if broken != 2 {
			t.Errorf("%d rows are unreadable, not the two", broken)
		}
		d.As(models.RoleHQ).Get("/v1/operations/" + p.operation.String() + "/progress").Expect(200)
	})
}

func TestWhatAnUnknownStreamSentIsJudgedWhenItIsKnownAndForgeriesStayOutside(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		live := d.operation(models.Live)
		stranger := d.tablet(d.near, models.TabletPending)
		p := stranger.pen(d, live)
		var good []fieldsync.Entry
		for range 4 {
			forged := p.incident()
			p.seq, p.prev = p.seq-1, forged.Prev
			forged.Sig = fieldsync.EncodeBytes(make([]byte, 64))
			good = append(good, p.incident())
			for _, r := range p.tell(forged, good[len(good)-1]) {
				if r.Code != fieldsync.UnknownStream {
					t.Fatalf("a stream that nobody knows was told %+v", r)
				}
			}
		}
		c := d.As(models.RoleCoordinator)
		var tablet struct{ Fingerprint string }
		c.Get("/v1/tablets/" + stranger.ID.String()).Expect(200).Into(&tablet)
		c.Post("/v1/tablets/"+stranger.ID.String()+"/confirm", object{"fingerprint": tablet.Fingerprint}).Expect(200)
		for _, e := range good {
			if got := p.became(e); got != "applied" {
				t.Errorf("entry %d is %s", e.Seq, got)
			}
		}
		d.Read(func(v store.View) error {
			streams, err := v.InboxStreams()
			if len(streams) > 0 {
				t.Errorf("the inbox still holds something of %v as unknown", streams)
			}
			return err
		})
	})
}

func TestWhatATabletSentBeforeTheReleaseIsJudgedAtTheRelease(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		sealed := d.operation(models.Sealed)
		p := d.pen(nearCode, sealed)
		e := p.incident()
		if told := p.told(e); told != "unverified unknown_stream" {
			t.Fatalf("before the release it is told %s", told)
		}
		path := "/v1/operations/" + sealed.String()
		d.As(models.RoleCoordinator).Post(path+"/release/ask", nil).Expect(200)
		d.As(models.RoleApprover).Post(path+"/release/approve", nil).Expect(200)
		if got := p.became(e); got != "applied" {
			t.Errorf("after the release it is %s", got)
		}
	})
}

func TestAFullInboxSaysComeLaterAndEvictsNothing(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		p, _ := d.writer(d.operation(models.Live), d.near)
		stranger := d.tablet(d.near, models.TabletPending).pen(d, p.operation)
		first := stranger.incident()
		stranger.tell(first)
		kept, err := json.Marshal(first)
		if err != nil {
			t.Fatal(err)
		}
		d.Tx(func(tx *store.Tx) error {
			var items []store.InboxItem
			for i := range 15 {
				items = append(items, store.InboxItem{Digest: hexOf(string(rune('a' + i))), Stream: "somebody else's", Address: "127.0.0.1",
					Code: fieldsync.UnknownStream, Raw: make([]byte, 1<<20)})
			}
			items = append(items, store.InboxItem{Digest: hexOf("the rest"), Stream: "somebody else's", Address: "127.0.0.1",
				Code: fieldsync.UnknownStream, Raw: make([]byte, 1<<20-len(kept)-100)})
			return tx.KeepUnverified(items)
		})
		full := func() servertest.Response { return p.send(stranger.with(stranger.incident())) }
		if r := full().Expect(http.StatusServiceUnavailable); r.Header.Get("Retry-After") == "" {
			t.Error("nobody says when to come again")
		}
		d.Advance(1e9)
		full().Expect(http.StatusServiceUnavailable)
		if n := d.count("SELECT count(*) FROM inbox"); n != 17 {
			t.Errorf("the inbox holds %d, not the 17 that were there", n)
		}
		d.Advance(1e9)
		if told := p.told(p.incident()); told != "stored" { // who is known is not kept waiting by it
			t.Errorf("a tablet that is known is told %s", told)
		}
		d.Advance(1e9)
		stranger.tell(first) // what is there already needs no room
	})
}

func TestATooOldProgramIsToldOnPullAndNeverOnPush(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		live := d.operation(models.Live)
		p, tablet := d.writer(live, d.near)
		pull := "/v1/sync/pull?operation=" + live.String()
		for query, want := range map[string]int{"": 426, "&schema=1": 426, "&schema=2": 200, "&schema=3": 200} {
			if r := tablet.client.Get(pull + query); r.Status != want {
				t.Errorf("pull%s was answered %d, not %d", query, r.Status, want)
			}
		}
		if code := tablet.client.Get(pull).Expect(426).Problem().Code; string(code) != string(models.TooOld) {
			t.Errorf("the problem is %s", code)
		}
		var a pushed
		body := object{"v": 1, "stream": p.stream, "app": object{"version": "0.0.1"}, "entries": []any{p.incident()}}
		p.d.Nobody().Do(http.MethodPost, "/v1/sync/push?schema=1", body).Expect(200).Into(&a)
		if a.Results[0].Verdict != fieldsync.Stored {
			t.Errorf("an old program's push was told %+v", a.Results)
		}
	}, func(d *server.Dependencies) { d.OldestSchema = 2 })
}
