package sync

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/cellsweep/cellsweep/checklist"
)

// gateInput gathers what the gate looks at of a closed search that names its
// checklist: the documents of its answers, finds, exhibits, seals and files.
func (p *projection) gateInput(id string, a about, began fact, body object, outside string) (in checklist.GateInput, err error) {
	task, err := p.desk.look(KindTask, textIn(body, "task"))
	if err != nil {
		return in, err
	}
	site, err := p.desk.look(KindSite, textIn(body, "site"))
	if err != nil {
		return in, err
	}
	template, err := p.pinnedTemplate(body)
	if err != nil {
		return in, err
	}
	search := searchIn(id, body)
	in = checklist.GateInput{Named: checklist.Named{Template: textIn(body, "template"), Basis: cmp.Or(textIn(body, "legalBasis"), textIn(task, "legalBasis"))},
		Template: template.template, StartedAt: began.when(), TimeZone: textIn(site, "timeZone"), Outcome: textIn(body, "outcome"),
		Presence:   checklist.Presence{Occupant: search.Occupant, Witnesses: listed(objectIn(body, "presence"), "witnesses")},
		Signatures: signaturesOf(search), Searchers: listed(body, "searchers"), Answers: checklist.Answers{}}
	for _, d := range objectsIn(body, "documents") {
		in.Documents = append(in.Documents, textIn(d, "code"))
	}
	if in.Basis, err = p.basisOf(in.Named.Basis); err != nil {
		return in, err
	}
	in.Context = checklist.Context{Facts: factsOf(in, body, task, outside), Lists: template.lists}
	for _, gather := range []func(string, *checklist.GateInput) error{p.answersOf, p.photosOf, p.thingsOf} {
		if err := gather(id, &in); err != nil {
			return in, err
		}
	}
	if err := p.officersOf(a, &in); err != nil {
		return in, err
	}
	return in, p.parentsOf(textIn(body, "location"), &in)
}

// factsOf tells the checklist about the task. What the journal does not know is
// not told.
func factsOf(in checklist.GateInput, body, task object, outside string) map[string]json.RawMessage {
	facts := map[string]json.RawMessage{}
	tell := func(name string, value any) {
		if raw, err := encodeObject(value); err == nil && value != nil && value != "" {
			facts[name] = raw
		}
	}
	tell("authorisation_valid", outside == "")
	tell("legal_basis", in.Named.Basis)
	if in.Basis != nil {
		tell("presence_required", in.Basis.Attended())
	}
	tell("target_location", textIn(task, "location"))
	tell("site", textIn(body, "site"))
	tell("occupants_expected", body["occupantsExpected"])
	return facts
}

// answersOf reads the answers. Of one that is contested the last that stands
// counts: that it is contested is a matter of its own.
func (p *projection) answersOf(id string, in *checklist.GateInput) error {
	return p.each(KindAnswer, "search:"+id, func(_ string, body object) error {
		assertions := objectsIn(body, "assertions")
		standing := slices.DeleteFunc(slices.Clone(assertions), func(o object) bool { return flagIn(o, "superseded") })
		if len(standing) == 0 {
			return nil
		}
		last := standing[len(standing)-1]
		value, err := encodeObject(last["value"])
		if err != nil {
			return err
		}
		answer := checklist.Answer{Value: value, Comment: textIn(last, "comment"), Photos: listed(last, "files")}
		if number, ok := last["number"].(json.Number); ok {
			if n, err := number.Float64(); err == nil {
				answer.Number = &n
			}
		}
		in.Answers[checklist.Instance{Path: textIn(body, "item"), Row: textIn(body, "row")}] = answer
		return nil
	})
}

// each shows every document of a kind that has a key, by its id.
func (p *projection) each(kind Kind, key string, see func(id string, body object) error) error {
	ids, err := p.desk.find(kind, key)
	if err != nil {
		return err
	}
	for _, id := range ids {
		body, err := p.desk.look(kind, id)
		if err != nil {
			return err
		}
		if err := see(id, body); err != nil {
			return err
		}
	}
	return nil
}

