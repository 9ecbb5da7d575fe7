package checklist

import (
	"encoding/json"
	"slices"
)

// node is an item of a template at its path.
type node struct {
	path     string
	item     Item
	outer    *node // the matrix or repeat around it
	demanded bool  // its section is
	circular bool  // its showing or content hangs on itself
	hangs    []string
}

// group is the path of what the node's rows are rows of, "" outside rows.
func (n *node) group() string {
	switch {
	case n.outer != nil:
		return n.outer.path
	case n.item.Each != "" && n.item.Type != "matrix" && n.item.Type != "repeat":
		return n.path
	}
	return ""
}

// tree is a template by its paths.
type tree struct {
	byPath map[string]*node
	order  []*node // as in the template, an outer item before those in it
}

// newTree walks a template. Of two items with one path the first counts.
func newTree(t Template, demanded func(section string) bool) tree {
	b := tree{byPath: map[string]*node{}}
	for _, s := range t.Sections {
		for _, item := range s.Items {
			n := b.add(nil, item, demanded(s.Code))
			if n == nil {
				continue
			}
			inner := item.Items
			if item.Type == "matrix" {
				inner = item.Columns
			} else if item.Type != "repeat" {
				inner = nil
			}
			for _, i := range inner {
				b.add(n, i, n.demanded)
			}
		}
	}
	b.findCircles()
	return b
}

func (b *tree) add(outer *node, item Item, demanded bool) *node {
	n := &node{path: item.Code, item: item, outer: outer, demanded: demanded}
	if outer != nil {
		n.path = outer.path + "." + item.Code
		n.hangs = append(n.hangs, outer.path)
		if outer.item.Type == "matrix" {
			for _, row := range outer.item.Rows {
				n.hangs = row.RelevantIf.paths(n.hangs)
			}
		}
	}
	if b.byPath[n.path] != nil {
		return nil
	}
	n.hangs = item.RelevantIf.paths(n.hangs)
	if n.group() == n.path {
		n.hangs = append(n.hangs, item.Each)
	}
	if item.Type == "calculated" {
		n.hangs = append(n.hangs, item.calculation().MinutesBetween...)
	}
	b.byPath[n.path] = n
	b.order = append(b.order, n)
	return n
}

// paths adds the paths that a condition names.
func (c *Condition) paths(to []string) []string {
	if c == nil {
		return to
	}
	for i := range c.All {
		to = c.All[i].paths(to)
	}
	for i := range c.Any {
		to = c.Any[i].paths(to)
	}
	to = c.Not.paths(to)
	for _, o := range []*Operand{{Item: c.Item}, c.SameAs, c.NotBefore} {
		if o != nil && o.Item != "" {
			to = append(to, o.Item)
		}
	}
	return to
}

// calculation is the content of Calculate: exactly one member.
type calculation struct {
	Fact           string   `json:"fact,omitempty"`
	MinutesBetween []string `json:"minutesBetween,omitempty"`
}

// calculation reads what a calculated item is calculated from; nothing when it
// cannot be read.
func (item Item) calculation() calculation {
	var c calculation
	if json.Unmarshal(item.Calculate, &c) != nil || (c.Fact == "") == (len(c.MinutesBetween) != 2) {
		return calculation{}
	}
	return c
}

// findCircles marks whatever hangs on itself: the strongly connected components
// of the graph that have an edge within (Tarjan 1972).
func (b *tree) findCircles() {
	w := walk{tree: b, index: map[*node]int{}, low: map[*node]int{}, open: map[*node]bool{}}
	for _, n := range b.order {
		if w.index[n] == 0 {
			w.visit(n)
		}
	}
}

type walk struct {
	tree       *tree
	index, low map[*node]int // from 1
	stack      []*node
	open       map[*node]bool // on the stack
}

func (w *walk) visit(n *node) {
	w.index[n] = len(w.index) + 1
	w.low[n] = w.index[n]
	w.stack, w.open[n] = append(w.stack, n), true
	for _, path := range n.hangs {
		next := w.tree.byPath[path]
		switch {
		case next == nil:
		case w.index[next] == 0:
			w.visit(next)
			w.low[n] = min(w.low[n], w.low[next])
		case w.open[next]:
			w.low[n] = min(w.low[n], w.index[next])
		}
	}
	if w.low[n] != w.index[n] {
		return
	}
	from := slices.Index(w.stack, n)
	component := w.stack[from:]
	for _, member := range component {
		w.open[member] = false
		member.circular = len(component) > 1 || slices.Contains(member.hangs, member.path)
	}
	w.stack = w.stack[:from]
}
