package storetest_test

import (
	"fmt"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// drafted is an operation with n sites.
func drafted(t *testing.T, s *store.Store, n int) (models.Operation, []models.ID) {
	t.Helper()
	o, err := models.NewOperation("DAWN", "Dawn", models.NewID(), storetest.Dawn)
	if err != nil {
		t.Fatal(err)
	}
	sites := make([]models.ID, n)
	err = s.Tx(ctx, func(tx *store.Tx) error {
		if err := tx.AddOperation(&o); err != nil {
			return err
		}
		d, err := tx.OpenDrafts(o.ID)
		if err != nil {
			return err
		}
		var c store.DraftChanges
		for i := range sites {
			sites[i] = models.NewID()
			c.Sites = append(c.Sites, models.SiteDraft{Establishment: sites[i], Walk: models.DefaultWalk, Lead: fmt.Sprint(i)})
		}
		return tx.SaveDrafts(d, c)
	})
	if err != nil {
		t.Fatal(err)
	}
	return o, sites
}

func TestManyDraftsAreWrittenAtOnceAndOnlyThoseThatAreNamed(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		o, sites := drafted(t, s, 120)
		err := s.Tx(ctx, func(tx *store.Tx) error {
			d, err := tx.OpenDrafts(o.ID)
			if err != nil {
				return err
			}
			if len(d.Sites) != 120 || d.Operation.Policy.ConflictOfInterest != "wing" {
				t.Errorf("%d sites, %+v", len(d.Sites), d.Operation)
			}
			changed := d.Sites[sites[5]]
			changed.Lead = "changed"
			whole := d.Operation
			whole.Policy.MaxTeamsPerLanding = 4
			return tx.SaveDrafts(d, store.DraftChanges{Operation: &whole, Sites: []models.SiteDraft{changed}, Removed: []models.ID{sites[7]}})
		})
		if err != nil {
			t.Fatal(err)
		}
		err = s.Read(ctx, func(v store.View) error {
			all, err := v.SiteDrafts(o.ID)
			for _, d := range all {
				if want := d.Establishment == sites[5]; want != (d.Version == 2) || want != (d.Lead == "changed") || d.Establishment == sites[7] {
					t.Errorf("site %v has version %d and lead %s", d.Establishment, d.Version, d.Lead)
				}
			}
			if len(all) != 119 {
				t.Errorf("%d sites are left", len(all))
			}
			whole, _ := v.Draft(o.ID)
			if whole.Version != 2 || whole.Policy.MaxTeamsPerLanding != 4 {
				t.Errorf("%+v", whole)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestDraftsThatSomebodyElseChangedAreNotWrittenOver(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		o, sites := drafted(t, s, 2)
		var opened *store.Drafts
		err := s.Read(ctx, func(v store.View) (err error) {
			opened, err = v.OpenDrafts(o.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = s.Tx(ctx, func(tx *store.Tx) error {
			if err := tx.SaveDraft(o.ID, models.OperationDraft{}, 1); err != nil {
				return err
			}
			return tx.SaveSiteDraft(o.ID, models.SiteDraft{Establishment: sites[0], Lead: "theirs"}, 1)
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []store.DraftChanges{
			{Operation: &models.OperationDraft{}},
			{Sites: []models.SiteDraft{{Establishment: sites[1]}, {Establishment: sites[0]}}},
			{Removed: []models.ID{sites[0]}},
			{Removed: []models.ID{models.NewID()}},
		} {
			err := s.Tx(ctx, func(tx *store.Tx) error { return tx.SaveDrafts(opened, c) })
			if models.CodeOf(err) != models.Stale {
				t.Errorf("%+v answered %v", c, err)
			}
		}
	})
}

func TestManyRowsAreSavedAtOnceOrNone(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		e := establishment("S01")
		var nodes []models.Location
		for i := range 1200 {
			nodes = append(nodes, models.Location{ID: models.NewID(), Establishment: e.ID, Code: fmt.Sprintf("C-%04d", i), Kind: "cell", Version: 1})
		}
		officer := models.Officer{ID: models.NewID(), Number: "D-1", Name: "Ann", Sex: "f", Skills: models.NewWords("lead"), Version: 1}
		kit := models.Equipment{ID: models.NewID(), Establishment: e.ID, Kind: "dog", Serial: "K-1", Version: 1}
		err := s.Tx(ctx, func(tx *store.Tx) error {
			for _, write := range []error{tx.AddEstablishments([]models.Establishment{e}), tx.AddLocations(nodes), tx.AddOfficers([]models.Officer{officer}), tx.AddEquipment([]models.Equipment{kit})} {
				if write != nil {
					return write
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for i := range nodes {
			nodes[i].Capacity = 2
		}
		e.Name, officer.Home, officer.Skills, kit.Kind = "Another", &e.ID, models.NewWords("lead", "photo"), "detector"
		save := func() error {
			return s.Tx(ctx, func(tx *store.Tx) error {
				for _, write := range []error{tx.SaveEstablishments([]models.Establishment{e}), tx.SaveLocations(nodes), tx.SaveOfficers([]models.Officer{officer}), tx.SaveEquipments([]models.Equipment{kit})} {
					if write != nil {
						return write
					}
				}
				return nil
			})
		}
		if err := save(); err != nil {
			t.Fatal(err)
		}
		if nodes[0].Version != 1 {
			t.Error("the caller's rows were altered: a transaction that is tried again would count twice")
		}
		err = s.Read(ctx, func(v store.View) error {
			ls, err := v.LocationsOf(e.ID)
			for i, l := range ls {
				want := nodes[i]
				want.Version = 2
				if !reflect.DeepEqual(l, want) {
					t.Fatalf("%+v, want %+v", l, want)
				}
			}
			o, _ := v.Officer(officer.ID)
			k, _ := v.PieceOfEquipment(kit.ID)
			p, _ := v.Establishment(e.ID)
			if o.Version != 2 || *o.Home != e.ID || o.Skills.String() != "lead photo" || k.Kind != "detector" || k.Version != 2 || p.Name != "Another" || p.Version != 2 {
				t.Errorf("%+v %+v %+v", o, k, p)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := save(); models.CodeOf(err) != models.Stale {
			t.Errorf("a second save of the version that was read answered %v", err)
		}
	})
}

// counted is Mask that counts what it opens.
type counted struct {
	storetest.Mask
	opened *atomic.Int64
}

func (c counted) Open(sealed []byte) ([]byte, error) {
	c.opened.Add(1)
	return c.Mask.Open(sealed)
}

// Who reads or writes what concerns the whole operation has no need of its sites.
func TestTheDraftOfAnOperationIsReadWithoutThoseOfItsSites(t *testing.T) {
	for name, url := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			at := url(t)
			o, _ := drafted(t, storetest.OpenURL(t, at), 20)
			var opened atomic.Int64
			s, err := store.Open(ctx, store.Options{URL: at, Clock: func() time.Time { return storetest.Dawn }, Sealer: counted{opened: &opened}})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			err = s.Tx(ctx, func(tx *store.Tx) error {
				d, err := tx.Draft(o.ID)
				if err != nil || d.Policy.ConflictOfInterest != "wing" {
					t.Errorf("%+v %v", d, err)
				}
				d.Policy.ConflictOfInterest = "none"
				if err := tx.SaveDraft(o.ID, d.OperationDraft, d.Version); err != nil {
					return err
				}
				if d, err = tx.Draft(o.ID); err != nil || d.Policy.ConflictOfInterest != "none" {
					t.Errorf("%+v %v", d, err)
				}
				if _, err := tx.Draft(models.NewID()); models.CodeOf(err) != models.NotFound {
					t.Errorf("of none: %v", err)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if n := opened.Load(); n != 2 { // as it was, and as it is
				t.Errorf("%d drafts were opened", n)
			}
		})
	}
}
