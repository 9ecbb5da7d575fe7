package checklist_test

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/cellsweep/cellsweep/checklist"
)

// Vectors of two versions: testdata/versions.json, which web/src/checklist reads
// too. Their questions are here; what comes of them is written by -update and
// read by people before it is committed.

// change is a question: two versions of one item, or what is told by whole templates.
type change struct {
	Name     string              `json:"name"`
	From     checklist.Template  `json:"from"`
	To       checklist.Template  `json:"to"`
	Context  *checklist.Context  `json:"context,omitempty"`
	Answers  checklist.Answers   `json:"answers,omitempty"`
	Tells    []json.RawMessage   `json:"differences"`
	Moves    *moveOutcome        `json:"move,omitempty"`
	lists    checklist.Lists     // of Context
	findings []string            // of Context
	answered []map[string]any    // Answers
	items    [2][]map[string]any // of the one section of both
}

type moveOutcome struct {
	Kept     checklist.Answers    `json:"kept"`
	Aside    []checklist.Aside    `json:"aside"`
	Required []checklist.Instance `json:"required"`
}

type fields = map[string]any

// asked is an item that both versions may have.
func asked(code, kind string, more ...fields) fields {
	out := fields{"code": code, "type": kind, "labels": fields{"en": "Item " + code, "fr": "Élément " + code}}
	for _, m := range more {
		for name, v := range m {
			out[name] = v
		}
	}
	return out
}

func choices(codes ...string) (all []fields) {
	for _, code := range codes {
		all = append(all, fields{"code": code, "labels": fields{"en": "choice " + code, "fr": "choix " + code}})
	}
	return all
}

func items(all ...fields) []fields { return all }

func answer(path, row string, v any) fields {
	return fields{"path": path, "row": row, "value": v, "comment": "as it was"}
}

// oneSection is a template of one section.
func oneSection(t *testing.T, version int, items []fields) (out checklist.Template) {
	t.Helper()
	if items == nil {
		items = []fields{}
	}
	labels := fields{"en": "Drawn", "fr": "Modèle"}
	reread(t, fields{"code": "c", "version": version, "labels": labels, "facts": []any{}, "sections": []any{fields{"code": "s", "labels": labels, "items": items}}}, &out)
	return out
}

