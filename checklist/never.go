package checklist

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
)

// How many assignments are tried for one question, how many comparisons are made
// for a whole template, and how many choices are counted, before it is let pass
// undecided. The default template needs 1 in 15 of the comparisons.
const (
	maxQuestion    = 20_000
	maxComparisons = 10_000_000
	maxSet         = 100
)

// never looks for what can never be shown and never be answered. It is exact over
// the values that make a difference: the codes named and one more, the bounds
// of numbers and what is on either side, so many members as are counted. Each comparison
// of two answers, of rows from outside, and each check digit is taken to be
// true or false as it pleases, once what it compares is answered. So what is found is
// impossible, and what is not found may be.
func (l *lint) never() {
	hidden := map[string]bool{}
	for _, n := range l.tree.order {
		at := l.pointers[n.path]
		if n.outer != nil && hidden[n.outer.path] {
			hidden[n.path] = true
			continue
		}
		if !l.possibleAll(n, nil) {
			hidden[n.path] = true
			l.fs.Add(at+"/relevantIf", "never", "%s is never shown", n.path)
			continue
		}
		l.neverWithin(at, n)
	}
}

// neverWithin looks at the other conditions of an item that can be shown.
func (l *lint) neverWithin(at string, n *node) {
	if n.item.RequiredIf != nil && !l.possibleAll(n, n.item.RequiredIf) {
		l.fs.Add(at+"/requiredIf", "never", "%s is never required", n.path)
	}
	for i, c := range n.item.Constraints {
		answered := Condition{All: []Condition{c.Holds, {Item: n.path, Answered: new(true)}}}
		if !l.possibleAll(n, &answered) {
			l.fs.Add(fmt.Sprintf("%s/constraints/%d/holds", at, i), "never", "no answer to %s is ever right", n.path)
		}
	}
	for i, o := range n.item.Options {
		if o.RelevantIf != nil && !l.possibleAll(n, o.RelevantIf) {
			l.fs.Add(fmt.Sprintf("%s/options/%d/relevantIf", at, i), "never", "the choice %s is never there", o.Code)
		}
	}
	for i, r := range n.item.Rows {
		within := &node{path: n.path, outer: n}
		if r.RelevantIf != nil && !l.possibleAll(within, r.RelevantIf) {
			l.fs.Add(fmt.Sprintf("%s/rows/%d/relevantIf", at, i), "never", "the row %s is never shown", r.Code)
		}
	}
}

// possible says of one comparison that no value of what it compares makes it true.
func (l *lint) possible(at string, n *node, c *Condition) {
	q := l.question(n)
	q.alone = true
	q.ask(*c)
	if !q.canBe() {
		l.fs.Add(at, "never", "is never true")
	}
}

// possibleAll says whether an item can be shown while a condition, or none, holds.
func (l *lint) possibleAll(n *node, also *Condition) bool {
	q := l.question(n)
	for around := n; around != nil; around = around.outer {
		if around.item.RelevantIf != nil {
			q.askFrom(around, *around.item.RelevantIf)
		}
	}
	if also != nil {
		q.ask(*also)
	}
	return q.canBe()
}

// question asks whether all of some conditions can hold at once.
type question struct {
	l       *lint
	from    *node
	asked   []seen
	told    map[string][]Condition // comparisons by what they compare
	values  map[string]value       // the assignment under trial
	atoms   map[string]bool        // comparisons that are true or false as they please
	domains map[string][]value
	items   map[string]*node // by key, those whose showing counts
	weight  int              // comparisons of one assignment
	alone   bool             // whether what is compared is shown does not matter
}

// seen is a condition and from where it is seen.
type seen struct {
	condition Condition
	from      *node
}

func (l *lint) question(n *node) *question {
	return &question{l: l, from: n, told: map[string][]Condition{}, values: map[string]value{}, atoms: map[string]bool{}, domains: map[string][]value{}, items: map[string]*node{}}
}

func (q *question) ask(c Condition) { q.askFrom(q.from, c) }

func (q *question) askFrom(n *node, c Condition) {
	q.asked = append(q.asked, seen{c, n})
	q.gather(n, &c)
}

// gather notes what a condition compares, and what the showing of that hangs on.
func (q *question) gather(n *node, c *Condition) {
	if q.l.budget <= 0 {
		return
	}
	for i := range c.All {
		q.gather(n, &c.All[i])
	}
	for i := range c.Any {
		q.gather(n, &c.Any[i])
	}
	if c.Not != nil {
		q.gather(n, c.Not)
	}
	if c.Item == "" && c.Fact == "" {
		return
	}
	weight := 1 + len(c.In) + len(c.HasAny)
	q.weight += weight
	q.l.budget -= weight
	if q.pleases(n, c) {
		q.atoms[atom(c)] = false
	}
	if q.l.outside(n, c.Item) {
		return
	}
	q.note(Operand{c.Item, c.Fact}, *c)
	for _, o := range []*Operand{c.SameAs, c.NotBefore} {
		if o != nil && !q.l.outside(n, o.Item) {
			q.note(*o, Condition{})
		}
	}
}

