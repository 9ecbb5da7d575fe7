package cellsweep_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// warm is a package of blank imports that keeps pinned modules in go.mod until their
// first importer exists; it goes when that has come.
const warm = "internalwarm"

// readTree parses every Go file of the module, generated ones too.
func readTree(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(p)
		if d.IsDir() {
			_, nested := os.Stat(filepath.Join(p, "go.mod")) // another module, such as scripts/tools
			if p != "." && (nested == nil || strings.HasPrefix(base, ".") || base == "node_modules" || base == "testdata" || base == "bin" || base == warm) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(base, ".go") {
			return nil
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		s, err := parseSource(filepath.ToSlash(filepath.Dir(p)), base, string(text))
		all = append(all, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 5 {
		t.Fatalf("only %d Go files were found: the walk is wrong", len(all))
	}
	return all
}

func readTable(t *testing.T) importTable {
	t.Helper()
	document, err := os.ReadFile("docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	table, err := parseImportTable(string(document))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestImportsFollowTheTableOfTheFloors(t *testing.T) {
	table := readTable(t)
	for _, s := range readTree(t) {
		for _, fault := range checkImports(table, s) {
			t.Error(fault)
		}
	}
}

// A table that is read by this test only could be emptied together with it.
func TestTheTableKeepsTheFloorsThatTheDesignNames(t *testing.T) {
	table := readTable(t)
	for _, must := range []struct {
		pkg  string
		ours []string
	}{
		{"models", nil},
		{"planner", []string{"models", "planner/learn"}},
		{"planner/learn", nil},
		{"planner/check", []string{"models"}},
		{"custody", []string{"models"}},
		{"checklist", []string{"models"}},
		{"sync", []string{"models", "custody", "checklist"}}, // docs/adr/0009: the projection asks it what a closed search lacks
		{"openapi/api", nil},
		{"web", nil},
	} {
		r, ok := table.rowOf(must.pkg)
		if !ok || r.pkg != must.pkg || !slices.Equal(r.ours, must.ours) {
			t.Errorf("%s may import %v; the design says %v", must.pkg, r.ours, must.ours)
		}
	}
	for _, p := range []string{"server", "cmd", "web"} {
		if r, _ := table.rowOf("store"); under(p, r.ours) {
			t.Errorf("store may import %s, which is above it", p)
		}
	}
	if r, _ := table.rowOf("sync"); !under("sync", r.never) || !under("sync/atomic", r.never) || !under("golang.org/x/sync", r.never) {
		t.Error("the package sync may hold state outside the database")
	}
}

func TestModelsKnowNoWireForm(t *testing.T) {
	for _, s := range readTree(t) {
		for _, fault := range checkTags(s) {
			t.Error(fault)
		}
	}
}

func TestNobodyButCmdAsksForTheTime(t *testing.T) {
	for _, s := range readTree(t) {
		if s.generated {
			continue
		}
		for _, fault := range checkClock(s) {
			t.Error(fault)
		}
	}
}

func TestFilesAndFunctionsCanBeReadAtOnce(t *testing.T) {
	var written []source
	for _, s := range readTree(t) {
		if s.generated {
			continue
		}
		written = append(written, s)
		for _, fault := range checkShape(s) {
			t.Error(fault)
		}
	}
	share, n := shareOfGood(written)
	t.Logf("%.1f %% of %d functions have at most %d lines", share*100, n, goodFunction)
	if share < goodShare {
		t.Errorf("only %.1f %% of %d functions have at most %d lines; %.0f %% should", share*100, n, goodFunction, goodShare*100)
	}
}
