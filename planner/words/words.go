// Package words says in English and French what the planner says in codes and
// params: why a cell is left out, what a conflict is made of, what would mend
// it, which rule a change by hand breaks.
//
// The phrases are in phrases.json, code → language → template, so that a page
// in a browser can render the same. A template is text with
//
//	{p}            the value of param p; a list is "A, B and C"
//	{p#one|many}   by the number p, or by the length of the list p
//	{p:code}       the phrase "code.<value>", for values that are codes
//	{p*}           a list of objects, each with a code and its own params
//	[p?text]       text only where p is there: not absent, false, "" or empty
//	[!p?text]      text only where it is not
//
// Text in brackets may hold all of the others but brackets.
package words

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
)

// Languages are those in which every code has a phrase.
var Languages = [...]string{"en", "fr"}

// listed is how many members of a list are told by name; the rest is counted.
const listed = 12

//go:embed phrases.json
var phrases []byte

var table = sync.OnceValue(func() map[string]map[string]string {
	var out map[string]map[string]string
	if json.Unmarshal(phrases, &out) != nil {
		return nil // a test reads every phrase
	}
	return out
})

// JSON is the table of phrases, for a page that renders them itself.
func JSON() []byte { return slices.Clone(phrases) }

// Codes are all codes, sorted.
func Codes() []string {
	out := make([]string, 0, len(table()))
	for code := range table() {
		out = append(out, code)
	}
	sort.Strings(out)
	return out
}

// Known says whether there is a phrase for a code.
func Known(code string) bool { return table()[code] != nil }

// Say renders a code with its params. An unknown language is English, an unknown
// code is given back as it is: a plan of a later version is still readable.
func Say(language, code string, params map[string]any) string {
	t := table()[code]
	if t == nil {
		return code
	}
	if t[language] == "" {
		language = "en"
	}
	r := &renderer{language: language, params: params}
	return r.render(t[language])
}

// Params are the params that the phrase of a code uses, sorted: those that must
// be there, and those that it can do without.
func Params(language, code string) (required, optional []string) {
	r := &renderer{language: language, asked: map[string]bool{}, maybe: map[string]bool{}}
	r.render(table()[code][language])
	for p := range r.asked {
		required = append(required, p)
	}
	for p := range r.maybe {
		if !r.asked[p] {
			optional = append(optional, p)
		}
	}
	sort.Strings(required)
	sort.Strings(optional)
	return required, optional
}

// renderer fills one template. With asked set it notes the params instead.
type renderer struct {
	language     string
	params       map[string]any
	asked, maybe map[string]bool
	inside       string // the param whose presence the text depends on
}

func (r *renderer) render(text string) string {
	var b strings.Builder
	for text != "" {
		i := strings.IndexAny(text, "{[")
		if i < 0 {
			b.WriteString(text)
			break
		}
		b.WriteString(text[:i])
		closing := "}"
		if text[i] == '[' {
			closing = "]"
		}
		n := strings.Index(text[i:], closing)
		if n < 0 {
			return b.String() + text[i:]
		}
		inner := text[i+1 : i+n]
		if text[i] == '[' {
			b.WriteString(r.block(inner))
		} else {
			b.WriteString(r.slot(inner))
		}
		text = text[i+n+1:]
	}
	return b.String()
}

func (r *renderer) block(inner string) string {
	name, text, _ := strings.Cut(inner, "?")
	name, negated := strings.TrimPrefix(name, "!"), strings.HasPrefix(name, "!")
	if r.asked != nil {
		r.maybe[name] = true
		before := r.inside
		r.inside = name
		r.render(text)
		r.inside = before
		return ""
	}
	if present(r.params[name]) == negated {
		return ""
	}
	return r.render(text)
}

func (r *renderer) slot(inner string) string {
	i := strings.IndexAny(inner, "#:*")
	name := inner
	if i >= 0 {
		name = inner[:i]
	}
	if r.asked != nil {
		if r.inside == "" {
			r.asked[name] = true
		} else {
			r.maybe[name] = true
		}
		return ""
	}
	v := r.params[name]
	if i < 0 {
		return r.value(v)
	}
	switch inner[i] {
	case '#':
		one, many, _ := strings.Cut(inner[i+1:], "|")
		if n := count(v); n == 1 || n == 0 && r.language == "fr" {
			return one
		}
		return many
	case ':':
		return r.each(v, func(x any) string { return Say(r.language, inner[i+1:]+"."+r.value(x), r.params) })
	}
	var parts []string
	for _, x := range list(v) {
		if m, ok := x.(map[string]any); ok {
			code, _ := m["code"].(string)
			parts = append(parts, Say(r.language, code, m))
		}
	}
	return strings.Join(parts, "; ")
}

func (r *renderer) value(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return x
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	if list(v) != nil {
		return r.each(v, r.value)
	}
	return fmt.Sprint(v)
}

// each joins the members of a list, or renders what is none.
func (r *renderer) each(v any, f func(any) string) string {
	members := list(v)
	if members == nil {
		return f(v)
	}
	var parts []string
	for _, x := range members {
		parts = append(parts, f(x))
	}
	if more := len(parts) - listed; more > 1 {
		parts = append(parts[:listed], Say(r.language, "list.more", map[string]any{"n": more}))
	}
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	last := len(parts) - 1
	return strings.Join(parts[:last], ", ") + " " + Say(r.language, "list.and", nil) + " " + parts[last]
}

// list is v as a list, nil where it is none: a document that was read holds
// []any, one that was made []string or []map[string]any.
func list(v any) []any {
	switch x := v.(type) {
	case []any:
		return append([]any{}, x...)
	case []string:
		return widen(x)
	case []map[string]any:
		return widen(x)
	}
	return nil
}

func widen[T any](in []T) []any {
	out := make([]any, len(in))
	for i := range in {
		out[i] = in[i]
	}
	return out
}

func present(v any) bool {
	switch x := v.(type) {
	case nil:
		return false
	case bool:
		return x
	case string:
		return x != ""
	}
	if l := list(v); l != nil {
		return len(l) > 0
	}
	return true
}

func count(v any) int {
	switch x := v.(type) {
	case int:
		return x
	case float64:
		return int(x)
	}
	return len(list(v))
}
