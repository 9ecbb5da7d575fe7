package checklist_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/checklist"
)

// vector is one case of testdata/vectors; README.md there describes it.
type vector struct {
	Name     string            `json:"name"`
	Template json.RawMessage   `json:"template"`
	Context  checklist.Context `json:"context"`
	Answers  checklist.Answers `json:"answers"`
	Expect   struct {
		Instances []map[string]any `json:"instances"`
		Problems  []map[string]any `json:"problems"`
	} `json:"expect"`
}

func readVectors(t *testing.T) map[string][]vector {
	t.Helper()
	files, err := filepath.Glob("testdata/vectors/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no vectors", err)
	}
	out := map[string][]vector{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var vs []vector
		d := json.NewDecoder(bytes.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(&vs); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		out[filepath.Base(file)] = vs
	}
	return out
}

// template reads the vector's template: in place, or by the name of its file.
func (v vector) template(t *testing.T) checklist.Template {
	t.Helper()
	text := []byte(v.Template)
	var file string
	if json.Unmarshal(text, &file) == nil {
		var err error
		if text, err = os.ReadFile(filepath.Join("testdata/templates", file)); err != nil {
			t.Fatal(err)
		}
	}
	var out checklist.Template
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatalf("%s: %v", v.Name, err)
	}
	return out
}

func TestTheEngineDoesWhatTheVectorsSay(t *testing.T) {
	n, names := 0, map[string]bool{}
	for file, vs := range readVectors(t) {
		for _, v := range vs {
			n++
			if names[v.Name] {
				t.Errorf("%s: %q is there twice", file, v.Name)
			}
			names[v.Name] = true
			for _, fault := range v.faults(checklist.Evaluate(v.template(t), v.Context, v.Answers)) {
				t.Errorf("%s, %s: %s", file, v.Name, fault)
			}
		}
	}
	t.Logf("%d vectors", n)
}

// faults says where an evaluation is not what the vector expects.
func (v vector) faults(e checklist.Evaluation) (out []string) {
	for i, p := range e.Problems {
		if i >= len(v.Expect.Problems) {
			out = append(out, fmt.Sprintf("unexpected problem %+v", p))
		} else if why := differs(asJSON(p), v.Expect.Problems[i]); why != "" {
			out = append(out, fmt.Sprintf("problem %d: %s", i, why))
		}
	}
	for _, p := range v.Expect.Problems[min(len(e.Problems), len(v.Expect.Problems)):] {
		out = append(out, fmt.Sprintf("no problem %v", p))
	}
	for _, want := range v.Expect.Instances {
		at := checklist.Instance{Path: fmt.Sprint(want["path"])}
		at.Row, _ = want["row"].(string)
		state, there := e.Of(at)
		if want["there"] == false {
			if there {
				out = append(out, fmt.Sprintf("%v is there", at))
			}
			continue
		}
		if !there {
			out = append(out, fmt.Sprintf("%v is not there", at))
		} else if why := differs(asJSON(state), want); why != "" {
			out = append(out, fmt.Sprintf("%v: %s", at, why))
		}
	}
	return out
}

// differs compares the members that want names; null is a member that is not there.
func differs(got, want map[string]any) string {
	for member, w := range want {
		if !reflect.DeepEqual(got[member], w) {
			return fmt.Sprintf("%s is %v, expected %v", member, got[member], w)
		}
	}
	return ""
}

func asJSON(x any) map[string]any {
	text, err := json.Marshal(x)
	if err != nil {
		panic(err)
	}
	var out map[string]any
	if err := json.Unmarshal(text, &out); err != nil {
		panic(err)
	}
	return out
}

// A vector that expects nothing proves nothing.
func TestEveryVectorExpectsSomething(t *testing.T) {
	for file, vs := range readVectors(t) {
		for _, v := range vs {
			if v.Name == "" || v.Expect.Problems == nil || strings.TrimSpace(v.Name) != v.Name {
				t.Errorf("%s, %q: a vector has a name and says which problems there are", file, v.Name)
			}
		}
	}
}
