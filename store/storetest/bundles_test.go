package storetest_test

import (
	"slices"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// bundled is an operation with a plan version, and two establishments.
func bundled(t *testing.T, s *store.Store) (o models.Operation, plan models.ID, here, there models.ID) {
	t.Helper()
	o, err := models.NewOperation("DAWN", "Dawn", models.NewID(), storetest.Dawn)
	if err != nil {
		t.Fatal(err)
	}
	here, there = models.NewID(), models.NewID()
	p := models.PlanVersion{Operation: o.ID}
	err = s.Tx(t.Context(), func(tx *store.Tx) error {
		if err := tx.AddOperation(&o); err != nil {
			return err
		}
		if err := tx.AddEstablishments([]models.Establishment{{ID: here, Code: "AIX", Version: 1}, {ID: there, Code: "ARL", Version: 1}}); err != nil {
			return err
		}
		return tx.AddPlanVersion(&p)
	})
	if err != nil {
		t.Fatal(err)
	}
	return o, p.ID, here, there
}

func TestTabletsAreToldOfTheNewestRoundAndOlderOnesGoUntilOneIsReleased(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		o, plan, here, there := bundled(t, s)
		add := func() (id models.ID) {
			t.Helper()
			id = models.NewID()
			err := s.Tx(t.Context(), func(tx *store.Tx) error {
				return tx.AddRound(o.ID, []models.Bundle{{ID: id, Establishment: here, Plan: plan, Package: []byte("p"), Words: []byte("w"), Secrets: []byte("abaisser")},
					{ID: models.NewID(), Establishment: there, Plan: plan, Package: []byte("p"), Words: []byte("w"), Secrets: []byte("abaisser")}})
			})
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		told := func(when string, want models.ID, gone models.ID) {
			t.Helper()
			err := s.Read(t.Context(), func(v store.View) error {
				rows, err := v.BundlesAt(here)
				if err != nil || len(rows) != 1 || rows[0].ID != want || rows[0].Package != nil || rows[0].Secrets != nil {
					t.Errorf("%s tablets are told of %+v, %v", when, rows, err)
				}
				if b, err := v.Bundle(want); err != nil || string(b.Secrets) != "abaisser" || string(b.Package) != "p" {
					t.Errorf("%s it is %+v, %v", when, b, err)
				}
				if _, err := v.Bundle(gone); err == nil {
					t.Errorf("%s the older one is still given out", when)
				}
				round, err := v.Round(o.ID)
				if len(round) != 2 {
					t.Errorf("%s the round has %d packages", when, len(round))
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
		first := add()
		told("first", first, models.NewID())
		second := add()
		told("before release", second, first)
		err := s.Tx(t.Context(), func(tx *store.Tx) error {
			o.ReleasedAt = &tx.Now
			return tx.SaveOperation(&o)
		})
		if err != nil {
			t.Fatal(err)
		}
		third := add()
		told("after release", third, second)
		err = s.Tx(t.Context(), func(tx *store.Tx) error {
			if rounds, err := tx.Rounds(); err != nil || len(rounds) != 1 || rounds[0].Round != 3 {
				t.Errorf("the newest rounds are %+v, %v", rounds, err)
			}
			o.State = models.Cancelled
			return tx.SaveOperation(&o)
		})
		if err != nil {
			t.Fatal(err)
		}
		err = s.Read(t.Context(), func(v store.View) error {
			rows, err := v.BundlesAt(here)
			if len(rows) != 0 {
				t.Errorf("of what was stood down tablets are told %+v", rows)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestABrakeIsReadAsItWasAskedForAndOrdersComeInTheirOrder(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		o, _, here, _ := bundled(t, s)
		h := storetest.Dawn.Add(time.Hour)
		first := models.Brake{Operation: o.ID, Act: models.BrakeReschedule, Site: &here, HHour: &h, Reason: "fog", AskedBy: models.NewID()}
		second := models.Brake{Operation: o.ID, Act: models.BrakeHold, Reason: "word got round", AskedBy: models.NewID()}
		err := s.Tx(t.Context(), func(tx *store.Tx) error {
			if err := tx.AddBrake(&first); err != nil {
				return err
			}
			if err := tx.AddBrake(&second); err != nil {
				return err
			}
			if err := second.Confirm(models.NewID(), tx.Now); err != nil {
				return err
			}
			stale := second
			if err := tx.SaveBrake(&second); err != nil {
				return err
			}
			if err := tx.SaveBrake(&stale); models.CodeOf(err) != models.Stale {
				t.Errorf("confirmed twice: %v", err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		err = s.Read(t.Context(), func(v store.View) error {
			all, err := v.Brakes(o.ID)
			if err != nil || !slices.Equal([]models.ID{all[0].ID, all[1].ID}, []models.ID{second.ID, first.ID}) {
				t.Fatalf("%+v %v", all, err)
			}
			b, err := v.Brake(o.ID, first.ID)
			if *b.Site != here || !b.HHour.Equal(h) || b.Reason != "fog" || b.State != models.BrakeAsked || b.EndedBy != nil {
				t.Errorf("it is %+v", b)
			}
			if _, err := v.Brake(models.NewID(), first.ID); err == nil {
				t.Error("the brake of another operation was read")
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}
