package sync

import (
	"cmp"
	"maps"
	"slices"
)

// foldKind makes a document's body of its facts and of what it shows of others.
func (p *projection) foldKind(t target, a about) (folded, error) {
	switch t.Kind {
	case KindOperation:
		return p.foldOperation(a)
	case KindSite:
		return p.foldSite(t.ID, a)
	case KindTask:
		return p.foldTask(a)
	case KindSearch:
		return p.foldSearch(t.ID, a)
	case KindAnswer:
		return p.foldAnswer(a)
	case KindFinding, KindExhibit:
		return p.foldThing(t, a)
	case KindSeal:
		return p.foldSeal(t.ID, a)
	case KindCustody:
		return p.foldCustody(t.ID, a)
	case KindFile:
		return p.foldFile(a)
	case KindOfficer:
		return foldOfficer(a)
	}
	switch t.Kind {
	case KindTemplate:
		return foldTemplate(a)
	case KindDeviceModel:
		return foldDeviceModel(a)
	}
	return foldReference(a)
}

// lastOf gives the last of these facts in order, and whether there is one.
func (a about) lastOf(types ...string) (fact, bool) {
	facts := a.of(types...)
	if len(facts) == 0 {
		return fact{}, false
	}
	return facts[len(facts)-1], true
}

// foldReference shows the item as it was published last.
func foldReference(a about) (folded, error) {
	body := object{}
	f, ok := a.lastOf("reference.published")
	maps.Copy(body, f.Body)
	put(body, "notes", notesOf(a))
	if !ok {
		body["unpublished"] = true
	}
	site := textIn(f.Body, "site")
	return folded{body: body, site: site, keys: []string{"site:" + site}}, nil
}

// foldDeviceModel lets the model be found by its type allocation codes.
func foldDeviceModel(a about) (folded, error) {
	out, err := foldReference(a)
	for _, code := range textsIn(out.body, "tac") {
		out.keys = append(out.keys, "tac:"+code)
	}
	return out, err
}

// foldTemplate puts the parts of a checklist together. A version never changes,
// so that parts of one version which were published again say the same: a
// section that comes twice counts once, as it came last.
func foldTemplate(a about) (folded, error) {
	out, err := foldReference(a)
	last, _ := a.lastOf("reference.published")
	if integerIn(last.Body, "parts") < 2 {
		return out, err
	}
	var sections []any
	at := map[string]int{}
	for _, f := range partsOf(a, last) {
		pick(out.body, f.Body, "lists")
		for _, section := range listIn(f.Body, "sections") {
			code := sectionCode(section)
			if i, twice := at[code]; twice {
				sections[i] = section
				continue
			}
			at[code] = len(sections)
			sections = append(sections, section)
		}
	}
	out.body["sections"] = sections
	delete(out.body, "part")
	delete(out.body, "parts")
	return out, err
}

// partsOf gives the parts of the version that was published last, by their numbers.
func partsOf(a about, last fact) []fact {
	parts := slices.DeleteFunc(a.of("reference.published"), func(f fact) bool {
		return valueKey(f.Body["version"]) != valueKey(last.Body["version"]) || integerIn(f.Body, "parts") != integerIn(last.Body, "parts")
	})
	slices.SortStableFunc(parts, func(x, y fact) int { return cmp.Compare(integerIn(x.Body, "part"), integerIn(y.Body, "part")) })
	return parts
}

// sectionCode is what tells a section from the others: its code or id, or all of it.
func sectionCode(section any) string {
	o, _ := section.(map[string]any)
	return cmp.Or(textIn(o, "code"), textIn(o, "id"), valueKey(section))
}

// foldOfficer adds the tablets that the officer is signed on to.
func foldOfficer(a about) (folded, error) {
	out, err := foldReference(a)
	streams := map[string]fact{}
	for _, f := range a.of("officer.signedOn", "officer.signedOff") {
		streams[f.Stream] = f
	}
	var on []object
	for _, stream := range slices.Sorted(maps.Keys(streams)) {
		if f := streams[stream]; f.Type == "officer.signedOn" {
			on = append(on, f.whoWith("role", "team"))
		}
	}
	put(out.body, "signedOn", on)
	return out, err
}

