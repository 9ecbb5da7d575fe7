package checklist

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
)

// items tells what the checklist lacks, by the engine's problems at submit.
// What the gate has already said in other words is not said again.
func (g *gate) items() {
	if g.in.Template == nil {
		return
	}
	context := g.in.Context
	if g.in.Basis != nil {
		context.Sections = g.in.Basis.Sections
	}
	context.Findings = nil
	for _, f := range g.in.Findings {
		if !f.Voided {
			context.Findings = append(context.Findings, f.ID)
		}
	}
	for _, p := range Evaluate(*g.in.Template, context, g.filled()).Problems {
		item, outer := g.in.Template.place(p.Path)
		if g.told(p, item) {
			continue
		}
		code := "item_wrong"
		if missing(p.Code) {
			code = "item_missing"
		}
		g.say(Lack{Code: code, Path: p.Path, Row: p.Row, Problem: p.Code}, g.sentence(p, item, outer))
	}
}

// missing says whether a problem is that something is not there, and not that
// what is there is wrong.
func missing(problem string) bool {
	return slices.Contains([]string{"missing", "missing_comment", "missing_photo", "missing_number", "too_few"}, problem)
}

// filled gives the answers and, for what nobody answered, the photographs and
// signatures that the journal has under the role of the item: of each signature
// outside rows the next one in that role, of one for each officer the officer's.
func (g *gate) filled() Answers {
	all := maps.Clone(g.in.Answers)
	if all == nil {
		all = Answers{}
	}
	next := map[string]int{} // by role, how many are taken
	for _, section := range g.in.Template.Sections {
		for _, item := range section.Items {
			if item.Role == "" {
				continue
			}
			switch item.Type {
			case "photo":
				g.fillPhotos(all, item)
			case "signature":
				g.fillSignatures(all, item, next)
			}
		}
	}
	return all
}

func (g *gate) fillPhotos(all Answers, item Item) {
	if item.Each != "" {
		return // nobody knows of which officer they are
	}
	var list []string
	for _, p := range g.in.Photos {
		if p.Role == item.Role {
			list = append(list, p.SHA256)
		}
	}
	if raw, err := json.Marshal(set(list)); err == nil && len(list) > 0 {
		fill(all, Instance{Path: item.Code}, Answer{Value: raw})
	}
}

func (g *gate) fillSignatures(all Answers, item Item, next map[string]int) {
	n := 0
	for _, s := range g.in.Signatures {
		if s.Role != item.Role || !s.stands() {
			continue
		}
		at := Instance{Path: item.Code}
		if item.Each != "" {
			if at.Row = s.Officer; s.Officer == "" {
				continue
			}
		} else if n++; n != next[item.Role]+1 {
			continue
		}
		a := Answer{Value: json.RawMessage(strconv.Quote(s.File)), Comment: s.RefusedBecause}
		if s.File == "" {
			a.Value = json.RawMessage(strconv.Quote(refused))
		}
		fill(all, at, a)
	}
	if item.Each == "" {
		next[item.Role]++
	}
}

// fill answers what nobody answered.
func fill(all Answers, at Instance, a Answer) {
	if given(all[at].Value) == nil {
		all[at] = a
	}
}

// told says whether the gate has said already, of an exhibit, a find or a
// signature, what a problem says of the item that shows it.
func (g *gate) told(p Problem, item Item) bool {
	if !missing(p.Code) {
		return false
	}
	return slices.ContainsFunc(g.lacks, func(l Lack) bool {
		switch l.Code {
		case "presence_unsigned":
			return item.Type == "signature" && (item.Role == "occupant" || item.Role == "witness")
		case "signer_missing":
			return item.Type == "signature" && item.Role == l.Role && (item.Each == "" || l.Officer == "" || l.Officer == p.Row)
		case "find_without_photo":
			return item.Type == "photo" && item.Role == "in_place" && l.Finding == p.Row
		case "exhibit_not_listed":
			return item.Type == "exhibit" && g.findingOf(l.Exhibit) == p.Row
		case "exhibit_unsealed":
			return item.Type == "seal" && g.findingOf(l.Exhibit) == p.Row
		case "seal_without_photo":
			return item.Type == "photo" && item.Role == "sealed_bag" && g.findingOf(l.Exhibit) == p.Row
		}
		return false
	})
}

// findingOf is the row of the finds in which an exhibit is shown, "none" for an
// exhibit of no finding, which is no row.
func (g *gate) findingOf(exhibit string) string {
	for _, x := range g.in.Exhibits {
		if x.ID == exhibit && x.Finding != "" {
			return x.Finding
		}
	}
	return "none"
}

// place finds an item by its path, and the matrix or repeat around it.
func (t Template) place(path string) (item Item, outer *Item) {
	for _, s := range t.Sections {
		for i, x := range s.Items {
			if x.Code == path {
				return x, nil
			}
			for _, inner := range slices.Concat(x.Columns, x.Items) {
				if x.Code+"."+inner.Code == path {
					return inner, &s.Items[i]
				}
			}
		}
	}
	return Item{}, nil
}
