package store_test

import (
	"errors"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

var errUndone = errors.New("this transaction is undone")

// markedWorld is a store with an operation of one site.
func markedWorld(t *testing.T, s *store.Store) (operation models.Operation, site models.Establishment) {
	t.Helper()
	site = models.Establishment{ID: models.NewID(), Code: "AIX", Name: "Aix", Type: "remand", TimeZone: "Europe/Paris", Version: 1}
	operation, err := models.NewOperation("OP", "Operation", models.NewID(), storetest.Dawn)
	if err != nil {
		t.Fatal(err)
	}
	err = s.Tx(ctx, func(tx *store.Tx) error {
		if err := tx.AddEstablishments([]models.Establishment{site}); err != nil {
			return err
		}
		if err := tx.AddOperation(&operation); err != nil {
			return err
		}
		return tx.SaveSiteDraft(operation.ID, models.SiteDraft{Establishment: site.ID, Phone: "first"}, 0)
	})
	if err != nil {
		t.Fatal(err)
	}
	return operation, site
}

func markOf(t *testing.T, s *store.Store, operation models.ID) (mark, phone string) {
	t.Helper()
	err := s.Read(ctx, func(v store.View) (err error) {
		if mark, err = v.SourceMark(operation); err != nil {
			return err
		}
		sites, err := v.SiteDrafts(operation)
		if err == nil {
			phone = sites[0].Phone
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return mark, phone
}

// A draft of version 2 that was undone and another of version 2 after it are two
// drafts: what was kept of the first in memory must never be taken for the second.
func TestADraftThatWasUndoneIsNotRemembered(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		o, site := markedWorld(t, s)
		first, _ := markOf(t, s, o.ID)
		var within string
		save := func(phone string, end error) error {
			return s.Tx(ctx, func(tx *store.Tx) (err error) {
				if err := tx.SaveSiteDraft(o.ID, models.SiteDraft{Establishment: site.ID, Phone: phone}, 1); err != nil {
					return err
				}
				sites, err := tx.SiteDrafts(o.ID) // and is kept in memory
				if err != nil || sites[0].Phone != phone {
					t.Errorf("within the transaction it says %q (%v)", sites[0].Phone, err)
				}
				if within, err = tx.SourceMark(o.ID); err != nil {
					return err
				}
				return end
			})
		}
		if err := save("undone", errUndone); !errors.Is(err, errUndone) {
			t.Fatal(err)
		}
		undone := within
		if mark, phone := markOf(t, s, o.ID); mark != first || phone != "first" || undone == first {
			t.Errorf("after it was undone: %q, the mark the same %t", phone, mark == first)
		}
		if err := save("second", nil); err != nil {
			t.Fatal(err)
		}
		if mark, phone := markOf(t, s, o.ID); phone != "second" || mark == undone || mark == first || mark != within {
			t.Errorf("after another was written: %q, mark %s, undone %s", phone, mark, undone)
		}
	})
}

func TestTheMarkOfWhatAPlanIsMadeOfIsAnotherAfterEveryChangeOfTheRegistry(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		o, site := markedWorld(t, s)
		seen := map[string]string{}
		note := func(what string) {
			mark, _ := markOf(t, s, o.ID)
			if before, twice := seen[mark]; twice {
				t.Errorf("%s: the mark is that of %s", what, before)
			}
			if again, _ := markOf(t, s, o.ID); again != mark {
				t.Errorf("%s: the mark is another though nothing changed", what)
			}
			seen[mark] = what
		}
		note("the beginning")
		cell := models.Location{ID: models.NewID(), Establishment: site.ID, Code: "B1/1", Name: "1", Kind: "cell", Version: 1}
		officer := models.Officer{ID: models.NewID(), Number: "1", Name: "One", Sex: "f", Version: 1}
		for _, step := range []struct {
			what string
			do   func(tx *store.Tx) error
		}{
			{"a new cell", func(tx *store.Tx) error { return tx.AddLocations([]models.Location{cell}) }},
			{"a cell renamed", func(tx *store.Tx) error { cell.Code = "B1/2"; return tx.SaveLocation(&cell) }},
			{"a new officer", func(tx *store.Tx) error { return tx.AddOfficers([]models.Officer{officer}) }},
			{"an officer's skills", func(tx *store.Tx) error { officer.Skills = models.NewWords("dog"); return tx.SaveOfficer(&officer) }},
			{"an establishment's code", func(tx *store.Tx) error { site.Code = "AIX2"; return tx.SaveEstablishment(&site) }},
			{"by hand, past this program", func(tx *store.Tx) error { return tx.Raw().Exec("UPDATE officers SET number = '2'").Error }},
			{"deleted by hand", func(tx *store.Tx) error { return tx.Raw().Exec("DELETE FROM officers").Error }},
			{"the draft of the operation", func(tx *store.Tx) error {
				d, err := tx.Draft(o.ID)
				if err != nil {
					return err
				}
				d.Policy.MaxTeamsPerLanding = 2
				return tx.SaveDraft(o.ID, d.OperationDraft, d.Version)
			}},
			{"a site taken out", func(tx *store.Tx) error { return tx.DeleteSiteDraft(o.ID, site.ID, 1) }},
		} {
			if err := s.Tx(ctx, step.do); err != nil {
				t.Fatalf("%s: %v", step.what, err)
			}
			if step.what == "a site taken out" {
				err := s.Read(ctx, func(v store.View) error {
					mark, err := v.SourceMark(o.ID)
					if before, twice := seen[mark]; twice {
						t.Errorf("%s: the mark is that of %s", step.what, before)
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
				continue
			}
			note(step.what)
		}
	})
}

// What a reader does to the draft that it was given is not what the next one reads.
func TestWhoAltersADraftThatWasReadAltersNobodyElses(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		o, site := markedWorld(t, s)
		cells := []models.Target{{ID: models.NewID(), Skills: models.NewWords("dog"), Duration: 20, Kit: []models.KitNeed{{Kind: "dog"}}}}
		teams := []models.Team{{ID: models.NewID(), Code: "T1", Officers: []models.IDNum{{Number: "1"}}}}
		if err := s.Tx(ctx, func(tx *store.Tx) error {
			return tx.SaveSiteDraft(o.ID, models.SiteDraft{Establishment: site.ID, Cells: cells, Teams: teams}, 1)
		}); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if err := s.Read(ctx, func(v store.View) error {
				all, err := v.SiteDrafts(o.ID)
				if err != nil {
					return err
				}
				d := all[0]
				if d.Cells[0].Skills[0] != "dog" || d.Cells[0].Duration != 20 || d.Cells[0].Kit[0].Kind != "dog" || d.Teams[0].Officers[0].Number != "1" {
					t.Errorf("it reads %+v", d)
				}
				d.Cells[0].Skills[0], d.Cells[0].Duration, d.Cells[0].Kit[0].Kind, d.Teams[0].Officers[0].Number = "cat", 1, "cat", "9"
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
	})
}
