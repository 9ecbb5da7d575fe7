package sync

import (
	"maps"
	"slices"
)

// foldThing shows a finding or an exhibit: as it was recorded, with what was
// put right since, and its history whole.
func (p *projection) foldThing(t target, a about) (folded, error) {
	noun := string(t.Kind)
	body := object{}
	began, _ := first(a.of("finding.recorded", "exhibit.seized"))
	maps.Copy(body, began.Body)
	amendIn(body, a.of(noun+".amended"))
	body["state"] = "recorded"
	if t.Kind == KindExhibit {
		body["state"] = "seized"
	}
	if voided, ok := first(a.of(noun + ".voided")); ok {
		body["state"] = "voided"
		body["voided"] = voided.whoWith("reason")
	}
	put(body, "history", historyOf(a, began, noun))
	put(body, "notes", notesOf(a))
	put(body, "erased", began.Erased)
	if began.Entry != "" {
		body["recorded"] = began.who()
		body[doneName(t.Kind)] = began.when()
	}
	site, err := p.placeIn(body, began.Site)
	if err != nil {
		return folded{}, err
	}
	photosIn(body, a)
	out := folded{body: body, site: site, keys: []string{"site:" + site}}
	for _, name := range []string{"search", "location", "finding", "category"} {
		if text := textIn(body, name); text != "" {
			out.keys = append(out.keys, name+":"+text)
		}
	}
	if search := textIn(body, "search"); search != "" {
		out.parents = []target{{KindSearch, search}}
	} else {
		out.parents = parentSite(site)
	}
	if t.Kind == KindFinding {
		if textIn(body, "state") != "voided" {
			out.counted = map[string]int64{"findings": 1}
		} else {
			out.counted = map[string]int64{"findings": 1, "findingsVoided": 1}
		}
		return out, nil
	}
	return out, p.foldExhibit(t.ID, a, &out)
}

func first(facts []fact) (fact, bool) {
	if len(facts) == 0 {
		return fact{}, false
	}
	return facts[0], true
}

// amendIn applies amendments in order. Where two that did not know each other
// give one member different values, both stand in the history and the member
// is named as contested.
func amendIn(body object, amendments []fact) {
	values := map[string]map[string]bool{}
	for i, f := range amendments {
		for name, value := range objectIn(f.Body, "changes") {
			if value == nil {
				delete(body, name)
			} else {
				body[name] = value
			}
			later := slices.ContainsFunc(amendments[i+1:], func(g fact) bool { _, same := objectIn(g.Body, "changes")[name]; return same && g.knows(f) })
			if !later {
				if values[name] == nil {
					values[name] = map[string]bool{}
				}
				values[name][valueKey(value)] = true
			}
		}
	}
	var contested []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if len(values[name]) > 1 {
			contested = append(contested, name)
		}
	}
	put(body, "contested", contested)
}

func historyOf(a about, began fact, noun string) []object {
	var history []object
	for _, f := range a.of(noun+".amended", noun+".voided") {
		history = append(history, with(f.whoWith("changes", "reason"), "type", f.Type))
	}
	if len(history) > 0 {
		original := with(began.who(), "type", began.Type, "recorded", began.Body)
		history = append([]object{original}, history...)
	}
	return history
}

// placeIn shows where a thing was: its own location, or its search's.
func (p *projection) placeIn(body object, site string) (string, error) {
	search, err := p.desk.look(KindSearch, textIn(body, "search"))
	if err != nil {
		return "", err
	}
	pick(body, search, "task", "taskCode")
	if textIn(body, "location") == "" {
		pick(body, search, "location", "locationCode", "locationPath")
	} else {
		location, err := p.desk.look(KindLocation, textIn(body, "location"))
		if err != nil {
			return "", err
		}
		put(body, "locationCode", location["code"])
		put(body, "locationPath", location["path"])
	}
	site = siteFor(site, search)
	put(body, "site", site)
	return site, nil
}

// photosIn gathers the photographs that any entry about the thing names.
func photosIn(body object, a about) {
	roles := map[string]string{}
	for _, photo := range objectsIn(body, "photos") {
		roles[textIn(photo, "sha256")] = textIn(photo, "role")
	}
	for _, f := range a.of("file.attached") {
		for _, file := range objectsIn(f.Body, "files") {
			if textIn(file, "kind") == "photo" {
				roles[textIn(file, "sha256")] = textIn(file, "role")
			}
		}
	}
	var photos []object
	for _, sha := range slices.Sorted(maps.Keys(roles)) {
		o := object{"sha256": sha}
		put(o, "role", roles[sha])
		photos = append(photos, o)
	}
	delete(body, "photos")
	put(body, "photos", photos)
}