// notesOf gives the remarks on a thing; a voided one stays, marked.
func notesOf(a about) []object {
	voided := map[string]fact{}
	for _, f := range a.of("note.voided") {
		voided[textIn(f.Body, "note")] = f
	}
	var notes []object
	for _, f := range a.of("note.added") {
		n := f.whoWith("text")
		if v, ok := voided[f.Entry]; ok {
			n["voided"] = v.whoWith("reason")
		}
		notes = append(notes, n)
	}
	return notes
}

// commandsOf tells whether a site or the operation is held or stood down, and its H.
func commandsOf(a about, body object) {
	state := ""
	var last fact
	for _, f := range a.of("operation.held", "operation.resumed", "operation.stoodDown", "operation.rescheduled", "operation.closed", "operation.reopened") {
		switch f.Type {
		case "operation.held":
			state = "held"
		case "operation.stoodDown":
			state = "stoodDown"
		case "operation.closed":
			state = "closed"
		case "operation.resumed", "operation.reopened":
			state = "running"
		case "operation.rescheduled":
			pick(body, f.Body, "hHour")
			body["rescheduled"] = f.whoWith("reason", "by")
			continue
		}
		last = f
	}
	if state != "" {
		body["state"] = state
		body["stateSince"] = last.whoWith("reason", "by", "overridden")
	}
}

func countsOf(a about) map[string]int64 {
	counts := map[string]int64{}
	maps.Copy(counts, a.Tallies)
	return counts
}

func (p *projection) foldOperation(a about) (folded, error) {
	out, err := foldReference(a)
	body := out.body
	body["state"] = "planned"
	if a.Tallies["sitesReleased"] > 0 {
		body["state"] = "released"
	}
	commandsOf(a, body)
	body["counts"] = countsOf(a)
	lists := map[string][]string{"logConflicts": {"log.conflict"}, "branchesAdopted": {"branch.adopted"}, "streamsContinued": {"stream.continued"},
		"tabletsRevoked": {"tablet.revoked"}, "tabletsClosed": {"tablet.closed"}, "epochs": {"epoch.started"}}
	for name, types := range lists {
		var list []object
		for _, f := range a.of(types...) {
			list = append(list, f.whoWith("tablet", "stream", "oldStream", "seq", "hash", "origin", "missing", "text", "reason", "by", "epoch", "previous", "orderedBy"))
		}
		put(body, name, list)
	}
	out.site = ""
	return out, err
}

func (p *projection) foldSite(id string, a about) (folded, error) {
	out, err := foldReference(a)
	body := out.body
	if plan, ok := a.lastOf("plan.released"); ok {
		pick(body, plan.Body, "plan", "planVersion")
		body["released"] = true
	}
	if plan, ok := a.lastOf("plan.superseded"); ok {
		body["superseded"] = plan.whoWith("planVersion", "byVersion", "reason")
	}
	commandsOf(a, body)
	body["counts"] = countsOf(a)
	put(body, "incidents", happenings(a.of("incident.reported")))
	for name, kind := range map[string]string{"acknowledged": "plan.acknowledged", "opened": "bundle.opened"} {
		var list []object
		for _, f := range a.of(kind) {
			list = append(list, f.whoWith("plan", "planVersion", "bundle", "openedBy", "officer"))
		}
		put(body, name, list)
	}
	out.site, out.keys = id, nil
	out.parents, out.counted = []target{{KindOperation, p.operation}}, siteCounts(a, body)
	return out, err
}

func siteCounts(a about, body object) map[string]int64 {
	counted := countsOf(a)
	counted["sites"] = 1
	if flagIn(body, "released") {
		counted["sitesReleased"] = 1
	}
	return counted
}

