package checklist_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/cellsweep/cellsweep/checklist"
)

// gateVector is one search before the gate. A template or basis that is a text
// names one of the file's own, so that it is written once.
type gateVector struct {
	Name     string            `json:"name"`
	Input    json.RawMessage   `json:"input"`
	Expect   []checklist.Lack  `json:"expect"`
	Override *overriddenVector `json:"override"`
}

// overriddenVector is a leave over what the gate found, and what it makes of it.
type overriddenVector struct {
	Override checklist.Override `json:"given"`
	ClosedBy string             `json:"closedBy"`
	Open     []string           `json:"open"`    // codes
	Covered  []string           `json:"covered"` // codes
	Faults   []string           `json:"faults"`  // codes
}

type gateFile struct {
	Templates map[string]json.RawMessage `json:"templates"`
	Bases     map[string]json.RawMessage `json:"bases"`
	Vectors   []gateVector               `json:"vectors"`
}

func gateVectors(t *testing.T, name string) (gateFile, []gateVector) {
	t.Helper()
	var f gateFile
	raw, err := os.ReadFile(filepath.Join("testdata/gate", name))
	if err == nil {
		err = json.Unmarshal(raw, &f)
	}
	if err != nil {
		t.Fatal(name, err)
	}
	return f, f.Vectors
}

// input reads a vector's input with what it names by name.
func (f gateFile) input(t *testing.T, v gateVector) checklist.GateInput {
	t.Helper()
	var members map[string]json.RawMessage
	if err := json.Unmarshal(v.Input, &members); err != nil {
		t.Fatal(v.Name, err)
	}
	for member, named := range map[string]map[string]json.RawMessage{"template": f.Templates, "basis": f.Bases} {
		var name, file string
		if json.Unmarshal(members[member], &name) != nil || name == "" {
			continue
		}
		members[member] = named[name]
		if json.Unmarshal(members[member], &file) == nil && file != "" { // a path from the root of the repository
			raw, err := os.ReadFile(filepath.Join("..", file))
			if err != nil {
				t.Fatal(v.Name, err)
			}
			members[member] = raw
		}
	}
	raw, err := json.Marshal(members)
	if err != nil {
		t.Fatal(v.Name, err)
	}
	var in checklist.GateInput
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		t.Fatal(v.Name, err)
	}
	return in
}

// sameLack says whether a lack is the one expected; its words are held against
// those expected where there are any.
func sameLack(got, want checklist.Lack) bool {
	if want.Text == (checklist.Labels{}) {
		got.Text = checklist.Labels{}
	}
	return got == want
}

func codes(lacks []checklist.Lack) []string {
	out := []string{}
	for _, l := range lacks {
		out = append(out, l.Code)
	}
	return out
}

func TestTheGateSaysExactlyWhatASearchLacks(t *testing.T) {
	files, err := filepath.Glob("testdata/gate/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no vectors", err)
	}
	total, said := 0, map[string]int{}
	for _, path := range files {
		f, vectors := gateVectors(t, filepath.Base(path))
		for _, v := range vectors {
			in := f.input(t, v)
			got := checklist.Gate(in)
			if !slices.EqualFunc(got, v.Expect, sameLack) {
				t.Errorf("%s, %s:\n got %s\nwant %s", path, v.Name, written(t, got), written(t, v.Expect))
			}
			for _, l := range got {
				said[l.Code]++
				if l.Text.EN == "" || l.Text.FR == "" {
					t.Errorf("%s, %s: %s has no words in a language", path, v.Name, l.Code)
				}
			}
			if o := v.Override; o != nil {
				judged := o.Override.Judge(got, o.ClosedBy, in.Officers)
				if !slices.Equal(codes(judged.Open), o.Open) || !slices.Equal(codes(judged.Covered), o.Covered) || !slices.Equal(codes(judged.Faults), o.Faults) {
					t.Errorf("%s, %s: got %s", path, v.Name, written(t, judged))
				}
			}
			total++
		}
	}
	for _, code := range checklist.LackCodes {
		if said[code] == 0 {
			t.Errorf("no vector expects %s", code)
		}
	}
	t.Logf("%d searches before the gate in %d files; codes said: %v", total, len(files), said)
	if total < 100 {
		t.Errorf("%d vectors", total)
	}
}

func written(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestAHalfFinishedSearchIsToldWhatItLacksInBothLanguages(t *testing.T) {
	f, vectors := gateVectors(t, "half-finished.json")
	half := 0
	for _, v := range vectors {
		lacks := checklist.Gate(f.input(t, v))
		if len(lacks) > 0 {
			half++
		}
		t.Logf("%s: %d lacking", v.Name, len(lacks))
		for _, l := range lacks {
			t.Logf("    %-20s %s", l.Code, l.Text.EN)
			t.Logf("    %-20s %s", "", l.Text.FR)
			if l.Text.EN == "" || l.Text.FR == "" {
				t.Errorf("%s: %s has no words in a language", v.Name, l.Code)
			}
		}
	}
	if half < 12 {
		t.Errorf("%d half-finished searches", half)
	}
}
