package checklist

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// gateSentences is what the gate says, for both engines. %1 and %2 stand for
// what it is about.
//
//go:embed sentences-gate.json
var gateSentences []byte

// sentencesOfGate reads gateSentences. A test holds it against the codes.
func sentencesOfGate() map[string]Labels {
	var out map[string]Labels
	if json.Unmarshal(gateSentences, &out) != nil {
		return nil
	}
	return out
}

// with puts what it is about into a sentence, the same words in both languages.
func (l Labels) with(words ...string) Labels {
	both := make([]Labels, len(words))
	for i, w := range words {
		both[i] = Labels{w, w}
	}
	return l.of(both...)
}

// of puts labels into a sentence, each in its language.
func (l Labels) of(words ...Labels) Labels {
	var en, fr []string
	for i, w := range words {
		mark := "%" + strconv.Itoa(i+1)
		en, fr = append(en, mark, w.EN), append(fr, mark, w.FR)
	}
	return Labels{strings.NewReplacer(en...).Replace(l.EN), strings.NewReplacer(fr...).Replace(l.FR)}
}

func numeral(n int) string { return strconv.Itoa(n) }

// nameOf names an exhibit as people do: its category and number, or what is
// written of it.
func (g *gate) nameOf(x Exhibit) Labels { return g.thing(x.Category, x.Number, x.Description) }

// thing names something by its category's words in the pick-list, its number or
// else its description.
func (g *gate) thing(category, number, description string) Labels {
	words := g.words["exhibit"]
	for _, p := range g.in.Context.Lists["categories"] {
		if p.Code == category && p.Labels != (Labels{}) {
			words = p.Labels
		}
	}
	switch {
	case number != "":
		return g.words["numbered"].of(words, Labels{number, number})
	case !blank(description):
		return g.words["described"].of(words, Labels{description, description})
	}
	return words
}

func (g *gate) officer(id string) Labels {
	name := g.in.Officers[id].Name
	if name == "" {
		name = id
	}
	return Labels{name, name}
}

// sentence is a problem's message; of one in a row, with the row before it. A row
// of an item that has none is not called anything.
func (g *gate) sentence(p Problem, item Item, outer *Item) Labels {
	if p.Row == "" || outer == nil && item.Each == "" {
		return p.Message
	}
	return g.words["in_row"].of(g.rowName(p.Row, outer), p.Message)
}

// rowName is what a row is called: one of a matrix by the matrix, a find as it
// is known, an officer by name, another by its place among the rows.
func (g *gate) rowName(row string, outer *Item) Labels {
	if outer == nil {
		return g.officer(row)
	}
	if outer.Type == "matrix" {
		return outer.Labels // the message names the row
	}
	if outer.Of != "" {
		for _, f := range g.in.Findings {
			if f.ID == row {
				return g.findWords(f)
			}
		}
	}
	n := numeral(g.ordinal(outer.Code, row))
	return g.words["nth_row"].of(outer.Labels, Labels{n, n})
}

// ordinal is the place of a row of a repeat among those in which anything is
// given, from 1, ascending by code point.
func (g *gate) ordinal(repeat, row string) int {
	var rows []string
	for at, a := range g.in.Answers {
		if at.Row != "" && strings.HasPrefix(at.Path, repeat+".") && given(a.Value) != nil {
			rows = append(rows, at.Row)
		}
	}
	return slices.Index(set(rows), row) + 1
}

// findWords names a find by the exhibit that came of it, or by itself.
func (g *gate) findWords(f Finding) Labels {
	for _, x := range byID(g.in.Exhibits, func(x Exhibit) string { return x.ID }) {
		if x.Finding == f.ID && !x.Voided && x.Number != "" {
			return g.nameOf(x)
		}
	}
	return g.thing(f.Category, "", f.Description)
}
