package checklist_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/models"
)

var update = flag.Bool("update", false, "write golden files")

func goodTemplate(t *testing.T) checklist.Template {
	t.Helper()
	text, err := os.ReadFile("testdata/templates/good.json")
	if err != nil {
		t.Fatal(err)
	}
	out, err := checklist.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func colours() checklist.Lists {
	return checklist.Lists{"colours": {{Code: "red"}, {Code: "blue"}, {Code: "grey", Retired: true}}, "gone": {{Code: "x", Retired: true}}}
}

func linted(t checklist.Template) []models.Field {
	var fs models.Faults
	checklist.Lint(&fs, "", t, colours())
	var fault *models.Fault
	if !errors.As(fs.Err("faults"), &fault) {
		return nil
	}
	return fault.Fields
}

// Each fault is planted into a template that has none, and only what is told of it is
// kept: the fault, the pointer, the code, the sentence.
func TestEveryPlantedFaultIsToldAtItsPlace(t *testing.T) {
	if faults := linted(goodTemplate(t)); len(faults) > 0 {
		t.Fatalf("the good template has faults: %v", faults)
	}
	var out strings.Builder
	for _, p := range planted() {
		bad := goodTemplate(t)
		p.plant(&bad)
		faults := linted(bad)
		if len(faults) == 0 {
			t.Errorf("%s: nothing was told", p.name)
		}
		for _, f := range faults {
			fmt.Fprintf(&out, "%s | %s | %s | %s\n", p.name, f.Pointer, f.Code, f.Message)
		}
	}
	const golden = "testdata/lint.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || string(want) != out.String() {
		t.Errorf("%s is not what is told now (go test ./checklist -run Planted -update): %v", golden, err)
	}
	t.Logf("%d faults were planted, each was told", len(planted()))
}

// A fault that is told in another order each time cannot be looked for.
func TestTheLintSaysTheSameEachTime(t *testing.T) {
	bad := goodTemplate(t)
	for _, p := range slices.Concat(plantedWords()[13:20], plantedShapes()[:12], plantedConditions()[:1]) {
		p.plant(&bad)
	}
	first := linted(bad)
	for range 20 {
		if !slices.Equal(first, linted(bad)) {
			t.Fatal("the same template, other words")
		}
	}
}

type fault struct {
	name  string
	plant func(*checklist.Template)
}

// at finds an item by its path.
func at(t *checklist.Template, path string) *checklist.Item {
	outer, inner, nested := strings.Cut(path, ".")
	for s := range t.Sections {
		for i := range t.Sections[s].Items {
			item := &t.Sections[s].Items[i]
			if item.Code != outer {
				continue
			}
			if !nested {
				return item
			}
			for _, list := range [][]checklist.Item{item.Columns, item.Items} {
				for k := range list {
					if list[k].Code == inner {
						return &list[k]
					}
				}
			}
		}
	}
	panic("no item " + path)
}

// on plants into an item, onIf a condition that its showing hangs on.
func on(name, path string, plant func(*checklist.Item)) fault {
	return fault{name, func(t *checklist.Template) { plant(at(t, path)) }}
}

func onIf(name, path, condition string) fault {
	return on(name, path, func(i *checklist.Item) { i.RelevantIf = cond(condition) })
}

func cond(text string) *checklist.Condition {
	var c checklist.Condition
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		panic(err)
	}
	return &c
}

func both(s string) checklist.Labels { return checklist.Labels{EN: s, FR: s} }

type (
	tmpl = *checklist.Template
	item = *checklist.Item
)

func planted() []fault {
	return slices.Concat(plantedWords(), plantedShapes(), plantedConditions(), plantedNever())
}

