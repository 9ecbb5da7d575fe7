package checklist

import (
	"bytes"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"
)

// Instance is one asking of an item: its path, and the row that it is asked in,
// empty outside rows and for a matrix or repeat itself.
type Instance struct {
	Path string `json:"path"`
	Row  string `json:"row,omitempty"`
}

// Answer is what somebody answered. A Value of null or without members is none.
type Answer struct {
	Value   json.RawMessage `json:"value"`
	Comment string          `json:"comment,omitempty"`
	Number  *float64        `json:"number,omitempty"`
	Photos  []string        `json:"photos,omitempty"` // SHA-256 of each
}

// Answers are the answers of one search. With a repeat of findings the caller
// puts the members of each finding here too, under the finding's id as the row.
type Answers map[Instance]Answer

// Context is what a checklist is told about its task, beside the answers.
type Context struct {
	Facts    map[string]json.RawMessage `json:"facts,omitempty"`
	Sections []string                   `json:"sections,omitzero"`  // those demanded; nil for all
	Lists    Lists                      `json:"lists,omitempty"`    // pick-lists by name
	Parents  map[string]string          `json:"parents,omitempty"`  // the place that a location lies in; a site's top places lie in the site
	Mini     map[string]bool            `json:"mini,omitempty"`     // by device of the catalogue
	Findings []string                   `json:"findings,omitempty"` // ids of those not voided, the rows of a repeat of findings
}

// sheetLine is an answer as vectors and exports write it.
type sheetLine struct {
	Instance
	Answer
}

// MarshalJSON writes the answers as a list, by path and row, so that equal
// answers are equal bytes.
func (a Answers) MarshalJSON() ([]byte, error) {
	lines := make([]sheetLine, 0, len(a))
	for _, at := range slices.SortedFunc(maps.Keys(a), Instance.compare) {
		line := sheetLine{at, a[at]}
		if len(line.Value) == 0 {
			line.Value = json.RawMessage("null")
		}
		lines = append(lines, line)
	}
	return json.Marshal(lines)
}

// UnmarshalJSON reads what MarshalJSON writes. Of two answers of one instance
// the later counts.
func (a *Answers) UnmarshalJSON(text []byte) error {
	var lines []sheetLine
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&lines); err != nil {
		return err
	}
	*a = Answers{}
	for _, line := range lines {
		(*a)[line.Instance] = line.Answer
	}
	return nil
}

func (i Instance) compare(j Instance) int {
	if c := strings.Compare(i.Path, j.Path); c != 0 {
		return c
	}
	return strings.Compare(i.Row, j.Row)
}

// A value is nil, a string, bool or float64, []string, a quantity, or wrong.
type value = any

// quantity is a number with its unit.
type quantity struct {
	number float64
	unit   string
}

// rows is what a repeat holds: how many there are.
type rows int

// present is what a matrix holds in which something was answered.
type present struct{}

// wrong is JSON that no item and no fact can hold.
type wrong struct{}

// given reads an answer's JSON; nil for null, for a list without members and
// for no JSON at all.
func given(raw json.RawMessage) value {
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var x any
	if d.Decode(&x) != nil || d.More() {
		return wrong{}
	}
	return shaped(x)
}

func shaped(x any) value {
	switch x := x.(type) {
	case nil, string, bool:
		return x
	case json.Number:
		if f, ok := double(x); ok {
			return f
		}
	case []any:
		if len(x) == 0 {
			return nil
		}
		list := make([]string, len(x))
		for i, member := range x {
			text, ok := member.(string)
			if !ok {
				return wrong{}
			}
			list[i] = text
		}
		return list
	case map[string]any:
		n, isNumber := x["number"].(json.Number)
		unit, isText := x["unit"].(string)
		if f, ok := double(n); ok && isNumber && isText && len(x) == 2 {
			return quantity{f, unit}
		}
	}
	return wrong{}
}

// double reads a number as JSON is exchanged: as a binary64 (RFC 7493, 2.2).
func double(n json.Number) (float64, bool) {
	f, err := n.Float64()
	return f + 0, err == nil && !math.IsInf(f, 0) // + 0: of the two zeros one
}

// equal says whether two values are the same. Lists are sets.
func equal(a, b value) bool {
	switch a := a.(type) {
	case string, bool, float64, quantity:
		return a == b
	case []string:
		b, ok := b.([]string)
		return ok && slices.Equal(set(a), set(b))
	}
	return false
}

func set(list []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(list)))
}
