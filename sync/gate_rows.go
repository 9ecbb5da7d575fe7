package sync

import (
	"maps"
	"slices"

	"github.com/cellsweep/cellsweep/checklist"
)

// sortedNames are the names of an object's members, ascending.
func sortedNames[T any](o map[string]T) []string { return slices.Sorted(maps.Keys(o)) }

// firstOf is the first of documents, by id, that is so; none is empty.
func firstOf(bodies map[string]object, is func(object) bool) object {
	for _, id := range sortedNames(bodies) {
		if is(bodies[id]) {
			return with(bodies[id], "id", id)
		}
	}
	return object{}
}

// photosOfRole are the photographs of a thing that show what a role says.
func photosOfRole(body object, role string) (all []string) {
	for _, photo := range photographs(body) {
		if textIn(photo, "role") == role {
			all = append(all, textIn(photo, "sha256"))
		}
	}
	return all
}

// row is the row of a find while its answers are put together.
type row struct {
	template *checklist.Template
	answers  checklist.Answers
	id       string
}

// say gives an item the answer that the find, its exhibit or its seal has; one
// that they do not have is left to the officer's own.
func (r row) say(item string, value any, comment string) {
	if value == nil || value == "" {
		return
	}
	if list, ok := value.([]string); ok && len(list) == 0 {
		return
	}
	raw, err := encodeObject(value)
	if err != nil || r.template == nil {
		return
	}
	for _, s := range r.template.Sections {
		for _, repeat := range s.Items {
			if repeat.Of == "findings" && slices.ContainsFunc(repeat.Items, func(x checklist.Item) bool { return x.Code == item }) {
				r.answers[checklist.Instance{Path: repeat.Code + "." + item, Row: r.id}] = checklist.Answer{Value: raw, Comment: comment}
			}
		}
	}
}

// fillRow puts what a find, the first of its exhibits that is not voided and the
// seal on that say among the answers. testdata/finds.json holds it against the tablet.
func fillRow(template *checklist.Template, answers checklist.Answers, id string, finding object, exhibits, seals map[string]object) {
	row{template, answers, id}.fill(finding, firstOf(exhibits, func(x object) bool { return textIn(x, "finding") == id && textIn(x, "state") != "voided" }), seals)
}

// fill answers the row of a find from the find (f), its exhibit (e) and the
// first seal on it that holds, as docs/exhibits.md says.
func (r row) fill(f, e object, seals map[string]object) {
	r.say("how", f["how"], textIn(f, "howText"))
	r.say("description", f["description"], "")
	r.say("category", f["category"], "")
	place := objectIn(f, "concealment")
	r.say("place", place["code"], textIn(place, "text"))
	r.say("place_detail", place["text"], "")
	inPlace := slices.Concat(photosOfRole(f, "in_place"), photosOfRole(e, "in_place"))
	slices.Sort(inPlace)
	r.say("photo_in_place", slices.Compact(inPlace), "")
	r.quantity(f, e)
	attributed, route := objectIn(f, "attributedTo"), objectIn(f, "route")
	if by := objectIn(e, "attributedTo"); by != nil {
		attributed = by
	}
	if by := objectIn(e, "route"); by != nil {
		route = by
	}
	r.say("attributed_to", attributed["person"], "")
	r.say("attributed_role", attributed["role"], "")
	r.say("attributed_confidence", attributed["confidence"], "")
	r.say("route", route["code"], textIn(route, "text"))
	r.say("route_confidence", route["confidence"], "")
	r.say("disposition", e["disposition"], "")
	r.say("exhibit", e["number"], "")
	r.device(objectIn(e, "device"))
	r.seal(e, firstOf(seals, func(s object) bool {
		return textIn(s, "state") == "applied" && slices.Contains(listed(s, "exhibits"), textIn(e, "id"))
	}))
}

func (r row) quantity(f, e object) {
	of := f
	if len(e) > 0 {
		of = e
	}
	if number, unit := of["quantity"], textIn(of, "unit"); number != nil && unit != "" {
		r.say("quantity", object{"number": number, "unit": unit}, "")
	}
}

func (r row) device(d object) {
	if d == nil {
		return
	}
	if model := textIn(d, "model"); model != "" {
		r.say("device", model, "")
	} else if text := textIn(d, "modelText"); text != "" {
		r.say("device", "other", text)
	}
	if mini, told := d["mini"].(bool); told {
		r.say("mini", map[bool]string{true: "yes", false: "no"}[mini], "")
	}
	r.say("powered", d["powered"], "")
	for item, member := range map[string]string{"imei_1": "imei1", "imei_2": "imei2", "iccid": "iccid", "serial": "serial", "iccid_unreadable": "iccidUnreadableBecause"} {
		r.say(item, d[member], "")
	}
	imei, why := textIn(d, "imei1") != "", textIn(d, "unreadableBecause")
	switch {
	case imei:
		r.say("imei_readable", "yes", "")
	case why != "" && textIn(d, "imei2") == "":
		r.say("imei_readable", "no", "")
		code := textIn(d, "unreadableCode")
		if code == "" {
			code = "other"
		}
		r.say("imei_unreadable", code, why)
	}
	switch {
	case textIn(d, "iccid") != "":
		r.say("iccid_readable", "yes", "")
	case textIn(d, "iccidUnreadableBecause") != "":
		r.say("iccid_readable", "no", "")
	}
}

func (r row) seal(e, s object) {
	r.say("seal", s["number"], "")
	r.say("seal_type", s["type"], "")
	r.say("sealed_by", s["appliedBy"], "")
	r.say("sealed_at", s["appliedAt"], "")
	if w := objectIn(s, "witnessSignature"); textIn(w, "file") != "" {
		r.say("seal_witness", w["file"], "")
	} else if why := textIn(w, "refusedBecause"); why != "" {
		r.say("seal_witness", "refused", why)
	}
	bag := photosOfRole(e, "sealed_bag")
	if photo := textIn(s, "photo"); photo != "" {
		bag = append(bag, photo)
	}
	slices.Sort(bag)
	r.say("photo_sealed", slices.Compact(bag), "")
}
