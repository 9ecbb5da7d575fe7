package planner

import (
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/planner/words"
)

var update = flag.Bool("update", false, "write the golden files anew")

func stories(t *testing.T) map[string]*Instance {
	t.Helper()
	files, err := filepath.Glob("testdata/explained/*.json")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d stories, %v", len(files), err)
	}
	out := map[string]*Instance{}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if out[strings.TrimSuffix(filepath.Base(f), ".json")], err = ParseInstance(data); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
	}
	return out
}

// TestExplainedStoriesReadAsTheyDid holds what the planner says of each story,
// in both languages, against the golden files; -update writes them.
func TestExplainedStoriesReadAsTheyDid(t *testing.T) {
	for name, in := range stories(t) {
		p, err := Solve(context.Background(), in, Options{Seed: 1, Rounds: 5})
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Infeasible) == 0 || !p.Infeasible[0].Minimal {
			t.Errorf("%s: nothing minimal is named: %+v", name, p.Infeasible)
		}
		wantSentences(t, p)
		for _, language := range words.Languages {
			file := filepath.Join("testdata", "explained", name+"."+language+".txt")
			got := in.Name + "\n\n" + p.Explanation(language)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil || string(want) != got {
				t.Errorf("%s says (%v)\n%s", file, err, got)
			}
		}
	}
}

// wantSentences asks of every sentence of a plan that its code is known, that the
// document has every param that it uses, and that why is the English of both.
func wantSentences(t *testing.T, p *Plan) {
	t.Helper()
	one := func(code string, params map[string]any, why string) {
		if !words.Known(code) {
			t.Errorf("no phrase for %q (%s)", code, why)
			return
		}
		required, _ := words.Params("en", code)
		for _, name := range required {
			if _, ok := params[name]; !ok {
				t.Errorf("%s needs %s: %v", code, name, params)
			}
		}
		if got := words.Say("en", code, params); why != "" && got != why || strings.ContainsAny(got, "{}[]") {
			t.Errorf("%s says %q, the document %q", code, got, why)
		}
	}
	for _, c := range p.Infeasible {
		one(c.Code, c.Params, c.Why)
		for _, list := range []string{"holds", "reasons", "others", "starts", "pins"} {
			parts, _ := c.Params[list].([]map[string]any)
			for _, x := range parts {
				one(x["code"].(string), x, "")
			}
		}
		for _, r := range c.Repairs {
			one(r.Code, r.Params, r.Change)
			one("cost."+strings.TrimPrefix(r.Code, "repair."), r.Params, r.Price)
		}
	}
	for _, u := range p.Unsearched {
		one("unsearched."+u.Rule, u.Params, u.Why)
	}
}

func TestAPlanThatIsExplainedIsReadBackAsItWasWritten(t *testing.T) {
	for name, in := range stories(t) {
		p, err := Solve(context.Background(), in, Options{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		read, err := ParsePlan(p.Encode())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, language := range words.Languages {
			if a, b := p.Explanation(language), read.Explanation(language); a != b {
				t.Errorf("%s: %s\n%s", name, a, b)
			}
		}
		for i := range p.Infeasible {
			for j, r := range p.Infeasible[i].Repairs {
				a, _ := json.Marshal(r.Apply)
				b, _ := json.Marshal(read.Infeasible[i].Repairs[j].Apply)
				if string(a) != string(b) || len(r.Apply) == 0 {
					t.Errorf("%s: %s, read back %s", name, a, b)
				}
			}
		}
	}
}
