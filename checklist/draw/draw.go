// Package draw draws checklists, contexts and answers, the same for the same
// source of chance: for the tests of this engine, and to hold the other one against it.
package draw

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/models"
)

// Case is one drawn question to an engine.
type Case struct {
	Template checklist.Template `json:"template"`
	Context  checklist.Context  `json:"context"`
	Answers  checklist.Answers  `json:"answers"`
}

// draw is one drawing under way.
type draw struct {
	*rand.Rand
	facts []checklist.Fact
	plain []checklist.Item // outside rows, drawn so far
	lists checklist.Lists
	n     int // items so far, for their codes
}

// Next draws a template that passes the lint, what it is told of its task, and
// answers: most of them right, some unknown, of the wrong type or in rows that are not there.
func Next(r *rand.Rand) Case {
	for {
		d := &draw{Rand: r, lists: checklist.Lists{
			"colours": {pick("red"), pick("green"), {Code: "grey", Labels: labels("grey"), Retired: true}},
			"tools":   {pick("hand"), pick("dog"), pick("x-ray")},
		}}
		t := d.template()
		var fs models.Faults
		checklist.Lint(&fs, "", t, d.lists)
		if fs.Err("") == nil {
			c := Case{Template: t, Context: d.context(t)}
			c.Answers = d.answers(t, c.Context)
			return c
		}
	}
}

func pick(code string) checklist.Pick { return checklist.Pick{Code: code, Labels: labels(code)} }

func labels(s string) checklist.Labels { return checklist.Labels{EN: s, FR: s + " (fr)"} }

// chance is true p times in a hundred.
func (d *draw) chance(p int) bool { return d.IntN(100) < p }

func oneOf[T any](d *draw, from []T) T { return from[d.IntN(len(from))] }

// some draws a part of from, in its order.
func some[T any](d *draw, from []T) (out []T) {
	for _, x := range from {
		if d.chance(45) {
			out = append(out, x)
		}
	}
	return out
}

func ptr[T any](x T) *T { return &x }

func raw(x any) json.RawMessage {
	text, err := json.Marshal(x)
	if err != nil {
		panic(err) // nothing that cannot be written is drawn
	}
	return text
}

func (d *draw) template() checklist.Template {
	t := checklist.Template{Code: "drawn", Version: 1 + d.IntN(3), Labels: labels("drawn"), Facts: []checklist.Fact{}}
	for i, kind := range []string{"boolean", "number", "code", "location", "people", "equipment"} {
		if d.chance(60) {
			f := checklist.Fact{Code: fmt.Sprintf("f%d", i), Type: kind, Labels: labels(kind)}
			if kind == "code" {
				f.List = "colours"
			}
			t.Facts = append(t.Facts, f)
		}
	}
	d.facts = t.Facts
	for i := range 1 + d.IntN(3) {
		s := checklist.Section{Code: fmt.Sprintf("s%d", i), Labels: labels("section")}
		for range 1 + d.IntN(5) {
			item := d.item("", nil)
			if item.Type != "matrix" && item.Type != "repeat" && item.Each == "" {
				d.plain = append(d.plain, item)
			}
			s.Items = append(s.Items, item)
		}
		t.Sections = append(t.Sections, s)
	}
	return t
}

// item draws an item; inner are those before it in the same rows, of outer.
func (d *draw) item(outer string, inner []checklist.Item) checklist.Item {
	d.n++
	item := checklist.Item{Code: fmt.Sprintf("i%d", d.n)}
	kinds := checklist.ItemTypes()
	for item.Type == "" || outer != "" && (item.Type == "matrix" || item.Type == "repeat") {
		item.Type = oneOf(d, kinds)
	}
	item.Labels = labels(item.Code + " " + item.Type)
	d.members(&item, outer, inner)
	if d.chance(35) {
		item.RelevantIf = d.condition(outer, inner, 2)
	}
	if item.Type != "note" {
		if item.Required = d.chance(40); !item.Required && d.chance(30) {
			item.RequiredIf = d.condition(outer, inner, 2)
		}
	}
	if d.chance(20) && item.Type != "note" && item.Type != "matrix" && item.Type != "repeat" {
		self := item
		if c := d.comparison(outer, self); c != nil {
			item.Constraints = append(item.Constraints, checklist.Constraint{Holds: *c, Message: labels("constraint of " + item.Code)})
		}
	}
	return item
}

