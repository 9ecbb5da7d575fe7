package sync_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	fieldsync "github.com/cellsweep/cellsweep/sync"
)

const documentsPage = "../docs/documents.md"

// shown is what the vectors show of one kind of document.
type shown struct {
	documents int
	members   map[string]int             // in how many documents each is
	types     map[string]map[string]bool // of its values
	example   []byte                     // the largest
}

func TestThePageOfTheDocumentsShowsWhatTheVectorsShow(t *testing.T) {
	page := documentsText(t)
	if *update {
		if err := os.WriteFile(documentsPage, []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	is, err := os.ReadFile(documentsPage)
	if err != nil {
		t.Fatal(err)
	}
	if string(is) != page {
		t.Error("docs/documents.md is not what the vectors show: go test ./sync -run Page -update")
	}
}

const documentsHead = `# Documents

What people see is projected from the journal as documents: one for each thing, in its newest state, found by (kind,
id) within an operation. A pull gives them as they change; every client and every screen reads the same ones. Beside
the members below each has ` + "`kind`, `rev` (how often it has changed: 1, 2, 3 …) and `_deleted`" + `; who may see positions
also ` + "`position`" + `, that of the entry that changed it last. They can be thrown away and made anew from the journal at any
time (` + "`cellsweep rebuild`" + `), and come out the same to the byte.

A member without a value is left out. Other members appear when something happened that these stories do not tell: most of
what an entry says of a thing (` + "`openapi/entries`" + `) is shown under the same name.

This page is written from ` + "`sync/testdata/vectors/projections.json`" + ` by ` + "`go test ./sync -run Page -update`" + `, and a test fails
when it differs. *In* says in how many of the vectors' documents of the kind the member is.
`

func documentsText(t *testing.T) string {
	t.Helper()
	all, meanings := shownByVectors(t), meaningsOfMembers(t)
	used := map[string]bool{}
	var b strings.Builder
	b.WriteString(documentsHead)
	for _, kind := range fieldsync.Kinds {
		s := all[string(kind)]
		if s == nil {
			t.Errorf("no vector shows a document of the kind %s", kind)
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n| member | | in | |\n|---|---|---|---|\n", kind)
		for _, name := range slices.Sorted(maps.Keys(s.members)) {
			key := string(kind) + "." + name
			if meanings[key] == "" {
				key = name
			}
			if used[key] = true; meanings[key] == "" {
				t.Errorf("testdata/members.txt does not say what %s.%s means", kind, name)
			}
			fmt.Fprintf(&b, "| `%s` | %s | %d of %d | %s |\n", name, strings.Join(slices.Sorted(maps.Keys(s.types[name])), ", "), s.members[name], s.documents, meanings[key])
		}
		var example bytes.Buffer
		if err := json.Indent(&example, s.example, "", "  "); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "\n```json\n%s\n```\n", &example)
	}
	for key := range meanings {
		if !used[key] {
			t.Errorf("testdata/members.txt explains %s, which no vector shows", key)
		}
	}
	return b.String()
}

func shownByVectors(t *testing.T) map[string]*shown {
	t.Helper()
	all := map[string]*shown{}
	for _, v := range readVectors(t, "projections.json") {
		for _, row := range v.Expect["documents"].([]any) {
			d := row.(map[string]any)
			s := all[str(d, "kind")]
			if s == nil {
				s = &shown{members: map[string]int{}, types: map[string]map[string]bool{}}
				all[str(d, "kind")] = s
			}
			s.documents++
			body := d["body"].(map[string]any)
			for name, value := range body {
				s.members[name]++
				if s.types[name] == nil {
					s.types[name] = map[string]bool{}
				}
				s.types[name][typeName(value)] = true
			}
			raw, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			if len(raw) > len(s.example) {
				s.example = raw
			}
		}
	}
	return all
}

func typeName(v any) string {
	switch v.(type) {
	case string:
		return "text"
	case bool:
		return "true or false"
	case []any:
		return "list"
	case map[string]any:
		return "object"
	case nil:
		return "null"
	}
	return "number"
}

func meaningsOfMembers(t *testing.T) map[string]string {
	t.Helper()
	raw, err := os.ReadFile("testdata/members.txt")
	if err != nil {
		t.Fatal(err)
	}
	meanings := map[string]string{}
	for line := range strings.Lines(string(raw)) {
		if key, meaning, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && !strings.HasPrefix(line, "#") {
			meanings[key] = meaning
		}
	}
	return meanings
}
