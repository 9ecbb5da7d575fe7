package draw

import (
	"encoding/json"
	"math/rand/v2"
	"slices"

	"github.com/cellsweep/cellsweep/checklist"
)

// Versions are two versions of a checklist, and a draft by the first.
type Versions struct {
	From    checklist.Template `json:"from"`
	To      checklist.Template `json:"to"`
	Context checklist.Context  `json:"context"`
	Answers checklist.Answers  `json:"answers"`
}

// NextVersions draws a case of Next, and another version of its template.
func NextVersions(r *rand.Rand) Versions {
	c := Next(r)
	return Versions{c.Template, Changed(r, c.Template), c.Context, c.Answers}
}

// Changed is another version: what somebody edits of a checklist. It may have
// faults that the lint would find: a draft is moved all the same.
func Changed(r *rand.Rand, t checklist.Template) checklist.Template {
	d := &draw{Rand: r}
	out := copied(t)
	out.Version++
	d.facts = out.Facts
	out.Facts = slices.DeleteFunc(out.Facts, func(checklist.Fact) bool { return d.chance(10) })
	for i := range out.Facts {
		if d.chance(10) {
			out.Facts[i].Labels.FR += " (mot)"
		} else if d.chance(5) {
			out.Facts[i].Type, out.Facts[i].List = "boolean", ""
		}
	}
	for s := range out.Sections {
		items := &out.Sections[s].Items
		*items = slices.DeleteFunc(*items, func(checklist.Item) bool { return d.chance(16) })
		for i := range *items {
			d.edit(&(*items)[i])
		}
		*items = append(*items, checklist.Item{Code: "new" + out.Sections[s].Code, Type: "text", Labels: labels("new"), Required: true})
	}
	if last := len(out.Sections) - 1; d.chance(30) && last > 0 {
		items := out.Sections[0].Items
		out.Sections[last].Items = append(out.Sections[last].Items, items[0])
		out.Sections[0].Items = items[1:]
	}
	if d.chance(20) {
		out.Labels.EN, out.Sections[0].Labels.EN = "drawn {to} again", "section, once more"
	}
	return out
}

// copied is a template that shares nothing with the other.
func copied(t checklist.Template) (out checklist.Template) {
	text, err := t.JSON()
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	if err != nil {
		panic(err) // what was drawn can be written and read
	}
	return out
}

func (d *draw) edit(item *checklist.Item) {
	for k := range item.Items {
		d.edit(&item.Items[k])
	}
	for k := range item.Columns {
		d.edit(&item.Columns[k])
	}
	switch d.IntN(14) {
	case 0:
		if item.Type != "matrix" && item.Type != "repeat" {
			*item = checklist.Item{Code: item.Code, Type: "text", Labels: item.Labels}
		}
	case 1:
		if len(item.Options) > 1 {
			item.Options = item.Options[1:]
		}
	case 2:
		if len(item.Rows) > 1 {
			item.Rows = item.Rows[1:]
		}
	case 3:
		if len(item.Units) > 1 {
			item.Units = item.Units[:1]
		}
	case 4, 5:
		item.Required, item.RequiredIf = item.Type != "note", nil
	case 6:
		item.Required, item.RelevantIf = false, nil
	case 7:
		item.Labels.EN += ", in other words"
	case 8:
		item.Hint, item.Constraints = &checklist.Labels{EN: "look", FR: "voir"}, nil
	case 9:
		item.Max, item.Default = ptr(2+d.IntN(3)), nil
	case 10:
		d.editChoices(item)
	case 11:
		item.Of, item.List = "", ""
	}
}

func (d *draw) editChoices(item *checklist.Item) {
	slices.Reverse(item.Options)
	for k := range item.Options {
		switch o := &item.Options[k]; d.IntN(6) {
		case 0:
			o.Retired = !o.Retired
		case 1:
			o.Labels.FR = "autre"
		case 2:
			o.Requires = []string{"comment"}
		case 3:
			o.RelevantIf = nil
		case 4:
			o.Code += "2"
		}
	}
	for k := range item.Rows {
		item.Rows[k].RelevantIf = nil
	}
}
