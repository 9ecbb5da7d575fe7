package checklist

import (
	"encoding/json"
	"maps"
	"slices"
)

// Evaluation is a checklist with its answers: what every instance is, in the
// order of the template, and what is wrong.
type Evaluation struct {
	Instances []State   `json:"instances"`
	Problems  []Problem `json:"problems"`
}

// State is what one instance is. Value is its answer while that counts, and of
// a calculated item its value; Suggestion what may be offered for one.
type State struct {
	Instance
	Relevant   bool            `json:"relevant"`
	Required   bool            `json:"required"`
	Answered   bool            `json:"answered"`
	Value      json.RawMessage `json:"value,omitempty"`
	Suggestion json.RawMessage `json:"suggestion,omitempty"`
}

// Problem is one thing that is wrong with an instance. One with Submit may be
// so in a draft.
type Problem struct {
	Instance
	Code    string `json:"code"`
	Submit  bool   `json:"submit"`
	Message Labels `json:"message"`
}

// Of returns the state of an instance; false when there is no such one.
func (e Evaluation) Of(at Instance) (State, bool) {
	i := slices.IndexFunc(e.Instances, func(s State) bool { return s.Instance == at })
	if i < 0 {
		return State{}, false
	}
	return e.Instances[i], true
}

// Evaluate decides a checklist by docs/checklist.md. It ends on every template,
// one that was never linted too, and gives the same for the same.
func Evaluate(t Template, told Context, answers Answers) Evaluation {
	e := newEvaluator(t, told, answers)
	out := Evaluation{Instances: []State{}, Problems: []Problem{}}
	for _, n := range e.order {
		for _, row := range e.rowsOf(n) {
			s := e.state(n, row)
			out.Instances = append(out.Instances, s)
			out.Problems = append(out.Problems, e.problems(n, s)...)
		}
		if n.item.Type == "repeat" && n.outer == nil {
			out.Problems = append(out.Problems, e.strayRemovals(n)...)
		}
	}
	out.Problems = append(out.Problems, e.unknown()...)
	return out
}

// evaluator is one evaluation under way.
type evaluator struct {
	tree
	told     Context
	facts    map[string]value
	answers  Answers            // those given
	given    map[Instance]value // what was given, as it reads
	rows     map[string][]string
	relevant map[Instance]bool

	sentences map[string]Labels
}

func newEvaluator(t Template, told Context, answers Answers) *evaluator {
	demanded := func(section string) bool { return told.Sections == nil || slices.Contains(told.Sections, section) }
	e := &evaluator{tree: newTree(t, demanded), told: told, facts: map[string]value{}, answers: Answers{}, given: map[Instance]value{},
		rows: map[string][]string{}, relevant: map[Instance]bool{}, sentences: sentences()}
	for _, f := range t.Facts {
		if _, twice := e.facts[f.Code]; twice {
			continue
		}
		e.facts[f.Code] = nil
		if v := given(told.Facts[f.Code]); f.isOfType(v) {
			e.facts[f.Code] = v
		}
	}
	inRows := map[string]map[string]bool{} // by repeat
	for at, a := range answers {
		v := given(a.Value)
		if v == nil {
			continue
		}
		e.answers[at], e.given[at] = a, v
		if n := e.byPath[at.Path]; n != nil && n.outer != nil && n.outer.item.Type == "repeat" && at.Row != "" {
			if inRows[n.outer.path] == nil {
				inRows[n.outer.path] = map[string]bool{}
			}
			inRows[n.outer.path][at.Row] = true
		}
	}
	for path, ids := range inRows {
		for _, row := range slices.Sorted(maps.Keys(ids)) {
			if e.given[Instance{path, row}] != false {
				e.rows[path] = append(e.rows[path], row)
			}
		}
	}
	for _, n := range e.order {
		if n.item.Type == "repeat" && n.item.Of != "" {
			e.rows[n.path] = set(told.Findings)
		}
	}
	return e
}

// rowsOf are the rows that an item is asked in: one, "", outside rows.
func (e *evaluator) rowsOf(n *node) []string {
	group := n.group()
	if group == "" {
		return []string{""}
	}
	if rows, known := e.rows[group]; known {
		return rows
	}
	var out []string
	switch {
	case group == n.path: // each
		if people := e.byPath[n.item.Each]; people != nil && people.group() == "" && people.item.Type == "people" {
			list, _ := e.read(people, "").([]string)
			out = set(list)
		}
	case n.outer.item.Type == "matrix":
		for _, r := range n.outer.item.Rows {
			if !slices.Contains(out, r.Code) {
				out = append(out, r.Code)
			}
		}
	}
	e.rows[group] = out
	return out
}

// read is the value of an instance that is relevant and answered, else nil.
func (e *evaluator) read(n *node, row string) value {
	if !e.isRelevant(n, row) {
		return nil
	}
	switch n.item.Type {
	case "repeat", "matrix":
		return e.held(n)
	case "calculated":
		return e.calculated(n, row)
	}
	if v := e.given[Instance{n.path, row}]; n.item.isOfType(v) {
		return v
	}
	return nil
}

// held is what a matrix or repeat itself holds. One within another holds nothing.
func (e *evaluator) held(n *node) value {
	switch {
	case n.outer != nil || !e.anyGiven(n):
		return nil
	case n.item.Type == "matrix":
		return present{}
	}
	return rows(len(e.rows[n.path]))
}

