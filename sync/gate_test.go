package sync_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// checklistOfD is a small checklist as it is published with an operation.
const checklistOfD = `{"id":"%s","version":1,"code":"cell","name":{"en":"Cell","fr":"Cellule"},"facts":[],"sections":[
 {"code":"arrival","labels":{"en":"Arrival","fr":"Arrivée"},"items":[
  {"code":"door","type":"yes_no_na","labels":{"en":"Door closed","fr":"Porte fermée"},"required":true},
  {"code":"kind","type":"select_one","labels":{"en":"Kind","fr":"Nature"},"list":"kinds"}]},
 {"code":"areas","labels":{"en":"Areas","fr":"Zones"},"items":[
  {"code":"areas","type":"matrix","labels":{"en":"Areas","fr":"Zones"},"rows":[{"code":"mattress","labels":{"en":"Mattress","fr":"Matelas"}}],"columns":[
   {"code":"searched","type":"yes_no_na","labels":{"en":"Searched","fr":"Fouillée"}}]},
  {"code":"photos_before","type":"photo","labels":{"en":"Overview","fr":"Ensemble"},"role":"overview_before","required":true,"min":1}]},
 {"code":"finds","labels":{"en":"Finds","fr":"Découvertes"},"items":[
  {"code":"finds","type":"repeat","of":"findings","labels":{"en":"Find","fr":"Découverte"},"items":[
   {"code":"exhibit","type":"exhibit","labels":{"en":"Exhibit","fr":"Pièce"},"required":true},
   {"code":"seal","type":"seal","labels":{"en":"Seal","fr":"Scellé"},"required":true}]}]}],
 "lists":{"kinds":[{"code":"single","labels":{"en":"Single","fr":"Simple"}}],"categories":[{"code":"phone","labels":{"en":"Telephone","fr":"Téléphone"}}]}}`

const basisOfD = `{"code":"judicial","labels":{"en":"Judicial","fr":"Judiciaire"},"kind":"judicial","texts":["x"],"hours":{"from":"06:00","to":"21:00"},
 "presence":"none","sealing":true,"signers":["lead"],"sections":["arrival","areas","finds"],"documents":[{"code":"record","labels":{"en":"Record","fr":"Procès-verbal"},"when":"always"}],
 "validated":false,"counsel":{"en":"x","fr":"x"}}`

// gatedBriefing publishes a checklist, its legal basis, the time of the site and a
// supervisor, as a release does.
func gatedBriefing(p *pen) (out []fieldsync.Journalled) {
	publish := func(kind string, item map[string]any) {
		out = append(out, p.write(headquarters, act{kind: "reference.published", nosite: true, body: map[string]any{"kind": kind, "part": 1, "parts": 1, "items": []any{item}}}))
	}
	publish("template", decoded(fmt.Sprintf(checklistOfD, nid(0xd0))))
	publish("operation", map[string]any{"id": operation.String(), "name": "Dawn", "hHour": "2026-05-20T04:00:00.000Z", "legalBases": []any{decoded(basisOfD)}})
	publish("site", map[string]any{"id": site.String(), "name": "Maison d'arrêt", "timeZone": "Europe/Paris"})
	publish("officer", map[string]any{"id": nid(0x91).String(), "name": "D. Moreau", "lead": true})
	return out
}

func decoded(text string) (o map[string]any) {
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		panic(err)
	}
	return o
}

// byChecklist makes the beginning of a search name the checklist and its basis.
func byChecklist(a act) act {
	a.body["template"], a.body["templateVersion"], a.body["legalBasis"] = nid(0xd0).String(), 1, "judicial"
	return a
}

func gated(t *testing.T) *stage {
	t.Helper()
	s := briefed(t)
	for _, j := range gatedBriefing(s.pen) {
		if r := s.append(t, s.projector, j); r.Status != fieldsync.Applied {
			t.Fatalf("%s: %s %s", r.Type, r.StatusCode, r.Detail)
		}
	}
	return s
}

// failed are the codes of what a search lacks, with what each is about.
func (s *stage) failed(search models.ID, member string) (all []string) {
	list, _ := s.bodyOf(fieldsync.KindSearch, search.String())[member].([]any)
	for _, x := range list {
		o := x.(map[string]any)
		text := o["code"].(string)
		for _, name := range []string{"path", "row", "role", "document"} {
			if v, ok := o[name].(string); ok {
				text += " " + v
			}
		}
		all = append(all, text)
	}
	return all
}

func (s *stage) lacks(search models.ID, want ...string) {
	s.t.Helper()
	if got := s.failed(search, "gateFailed"); !slices.Equal(got, want) {
		s.t.Errorf("the search lacks %q, want %q", got, want)
	}
	s.is(fieldsync.KindSearch, search, "attention", map[bool]any{true: true, false: nil}[len(want) > 0])
}

func answer(search models.ID, item string, value any) act {
	return act{kind: "answer.asserted", entity: search, body: map[string]any{"item": item, "value": value}}
}

func pictured(search models.ID, role string) act {
	sha := strings.Repeat("7", 64)
	return act{kind: "file.attached", entity: search, files: []string{sha}, body: map[string]any{"of": "search", "files": []any{map[string]any{"sha256": sha, "kind": "photo", "role": role}}}}
}

