package checklist

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/cellsweep/cellsweep/models"
)

// Places says of a template read from CSV where each part of it stood.
type Places struct {
	file string
	at   map[string]models.Field // by JSON pointer
}

// Of returns err with each fault of a JSON pointer told by row and column of
// the file. An error that is no models.Invalid stays as it is.
func (p Places) Of(err error) error {
	var fault *models.Fault
	if !errors.As(err, &fault) || fault.Code != models.Invalid {
		return err
	}
	out := models.NewFault(fault.Code, "%s", fault.Message)
	for _, f := range fault.Fields {
		if f.Param != "" {
			out = out.With(f) // not of the file
			continue
		}
		for at := f.Pointer; f.Row == 0; at = at[:max(0, strings.LastIndexByte(at, '/'))] {
			if place, ok := p.at[at]; ok {
				f.Row, f.Column = place.Row, place.Column
			} else if at == "" {
				break
			}
		}
		f.File = p.file
		out = out.With(f)
	}
	return out
}

// ReadCSV reads a template from CSV as WriteCSV writes it, or as a spreadsheet
// saves that: with a byte order mark or without, separated by commas, semicolons or tabs, its
// columns in any order, those that are empty left out. Its form is held as
// strictly as by Parse, with faults told by row and column.
func ReadCSV(file string, raw []byte) (Template, Places, error) {
	r := &csvReader{places: Places{file, map[string]models.Field{}}, root: map[string]any{"facts": []any{}, "sections": []any{}}}
	if len(raw) > MaxTemplate {
		return Template{}, r.places, models.NewFault(models.TooLarge, "A checklist has at most %d bytes.", MaxTemplate)
	}
	if err := r.read(bytes.TrimPrefix(raw, []byte("\ufeff"))); err != nil {
		return Template{}, r.places, err
	}
	if err := r.fs.Err("The checklist cannot be read."); err != nil {
		return Template{}, r.places, err
	}
	text, err := json.Marshal(r.root)
	if err != nil {
		return Template{}, r.places, err
	}
	t, err := Parse(text)
	return t, r.places, r.places.Of(err)
}

// csvReader builds the JSON of a template, record by record.
type csvReader struct {
	fs      models.Faults
	places  Places
	root    map[string]any
	row     int
	record  record
	item    map[string]any // the last one
	itemAt  string
	path    string         // its own
	outer   map[string]any // the last matrix or repeat
	outerAt string
}

// separator is the one of the three that stands most often in the header.
func separator(raw []byte) rune {
	header, _, _ := bytes.Cut(raw, []byte("\n"))
	best := ','
	for _, c := range ";\t" {
		if bytes.Count(header, []byte(string(c))) > bytes.Count(header, []byte(string(best))) {
			best = c
		}
	}
	return best
}

func (r *csvReader) read(raw []byte) error {
	in := csv.NewReader(bytes.NewReader(raw))
	in.Comma, in.FieldsPerRecord = separator(raw), -1
	header, err := in.Read()
	if err != nil || !slices.Contains(header, "kind") {
		return models.NewFault(models.Invalid, "The file is no checklist in CSV.").With(models.Field{File: r.places.file, Row: 1, Column: "kind", Code: "required", Message: "there is no such column"})
	}
	for i, column := range header {
		if !slices.Contains(csvColumns(), column) || slices.Contains(header[:i], column) {
			r.fs.AddField(models.Field{File: r.places.file, Row: 1, Column: column, Code: "unknown", Message: "is no column of a checklist, or is there twice"})
		}
	}
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		var parse *csv.ParseError
		if errors.As(err, &parse) {
			r.row = parse.StartLine
		} else if err == nil {
			r.row, _ = in.FieldPos(0)
		}
		if err != nil {
			return models.NewFault(models.Invalid, "The file cannot be read.").With(models.Field{File: r.places.file, Row: r.row, Code: "format", Message: err.Error()})
		}
		r.record = record{}
		for i, cell := range cells {
			if i < len(header) {
				r.record[header[i]] = meant(cell)
			} else if cell != "" {
				r.fault("", "format", "there are more cells than columns")
			}
		}
		r.take()
	}
}

func (r *csvReader) fault(column, code, format string, args ...any) {
	r.fs.AddField(models.Field{File: r.places.file, Row: r.row, Column: column, Code: code, Message: fmt.Sprintf(format, args...)})
}

// take puts a record where it belongs.
func (r *csvReader) take() {
	code := r.record["path"]
	switch kind := r.record["kind"]; kind {
	case "template":
		if _, twice := r.root["code"]; twice {
			r.fault("kind", "duplicate", "is there twice")
			return
		}
		r.put("", r.root, "path", "code", code)
		r.number("", r.root, "version", "version")
		r.labels("", r.root)
		r.only("path", "version")
	case "fact":
		x, at := r.append("", r.root, "facts")
		r.put(at, x, "path", "code", code)
		r.put(at, x, "type", "type", r.record["type"])
		r.text(at, x, "list", "list")
		r.labels(at, x)
		r.only("path", "type", "list")
	case "section":
		x, at := r.append("", r.root, "sections")
		x["items"] = []any{}
		r.put(at, x, "path", "code", code)
		r.labels(at, x)
		r.only("path")
		r.item, r.outer = nil, nil
	case "item":
		r.takeItem(code)
	case "option", "row":
		if r.item == nil {
			r.fault("kind", "format", "no item stands before it")
			return
		}
		x, at := r.append(r.itemAt, r.item, kind+"s")
		r.put(at, x, "path", "code", code)
		r.labels(at, x)
		r.words(at, x, "requires")
		r.flags(at, x, "alone", "retired")
		r.json(at, x, "relevant_if", "relevantIf")
		r.only("path", "requires", "flags", "relevant_if")
	case "constraint":
		if r.item == nil {
			r.fault("kind", "format", "no item stands before it")
			return
		}
		if code != "" && code != r.path {
			r.fault("path", "format", "%q does not stand before it", code)
			return
		}
		x, at := r.append(r.itemAt, r.item, "constraints")
		x["message"] = map[string]any{"en": r.record["en"], "fr": r.record["fr"]}
		r.note(at+"/message/en", "en")
		r.note(at+"/message/fr", "fr")
		r.json(at, x, "holds", "holds")
		r.only("path", "holds")
	case "":
		r.only() // an empty line of a spreadsheet
	default:
		r.fault("kind", "unknown", "%q is not one of template, fact, section, item, option, row, constraint", kind)
	}
}

