package checklist_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/templates"
)

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(templates.Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("template.json", document); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("template.json")
}

// follows says whether the schema takes a document.
func follows(t *testing.T, s *jsonschema.Schema, text []byte) bool {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	return err == nil && s.Validate(document) == nil
}

func defaultTemplate(t testing.TB) []byte {
	t.Helper()
	text, err := os.ReadFile("../store/seed/template-default.json")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestEveryTemplateThatIsUsedFollowsTheSchemaAndIsParsed(t *testing.T) {
	s := schema(t)
	all := map[string][]byte{"the default": defaultTemplate(t)}
	files, err := filepath.Glob("testdata/templates/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no templates", err)
	}
	for _, file := range files {
		if all[file], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	var published struct {
		Examples []json.RawMessage `json:"examples"`
	}
	if err := json.Unmarshal(templates.Schema, &published); err != nil || len(published.Examples) == 0 {
		t.Fatal("the schema has no example", err)
	}
	for _, e := range published.Examples {
		all["example"] = e
		parsed, err := checklist.Parse(e)
		var fs models.Faults
		if checklist.Lint(&fs, "", parsed, nil); err != nil || fs.Err("") != nil {
			t.Errorf("the example cannot be published: %v %v", err, fs.Err(""))
		}
	}
	for _, vs := range readVectors(t) {
		for _, v := range vs {
			if !strings.HasPrefix(string(v.Template), `"`) {
				all[v.Name] = v.Template
			}
		}
	}
	for name, text := range all {
		if _, err := checklist.Parse(text); err != nil || !follows(t, s, text) {
			t.Errorf("%s: %v, and by the schema %v", name, err, follows(t, s, text))
		}
	}
	t.Logf("%d templates", len(all))
}

// faultsOfForm are documents that the schema refuses and Parse too, and where Parse says so.
func faultsOfForm() map[string]string {
	item := func(members string) string {
		return `{"code":"t","version":1,"labels":{"en":"a","fr":"b"},"facts":[],"sections":[{"code":"s","labels":{"en":"a","fr":"b"},"items":[{"code":"a","type":"text","labels":{"en":"a","fr":"b"}` + members + `}]}]}`
	}
	const i = "/sections/0/items/0/"
	return map[string]string{
		`[]`: "", `"x"`: "", `null`: "", `7`: "",
		strings.Replace(item(""), `"code":"t",`, ``, 1):                                     "/code",
		strings.Replace(item(""), `"version":1`, `"version":"1"`, 1):                        "/version",
		strings.Replace(item(""), `"version":1`, `"version":1.5`, 1):                        "/version",
		strings.Replace(item(""), `"version":1`, `"version":9007199254740992`, 1):           "/version",
		strings.Replace(item(""), `"version":1`, `"Version":1`, 1):                          "/Version",
		strings.Replace(item(""), `"facts":[]`, `"facts":{}`, 1):                            "/facts",
		strings.Replace(item(""), `"facts":[],`, ``, 1):                                     "/facts",
		strings.Replace(item(""), `"facts":[]`, `"facts":[{"code":"f"}]`, 1):                "/facts/0/type",
		strings.Replace(item(""), `"facts":[]`, `"facts":["f"]`, 1):                         "/facts/0",
		strings.Replace(item(""), `{"en":"a","fr":"b"}`, `{"en":"a"}`, 1):                   "/labels/fr",
		strings.Replace(item(""), `{"en":"a","fr":"b"}`, `{"en":"a","fr":null}`, 1):         "/labels/fr",
		strings.Replace(item(""), `{"en":"a","fr":"b"}`, `{"en":"a","fr":"b","de":"c"}`, 1): "/labels/de",
		strings.Replace(item(""), `"type":"text"`, `"type":"essay"`, 1):                     i + "type",
		strings.Replace(item(""), `"type":"text"`, `"type":""`, 1):                          i + "type",
		item(`,"a/b~c":1`):                                  i + "a~1b~0c",
		item(`,"required":"yes"`):                           i + "required",
		item(`,"required":null`):                            i + "required",
		item(`,"min":"1"`):                                  i + "min",
		item(`,"min":0.5`):                                  i + "min",
		item(`,"list":""`):                                  i + "list",
		item(`,"hint":"x"`):                                 i + "hint",
		item(`,"options":{"code":"x"}`):                     i + "options",
		item(`,"options":[{"labels":{"en":"a","fr":"b"}}]`): i + "options/0/code",
		item(`,"options":[{"code":"x","labels":{"en":"a","fr":"b"},"requires":["song"]}]`):  i + "options/0/requires/0",
		item(`,"options":[{"code":"x","labels":{"en":"a","fr":"b"},"requires":"comment"}]`): i + "options/0/requires",
		item(`,"offers":["video"]`):                              i + "offers/0",
		item(`,"offers":"comment"`):                              i + "offers",
		item(`,"within":"site"`):                                 i + "within",
		item(`,"within":{"place":"site"}`):                       i + "within/place",
		item(`,"of":"exhibits"`):                                 i + "of",
		item(`,"scan":["maxicode"]`):                             i + "scan/0",
		item(`,"sensitivity":"secret"`):                          i + "sensitivity",
		item(`,"units":[1]`):                                     i + "units/0",
		item(`,"default":"x"`):                                   i + "default",
		item(`,"default":{"value":null}`):                        i + "default/value",
		item(`,"default":{"value":["a",null]}`):                  i + "default/value/1",
		item(`,"calculate":"f"`):                                 i + "calculate",
		item(`,"calculate":{"sum":["a"]}`):                       i + "calculate/sum",
		item(`,"relevantIf":true`):                               i + "relevantIf",
		item(`,"relevantIf":{"all":{}}`):                         i + "relevantIf/all",
		item(`,"relevantIf":{"not":[]}`):                         i + "relevantIf/not",
		item(`,"relevantIf":{"item":"a","equals":"x"}`):          i + "relevantIf/equals",
		item(`,"relevantIf":{"item":"a","is":null}`):             i + "relevantIf/is",
		item(`,"relevantIf":{"item":"a","in":"x"}`):              i + "relevantIf/in",
		item(`,"relevantIf":{"item":"a","atLeast":"1"}`):         i + "relevantIf/atLeast",
		item(`,"relevantIf":{"item":"a","countAtLeast":1.5}`):    i + "relevantIf/countAtLeast",
		item(`,"relevantIf":{"item":"a","sameAs":"b"}`):          i + "relevantIf/sameAs",
		item(`,"relevantIf":{"item":"a","validAs":"vin"}`):       i + "relevantIf/validAs",
		item(`,"constraints":[{"holds":{}}]`):                    i + "constraints/0/message",
		item(`,"constraints":[{"message":{"en":"a","fr":"b"}}]`): i + "constraints/0/holds",
	}
}

func TestWhatIsNotOfTheFormIsRefusedBySchemaAndParseAlike(t *testing.T) {
	s := schema(t)
	for text, pointer := range faultsOfForm() {
		_, err := checklist.Parse([]byte(text))
		if follows(t, s, []byte(text)) || models.CodeOf(err) != models.Invalid || err == nil {
			t.Errorf("%s: %v, and by the schema %v", text, err, follows(t, s, []byte(text)))
			continue
		}
		if !pointsTo(err, pointer) {
			t.Errorf("%s: not told at %s: %v", text, pointer, err)
		}
	}
	t.Logf("%d faults of form", len(faultsOfForm()))
}

func pointsTo(err error, pointer string) bool {
	fault, ok := err.(*models.Fault) //nolint:errorlint // Parse returns it bare
	if !ok {
		return false
	}
	for _, f := range fault.Fields {
		if f.Pointer == pointer {
			return true
		}
	}
	return false
}

func TestWhatNoSchemaCanSayIsRefusedByParse(t *testing.T) {
	whole := string(defaultTemplate(t))
	for name, text := range map[string]string{
		"a member twice":            strings.Replace(whole, `"version": 1`, `"version": 1, "version": 1`, 1),
		"something after the end":   whole + "{}",
		"half of it":                whole[:len(whole)/2],
		"no UTF-8":                  strings.Replace(whole, "Fouille", "Fou\xffille", 1),
		"a number beyond all":       strings.Replace(whole, `"above": 0`, `"above": 1e400`, 1),
		"more than a mebibyte":      whole + strings.Repeat(" ", checklist.MaxTemplate),
		"conditions without an end": strings.Replace(whole, `"relevantIf": {"fact"`, `"relevantIf": `+strings.Repeat(`{"not": `, 70)+`{}`+strings.Repeat(`}`, 70)+`, "requiredIf": {"fact"`, 1),
	} {
		if _, err := checklist.Parse([]byte(text)); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	again, err := checklist.Parse([]byte(strings.Replace(whole, `"version": 1`, `"version": 1.0`, 1)))
	if err != nil || again.Version != 1 {
		t.Errorf("1.0 is not read as 1: %v", err)
	}
}
