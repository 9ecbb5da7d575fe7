package checklist

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
)

// What can differ between two versions.
const (
	Added    = "added"
	Removed  = "removed"
	Retyped  = "type"     // From and To are the types
	Reworded = "words"    // label, hint or message in a language
	Chosen   = "choices"  // From and To are the codes that are only there
	Demanded = "required" // required, requiredIf, min, or what an option requires
	Shown    = "shown"    // relevantIf, of a row or an option too
	Limited  = "limits"   // anything else
	Moved    = "place"    // another section; From and To are their codes
)

// Difference is one thing that differs between two versions of a checklist.
type Difference struct {
	Path string `json:"path"` // of an item; of a fact "fact " and its code, of a section "section " and its code
	What string `json:"what"`
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// Compare lists what differs from one version to another, in the order of the
// new one, and what was removed after that in the order of the old. The same
// template with another number differs in nothing.
func Compare(from, to Template) []Difference {
	out := compareFacts(from, to)
	a, b := parts(from), parts(to)
	for _, p := range b.order {
		before, there := a.byPath[p.path]
		if !there {
			out = append(out, Difference{Path: p.path, What: Added})
			continue
		}
		if before.section != p.section {
			out = append(out, Difference{p.path, Moved, before.section, p.section})
		}
		out = append(out, compareItems(p.path, before.item, p.item)...)
	}
	for _, p := range a.order {
		if _, still := b.byPath[p.path]; !still {
			out = append(out, Difference{Path: p.path, What: Removed})
		}
	}
	return out
}

// part is an item at its path, or a section as an item of no type.
type part struct {
	path, section string
	item          Item
	outer         *Item // the matrix or repeat around it
}

type partList struct {
	order  []part
	byPath map[string]part
}

func parts(t Template) partList {
	l := partList{byPath: map[string]part{}}
	add := func(path, section string, item Item, outer *Item) {
		if _, twice := l.byPath[path]; !twice {
			l.byPath[path] = part{path, section, item, outer}
			l.order = append(l.order, l.byPath[path])
		}
	}
	add("", "", Item{Labels: t.Labels}, nil)
	for _, s := range t.Sections {
		add("section "+s.Code, "", Item{Labels: s.Labels}, nil)
		for _, item := range s.Items {
			add(item.Code, s.Code, item, nil)
			for _, inner := range slices.Concat(item.Columns, item.Items) {
				add(item.Code+"."+inner.Code, s.Code, inner, &item)
			}
		}
	}
	return l
}

func compareFacts(from, to Template) (out []Difference) {
	index := func(t Template, code string) int {
		return slices.IndexFunc(t.Facts, func(f Fact) bool { return f.Code == code })
	}
	for _, f := range to.Facts {
		switch i := index(from, f.Code); {
		case i < 0:
			out = append(out, Difference{Path: "fact " + f.Code, What: Added})
		case from.Facts[i].Type != f.Type || from.Facts[i].List != f.List:
			out = append(out, Difference{"fact " + f.Code, Retyped, from.Facts[i].Type, f.Type})
		case from.Facts[i].Labels != f.Labels:
			out = append(out, Difference{Path: "fact " + f.Code, What: Reworded})
		}
	}
	for _, f := range from.Facts {
		if index(to, f.Code) < 0 {
			out = append(out, Difference{Path: "fact " + f.Code, What: Removed})
		}
	}
	return out
}

// compareItems lists what differs between two items of one path, but for what
// is in them: that has paths of its own.
func compareItems(path string, a, b Item) (out []Difference) {
	if a.Type != b.Type {
		out = append(out, Difference{path, Retyped, a.Type, b.Type})
	}
	if gone, come := codesOf(onlyIn(a, b)), codesOf(onlyIn(b, a)); gone != "" || come != "" || a.List != b.List {
		out = append(out, Difference{path, Chosen, join(a.List, b.List, gone), join(b.List, a.List, come)})
	}
	for _, aspect := range []struct {
		what string
		of   func(Item) any
	}{{Reworded, wording}, {Demanded, demands}, {Shown, showing}, {Limited, limits}} {
		if !reflect.DeepEqual(plain(aspect.of(both(a, b))), plain(aspect.of(both(b, a)))) {
			out = append(out, Difference{Path: path, What: aspect.what})
		}
	}
	return out
}

// both is a with those of its options and rows that b has too.
func both(a, b Item) Item {
	here := func(c Choice, in []Choice) bool {
		return slices.ContainsFunc(in, func(o Choice) bool { return o.Code == c.Code })
	}
	a.Options = slices.DeleteFunc(slices.Clone(a.Options), func(c Choice) bool { return !here(c, b.Options) })
	a.Rows = slices.DeleteFunc(slices.Clone(a.Rows), func(c Choice) bool { return !here(c, b.Rows) })
	return a
}

// plain is a thing as its JSON reads, so that only what is written counts.
func plain(x any) any {
	text, err := json.Marshal(x)
	if err != nil {
		return err // a template was read from JSON
	}
	var out any
	if err := json.Unmarshal(text, &out); err != nil {
		return err
	}
	return out
}

// onlyIn are the options and rows of a that b does not have.
func onlyIn(a, b Item) (out []Choice) {
	has := func(choices []Choice, code string) bool {
		return slices.ContainsFunc(choices, func(c Choice) bool { return c.Code == code })
	}
	for _, o := range a.Options {
		if !has(b.Options, o.Code) {
			out = append(out, o)
		}
	}
	for _, r := range a.Rows {
		if !has(b.Rows, r.Code) {
			out = append(out, r)
		}
	}
	return out
}

func codesOf(choices []Choice) string {
	codes := make([]string, len(choices))
	for i, c := range choices {
		codes[i] = c.Code
	}
	return strings.Join(codes, " ")
}

// join names a list, where it is another one, and codes.
func join(list, other, codes string) string {
	if list == other {
		return codes
	}
	return strings.TrimSpace(list + " " + codes)
}

func wording(i Item) any {
	words := []any{i.Labels, i.Hint}
	for _, c := range i.Constraints {
		words = append(words, c.Message)
	}
	return append(words, byCode(i, func(c Choice) any { return c.Labels })...)
}

func demands(i Item) any {
	return append([]any{i.Required, i.RequiredIf, i.Min}, byCode(i, func(c Choice) any {
		if len(c.Requires) == 0 {
			return nil // an empty list demands as little as none
		}
		return c.Requires
	})...)
}

func showing(i Item) any {
	return append([]any{i.RelevantIf}, byCode(i, func(c Choice) any { return c.RelevantIf })...)
}

// byCode is what there is to say of each option and row, whatever their order.
func byCode(i Item, of func(Choice) any) (out []any) {
	said := map[string]any{}
	for _, c := range slices.Concat(i.Options, i.Rows) {
		if x := plain(of(c)); x != nil {
			said[c.Code] = x
		}
	}
	return []any{said}
}

// limits is what is left of an item.
func limits(i Item) any {
	i.Labels, i.Hint, i.Required, i.RequiredIf, i.Min, i.RelevantIf, i.Type, i.List = Labels{}, nil, false, nil, nil, nil, "", ""
	i.Columns, i.Items = nil, nil
	marks := byCode(i, func(c Choice) any { return [2]bool{c.Alone, c.Retired} })
	i.Options, i.Rows = nil, nil
	constraints := make([]Condition, len(i.Constraints))
	for n, c := range i.Constraints {
		constraints[n] = c.Holds
	}
	i.Constraints = nil
	return []any{i, marks, constraints}
}
