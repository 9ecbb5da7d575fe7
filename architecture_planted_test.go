package cellsweep_test

import (
	"fmt"
	"strings"
	"testing"
)

// Each rule is tried on a violation that it must find and on a neighbour that it must
// leave alone.

func plant(t *testing.T, dir, name, text string) source {
	t.Helper()
	s, err := parseSource(dir, name, text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAForbiddenArrowIsFound(t *testing.T) {
	table := readTable(t)
	ours := func(p string) string { return modulePath + "/" + p }
	for _, c := range []struct {
		dir, file, imports string
		fault              string // part of the sentence, "" for none
	}{
		{"models", "a.go", ours("store"), "no such arrow"},
		{"models", "a.go", "gorm.io/gorm", "not among the modules"},
		{"models", "a.go", "net/http", "refuses it by name"},
		{"models", "a.go", "github.com/google/uuid", ""},
		{"models", "a_test.go", ours("planner"), "no such arrow"},
		{"models", "a_test.go", "pgregory.net/rapid", ""},
		{"planner", "a.go", ours("sync"), "no such arrow"},
		{"planner", "a.go", ours("planner/check"), "no such arrow"},
		{"planner", "a_test.go", ours("planner/check"), ""},
		{"planner/bound", "a.go", ours("models"), ""},
		{"planner/bound", "a.go", ours("custody"), "no such arrow"},
		{"planner/check", "a.go", ours("planner"), "no such arrow"},
		{"planner/check", "a_test.go", ours("planner"), "no such arrow"},
		{"custody", "a.go", ours("sync"), "no such arrow"},
		{"custody", "a.go", "golang.org/x/mod/sumdb/tlog", ""},
		{"custody", "a.go", "golang.org/x/mod/semver", "not among the modules"},
		{"sync", "a.go", "sync", "refuses it by name"},
		{"sync", "a.go", "sync/atomic", "refuses it by name"},
		{"sync", "a.go", "golang.org/x/sync/errgroup", "refuses it by name"},
		{"sync", "a.go", ours("custody"), ""},
		{"sync", "a_test.go", "sync", ""},
		{"store", "a.go", ours("server"), "no such arrow"},
		{"store", "a.go", "github.com/gin-gonic/gin", "not among the modules"},
		{"store", "a.go", "gorm.io/driver/postgres", ""},
		{"store", "a.go", ours("store/storetest"), "it is for tests"},
		{"store", "a_test.go", ours("store/storetest"), ""},
		{"store/storetest", "a.go", ours("store"), ""},
		{"server", "a.go", ours("cmd/cellsweep"), "no such arrow"},
		{"server", "a.go", ours("openapi/api"), ""},
		{"openapi/api", "a.go", ours("models"), "no such arrow"},
		{"web", "embed.go", ours("models"), "no such arrow"},
		{"scripts/tally", "main.go", ours("store"), "no such arrow"},
		{"scripts/bench", "main.go", ours("store"), ""},
		{"cmd/cellsweep", "main.go", ours("store"), ""},
		{"helpers", "a.go", "fmt", "no row"},
		{"server", "a.go", ours("helpers"), "no row"},
	} {
		s := plant(t, c.dir, c.file, fmt.Sprintf("package p\n\nimport x %q\n", c.imports))
		got := strings.Join(checkImports(table, s), "\n")
		if (got == "") != (c.fault == "") || !strings.Contains(got, c.fault) {
			t.Errorf("%s/%s imports %s: got %q, want %q", c.dir, c.file, c.imports, got, c.fault)
		}
	}
}

func TestOurSyncUnderAnotherNameIsFound(t *testing.T) {
	table := readTable(t)
	for text, want := range map[string]int{
		`package p; import "github.com/cellsweep/cellsweep/sync"`:           1,
		`package p; import fs "github.com/cellsweep/cellsweep/sync"`:        1,
		`package p; import fieldsync "github.com/cellsweep/cellsweep/sync"`: 0,
		`package p; import "sync"`:                                          0,
	} {
		if got := checkImports(table, plant(t, "store", "a.go", text)); len(got) != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

func TestAJSONTagInModelsIsFound(t *testing.T) {
	text := "package models\n\ntype Site struct {\n\tName string `json:\"name\"`\n}\n"
	if got := checkTags(plant(t, "models", "site.go", text)); len(got) != 1 {
		t.Errorf("in models: %v", got)
	}
	if got := checkTags(plant(t, "server", "site.go", text)); got != nil {
		t.Errorf("in server: %v", got)
	}
}

func TestAQuestionForTheTimeIsFound(t *testing.T) {
	for _, c := range []struct {
		dir, file, text string
		want            int
	}{
		{"store", "a.go", `package p; import "time"; var a = time.Now`, 1},
		{"store", "a.go", `package p; import "time"; func f(t time.Time) { _ = time.Since(t); _ = time.Until(t) }`, 2},
		{"store", "a.go", `package p; import clock "time"; var a = clock.Now()`, 1},
		{"store", "a.go", `package p; import "time"; var a = time.Second; var b = clock.Now()`, 0},
		{"store", "a_test.go", `package p; import "time"; var a = time.Now()`, 0},
		{"store/storetest", "a.go", `package p; import "time"; var a = time.Now()`, 0},
		{"cmd/cellsweep", "a.go", `package p; import "time"; var a = time.Now()`, 0},
		{"scripts/bench", "a.go", `package p; import "time"; var a = time.Now()`, 0},
	} {
		if got := checkClock(plant(t, c.dir, c.file, c.text)); len(got) != c.want {
			t.Errorf("%s/%s %s: %v", c.dir, c.file, c.text, got)
		}
	}
}

func TestLongFilesAndFunctionsAreFound(t *testing.T) {
	function := func(lines int) string { return "func f() {\n" + strings.Repeat("\n", lines-2) + "}\n" }
	for _, c := range []struct {
		what, dir, text string
		want            int
	}{
		{"80 lines", "store", "package p\n" + function(80), 0},
		{"81 lines", "store", "package p\n" + function(81), 1},
		{"400 lines", "store", "package p\n" + strings.Repeat("\n", 399), 0},
		{"401 lines", "store", "package p\n" + strings.Repeat("\n", 400), 1},
		{"init", "store", "package p\nfunc init() {}\n", 1},
		{"a method called init", "store", "package p\nfunc (t T) init() {}\n", 0},
		{"utils", "store/utils", "package utils\n", 1},
	} {
		if got := checkShape(plant(t, c.dir, "a.go", c.text)); len(got) != c.want {
			t.Errorf("%s: %v", c.what, got)
		}
	}
	good := plant(t, "store", "a.go", "package p\n"+function(40))
	long := plant(t, "store", "b.go", "package p\n"+function(41))
	if share, n := shareOfGood([]source{good, long, good, good}); share != 0.75 || n != 4 {
		t.Errorf("share %v of %d, want 0.75 of 4", share, n)
	}
}

func TestGeneratedFilesAreKnownByTheirHeader(t *testing.T) {
	if !plant(t, "openapi/api", "a.go", "// Code generated by oapi-codegen. DO NOT EDIT.\n\npackage api\n").generated {
		t.Error("a generated file was not recognised")
	}
	if plant(t, "store", "a.go", "// Package store is not generated.\npackage store\n").generated {
		t.Error("a written file was taken for generated")
	}
}

func TestABrokenTableIsRefused(t *testing.T) {
	head := "<!-- imports:begin -->\n| a | b | c | d | e |\n|---|---|---|---|---|\n"
	end := "\n<!-- imports:end -->"
	for _, body := range []string{
		"| `x` | none | none | none |",
		"| `x` | nothing | none | none | none |",
		"| `x`, `y` | none | none | none | none |",
		"| `x` | none | none | none | none |\n| `x` | all | none | none | none |",
	} {
		if table, err := parseImportTable(head + body + end); err == nil {
			t.Errorf("%s: read as %v", body, table)
		}
	}
	if _, err := parseImportTable("no table here"); err == nil {
		t.Error("a document without a table was accepted")
	}
}
