package checklist

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
)

// compareJSON says what differs between two versions, for both engines.
//
//go:embed sentences-compare.json
var compareJSON []byte

// ToldDifference is a difference, and the sentence that people read.
type ToldDifference struct {
	Difference
	Words Labels `json:"words"`
}

// Tell lists what differs from one version to another, as Compare does, each
// with a sentence in both languages: what is shown when a draft is moved.
func Tell(from, to Template) []ToldDifference {
	var words map[string]Labels
	if json.Unmarshal(compareJSON, &words) != nil {
		return nil // a test reads it
	}
	t := teller{words, from, to, parts(from).byPath, parts(to).byPath}
	out := []ToldDifference{}
	for _, d := range Compare(from, to) {
		out = append(out, ToldDifference{d, t.sentence(d)})
	}
	return out
}

// teller puts differences into words.
type teller struct {
	words         map[string]Labels
	from, to      Template
	before, after map[string]part
}

func (t teller) sentence(d Difference) Labels {
	template, all := t.to, t.after
	if d.What == Removed {
		template, all = t.from, t.before
	}
	return t.fill("sentence", map[string]Labels{"item": nameOf(template, all, d.Path), "what": t.clause(d)})
}

// nameOf is what people call the thing at a path: its label, in a matrix or
// repeat after that of the outer one; the path where it has none.
func nameOf(t Template, all map[string]part, path string) Labels {
	if code, isFact := strings.CutPrefix(path, "fact "); isFact {
		i := slices.IndexFunc(t.Facts, func(f Fact) bool { return f.Code == code })
		return orPath(t.Facts[i].Labels, path)
	}
	p := all[path]
	own := orPath(p.item.Labels, path)
	if p.outer == nil {
		return own
	}
	outer := orPath(p.outer.Labels, p.outer.Code)
	return Labels{EN: outer.EN + ", " + own.EN, FR: outer.FR + ", " + own.FR}
}

func orPath(l Labels, path string) Labels {
	if l.EN == "" {
		l.EN = path
	}
	if l.FR == "" {
		l.FR = path
	}
	return l
}

// fill is a sentence with its holes filled: {item}, {what}, {from}, {to}.
func (t teller) fill(sentence string, holes map[string]Labels) Labels {
	var en, fr []string
	for name, l := range holes {
		en, fr = append(en, "{"+name+"}", l.EN), append(fr, "{"+name+"}", l.FR)
	}
	return Labels{EN: strings.NewReplacer(en...).Replace(t.words[sentence].EN), FR: strings.NewReplacer(fr...).Replace(t.words[sentence].FR)}
}

// clause says what differs, without the name of the thing.
func (t teller) clause(d Difference) Labels {
	a, b := t.before[d.Path].item, t.after[d.Path].item
	switch d.What {
	case Retyped:
		if strings.HasPrefix(d.Path, "fact ") && d.From == d.To {
			return t.words["list"]
		}
		return t.fill("type", map[string]Labels{"from": t.typeOf(d.From), "to": t.typeOf(d.To)})
	case Reworded:
		if !strings.HasPrefix(d.Path, "fact ") && a.Labels == b.Labels {
			return t.words["words"]
		}
		before := t.before[d.Path]
		before.outer = nil // its name is no news
		return t.fill("words_label", map[string]Labels{"from": nameOf(t.from, map[string]part{d.Path: before}, d.Path)})
	case Chosen:
		return t.choices(a, b)
	case Demanded:
		switch {
		case b.Required && !a.Required:
			return t.words["required_now"]
		case a.Required && !b.Required && b.RequiredIf == nil:
			return t.words["required_no_more"]
		}
		return t.words["required"]
	case Moved:
		return t.fill("place", map[string]Labels{"from": nameOf(t.from, t.before, "section "+d.From), "to": nameOf(t.to, t.after, "section "+d.To)})
	}
	return t.words[d.What]
}

func (t teller) typeOf(kind string) Labels {
	if words, known := t.words["type_"+kind]; known {
		return words
	}
	return Labels{EN: kind, FR: kind}
}

// choices says which options or rows went and came, by their labels.
func (t teller) choices(a, b Item) Labels {
	kind := "choices"
	if len(a.Rows)+len(b.Rows) > 0 {
		kind = "rows"
	}
	var clauses []Labels
	if a.List != b.List {
		clauses = append(clauses, t.words["list"])
	}
	if gone := onlyIn(a, b); len(gone) > 0 {
		clauses = append(clauses, t.fill(kind+"_gone", map[string]Labels{"from": labelsOf(gone)}))
	}
	if come := onlyIn(b, a); len(come) > 0 {
		clauses = append(clauses, t.fill(kind+"_come", map[string]Labels{"to": labelsOf(come)}))
	}
	return joined(clauses, t.words["separator"])
}

func labelsOf(choices []Choice) Labels {
	all := make([]Labels, len(choices))
	for i, c := range choices {
		all[i] = orPath(c.Labels, c.Code)
	}
	return joined(all, Labels{EN: ", ", FR: ", "})
}

func joined(all []Labels, separator Labels) Labels {
	en, fr := make([]string, len(all)), make([]string, len(all))
	for i, l := range all {
		en[i], fr[i] = l.EN, l.FR
	}
	return Labels{EN: strings.Join(en, separator.EN), FR: strings.Join(fr, separator.FR)}
}