func plantedWords() []fault {
	return []fault{
		{"a template without a code", func(t tmpl) { t.Code = "" }},
		{"a version 0", func(t tmpl) { t.Version = 0 }},
		{"no French name", func(t tmpl) { t.Labels.FR = "" }},
		{"no sections", func(t tmpl) { t.Sections = nil }},
		{"a section twice", func(t tmpl) { t.Sections[1].Code = "first" }},
		{"a section without a label", func(t tmpl) { t.Sections[1].Labels.EN = " " }},
		{"a section without items", func(t tmpl) { t.Sections[1].Items = nil }},
		{"a fact twice", func(t tmpl) { t.Facts[1].Code = "told" }},
		{"a fact without a code", func(t tmpl) { t.Facts[1].Code = " " }},
		{"a fact of an unknown type", func(t tmpl) { t.Facts[1].Type = "rumour" }},
		{"a fact with a list that is not there", func(t tmpl) { t.Facts[2].List = "moods" }},
		{"a number with a list", func(t tmpl) { t.Facts[1].List = "colours" }},
		{"a fact without a label in English", func(t tmpl) { t.Facts[0].Labels.EN = "" }},
		on("no label in French", "yn", func(i item) { i.Labels.FR = "" }),
		on("a label with blanks around it", "yn", func(i item) { i.Labels.EN = " yes or no " }),
		on("a label too long", "yn", func(i item) { i.Labels.EN = strings.Repeat("x", 201) }),
		on("a hint in one language", "yn", func(i item) { i.Hint = &checklist.Labels{EN: "look"} }),
		on("a message in one language", "to", func(i item) { i.Constraints[0].Message.FR = "" }),
		on("an option without a label", "one", func(i item) { i.Options[1].Labels.FR = "" }),
		on("a row without a label", "grid", func(i item) { i.Rows[0].Labels.EN = "" }),
		on("a column without a label", "grid.ok", func(i item) { i.Labels.EN = "" }),
		on("an item twice", "yn", func(i item) { i.Code = "who" }),
		on("an item of a repeat twice", "finds.detail", func(i item) { i.Code = "how"; i.RequiredIf = nil }),
		on("a code with a dot", "why", func(i item) { i.Code = "w.hy" }),
		on("an option twice", "one", func(i item) { i.Options[1].Code = "a" }),
		on("an option without a code", "one", func(i item) { i.Options[2].Code = "" }),
		on("a row twice", "grid", func(i item) { i.Rows[1].Code = "r1" }),
		on("a row with a stroke in its code", "grid", func(i item) { i.Rows[1].Code = "r/2" }),
	}
}

