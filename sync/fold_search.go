package sync

import "slices"

// foldSearch shows what happened at a task, and what headquarters must look at.
func (p *projection) foldSearch(id string, a about) (folded, error) {
	body := object{}
	began := beginning(a)
	pick(body, began.Body, "task", "location", "confirmedBy", "differsBecause", "occupantsExpected", "occupantsFound", "informedAt", "team", "searchers", "legalBasis", "overrideReason", "template", "templateVersion")
	movedOn(a, body)
	task, err := p.desk.look(KindTask, textIn(body, "task"))
	if err != nil {
		return folded{}, err
	}
	pick(body, task, "teamName", "name")
	put(body, "taskCode", task["code"])
	if textIn(body, "location") == "" {
		pick(body, task, "location")
	}
	location, err := p.desk.look(KindLocation, textIn(body, "location"))
	if err != nil {
		return folded{}, err
	}
	put(body, "locationCode", location["code"])
	put(body, "locationPath", location["path"])
	put(body, "elsewhere", textIn(task, "location") != "" && textIn(body, "location") != textIn(task, "location"))
	site := siteFor(began.Site, task)
	put(body, "site", site)
	if began.Entry != "" {
		body["started"] = began.who()
		body["stream"] = began.Stream
		put(body, "actor", began.Actor)
	}
	closing(a, began, body)
	paperIn(body, began, a.of("search.closed", "search.notExecuted"))
	if err := p.judgeSearch(id, a, began, body); err != nil {
		return folded{}, err
	}
	body["counts"] = countsOf(a)
	out := folded{body: body, site: site, keys: []string{"task:" + textIn(body, "task"), "location:" + textIn(body, "location"), "site:" + site, "operation:" + p.operation}}
	if flagIn(body, "attention") {
		out.keys = append(out.keys, "tray")
	}
	if template := textIn(body, "template"); template != "" {
		out.keys = append(out.keys, "template:"+template)
		for _, f := range a.of("gate.overridden") {
			out.keys = append(out.keys, "supervisor:"+textIn(f.Body, "supervisor"))
		}
	}
	if t := textIn(body, "task"); t != "" {
		out.parents = []target{{KindTask, t}}
	}
	out.told = object{"id": id}
	pick(out.told, body, "state", "startedAt", "endedAt", "outcome", "reasonCode", "stream", "attention")
	out.counted = searchCounts(a, body)
	return out, nil
}

// beginning is the fact that created the search; an older one of two with the
// same id, by the order that all share.
func beginning(a about) fact {
	for _, f := range a.of("search.started", "search.notExecuted") {
		if f.Type == "search.started" || f.Entity == "" {
			return f
		}
	}
	return fact{}
}

func siteFor(own string, other object) string {
	if own != "" {
		return own
	}
	return textIn(other, "site")
}

// closing finds the search's state: that of the last who closed or reopened it.
func closing(a about, began fact, body object) {
	body["state"] = "in_progress"
	if began.Type == "search.started" {
		put(body, "startedAt", began.when())
	}
	var history []object
	for _, f := range a.of("search.closed", "search.confirmed", "search.notExecuted", "search.reopened", "gate.overridden") {
		history = append(history, with(f.whoWith("outcome", "reasonCode", "reason", "counts", "missing", "supervisor", "closing", "by"), "type", f.Type))
		switch f.Type {
		case "search.closed":
			pick(body, f.Body, "outcome", "presence", "signatures", "restored", "damage", "kitComplete", "force", "injuries", "receiptGiven", "remarks", "documents")
			body["state"] = "done_clear"
			if textIn(f.Body, "outcome") == "done_find" {
				body["state"] = "done_find"
			}
		case "search.notExecuted":
			body["state"], body["outcome"] = "not_executed", "not_executed"
			pick(body, f.Body, "reasonCode", "reason")
		case "search.confirmed":
			confirmed(f, body)
			continue
		case "search.reopened":
			body["state"] = "in_progress"
			for _, name := range []string{"confirmation", "outcome", "endedAt", "declared", "reasonCode", "reason"} {
				delete(body, name)
			}
			continue
		case "gate.overridden":
			body["overridden"] = f.whoWith("reason", "missing", "supervisor")
			continue
		}
		delete(body, "confirmation") // it was of the closing before
		body["endedAt"] = f.when()
		body["closedBy"] = f.who()
		pick(body, map[string]any{"declared": f.Body["counts"]}, "declared")
	}
	put(body, "history", history)
	put(body, "notes", notesOf(a))
}

