package checklist

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/models/jsontext"
)

// MaxTemplate is the greatest template that is read, in bytes. With the depth of
// what jsontext reads it bounds what an evaluation costs.
const MaxTemplate = 1 << 20

// Parse reads a template of openapi/templates/template.v1.json. Its form is held
// strictly: a member that is not known, twice, null, missing or of another type
// is a fault with its JSON pointer, in one models.Invalid. Whether the template makes sense
// is for Lint to say.
func Parse(raw []byte) (Template, error) {
	if len(raw) > MaxTemplate {
		return Template{}, models.NewFault(models.TooLarge, "A checklist has at most %d bytes.", MaxTemplate)
	}
	var t Template
	f := form{fs: &models.Faults{}}
	tree, err := f.read(raw)
	if err != nil {
		return t, models.NewFault(models.Invalid, "The checklist is not JSON.").With(models.Field{Code: "format", Message: err.Error()})
	}
	tree = f.check("", tree, reflect.TypeFor[Template](), "")
	if err := f.fs.Err("The checklist is not of the form of a template."); err != nil {
		return t, err
	}
	text, err := json.Marshal(tree)
	if err == nil {
		err = json.Unmarshal(text, &t)
	}
	if err != nil {
		return Template{}, models.NewFault(models.Invalid, "The checklist is not of the form of a template.").Because(err)
	}
	return t, nil
}

// JSON writes a template as it is published: two blanks of indent, members in
// the order of the types, and a line feed at the end.
func (t Template) JSON() ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(t)
	return out.Bytes(), err
}

// form holds JSON against the types of a template.
type form struct{ fs *models.Faults }

// read reads one JSON document whole; members that are there twice are noted.
func (f form) read(raw []byte) (any, error) {
	twice, err := jsontext.Twice(raw)
	if err != nil {
		return nil, err
	}
	for _, at := range twice {
		f.fs.Add(at, "duplicate", "is there twice")
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var x any
	err = d.Decode(&x)
	return x, err
}

// check holds x against a Go type; name is that of the member. It returns x with
// whole numbers as Go reads them: 1.0 as 1.
func (f form) check(at string, x any, t reflect.Type, name string) any {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if x == nil {
		f.fs.Add(at, "format", "must not be null: leave it out")
		return nil
	}
	if t == reflect.TypeFor[json.RawMessage]() {
		if name != "calculate" {
			return f.any(at, x)
		}
		t = reflect.TypeFor[calculation]()
	}
	switch t.Kind() {
	case reflect.Struct:
		return f.object(at, x, t)
	case reflect.Slice:
		list, ok := x.([]any)
		if !ok {
			f.fs.Add(at, "format", "must be a list")
			return nil
		}
		for i := range list {
			list[i] = f.check(fmt.Sprintf("%s/%d", at, i), list[i], t.Elem(), name)
		}
	case reflect.String:
		f.text(at, x, name)
	case reflect.Bool:
		if _, ok := x.(bool); !ok {
			f.fs.Add(at, "format", "must be true or false")
		}
	default:
		return f.number(at, x, t.Kind() == reflect.Int)
	}
	return x
}

func (f form) object(at string, x any, t reflect.Type) any {
	object, ok := x.(map[string]any)
	if !ok {
		f.fs.Add(at, "format", "must be an object")
		return nil
	}
	known := map[string]reflect.StructField{}
	for i := range t.NumField() {
		name, options, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		known[name] = t.Field(i)
		if _, there := object[name]; options == "" && !there {
			f.fs.Add(at+"/"+name, "required", "is missing")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		member, ok := known[name]
		here := at + "/" + jsontext.Escape(name)
		if !ok {
			f.fs.Add(here, "unknown", "is no member of this")
			continue
		}
		key := name
		if t == reflect.TypeFor[Fact]() && name == "type" {
			key = "factType"
		} else if t == reflect.TypeFor[Labels]() {
			key = "label"
		}
		object[name] = f.check(here, object[name], member.Type, key)
	}
	return object
}

// text holds a string against the set of its member, if it has one. Only a
// label may be empty here: Lint says so then, as of one that is missing.
func (f form) text(at string, x any, name string) {
	s, ok := x.(string)
	sets := wordSets()
	switch {
	case !ok:
		f.fs.Add(at, "format", "must be a string")
	case s == "" && name != "label":
		f.fs.Add(at, "format", "must not be empty")
	case sets[name] != nil && !slices.Contains(sets[name], s):
		f.fs.Add(at, "unknown", "%q is not one of %s", s, strings.Join(sets[name], ", "))
	}
}

// wordSets are the sets of words of members by their names.
func wordSets() map[string][]string {
	offers := []string{"comment", "photo", "number"}
	return map[string][]string{
		"type": ItemTypes(), "factType": factTypes(), "offers": offers, "requires": offers, "of": {"findings"},
		"sensitivity": {"personal", "special"}, "scan": {"qr", "data_matrix", "code_128", "ean"}, "validAs": {"imei", "imeisv", "iccid", "tac"},
	}
}

func factTypes() []string {
	return []string{"boolean", "number", "code", "location", "people", "equipment"}
}

func (f form) number(at string, x any, whole bool) any {
	n, _ := x.(json.Number)
	v, ok := double(n)
	switch {
	case !ok:
		f.fs.Add(at, "format", "must be a number")
	case whole && (v != math.Trunc(v) || math.Abs(v) > maxWhole):
		f.fs.Add(at, "format", "must be a whole number below 2^53")
	case whole:
		return int64(v)
	}
	return x
}

// any is JSON that a condition compares with, or a default: anything but null
// and numbers that nobody can hold.
func (f form) any(at string, x any) any {
	switch x := x.(type) {
	case json.Number:
		return f.number(at, x, false)
	case []any:
		for i := range x {
			f.check(fmt.Sprintf("%s/%d", at, i), x[i], reflect.TypeFor[json.RawMessage](), "")
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(x)) {
			f.check(at+"/"+jsontext.Escape(name), x[name], reflect.TypeFor[json.RawMessage](), "")
		}
	}
	return x
}