// reread reads what it writes.
func reread(t *testing.T, from, to any) {
	t.Helper()
	text, err := json.Marshal(from)
	if err == nil {
		err = json.Unmarshal(text, to)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestVersionsDifferAndDraftsMoveAsTheVectorsSay(t *testing.T) {
	const file = "testdata/versions.json"
	var all []change
	for _, c := range slices.Concat(itemChanges(), moves(), templateChanges(t)) {
		if c.items[0] != nil || c.items[1] != nil {
			c.From, c.To = oneSection(t, 1, c.items[0]), oneSection(t, 2, c.items[1])
		}
		for _, d := range checklist.Tell(c.From, c.To) {
			var told json.RawMessage
			reread(t, d, &told)
			c.Tells = append(c.Tells, told)
		}
		if c.Tells == nil {
			c.Tells = []json.RawMessage{}
		}
		if c.answered != nil {
			c.Context = &checklist.Context{Lists: c.lists, Findings: c.findings}
			reread(t, c.answered, &c.Answers)
			d := checklist.Move(c.From, c.To, *c.Context, c.Answers)
			c.Moves = &moveOutcome{d.Kept, d.Aside, d.Required}
		}
		all = append(all, c)
	}
	out := caseByLine(t, all)
	if *update {
		if err := os.WriteFile(file, out, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(file); err != nil || !bytes.Equal(want, out) {
		t.Errorf("%s is not what is decided now (go test ./checklist -run VectorsSay -update): %v", file, err)
	}
	count := func(is func(change) bool) int { return len(all) - len(slices.DeleteFunc(slices.Clone(all), is)) }
	tells, moved := count(func(c change) bool { return len(c.Tells) > 0 }), count(func(c change) bool { return c.Moves != nil })
	if tells < 20 || moved < 20 {
		t.Errorf("%d pairs differ, %d drafts move", tells, moved)
	}
	t.Logf("%d pairs of versions, %d of them differ, %d drafts move", len(all), tells, moved)
}

// one is a change of one item.
func one(name string, from, to fields) change {
	c := change{Name: name}
	c.items[0], c.items[1] = []fields{}, []fields{}
	if from != nil {
		c.items[0] = items(from)
	}
	if to != nil {
		c.items[1] = items(to)
	}
	return c
}

func itemChanges() []change {
	label := func(en, fr string) fields { return fields{"labels": fields{"en": en, "fr": fr}} }
	opts := func(all []fields) fields { return fields{"options": all} }
	with := func(all []fields, at int, name string, v any) []fields { all[at][name] = v; return all }
	rows := func(all []fields) fields { return fields{"rows": all, "columns": items(asked("c", "text"))} }
	yes := fields{"item": "a", "is": "yes"}
	return []change{
		one("nothing differs", asked("a", "text"), asked("a", "text")),
		one("what says nothing does not differ", asked("a", "select_one", opts(choices("p"))), asked("a", "select_one", opts(with(choices("p"), 0, "requires", []string{})), fields{"required": false, "offers": []string{}, "units": []string{}, "refusal": false})),
		one("an item is added", nil, asked("a", "text")),
		one("an item is removed", asked("a", "text"), nil),
		one("another type, and nothing else of it", asked("a", "text"), asked("a", "scan", fields{"scan": []string{"qr"}})),
		one("the label in one language", asked("a", "text"), asked("a", "text", label("Item a", "Autre"))),
		one("a label that looks like a hole of the sentence", asked("a", "text", label("{to} {item}", "{what}")), asked("a", "text", label("{from}", "{item}"))),
		one("a hint that was not there", asked("a", "text"), asked("a", "text", fields{"hint": fields{"en": "Look", "fr": "Regardez"}})),
		one("the words of a choice", asked("a", "select_one", opts(choices("p", "q"))), asked("a", "select_one", opts(with(choices("p", "q"), 1, "labels", fields{"en": "other", "fr": "autre"})))),
		one("a choice more and one fewer", asked("a", "select_one", opts(choices("p", "q", "x"))), asked("a", "select_one", opts(choices("q", "r", "x")))),
		one("choices in another order do not differ", asked("a", "select_many", opts(choices("p", "q"))), asked("a", "select_many", opts(choices("q", "p")))),
		one("choices of its own instead of a list", asked("a", "select_one", fields{"list": "colours"}), asked("a", "select_one", opts(choices("p", "q")))),
		one("another list", asked("a", "select_one", fields{"list": "colours"}), asked("a", "select_one", fields{"list": "tools"})),
		one("a choice is retired", asked("a", "select_one", opts(choices("p", "q"))), asked("a", "select_one", opts(with(choices("p", "q"), 0, "retired", true)))),
		one("a choice demands a photograph", asked("a", "select_one", fields{"offers": []string{"photo"}}, opts(choices("p", "q"))), asked("a", "select_one", fields{"offers": []string{"photo"}}, opts(with(choices("p", "q"), 0, "requires", []string{"photo"})))),
		one("a choice is shown in some cases", asked("a", "select_one", opts(choices("p", "q"))), asked("a", "select_one", opts(with(choices("p", "q"), 0, "relevantIf", yes)))),
		one("required now", asked("a", "text"), asked("a", "text", fields{"required": true})),
		one("not required any more", asked("a", "text", fields{"required": true}), asked("a", "text")),
		one("required in some cases only", asked("a", "text", fields{"required": true}), asked("a", "text", fields{"requiredIf": yes})),
		one("more photographs", asked("a", "photo", fields{"min": 1}), asked("a", "photo", fields{"min": 2})),
		one("a least number of 0 is not none", asked("a", "counter"), asked("a", "counter", fields{"min": 0})),
		one("shown in other cases", asked("a", "text", fields{"relevantIf": fields{"any": []any{yes}}}), asked("a", "text", fields{"relevantIf": fields{"all": []any{yes}}})),
		one("an any of nothing is not the same as none", asked("a", "text", fields{"relevantIf": fields{"any": []any{}}}), asked("a", "text", fields{"relevantIf": fields{}})),
		one("a number is the same however it is written", asked("a", "text", fields{"relevantIf": fields{"fact": "n", "atLeast": json.RawMessage("1.0")}}), asked("a", "text", fields{"relevantIf": fields{"fact": "n", "atLeast": json.RawMessage("1e0")}})),
		one("a limit, a unit, a role, a default: told once", asked("a", "number", fields{"units": []string{"g"}, "max": 5}), asked("a", "number", fields{"units": []string{"g", "kg"}, "max": 6, "role": "x", "default": fields{"value": fields{"number": 1, "unit": "g"}}})),
		one("a constraint and its message", asked("a", "text"), asked("a", "text", fields{"constraints": []any{fields{"holds": fields{"item": "a", "validAs": "imei"}, "message": fields{"en": "no IMEI", "fr": "pas un IMEI"}}}})),
		one("rows of a matrix", asked("m", "matrix", rows(choices("r1", "r2"))), asked("m", "matrix", rows(choices("r2", "r3")))),
		one("a column is told with its matrix", asked("m", "matrix", fields{"rows": choices("r"), "columns": items(asked("c", "text"), asked("d", "text"))}), asked("m", "matrix", fields{"rows": choices("r"), "columns": items(asked("c", "text", fields{"required": true}), asked("e", "text"))})),
		one("an item of a repeat", asked("f", "repeat", fields{"of": "findings", "items": items(asked("how", "text"))}), asked("f", "repeat", fields{"items": items(asked("how", "text", label("How?", "Comment ?")))})),
	}
}

func templateChanges(t *testing.T) []change {
	t.Helper()
	version := func(edit func(*checklist.Template)) checklist.Template {
		out := goodTemplate(t)
		out.Sections[0].Items = out.Sections[0].Items[:2]
		out.Sections[1].Items = out.Sections[1].Items[2:]
		out.Sections[1].Items[0].RelevantIf = nil
		edit(&out)
		return out
	}
	none := func(tmpl) {}
	return []change{
		{Name: "another number is no difference", From: version(none), To: version(func(v tmpl) { v.Version++ })},
		{Name: "the checklist itself, a section and a fact are reworded", From: version(none), To: version(func(v tmpl) {
			v.Labels, v.Sections[1].Labels, v.Facts[3].Labels = both("Better"), both("Deuxième"), both("place")
		})},
		{Name: "a fact more, one fewer, one of another type, one of another list", From: version(none), To: version(func(v tmpl) {
			v.Facts[0].Code, v.Facts[1].Type, v.Facts[2].List = "new", "boolean", "tools"
		})},
		{Name: "a section more and one fewer, with what is in them", From: version(none), To: version(func(v tmpl) { v.Sections[1].Code = "third" })},
		{Name: "an item in another section, and reworded", From: version(none), To: version(func(v tmpl) {
			moved := v.Sections[0].Items[1]
			moved.Labels = both("yes?")
			v.Sections[0].Items = v.Sections[0].Items[:1]
			v.Sections[1].Items = append(v.Sections[1].Items, moved)
		})},
		{Name: "of two items with one code the first counts", From: version(none), To: version(func(v tmpl) {
			again := v.Sections[0].Items[0]
			again.Type = "text"
			v.Sections[1].Items = append(v.Sections[1].Items, again)
		})},
	}
}

// caseByLine is a list in JSON with a case a line, so that a change shows which.
func caseByLine[T any](t *testing.T, all []T) []byte {
	t.Helper()
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	for i, c := range all {
		out.WriteString(map[bool]string{true: "[\n", false: ","}[i == 0])
		if err := encoder.Encode(c); err != nil {
			t.Fatal(err)
		}
	}
	out.WriteString("]\n")
	return out.Bytes()
}
