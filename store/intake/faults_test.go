package intake_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/intake"
	"github.com/cellsweep/cellsweep/store/storetest"
)

var update = flag.Bool("update", false, "write testdata/faults.golden anew")

// spoilt is the small operation with one thing wrong.
func spoilt(t testing.TB, file, old, now string) []intake.File {
	t.Helper()
	files := dawn(t)
	i := slices.IndexFunc(files, func(f intake.File) bool { return f.Name == file })
	if old == "*" {
		files[i].Content = []byte(now)
		return files
	}
	if !bytes.Contains(files[i].Content, []byte(old)) {
		t.Fatalf("%s has no %q", file, old)
	}
	files[i].Content = bytes.Replace(files[i].Content, []byte(old), []byte(now), 1)
	return files
}

// answer is what an import of files that are wrong says, one line a fault.
func answer(t testing.TB, s *store.Store, files []intake.File, o intake.Options) []string {
	t.Helper()
	r, err := intake.Run(ctx, s, files, o)
	fault, ok := errors.AsType[*models.Fault](err)
	if !ok || fault.Code != models.Invalid || len(fault.Fields) == 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	if !reflect.DeepEqual(r, intake.Report{}) {
		t.Errorf("a report comes with the fault: %+v", r)
	}
	var lines []string
	for _, f := range fault.Fields {
		if f.File == "" || f.Code == "" || f.Message == "" {
			t.Errorf("an empty word in %+v", f)
		}
		lines = append(lines, fmt.Sprintf("%s [%s]", f, f.Code))
	}
	return lines
}

func TestEachFaultIsToldByFileRowAndColumn(t *testing.T) {
	var golden strings.Builder
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		withLists(t, s)
		golden.Reset()
		for _, c := range tried {
			lines := answer(t, s, spoilt(t, c.file, c.old, c.now), intake.Options{})
			if !slices.Equal(lines, c.answer) {
				t.Errorf("%s:\n%s\nwant\n%s", c.what, strings.Join(lines, "\n"), strings.Join(c.answer, "\n"))
			}
			fmt.Fprintf(&golden, "%s\n  %s\n", c.what, strings.Join(lines, "\n  "))
		}
		if k := everything(t, s); len(k.Establishments)+len(k.Operations) > 0 || len(audit(t, s)) > 0 {
			t.Error("something was saved of files that are wrong")
		}
	})
	const file = "testdata/faults.golden"
	if *update {
		if err := os.WriteFile(file, []byte(golden.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(file); err != nil || string(want) != golden.String() {
		t.Errorf("%s is not what is answered (%v); run: go test ./store/intake -update", file, err)
	}
}
