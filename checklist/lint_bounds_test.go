package checklist_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/models"
)

const worded = `"labels":{"en":"x","fr":"x"}`

// itemsOf reads a checklist of one section with these items.
func itemsOf(t *testing.T, items ...string) checklist.Template {
	t.Helper()
	out, err := checklist.Parse([]byte(`{"code":"t","version":1,` + worded + `,"facts":[],"sections":[{"code":"s",` + worded + `,"items":[` + strings.Join(items, ",") + `]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// spent lints a checklist, and says how many megabytes were asked for meanwhile.
func spent(t checklist.Template) (faults []models.Field, megabytes uint64) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	faults = linted(t)
	runtime.ReadMemStats(&after)
	return faults, (after.TotalAlloc - before.TotalAlloc) >> 20
}

func TestAComparisonWithAnItemThatIsItselfWrongIsLintedToo(t *testing.T) {
	faults := linted(itemsOf(t, `{"code":"mass","type":"number",`+worded+`}`, `{"code":"scales","type":"text",`+worded+`,"relevantIf":{"item":"mass","above":1.5}}`))
	if len(faults) != 1 || faults[0].Pointer != "/sections/0/items/0/units" {
		t.Errorf("a number without units: %v", faults)
	}
}

// What a template asks for in a megabyte, the lint answers in memory and time of that order.
func TestNoTemplateTakesTheLintMoreThanItsShare(t *testing.T) {
	choices := make([]string, 308)
	for i := range choices {
		choices[i] = fmt.Sprintf(`{"code":"c%d",%s}`, i, worded)
	}
	answers := []string{`{"code":"b","type":"yes_no_na",` + worded + `}`}
	var either []string
	for i := range 7 {
		answers = append(answers, fmt.Sprintf(`{"code":"a%d","type":"yes_no_na",%s}`, i, worded))
		either = append(either, fmt.Sprintf(`{"item":"a%d","is":"yes"}`, i))
	}
	again := strings.Repeat(`{"not":{"item":"b","is":"yes"}},`, 1200)
	never := `{"all":[` + again + `{"any":[` + strings.Join(either, ",") + `]},{"item":"a0","is":"no"},{"item":"a0","is":"yes"}]}`
	for what, items := range map[string][]string{
		"so many photographs that nobody can hold them": {`{"code":"p","type":"photo","max":9007199254740991,` + worded + `}`, `{"code":"x","type":"text",` + worded + `,"relevantIf":{"item":"p","countAtLeast":9007199254740991}}`},
		"eight of three hundred choices, and all of them": {`{"code":"m","type":"select_many",` + worded + `,"options":[` + strings.Join(choices, ",") + `]}`,
			`{"code":"x","type":"text",` + worded + `,"relevantIf":{"all":[{"item":"m","hasAny":["c0","c1","c2","c3","c4","c5","c6","c7"]},{"item":"m","countAtLeast":300}]}}`},
		"a condition of hundreds of comparisons": append(answers, `{"code":"x","type":"text",`+worded+`,"relevantIf":`+never+`}`),
	} {
		t.Run(what, func(t *testing.T) {
			if faults, megabytes := spent(itemsOf(t, items...)); len(faults) > 0 || megabytes > 48 {
				t.Errorf("%d MB, %v", megabytes, faults)
			}
		})
	}
}

// What is calculated from a fact holds what the fact does, also where it is shown only sometimes.
func TestWhatIsCalculatedFromAFactIsComparedAsTheFact(t *testing.T) {
	const fact = `{"code":"f","type":"%s",` + worded + `}`
	for kind, comparison := range map[string]string{"boolean": `"is":true`, "code": `"is":"judicial"`, "number": `"atLeast":-3.5`, "location": `"sameAs":{"fact":"f"}`, "people": `"countAtLeast":2`} {
		read, err := checklist.Parse([]byte(`{"code":"t","version":1,` + worded + `,"facts":[` + fmt.Sprintf(fact, kind) + `],"sections":[{"code":"s",` + worded + `,"items":[
			{"code":"x","type":"yes_no_na",` + worded + `},
			{"code":"c","type":"calculated",` + worded + `,"calculate":{"fact":"f"},"relevantIf":{"item":"x","is":"yes"}},
			{"code":"y","type":"text",` + worded + `,"relevantIf":{"item":"c",` + comparison + `}}]}]}`))
		if err != nil {
			t.Fatal(err)
		}
		if kind == "number" {
			below := checklist.Condition{Not: &checklist.Condition{Item: "c", AtLeast: new(0.0)}}
			read.Sections[0].Items[2].RelevantIf = &checklist.Condition{All: []checklist.Condition{below, {Item: "c", AtLeast: new(-3.5)}}}
		}
		if faults := linted(read); len(faults) > 0 {
			t.Errorf("%s: %v", kind, faults)
		}
	}
}
