package tablets

import "strings"

// areas are rows of the matrix of the shipped checklist. The first are in every
// cell; of the others each search looks at some.
var areas = []string{"door", "window", "mattress", "sanitary", "walls", "floor", "ceiling", "bed_frame", "pillow", "furniture", "chair",
	"shower", "heater", "appliances", "papers", "clothing", "food", "hygiene", "bin", "effects"}

const areasAlways = 4

// checklist answers the items of the shipped checklist that hold in every cell,
// the areas that were searched, and corrects a slip now and then.
func (r *room) checklist(occupants int) {
	kit := 4 + r.rng.IntN(5)
	basis := r.task.LegalBasis
	if basis == "" {
		basis = "other"
	}
	r.answer(0.02, "kit_count_out", "", kit)
	r.answer(0.03, "legal_basis", "", basis)
	r.answer(0.04, "occupants_found", "", occupants)
	r.answer(0.05, "informed", "", "yes")
	r.answer(0.055, "alerts", "", []any{"none"})
	r.answer(0.08, "damage_there", "", "no")
	r.answer(0.1, "detector_used", "", yesNo(r.rng.IntN(3) > 0))
	r.answer(0.12, "dog_pass", "", yesNo(r.rng.IntN(4) == 0))
	signal := yesNo(len(r.fate.finds) > 0 && r.rng.IntN(3) == 0)
	r.answer(0.14, "signal_seen", "", signal)
	if k := r.fate.contest; k >= 0 {
		r.contradict(k, signal)
	}
	rest := r.rng.Perm(len(areas) - areasAlways)[:r.rng.IntN(7)]
	rows := append([]string{}, areas[:areasAlways]...)
	for _, k := range rest {
		rows = append(rows, areas[areasAlways+k])
	}
	for k, row := range rows {
		value := "yes"
		if r.rng.IntN(25) == 0 {
			value = "not_accessible"
		}
		r.answer(0.16+0.6*float64(k)/float64(len(rows)), "areas.searched", row, value)
	}
	r.answer(0.94, "damage_caused", "", "no")
	r.answer(0.95, "restored", "", "yes")
	r.answer(0.96, "kit_count_back", "", kit)
	r.answer(0.97, "force", "", "no")
	r.answer(0.975, "injuries", "", "no")
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// answer asserts a value with the words that were on the screen. One in thirty
// is a slip: another value, put right soon after.
func (r *room) answer(part float64, item, row string, value any) {
	r.answers++
	if r.rng.IntN(30) > 0 {
		r.assert(part, item, row, value, nil)
		return
	}
	var wrong any
	switch v := value.(type) {
	case int:
		wrong = v + 1
	case string:
		wrong = map[bool]string{true: "no", false: "yes"}[v == "yes"]
		if item == "legal_basis" {
			wrong = "other"
		}
	default:
		wrong = []any{"other"}
	}
	slip := r.assert(part, item, row, wrong, nil)
	r.assert(part+0.008, item, row, value, []Ref{slip})
	r.figures.Corrections++
}

func (r *room) assert(part float64, item, row string, value any, instead []Ref) Ref {
	return r.add(part, Act{Type: "answer.asserted", Actor: r.officer(1), Entity: r.search, Supersedes: instead, Body: r.words(item, row, value)})
}

// words is the body of an answer, labelled as the checklist has it.
func (r *room) words(item, row string, value any) map[string]any {
	body := map[string]any{"item": item, "value": value}
	name := item
	if row != "" {
		body["row"] = row
		name = item[:max(0, strings.IndexByte(item, '.'))] + "/" + row
	}
	if label, ok := r.Labels[name]; ok {
		body["label"] = label
	}
	if code, ok := value.(string); ok {
		if label, ok := r.Labels[item+"="+code]; ok {
			body["valueLabel"] = label
		}
	}
	return body
}

// contradict lets the other tablet of the site answer the same item otherwise,
// without having seen the first answer.
func (r *room) contradict(post int, said string) {
	r.teller.add(post, Act{After: r.at(0.2), Type: "answer.asserted", Site: r.task.Site, Entity: r.search,
		Body: r.words("signal_seen", "", yesNo(said == "no"))})
}
