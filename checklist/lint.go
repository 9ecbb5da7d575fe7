package checklist

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
)

// lint walks a checklist and notes what is wrong with it.
type lint struct {
	fs    *models.Faults
	at    string // of the template
	lists Lists
	items map[string]Item     // by path
	facts map[string]Fact     // by code
	needs map[string][]string // what the showing or the content of an item hangs on, by path
}

// Lint adds to fs what keeps a template from being published, under JSON
// pointers that begin with at.
func Lint(fs *models.Faults, at string, t Template, lists Lists) {
	l := lint{fs, at, lists, map[string]Item{}, map[string]Fact{}, map[string][]string{}}
	if !models.ValidCode(t.Code) || t.Version < 1 {
		fs.Add(at+"/code", "format", "a checklist has a code and a version from 1")
	}
	t.Labels.Check(fs, at+"/labels")
	for i, f := range t.Facts {
		here := fmt.Sprintf(at+"/facts/%d", i)
		if _, twice := l.facts[f.Code]; twice {
			fs.Add(here+"/code", "duplicate", "%q is there twice", f.Code)
		}
		l.facts[f.Code] = f
		f.Labels.Check(fs, here+"/labels")
	}
	sections := map[string]bool{}
	for i, s := range t.Sections {
		here := fmt.Sprintf(at+"/sections/%d", i)
		checkOption(fs, here, s.Code, s.Labels, sections)
		l.gather(here+"/items", "", s.Items)
	}
	for i, s := range t.Sections {
		l.check(fmt.Sprintf(at+"/sections/%d/items", i), "", s.Items)
	}
	l.circles()
}

// gather notes every item by its path, so that a later section can be named.
func (l lint) gather(at, outer string, items []Item) {
	for i, item := range items {
		path := outer + item.Code
		if _, twice := l.items[path]; twice {
			l.fs.Add(fmt.Sprintf("%s/%d/code", at, i), "duplicate", "%q is there twice", path)
		}
		l.items[path] = item
		l.gather(fmt.Sprintf("%s/%d/columns", at, i), path+".", item.Columns)
		l.gather(fmt.Sprintf("%s/%d/items", at, i), path+".", item.Items)
	}
}

func (l lint) check(at, outer string, items []Item) {
	if len(items) == 0 {
		l.fs.Add(at, "required", "there are no items")
	}
	for i, item := range items {
		here, path := fmt.Sprintf("%s/%d", at, i), outer+item.Code
		l.labels(here, item)
		l.shape(here, outer, item)
		l.condition(here+"/relevantIf", path, item.RelevantIf, true)
		l.condition(here+"/requiredIf", path, item.RequiredIf, false)
		for n, c := range item.Constraints {
			c.Message.Check(l.fs, fmt.Sprintf("%s/constraints/%d/message", here, n))
			l.condition(fmt.Sprintf("%s/constraints/%d/holds", here, n), path, &c.Holds, false)
		}
		for n, row := range item.Rows {
			l.condition(fmt.Sprintf("%s/rows/%d/relevantIf", here, n), path, row.RelevantIf, true)
		}
		l.sources(here, path, item)
		if item.Type == "matrix" {
			l.check(here+"/columns", path+".", item.Columns)
		}
		if item.Type == "repeat" {
			l.check(here+"/items", path+".", item.Items)
		}
	}
}

func (l lint) labels(at string, item Item) {
	if !models.ValidCode(item.Code) || strings.ContainsAny(item.Code, "./-") {
		l.fs.Add(at+"/code", "format", "%q cannot stand in a path", item.Code)
	}
	item.Labels.Check(l.fs, at+"/labels")
	if item.Hint != nil {
		item.Hint.Check(l.fs, at+"/hint")
	}
	for kind, choices := range map[string][]Choice{"options": item.Options, "rows": item.Rows} {
		seen := map[string]bool{}
		for i, c := range choices {
			here := fmt.Sprintf("%s/%s/%d", at, kind, i)
			checkOption(l.fs, here, c.Code, c.Labels, seen)
			if len(c.Requires) > 0 {
				checkEach(l.fs, here+"/requires", c.Requires, []string{"comment", "photo", "number"})
			}
		}
	}
}

