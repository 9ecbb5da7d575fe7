package check

import (
	"math"
	"strconv"

	"github.com/cellsweep/cellsweep/models"
)

const (
	most    = 1_000_000         // the greatest integer of an instance
	latest  = 1_000_000_000_000 // the greatest minute a plan may name: 10⁶ cells of 10⁶ minutes each
	largest = 1<<53 - 1         // the greatest integer that every JSON reader keeps whole
)

// reader takes typed values out of nodes and gathers every fault on the way.
// After a fault it goes on with the zero value, so that all are told at once.
type reader struct{ faults *models.Faults }

func (r reader) fault(n *node, code, format string, args ...any) {
	r.faults.Add(n.pointer(), code, format, args...)
}

// want returns a member if it is there and of the kind asked for.
func (r reader) want(n *node, name string, k kind, required bool) *node {
	m := n.member(name)
	if m == nil {
		if required {
			r.faults.Add((&node{up: n, name: name}).pointer(), "required", "%q is required", name)
		}
		return nil
	}
	if !r.is(m, k) {
		return nil
	}
	return m
}

func (r reader) is(n *node, k kind) bool {
	if n.kind != k {
		r.fault(n, "type", "must be %s, is %s", kindNames[k], kindNames[n.kind])
		return false
	}
	return true
}

// object, list, text and flag return what stands there, or nothing.
func (r reader) object(n *node, name string, required bool) *node {
	return r.want(n, name, kindObject, required)
}

func (r reader) list(n *node, name string, required bool) []*node {
	m := r.want(n, name, kindList, required)
	if m == nil {
		return nil
	}
	return m.items
}

// objects is a list all of whose items are objects.
func (r reader) objects(n *node, name string, required bool) []*node {
	var objects []*node
	for _, item := range r.list(n, name, required) {
		if r.is(item, kindObject) {
			objects = append(objects, item)
		}
	}
	return objects
}

// texts is a list of strings.
func (r reader) texts(n *node, name string, required bool) []*node {
	var texts []*node
	for _, item := range r.list(n, name, required) {
		if r.is(item, kindText) {
			texts = append(texts, item)
		}
	}
	return texts
}

func (r reader) text(n *node, name string, required bool) string {
	m := r.want(n, name, kindText, required)
	if m == nil {
		return ""
	}
	return m.text
}

// id is a required string that is not empty.
func (r reader) id(n *node, name string) string {
	m := r.want(n, name, kindText, true)
	if m == nil {
		return ""
	}
	if m.text == "" {
		r.fault(m, "range", "%q must not be empty", name)
	}
	return m.text
}

func (r reader) flag(n *node, name string) bool {
	m := r.want(n, name, kindBool, false)
	return m != nil && m.flag
}

// whole is an integer between low and high; missing gives fallback.
func (r reader) whole(n *node, name string, low, high, fallback int, required bool) int {
	m := r.want(n, name, kindNumber, required)
	if m == nil {
		return fallback
	}
	value, ok := integer(m.text)
	if !ok {
		r.fault(m, "type", "must be an integer, is %s", clip(m.text))
		return fallback
	}
	if value < low || value > high {
		r.fault(m, "range", "must lie between %d and %d, is %s", low, high, clip(m.text))
		return fallback
	}
	return value
}

// integer reads a JSON number that is whole. 1.0 and 1e0 are 1: RFC 8785
// writes all three alike, so they must mean the same or one hash would stand
// for two instances.
func integer(literal string) (int, bool) {
	if value, err := strconv.ParseInt(literal, 10, 64); err == nil {
		return int(value), true
	}
	value, err := strconv.ParseFloat(literal, 64)
	if err != nil || value != math.Trunc(value) || math.Abs(value) > largest {
		return 0, false
	}
	return int(value), true
}

func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}
