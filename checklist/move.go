package checklist

import "slices"

// Why an answer is set aside when a draft moves to another version.
const (
	NoItem = "no_item" // the new version does not have the item, or the old one did not
	Type   = "type"    // the item is of another type now, or asked in other rows
	NoCode = "no_code" // a code, a unit or a row is not known any more
)

// Aside is an answer that does not go to the new version. Nobody loses it: it
// is in the journal, and shown.
type Aside struct {
	Instance
	Answer
	Why string `json:"why"`
}

// Draft is a draft after its move.
type Draft struct {
	Kept     Answers    `json:"kept"`
	Aside    []Aside    `json:"aside"`    // by path and row
	Required []Instance `json:"required"` // missing now, and not before the move
}

// Move takes the answers of a draft from one version to another. Kept and set
// aside together are all answers, each as it was. An answer is kept when its item
// is there with the same type and in the same kind of rows, and its codes, its unit and its row of a
// matrix are still known; retired ones are.
func Move(from, to Template, told Context, answers Answers) Draft {
	everything := func(string) bool { return true }
	a, b := newTree(from, everything), newTree(to, everything)
	out := Draft{Kept: Answers{}, Aside: []Aside{}, Required: []Instance{}}
	for at, answer := range answers {
		if why := goesNot(a.byPath[at.Path], b.byPath[at.Path], told.Lists, at, given(answer.Value)); why != "" {
			out.Aside = append(out.Aside, Aside{at, answer, why})
		} else {
			out.Kept[at] = answer
		}
	}
	slices.SortFunc(out.Aside, func(x, y Aside) int { return x.compare(y.Instance) })
	before := map[Instance]bool{}
	for _, p := range Evaluate(from, told, answers).Problems {
		if p.Code == "missing" {
			before[p.Instance] = true
		}
	}
	for _, p := range Evaluate(to, told, out.Kept).Problems {
		if p.Code == "missing" && !before[p.Instance] {
			out.Required = append(out.Required, p.Instance)
		}
	}
	return out
}

// goesNot says why an answer does not go from one item to another, "" when it does.
func goesNot(from, to *node, lists Lists, at Instance, v value) string {
	if from == nil || to == nil {
		return NoItem
	}
	sameRows := (from.group() == from.path) == (to.group() == to.path) && (from.outer == nil) == (to.outer == nil)
	if from.item.Type != to.item.Type || from.item.Of != to.item.Of || !sameRows || from.outer != nil && from.outer.item.Type != to.outer.item.Type {
		return Type
	}
	if to.outer != nil && to.outer.item.Of != from.outer.item.Of {
		return Type
	}
	inMatrix := to.outer != nil && to.outer.item.Type == "matrix"
	if inMatrix && !slices.ContainsFunc(to.outer.item.Rows, func(r Choice) bool { return r.Code == at.Row }) {
		return NoCode
	}
	if q, ok := v.(quantity); ok && to.item.Type == "number" && !slices.Contains(to.item.Units, q.unit) {
		return NoCode
	}
	if v == refused && to.item.Type == "signature" && !to.item.Refusal {
		return NoCode
	}
	known := func(code string) bool {
		return slices.ContainsFunc(to.item.Options, func(o Choice) bool { return o.Code == code }) ||
			slices.ContainsFunc(lists[to.item.List], func(p Pick) bool { return p.Code == code })
	}
	for _, code := range to.item.chosen(v) {
		if !known(code) {
			return NoCode
		}
	}
	return ""
}