// shape checks that an item has what its type needs, and nothing of another type.
func (l lint) shape(at, outer string, item Item) {
	checkEach(l.fs, at+"/type", []string{item.Type}, ItemTypes())
	selects := item.Type == "select_one" || item.Type == "select_many"
	for member, wrong := range map[string]bool{
		"options":   selects != (len(item.Options) > 0 || item.List != ""),
		"list":      item.List != "" && (len(item.Options) > 0 || len(l.lists[item.List]) == 0),
		"units":     (item.Type == "number") != (len(item.Units) > 0),
		"scan":      item.Type == "scan" && len(item.Scan) == 0,
		"rows":      (item.Type == "matrix") != (len(item.Rows) > 0 && len(item.Columns) > 0),
		"items":     (item.Type == "repeat") != (len(item.Items) > 0) || (outer != "" && (item.Type == "repeat" || item.Type == "matrix")),
		"calculate": (item.Type == "calculated") != (len(item.Calculate) > 0),
		"min":       (item.Type == "photo" && item.Required && (item.Min == nil || *item.Min < 1)) || (item.Min != nil && item.Max != nil && *item.Min > *item.Max),
		"refusal":   item.Refusal && item.Type != "signature",
		"required":  item.Required && item.RequiredIf != nil,
	} {
		if wrong {
			l.fs.Add(at+"/"+member, "invalid", "does not go with the type %s", item.Type)
		}
	}
	for _, symbology := range item.Scan {
		checkEach(l.fs, at+"/scan", []string{symbology}, []string{"qr", "data_matrix", "code_128", "ean"})
	}
	if item.Sensitivity != "" {
		checkEach(l.fs, at+"/sensitivity", []string{item.Sensitivity}, []string{"personal", "special"})
	}
}

// sources checks what an item takes its content from.
func (l lint) sources(at, path string, item Item) {
	if item.Each != "" {
		l.operand(at+"/each", path, Operand{Item: item.Each})
	}
	if d := item.Default; d != nil {
		if d.Fact != "" {
			l.operand(at+"/default", path, Operand{Fact: d.Fact})
		}
		if d.DeviceIsMini != "" {
			l.operand(at+"/default", path, Operand{Item: d.DeviceIsMini})
			l.needs[path] = append(l.needs[path], d.DeviceIsMini)
		}
	}
	if len(item.Calculate) == 0 {
		return
	}
	var c struct {
		Fact           string   `json:"fact"`
		MinutesBetween []string `json:"minutesBetween"`
	}
	if err := json.Unmarshal(item.Calculate, &c); err != nil || (c.Fact == "") == (len(c.MinutesBetween) != 2) {
		l.fs.Add(at+"/calculate", "format", "is a fact or the minutes between two items")
		return
	}
	if c.Fact != "" {
		l.operand(at+"/calculate", path, Operand{Fact: c.Fact})
	}
	for _, p := range c.MinutesBetween {
		l.operand(at+"/calculate", path, Operand{Item: p})
		l.needs[path] = append(l.needs[path], p)
	}
}

// condition checks one condition. With hang the item's showing hangs on it,
// which the search for circles needs to know.
func (l lint) condition(at, path string, c *Condition, hang bool) {
	if c == nil {
		return
	}
	for i := range c.All {
		l.condition(fmt.Sprintf("%s/all/%d", at, i), path, &c.All[i], hang)
	}
	for i := range c.Any {
		l.condition(fmt.Sprintf("%s/any/%d", at, i), path, &c.Any[i], hang)
	}
	l.condition(at+"/not", path, c.Not, hang)
	compares := c.Item != "" || c.Fact != ""
	operators := c.operators()
	groups := btoi(len(c.All) > 0) + btoi(len(c.Any) > 0) + btoi(c.Not != nil)
	if groups+btoi(compares) != 1 || (compares && operators != 1) || (!compares && operators != 0) {
		l.fs.Add(at, "format", "must be one of all, any, not, or one comparison of an item or a fact")
		return
	}
	if !compares {
		return
	}
	l.operand(at, path, Operand{c.Item, c.Fact})
	for _, o := range []*Operand{c.SameAs, c.NotBefore} {
		if o != nil {
			l.operand(at, path, *o)
		}
	}
	if c.ValidAs != "" {
		checkEach(l.fs, at+"/validAs", []string{c.ValidAs}, []string{"imei", "iccid"})
	}
	l.values(at, *c)
	if hang && c.Item != "" {
		l.needs[path] = append(l.needs[path], c.Item)
	}
}

