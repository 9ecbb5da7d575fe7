package checklist

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
)

// lint walks a checklist and notes what is wrong with it.
type lint struct {
	fs       *models.Faults
	lists    Lists
	tree     tree
	pointers map[string]string // of items, by path
	facts    map[string]Fact   // by code
	findings string            // the repeat of findings
	budget   int               // comparisons that may still be made, see never.go
}

// Lint adds to fs what keeps a template from being published, under JSON
// pointers that begin with at. A template without a fault can be shown,
// answered and closed; what is too large to decide is let pass (see question).
func Lint(fs *models.Faults, at string, t Template, lists Lists) {
	l := &lint{fs: fs, lists: lists, pointers: map[string]string{}, facts: map[string]Fact{}, budget: maxComparisons}
	before := fs.Len()
	l.tree = newTree(t, func(string) bool { return true })
	l.head(at, t)
	sections := map[string]bool{}
	for i, s := range t.Sections {
		here := fmt.Sprintf(at+"/sections/%d", i)
		checkOption(fs, here, s.Code, s.Labels, sections)
		l.gather(here+"/items", "", s.Items)
	}
	if len(t.Sections) == 0 {
		fs.Add(at+"/sections", "required", "there are no sections")
	}
	for i, s := range t.Sections {
		l.check(fmt.Sprintf(at+"/sections/%d/items", i), nil, s.Items)
	}
	for _, n := range l.tree.order {
		if n.circular {
			fs.Add(l.pointers[n.path], "cycle", "whether %s is shown, or what it holds, hangs on itself", n.path)
		}
	}
	if fs.Len() == before { // what is impossible because of another fault would only be told twice
		l.never()
	}
}

// head checks what stands before the sections.
func (l *lint) head(at string, t Template) {
	if !models.ValidCode(t.Code) || t.Version < 1 {
		l.fs.Add(at+"/code", "format", "a checklist has a code and a version from 1")
	}
	t.Labels.Check(l.fs, at+"/labels")
	for i, f := range t.Facts {
		here := fmt.Sprintf(at+"/facts/%d", i)
		if _, twice := l.facts[f.Code]; twice {
			l.fs.Add(here+"/code", "duplicate", "%q is there twice", f.Code)
		}
		if !models.ValidCode(f.Code) {
			l.fs.Add(here+"/code", "format", "%q is not a code", f.Code)
		}
		l.facts[f.Code] = f
		f.Labels.Check(l.fs, here+"/labels")
		checkEach(l.fs, here+"/type", []string{f.Type}, factTypes())
		if f.List != "" && (f.Type != "code" || len(l.lists[f.List]) == 0) {
			l.fs.Add(here+"/list", "invalid", "%q is no list that a fact of the type %s can have", f.List, f.Type)
		}
	}
}

// gather notes every item by its path, so that a later section can be named.
func (l *lint) gather(at, outer string, items []Item) {
	for i, item := range items {
		path, here := outer+item.Code, fmt.Sprintf("%s/%d", at, i)
		if _, twice := l.pointers[path]; twice {
			l.fs.Add(here+"/code", "duplicate", "%q is there twice", path)
			continue
		}
		l.pointers[path] = here
		l.gather(here+"/columns", path+".", item.Columns)
		l.gather(here+"/items", path+".", item.Items)
	}
}

func (l *lint) check(at string, outer *node, items []Item) {
	if len(items) == 0 {
		l.fs.Add(at, "required", "there are no items")
	}
	for i, item := range items {
		here, n := fmt.Sprintf("%s/%d", at, i), &node{path: item.Code, item: item, outer: outer}
		if outer != nil {
			n.path = outer.path + "." + item.Code
		}
		l.labels(here, item)
		l.shape(here, n)
		l.members(here, n)
		l.condition(here+"/relevantIf", n, item.RelevantIf)
		l.condition(here+"/requiredIf", n, item.RequiredIf)
		for k, c := range item.Constraints {
			c.Message.Check(l.fs, fmt.Sprintf("%s/constraints/%d/message", here, k))
			l.condition(fmt.Sprintf("%s/constraints/%d/holds", here, k), n, &c.Holds)
		}
		for k, o := range item.Options {
			l.condition(fmt.Sprintf("%s/options/%d/relevantIf", here, k), n, o.RelevantIf)
		}
		for k, row := range item.Rows { // seen from within the row
			l.condition(fmt.Sprintf("%s/rows/%d/relevantIf", here, k), &node{path: n.path, outer: n}, row.RelevantIf)
		}
		l.sources(here, n)
		if outer != nil {
			continue
		}
		if item.Type == "matrix" {
			l.check(here+"/columns", n, item.Columns)
		}
		if item.Type == "repeat" {
			l.check(here+"/items", n, item.Items)
		}
	}
}

