package checklist

import (
	"fmt"
	"slices"
	"strings"
)

// condition checks one condition of an item.
func (l *lint) condition(at string, n *node, c *Condition) {
	if c == nil {
		return
	}
	for i := range c.All {
		l.condition(fmt.Sprintf("%s/all/%d", at, i), n, &c.All[i])
	}
	for i := range c.Any {
		l.condition(fmt.Sprintf("%s/any/%d", at, i), n, &c.Any[i])
	}
	l.condition(at+"/not", n, c.Not)
	compares := c.Item != "" || c.Fact != ""
	operators := c.operators()
	groups := btoi(len(c.All) > 0) + btoi(len(c.Any) > 0) + btoi(c.Not != nil)
	if groups+btoi(compares) != 1 || (compares && operators != 1) || (!compares && operators != 0) {
		l.fs.Add(at, "format", "must be one of all, any, not, or one comparison of an item or a fact")
		return
	}
	if !compares || !l.operand(at, n, Operand{c.Item, c.Fact}) {
		return
	}
	if !l.comparable(at, n, c) {
		return
	}
	l.fits(at, n, c)
}

func (c Condition) operators() int {
	return btoi(len(c.Is) > 0) + btoi(c.In != nil) + btoi(c.Has != "") + btoi(c.HasAny != nil) + btoi(c.Answered != nil) + btoi(c.AtLeast != nil) +
		btoi(c.Above != nil) + btoi(c.CountAtLeast != nil) + btoi(c.SameAs != nil) + btoi(c.NotBefore != nil) + btoi(c.ValidAs != "")
}

// operand checks that the item or fact named is there, and says whether it is.
func (l *lint) operand(at string, n *node, o Operand) bool {
	_, fact := l.facts[o.Fact]
	switch {
	case (o.Item == "") == (o.Fact == ""):
		l.fs.Add(at, "format", "must name an item or a fact")
	case o.Item != "" && l.tree.byPath[o.Item] == nil:
		l.fs.Add(at, "unknown", "%s names the item %q, which is not there", n.path, o.Item)
	case o.Fact != "" && !fact:
		l.fs.Add(at, "unknown", "%s names the fact %q, which is not there", n.path, o.Fact)
	default:
		return true
	}
	return false
}

// fromOutside says whether an operand is in rows that n is not in.
func (l *lint) fromOutside(n *node, o Operand) bool {
	of := l.tree.byPath[o.Item]
	return o.Item != "" && of.group() != "" && of.group() != n.group()
}

// inReach checks that an operand is one thing, and not one in every row.
func (l *lint) inReach(at string, n *node, o Operand) {
	if l.fromOutside(n, o) {
		l.fs.Add(at, "invalid", "%s is in rows: from outside it is not one answer", o.Item)
	}
}

// typeOf is the type of an item or a fact; of what is calculated from a fact
// that of the fact, and duration of minutes.
func (l *lint) typeOf(o Operand) string {
	if o.Fact != "" {
		return "fact " + l.facts[o.Fact].Type
	}
	item := l.tree.byPath[o.Item].item
	if item.Type != "calculated" {
		return item.Type
	}
	if fact := item.calculation().Fact; fact != "" {
		return "fact " + l.facts[fact].Type
	}
	return "duration"
}

// kind is what values of a type are compared as.
func kind(of string) string {
	switch of {
	case "yes_no_na", "select_one", "fact code":
		return "code"
	case "select_many":
		return "codes"
	case "text", "scan", "person", "lookup", "device", "exhibit", "seal", "signature":
		return "string"
	case "location", "fact location":
		return "place"
	case "people", "fact people", "equipment", "fact equipment", "photo":
		return "list of " + strings.TrimPrefix(of, "fact ")
	case "counter", "duration", "fact number":
		return "number"
	case "number":
		return "quantity"
	}
	return of // datetime, fact boolean, note, matrix, repeat
}

