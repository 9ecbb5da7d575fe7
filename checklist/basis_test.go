package checklist_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/models"
)

// basisFaults are the pointers of what is wrong with a basis.
func basisFaults(data []byte) []string {
	var fs models.Faults
	checklist.ReadBasis(&fs, "/data", "judicial", checklist.Labels{EN: "Judicial", FR: "Judiciaire"}, data, nil)
	var pointers []string
	var fault *models.Fault
	if errors.As(fs.Err("wrong"), &fault) {
		for _, f := range fault.Fields {
			pointers = append(pointers, f.Pointer)
		}
	}
	slices.Sort(pointers)
	return slices.Compact(pointers)
}

func basisSchema(t *testing.T) (*jsonschema.Schema, map[string]any) {
	t.Helper()
	raw, err := os.ReadFile("../openapi/templates/legal-basis.v1.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("basis.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("basis.json")
	if err != nil {
		t.Fatal(err)
	}
	return s, doc.(map[string]any)["examples"].([]any)[0].(map[string]any)
}

func TestWhatIsWrongWithALegalBasisIsToldByItsPlace(t *testing.T) {
	schema, example := basisSchema(t)
	whole, err := json.Marshal(example)
	if err != nil {
		t.Fatal(err)
	}
	if got := basisFaults(whole); got != nil || schema.Validate(example) != nil {
		t.Fatal("the example of the schema is not right", got)
	}
	for _, c := range []struct{ place, value, fault string }{
		{"kind", `"military"`, "/data/kind"},
		{"kind", `7`, "/data/kind"},
		{"texts", `[" "]`, "/data/texts/0"},
		{"presence", `"the governor"`, "/data/presence"},
		{"sealing", `"yes"`, "/data/sealing"},
		{"signers", `[]`, "/data/signers"},
		{"signers", `["cook"]`, "/data/signers"},
		{"signers", `["lead","lead"]`, "/data/signers"},
		{"sections", `[]`, "/data/sections"},
		{"sections", `["a","a"]`, "/data/sections"},
		{"hours", `{"from":"6:00","to":"21:00"}`, "/data/hours"},
		{"hours", `{"from":"06:00","to":"21:00","days":["monday"]}`, "/data/hours/days"},
		{"hours", `{"from":"06:00","to":"21:00","until":"x"}`, "/data/hours/until"},
		{"hours", `{"from":"06:00","to":"21:00","exceptions":[{"from":"06:00","to":"07:00"}]}`, "/data/hours/exceptions/0"},
		{"hours", `{"from":"06:00","to":"21:00","exceptions":[{"date":"2026-07-14","days":["mon"]}]}`, "/data/hours/exceptions/0"},
		{"hours", `{"from":"06:00","to":"21:00","exceptions":[{"date":"2026-07-14","from":"06:00"}]}`, "/data/hours/exceptions/0"},
		{"hours", `{"from":"06:00","to":"21:00","exceptions":[{"date":"14 July"}]}`, "/data/hours/exceptions/0/date"},
		{"documents", `[{"code":"a b","labels":{"en":"A","fr":"A"},"when":"always"}]`, "/data/documents/0/code"},
		{"documents", `[{"code":"a","labels":{"en":"A","fr":""},"when":"always"}]`, "/data/documents/0/labels/fr"},
		{"documents", `[{"code":"a","labels":{"en":"A","fr":"A"},"when":"later"}]`, "/data/documents/0/when"},
		{"documents", `[{"code":"a","labels":{"en":"A","fr":"A","de":"A"},"when":"always"}]`, "/data/documents/0/labels/de"},
		{"judge", `"me"`, "/data/judge"},
	} {
		raw := withMember(t, example, c.place, c.value)
		if got := basisFaults(raw); !slices.Contains(got, c.fault) {
			t.Errorf("%s %s: told %v, want %s", c.place, c.value, got, c.fault)
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if schema.Validate(value) == nil {
			t.Errorf("%s %s: the schema lets it pass", c.place, c.value)
		}
	}
	// Beyond what a schema can say.
	for place, c := range map[string][2]string{
		"hours":     {`{"from":"21:00","to":"06:00"}`, "/data/hours"},
		"texts":     {`[]`, "/data/texts"},
		"documents": {`[{"code":"a","labels":{"en":"A","fr":"A"},"when":"always"},{"code":"a","labels":{"en":"A","fr":"A"},"when":"always"}]`, "/data/documents/1/code"},
		"counsel":   {`{"en":"","fr":"x"}`, "/data/counsel/en"},
	} {
		if got := basisFaults(withMember(t, example, place, c[0])); !slices.Contains(got, c[1]) {
			t.Errorf("%s %s: told %v, want %s", place, c[0], got, c[1])
		}
	}
	for name := range example {
		if name == "documents" {
			continue
		}
		raw := withMember(t, example, name, "")
		value, _ := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if got := basisFaults(raw); !slices.Contains(got, "/data/"+name) || schema.Validate(value) == nil {
			t.Errorf("without %s: %v", name, got)
		}
	}
	for _, text := range []string{"", "[]", "7", "{", "null", "{} {}"} {
		if got := basisFaults([]byte(text)); len(got) == 0 {
			t.Errorf("%q passes", text)
		}
	}
}

// withMember is the example with one member set to a JSON text, or taken away.
func withMember(t *testing.T, example map[string]any, member, value string) []byte {
	t.Helper()
	out := map[string]json.RawMessage{}
	for name, v := range example {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = raw
	}
	if delete(out, member); value != "" {
		out[member] = json.RawMessage(strings.TrimSpace(value))
	}
	raw, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