func taskCounts(a about, body object) map[string]int64 {
	counted := countsOf(a)
	counted["tasks"], counted["task_"+textIn(body, "state")] = 1, 1
	return counted
}

// foldTask finds the task's state from what each tablet last said of it and
// from the searches made of it, whatever order these arrived in.
func (p *projection) foldTask(a about) (folded, error) {
	planned := fact{Body: object{}}
	for _, f := range a.of("plan.released") {
		if integerIn(f.Body, "planVersion") >= integerIn(planned.Body, "planVersion") {
			planned = f
		}
	}
	body := object{}
	maps.Copy(body, planned.Body)
	location, err := p.desk.look(KindLocation, textIn(body, "location"))
	if err != nil {
		return folded{}, err
	}
	delete(body, "kind")
	put(body, "locationKind", planned.Body["kind"])
	pick(body, location, "path", "locationKind")
	for _, f := range a.of("task.reassigned") {
		if f.Position > planned.Position {
			pick(body, f.Body, "team", "teamName", "start", "end", "order")
			body["reassigned"] = f.whoWith("reason", "by")
		}
	}
	holders, returned := holdersOf(a)
	put(body, "holders", holders)
	put(body, "returned", returned)
	put(body, "notes", notesOf(a))
	put(body, "site", planned.Site)
	body["state"] = taskState(a, planned, len(holders) > 0, textIn(body, "team") != "")
	searchesIn(a, body)
	body["counts"] = countsOf(a)
	return folded{body: body, site: planned.Site, keys: []string{"location:" + textIn(body, "location"), planKey(planned.Body), "site:" + planned.Site},
		parents: parentSite(planned.Site), counted: taskCounts(a, body)}, nil
}

func parentSite(site string) []target {
	if site == "" {
		return nil
	}
	return []target{{KindSite, site}}
}

// holdersOf gives the tablets whose last word is that they have the task, and
// those whose last word is that they gave it back, with why.
func holdersOf(a about) (holders, returned []object) {
	last := map[string]fact{}
	for _, f := range a.of("task.accepted", "task.claimed", "task.returned") {
		last[f.Stream] = f
	}
	for _, stream := range slices.Sorted(maps.Keys(last)) {
		if f := last[stream]; f.Type == "task.returned" {
			returned = append(returned, f.whoWith("reasonCode", "reason"))
		} else {
			holders = append(holders, with(f.whoWith("reason"), "claimed", f.Type == "task.claimed"))
		}
	}
	return holders, returned
}

func taskState(a about, planned fact, held, assigned bool) string {
	states := map[string]bool{}
	for _, part := range a.Parts {
		states[textIn(part, "state")] = true
	}
	for _, state := range []string{"in_progress", "done_find", "done_clear", "not_executed"} {
		if states[state] {
			return state
		}
	}
	for _, f := range a.of("plan.superseded") {
		if f.Site != "" && f.Site != planned.Site { // older programs gave such a fact to the tasks of every site
			continue
		}
		if integerIn(f.Body, "planVersion") >= integerIn(planned.Body, "planVersion") {
			return "withdrawn"
		}
	}
	switch {
	case held:
		return "accepted"
	case assigned:
		return "assigned"
	}
	return "planned"
}

// searchesIn shows when the task was begun and ended, and by which searches.
func searchesIn(a about, body object) {
	var searches []object
	var begun, ended string
	for _, name := range slices.Sorted(maps.Keys(a.Parts)) {
		part := a.Parts[name]
		searches = append(searches, part)
		if at := textIn(part, "startedAt"); at != "" && (begun == "" || at < begun) {
			begun = at
		}
		ended = max(ended, textIn(part, "endedAt"))
		if textIn(part, "state") == "not_executed" {
			pick(body, part, "reasonCode")
		}
	}
	put(body, "searches", searches)
	put(body, "startedAt", begun)
	if textIn(body, "state") != "in_progress" {
		put(body, "endedAt", ended)
	}
}
