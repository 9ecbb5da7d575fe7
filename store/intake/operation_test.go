package intake_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/intake"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// counted is the report of a file by kind.
func counted(r intake.Report, kind string) intake.FileReport {
	for _, f := range r.Files {
		if f.Kind == kind {
			f.Name = ""
			return f
		}
	}
	return intake.FileReport{}
}

func TestAChangedFileChangesExactlyTheChangedRows(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		run(t, s, dawn(t), intake.Options{})
		before := everything(t, s)
		r := run(t, s, dawn(t,
			"FRE,Fresnes,mixed", "FRE,Fresnes prison,mixed",
			"Cell 102,1", "Cell 102,3",
			"lead|evidence", "evidence|lead|photo",
			"K-3,2026-12-31", "K-3,2027-12-31",
			"D-3|D-4,D-3,,", "D-3|D-4,D-4,,",
			"25,35,2,1,0,120", "25,35,2,1,0,90",
			"judicial_preliminary_order,2026-05-19T22:00:00Z,2026-05-21T22:00:00Z,06:00,21:00,FRE,B1-A-102",
			"judicial_preliminary_order,2026-05-19T22:00:00Z,2026-05-21T22:00:00Z,06:00,21:00,FRE,STORE",
			"DAWN,Dawn", "DAWN,Dawn of May"), intake.Options{})
		after := everything(t, s)
		for kind, want := range map[string]intake.FileReport{
			"operation": {Rows: 1, Updated: 1}, "establishments": {Rows: 2, Updated: 1, Unchanged: 1},
			"locations": {Rows: 8, Updated: 1, Unchanged: 7}, "officers": {Rows: 4, Updated: 1, Unchanged: 3},
			"equipment": {Rows: 3, Updated: 1, Unchanged: 2}, "teams": {Rows: 2, Updated: 1, Unchanged: 1},
			"cells": {Rows: 4, Updated: 1, Unchanged: 3}, "links": {Rows: 2, Unchanged: 2},
			"authorisations": {Rows: 3, Created: 1, Unchanged: 2, Removed: 1},
		} {
			want.Kind = kind
			if got := counted(r, kind); got != want {
				t.Errorf("%+v, want %+v", got, want)
			}
		}
		if n := grown(before.Locations, after.Locations, func(l models.Location) int64 { return l.Version }); n != 1 {
			t.Errorf("%d locations have another version", n)
		}
		if n := grown(before.Officers, after.Officers, func(o models.Officer) int64 { return o.Version }); n != 1 {
			t.Errorf("%d officers have another version", n)
		}
		if after.Operations[0].Name != "Dawn of May" || after.Establishments[0].Name != "Fresnes prison" {
			t.Errorf("%+v", after.Operations[0])
		}
		sameIDs(t, before, after)
	})
}

func grown[T any](before, after []T, version func(T) int64) (n int) {
	for i := range before {
		if version(after[i]) == version(before[i])+1 {
			n++
		}
	}
	return n
}

// sameIDs checks that targets, teams and authorisations are the ones that they were.
func sameIDs(t *testing.T, before, after kept) {
	t.Helper()
	ids := func(k kept) (ids []models.ID) {
		for _, s := range k.Sites[0] {
			for _, c := range s.Cells {
				ids = append(ids, c.ID)
			}
			for _, m := range s.Teams {
				ids = append(ids, m.ID)
			}
		}
		for _, a := range k.Drafts[0].Authorisations {
			ids = append(ids, a.ID)
		}
		return ids
	}
	if !slices.Equal(ids(before), ids(after)) {
		t.Error("a target, team or authorisation is another one now")
	}
}

func TestTheTimeBetweenTwoHoldersComesWithTheOperation(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		run(t, s, dawn(t), intake.Options{})
		limit := func(row string, status intake.FileReport, minutes int) {
			t.Helper()
			status.Kind, status.Rows = "operation", 1
			r := run(t, s, []intake.File{{Name: "operation.csv", Content: []byte(row)}}, intake.Options{})
			if got := counted(r, "operation"); got != status {
				t.Errorf("%q answered %+v", row, got)
			}
			if got := everything(t, s).Drafts[0].CustodyMinutes; got != minutes {
				t.Errorf("after %q it is %d minutes", row, got)
			}
		}
		limit("reference,name\nDAWN,Dawn\n", intake.FileReport{Unchanged: 1}, 90) // a file that does not speak of it leaves it
		limit("reference,name,custody_minutes\nDAWN,Dawn,45\n", intake.FileReport{Updated: 1}, 45)
		limit("reference,name,custody_minutes\nDAWN,Dawn,45\n", intake.FileReport{Unchanged: 1}, 45)
		limit("reference,name,custody_minutes\nDAWN,Dawn,\n", intake.FileReport{Updated: 1}, 0)
	})
}

