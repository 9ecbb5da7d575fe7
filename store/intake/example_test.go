package intake_test

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/intake"
	"github.com/cellsweep/cellsweep/store/storetest"
)

var ctx = context.Background()

// demonstration reads the files of the shipped example.
func demonstration(t testing.TB) []intake.File {
	t.Helper()
	return directory(t, "../../examples/operation-prison-break")
}

func directory(t testing.TB, dir string) []intake.File {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no files in %s: %v", dir, err)
	}
	var files []intake.File
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, intake.File{Name: filepath.Base(name), Content: content})
	}
	return files
}

// run imports files that must be right.
func run(t testing.TB, s *store.Store, files []intake.File, o intake.Options) intake.Report {
	t.Helper()
	r, err := intake.Run(ctx, s, files, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// kept is everything that an import can write.
type kept struct {
	Establishments []models.Establishment
	Locations      []models.Location
	Officers       []models.Officer
	Equipment      []models.Equipment
	Operations     []models.Operation
	Drafts         []store.VersionedDraft
	Sites          [][]store.VersionedSite
}

func everything(t testing.TB, s *store.Store) (k kept) {
	t.Helper()
	err := s.Read(ctx, func(v store.View) (err error) {
		if k.Establishments, err = v.AllEstablishments(); err != nil {
			return err
		}
		if k.Locations, err = v.LocationsOf(); err != nil {
			return err
		}
		if k.Officers, err = v.AllOfficers(); err != nil {
			return err
		}
		if k.Equipment, err = v.AllEquipment(); err != nil {
			return err
		}
		if k.Operations, _, err = v.Operations(nil, "", store.Page{}); err != nil {
			return err
		}
		for _, o := range k.Operations {
			d, err := v.Draft(o.ID)
			if err != nil {
				return err
			}
			sites, err := v.SiteDrafts(o.ID)
			if err != nil {
				return err
			}
			k.Drafts, k.Sites = append(k.Drafts, d), append(k.Sites, sites)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestTheDemonstrationIsImportedWhole(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		r := run(t, s, demonstration(t), intake.Options{})
		want := map[string]int{"authorisations": 500, "cells": 500, "equipment": 470, "establishments": 66, "links": 37,
			"locations": 5178, "officers": 602, "operation": 1, "teams": 169}
		for _, f := range r.Files {
			if f.Rows != want[f.Kind] || f.Created != f.Rows || f.Updated+f.Unchanged+f.Removed != 0 {
				t.Errorf("%+v, want %d created", f, want[f.Kind])
			}
		}
		k := everything(t, s)
		if len(k.Establishments) != 66 || len(k.Locations) != 5178 || len(k.Officers) != 602 || len(k.Equipment) != 470 || len(k.Sites[0]) != 66 {
			t.Errorf("%d establishments, %d locations, %d officers, %d pieces, %d sites", len(k.Establishments), len(k.Locations), len(k.Officers), len(k.Equipment), len(k.Sites[0]))
		}
		d := k.Drafts[0]
		if d.HHour == nil || !d.HHour.Equal(storetest.Dawn) || d.Policy != (models.Policy{ConflictOfInterest: "wing", MaxTeamsPerLanding: 3, MakespanSlackPercent: 3}) {
			t.Errorf("H %v, policy %+v", d.HHour, d.Policy)
		}
		if len(d.Links) != 12 || len(d.Authorisations) != 66 {
			t.Errorf("%d links, %d authorisations", len(d.Links), len(d.Authorisations))
		}
		if err := d.Check(); err != nil {
			t.Error(err)
		}
		cells, teams := 0, 0
		for _, site := range k.Sites[0] {
			if err := site.Check(); err != nil {
				t.Error(err)
			}
			if site.Walk != models.DefaultWalk || site.WindowTo != 0 || len(site.Equipment) == 0 {
				t.Errorf("a new site is %+v", site)
			}
			cells, teams = cells+len(site.Cells), teams+len(site.Teams)
		}
		if cells != 500 || teams != 169 {
			t.Errorf("%d cells, %d teams", cells, teams)
		}
	})
}

func TestASecondImportOfTheSameFilesChangesNothing(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		run(t, s, demonstration(t), intake.Options{})
		before := everything(t, s)
		r := run(t, s, demonstration(t), intake.Options{})
		if !r.Applied || r.Operation == nil || *r.Operation != before.Operations[0].ID {
			t.Errorf("%+v", r)
		}
		for _, f := range r.Files {
			if f.Created != 0 || f.Updated != 0 || f.Removed != 0 || f.Unchanged != f.Rows {
				t.Errorf("%+v", f)
			}
		}
		if after := everything(t, s); !reflect.DeepEqual(before, after) {
			t.Error("something is not what it was, or has another version")
		}
	})
}

func TestADryRunCountsAndSavesNothing(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		r := run(t, s, demonstration(t), intake.Options{DryRun: true})
		if r.Applied || r.Operation != nil || len(r.Files) != 9 || r.Files[0].Created != 500 {
			t.Errorf("%+v", r)
		}
		if k := everything(t, s); len(k.Establishments)+len(k.Operations) > 0 {
			t.Error("something was saved")
		}
		if rows := audit(t, s); len(rows) > 0 {
			t.Errorf("an act that did not happen is in the audit: %+v", rows)
		}
	})
}

func audit(t testing.TB, s *store.Store) (rows []models.AuditRow) {
	t.Helper()
	err := s.Read(ctx, func(v store.View) (err error) {
		rows, err = v.Audit(store.AuditFilter{Limit: 100})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestTheAuditOfAnImportHoldsCountsAndNothingOfThePlan(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		r := run(t, s, demonstration(t), intake.Options{})
		rows := audit(t, s)
		if len(rows) != 1 || rows[0].Act != string(models.ActImport) || rows[0].Operation == nil || *rows[0].Operation != *r.Operation {
			t.Fatalf("%+v", rows)
		}
		if !strings.Contains(rows[0].Detail, "cells: 500 rows, 500 created, 0 updated, 0 unchanged, 0 removed") {
			t.Errorf("the detail is %q", rows[0].Detail)
		}
		for _, secret := range []string{"B1-A", "AIX", "DEMO", "P-0001", "csv", "2026"} {
			if strings.Contains(rows[0].Detail+rows[0].Subject+rows[0].Reason, secret) {
				t.Errorf("the audit tells %q", secret)
			}
		}
	})
}

// BenchmarkImport is what performance.md asks: the demonstration, on SQLite
// with a synced log, into an empty database.
func BenchmarkImport(b *testing.B) {
	files := demonstration(b)
	for b.Loop() {
		b.StopTimer()
		s := storetest.OpenURL(b, filepath.Join(b.TempDir(), "bench.db"))
		b.StartTimer()
		run(b, s, files, intake.Options{})
	}
}