// takeItem puts an item into its section, or into the matrix or repeat that its path names.
func (r *csvReader) takeItem(path string) {
	sections, _ := r.root["sections"].([]any)
	if len(sections) == 0 {
		r.fault("kind", "format", "no section stands before it")
		return
	}
	section, _ := sections[len(sections)-1].(map[string]any)
	outer, code, nested := strings.Cut(path, ".")
	var x map[string]any
	var at string
	switch {
	case !nested:
		code = path
		x, at = r.append(fmt.Sprintf("/sections/%d", len(sections)-1), section, "items")
		r.outer, r.outerAt = x, at
	case r.outer == nil || r.outer["code"] != outer:
		r.fault("path", "format", "%q does not stand before it", outer)
		return
	case r.outer["type"] == "matrix":
		x, at = r.append(r.outerAt, r.outer, "columns")
	default:
		x, at = r.append(r.outerAt, r.outer, "items")
	}
	r.item, r.itemAt, r.path = x, at, path
	r.put(at, x, "path", "code", code)
	r.put(at, x, "type", "type", r.record["type"])
	r.labels(at, x)
	if r.record["hint_en"]+r.record["hint_fr"] != "" {
		x["hint"] = map[string]any{"en": r.record["hint_en"], "fr": r.record["hint_fr"]}
		r.note(at+"/hint/en", "hint_en")
		r.note(at+"/hint/fr", "hint_fr")
	}
	for _, column := range []string{"list", "each", "of", "role", "sensitivity"} {
		r.text(at, x, column, column)
	}
	for _, column := range []string{"units", "scan", "offers"} {
		r.words(at, x, column)
	}
	for column, member := range map[string]string{"required_if": "requiredIf", "relevant_if": "relevantIf", "default": "default", "within": "within", "calculate": "calculate"} {
		r.json(at, x, column, member)
	}
	r.number(at, x, "min", "min")
	r.number(at, x, "max", "max")
	r.flags(at, x, "refusal", "evidential")
	switch required := r.record["required"]; required {
	case "":
	case "yes":
		r.put(at, x, "required", "required", true)
	default:
		r.fault("required", "unknown", "%q is neither yes nor empty", required)
	}
	r.only("path", "type", "hint_en", "hint_fr", "list", "each", "of", "role", "sensitivity", "units", "scan", "offers", "required_if", "relevant_if", "default",
		"within", "calculate", "min", "max", "flags", "required")
}

// append adds an object to a list of an object.
func (r *csvReader) append(at string, to map[string]any, member string) (map[string]any, string) {
	list, _ := to[member].([]any)
	x := map[string]any{}
	to[member] = append(list, x)
	at = fmt.Sprintf("%s/%s/%d", at, member, len(list))
	r.note(at, "kind")
	return x, at
}

// note keeps where a pointer stood.
func (r *csvReader) note(pointer, column string) {
	r.places.at[pointer] = models.Field{Row: r.row, Column: column}
}

func (r *csvReader) put(at string, x map[string]any, column, member string, v any) {
	x[member] = v
	r.note(at+"/"+member, column)
}

func (r *csvReader) labels(at string, x map[string]any) {
	x["labels"] = map[string]any{"en": r.record["en"], "fr": r.record["fr"]}
	r.note(at+"/labels/en", "en")
	r.note(at+"/labels/fr", "fr")
}

func (r *csvReader) text(at string, x map[string]any, column, member string) {
	if r.record[column] != "" {
		r.put(at, x, column, member, r.record[column])
	}
}

func (r *csvReader) words(at string, x map[string]any, column string) {
	if words := strings.Fields(r.record[column]); len(words) > 0 {
		r.put(at, x, column, column, words)
	}
}

func (r *csvReader) number(at string, x map[string]any, column, member string) {
	text := r.record[column]
	if text == "" {
		return
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		r.fault(column, "format", "%q is not a whole number", text)
		return
	}
	r.put(at, x, column, member, n)
}

func (r *csvReader) json(at string, x map[string]any, column, member string) {
	text := r.record[column]
	if text == "" {
		return
	}
	if !json.Valid([]byte(text)) {
		r.fault(column, "format", "is not JSON")
		return
	}
	r.put(at, x, column, member, json.RawMessage(text))
}

func (r *csvReader) flags(at string, x map[string]any, known ...string) {
	for _, flag := range strings.Fields(r.record["flags"]) {
		if !slices.Contains(known, flag) {
			r.fault("flags", "unknown", "%q is not one of %s", flag, strings.Join(known, ", "))
			continue
		}
		r.put(at, x, "flags", flag, true)
	}
}

// only tells of cells that the record's kind has no use for.
func (r *csvReader) only(used ...string) {
	used = append(used, "kind")
	if r.record["kind"] != "" {
		used = append(used, "en", "fr")
	}
	for _, column := range csvColumns() {
		if r.record[column] != "" && !slices.Contains(used, column) {
			r.fault(column, "invalid", "does not go with the kind %s", r.record["kind"])
		}
	}
}
