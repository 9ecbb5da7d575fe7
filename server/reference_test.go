package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

func picks(c *servertest.Client, list string) (items []api.Pick) {
	c.World.T.Helper()
	var answer struct{ Items []api.Pick }
	c.Get("/v1/picklists?list=" + url.QueryEscape(list)).Expect(http.StatusOK).Into(&answer)
	return answer.Items
}

func TestAnOptionIsAddedRelabelledAndRetiredButNeverDeleted(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c, where := w.As(models.RoleCoordinator), "/v1/picklists/entry-routes/tunnel"
		in := object{"labels": object{"en": "Tunnel", "fr": "Tunnel"}, "position": 99}
		c.Put(where, `"1"`, in).Expect(http.StatusNotFound)
		var p api.Pick
		if etag := c.Put(where, "", in).Expect(http.StatusOK).Into(&p).ETag(); etag != `"1"` || p.List != "entry-routes" || p.Code != "tunnel" || p.Position != 99 {
			t.Errorf("%s %+v", etag, p)
		}
		if at := c.Put(where, "", in).Expect(http.StatusPreconditionRequired).Problem(); at.Code != "needs_version" {
			t.Errorf("answered %s", at.Code)
		}
		in["retired"], in["labels"] = true, object{"en": "Tunnel (dug)", "fr": "Tunnel (creusé)"}
		c.Put(where, `"1"`, in).Expect(http.StatusOK)
		c.Put(where, `"1"`, in).Expect(http.StatusPreconditionFailed)
		c.Put(where, "one", in).Expect(http.StatusBadRequest)
		all := picks(c, "entry-routes")
		last := all[len(all)-1]
		if last.Code != "tunnel" || !last.Retired || last.Labels.Fr != "Tunnel (creusé)" || last.Version != 2 {
			t.Errorf("the list ends with %+v", last)
		}
		c.Delete(where).Expect(http.StatusNotFound)
		in["labels"] = object{"en": "", "fr": ""}
		if at := c.Put(where, `"2"`, in).Expect(http.StatusBadRequest).Faults(); !slices.Equal(at, []string{"/labels/en", "/labels/fr"}) {
			t.Errorf("told at %v", at)
		}
		w.As(models.RoleHQ).Put(where, `"2"`, in).Expect(http.StatusForbidden)
	})
}

func TestRelabellingAnOptionKeepsWhatItsListSaysOfIt(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c := w.As(models.RoleCoordinator)
		before := picks(c, "detection-tools")[0]
		if len(before.Data) == 0 {
			t.Fatal("the shipped option says nothing more")
		}
		var after api.Pick
		c.Put("/v1/picklists/detection-tools/"+before.Code, `"1"`, object{"labels": object{"en": "New", "fr": "Neuf"}}).Expect(http.StatusOK).Into(&after)
		if after.Labels.En != "New" || text(after.Data) != text(before.Data) {
			t.Errorf("before %v, after %v", before.Data, after.Data)
		}
	})
}

