package sync

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/cellsweep/cellsweep/models"
)

// Schemas knows the body of each (type, version). It is read once, from
// openapi/entries, and is safe for use by many at a time.
type Schemas struct {
	byName  map[string]schema
	printer *message.Printer
}

type schema struct {
	body    *jsonschema.Schema
	Stream  string `json:"x-stream"`
	Creates Kind   `json:"x-creates"`
	Needs   []need `json:"x-needs"`
}

// need is a pointer to ids that an entry refers to, and the kinds that they may be of.
type need struct {
	Pointer string `json:"pointer"`
	Kinds   []Kind `json:"kinds"`
}

// LoadSchemas compiles every *.vN.json at the root of fsys. The error names
// the file.
func LoadSchemas(fsys fs.FS) (*Schemas, error) {
	s := &Schemas{byName: map[string]schema{}, printer: message.NewPrinter(language.English)}
	names, err := fs.Glob(fsys, "*.json")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		one, err := compile(name, raw)
		if err != nil {
			return nil, models.NewFault(models.Internal, "the schema %s cannot be used", name).Because(err)
		}
		s.byName[strings.TrimSuffix(name, ".json")] = one
	}
	return s, nil
}

func compile(name string, raw []byte) (schema, error) {
	var one schema
	if err := json.Unmarshal(raw, &one); err != nil {
		return one, err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return one, err
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name, doc); err != nil {
		return one, err
	}
	one.body, err = c.Compile(name)
	return one, err
}

func schemaName(entryType string, version uint64) string {
	return entryType + ".v" + strconv.FormatUint(version, 10)
}

// Names lists what is known, as type.vN, sorted.
func (s *Schemas) Names() []string {
	var names []string
	for n := range s.byName {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// Known says whether a body of this type and version can be understood.
func (s *Schemas) Known(entryType string, version uint64) bool {
	_, ok := s.byName[schemaName(entryType, version)]
	return ok
}

// Check says whether a body is strict JSON with its salt first and follows the
// schema of its type and version. The error is a Fault of code Invalid whose
// fields point into the body, or of code NotFound for an unknown type.
func (s *Schemas) Check(entryType string, version uint64, body string) error {
	_, err := s.read(entryType, version, body)
	return err
}

// read checks a body and gives its members, without the salt.
func (s *Schemas) read(entryType string, version uint64, body string) (object, error) {
	one, ok := s.byName[schemaName(entryType, version)]
	if !ok {
		return nil, models.NewFault(models.NotFound, "there is no entry type %s of version %d", entryType, version)
	}
	v, err := readBody(body)
	if err != nil {
		return nil, err
	}
	members := v.any().(map[string]any)
	if err := one.body.Validate(members); err != nil {
		return nil, s.faultOf(err)
	}
	delete(members, SaltMember)
	return members, nil
}

// faultOf tells the leaves of a validation error: they say what is wrong, the
// branches above them only that something is.
func (s *Schemas) faultOf(err error) error {
	v, ok := errors.AsType[*jsonschema.ValidationError](err)
	if !ok {
		return models.NewFault(models.Internal, "the body could not be checked").Because(err)
	}
	var fs models.Faults
	var walk func(*jsonschema.ValidationError)
	walk = func(v *jsonschema.ValidationError) {
		if len(v.Causes) == 0 {
			fs.Add(pointerOf(v.InstanceLocation), "schema", "%s", v.ErrorKind.LocalizedString(s.printer))
		}
		for _, c := range v.Causes {
			walk(c)
		}
	}
	walk(v)
	return fs.Err("the body does not follow the schema of its type")
}

func pointerOf(location []string) string {
	var b strings.Builder
	for _, part := range location {
		b.WriteString("/" + escapePointer(part))
	}
	return b.String()
}

// any gives a value as encoding/json would, with numbers as written.
func (v jsonValue) any() any {
	switch v.kind {
	case jsonBool:
		return v.text == "true"
	case jsonNumber:
		return json.Number(v.text)
	case jsonString:
		return v.text
	case jsonArray:
		list := make([]any, len(v.members))
		for i, m := range v.members {
			list[i] = m.any()
		}
		return list
	case jsonObject:
		o := make(map[string]any, len(v.members))
		for i, m := range v.members {
			o[v.names[i]] = m.any()
		}
		return o
	}
	return nil
}
