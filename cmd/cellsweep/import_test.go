package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const demonstration = "../../examples/operation-prison-break"

func TestAFolderIsImportedAndASecondTimeNothingChanges(t *testing.T) {
	database := filepath.Join(t.TempDir(), "new", "cellsweep.db")
	code, out, errs := command(t, "", "import", demonstration, "--database", database, "--dry-run")
	if code != exitDone || errs != "" || !strings.Contains(out, "A dry run: nothing was saved.\n") || strings.Contains(out, "Operation ") {
		t.Fatalf("exit %d\n%s%s", code, out, errs)
	}
	for _, want := range []string{"locations       5178  5178     0        0          0", "locations       5178  0        0        5178       0"} {
		code, out, errs := command(t, "", "import", demonstration, "--database", database)
		if code != exitDone || errs != "" || !strings.Contains(out, want) || !strings.Contains(out, "\nSaved.\nOperation 0") {
			t.Fatalf("exit %d, want %q\n%s%s", code, want, out, errs)
		}
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(database), "cellsweep.keys")); err != nil {
		t.Error("drafts were sealed with a key that was not kept")
	}
}

func TestEachFaultOfAnImportIsALineWithFileRowAndColumn(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "officers.csv")
	if err := os.WriteFile(file, []byte("number;name;sex;skills\r\nD-1;Ann;w;lead\r\nD-1;Bob;m;juggling\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := command(t, "", "import", dir, "--database", filepath.Join(dir, "cellsweep.db"))
	want := "cellsweep: The import has 3 faults; nothing was saved.\n" +
		file + `:2 sex: "w" is not one of f, m, x` + "\n" +
		file + `:3 number: "D-1" is already in row 2; keep one of the two` + "\n" +
		file + `:3 skills: "juggling" is not in the list skills` + "\n"
	if code != exitMalformed || out != "" || errs != want {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
}

func TestWhatCannotBeImportedIsSaid(t *testing.T) {
	dir := t.TempDir()
	database := filepath.Join(dir, "cellsweep.db")
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{exitMalformed, "There are no CSV files in", []string{dir}},
		{exitFailed, "no such file", []string{filepath.Join(dir, "none.csv")}},
		{exitMalformed, "is not a UUID", []string{demonstration, "--operation", "DAWN"}},
		{exitFailed, "There is nothing here by that name.", []string{demonstration, "--operation", "01970000-0000-7000-8000-000000000000"}},
	} {
		code, out, errs := command(t, "", append([]string{"import", "--database", database}, c.args...)...)
		if code != c.code || out != "" || !strings.Contains(errs, c.says) {
			t.Errorf("%v: exit %d\n%s%s", c.args, code, out, errs)
		}
	}
}

func TestOneFileIsImportedFromStandardInput(t *testing.T) {
	database := filepath.Join(t.TempDir(), "cellsweep.db")
	code, out, errs := command(t, "number,name,sex\nD-1,Ann,f\n", "import", "-", "--database", database)
	if code != exitDone || errs != "" || !strings.Contains(out, "officers  1     1        0        0          0        -") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
}