// photosOf reads the photographs of the search itself.
func (p *projection) photosOf(id string, in *checklist.GateInput) error {
	return p.each(KindFile, "on:"+id, func(sha string, body object) error {
		for _, o := range objectsIn(body, "belongsTo") {
			if role := textIn(o, "role"); textIn(o, "id") == id && role != "" {
				in.Photos = append(in.Photos, checklist.Photo{SHA256: sha, Role: role})
			}
		}
		return nil
	})
}

// thingsOf reads finds, exhibits and the seals on them, and puts the members of
// the finds among the answers (docs/exhibits.md, "The rows of the checklist").
func (p *projection) thingsOf(id string, in *checklist.GateInput) error {
	findings, exhibits, seals := map[string]object{}, map[string]object{}, map[string]object{}
	if err := p.each(KindFinding, "search:"+id, func(id string, body object) error {
		findings[id] = body
		in.Findings = append(in.Findings, checklist.Finding{ID: id, Category: textIn(body, "category"), Description: textIn(body, "description"),
			Voided: textIn(body, "state") == "voided", Photos: shas(body)})
		return nil
	}); err != nil {
		return err
	}
	if err := p.each(KindExhibit, "search:"+id, func(id string, body object) error {
		exhibits[id] = body
		in.Exhibits = append(in.Exhibits, exhibitOf(id, body))
		return p.each(KindSeal, "exhibit:"+id, func(id string, body object) error {
			seals[id] = body
			return nil
		})
	}); err != nil {
		return err
	}
	for _, id := range sortedNames(seals) {
		body := seals[id]
		in.Seals = append(in.Seals, checklist.Seal{ID: id, Number: textIn(body, "number"), Applied: textIn(body, "state") == "applied",
			Exhibits: listed(body, "exhibits"), Photo: textIn(body, "photo")})
	}
	for _, f := range in.Findings {
		if f.Voided {
			continue
		}
		fillRow(in.Template, in.Answers, f.ID, findings[f.ID], exhibits, seals)
	}
	return nil
}

func exhibitOf(id string, body object) checklist.Exhibit {
	noun := exhibitIn(id, body)
	return checklist.Exhibit{ID: id, Finding: textIn(body, "finding"), Number: noun.Number, Category: noun.Category, Description: noun.Description,
		Disposition: noun.Disposition, Voided: textIn(body, "state") == "voided", Photos: noun.Photos, Lacks: listed(body, "lacks"),
		SealedBag:  len(photosOfRole(body, "sealed_bag")) > 0,
		Identified: noun.Device != nil && noun.Device.Known()}
}

// officersOf reads the supervisors who gave a leave: one who leads a team or has
// the skill may.
func (p *projection) officersOf(a about, in *checklist.GateInput) error {
	in.Officers = map[string]checklist.Person{}
	for _, f := range a.of("gate.overridden") {
		id := textIn(f.Body, "supervisor")
		body, err := p.desk.look(KindOfficer, id)
		if err != nil {
			return err
		}
		in.Officers[id] = checklist.Person{Name: textIn(body, "name"), Supervisor: flagIn(body, "lead") || slices.Contains(listed(body, "skills"), "supervisor")}
	}
	return nil
}

// parentsOf tells where the places lie that the search and its answers name.
func (p *projection) parentsOf(location string, in *checklist.GateInput) error {
	in.Context.Parents = map[string]string{}
	places := []string{location}
	for _, a := range in.Answers {
		var id string
		if json.Unmarshal(a.Value, &id) == nil && len(id) == 36 {
			places = append(places, id)
		}
	}
	for _, place := range places {
		around, err := p.placesAround(place)
		if err != nil {
			return err
		}
		for i := range len(around) - 1 {
			in.Context.Parents[around[i]] = around[i+1]
		}
		if len(around) == 0 {
			continue
		}
		top, err := p.desk.look(KindLocation, around[len(around)-1])
		if err != nil {
			return err
		}
		if site := textIn(top, "site"); site != "" {
			in.Context.Parents[around[len(around)-1]] = site
		}
	}
	return nil
}
