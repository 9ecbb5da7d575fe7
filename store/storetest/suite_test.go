package storetest_test

import (
	"context"
	"errors"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

var ctx = context.Background()

func establishment(code string) models.Establishment {
	return models.Establishment{ID: models.NewID(), Code: code, Name: "Prison " + code, Type: "mixed", Country: "FR", TimeZone: "Europe/Paris", Latitude: 48.85, Longitude: 2.35, Version: 1, UpdatedAt: storetest.Dawn}
}

func TestAnEstablishmentIsReadAsItWasWritten(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		e := establishment("S01")
		err := s.Tx(ctx, func(tx *store.Tx) error { return tx.AddEstablishments([]models.Establishment{e}) })
		if err != nil {
			t.Fatal(err)
		}
		err = s.Read(ctx, func(v store.View) error {
			got, err := v.Establishment(e.ID)
			got.UpdatedAt = got.UpdatedAt.UTC()
			if got != e {
				t.Errorf("wrote %+v\nread  %+v", e, got)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestOfTwoEditorsTheSecondIsTold(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		e := establishment("S01")
		err := s.Tx(ctx, func(tx *store.Tx) error { return tx.AddEstablishments([]models.Establishment{e}) })
		if err != nil {
			t.Fatal(err)
		}
		first, second := e, e
		first.Name, second.Name = "First", "Second"
		save := func(e *models.Establishment) error {
			return s.Tx(ctx, func(tx *store.Tx) error { return tx.SaveEstablishment(e) })
		}
		if err := save(&first); err != nil {
			t.Fatal(err)
		}
		if err := save(&second); models.CodeOf(err) != models.Stale {
			t.Errorf("the second editor was told %v", err)
		}
	})
}

func TestACodeThatExistsIsAConflict(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		add := func() error {
			return s.Tx(ctx, func(tx *store.Tx) error {
				return tx.AddEstablishments([]models.Establishment{establishment("S01")})
			})
		}
		if err := add(); err != nil {
			t.Fatal(err)
		}
		if err := add(); models.CodeOf(err) != models.Conflict {
			t.Errorf("%v", err)
		}
	})
}

func TestNothingIsWrittenOfAnActThatFails(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		e, broken := establishment("S01"), errors.New("broken")
		err := s.Tx(ctx, func(tx *store.Tx) error {
			if err := tx.AddEstablishments([]models.Establishment{e}); err != nil {
				return err
			}
			if err := tx.Note(models.ActRegistryWrite, nil, nil, "establishment", "", ""); err != nil {
				return err
			}
			return broken
		})
		if !errors.Is(err, broken) || models.CodeOf(err) != models.Internal {
			t.Errorf("%v", err)
		}
		err = s.Read(ctx, func(v store.View) error {
			if _, err := v.Establishment(e.ID); models.CodeOf(err) != models.Internal && err == nil {
				t.Error("the establishment is there")
			}
			rows, err := v.Audit(store.AuditFilter{Limit: 10})
			if len(rows) > 0 {
				t.Error("the act is in the audit though it did not happen")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestTheDraftOfASiteIsSealedAndVersioned(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		o, err := models.NewOperation("DAWN", "Dawn", models.NewID(), storetest.Dawn)
		if err != nil {
			t.Fatal(err)
		}
		site := models.SiteDraft{Establishment: models.NewID(), Walk: models.DefaultWalk, Lead: "DEMO-0001"}
		err = s.Tx(ctx, func(tx *store.Tx) error {
			if err := tx.AddOperation(&o); err != nil {
				return err
			}
			return tx.SaveSiteDraft(o.ID, site, 0)
		})
		if err != nil {
			t.Fatal(err)
		}
		write := func(version int64) error {
			return s.Tx(ctx, func(tx *store.Tx) error { return tx.SaveSiteDraft(o.ID, site, version) })
		}
		if err := write(1); err != nil {
			t.Fatal(err)
		}
		for _, version := range []int64{0, 1, 7} {
			if err := write(version); models.CodeOf(err) != models.Stale {
				t.Errorf("a change based on version %d: %v", version, err)
			}
		}
		err = s.Read(ctx, func(v store.View) error {
			got, err := v.SiteDraft(o.ID, site.Establishment)
			if got.Version != 2 || got.Lead != site.Lead {
				t.Errorf("read %+v", got)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
