package storetest_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
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

// Who answers a tablet twice at once, both having read it before it had a tag, gives
// both times the tag that it has.
func TestATabletThatIsTaggedTwiceIsToldTheTagThatItHas(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		f := newField(t, s)
		p := f.pen()
		f.tx(func(tx *store.Tx) error {
			first, err := tx.Tablet(p.tablet)
			if err != nil {
				return err
			}
			has, second := first.Tag, first
			second.Tag = ""
			if err := tx.TagTablet(&second); err != nil || second.Tag != has {
				t.Errorf("it is told %q and has %q (%v)", second.Tag, has, err)
			}
			return nil
		})
	})
}

// A coordinator who confirms or revokes a tablet read it a moment ago; what it has
// sent meanwhile is no less heard of.
func TestWhenATabletWasLastHeardOfIsNotForgottenByWhoChangesIt(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		f := newField(t, s)
		p := f.pen()
		var read, now models.Tablet
		get := func(into *models.Tablet) {
			f.tx(func(tx *store.Tx) (err error) {
				*into, err = tx.Tablet(p.tablet)
				return err
			})
		}
		get(&read)
		f.judge(store.Submission{Stream: p.stream, Candidates: []fieldsync.Candidate{p.write()}})
		f.tx(func(tx *store.Tx) error {
			read.Tag = "" // somebody who read it before it had one
			return errors.Join(read.Move("revoke"), tx.SaveTablet(&read))
		})
		if get(&now); now.LastHeard == nil || now.Tag == "" || now.State != models.TabletRevoked || now.Version != read.Version {
			t.Errorf("%+v", now)
		}
	})
}