func TestACellsFileIsTheWholeTruth(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		run(t, s, dawn(t), intake.Options{})
		before := everything(t, s)
		r := run(t, s, only(dawn(t, "FRE,STORE,60,,1,1,,,,,,,,\n", ""), "cells.csv"), intake.Options{})
		if got := counted(r, "cells"); got != (intake.FileReport{Kind: "cells", Rows: 3, Unchanged: 3, Removed: 1}) {
			t.Errorf("%+v", got)
		}
		after := everything(t, s)
		versions := func(k kept) map[int]int64 {
			m := map[int]int64{}
			for _, site := range k.Sites[0] {
				m[len(site.Cells)] = site.Version
			}
			return m
		}
		if b, a := versions(before), versions(after); a[2] != b[3]+1 || a[1] != b[1] {
			t.Errorf("versions by number of cells were %v and are %v", b, a)
		}
		if after.Drafts[0].Version != before.Drafts[0].Version {
			t.Error("the draft of the operation was written though nothing of it changed")
		}
	})
}

func TestASiteWithoutCellsAndTeamsIsTakenOut(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		run(t, s, dawn(t), intake.Options{})
		files := dawn(t, "NOU,T1,-60,480,D-3|D-4,D-3,,\n", "", "NOU,N-1,20,30,3,2,,,,,,detector:0:20,P-3,\n", "",
			"G1,FRE,B1-A-101,true,0,They call each other\nG1,NOU,N-1,true,0,They call each other\n", "")
		r := run(t, s, only(files, "teams.csv", "cells.csv", "links.csv"), intake.Options{})
		if counted(r, "teams").Removed != 1 || counted(r, "cells").Removed != 1 || counted(r, "links").Removed != 2 {
			t.Errorf("%+v", r)
		}
		k := everything(t, s)
		if len(k.Sites[0]) != 1 || len(k.Drafts[0].Links) != 0 {
			t.Errorf("%d sites, %d links", len(k.Sites[0]), len(k.Drafts[0].Links))
		}
	})
}

func TestALinkedCellCannotBeLeftOut(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		run(t, s, dawn(t), intake.Options{})
		lines := answer(t, s, only(dawn(t, "NOU,N-1,20,30,3,2,,,,,,detector:0:20,P-3,\n", ""), "cells.csv"), intake.Options{})
		want := "cells.csv cell: leaves out N-1 of NOU, which link G1 joins; keep it, or import the links without it [required]"
		if len(lines) != 1 || lines[0] != want {
			t.Errorf("%q", lines)
		}
	})
}

func TestFilesReferToWhatIsInTheDatabase(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		run(t, s, only(dawn(t), "establishments.csv", "locations.csv"), intake.Options{})
		run(t, s, only(dawn(t), "officers.csv", "equipment.csv"), intake.Options{})
		if k := everything(t, s); len(k.Operations) > 0 {
			t.Fatal("the registry alone made an operation")
		}
		run(t, s, only(dawn(t), "operation.csv"), intake.Options{})
		for _, f := range []string{"teams.csv", "cells.csv", "links.csv", "authorisations.csv"} {
			run(t, s, only(dawn(t), f), intake.Options{})
		}
		k := everything(t, s)
		if len(k.Sites[0]) != 2 || len(k.Drafts[0].Links) != 1 || len(k.Drafts[0].Authorisations) != 2 {
			t.Errorf("%+v", k.Drafts[0])
		}
		for _, site := range k.Sites[0] {
			if len(site.Equipment) == 0 {
				t.Error("a new site has not taken the kit that the registry has there")
			}
		}
	})
}

