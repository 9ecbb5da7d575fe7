package checklist

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// sentencesJSON says each problem in both languages, for both engines. {item},
// {min} and {max} stand for the item's label and its members.
//
//go:embed sentences.json
var sentencesJSON []byte

// sentences reads sentencesJSON. A test holds it against the codes.
func sentences() map[string]Labels {
	var out map[string]Labels
	if json.Unmarshal(sentencesJSON, &out) != nil {
		return nil
	}
	return out
}

// submitCodes are told only when a search is to be closed.
func submitCodes() []string {
	return []string{"missing", "missing_comment", "missing_photo", "missing_number", "too_few"}
}

// problems are what is wrong with one instance, in the order of the table in
// docs/checklist.md.
func (e *evaluator) problems(n *node, s State) (out []Problem) {
	if !s.Relevant {
		return nil
	}
	add := func(code string) { out = append(out, e.problem(n, s.Row, code, code)) }
	gave, item := e.given[s.Instance], n.item
	if gave != nil && !item.isOfType(gave) {
		add("type")
		return out
	}
	v := e.read(n, s.Row)
	if s.Required && v == nil {
		add("missing")
	}
	for _, code := range e.lacks(n, s.Instance) {
		add(code)
	}
	if few, many := item.miscounts(v); few && len(out) == 0 || few && out[0].Code != "missing" {
		add("too_few")
	} else if many {
		add("too_many")
	}
	from := scope{n.group(), s.Row}
	codes := item.chosen(v)
	if slices.ContainsFunc(codes, func(code string) bool { return !e.knows(n, code, from) }) {
		add("unknown_code")
	}
	if len(codes) > 1 && slices.ContainsFunc(item.Options, func(o Choice) bool { return o.Alone && slices.Contains(codes, o.Code) }) {
		add("not_alone")
	}
	if which := item.outOfRange(v); which != "" {
		out = append(out, e.problem(n, s.Row, "range", which))
	}
	if e.isElsewhere(n, v, from) {
		add("elsewhere")
	}
	if v == nil {
		return out
	}
	for _, c := range item.Constraints {
		if !e.holds(&c.Holds, from) {
			out = append(out, Problem{s.Instance, "constraint", false, c.Message})
		}
	}
	return out
}

// lacks are the codes of what an answer needs beside its value and does not have.
func (e *evaluator) lacks(n *node, at Instance) (codes []string) {
	v, a, item := e.given[at], e.answers[at], n.item
	chosen := item.chosen(v)
	needs := func(what string) bool {
		if what == "comment" && (item.Type == "signature" && v == refused || item.Type == "device" && v == otherDevice) {
			return true
		}
		return slices.ContainsFunc(item.Options, func(o Choice) bool {
			return slices.Contains(chosen, o.Code) && slices.Contains(o.Requires, what)
		})
	}
	if blank(a.Comment) && needs("comment") {
		codes = append(codes, "missing_comment")
	}
	if len(a.Photos) == 0 && needs("photo") {
		codes = append(codes, "missing_photo")
	}
	if a.Number == nil && needs("number") {
		codes = append(codes, "missing_number")
	}
	return codes
}

// miscounts says whether there are fewer than min or more than max of what the
// item counts. A list without members is no answer, and not counted.
func (item Item) miscounts(v value) (few, many bool) {
	n, counted := count(v)
	if item.Type == "repeat" {
		counted = true
	}
	return counted && item.Min != nil && n < *item.Min, counted && item.Max != nil && n > *item.Max
}

// outOfRange is the sentence for a value below min or above max, "" for none.
func (item Item) outOfRange(v value) string {
	var n float64
	low, high := "range_low", "range_high"
	switch item.Type {
	case "number", "counter", "duration":
		n, _ = number(v)
	case "text", "scan", "person", "lookup", "device", "exhibit", "seal":
		text, _ := v.(string)
		n, low, high = float64(utf8.RuneCountInString(text)), "range_short", "range_long"
	default:
		return ""
	}
	switch {
	case v == nil:
		return ""
	case item.Min != nil && n < float64(*item.Min):
		return low
	case item.Max != nil && n > float64(*item.Max):
		return high
	}
	return ""
}

