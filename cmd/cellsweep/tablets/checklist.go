package tablets

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cellsweep/cellsweep/models"
)

// Moment stands in a body for an instant: so long after H.
type Moment time.Duration

// areas are the rows of the matrix of the shipped checklist that every search
// goes through. The last, the occupant, is another matter.
var areas = []string{"door", "window", "walls", "floor", "ceiling", "bed_frame", "mattress", "pillow", "furniture", "chair", "sanitary",
	"shower", "heater", "appliances", "papers", "privileged_mail", "clothing", "food", "hygiene", "bin", "effects"}

// presence draws who attends, and says why where it is not the occupant.
func (r *room) presence() (occupant, reason string) {
	switch r.rng.IntN(10) {
	case 0:
		return "refused", "Prefers to wait in the yard"
	case 1:
		return "two_witnesses", ""
	}
	return "present", ""
}

// checklist answers what the shipped checklist asks of this search before
// anything is found, and corrects a slip now and then.
func (r *room) checklist(occupants int) {
	kit := 4 + r.rng.IntN(5)
	r.kit = kit
	basis := r.task.LegalBasis
	if basis == "" {
		basis = "other"
		r.answer(0.03, "legal_basis_detail", "", "As the lead of the site said")
	}
	var searchers []any
	for _, o := range r.team.Officers {
		searchers = append(searchers, o.ID)
	}
	r.answer(0.01, "searchers", "", searchers)
	r.answer(0.015, "kit_issued", "", r.pieces(kit))
	r.answer(0.02, "kit_count_out", "", kit)
	r.answer(0.03, "legal_basis", "", basis)
	r.answer(0.032, "location_actual", "", r.task.Location)
	r.answer(0.034, "started_at", "", Moment(r.at(0)))
	r.answer(0.04, "occupants_found", "", occupants)
	r.answer(0.05, "informed", "", "yes")
	r.answer(0.052, "informed_at", "", Moment(r.at(0.05)))
	r.attendance()
	r.answer(0.055, "alerts", "", []any{"none"})
	r.answer(0.08, "damage_there", "", "no")
	r.detection()
	r.areas()
}

// attendance answers who is present, and who are the witnesses.
func (r *room) attendance() {
	occupant, reason := r.presence()
	if r.fate.flaw == "unsigned" {
		occupant, reason = "present", ""
	}
	r.occupant = occupant
	r.answer(0.053, "presence", "", occupant)
	if reason != "" {
		r.answer(0.054, "presence_reason", "", reason)
	}
	if occupant != "present" {
		r.witnesses = []any{"Witness 1", "Witness 2"}
		for k, name := range r.witnesses {
			r.answer(0.0545, fmt.Sprintf("witness_%d", k+1), "", name)
		}
	}
}

// detection answers what tools and dogs did.
func (r *room) detection() {
	used := r.rng.IntN(3) > 0
	r.answer(0.1, "detector_used", "", yesNo(used))
	if used {
		r.answer(0.11, "detector_runs.tool", "run-1", []string{"nljd", "wand", "rf_detector"}[r.rng.IntN(3)])
		r.answer(0.115, "detector_runs.result", "run-1", "nothing")
	}
	dog := r.rng.IntN(4) == 0
	r.answer(0.12, "dog_pass", "", yesNo(dog))
	if dog {
		r.answer(0.122, "dog_handler", "", "Handler of the site")
		r.answer(0.124, "dog_from", "", Moment(r.at(0.12)))
		r.answer(0.135, "dog_to", "", Moment(r.at(0.135)))
		r.answer(0.137, "dog_indication", "", "no")
	}
	signal := len(r.fate.finds) > 0 && r.rng.IntN(3) == 0 || r.fate.contest >= 0
	r.answer(0.14, "signal_seen", "", yesNo(signal))
	if signal {
		r.answer(0.145, "signal_detail", "", "A telephone registered twice while the door was opened")
	}
	if k := r.fate.contest; k >= 0 {
		r.contradict(k, yesNo(signal))
	}
}

// areas goes through the areas of the cell. The first, or the mattress, holds what is found.
func (r *room) areas() {
	for k, row := range areas {
		part := 0.16 + 0.6*float64(k)/float64(len(areas))
		if r.rng.IntN(25) == 0 && row != "mattress" {
			r.answer(part, "areas.searched", row, "not_accessible")
			r.answer(part+0.002, "areas.reason", row, "Bolted to the wall, not opened")
			continue
		}
		r.answer(part, "areas.searched", row, "yes")
		r.answer(part+0.002, "areas.by", row, r.named(1))
		r.answer(part+0.004, "areas.find", row, yesNo(row == "mattress" && len(r.fate.finds) > 0))
	}
}

