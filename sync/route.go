package sync

import (
	"maps"
	"slices"
	"strings"
)

// place is a document that an entry says something about, and what it says there.
type place struct {
	target
	made bool // the entry creates it
	fact fact
}

// places finds the documents that an entry is about.
func (p *projection) places(f fact) ([]place, error) {
	if f.Erased {
		return p.erasedPlaces(f), nil
	}
	var ps []place
	at := func(kind Kind, id string, made bool) { ps = append(ps, place{target{kind, id}, made, f}) }
	switch noun, verb, _ := strings.Cut(f.Type, "."); noun {
	case "task":
		at(KindTask, f.Entity, false)
	case "search":
		if verb == "started" || verb == "notExecuted" && f.Entity == "" {
			at(KindSearch, f.Entry, true)
		} else {
			at(KindSearch, f.Entity, false)
		}
	case "gate":
		at(KindSearch, f.Entity, false)
	case "answer":
		at(KindAnswer, answerID(f), true)
	case "finding", "exhibit":
		if creates := verb == "recorded" || verb == "seized"; creates {
			at(Kind(noun), f.Entry, true)
		} else {
			at(Kind(noun), f.Entity, false)
		}
	case "seal":
		ps = sealPlaces(f)
	case "custody":
		at(KindCustody, f.Entry, true)
		if corrected := textIn(f.Body, "corrects"); corrected != "" {
			at(KindCustody, corrected, false)
		}
	case "officer":
		at(KindOfficer, textIn(f.Body, "officer"), false)
	case "incident", "bundle":
		at(KindSite, f.Site, false)
	case "note":
		at(Kind(textIn(f.Body, "of")), f.Entity, false)
	case "head", "stream", "log", "epoch", "tablet", "branch":
		at(KindOperation, p.operation, false)
	case "operation":
		if f.Site != "" {
			at(KindSite, f.Site, false)
		} else {
			at(KindOperation, p.operation, false)
		}
	case "plan":
		return p.planPlaces(f)
	case "reference":
		ps = referencePlaces(f)
	case "entry":
		return p.settledPlaces(f)
	}
	return append(ps, p.filePlaces(f)...), nil
}

func answerID(f fact) string {
	id := f.Entity + "/" + textIn(f.Body, "item")
	if row := textIn(f.Body, "row"); row != "" {
		id += "/" + row
	}
	return id
}

func sealPlaces(f fact) []place {
	if f.Type == "seal.broken" {
		return []place{{target{KindSeal, f.Entity}, false, f}}
	}
	ps := []place{{target{KindSeal, f.Entry}, true, f}}
	if replaced := textIn(f.Body, "replaces"); replaced != "" {
		ps = append(ps, place{target{KindSeal, replaced}, false, f})
	}
	return ps
}

// partOf makes a fact of one item of a long list.
func partOf(f fact, item object, more ...object) fact {
	f.Body = maps.Clone(item)
	for _, m := range more {
		maps.Copy(f.Body, m)
	}
	return f
}

// planPlaces gives the tasks of a released part, or those that a newer plan leaves behind.
func (p *projection) planPlaces(f fact) ([]place, error) {
	plan := object{}
	pick(plan, f.Body, "plan", "planVersion", "byVersion", "reason", "packageSha256")
	ps := []place{{target{KindSite, f.Site}, false, partOf(f, plan)}}
	switch f.Type {
	case "plan.acknowledged":
		return ps, nil
	case "plan.superseded":
		tasks, err := p.supersededTasks(f.Site, plan)
		for _, id := range tasks {
			ps = append(ps, place{target{KindTask, id}, false, partOf(f, plan)})
		}
		return ps, err
	}
	delete(plan, "packageSha256")
	for _, task := range objectsIn(f.Body, "tasks") {
		ps = append(ps, place{target{KindTask, textIn(task, "id")}, true, partOf(f, task, plan)})
	}
	if f.Site == "" {
		ps = ps[1:]
	}
	return ps, nil
}

// supersededTasks are those of a plan at a site, or of all sites: one version is a
// whole operation's, and is superseded site by site.
func (p *projection) supersededTasks(site string, plan object) ([]string, error) {
	if site == "" {
		return p.desk.find(KindTask, planKey(plan))
	}
	here, err := p.desk.find(KindTask, "site:"+site)
	if err != nil {
		return nil, err
	}
	var tasks []string
	for _, id := range here {
		task, err := p.desk.look(KindTask, id)
		if err != nil {
			return nil, err
		}
		if planKey(task) == planKey(plan) {
			tasks = append(tasks, id)
		}
	}
	return tasks, nil
}

func planKey(plan object) string {
	return "plan:" + textIn(plan, "plan") + ":" + valueKey(plan["planVersion"])
}