// comparable checks that an operator goes with what it is asked of.
func (l *lint) comparable(at string, n *node, c *Condition) bool {
	of := l.typeOf(Operand{c.Item, c.Fact})
	if l.fromOutside(n, Operand{Item: c.Item}) {
		if c.Answered == nil && c.CountAtLeast == nil && c.Has == "" && c.HasAny == nil {
			l.fs.Add(at, "invalid", "%s is in rows: from outside there are has, hasAny, answered and countAtLeast", c.Item)
			return false
		}
		if c.CountAtLeast != nil {
			of = "repeat" // its rows are counted
		}
	}
	k := kind(of)
	isList := k == "codes" || strings.HasPrefix(k, "list of ")
	var goes bool
	switch {
	case len(c.Is) > 0:
		goes = slices.Contains([]string{"code", "string", "fact boolean", "number"}, k)
	case c.In != nil:
		goes = k == "code" || k == "string"
	case c.Has != "", c.HasAny != nil:
		goes = k == "codes" || k == "code"
	case c.Answered != nil:
		goes = k != "note"
	case c.AtLeast != nil, c.Above != nil:
		goes = k == "number" || k == "quantity"
	case c.CountAtLeast != nil:
		goes = isList || k == "repeat"
	case c.SameAs != nil:
		goes = k != "note" && k != "matrix" && k != "repeat"
	case c.NotBefore != nil:
		goes = k == "datetime"
	case c.ValidAs != "":
		goes = k == "string"
	}
	if !goes {
		l.fs.Add(at, "never", "what is of the type %s is never compared like that", of)
	}
	return goes
}

// fits checks what an answer is compared with.
func (l *lint) fits(at string, n *node, c *Condition) {
	of, before := l.typeOf(Operand{c.Item, c.Fact}), l.fs.Len()
	for _, other := range []*Operand{c.SameAs, c.NotBefore} {
		if other == nil || !l.operand(at, n, *other) {
			continue
		}
		l.inReach(at, n, *other)
		switch to := l.typeOf(*other); {
		case kind(to) != kind(of):
			l.fs.Add(at, "never", "what is of the type %s is never the like of what is of the type %s", of, to)
		case *other == Operand{c.Item, c.Fact}:
			l.fs.Add(at, "invalid", "%s is compared with itself", c.Item+c.Fact)
		}
	}
	if c.ValidAs != "" {
		checkEach(l.fs, at+"/validAs", []string{c.ValidAs}, wordSets()["validAs"])
	}
	if c.CountAtLeast != nil && *c.CountAtLeast < 1 {
		l.fs.Add(at, "range", "counts from 1: answered says whether there is anything")
	}
	l.words(at, c, of)
	if l.fs.Len() == before {
		l.possible(at, n, c)
	}
}

// words checks that a code that an answer is compared with can be an answer.
func (l *lint) words(at string, c *Condition, of string) {
	words := append(append([]string(nil), c.In...), c.HasAny...)
	if c.Has != "" {
		words = append(words, c.Has)
	}
	if c.In != nil && len(c.In) == 0 || c.HasAny != nil && len(c.HasAny) == 0 {
		l.fs.Add(at, "never", "is compared with nothing")
	}
	if len(c.Is) > 0 {
		v := given(c.Is)
		text, isText := v.(string)
		_, isBool := v.(bool)
		_, isNumber := v.(float64)
		if isText {
			words = append(words, text)
		}
		if k := kind(of); isBool != (k == "fact boolean") || isNumber != (k == "number") || isText != (k == "code" || k == "string") {
			l.fs.Add(at+"/is", "never", "what is of the type %s is never %s", of, c.Is)
		}
	}
	var codes []string
	switch {
	case c.Item != "" && l.tree.byPath[c.Item].item.Type != "calculated":
		if of != "yes_no_na" && of != "select_one" && of != "select_many" {
			return
		}
		codes = l.codes(l.tree.byPath[c.Item].item)
	default:
		fact := l.facts[c.Fact]
		if c.Item != "" {
			fact = l.facts[l.tree.byPath[c.Item].item.calculation().Fact]
		}
		if fact.Type != "code" || fact.List == "" {
			return
		}
		for _, p := range l.lists[fact.List] {
			codes = append(codes, p.Code)
		}
	}
	for _, w := range words {
		if len(codes) > 0 && !slices.Contains(codes, w) { // a list that is not there is told once
			l.fs.Add(at, "unknown", "%q is never an answer to %s", w, c.Item+c.Fact)
		}
	}
}