// ending answers what is asked when the search is over.
func (r *room) ending(outcome string) {
	r.answer(0.9, "any_find", "", yesNo(r.findings > 0))
	r.answer(0.94, "damage_caused", "", "no")
	r.answer(0.95, "restored", "", "yes")
	if r.exhibits > 0 {
		r.answer(0.955, "receipt", "", "yes")
	}
	r.answer(0.96, "kit_count_back", "", r.kit)
	r.answer(0.97, "force", "", "no")
	r.answer(0.975, "injuries", "", "no")
	r.answer(0.98, "outcome", "", outcome)
	r.answer(0.982, "ended_at", "", Moment(r.at(0.982)))
}

// pieces are ids of so many pieces of kit.
func (r *room) pieces(n int) (ids []any) {
	for range n {
		var id uuid.UUID
		for k := range id {
			id[k] = byte(r.rng.IntN(256))
		}
		ids = append(ids, models.ID(id))
	}
	return ids
}

// named is the name of the n-th officer, the badge where there is none.
func (r *room) named(n int) string {
	if len(r.team.Officers) == 0 {
		return "Officer of the site"
	}
	o := r.team.Officers[min(n, len(r.team.Officers)-1)]
	if o.Name != "" {
		return o.Name
	}
	return "Officer " + o.Badge
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// slips are the items in which somebody taps beside what is meant now and then.
var slips = []string{"kit_count_out", "occupants_found", "informed", "damage_there", "dog_pass", "areas.searched", "restored", "force", "injuries"}

// answer asserts a value with the words that were on the screen. One in fifteen
// of some items is a slip: another value, put right soon after.
func (r *room) answer(part float64, item string, row any, value any) {
	if list, ok := value.([]any); ok && len(list) == 0 {
		return
	}
	r.answers++
	if !slices.Contains(slips, item) || r.rng.IntN(15) > 0 {
		r.assert(part, item, row, value, nil)
		return
	}
	var wrong any
	switch v := value.(type) {
	case int:
		wrong = v + 1
	case string:
		wrong = map[bool]string{true: "no", false: "yes"}[v == "yes"]
		if item == "areas.searched" {
			wrong = map[bool]string{true: "not_applicable", false: "yes"}[v == "yes"]
		}
	}
	slip := r.assert(part, item, row, wrong, nil)
	r.assert(part+0.001, item, row, value, []Ref{slip})
	r.figures.Corrections++
}

func (r *room) assert(part float64, item string, row any, value any, instead []Ref) Ref {
	return r.add(part, Act{Type: "answer.asserted", Actor: r.officer(1), Entity: r.search, Supersedes: instead, Body: r.words(item, row, value)})
}

// words is the body of an answer, with the checklist and its words.
func (r *room) words(item string, row any, value any) map[string]any {
	body := map[string]any{"item": item, "value": value}
	if r.Template.ID != (models.ID{}) {
		body["template"], body["templateVersion"] = r.Template.ID, r.Template.Version
	}
	name := item
	if row != "" {
		body["row"] = row
		if code, fixed := row.(string); fixed && r.Labels[outer(item)+"/"+code] != (Label{}) {
			name = outer(item) + "/" + code
		}
	}
	if label, ok := r.Labels[name]; ok {
		body["label"] = label
	}
	if label, ok := r.valueLabel(item, value); ok {
		body["valueLabel"] = label
	}
	return body
}

func outer(item string) string { return item[:max(0, strings.IndexByte(item, '.'))] }

// valueLabel is how the screen says a choice: an option, yes or no, or several options.
func (r *room) valueLabel(item string, value any) (Label, bool) {
	switch v := value.(type) {
	case string:
		label, ok := r.Labels[item+"="+v]
		return label, ok
	case []any:
		var all Label
		for k, code := range v {
			text, isText := code.(string)
			label, ok := r.Labels[item+"="+text]
			if !isText || !ok {
				return Label{}, false
			}
			if k > 0 {
				all.En, all.Fr = all.En+", ", all.Fr+", "
			}
			all.En, all.Fr = all.En+label.En, all.Fr+label.Fr
		}
		return all, len(v) > 0
	}
	return Label{}, false
}

// contradict lets the other tablet of the site answer the same item otherwise,
// without having seen the first answer.
func (r *room) contradict(post int, said string) {
	r.teller.add(post, Act{After: r.at(0.2), Type: "answer.asserted", Site: r.task.Site, Entity: r.search,
		Body: r.words("signal_seen", "", yesNo(said == "no"))})
}