// movedOn gives a search the checklist that it went on under, and says from
// which. Of several moves the last counts.
func movedOn(a about, body object) {
	var moves []object
	for _, f := range a.of("search.moved") {
		moves = append(moves, f.whoWith("template", "templateVersion", "from", "aside"))
		pick(body, f.Body, "template", "templateVersion")
	}
	put(body, "moves", moves)
}

// confirmed notes the second officer of the closing that stands. One that names
// another closing, or comes from nobody or from who closed, is in the history
// and confirms nothing.
func confirmed(f fact, body object) {
	closed := objectIn(body, "closedBy")
	if closed == nil || textIn(closed, "entry") != textIn(f.Body, "closing") || f.Actor == "" || f.Actor == textIn(closed, "actor") {
		return
	}
	body["confirmation"] = f.whoWith("by")
}

// judgeSearch marks what the closing of the operation waits for: a gate that
// failed and was not overridden, and a search that no authorisation covers.
// Both are judged anew whenever something of them changes, so that a seal that
// arrives after the closing counts.
func (p *projection) judgeSearch(id string, a about, began fact, body object) error {
	put(body, "notYetHere", outstanding(a, body))
	outside, err := p.outsideAuthorisation(began, body)
	if err != nil {
		return err
	}
	put(body, "outsideAuthorisation", outside)
	gate, err := p.gateOf(id, a, began, body, outside)
	if err != nil {
		return err
	}
	put(body, "gateFailed", lackObjects(gate.open))
	put(body, "gateOverridden", lackObjects(gate.covered))
	put(body, "overrideUnsupervised", gate.unsupervised)
	settled, has := a.lastOf("entry.settled")
	if has {
		body["settled"] = settled.whoWith("decision", "reason", "by")
	}
	put(body, "attention", !has && (body["gateFailed"] != nil || outside != "" || gate.unsupervised))
	return nil
}

// outstanding tells how many more of each the tablet counted than are here.
func outstanding(a about, body object) object {
	missing := object{}
	for _, name := range []string{"answers", "findings", "exhibits", "files"} {
		if n := integerIn(objectIn(body, "declared"), name) - a.Tallies[name]; n > 0 {
			missing[name] = n
		}
	}
	return missing
}

// searchCounts is what a search adds to its task: everything but the answers,
// which would change a site's document at every tap of a finger.
func searchCounts(a about, body object) map[string]int64 {
	counted := countsOf(a)
	delete(counted, "answers")
	delete(counted, "onPaper")
	counted["searches"], counted["search_"+textIn(body, "state")] = 1, 1
	if body["gateFailed"] != nil {
		counted["gateFailed"] = 1
	}
	if body["outsideAuthorisation"] != nil {
		counted["outsideAuthorisation"] = 1
	}
	if flagIn(body, "attention") {
		counted["attention"] = 1
	}
	return counted
}

// outsideAuthorisation says why no authorisation covers the search: its place,
// or the hour that the tablet claims. It is silent as long as none is
// published, and about what was never begun.
func (p *projection) outsideAuthorisation(began fact, body object) (string, error) {
	operation, err := p.desk.look(KindOperation, p.operation)
	if err != nil || began.Type != "search.started" {
		return "", err
	}
	authorisations := objectsIn(operation, "authorisations")
	if len(authorisations) == 0 {
		return "", nil
	}
	places, err := p.placesAround(textIn(body, "location"))
	if err != nil {
		return "", err
	}
	why := "place"
	for _, x := range authorisations {
		if !covers(x, textIn(body, "site"), places) {
			continue
		}
		if began.when() >= textIn(x, "from") && began.when() <= textIn(x, "until") {
			return "", nil
		}
		why = "hours"
	}
	return why, nil
}

func covers(authorisation object, site string, places []string) bool {
	if sites := textsIn(authorisation, "sites"); len(sites) > 0 && !slices.Contains(sites, site) {
		return false
	}
	locations := textsIn(authorisation, "locations")
	return len(locations) == 0 || slices.ContainsFunc(places, func(id string) bool { return slices.Contains(locations, id) })
}

// placesAround is a location and what it lies in: a warrant for a wing covers its cells.
func (p *projection) placesAround(location string) ([]string, error) {
	var places []string
	for location != "" && !slices.Contains(places, location) {
		places = append(places, location)
		body, err := p.desk.look(KindLocation, location)
		if err != nil {
			return nil, err
		}
		location = textIn(body, "parent")
	}
	return places, nil
}