// anyGiven says whether something is given in a row of a matrix or repeat.
func (e *evaluator) anyGiven(n *node) bool {
	if n.item.Type == "repeat" {
		return len(e.rows[n.path]) > 0
	}
	return slices.ContainsFunc(n.item.Columns, func(column Item) bool {
		return slices.ContainsFunc(n.item.Rows, func(row Choice) bool {
			return e.given[Instance{n.path + "." + column.Code, row.Code}] != nil
		})
	})
}

func (e *evaluator) isRelevant(n *node, row string) bool {
	at := Instance{n.path, row}
	if known, ok := e.relevant[at]; ok {
		return known
	}
	is := e.decideRelevant(n, row)
	e.relevant[at] = is
	return is
}

func (e *evaluator) decideRelevant(n *node, row string) bool {
	if n.circular || n.outer != nil && !e.isRelevant(n.outer, "") || !slices.Contains(e.rowsOf(n), row) {
		return false
	}
	from := scope{n.group(), row}
	if n.outer != nil && n.outer.item.Type == "matrix" {
		i := slices.IndexFunc(n.outer.item.Rows, func(r Choice) bool { return r.Code == row })
		if c := n.outer.item.Rows[i].RelevantIf; c != nil && !e.holds(c, from) {
			return false
		}
	}
	if !n.demanded {
		holder := n.outer == nil && (n.item.Type == "matrix" || n.item.Type == "repeat")
		if holder && !e.anyGiven(n) || !holder && e.given[Instance{n.path, row}] == nil {
			return false
		}
	}
	return n.item.RelevantIf == nil || e.holds(n.item.RelevantIf, from)
}

func (e *evaluator) calculated(n *node, row string) value {
	c, from := n.item.calculation(), scope{n.group(), row}
	if c.Fact != "" {
		return e.facts[c.Fact]
	}
	if len(c.MinutesBetween) != 2 {
		return nil
	}
	a, first := instant(e.operand(Operand{Item: c.MinutesBetween[0]}, from))
	b, second := instant(e.operand(Operand{Item: c.MinutesBetween[1]}, from))
	if !first || !second || b < a {
		return nil
	}
	return float64((b - a) / 60_000)
}

func (e *evaluator) state(n *node, row string) State {
	at := Instance{n.path, row}
	s := State{Instance: at, Relevant: e.isRelevant(n, row)}
	if !s.Relevant {
		return s
	}
	s.Required = n.demanded && (n.item.Required || n.item.RequiredIf != nil && e.holds(n.item.RequiredIf, scope{n.group(), row}))
	v := e.read(n, row)
	s.Answered = v != nil
	switch n.item.Type {
	case "calculated":
		s.Value = written(v)
	case "matrix", "repeat":
	default:
		if v != nil {
			s.Value = e.answers[at].Value
		}
	}
	if e.given[at] == nil {
		s.Suggestion = e.suggestion(n, row)
	}
	return s
}

// written is a value of a fact or a calculation in JSON.
func written(v value) json.RawMessage {
	if v == nil {
		return nil
	}
	text, err := json.Marshal(v)
	if err != nil {
		return nil // it was read from JSON
	}
	return text
}

// suggestion is what default says of an instance without an answer.
func (e *evaluator) suggestion(n *node, row string) json.RawMessage {
	d, from := n.item.Default, scope{n.group(), row}
	if d == nil || btoi(d.Fact != "")+btoi(len(d.Value) > 0)+btoi(d.Now)+btoi(d.DeviceIsMini != "") != 1 {
		return nil
	}
	if d.Now {
		if n.item.Type != "datetime" {
			return nil
		}
		return json.RawMessage(`"now"`)
	}
	raw := d.Value
	if d.Fact != "" {
		raw = written(e.facts[d.Fact])
	}
	if d.DeviceIsMini != "" {
		device, _ := e.operand(Operand{Item: d.DeviceIsMini}, from).(string)
		mini, known := e.told.Mini[device]
		if !known || device == "" {
			return nil
		}
		raw = map[bool]json.RawMessage{true: json.RawMessage(`"yes"`), false: json.RawMessage(`"no"`)}[mini]
	}
	v := given(raw)
	if v == nil || !n.item.isOfType(v) || slices.ContainsFunc(n.item.chosen(v), func(code string) bool { return !e.offers(n, code, from) }) {
		return nil
	}
	return raw
}

// chosen are the codes that a value of a select names.
func (item Item) chosen(v value) []string {
	switch v := v.(type) {
	case string:
		if item.Type == "select_one" {
			return []string{v}
		}
	case []string:
		if item.Type == "select_many" {
			return v
		}
	}
	return nil
}

// Offered are the codes that a select offers in an instance, in their order:
// those known, relevant and not retired. None for an item of another type.
func Offered(t Template, told Context, answers Answers, at Instance) []string {
	e := newEvaluator(t, told, answers)
	n := e.byPath[at.Path]
	if n == nil {
		return nil
	}
	var codes []string
	for _, o := range n.item.Options {
		codes = append(codes, o.Code)
	}
	for _, p := range e.told.Lists[n.item.List] {
		codes = append(codes, p.Code)
	}
	return slices.DeleteFunc(codes, func(code string) bool { return !e.offers(n, code, scope{n.group(), at.Row}) })
}
