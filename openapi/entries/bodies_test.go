package entries_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/openapi/entries"
)

// schemaFile is a released schema's name: type and version.
var schemaFile = regexp.MustCompile(`^(.+)\.v(\d+)\.json$`)

// through reads a body into its type and writes it again; a member that the
// type does not have is a fault.
func through(t *testing.T, name string, body []byte) []byte {
	t.Helper()
	into := entries.Body(name)
	if into == nil {
		t.Fatalf("%s has no type: run scripts/generate", name)
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	out, err := json.Marshal(into)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// canonical writes JSON with its members in order and numbers as they stood.
func canonical(t *testing.T, text []byte) string {
	t.Helper()
	var v any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestEveryExampleGoesThroughItsTypeUnchanged(t *testing.T) {
	files, err := fs.Glob(entries.FS, "*.v*.json")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, file := range files {
		text, err := entries.FS.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var schema struct{ Examples []json.RawMessage }
		if err := json.Unmarshal(text, &schema); err != nil {
			t.Fatal(err)
		}
		if len(schema.Examples) == 0 {
			t.Errorf("%s has no example", file)
		}
		m := schemaFile.FindStringSubmatch(file)
		for _, example := range schema.Examples {
			count++
			if got, want := canonical(t, through(t, m[1]+"/"+m[2], example)), canonical(t, example); got != want {
				t.Errorf("%s became\n%s\nand was\n%s", file, got, want)
			}
		}
	}
	t.Logf("%d examples of %d schemas", count, len(files))
}

// What is false, zero, empty or null was said by somebody; absence was not.
func TestWhatWasSaidIsNotTakenForAbsent(t *testing.T) {
	for name, body := range map[string]string{
		"search.closed/1":    `{"salt":"AAAAAAAAAAAAAAAAAAAAAA","outcome":"done_clear","counts":{"answers":0,"findings":0,"exhibits":0,"files":0},"signatures":[],"restored":false,"force":false}`,
		"finding.amended/1":  `{"salt":"AAAAAAAAAAAAAAAAAAAAAA","changes":{"quantity":null,"unit":"piece","photos":[]},"reason":"counted again"}`,
		"answer.asserted/1":  `{"salt":"AAAAAAAAAAAAAAAAAAAAAA","item":"searchers","value":null}`,
		"finding.recorded/1": `{"salt":"AAAAAAAAAAAAAAAAAAAAAA","category":"drug","description":"resin","quantity":0.50,"unit":"g"}`,
	} {
		if got, want := canonical(t, through(t, name, []byte(body))), canonical(t, []byte(body)); got != want {
			t.Errorf("%s became\n%s\nand was\n%s", name, got, want)
		}
	}
}

func TestATypeThatNobodyKnowsHasNoBody(t *testing.T) {
	if entries.Body("cell.painted/1") != nil || entries.Body(strings.Repeat("a", 65)) != nil {
		t.Error("an unknown type has a body")
	}
}
