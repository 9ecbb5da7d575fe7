package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/examples/generate/operation"
)

func TestTheCommandWritesItsFilesIntoTheNamedDirectory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "operation")
	var said bytes.Buffer
	if err := run([]string{"-sites", "3", "-cells", "10", "-seed", "7", "-o", dir}, &said); err != nil {
		t.Fatal(err)
	}
	made, err := operation.Generate(operation.Size{Sites: 3, Cells: 10, Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range made.Tables() {
		var want bytes.Buffer
		if err := table.Write(&want); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(dir, table.Name))
		if err != nil || !bytes.Equal(got, want.Bytes()) {
			t.Errorf("%s is not what was asked for (%v)", table.Name, err)
		}
		if !strings.Contains(said.String(), table.Name) {
			t.Errorf("the command does not say that it wrote %s", table.Name)
		}
	}
}

func TestTheCommandDoesNotWriteToNowhere(t *testing.T) {
	if err := run([]string{"-sites", "2", "-cells", "10"}, &bytes.Buffer{}); err == nil {
		t.Error("it wrote somewhere")
	}
}
