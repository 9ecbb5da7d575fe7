package server_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

func TestTabletsAreListedWithWhatTheyAloneHave(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		live := d.operation(models.Live)
		near := d.tablets[nearCode]
		w.Tx(func(tx *store.Tx) error {
			all, err := tx.StreamsOfTablet(near.ID)
			if err != nil {
				return err
			}
			all[0].HeadEntries, all[0].HeadFiles = 12, 3
			return tx.SaveStream(&all[0])
		})
		list := func(query string) (page api.TabletPage) {
			w.As(models.RoleCoordinator).Get("/v1/tablets?" + query).Expect(200).Into(&page)
			return page
		}
		page := list("unsent=true")
		if len(page.Items) != 1 || page.Items[0].Id != near.ID || page.Items[0].Empty || len(page.Items[0].Streams) != 1 {
			t.Fatalf("%+v", page)
		}
		if s := page.Items[0].Streams[0]; s.Operation != live || s.UnsentEntries != 12 || s.UnsentFiles != 3 || s.Closed {
			t.Errorf("%+v", s)
		}
		for _, x := range list("").Items {
			if x.Id != near.ID && !x.Empty {
				t.Errorf("%+v", x)
			}
		}
		if page := list("q=" + page.Items[0].Tag); len(page.Items) != 1 || page.Items[0].Id != near.ID {
			t.Errorf("by its tag: %+v", page)
		}
		var shown api.Tablet
		w.As(models.RoleAdmin).Get("/v1/tablets/" + near.ID.String()).Expect(200).Into(&shown)
		if shown.Empty || len(shown.Streams) != 0 { // nothing of an operation is for administrators
			t.Errorf("%+v", shown)
		}
		w.As(models.RoleCoordinator).Post("/v1/tablets/"+near.ID.String()+"/revoke", object{"reason": "lost"}).Expect(200).Into(&shown)
		if !shown.Empty || len(shown.Streams) != 1 || !shown.Streams[0].Closed || shown.RevokedAt == "" {
			t.Errorf("%+v", shown)
		}
		if page := list("unsent=true"); len(page.Items) != 0 {
			t.Errorf("%+v", page)
		}
	})
}

func TestACodeNamesItsPlacesAndSpendsNoUseByIt(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		var invited struct {
			ID, Code string
		}
		w.As(models.RoleCoordinator).Post("/v1/enrolments", object{"label": "Van 3", "siteIds": []models.ID{d.near.ID, d.far.ID}, "maxUses": 1,
			"expiresAt": models.FormatTime(w.Now().Add(time.Hour))}).Expect(http.StatusCreated).Into(&invited)
		for range 3 {
			var places api.EnrolmentPlaces
			w.Nobody().Post("/v1/enrolments/places", object{"code": invited.Code}).Expect(http.StatusOK).Into(&places)
			if places.Label != "Van 3" || len(places.Sites) != 2 || places.Sites[0].Name == "" || places.Sites[0].Id != d.near.ID {
				t.Fatalf("%+v", places)
			}
		}
		w.Nobody().Post("/v1/enrolments/places", object{"code": invited.Code + "x"}).Expect(http.StatusBadRequest)
		w.As(models.RoleCoordinator).Delete("/v1/enrolments/" + invited.ID).Expect(http.StatusNoContent)
		w.Nobody().Post("/v1/enrolments/places", object{"code": invited.Code}).Expect(http.StatusBadRequest)
	})
}

func TestATabletWhoseClockIsOffIsSeenByHowFar(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		p, mine := d.writer(d.operation(models.Live), d.near)
		ahead := func() int64 {
			var page api.TabletPage
			w.As(models.RoleCoordinator).Get("/v1/tablets?q=" + mine.Tag).Expect(200).Into(&page)
			return page.Items[0].Streams[0].ClockAhead
		}
		p.incident()
		p.push()
		for n, off := range []time.Duration{365 * 24 * time.Hour, -time.Hour, 0} {
			h := fieldsync.Head{N: uint64(900 + n), Seq: p.seq, Hash: p.prev, At: d.Now().Add(off)} //nolint:gosec // three
			h.Sign(p.stream, p.key)
			p.send(object{"v": 1, "stream": p.stream, "head": h, "entries": []object{}}).Expect(http.StatusOK)
			if got := ahead(); got != int64(off.Seconds()) {
				t.Errorf("a clock that is off by %s is shown as %d s", off, got)
			}
		}
		h := fieldsync.Head{N: 10, Seq: p.seq, Hash: p.prev, At: d.Now().Add(time.Hour)} // an older one says nothing any more
		h.Sign(p.stream, p.key)
		p.send(object{"v": 1, "stream": p.stream, "head": h, "entries": []object{}}).Expect(http.StatusOK)
		if got := ahead(); got != 0 {
			t.Errorf("by an older head: %d s", got)
		}
	})
}
