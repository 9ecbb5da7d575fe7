package server

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// Officers pick their kit from a list at a tablet without a network, so the
// registry's pieces are pinned with the site; not more than an entry holds.
func TestAReleasePinsTheKitOfEachSite(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, bela := th.person("anna", coordinates), th.person("bela", approves)
		sites := []prison{th.prison("AIX"), th.prison("ARL")}
		th.tx(func(tx *store.Tx) error {
			pieces := []models.Equipment{{ID: models.NewID(), Establishment: sites[0].ID, Kind: "detector", Serial: "DNM-2", CalibratedTo: "2027-01-31", Version: 1},
				{ID: models.NewID(), Establishment: sites[0].ID, Kind: "detector", Serial: "DNM-1", Version: 1}}
			for i := range 300 {
				pieces = append(pieces, models.Equipment{ID: models.NewID(), Establishment: sites[1].ID, Kind: "locator", Serial: fmt.Sprintf("L-%03d", i), Version: 1})
			}
			return tx.AddEquipment(pieces)
		})
		o := th.released(anna, bela, inAnHour)
		if err := th.server.projectAll(ctx); err != nil {
			t.Fatal(err)
		}
		th.read(func(v store.View) error {
			docs, err := v.Documents(store.Feed{Operation: th.idOf(o), Kinds: []fieldsync.Kind{fieldsync.KindSite}, All: true, Limit: 10})
			if err != nil || len(docs) != 2 {
				t.Fatal(len(docs), err)
			}
			for i, want := range []int{2, mostKit} {
				var site struct {
					Kit []kitItem `json:"kit"`
				}
				at := slices.IndexFunc(docs, func(d fieldsync.Document) bool { return d.ID == sites[i].ID.String() })
				if err := json.Unmarshal(docs[at].Body, &site); err != nil {
					return err
				}
				if len(site.Kit) != want {
					t.Errorf("%s has %d pieces of kit, want %d", sites[i].Code, len(site.Kit), want)
				}
				if i == 0 && want == len(site.Kit) && (site.Kit[0].Serial != "DNM-1" || site.Kit[1].CalibratedUntil != "2027-01-31") {
					t.Errorf("pinned: %+v", site.Kit)
				}
			}
			return nil
		})
	})
}
