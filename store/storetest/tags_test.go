package storetest_test

import (
	"fmt"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// Of 400 tablets some would have one tag by their keys alone; each is given its own.
func TestNoTwoTabletsAreGivenOneTag(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		const tablets = 400
		byKey, given := map[string]int{}, map[string]bool{}
		err := s.Tx(ctx, func(tx *store.Tx) error {
			home := models.Establishment{ID: models.NewID(), Code: "T1", Name: "x", Type: "remand", Country: "FR", TimeZone: "Europe/Paris"}
			if err := tx.AddEstablishments([]models.Establishment{home}); err != nil {
				return err
			}
			for i := range tablets {
				key := fmt.Sprint("key", i)
				tablet := models.Tablet{ID: models.NewID(), Establishment: home.ID, Label: "x", State: models.TabletPending, SigningKey: key, AgreementKey: "x"}
				if err := tx.AddTablet(&tablet); err != nil {
					return err
				}
				byKey[models.TabletTag(key, 0)]++
				if given[tablet.Tag] || !models.ValidTag(tablet.Tag) {
					t.Errorf("the tag %q is given twice, or is none", tablet.Tag)
				}
				given[tablet.Tag] = true
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(byKey) == tablets {
			t.Error("no two keys ask for one tag: the test shows nothing")
		}
		t.Logf("%d tablets, %d tags that their keys ask for first, %d given", tablets, len(byKey), len(given))
	})
}
