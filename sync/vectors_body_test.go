package sync_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/entries"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// A tablet holds every body against its schema before it signs it. These
// vectors are what it must agree on with the server: each schema's example, and
// that example broken in every place in every way that its schema forbids, or
// does not.

// brokenValues stand in turn in the place of whatever a body holds, as JSON.
var brokenValues = []string{`null`, `true`, `0`, `-1`, `1.5`, `3.0`, `-1e-400`, `9007199254740992`, `""`, `"x"`, `"É"`, `"no code"`,
	`"` + strings.Repeat("é", 41) + `"`, `"` + strings.Repeat("é", 501) + `"`, `"0198F2A0-0000-7000-8000-000000000010"`, `"2026-05-20T06:00:00.000Z"`,
	`[]`, `["a","a"]`, `[1,1.0]`, `{}`, `{"surprise":"x"}`}

const brokenPlace = "<here>"

// placesIn puts brokenPlace in the place of every value of a body below its
// root, and takes away every member, and says so with a pointer each time.
func placesIn(v any, at string, say func(at string, removed bool)) {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			was := v[name]
			v[name] = brokenPlace
			say(at+"/"+name, false)
			delete(v, name)
			say(at+"/"+name, true)
			v[name] = was
			placesIn(was, at+"/"+name, say)
		}
	case []any:
		for i, was := range v {
			v[i] = brokenPlace
			say(fmt.Sprintf("%s/%d", at, i), false)
			v[i] = was
			placesIn(was, fmt.Sprintf("%s/%d", at, i), say)
		}
	}
}

func TestTheVectorsOfBodiesAreJudgedAsWritten(t *testing.T) {
	schemas, err := fieldsync.LoadSchemas(entries.FS)
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	for _, name := range schemas.Names() {
		raw, err := entries.FS.ReadFile(name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var schema struct {
			Stream   string           `json:"x-stream"`
			Examples []map[string]any `json:"examples"`
		}
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		if err := d.Decode(&schema); err != nil {
			t.Fatal(err)
		}
		if schema.Stream != "tablet" {
			continue
		}
		kind, version := name[:strings.LastIndex(name, ".v")], name[strings.LastIndex(name, ".v")+2:]
		for i, example := range schema.Examples {
			delete(example, "salt")
			vectors = append(vectors, vector{fmt.Sprintf("%s, example %d", kind, i+1), "body",
				map[string]any{"type": kind, "version": json.Number(version), "example": example, "values": brokenValues}, map[string]any{"refused": brokenBodies(t, schemas, kind, example)}})
		}
	}
	writeOrCompare(t, "bodies.json", "Bodies that tablets write, broken in every place: what the schema of their type, and the thing that they make, say of each.", vectors)
}

// brokenBodies gives, by pointer, what is wrong when each of the broken values
// stands there, and last when nothing does: "" for nothing, else the pointers.
func brokenBodies(t *testing.T, schemas *fieldsync.Schemas, kind string, example map[string]any) map[string][]string {
	t.Helper()
	if wrong := refusedAt(t, schemas, kind, bodyOf(t, example)); wrong != "" {
		t.Fatalf("%s: its own example is refused at %s", kind, wrong)
	}
	said := map[string][]string{}
	placesIn(example, "", func(at string, removed bool) {
		body := bodyOf(t, example)
		if removed {
			said[at] = append(said[at], refusedAt(t, schemas, kind, body))
			return
		}
		for _, value := range brokenValues {
			said[at] = append(said[at], refusedAt(t, schemas, kind, strings.Replace(body, `"`+brokenPlace+`"`, value, 1)))
		}
	})
	return said
}

// bodyOf writes a body, its salt first.
func bodyOf(t *testing.T, members map[string]any) string {
	t.Helper()
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(members); err != nil {
		t.Fatal(err)
	}
	return strings.Replace(`{"salt":"AAAAAAAAAAAAAAAAAAAAAA",`+strings.TrimSpace(out.String())[1:], ",}", "}", 1)
}

func refusedAt(t *testing.T, schemas *fieldsync.Schemas, kind, body string) string {
	t.Helper()
	err := schemas.Check(kind, 1, body)
	if err == nil {
		err = fieldsync.Standing(schemas, kind, nid(0x2000), body)
	}
	if err == nil {
		return ""
	}
	var f *models.Fault
	if !errors.As(err, &f) {
		t.Fatalf("%s: %v", body, err)
	}
	var at []string
	for _, field := range f.Fields {
		at = append(at, "#"+field.Pointer)
	}
	slices.Sort(at)
	return strings.Join(slices.Compact(at), " ")
}