func TestWhatShipsIsLoadedOnceAndEditsStay(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		count := func() (options, devices, checklists, notes int) {
			err := s.Read(t.Context(), func(v store.View) error {
				a, err := v.Picks("")
				b, err2 := v.AllDeviceModels()
				c, err3 := v.Templates()
				d, err4 := v.Audit(store.AuditFilter{Limit: 10})
				options, devices, checklists, notes = len(a), len(b), len(c), len(d)
				return firstError(err, err2, err3, err4)
			})
			if err != nil {
				t.Fatal(err)
			}
			return options, devices, checklists, notes
		}
		load := func() {
			t.Helper()
			if err := store.Seed(t.Context(), s); err != nil {
				t.Fatal(err)
			}
		}
		load()
		options, devices, checklists, notes := count()
		if options < 100 || devices < 10 || checklists != 1 || notes != 1 {
			t.Fatalf("loaded %d options, %d models, %d checklists with %d notes", options, devices, checklists, notes)
		}
		err := s.Tx(t.Context(), func(tx *store.Tx) error {
			rows, err := tx.Picks("seal-types")
			if err != nil {
				return err
			}
			rows[0].LabelEN, rows[0].Retired = "Edited here", true
			return tx.SavePick(&rows[0])
		})
		if err != nil {
			t.Fatal(err)
		}
		load()
		if a, b, c, d := count(); a != options || b != devices || c != checklists || d != notes {
			t.Errorf("loaded again: %d options, %d models, %d checklists, %d notes", a, b, c, d)
		}
		edited := 0
		err = s.Read(t.Context(), func(v store.View) error {
			rows, err := v.Picks("seal-types")
			for _, p := range rows {
				if p.LabelEN == "Edited here" && p.Retired {
					edited++
				}
			}
			return err
		})
		if err != nil || edited != 1 {
			t.Errorf("%d edits are left: %v", edited, err)
		}
	})
}

func TestTwoReplicasThatStartTogetherLoadWhatShipsOnce(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if err := store.Seed(t.Context(), s); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		err := s.Read(t.Context(), func(v store.View) error {
			rows, err := v.Templates()
			if len(rows) != 1 {
				t.Errorf("there are %d checklists", len(rows))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestATreeHasNoCircleAndNoMoreThanSixteenLevels(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c := w.As(models.RoleCoordinator)
		site := w.Establishment("S01").ID.String()
		building, wing, landing := w.Cell("S01", "B1"), w.Cell("S01", "B1/W1"), w.Cell("S01", "B1/W1/L1")
		for _, under := range []models.Location{building, wing, landing} {
			at := c.Put("/v1/locations/"+building.ID.String(), `"1"`, object{"code": "B1", "kind": "building", "parent": under.ID}).Expect(http.StatusBadRequest)
			if f := at.Problem().Errors; f[len(f)-1].Pointer != "/parent" || f[len(f)-1].Code != "cycle" {
				t.Errorf("under %s: %+v", under.Code, f)
			}
		}
		c.Put("/v1/locations/"+landing.ID.String(), `"1"`, object{"code": "L1", "kind": "landing", "parent": building.ID}).Expect(http.StatusOK)
		c.Put("/v1/locations/"+wing.ID.String(), `"1"`, object{"code": "W1", "kind": "wing", "parent": landing.ID}).Expect(http.StatusOK)
		parent := building.ID
		for level := 2; level <= 17; level++ {
			res := c.Post("/v1/establishments/"+site+"/locations", object{"code": fmt.Sprint("R", level), "kind": "room", "parent": parent})
			if level == 17 {
				res.Expect(http.StatusBadRequest)
				break
			}
			var l api.Location
			res.Expect(http.StatusCreated).Into(&l)
			parent = l.Id
		}
		// A node with something in it may not be moved down either, where that would end too deep.
		c.Put("/v1/locations/"+landing.ID.String(), `"2"`, object{"code": "L1", "kind": "landing", "parent": parent}).Expect(http.StatusBadRequest)
		c.Put("/v1/locations/"+landing.ID.String(), `"2"`, object{"code": "L1", "kind": "landing"}).Expect(http.StatusOK)
	})
}

func TestTwoMovesAtOnceMakeNoCircle(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c := w.As(models.RoleCoordinator)
		for i := range 5 {
			a, b := w.Cell("S01", fmt.Sprint("Ba", i)), w.Cell("S01", fmt.Sprint("Bb", i))
			done := make(chan int, 2)
			move := func(l, under models.Location) {
				done <- c.Put("/v1/locations/"+l.ID.String(), `"1"`, object{"code": l.Code, "kind": "building", "parent": under.ID}).Status
			}
			go move(a, b)
			go move(b, a)
			if x, y := <-done, <-done; x == y {
				t.Errorf("both moves were answered %d", x)
			}
		}
	})
}