func plantedShapes() []fault {
	one, zero, nine := 1, 0, 9
	return []fault{
		on("a type that is not there", "why", func(i item) { i.Type = "essay" }),
		on("a choice without options", "one", func(i item) { i.Options, i.RelevantIf = nil, nil }),
		on("a text with options", "why", func(i item) { i.Options = []checklist.Choice{{Code: "a", Labels: both("a")}} }),
		on("a list that is not there", "listed", func(i item) { i.List = "moods" }),
		on("options and a list", "one", func(i item) { i.List = "colours" }),
		on("a list whose codes are all retired", "listed", func(i item) { i.List = "gone" }),
		on("a number without units", "weight", func(i item) { i.Units = nil }),
		on("a unit twice", "weight", func(i item) { i.Units = []string{"g", "g"} }),
		on("a unit of blanks", "weight", func(i item) { i.Units = []string{" "} }),
		on("a scan without symbologies", "serial", func(i item) { i.Scan = nil }),
		on("a symbology that is not there", "serial", func(i item) { i.Scan = []string{"maxicode"} }),
		on("a matrix without rows", "grid", func(i item) { i.Rows = nil }),
		on("a matrix without columns", "grid", func(i item) { i.Columns = nil }),
		on("a text with rows", "why", func(i item) { i.Rows = []checklist.Choice{{Code: "a", Labels: both("a")}} }),
		on("a repeat without items", "finds", func(i item) { i.Items = nil }),
		on("a repeat within a repeat", "finds.detail", func(i item) {
			*i = checklist.Item{Code: "detail", Type: "repeat", Labels: both("x"), Items: []checklist.Item{{Code: "x", Type: "text", Labels: both("x")}}}
		}),
		on("a row that demands a comment", "grid", func(i item) { i.Rows[0].Requires = []string{"comment"} }),
		on("a refusal of a text", "why", func(i item) { i.Refusal = true }),
		on("evidence of a text", "why", func(i item) { i.Evidential = true }),
		on("a role of a text", "why", func(i item) { i.Role = "lead" }),
		on("a note that is required", "sum", func(i item) { i.Required = true }),
		on("a note with a constraint", "sum", func(i item) {
			i.Constraints = []checklist.Constraint{{Holds: *cond(`{"item":"yn","is":"yes"}`), Message: both("x")}}
		}),
		on("a note that offers a comment", "sum", func(i item) { i.Offers = []string{"comment"} }),
		on("an offer that is not there", "one", func(i item) { i.Offers = []string{"comment", "video"} }),
		on("an option demands a comment that is not offered", "one", func(i item) { i.Offers = nil }),
		on("an option demands a photograph, and a comment is offered", "one", func(i item) { i.Options[0].Requires = []string{"photo"} }),
		on("an option of a select_one that stands alone", "one", func(i item) { i.Options[0].Alone = true }),
		on("findings of a text", "why", func(i item) { i.Of = "findings" }),
		on("a repeat of something else", "finds", func(i item) { i.Of = "exhibits" }),
		{"findings twice", func(t tmpl) {
			again := *at(t, "finds")
			again.Code, again.Items = "again", []checklist.Item{{Code: "x", Type: "text", Labels: both("x")}}
			t.Sections[1].Items = append(t.Sections[1].Items, again)
		}},
		on("within, of a text", "why", func(i item) { i.Within = &checklist.Operand{Fact: "site"} }),
		on("within something that is no place", "place", func(i item) { i.Within.Fact = "team" }),
		on("within a fact that is not there", "place", func(i item) { i.Within.Fact = "moon" }),
		on("each officer of a text", "sign", func(i item) { i.Each = "why" }),
		on("each officer of an item that is not there", "sign", func(i item) { i.Each = "moon" }),
		on("each officer within a row", "finds.detail", func(i item) { i.Each = "who" }),
		on("required and required if", "yn", func(i item) { i.RequiredIf = cond(`{"fact":"told","is":true}`) }),
		on("more than at most", "count", func(i item) { i.Min = &nine }),
		on("a minimum of a choice", "one", func(i item) { i.Min = &one }),
		on("at most no photographs", "pics", func(i item) { i.Min, i.Max, i.Required = nil, &zero, false }),
		on("required photographs, and not how many", "pics", func(i item) { i.Min = nil }),
		on("more choices than there are", "many", func(i item) { i.Min = &nine }),
		on("a sensitivity that is not there", "why", func(i item) { i.Sensitivity = "secret" }),
		on("now, of a counter", "count", func(i item) { i.Default = &checklist.Default{Now: true} }),
		on("a suggestion of two things", "from", func(i item) { i.Default.Fact = "told" }),
		on("a suggestion of another type", "count", func(i item) { i.Default = &checklist.Default{Fact: "colour"} }),
		on("a suggestion that is no choice", "one", func(i item) { i.Default = &checklist.Default{Value: json.RawMessage(`"z"`)} }),
		on("a suggestion in another unit", "weight", func(i item) { i.Default = &checklist.Default{Value: json.RawMessage(`{"number":1,"unit":"lb"}`)} }),
		on("a suggestion of a fact that is not there", "who", func(i item) { i.Default.Fact = "moon" }),
		on("whether a text is miniature", "mini", func(i item) { i.Default.DeviceIsMini = "why" }),
		on("calculated from nothing", "lasted", func(i item) { i.Calculate = json.RawMessage(`{}`) }),
		on("calculated from both", "lasted", func(i item) { i.Calculate = json.RawMessage(`{"fact":"number","minutesBetween":["from","to"]}`) }),
		on("minutes between texts", "lasted", func(i item) { i.Calculate = json.RawMessage(`{"minutesBetween":["from","why"]}`) }),
		on("calculated from a fact that is not there", "lasted", func(i item) { i.Calculate = json.RawMessage(`{"fact":"moon"}`) }),
		on("a text that is calculated", "why", func(i item) { i.Calculate = json.RawMessage(`{"fact":"number"}`) }),
	}
}