// knows says whether a code is among the options of a select, and its option
// is relevant.
func (e *evaluator) knows(n *node, code string, from scope) bool {
	for _, o := range n.item.Options {
		if o.Code == code && (o.RelevantIf == nil || e.holds(o.RelevantIf, from)) {
			return true
		}
	}
	return slices.ContainsFunc(e.told.Lists[n.item.List], func(p Pick) bool { return p.Code == code })
}

// offers says whether a code is known and not retired.
func (e *evaluator) offers(n *node, code string, from scope) bool {
	for _, o := range n.item.Options {
		if o.Code == code && !o.Retired && (o.RelevantIf == nil || e.holds(o.RelevantIf, from)) {
			return true
		}
	}
	return slices.ContainsFunc(e.told.Lists[n.item.List], func(p Pick) bool { return p.Code == code && !p.Retired })
}

// isElsewhere says whether a location is neither the place of within nor in it.
func (e *evaluator) isElsewhere(n *node, v value, from scope) bool {
	place, isPlace := v.(string)
	if n.item.Type != "location" || n.item.Within == nil || !isPlace {
		return false
	}
	around, known := e.operand(*n.item.Within, from).(string)
	if !known {
		return false
	}
	for range len(e.told.Parents) + 1 { // a tree that goes round ends here
		if place == around {
			return false
		}
		up, ok := e.told.Parents[place]
		if !ok {
			return true
		}
		place = up
	}
	return true
}

// strayRemovals are the problems of what is given at a repeat's own path and a
// row: only false goes there, and nothing where findings are the rows.
func (e *evaluator) strayRemovals(n *node) (out []Problem) {
	if !e.isRelevant(n, "") {
		return nil
	}
	for _, at := range slices.SortedFunc(maps.Keys(e.given), Instance.compare) {
		if at.Path == n.path && at.Row != "" && (e.given[at] != false || n.item.Of != "") {
			out = append(out, e.problem(n, at.Row, "type", "type"))
		}
	}
	return out
}

// unknown are the problems of answers without an instance, by path and row.
func (e *evaluator) unknown() (out []Problem) {
	for _, at := range slices.SortedFunc(maps.Keys(e.given), Instance.compare) {
		n := e.byPath[at.Path]
		if n == nil {
			out = append(out, e.problem(&node{path: at.Path}, at.Row, "unknown_item", "unknown_item"))
			continue
		}
		wrongRow := (at.Row == "") != (n.group() == "")
		switch {
		case n.item.Type == "repeat" && n.outer == nil:
			wrongRow = false
		case n.outer != nil && n.outer.item.Type == "matrix":
			wrongRow = !slices.Contains(e.rowsOf(n), at.Row)
		}
		if wrongRow {
			out = append(out, e.problem(n, at.Row, "unknown_row", "unknown_row"))
		}
	}
	return out
}

// problem words a problem by one of the sentences.
func (e *evaluator) problem(n *node, row, code, sentence string) Problem {
	said := e.sentences[sentence]
	en, fr := n.path, n.path
	if n.item.Labels != (Labels{}) {
		en, fr = n.item.Labels.EN, n.item.Labels.FR
	}
	if n.outer != nil && n.outer.item.Type == "matrix" && code != "unknown_row" {
		if i := slices.IndexFunc(n.outer.item.Rows, func(r Choice) bool { return r.Code == row }); i >= 0 {
			en, fr = n.outer.item.Rows[i].Labels.EN+", "+en, n.outer.item.Rows[i].Labels.FR+", "+fr
		}
	}
	word := func(text, label string) string {
		return strings.NewReplacer("{item}", label, "{min}", bound(n.item.Min), "{max}", bound(n.item.Max)).Replace(text)
	}
	return Problem{Instance{n.path, row}, code, slices.Contains(submitCodes(), code), Labels{word(said.EN, en), word(said.FR, fr)}}
}

func bound(n *int) string {
	return strconv.Itoa(*cmp.Or(n, new(int)))
}