func (c Condition) operators() int {
	return btoi(len(c.Is) > 0) + btoi(len(c.In) > 0) + btoi(c.Has != "") + btoi(len(c.HasAny) > 0) + btoi(c.Answered != nil) + btoi(c.AtLeast != nil) +
		btoi(c.Above != nil) + btoi(c.CountAtLeast != nil) + btoi(c.SameAs != nil) + btoi(c.NotBefore != nil) + btoi(c.ValidAs != "")
}

// operand checks that the item or fact named is there.
func (l lint) operand(at, path string, o Operand) {
	_, item := l.items[o.Item]
	_, fact := l.facts[o.Fact]
	switch {
	case (o.Item == "") == (o.Fact == ""):
		l.fs.Add(at, "format", "must name an item or a fact")
	case o.Item != "" && !item:
		l.fs.Add(at, "unknown", "%s names the item %q, which is not there", path, o.Item)
	case o.Fact != "" && !fact:
		l.fs.Add(at, "unknown", "%s names the fact %q, which is not there", path, o.Fact)
	}
}

// values checks that what an answer is compared with can be an answer.
func (l lint) values(at string, c Condition) {
	words := append(append([]string(nil), c.In...), c.HasAny...)
	if c.Has != "" {
		words = append(words, c.Has)
	}
	var text string
	if json.Unmarshal(c.Is, &text) == nil {
		words = append(words, text)
	} else if len(c.Is) > 0 && c.Item != "" {
		l.fs.Add(at+"/is", "format", "an item is compared with a code")
	}
	item := l.items[c.Item]
	for _, w := range words {
		if c.Item != "" && !slices.Contains(l.answers(item), w) {
			l.fs.Add(at, "unknown", "%q is never an answer to %s", w, c.Item)
		}
	}
}

// answers are the codes that an item can hold.
func (l lint) answers(item Item) []string {
	if item.Type == "yes_no_na" {
		return []string{"yes", "no", "na"}
	}
	var out []string
	for _, o := range item.Options {
		out = append(out, o.Code)
	}
	for _, p := range l.lists[item.List] {
		out = append(out, p.Code)
	}
	return out
}

// circles finds items whose showing hangs, in the end, on themselves.
func (l lint) circles() {
	const open, done = 1, 2
	state := map[string]int{}
	var visit func(path string) bool
	visit = func(path string) bool {
		if state[path] != 0 {
			return state[path] == open
		}
		state[path] = open
		for _, next := range l.needs[path] {
			if visit(next) {
				l.fs.Add(l.at, "cycle", "whether %s is shown hangs on itself, by way of %s", path, next)
			}
		}
		state[path] = done
		return false
	}
	for _, path := range slices.Sorted(maps.Keys(l.items)) { // the same words each time
		visit(path)
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
	for language, text := range map[string]string{"en": l.EN, "fr": l.FR} {
		if strings.TrimSpace(text) == "" || text != strings.TrimSpace(text) || len([]rune(text)) > 200 {
			fs.Add(at+"/"+language, "required", "there must be a label of at most 200 characters, without blanks around it")
		}
	}
}

func checkEach(fs *models.Faults, at string, words, set []string) {
	if len(words) == 0 {
		fs.Add(at, "required", "names nothing")
	}
	for _, w := range words {
		if !slices.Contains(set, w) {
			fs.Add(at, "unknown", "%q is not one of %s", w, strings.Join(set, ", "))
		}
	}
}
