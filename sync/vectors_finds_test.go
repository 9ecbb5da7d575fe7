package sync

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/checklist"
)

// findsVector says which answers the rows of a search's finds have: what the
// tablet has of finds, exhibits and seals, the officer's own answers, and all together.
type findsVector struct {
	Name     string             `json:"name"`
	Template string             `json:"template"` // of those at the head of the file
	Findings []findsThing       `json:"findings"`
	Exhibits []findsThing       `json:"exhibits"`
	Seals    []findsThing       `json:"seals"`
	Own      checklist.Answers  `json:"own"`
	Expect   *checklist.Answers `json:"expect"`
}

type findsThing struct {
	ID     string `json:"id"`
	Voided bool   `json:"voided,omitempty"`
	At     string `json:"at,omitempty"`    // of a seal: the instant of its entry
	Holds  bool   `json:"holds,omitempty"` // of a seal
	Body   object `json:"body"`
}

// document is the thing as it is projected.
func (x findsThing) document() object {
	state := map[bool]string{true: "voided", false: "recorded"}[x.Voided]
	if x.At != "" {
		state = map[bool]string{true: "applied", false: "broken"}[x.Holds]
	}
	out := maps.Clone(x.Body)
	out["id"], out["state"] = x.ID, state
	if x.At != "" {
		out["appliedAt"] = x.At
	}
	return out
}

func documentsOf(all []findsThing) map[string]object {
	out := map[string]object{}
	for _, x := range all {
		out[x.ID] = x.document()
	}
	return out
}

// answered is what thingsOf puts among the answers of a search.
func (v findsVector) answered(templates map[string]checklist.Template) checklist.Answers {
	template, answers := templates[v.Template], maps.Clone(v.Own)
	if answers == nil {
		answers = checklist.Answers{}
	}
	exhibits, seals := documentsOf(v.Exhibits), documentsOf(v.Seals)
	for _, f := range v.Findings {
		if !f.Voided {
			fillRow(&template, answers, f.ID, f.document(), exhibits, seals)
		}
	}
	return answers
}

// The tablet puts finds, exhibits and seals into rows too: testdata/finds.json is
// what both do. Its expectations are written by -update and read before they are committed.
func TestFindsBecomeRowsAsTheVectorsSay(t *testing.T) {
	const path = "testdata/finds.json"
	var file struct {
		Templates map[string]checklist.Template `json:"templates"`
		Cases     []findsVector                 `json:"cases"`
	}
	before, err := os.ReadFile(path)
	if err == nil {
		d := json.NewDecoder(bytes.NewReader(before))
		d.UseNumber()
		d.DisallowUnknownFields()
		err = d.Decode(&file)
	}
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for i, c := range file.Cases {
		expect := c.answered(file.Templates)
		file.Cases[i].Expect = &expect
		if names[c.Name] || len(file.Templates[c.Template].Sections) == 0 {
			t.Errorf("%q is there twice, or has no template", c.Name)
		}
		names[c.Name] = true
	}
	after := byLine(t, file.Templates, file.Cases)
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(path, after, 0o600); err != nil {
			t.Fatal(err)
		}
	} else if !bytes.Equal(before, after) {
		t.Errorf("%s is not what is decided now: go test ./sync -run VectorsSay -update", path)
	}
	if len(file.Cases) < 20 {
		t.Errorf("there are %d cases", len(file.Cases))
	}
	t.Logf("%d cases", len(file.Cases))
}

// byLine writes a template or a case a line, so that a change shows which.
func byLine(t *testing.T, templates map[string]checklist.Template, cases []findsVector) []byte {
	t.Helper()
	line := func(v any) string {
		text, err := encodeObject(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	var heads, rows []string
	for _, name := range slices.Sorted(maps.Keys(templates)) {
		heads = append(heads, "  "+line(name)+": "+line(templates[name]))
	}
	for _, c := range cases {
		rows = append(rows, "  "+line(c))
	}
	return []byte("{\n \"templates\": {\n" + strings.Join(heads, ",\n") + "\n },\n \"cases\": [\n" + strings.Join(rows, ",\n") + "\n ]\n}\n")
}