func TestKitIsCountedWhereItIs(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		r := run(t, s, dawn(t), intake.Options{})
		byHand := func() {
			err := s.Tx(ctx, func(tx *store.Tx) error {
				for _, site := range everything(t, s).Sites[0] {
					site.Equipment = append(site.Equipment, models.KitCount{Kind: "jammer", Count: 2})
					if err := tx.SaveSiteDraft(*r.Operation, site.SiteDraft, site.Version); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		byHand()
		moved := only(dawn(t, "FRE,detector,K-2", "NOU,detector,K-2"), "equipment.csv")
		run(t, s, moved, intake.Options{Operation: r.Operation})
		counts := map[string]int{}
		for _, site := range everything(t, s).Sites[0] {
			for _, k := range site.Equipment {
				counts[k.Kind] = max(counts[k.Kind], k.Count)
				if k.Kind == "detector" && len(site.Cells) == 3 {
					t.Error("the detector that went away is still counted")
				}
			}
		}
		if want := map[string]int{"dog": 1, "detector": 2, "jammer": 2}; !reflect.DeepEqual(counts, want) {
			t.Errorf("%v, want %v", counts, want)
		}
	})
}

// in moves an operation through its states.
func in(t testing.TB, s *store.Store, id models.ID, verbs ...string) {
	t.Helper()
	err := s.Tx(ctx, func(tx *store.Tx) error {
		o, err := tx.LockOperation(id)
		if err != nil {
			return err
		}
		for _, v := range verbs {
			if err := o.Move(v); err != nil {
				return err
			}
		}
		return tx.SaveOperation(&o)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFilesGoIntoADraftOrPlannedOperationOnly(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		r := run(t, s, dawn(t), intake.Options{})
		in(t, s, *r.Operation, "publish")
		run(t, s, dawn(t, "25,35,2,1", "26,35,2,1"), intake.Options{})
		if o := everything(t, s).Operations[0]; o.State != models.Planned {
			t.Errorf("the operation is %s now", o.State)
		}
		in(t, s, *r.Operation, "approve")
		before := everything(t, s)
		for _, files := range [][]intake.File{dawn(t), only(dawn(t), "operation.csv")} {
			if _, err := intake.Run(ctx, s, files, intake.Options{}); models.CodeOf(err) != models.WrongState {
				t.Errorf("an approved operation took files: %v", err)
			}
		}
		if _, err := intake.Run(ctx, s, only(dawn(t), "equipment.csv"), intake.Options{Operation: r.Operation}); models.CodeOf(err) != models.WrongState {
			t.Errorf("%v", err)
		}
		if !reflect.DeepEqual(before, everything(t, s)) {
			t.Error("something was saved")
		}
		run(t, s, only(dawn(t), "establishments.csv", "locations.csv"), intake.Options{})
	})
}

func TestTheOperationIsNamedOrTheOnlyOneOpen(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		run(t, s, only(dawn(t), "establishments.csv", "locations.csv", "officers.csv"), intake.Options{})
		cells := only(dawn(t), "cells.csv")
		if lines := answer(t, s, cells, intake.Options{}); !strings.Contains(lines[0], "there is none in draft") {
			t.Errorf("%q", lines)
		}
		first := run(t, s, only(dawn(t), "operation.csv"), intake.Options{})
		run(t, s, cells, intake.Options{})
		run(t, s, only(dawn(t, "DAWN,Dawn", "DUSK,Dusk"), "operation.csv"), intake.Options{})
		if lines := answer(t, s, cells, intake.Options{}); !strings.Contains(lines[0], "there are 2 in draft or planned; name one") {
			t.Errorf("%q", lines)
		}
		if r := run(t, s, cells, intake.Options{Operation: first.Operation}); *r.Operation != *first.Operation || counted(r, "cells").Unchanged != 4 {
			t.Errorf("%+v", r)
		}
		other := only(dawn(t, "DAWN,Dawn", "DUSK,Dusk"), "operation.csv")
		if lines := answer(t, s, other, intake.Options{Operation: first.Operation}); !strings.Contains(lines[0], `"DUSK" is another operation`) {
			t.Errorf("%q", lines)
		}
		nobodys := models.NewID()
		if _, err := intake.Run(ctx, s, cells, intake.Options{Operation: &nobodys}); models.CodeOf(err) != models.NotFound {
			t.Errorf("%v", err)
		}
	})
}

func TestACoordinatorImportsIntoTheirOwnOperationsOnly(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		mine := run(t, s, dawn(t), intake.Options{})
		run(t, s, only(dawn(t, "DAWN,Dawn", "DUSK,Dusk"), "operation.csv"), intake.Options{})
		as := func(g models.Grant, files []intake.File) (intake.Report, error) {
			who := models.Actor{Person: models.NewID(), Grants: []models.Grant{g}}
			return intake.Run(store.WithCaller(ctx, store.Caller{Actor: who}), s, files, intake.Options{})
		}
		coordinator := models.Grant{Role: models.RoleCoordinator, Operation: mine.Operation}
		if r, err := as(coordinator, only(dawn(t), "cells.csv")); err != nil || *r.Operation != *mine.Operation {
			t.Errorf("of two open operations one is theirs: %v", err)
		}
		if _, err := as(coordinator, only(dawn(t, "DAWN,Dawn", "DUSK,Dusk"), "operation.csv")); models.CodeOf(err) != models.NotFound {
			t.Errorf("an operation of others answered %v", err)
		}
		if _, err := as(models.Grant{Role: models.RoleHQ, Operation: mine.Operation}, dawn(t)); models.CodeOf(err) != models.Forbidden {
			t.Errorf("who watches may import: %v", err)
		}
		coordinator.Sites = models.IDSet{models.NewID()}
		if _, err := as(coordinator, dawn(t)); models.CodeOf(err) != models.Forbidden {
			t.Errorf("who covers one site may import all: %v", err)
		}
	})
}

func TestANewOperationIsTheImporters(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		who := models.Actor{Person: models.NewID(), Grants: []models.Grant{{Role: models.RoleCoordinator}}}
		if _, err := intake.Run(store.WithCaller(ctx, store.Caller{Actor: who}), s, dawn(t), intake.Options{}); err != nil {
			t.Fatal(err)
		}
		if o := everything(t, s).Operations[0]; o.CreatedBy != who.Person || o.State != models.Draft {
			t.Errorf("%+v", o)
		}
		if rows := audit(t, s); rows[0].Actor != who.Person {
			t.Errorf("%+v", rows)
		}
	})
}
