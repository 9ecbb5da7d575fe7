package server_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/cellsweep/cellsweep/models"
)

// maker makes values of the document's schemas: right ones, and ones with one
// thing wrong.
type maker struct {
	random *rand.Rand
	things map[string][]string // by the name of a member: what exists
	n      int
}

// What stands in a body for bytes that no JSON encoder writes.
const (
	markNul       = "@NUL@"
	markSurrogate = "@SURROGATE@"
	markInvalid   = "@INVALID@"
	markNumber    = "@NUMBER@"
)

var rawBytes = strings.NewReplacer(markNul, `a\u0000b`, markSurrogate, `\ud800`, markInvalid, "\xff\xfe\xc0\x80", `"`+markNumber+`"`, "1e400")

// encode writes a value as JSON, with the bytes that the marks stand for.
func (m *maker) encode(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return "{}"
	}
	return rawBytes.Replace(string(raw))
}

func (m *maker) one(of []string) string { return of[m.random.IntN(len(of))] }

// valid makes a value of a schema, named so.
func (m *maker) valid(name string, s *openapi3.Schema) any {
	m.n++
	switch {
	case len(s.Enum) > 0 && len(m.things[name]) > 0 && m.random.IntN(2) == 0 && slices.Contains(s.Enum, any(m.things[name][0])):
		return m.things[name][0]
	case len(s.Enum) > 0:
		return s.Enum[m.random.IntN(len(s.Enum))]
	case s.Type.Is("boolean"):
		return m.random.IntN(2) == 0
	case s.Type.Is("integer"), s.Type.Is("number"):
		return m.number(name, s)
	case s.Type.Is("array"):
		list := []any{}
		for range max(int(s.MinItems), m.random.IntN(3)) { //nolint:gosec // the document's lists are short
			list = append(list, m.valid(name, s.Items.Value))
		}
		return list
	case s.Type.Is("object"):
		return m.object(s)
	}
	return m.text(name, s)
}

func (m *maker) object(s *openapi3.Schema) map[string]any {
	out := map[string]any{}
	for _, name := range sortedKeys(s.Properties) {
		if slices.Contains(s.Required, name) || m.random.IntN(3) > 0 {
			out[name] = m.valid(name, s.Properties[name].Value)
		}
	}
	return out
}

func sortedKeys[T any](of map[string]T) []string {
	out := make([]string, 0, len(of))
	for k := range of {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func (m *maker) number(name string, s *openapi3.Schema) any {
	switch name {
	case "rounds", "deadlineSeconds": // else a plan takes as long as it may
		return 1
	}
	least, most := 0.0, 100.0
	if s.Min != nil {
		least = *s.Min
	}
	if s.Max != nil {
		most = min(*s.Max, least+1000)
	}
	return int64(least) + m.random.Int64N(max(int64(most-least), 1))
}

func (m *maker) text(name string, s *openapi3.Schema) string {
	if known := m.things[name]; len(known) > 0 && m.random.IntN(8) > 0 {
		return m.one(known)
	}
	switch s.Format {
	case "uuid":
		return models.NewID().String()
	case "date-time":
		return "2026-05-20T05:00:00.000Z"
	}
	text := fmt.Sprintf("f%d-%s", m.n, strings.ToLower(secret))
	if s.MaxLength != nil && uint64(len(text)) > *s.MaxLength {
		text = text[:*s.MaxLength]
	}
	for uint64(len(text)) < s.MinLength {
		text += "x"
	}
	return text
}

// wrong makes a value of a schema and then breaks or stretches one thing in it.
func (m *maker) wrong(name string, s *openapi3.Schema) any {
	return m.broken(name, m.valid(name, s), s)
}

// broken breaks or stretches one thing in a value of a schema.
func (m *maker) broken(name string, v any, s *openapi3.Schema) any {
	switch x := v.(type) {
	case map[string]any:
		return m.wrongObject(x, s)
	case []any:
		return m.wrongList(name, x, s)
	}
	return m.wrongScalar(s)
}

func (m *maker) wrongObject(x map[string]any, s *openapi3.Schema) any {
	names := sortedKeys(x)
	if len(names) == 0 || m.random.IntN(6) == 0 {
		return []any{nil, "text", 1, []any{}, map[string]any{}, map[string]any{"unheard": secret}, map[string]any{markNul: 1}}[m.random.IntN(7)]
	}
	name := m.one(names)
	switch m.random.IntN(8) {
	case 0:
		delete(x, name)
	case 1:
		x["unheard/of~"] = secret
	case 2:
		x[name] = nil
	default:
		if p := s.Properties[name]; p != nil {
			x[name] = m.broken(name, x[name], p.Value)
		}
	}
	return x
}

func (m *maker) wrongList(name string, x []any, s *openapi3.Schema) any {
	item := s.Items.Value
	switch m.random.IntN(6) {
	case 0:
		return []any{}
	case 1:
		return map[string]any{}
	case 2:
		one := m.valid(name, item)
		return []any{one, one} // the same twice
	case 3:
		if s.MaxItems != nil && *s.MaxItems <= 1000 {
			return slices.Repeat([]any{m.valid(name, item)}, int(*s.MaxItems)+m.random.IntN(2)) //nolint:gosec // at most 1000
		}
	case 4:
		return append(x, nil)
	}
	if len(x) > 0 && m.random.IntN(2) == 0 {
		i := m.random.IntN(len(x))
		x[i] = m.broken(name, x[i], item)
		return x
	}
	return append(x, m.wrong(name, item))
}

func (m *maker) wrongScalar(s *openapi3.Schema) any {
	all := []any{nil, true, 0, -1, 1.5, "", " ", map[string]any{}, []any{}, markNul, markSurrogate, markInvalid, markNumber,
		int64(1) << 31, int64(1) << 53, uint64(1) << 63, "=1+1", "😀", "\u202e", "a\nb", strings.Repeat("é", 41), models.ID{}.String(), "0001-01-01T00:00:00.000Z", "9999-12-31T23:59:60.000Z"}
	if s.MaxLength != nil {
		n := int(min(*s.MaxLength, 1<<16)) //nolint:gosec // at most 65,536
		all = append(all, strings.Repeat("x", n), strings.Repeat("é", n), strings.Repeat("x", n+1))
	}
	if s.MinLength > 0 {
		all = append(all, strings.Repeat("x", int(s.MinLength)-1), strings.Repeat("x", int(s.MinLength))) //nolint:gosec // a few
	}
	if s.Min != nil {
		all = append(all, *s.Min, *s.Min-1)
	}
	if s.Max != nil {
		all = append(all, *s.Max, *s.Max+1)
	}
	return all[m.random.IntN(len(all))]
}

// wrongParameter is a raw value for a path or a query.
func (m *maker) wrongParameter() string {
	cursor := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	return m.one([]string{"%00", "a%00b", "%FF", "%ED%A0%80", "0", "-1", "501", "1e9", "1.5", "99999999999999999999", "x", "%20", "%27%20OR%201=1--", "%F0%9F%98%80",
		strings.Repeat("x", 41), strings.Repeat("y", 600), cursor("\x00"), cursor("\xff"), cursor("zzz"), cursor("9223372036854775807"), cursor("-1"), cursor(models.NewID().String()),
		models.NewID().String(), strings.ToUpper(models.NewID().String()), models.ID{}.String(), "..%2F..%2Fetc", "%25", "_", "current", "0000000001", "true", "null", secret})
}