func (l *lint) labels(at string, item Item) {
	if !models.ValidCode(item.Code) || strings.ContainsAny(item.Code, "./-") {
		l.fs.Add(at+"/code", "format", "%q cannot stand in a path", item.Code)
	}
	item.Labels.Check(l.fs, at+"/labels")
	if item.Hint != nil {
		item.Hint.Check(l.fs, at+"/hint")
	}
	seen := map[string]bool{}
	for i, o := range item.Options {
		here := fmt.Sprintf("%s/options/%d", at, i)
		checkOption(l.fs, here, o.Code, o.Labels, seen)
		for _, what := range o.Requires {
			if !slices.Contains(item.Offers, what) {
				l.fs.Add(here+"/requires", "invalid", "demands a %s, which the item does not offer", what)
			}
		}
		if o.Alone && item.Type != "select_many" {
			l.fs.Add(here+"/alone", "invalid", "does not go with the type %s", item.Type)
		}
	}
	seen = map[string]bool{}
	for i, r := range item.Rows {
		here := fmt.Sprintf("%s/rows/%d", at, i)
		checkOption(l.fs, here, r.Code, r.Labels, seen)
		if strings.ContainsAny(r.Code, "./") {
			l.fs.Add(here+"/code", "format", "%q cannot name a row", r.Code)
		}
		if len(r.Requires) > 0 || r.Alone || r.Retired {
			l.fs.Add(here, "invalid", "a row of a matrix has a code, labels and relevantIf, and no more")
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func checkOption(fs *models.Faults, at, code string, labels Labels, seen map[string]bool) {
	if !models.ValidCode(code) {
		fs.Add(at+"/code", "format", "%q is not a code", code)
	}
	if seen[code] {
		fs.Add(at+"/code", "duplicate", "%q is there twice", code)
	}
	seen[code] = true
	labels.Check(fs, at+"/labels")
}

// Check adds to fs where a language has no words, or too many.
func (l Labels) Check(fs *models.Faults, at string) {
	for _, in := range []struct{ language, text string }{{"en", l.EN}, {"fr", l.FR}} {
		if strings.TrimSpace(in.text) == "" || in.text != strings.TrimSpace(in.text) || len([]rune(in.text)) > 200 {
			fs.Add(at+"/"+in.language, "required", "there must be a label of at most 200 characters, without blanks around it")
		}
	}
}

func checkEach(fs *models.Faults, at string, words, set []string) {
	if len(words) == 0 {
		fs.Add(at, "required", "names nothing")
	}
	for i, w := range words {
		if !slices.Contains(set, w) {
			fs.Add(at, "unknown", "%q is not one of %s", w, strings.Join(set, ", "))
		}
		if slices.Contains(words[:i], w) {
			fs.Add(at, "duplicate", "%q is there twice", w)
		}
	}
}

// RowsOf are the codes of the rows of a matrix of the checklist.
func (t Template) RowsOf(code string) []string {
	var out []string
	for _, s := range t.Sections {
		for _, item := range s.Items {
			if item.Code == code {
				for _, row := range item.Rows {
					out = append(out, row.Code)
				}
			}
		}
	}
	return out
}

// ItemOf returns an item of a repeat; an Item without a code if it is not there.
func (t Template) ItemOf(outer, code string) Item {
	for _, s := range t.Sections {
		for _, o := range s.Items {
			i := slices.IndexFunc(o.Items, func(item Item) bool { return item.Code == code })
			if o.Code == outer && i >= 0 {
				return o.Items[i]
			}
		}
	}
	return Item{}
}
