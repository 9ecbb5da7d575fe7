package operation

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const committed = "../../operation-prison-break"

// row is a record by column name, as an importer sees it.
type row map[string]string

// files are the CSV files of an operation by name without ".csv".
type files map[string][]row

// rendered returns the bytes of each file of an operation by its name.
func rendered(t *testing.T, size Size) map[string][]byte {
	t.Helper()
	operation, err := Generate(size)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, table := range operation.Tables() {
		var b bytes.Buffer
		if err := table.Write(&b); err != nil {
			t.Fatal(err)
		}
		out[table.Name] = b.Bytes()
	}
	return out
}

// parse reads the files back; a row of another width than its header fails.
func parse(t *testing.T, raw map[string][]byte) files {
	t.Helper()
	out := files{}
	for name, data := range raw {
		records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, record := range records[1:] {
			r := row{}
			for i, column := range records[0] {
				r[column] = record[i]
			}
			key := strings.TrimSuffix(name, ".csv")
			out[key] = append(out[key], r)
		}
	}
	return out
}

func (r row) number(t *testing.T, column string) int {
	t.Helper()
	if r[column] == "" {
		return 0
	}
	n, err := strconv.Atoi(r[column])
	if err != nil {
		t.Fatalf("%s: %v", column, err)
	}
	return n
}

func (r row) list(column string) []string {
	if r[column] == "" {
		return nil
	}
	return strings.Split(r[column], "|")
}

// place names a location over all sites.
func place(establishment, code string) string { return establishment + " " + code }

func (f files) index(table string, key func(row) string) map[string]row {
	out := map[string]row{}
	for _, r := range f[table] {
		out[key(r)] = r
	}
	return out
}

func (f files) at(table, establishment string) []row {
	var out []row
	for _, r := range f[table] {
		if r["establishment"] == establishment {
			out = append(out, r)
		}
	}
	return out
}

// operations are the sizes that every rule is checked on: the committed one,
// other seeds of it, the smallest, and one larger than the list.
func operations(t *testing.T, check func(t *testing.T, f files)) {
	t.Helper()
	for name, size := range map[string]Size{
		"the committed one":      {66, 500, 1},
		"the same, seed 2":       {66, 500, 2},
		"the same, seed 3":       {66, 500, 3},
		"one site":               {1, 2, 1},
		"100 sites, 3,000 cells": {100, 3000, 1},
	} {
		t.Run(name, func(t *testing.T) { check(t, parse(t, rendered(t, size))) })
	}
}

func TestTheCommittedFilesAreWhatIsMade(t *testing.T) {
	made := rendered(t, Size{Sites: 66, Cells: 500, Seed: 1})
	for name, want := range made {
		got, err := os.ReadFile(filepath.Join(committed, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs; run: go run ./examples/generate -o examples/operation-prison-break", name)
		}
	}
	present, err := filepath.Glob(filepath.Join(committed, "*.csv"))
	if err != nil || len(present) != len(made) {
		t.Errorf("%d CSV files are committed, %d are made (%v)", len(present), len(made), err)
	}
}

func TestASizeThatCannotBeMadeIsRefused(t *testing.T) {
	for _, size := range []Size{{0, 10, 1}, {-1, 10, 1}, {6, 11, 1}} {
		if _, err := Generate(size); err == nil {
			t.Errorf("%+v was made", size)
		}
	}
}

func TestTheSeedAloneDecides(t *testing.T) {
	first, again, other := rendered(t, Size{12, 60, 5}), rendered(t, Size{12, 60, 5}), rendered(t, Size{12, 60, 6})
	for name := range first {
		if !bytes.Equal(first[name], again[name]) {
			t.Errorf("%s: the same seed gave other bytes", name)
		}
	}
	if bytes.Equal(first["cells.csv"], other["cells.csv"]) {
		t.Error("another seed gave the same cells")
	}
}

func TestAnOperationOfEveryCellOfACountryCanBeMade(t *testing.T) {
	operation, err := Generate(Size{188, 60000, 1})
	if err != nil {
		t.Fatal(err)
	}
	targets, codes := 0, map[string]bool{}
	for _, s := range operation.Sites {
		targets += len(s.Targets)
		codes[s.Code] = true
	}
	if targets != 60000 || len(codes) != 188 {
		t.Errorf("%d targets at %d sites", targets, len(codes))
	}
}

func TestTheDemonstrationHasTheSizeOfTheOperation(t *testing.T) {
	f := parse(t, rendered(t, Size{66, 500, 1}))
	for table, want := range map[string]int{"operation": 1, "establishments": 66, "cells": 500, "authorisations": 500} {
		if len(f[table]) != want {
			t.Errorf("%s: %d rows, want %d", table, len(f[table]), want)
		}
	}
	if n := len(f["locations"]); n > 6000 {
		t.Errorf("%d locations, at most 6,000 are wanted", n)
	}
	overseas, groups := 0, map[string]int{}
	for _, e := range f["establishments"] {
		if e["timezone"] != "Europe/Paris" {
			overseas++
		}
		if n := len(f.at("cells", e["code"])); n < 2 || n > 25 {
			t.Errorf("%s has %d targets, want 2 to 25", e["code"], n)
		}
		if n := len(f.at("teams", e["code"])); n < 2 || n > 5 {
			t.Errorf("%s has %d teams, want 2 to 5", e["code"], n)
		}
	}
	for _, l := range f["links"] {
		groups[l["group"]]++
	}
	if overseas != 8 || len(groups) != 12 {
		t.Errorf("%d sites overseas and %d groups, want 8 and 12", overseas, len(groups))
	}
	for g, n := range groups {
		if n < 2 || n > 4 {
			t.Errorf("group %s has %d cells, want 2 to 4", g, n)
		}
	}
}
