package checklist

import (
	"encoding/json"
	"slices"
)

// scope is from where a condition is seen: the row of a group, both empty
// outside rows.
type scope struct{ group, row string }

// holds says whether a condition is true, seen from a scope. What is not
// exactly one group or one comparison is false.
func (e *evaluator) holds(c *Condition, from scope) bool {
	groups := btoi(c.All != nil) + btoi(c.Any != nil) + btoi(c.Not != nil)
	if compares := c.Item != "" || c.Fact != ""; compares {
		return groups == 0 && (c.Item == "") != (c.Fact == "") && c.operators() == 1 && e.compares(c, from)
	}
	if groups != 1 || c.operators() != 0 {
		return false
	}
	inner := func(c Condition) bool { return e.holds(&c, from) }
	switch {
	case c.Not != nil:
		return !inner(*c.Not)
	case c.Any != nil:
		return slices.ContainsFunc(c.Any, inner)
	}
	return !slices.ContainsFunc(c.All, func(c Condition) bool { return !inner(c) })
}

// compares takes the one comparison of c.
func (e *evaluator) compares(c *Condition, from scope) bool {
	if c.Item != "" {
		if n := e.byPath[c.Item]; n != nil && n.group() != "" && (n.group() != from.group || from.row == "") {
			return c.comparesRows(e.all(n))
		}
	}
	v := e.operand(Operand{c.Item, c.Fact}, from)
	if c.Answered != nil {
		return *c.Answered == (v != nil)
	}
	if v == nil {
		return false
	}
	switch {
	case c.SameAs != nil:
		return equal(v, e.operand(*c.SameAs, from))
	case c.NotBefore != nil:
		a, first := instant(v)
		b, second := instant(e.operand(*c.NotBefore, from))
		return first && second && a >= b
	}
	return c.comparesValue(v)
}

// comparesValue takes the comparison of c with a value and nothing else.
func (c *Condition) comparesValue(v value) bool {
	switch {
	case len(c.Is) > 0:
		return isScalar(c.Is, v)
	case c.In != nil:
		text, ok := v.(string)
		return ok && slices.Contains(c.In, text)
	case c.Has != "":
		return hasAny(v, []string{c.Has})
	case c.HasAny != nil:
		return hasAny(v, c.HasAny)
	case c.AtLeast != nil:
		n, ok := number(v)
		return ok && n >= *c.AtLeast
	case c.Above != nil:
		n, ok := number(v)
		return ok && n > *c.Above
	case c.CountAtLeast != nil:
		n, ok := count(v)
		return ok && n >= *c.CountAtLeast
	}
	text, ok := v.(string)
	return ok && validAs(c.ValidAs, text)
}

// comparesRows takes the comparison of c with what the rows of a matrix or
// repeat hold, seen from outside: the values of those where there is an answer.
func (c *Condition) comparesRows(values []value) bool {
	any := func(codes []string) bool {
		return slices.ContainsFunc(values, func(v value) bool { return hasAny(v, codes) })
	}
	switch {
	case c.Answered != nil:
		return *c.Answered == (len(values) > 0)
	case c.Has != "":
		return any([]string{c.Has})
	case c.HasAny != nil:
		return any(c.HasAny)
	case c.CountAtLeast != nil:
		return len(values) > 0 && len(values) >= *c.CountAtLeast
	}
	return false
}

// operand is the value of an item or a fact, seen from a scope; nil where there
// is none, and for an item that is in other rows.
func (e *evaluator) operand(o Operand, from scope) value {
	if (o.Item == "") == (o.Fact == "") {
		return nil
	}
	if o.Fact != "" {
		return e.facts[o.Fact]
	}
	n := e.byPath[o.Item]
	switch {
	case n == nil:
		return nil
	case n.group() == "":
		return e.read(n, "")
	case n.group() == from.group && from.row != "":
		return e.read(n, from.row)
	}
	return nil
}

// all are the values of an item in all rows where it has one.
func (e *evaluator) all(n *node) (values []value) {
	for _, row := range e.rowsOf(n) {
		if v := e.read(n, row); v != nil {
			values = append(values, v)
		}
	}
	return values
}

func isScalar(raw json.RawMessage, v value) bool {
	switch want := given(raw).(type) {
	case string, bool, float64:
		return equal(want, v)
	}
	return false
}

func hasAny(v value, codes []string) bool {
	switch v := v.(type) {
	case string:
		return slices.Contains(codes, v)
	case []string:
		return slices.ContainsFunc(v, func(s string) bool { return slices.Contains(codes, s) })
	}
	return false
}

func number(v value) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case quantity:
		return v.number, true
	}
	return 0, false
}

func count(v value) (int, bool) {
	switch v := v.(type) {
	case []string:
		return len(v), true
	case rows:
		return int(v), true
	}
	return 0, false
}