// referencePlaces gives one document an item. The sections of a checklist that
// one entry does not hold come as several items with one id, in one part or in
// several: what one entry has of a document is one fact.
func referencePlaces(f fact) []place {
	var ps []place
	kind := Kind(textIn(f.Body, "kind"))
	for _, item := range objectsIn(f.Body, "items") {
		t := target{kind, textIn(item, "id")}
		same := slices.IndexFunc(ps, func(p place) bool { return p.target == t })
		switch {
		case kind == KindTemplate && same >= 0:
			sections := slices.Concat(listIn(ps[same].fact.Body, "sections"), listIn(item, "sections"))
			merged := with(item, "sections", sections)
			if merged["lists"] == nil {
				pick(merged, ps[same].fact.Body, "lists")
			}
			ps[same].fact = partOf(f, merged, partNumber(f))
		case kind == KindTemplate:
			ps = append(ps, place{t, true, partOf(f, item, partNumber(f))})
		default:
			ps = append(ps, place{t, true, partOf(f, item)})
		}
	}
	return ps
}

// partNumber tells which part of how many an entry is, when there are several.
func partNumber(f fact) object {
	if integerIn(f.Body, "parts") < 2 {
		return nil
	}
	return object{"part": f.Body["part"], "parts": f.Body["parts"]}
}

// settledPlaces: a decision on an entry that is applied already belongs to the
// search, the exhibit or the seal that the entry is about.
func (p *projection) settledPlaces(f fact) ([]place, error) {
	doc, ok, err := p.ledger.Get(KindReceipt, textIn(f.Body, "hash"))
	if err != nil || !ok || f.Type != "entry.settled" || textIn(f.Body, "decision") == DecideAttach {
		return nil, err
	}
	c := &card{}
	if err := decodeInto(doc.Facts, &c.facts); err != nil {
		return nil, err
	}
	if err := decodeInto(doc.Body, &c.receipt); err != nil || !c.receipt.Done() {
		return nil, err
	}
	var ps []place
	for _, t := range c.facts.Targets {
		if t.Kind == KindSearch || t.Kind == KindExhibit || t.Kind == KindSeal {
			ps = append(ps, place{t, false, f})
		}
	}
	return ps, nil
}

// filePlaces gives the files that the entry names, or that it is about, with
// what each belongs to.
func (p *projection) filePlaces(f fact) []place {
	var ps []place
	add := func(sha string, says object) { ps = append(ps, place{target{KindFile, sha}, true, partOf(f, says)}) }
	switch f.Type {
	case "file.stored", "file.refused":
		add(textIn(f.Body, "sha256"), f.Body)
		return ps
	case "file.attached":
		for _, item := range objectsIn(f.Body, "files") {
			add(textIn(item, "sha256"), with(item, "of", f.Body["of"], "id", f.Entity))
		}
		ps = append(ps, place{target{Kind(textIn(f.Body, "of")), f.Entity}, false, f})
	}
	of, id := subject(f)
	for _, sha := range f.Files {
		if slices.ContainsFunc(ps, func(x place) bool { return x.ID == sha }) {
			continue
		}
		says := object{"sha256": sha, "of": string(of), "id": id}
		for _, photo := range objectsIn(f.Body, "photos") {
			if textIn(photo, "sha256") == sha {
				pick(says, photo, "role")
			}
		}
		add(sha, says)
	}
	return ps
}

func with(o object, pairs ...any) object {
	o = maps.Clone(o)
	for i := 0; i < len(pairs); i += 2 {
		o[pairs[i].(string)] = pairs[i+1]
	}
	return o
}

// subject is what an entry's files show: what it creates, else its entity.
func subject(f fact) (Kind, string) {
	switch f.Type {
	case "search.started", "finding.recorded", "exhibit.seized", "seal.applied", "custody.recorded":
		noun, _, _ := strings.Cut(f.Type, ".")
		return Kind(noun), f.Entry
	case "answer.asserted", "answer.resolved", "search.closed", "search.notExecuted", "search.confirmed", "search.moved", "search.reopened", "gate.overridden":
		if f.Entity == "" {
			return KindSearch, f.Entry
		}
		return KindSearch, f.Entity
	case "finding.amended", "finding.voided", "exhibit.amended", "exhibit.voided", "seal.broken":
		noun, _, _ := strings.Cut(f.Type, ".")
		return Kind(noun), f.Entity
	}
	if f.Site != "" {
		return KindSite, f.Site
	}
	return "", ""
}

// erasedPlaces is what is left of an entry without its body: what it created
// under its own id, and what its envelope names.
func (p *projection) erasedPlaces(f fact) []place {
	one := p.schemas.byName[schemaName(f.Type, f.Version)]
	switch one.Creates {
	case KindSearch, KindFinding, KindExhibit, KindSeal, KindCustody:
		if one.Creates != KindSearch || f.Entity == "" {
			return []place{{target{one.Creates, f.Entry}, true, f}}
		}
	case KindAnswer, KindFile:
		return nil
	}
	for _, n := range one.Needs {
		if n.Pointer == "/base/entity" && len(n.Kinds) == 1 && f.Entity != "" {
			return []place{{target{n.Kinds[0], f.Entity}, false, f}}
		}
	}
	return nil
}
