package draw

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/cellsweep/cellsweep/checklist"
)

// Few ids, so that what is drawn is often the same.
func id(n int) string { return fmt.Sprintf("0198f2a0-0000-7000-8000-%012x", n) }

func ids(from int) []string { return []string{id(from), id(from + 1), id(from + 2)} }

func hash(n int) string { return strings.Repeat(fmt.Sprintf("%x", n%16), 64) }

func (d *draw) context(t checklist.Template) checklist.Context {
	c := checklist.Context{Facts: map[string]json.RawMessage{}, Lists: d.lists, Parents: map[string]string{id(1): id(2), id(2): id(3), id(4): id(5), id(5): id(4)},
		Mini: map[string]bool{"l8": true, "phone": false}}
	if d.chance(20) {
		c.Parents[id(3)] = id(1)
	}
	for _, f := range t.Facts {
		switch {
		case d.chance(75):
			c.Facts[f.Code] = d.factValue(f.Type)
		case d.chance(40):
			c.Facts[f.Code] = d.nonsense()
		}
	}
	if d.chance(40) {
		c.Sections = []string{}
		for _, s := range t.Sections {
			if d.chance(60) {
				c.Sections = append(c.Sections, s.Code)
			}
		}
	}
	c.Findings = some(d, ids(0xf0))
	return c
}

func (d *draw) factValue(kind string) json.RawMessage {
	switch kind {
	case "boolean":
		return raw(d.chance(50))
	case "number":
		return raw(oneOf(d, []float64{0, 1, 1.5, 2, 3}))
	case "code":
		return raw(oneOf(d, []string{"red", "green", "grey"}))
	case "location":
		return raw(id(1 + d.IntN(5)))
	}
	return raw(some(d, ids(1)))
}

// nonsense is of no type that the place can have, or of a strange one.
func (d *draw) nonsense() json.RawMessage {
	return json.RawMessage(oneOf(d, []string{`null`, `[]`, `""`, `" "`, `true`, `false`, `-1`, `0.5`, `1e2`, `9007199254740993`, `{}`, `{"number":1}`, `{"number":1,"unit":"lb"}`,
		`["a","a"]`, `["a",1]`, `[["a"]]`, `"refused"`, `"other"`, `"yes"`, `"a"`, `"2026-02-30T00:00:00.000Z"`, `"\u00e9"`, `"e\u0301"`, `"\ud83d\udd11"`, `["none"]`}))
}

// answers draws one for most instances that there may be, and some for what there is not.
func (d *draw) answers(t checklist.Template, told checklist.Context) checklist.Answers {
	a := checklist.Answers{}
	for _, s := range t.Sections {
		for _, item := range s.Items {
			d.answerItem(a, item, told)
		}
	}
	for range d.IntN(3) {
		at := checklist.Instance{Path: oneOf(d, []string{"i1", "i2", "i3", "moon", "i2.i3", "\uff5e", "\U0001F511"}), Row: oneOf(d, []string{"", "r0", "r9", "x", id(1)})}
		a[at] = checklist.Answer{Value: d.nonsense()}
	}
	return a
}

func (d *draw) answerItem(a checklist.Answers, item checklist.Item, told checklist.Context) {
	put := func(path, row string, of checklist.Item) {
		if d.chance(65) {
			a[checklist.Instance{Path: path, Row: row}] = d.answer(of)
		}
	}
	switch {
	case item.Each != "":
		for _, officer := range ids(1) {
			put(item.Code, officer, item)
		}
	case item.Type == "matrix":
		for _, row := range item.Rows {
			for _, column := range item.Columns {
				put(item.Code+"."+column.Code, row.Code, column)
			}
		}
	case item.Type == "repeat":
		for _, row := range append(some(d, []string{"x", "y", "\u00e9", "\U0001F511"}), told.Findings...) {
			for _, inner := range item.Items {
				put(item.Code+"."+inner.Code, row, inner)
			}
			if d.chance(15) {
				a[checklist.Instance{Path: item.Code, Row: row}] = checklist.Answer{Value: json.RawMessage(oneOf(d, []string{"false", "true", "null"}))}
			}
		}
	case item.Type != "note" && item.Type != "calculated" || d.chance(5):
		put(item.Code, "", item)
	}
}

func (d *draw) answer(item checklist.Item) checklist.Answer {
	a := checklist.Answer{Value: d.value(item)}
	if d.chance(12) {
		a.Value = d.nonsense()
	}
	if d.chance(25) {
		a.Comment = oneOf(d, []string{"because", " ", "\u3000"})
	}
	if d.chance(20) {
		a.Number = ptr(float64(d.IntN(3)))
	}
	if d.chance(20) {
		a.Photos = []string{hash(1)}
	}
	return a
}

// value draws one that the item can take.
func (d *draw) value(item checklist.Item) json.RawMessage {
	switch item.Type {
	case "yes_no_na", "select_one":
		return raw(oneOf(d, d.codesOf(item)))
	case "select_many":
		return raw(some(d, d.codesOf(item)))
	case "number":
		return raw(map[string]any{"number": oneOf(d, []float64{-1, 0, 0.1, 1, 1.5, 2, 3, 4, 1e21, 5e-324}), "unit": oneOf(d, item.Units)})
	case "counter", "duration":
		return raw(d.IntN(5))
	case "datetime":
		return raw(oneOf(d, []string{"2026-11-22T05:00:00.000Z", "2026-11-22T05:00:59.999Z", "2026-11-22T07:30:00.001Z", "2024-02-29T23:59:59.999Z", "0000-02-29T00:00:00.000Z"}))
	case "photo":
		return raw(some(d, []string{hash(1), hash(2), hash(3), hash(4)}))
	case "people", "equipment":
		return raw(some(d, append(ids(1), id(4))))
	case "location":
		return raw(id(1 + d.IntN(6)))
	case "signature":
		return raw(oneOf(d, []string{hash(5), hash(6), "refused"}))
	case "device":
		return raw(oneOf(d, []string{"l8", "phone", "other", "unknown"}))
	case "scan":
		return raw(oneOf(d, []string{"490154203237518", "4901542032375101", "49015420", "x", "89331503190704000040"}))
	}
	return raw(oneOf(d, []string{"x", "xx", "x\u0301", "\U0001F511\U0001F511", "xxx", "  x"}))
}