func plantedConditions() []fault {
	return []fault{
		onIf("an item that is not there", "sum", `{"item":"moon","is":"full"}`),
		onIf("a fact that is not there", "sum", `{"fact":"moon","is":true}`),
		onIf("a condition of nothing", "sum", `{}`),
		onIf("all of nothing", "sum", `{"all":[]}`),
		onIf("any of nothing", "sum", `{"any":[]}`),
		onIf("two groups", "sum", `{"all":[{"fact":"told","is":true}],"not":{"fact":"told","is":false}}`),
		onIf("two operators", "sum", `{"item":"yn","is":"yes","answered":true}`),
		onIf("no operator", "sum", `{"item":"yn"}`),
		onIf("an item and a fact", "sum", `{"item":"yn","fact":"told","answered":true}`),
		onIf("a code that is no option", "sum", `{"item":"one","is":"z"}`),
		onIf("a code that is in no list", "sum", `{"item":"listed","in":["red","pink"]}`),
		onIf("a code that a fact cannot have", "sum", `{"fact":"colour","is":"pink"}`),
		onIf("one of nothing", "sum", `{"item":"one","in":[]}`),
		onIf("yes or no is true", "sum", `{"item":"yn","is":true}`),
		onIf("a boolean is a code", "sum", `{"fact":"told","is":"yes"}`),
		onIf("a set is a code", "sum", `{"item":"many","is":"x"}`),
		onIf("a choice of one is counted", "sum", `{"item":"one","countAtLeast":1}`),
		onIf("counted from nothing", "sum", `{"item":"pics","countAtLeast":0}`),
		onIf("a text is a number", "sum", `{"item":"why","atLeast":1}`),
		onIf("a counter is before another", "sum", `{"item":"count","notBefore":{"item":"from"}}`),
		onIf("an instant is not before a text", "sum", `{"item":"from","notBefore":{"item":"why"}}`),
		onIf("a counter is the same as a text", "sum", `{"item":"count","sameAs":{"item":"why"}}`),
		onIf("a counter is the same as a weight", "sum", `{"item":"count","sameAs":{"item":"weight"}}`),
		onIf("people are the same as a place", "sum", `{"item":"who","sameAs":{"fact":"site"}}`),
		onIf("something is the same as itself", "sum", `{"item":"one","sameAs":{"item":"one"}}`),
		onIf("the same as nothing", "sum", `{"item":"one","sameAs":{}}`),
		onIf("the same as an item that is not there", "sum", `{"item":"one","sameAs":{"item":"moon"}}`),
		onIf("a counter that is valid", "sum", `{"item":"count","validAs":"imei"}`),
		onIf("a number of an unknown kind", "sum", `{"item":"serial","validAs":"vin"}`),
		onIf("a note that is answered", "why", `{"item":"sum","answered":true}`),
		onIf("is, from outside rows", "sum", `{"item":"grid.ok","is":"no"}`),
		onIf("in, from outside rows", "sum", `{"item":"finds.how","in":["p"]}`),
		onIf("the same as what is in rows", "sum", `{"item":"why","sameAs":{"item":"finds.detail"}}`),
		onIf("is, from one matrix into a repeat", "grid.reason", `{"item":"finds.how","is":"p"}`),
		onIf("is, of each officer from outside", "sum", `{"item":"sign","is":"refused"}`),
		on("minutes from within rows", "lasted", func(i item) { i.Calculate = json.RawMessage(`{"minutesBetween":["from","finds.detail"]}`) }),
		onIf("an item that hangs on itself", "yn", `{"item":"yn","is":"yes"}`),
		onIf("two that hang on each other", "one", `{"item":"why","answered":true}`),
		{"a circle by way of an operand", func(t tmpl) {
			at(t, "one").RelevantIf, at(t, "yn").RelevantIf = cond(`{"item":"mini","sameAs":{"item":"yn"}}`), cond(`{"item":"one","is":"a"}`)
		}},
		onIf("a circle by way of a calculation", "to", `{"item":"lasted","atLeast":1}`),
		onIf("a matrix that hangs on its own column", "grid", `{"item":"grid.ok","has":"yes"}`),
		on("a row that hangs on a column of its own", "grid", func(i item) { i.Rows[0].RelevantIf = cond(`{"item":"grid.ok","is":"yes"}`) }),
		on("an option by an item that is not there", "one", func(i item) { i.Options[0].RelevantIf = cond(`{"item":"moon","answered":true}`) }),
	}
}

