package checklist_test

import (
	"strings"

	"github.com/cellsweep/cellsweep/checklist"
)

// moves are drafts that go to another version, one answer at a time and several.
func moves() []change {
	opts := func(codes ...string) fields { return fields{"options": choices(codes...)} }
	matrix := func(rows ...string) fields {
		return asked("m", "matrix", fields{"rows": choices(rows...), "columns": items(asked("c", "text"))})
	}
	repeat := func(more ...fields) fields {
		return asked("m", "repeat", append([]fields{{"items": items(asked("c", "text"))}}, more...)...)
	}
	retired := fields{"options": []fields{{"code": "p", "labels": fields{"en": "p", "fr": "p"}, "retired": true}, {"code": "q", "labels": fields{"en": "q", "fr": "q"}}}}
	must := fields{"required": true}
	hash := strings.Repeat("a", 64)
	lists := checklist.Lists{"l": {{Code: "p"}, {Code: "old", Retired: true}}}
	draft := func(c change, answers ...fields) change {
		c.Name, c.answered, c.lists = "a draft: "+c.Name, answers, lists
		if c.answered == nil {
			c.answered = []fields{}
		}
		return c
	}
	of := func(name string, from, to fields, answers ...fields) change {
		return draft(one(name, from, to), answers...)
	}
	finds := func(c change) change { c.findings = []string{"f1"}; return c }
	number := asked("a", "number", fields{"units": []string{"g", "kg"}})
	people := asked("w", "people")
	each := asked("s", "signature", fields{"each": "w", "refusal": true})
	officer := "0198f2a0-0000-7000-8000-000000000001"
	return []change{
		of("without answers", asked("a", "text"), asked("a", "text")),
		of("an answer stays with its comment", asked("a", "text"), asked("a", "text", must), answer("a", "", "x")),
		of("the item went", asked("a", "text"), nil, answer("a", "", "x")),
		of("an answer to what neither version asks", asked("a", "text"), asked("a", "text"), answer("b", "", "x")),
		of("an answer to what only the new version asks", nil, asked("a", "text"), answer("a", "", "x")),
		of("another type", asked("a", "text"), asked("a", "scan", fields{"scan": []string{"qr"}}), answer("a", "", "x")),
		of("no answer at all of another type goes aside too", asked("a", "text"), asked("a", "counter"), answer("a", "", nil)),
		of("a code that is still known", asked("a", "select_one", opts("p", "q")), asked("a", "select_one", opts("q")), answer("a", "", "q")),
		of("a code that went", asked("a", "select_one", opts("p", "q")), asked("a", "select_one", opts("q")), answer("a", "", "p")),
		of("a code that was never known stays unknown", asked("a", "select_one", opts("p", "q")), asked("a", "select_one", opts("q")), answer("a", "", "z")),
		of("one of several codes went", asked("a", "select_many", opts("p", "q")), asked("a", "select_many", opts("q")), answer("a", "", []string{"q", "p"})),
		of("a code that is retired now", asked("a", "select_one", opts("p", "q")), asked("a", "select_one", retired), answer("a", "", "p")),
		of("a code that is in the list now", asked("a", "select_one", opts("p", "q")), asked("a", "select_one", fields{"list": "l"}), answer("a", "", "p")),
		of("a retired code of a list", asked("a", "select_one", opts("old")), asked("a", "select_one", fields{"list": "l"}), answer("a", "", "old")),
		of("a list that nobody told", asked("a", "select_one", opts("p")), asked("a", "select_one", fields{"list": "nobody"}), answer("a", "", "p")),
		of("a list where one code is asked for names no code", asked("a", "select_one", opts("p")), asked("a", "select_one", opts("q")), answer("a", "", []string{"p"})),
		of("a code where a list is asked for names no code", asked("a", "select_many", opts("p")), asked("a", "select_many", opts("q")), answer("a", "", "p")),
		of("an empty list names no code", asked("a", "select_many", opts("p")), asked("a", "select_many", opts("q")), answer("a", "", []string{})),
		of("a unit that is still known", number, asked("a", "number", fields{"units": []string{"kg"}}), answer("a", "", fields{"number": 1, "unit": "kg"})),
		of("a unit that went", number, asked("a", "number", fields{"units": []string{"g"}}), answer("a", "", fields{"number": 1, "unit": "kg"})),
		of("a number without its unit has none that could go", number, asked("a", "number", fields{"units": []string{"g"}}), answer("a", "", 7)),
		of("a refusal that is not taken any more", asked("a", "signature", fields{"refusal": true}), asked("a", "signature"), answer("a", "", "refused")),
		of("a signature where no refusal is taken any more", asked("a", "signature", fields{"refusal": true}), asked("a", "signature"), answer("a", "", hash)),
		of("rows of a matrix: one stays, one went", matrix("r1", "r2"), matrix("r2", "r3"), answer("m.c", "r1", "x"), answer("m.c", "r2", "y")),
		of("a matrix that is a repeat now", matrix("r1"), repeat(), answer("m.c", "r1", "x")),
		of("a repeat stays, in rows of its own", repeat(), repeat(must), answer("m.c", "r1", "x"), answer("m", "r2", false)),
		finds(of("a repeat that is of findings now", repeat(), repeat(fields{"of": "findings"}), answer("m.c", "r1", "x"), answer("m", "r1", false))),
		of("what was asked once is asked of each officer", asked("s", "signature"), each, answer("s", "", hash)),
		draft(change{Name: "officers and what each of them said", items: [2][]fields{items(people, each), items(people, each)}}, answer("w", "", []string{officer}), answer("s", officer, "refused"), answer("s", "gone", hash)),
		of("what is asked now and was not is newly required", asked("a", "text"), asked("a", "text", must)),
		of("what was missing before is not newly required", asked("a", "text", must), asked("a", "text", must)),
		of("what is set aside is missing then", asked("a", "select_one", must, opts("p")), asked("a", "select_one", must, opts("q")), answer("a", "", "p")),
		draft(change{Name: "what is set aside no longer shows what hangs on it", items: [2][]fields{
			items(asked("a", "yes_no_na"), asked("b", "text", fields{"relevantIf": fields{"item": "a", "is": "yes"}})),
			items(asked("a", "text"), asked("b", "text", must, fields{"relevantIf": fields{"item": "a", "is": "yes"}}), asked("c", "text", must))}},
			answer("b", "", "x"), answer("a", "", "yes")),
		finds(draft(change{Name: "a new item in each row of a find", items: [2][]fields{
			items(asked("f", "repeat", fields{"of": "findings", "items": items(asked("how", "text"))})),
			items(asked("f", "repeat", fields{"of": "findings", "items": items(asked("how", "text"), asked("where", "text", must))}))}}, answer("f.how", "f1", "by hand"))),
	}
}