// closed closes a search with the signatures and documents that its basis asks for.
func closed(search models.ID, outcome string) act {
	a := closes(search, outcome)
	a.body["presence"] = map[string]any{"occupant": "not_required"}
	a.body["signatures"] = []any{map[string]any{"role": "lead", "file": strings.Repeat("8", 64)}}
	a.body["documents"] = []any{map[string]any{"code": "record"}}
	a.files = []string{strings.Repeat("8", 64)}
	return a
}

func TestAClosedSearchIsJudgedByItsChecklistAndItsBasis(t *testing.T) {
	s := gated(t)
	search := s.done("t1", byChecklist(starts(0x10)))
	s.lacks(search) // nothing is judged that goes on
	a := closes(search, "done_clear")
	s.done("t1", a)
	s.lacks(search, "signer_missing lead", "document_missing record", "item_missing door", "item_missing photos_before")
	s.sameWhenRebuilt()
}

func TestWhatArrivesAfterTheClosingIsJudgedWithIt(t *testing.T) {
	s := gated(t)
	search := s.done("t1", byChecklist(starts(0x10)))
	s.done("t1", closed(search, "done_clear"))
	s.lacks(search, "item_missing door", "item_missing photos_before")
	s.done("t1", answer(search, "door", "yes"))
	s.lacks(search, "item_missing photos_before")
	s.done("t1", pictured(search, "overview_before"))
	s.lacks(search)
	s.done("t2", answer(search, "kind", "double"))
	s.lacks(search, "item_wrong kind")
	s.done("t2", answer(search, "kind", "single"))
	find := s.done("t1", act{kind: "finding.recorded", body: map[string]any{"search": search.String(), "category": "phone", "description": "under the bed"}})
	got := s.failed(search, "gateFailed")
	if want := []string{"find_without_photo", "outcome_contradicts", "item_missing finds.exhibit " + find.String(), "item_missing finds.seal " + find.String()}; !slices.Equal(got, want) {
		t.Errorf("with a find: %q, want %q", got, want)
	}
	s.done("t1", act{kind: "finding.voided", entity: find, body: map[string]any{"reason": "none"}})
	s.lacks(search)
	s.sameWhenRebuilt()
}

func TestAnUnpublishedChecklistOrBasisIsMarked(t *testing.T) {
	s := gated(t)
	begin := byChecklist(starts(0x10))
	begin.body["templateVersion"], begin.body["legalBasis"] = 2, "royal"
	search := s.done("t1", begin)
	s.done("t1", closed(search, "done_clear"))
	s.lacks(search, "template_unknown", "basis_unknown")
	s.sameWhenRebuilt()
}

func TestTheHoursAreThoseOfTheSite(t *testing.T) {
	s := gated(t)
	s.pen.clock = s.pen.clock.Add(-3600e9) // 05:00 in Paris
	search := s.done("t1", byChecklist(starts(0x10)))
	for _, a := range []act{answer(search, "door", "yes"), pictured(search, "overview_before"), closed(search, "done_clear")} {
		s.done("t1", a)
	}
	s.lacks(search, "outside_hours")
}

func override(search models.ID, supervisor models.ID, missing ...map[string]any) act {
	list := []any{}
	for _, m := range missing {
		list = append(list, m)
	}
	return act{kind: "gate.overridden", entity: search, body: map[string]any{"reason": "the camera broke", "supervisor": supervisor.String(), "missing": list}}
}

func TestALeaveCoversWhatItNamedAndNothingThatCameLater(t *testing.T) {
	s := gated(t)
	search := s.done("t1", byChecklist(starts(0x10)))
	s.done("t1", answer(search, "door", "yes"))
	s.done("t1", override(search, nid(0x91), map[string]any{"code": "item_missing", "path": "photos_before", "text": "photographs"}))
	s.done("t1", closed(search, "done_clear"))
	s.lacks(search)
	if got := s.failed(search, "gateOverridden"); !slices.Equal(got, []string{"item_missing photos_before"}) {
		t.Errorf("covered: %q", got)
	}
	s.is(fieldsync.KindSearch, search, "overrideUnsupervised", nil)
	s.done("t1", answer(search, "door", nil))
	s.lacks(search, "item_missing door")
	s.sameWhenRebuilt()
}

func TestALeaveThatNoSupervisorGaveIsAppliedAndMarked(t *testing.T) {
	for name, supervisor := range map[string]models.ID{"the officer who closes": nid(0x90), "nobody whom the operation knows": nid(0x77)} {
		s := gated(t)
		search := s.done("t1", byChecklist(starts(0x10)))
		s.done("t1", answer(search, "door", "yes"))
		s.done("t1", override(search, supervisor, map[string]any{"code": "item_missing"}))
		s.done("t1", closed(search, "done_clear"))
		s.is(fieldsync.KindSearch, search, "overrideUnsupervised", true)
		s.is(fieldsync.KindSearch, search, "gateFailed", nil)
		s.is(fieldsync.KindSearch, search, "attention", true)
		if t.Failed() {
			t.Fatal("given by", name)
		}
		s.done(headquarters, act{kind: "reference.published", nosite: true, body: map[string]any{"kind": "officer", "part": 1, "parts": 1, "items": []any{map[string]any{"id": nid(0x77).String(), "name": "E. Late", "skills": []any{"supervisor"}}}}})
		if supervisor == nid(0x77) {
			s.is(fieldsync.KindSearch, search, "overrideUnsupervised", nil)
		}
		s.sameWhenRebuilt()
	}
}