func plantedNever() []fault {
	chain := func(t tmpl, relevant, also string) {
		at(t, "yn").RelevantIf, at(t, "why").RelevantIf = cond(relevant), cond(also)
	}
	return []fault{
		onIf("yes and no at once", "why", `{"all":[{"item":"yn","is":"yes"},{"item":"yn","is":"no"}]}`),
		onIf("answered and not", "why", `{"all":[{"item":"yn","answered":true},{"item":"yn","answered":false}]}`),
		onIf("every choice and none of them", "why", `{"all":[{"item":"one","answered":true},{"not":{"item":"one","in":["a","b","c"]}}]}`),
		onIf("more than at most of a counter", "why", `{"item":"count","atLeast":6}`),
		onIf("above the greatest", "why", `{"item":"count","above":5}`),
		onIf("between two whole numbers", "why", `{"all":[{"item":"count","above":2},{"not":{"item":"count","atLeast":3}}]}`),
		onIf("one that goes alone, and another", "why", `{"all":[{"item":"many","has":"none"},{"item":"many","has":"x"}]}`),
		onIf("one that goes alone, and two", "why", `{"all":[{"item":"many","has":"none"},{"item":"many","countAtLeast":2}]}`),
		onIf("more choices than there are", "why", `{"item":"many","countAtLeast":4}`),
		onIf("true and false at once", "why", `{"all":[{"fact":"told","is":true},{"fact":"told","is":false}]}`),
		onIf("two codes of a fact at once", "why", `{"all":[{"fact":"colour","is":"red"},{"fact":"colour","is":"blue"}]}`),
		onIf("the same and not answered", "why", `{"all":[{"item":"from","notBefore":{"item":"to"}},{"item":"to","answered":false}]}`),
		{"shown when what it hangs on is not", func(t tmpl) {
			chain(t, `{"fact":"told","is":true}`, `{"all":[{"item":"yn","is":"yes"},{"fact":"told","is":false}]}`)
		}},
		{"shown by an answer to what is hidden then, by two steps", func(t tmpl) {
			chain(t, `{"item":"one","is":"a"}`, `{"all":[{"item":"mini","is":"yes"},{"item":"one","is":"b"}]}`)
			at(t, "mini").RelevantIf = cond(`{"item":"yn","is":"yes"}`)
		}},
		{"a column of a matrix that is hidden then", func(t tmpl) {
			at(t, "grid").RelevantIf, at(t, "grid.reason").RelevantIf = cond(`{"item":"yn","is":"yes"}`), cond(`{"item":"yn","is":"no"}`)
		}},
		on("required if it is not shown", "why", func(i item) { i.Required, i.RequiredIf = false, cond(`{"item":"one","is":"b"}`) }),
		on("a constraint that nothing meets", "yn", func(i item) {
			i.Constraints = []checklist.Constraint{{Holds: *cond(`{"item":"yn","answered":false}`), Message: both("x")}}
		}),
		on("a constraint on what is hidden then", "why", func(i item) {
			i.Constraints = []checklist.Constraint{{Holds: *cond(`{"item":"one","is":"c"}`), Message: both("x")}}
		}),
		on("an option that is never there", "one", func(i item) {
			i.Options[0].RelevantIf = cond(`{"all":[{"fact":"told","is":true},{"fact":"told","is":false}]}`)
		}),
		on("a row that is never there", "grid", func(i item) { i.Rows[1].RelevantIf = cond(`{"all":[{"item":"yn","is":"no"},{"item":"yn","is":"na"}]}`) }),
		on("nothing to choose", "one", func(i item) {
			for k := range i.Options {
				i.Options[k].Retired = true
			}
		}),
	}
}

// What can be must not be told: near misses of the planted ones.
func TestWhatCanBeIsNotTold(t *testing.T) {
	for name, condition := range map[string]string{
		"yes or no":                           `{"any":[{"item":"yn","is":"yes"},{"item":"yn","is":"no"}]}`,
		"not yes and not no":                  `{"all":[{"not":{"item":"yn","is":"yes"}},{"not":{"item":"yn","is":"no"}}]}`,
		"the greatest of a counter":           `{"item":"count","atLeast":5}`,
		"between two numbers with a unit":     `{"all":[{"item":"weight","above":2},{"not":{"item":"weight","atLeast":3}}]}`,
		"two choices":                         `{"all":[{"item":"many","has":"x"},{"item":"many","countAtLeast":2}]}`,
		"a fact that was not told":            `{"all":[{"not":{"fact":"told","is":true}},{"not":{"fact":"told","is":false}}]}`,
		"the same, and another":               `{"all":[{"item":"yn","sameAs":{"item":"mini"}},{"not":{"item":"yn","is":"yes"}}]}`,
		"some row yes and some row no":        `{"all":[{"item":"grid.ok","has":"yes"},{"item":"grid.ok","has":"no"}]}`,
		"an IMEI that is valid as a type":     `{"all":[{"item":"serial","validAs":"imei"},{"not":{"item":"serial","validAs":"tac"}}]}`,
		"so many rows":                        `{"item":"finds","countAtLeast":40}`,
		"many officers":                       `{"item":"who","countAtLeast":9}`,
		"an answer in a section not demanded": `{"item":"why","answered":true}`,
	} {
		good := goodTemplate(t)
		at(&good, "sum").RelevantIf = cond(condition)
		for _, f := range linted(good) {
			t.Errorf("%s: %v %s", name, f, f.Code)
		}
	}
}
