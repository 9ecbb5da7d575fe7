package checklist

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/cellsweep/cellsweep/models"
)

// csvColumns are the columns of a template in CSV. One record is one thing: the
// template, a fact, a section, an item, or an option, row or constraint of the item before
// it. Conditions, defaults and calculations are JSON; lists are separated by blanks.
func csvColumns() []string {
	return []string{"kind", "path", "type", "en", "fr", "hint_en", "hint_fr", "list", "required", "required_if", "relevant_if", "min", "max", "default",
		"units", "scan", "offers", "requires", "each", "within", "of", "role", "sensitivity", "flags", "calculate", "holds", "version"}
}

// record is one line of the CSV, by column.
type record map[string]string

// WriteCSV writes a template as CSV (RFC 4180), with commas, in UTF-8 with a byte
// order mark, so that spreadsheets take it for what it is. No cell is a formula there: one
// that could be begins with an apostrophe, which ReadCSV takes away. A unit with a
// blank in it would be read as two, and is models.Invalid.
func WriteCSV(t Template) ([]byte, error) {
	if err := splitUnits(t); err != nil {
		return nil, err
	}
	out := &csvWriter{records: []record{{"kind": "template", "path": t.Code, "version": strconv.Itoa(t.Version), "en": t.Labels.EN, "fr": t.Labels.FR}}}
	for _, f := range t.Facts {
		out.add(record{"kind": "fact", "path": f.Code, "type": f.Type, "list": f.List}, f.Labels)
	}
	for _, s := range t.Sections {
		out.add(record{"kind": "section", "path": s.Code}, s.Labels)
		for _, item := range s.Items {
			out.item("", item)
		}
	}
	if out.err != nil {
		return nil, out.err
	}
	buffer := bytes.NewBufferString("\ufeff")
	w := csv.NewWriter(buffer)
	if err := w.Write(csvColumns()); err != nil {
		return nil, err
	}
	for _, r := range out.records {
		cells := make([]string, len(csvColumns()))
		for i, column := range csvColumns() {
			cells[i] = harmless(r[column])
		}
		if err := w.Write(cells); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return buffer.Bytes(), w.Error()
}

// splitUnits tells of units that a cell would split.
func splitUnits(t Template) error {
	var fs models.Faults
	within := func(at string, items []Item) {
		for i, item := range items {
			for _, unit := range item.Units {
				if len(strings.Fields(unit)) != 1 {
					fs.Add(fmt.Sprintf("%s/%d/units", at, i), "format", "%q has a blank in it, and a cell separates units by blanks: write JSON, or the unit without it", unit)
				}
			}
		}
	}
	for i, s := range t.Sections {
		here := fmt.Sprintf("/sections/%d/items", i)
		within(here, s.Items)
		for k, item := range s.Items {
			within(fmt.Sprintf("%s/%d/columns", here, k), item.Columns)
			within(fmt.Sprintf("%s/%d/items", here, k), item.Items)
		}
	}
	return fs.Err("The checklist cannot be written as CSV.")
}

// formula are the characters by which a spreadsheet takes a cell for more than text.
const formula = "=+-@\t\r"

// harmless keeps a spreadsheet from running a cell. The apostrophe is taken
// away again on reading, so a cell that begins with one gets another.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune(formula+"'", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// meant is what a cell was before it was made harmless.
func meant(cell string) string {
	if len(cell) > 1 && cell[0] == '\'' && strings.ContainsRune(formula+"'", rune(cell[1])) {
		return cell[1:]
	}
	return cell
}

type csvWriter struct {
	records []record
	err     error
}

func (w *csvWriter) add(r record, l Labels) {
	r["en"], r["fr"] = l.EN, l.FR
	w.records = append(w.records, r)
}

// json writes a thing as a cell, nothing for what is not there.
func (w *csvWriter) json(x any, there bool) string {
	if !there {
		return ""
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(x); err != nil && w.err == nil {
		w.err = err
	}
	return strings.TrimSpace(out.String())
}

func (w *csvWriter) item(outer string, item Item) {
	path := outer + item.Code
	r := record{"kind": "item", "path": path, "type": item.Type, "list": item.List, "required": yes(item.Required),
		"required_if": w.json(item.RequiredIf, item.RequiredIf != nil), "relevant_if": w.json(item.RelevantIf, item.RelevantIf != nil),
		"min": whole(item.Min), "max": whole(item.Max), "default": w.json(item.Default, item.Default != nil), "units": strings.Join(item.Units, " "),
		"scan": strings.Join(item.Scan, " "), "offers": strings.Join(item.Offers, " "), "each": item.Each, "within": w.json(item.Within, item.Within != nil), "of": item.Of,
		"role": item.Role, "sensitivity": item.Sensitivity, "flags": flags("refusal", item.Refusal, "evidential", item.Evidential),
		"calculate": w.json(item.Calculate, len(item.Calculate) > 0)}
	if item.Hint != nil {
		r["hint_en"], r["hint_fr"] = item.Hint.EN, item.Hint.FR
	}
	w.add(r, item.Labels)
	for kind, choices := range map[string][]Choice{"option": item.Options, "row": item.Rows} { // an item has one of the two
		for _, c := range choices {
			w.add(record{"kind": kind, "path": c.Code, "requires": strings.Join(c.Requires, " "), "flags": flags("alone", c.Alone, "retired", c.Retired),
				"relevant_if": w.json(c.RelevantIf, c.RelevantIf != nil)}, c.Labels)
		}
	}
	for _, c := range item.Constraints {
		w.add(record{"kind": "constraint", "path": path, "holds": w.json(c.Holds, true)}, c.Message)
	}
	for _, inner := range item.Columns {
		w.item(path+".", inner)
	}
	for _, inner := range item.Items {
		w.item(path+".", inner)
	}
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

func whole(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

func flags(first string, a bool, second string, b bool) string {
	var out []string
	if a {
		out = append(out, first)
	}
	if b {
		out = append(out, second)
	}
	return strings.Join(out, " ")
}