// members draws what goes with the type.
func (d *draw) members(item *checklist.Item, outer string, inner []checklist.Item) {
	switch item.Type {
	case "select_one", "select_many":
		d.choices(item, outer, inner)
	case "number":
		item.Units = []string{"piece", "g"}
	case "scan":
		item.Scan = []string{"qr"}
	case "signature":
		item.Refusal = d.chance(60)
	case "calculated":
		d.calculation(item, outer, inner)
	case "matrix":
		for i := range 1 + d.IntN(3) {
			row := checklist.Choice{Code: fmt.Sprintf("r%d", i), Labels: labels("row")}
			if d.chance(25) {
				row.RelevantIf = d.condition("", nil, 1)
			}
			item.Rows = append(item.Rows, row)
		}
		item.Columns = d.inner(item.Code)
	case "repeat":
		item.Items = d.inner(item.Code)
		if d.chance(30) {
			item.Of = "findings"
		}
	case "location":
		if d.chance(60) {
			item.Within = d.operandOf("location", outer, inner)
		}
	}
	if outer == "" && d.chance(40) && (item.Type == "signature" || item.Type == "yes_no_na") {
		if people := d.operandOf("people", "", nil); people != nil && people.Item != "" {
			item.Each = people.Item
		}
	}
	d.bounds(item)
	d.suggest(item, outer, inner)
}

func (d *draw) inner(outer string) (items []checklist.Item) {
	for range 1 + d.IntN(4) {
		items = append(items, d.item(outer, items))
	}
	return items
}

func (d *draw) bounds(item *checklist.Item) {
	switch item.Type {
	case "photo", "people", "equipment", "select_many", "repeat", "counter", "duration", "number", "text":
		if d.chance(40) {
			item.Min = ptr(d.IntN(3))
		}
		if d.chance(40) {
			item.Max = ptr(2 + d.IntN(2))
		}
	}
	if item.Type == "photo" && item.Min != nil && *item.Min == 0 {
		item.Min = nil
	}
}

func (d *draw) choices(item *checklist.Item, outer string, inner []checklist.Item) {
	if d.chance(30) {
		item.List = oneOf(d, []string{"colours", "tools"})
		return
	}
	for _, code := range []string{"a", "b", "c", "d"} {
		o := checklist.Choice{Code: code, Labels: labels(code), Retired: code == "c" && d.chance(50), Alone: item.Type == "select_many" && d.chance(20)}
		if d.chance(20) {
			o.RelevantIf = d.condition(outer, inner, 1)
		}
		o.Requires = some(d, item.Offers)
		item.Options = append(item.Options, o)
	}
	item.Offers = some(d, []string{"comment", "photo", "number"})
	for i := range item.Options {
		if d.chance(30) {
			item.Options[i].Requires = some(d, item.Offers)
		}
	}
}

func (d *draw) calculation(item *checklist.Item, outer string, inner []checklist.Item) {
	a, b := d.operandOf("datetime", outer, inner), d.operandOf("datetime", outer, inner)
	switch {
	case a != nil && b != nil && a.Item != b.Item:
		item.Calculate = raw(map[string][]string{"minutesBetween": {a.Item, b.Item}})
	case len(d.facts) > 0:
		item.Calculate = raw(map[string]string{"fact": oneOf(d, d.facts).Code})
	default:
		item.Type = "duration"
	}
}

// operandOf draws an item or fact of a type; nil when there is none.
func (d *draw) operandOf(kind, outer string, inner []checklist.Item) *checklist.Operand {
	var all []checklist.Operand
	for _, i := range d.plain {
		if i.Type == kind {
			all = append(all, checklist.Operand{Item: i.Code})
		}
	}
	for _, i := range inner {
		if i.Type == kind {
			all = append(all, checklist.Operand{Item: outer + "." + i.Code})
		}
	}
	for _, f := range d.facts {
		if f.Type == kind {
			all = append(all, checklist.Operand{Fact: f.Code})
		}
	}
	if len(all) == 0 {
		return nil
	}
	return ptr(oneOf(d, all))
}

func (d *draw) suggest(item *checklist.Item, outer string, inner []checklist.Item) {
	if !d.chance(30) {
		return
	}
	switch item.Type {
	case "datetime":
		item.Default = &checklist.Default{Now: true}
	case "people", "equipment", "location":
		if o := d.operandOf(item.Type, outer, inner); o != nil && o.Fact != "" {
			item.Default = &checklist.Default{Fact: o.Fact}
		}
	case "yes_no_na":
		if o := d.operandOf("device", outer, inner); o != nil {
			item.Default = &checklist.Default{DeviceIsMini: o.Item}
		}
	case "number":
		item.Default = &checklist.Default{Value: raw(map[string]any{"number": 2, "unit": "g"})}
	case "counter":
		item.Default = &checklist.Default{Value: raw(2)}
	}
}