// outside says whether a path is in rows that n is not in, or nowhere.
func (l *lint) outside(n *node, path string) bool {
	return path != "" && (l.tree.byPath[path] == nil || l.fromOutside(n, Operand{Item: path}))
}

// pleases says whether a comparison is taken as true or false as it pleases.
func (q *question) pleases(n *node, c *Condition) bool {
	return q.l.outside(n, c.Item) || c.SameAs != nil || c.NotBefore != nil || c.ValidAs != ""
}

func atom(c *Condition) string {
	text, err := json.Marshal(c)
	if err != nil {
		return "" // a condition was read from JSON
	}
	return string(text)
}

// key is what an operand is assigned by: what is calculated from a fact is the fact.
func (q *question) key(o Operand) string {
	if o.Fact != "" {
		return "fact " + o.Fact
	}
	n := q.l.tree.byPath[o.Item]
	if n != nil && n.item.Type == "calculated" && n.item.RelevantIf == nil && n.outer == nil {
		if fact := n.item.calculation().Fact; fact != "" {
			return "fact " + fact
		}
	}
	return o.Item
}

func (q *question) note(o Operand, c Condition) {
	key := q.key(o)
	first := q.told[key] == nil
	q.told[key] = append(q.told[key], c)
	if !first || o.Item == "" || key != o.Item || q.alone {
		return
	}
	n := q.l.tree.byPath[o.Item]
	q.items[key] = n
	for around := n; around != nil; around = around.outer {
		if around.item.RelevantIf != nil {
			q.gather(around, around.item.RelevantIf)
		}
	}
}

// canBe tries every assignment; true too when there are too many.
func (q *question) canBe() bool {
	if q.l.budget <= 0 {
		return true // what was asked is not gathered whole
	}
	size := 1.0
	for key := range q.told {
		q.domains[key] = q.domain(key)
		size *= float64(len(q.domains[key]))
	}
	size *= math.Pow(2, float64(len(q.atoms)))
	if cost := size * float64(q.weight); size > maxQuestion || cost > float64(q.l.budget) {
		return true
	}
	q.l.budget -= int(size) * q.weight
	return q.try(slices.Sorted(maps.Keys(q.domains)), slices.Sorted(maps.Keys(q.atoms)))
}

func (q *question) try(keys, atoms []string) bool {
	if len(keys) > 0 {
		return slices.ContainsFunc(q.domains[keys[0]], func(v value) bool {
			q.values[keys[0]] = v
			return q.try(keys[1:], atoms)
		})
	}
	if len(atoms) > 0 {
		return slices.ContainsFunc([]bool{true, false}, func(b bool) bool {
			q.atoms[atoms[0]] = b
			return q.try(nil, atoms[1:])
		})
	}
	for key, n := range q.items {
		if q.values[key] == nil {
			continue
		}
		for around := n; around != nil; around = around.outer {
			if around.item.RelevantIf != nil && !q.holds(around, around.item.RelevantIf) {
				return false
			}
		}
	}
	return !slices.ContainsFunc(q.asked, func(s seen) bool { return !q.holds(s.from, &s.condition) })
}

// holds says whether a condition is true under the assignment.
func (q *question) holds(n *node, c *Condition) bool {
	switch {
	case len(c.All) > 0:
		return !slices.ContainsFunc(c.All, func(c Condition) bool { return !q.holds(n, &c) })
	case len(c.Any) > 0:
		return slices.ContainsFunc(c.Any, func(c Condition) bool { return q.holds(n, &c) })
	case c.Not != nil:
		return !q.holds(n, c.Not)
	}
	if q.l.outside(n, c.Item) {
		return q.atoms[atom(c)]
	}
	v := q.values[q.key(Operand{c.Item, c.Fact})]
	if c.Answered != nil {
		return *c.Answered == (v != nil)
	}
	if v == nil {
		return false
	}
	for _, o := range []*Operand{c.SameAs, c.NotBefore} {
		if o != nil {
			return q.atoms[atom(c)] && (q.l.outside(n, o.Item) || q.values[q.key(*o)] != nil)
		}
	}
	if c.ValidAs != "" {
		return q.atoms[atom(c)]
	}
	return c.comparesValue(v)
}
