package cellsweep_test

import (
	"go/ast"
	"os"
	"regexp"
	"strings"
	"testing"
)

// testName is a test or fuzz target as docs/assurance.md names it.
var testName = regexp.MustCompile("`((?:Test|Fuzz)[A-Z][A-Za-z0-9]+)`")

func TestEveryTestThatAssuranceNamesExists(t *testing.T) {
	there := map[string]bool{}
	for _, s := range readTree(t) {
		if !strings.HasSuffix(s.name, "_test.go") {
			continue
		}
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil {
				there[f.Name.Name] = true
			}
		}
	}
	raw, err := os.ReadFile("docs/assurance.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for line := range strings.Lines(string(raw)) {
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|---") || strings.HasPrefix(line, "| requirement ") {
			continue
		}
		rows++
		names := testName.FindAllStringSubmatch(line, -1)
		if len(names) == 0 {
			t.Errorf("no test is named: %s", line)
		}
		for _, n := range names {
			if !there[n[1]] {
				t.Errorf("there is no %s", n[1])
			}
		}
	}
	if rows < 20 {
		t.Errorf("only %d requirements are listed", rows)
	}
}
