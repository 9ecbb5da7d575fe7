package sync_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// chapters are short stories whose documents every implementation must agree on.
func chapters() map[string]func(w *pen, add func(fieldsync.Journalled) models.ID) {
	type adder = func(fieldsync.Journalled) models.ID
	return map[string]func(*pen, adder){
		"a clear search": func(w *pen, add adder) {
			add(w.write("t1", act{kind: "task.accepted", entity: nid(0x10)}))
			search := add(w.write("t1", starts(0x10)))
			add(w.write("t1", answers(search, "yes")))
			add(w.write("t1", closes(search, "done_clear")))
		},
		"a search with a sealed telephone, a hand-over and a stored photograph": func(w *pen, add adder) {
			search := add(w.write("t1", starts(0x10)))
			finding := add(w.write("t1", act{kind: "finding.recorded", body: map[string]any{"search": search.String(), "category": "phone", "description": "in the mattress", "quantity": 1}}))
			x := add(w.write("t1", seizes(search, map[string]any{"finding": finding.String()})))
			add(w.write("t1", seals("S1", x)))
			add(w.write("t1", act{kind: "custody.recorded", body: map[string]any{"kind": "received", "exhibits": []string{x.String()}, "to": map[string]any{"name": "Registry"}, "place": "Store 2"}}))
			add(w.write("t1", closes(search, "done_find")))
			add(w.write(headquarters, act{kind: "file.stored", body: map[string]any{"sha256": strings.Repeat("1", 64), "size": 812345, "mediaType": "image/jpeg"}}))
		},
		"a contested answer, resolved": func(w *pen, add adder) {
			search := add(w.write("t1", starts(0x10)))
			a := add(w.write("t1", answers(search, []string{"a", "b"})))
			b := add(w.write("t2", answers(search, []string{"c"})))
			add(w.write(headquarters, act{kind: "answer.resolved", entity: search, supersedes: []models.ID{a, b}, body: map[string]any{"item": "areas.searched", "row": "mattress", "value": []string{"b", "a"}, "reason": "seen"}}))
		},
		"a contested answer": func(w *pen, add adder) {
			search := add(w.write("t1", starts(0x10)))
			a := add(w.write("t1", answers(search, 1)))
			add(w.write("t1", answers(search, 1.5, a)))
			add(w.write("t2", answers(search, "1.5")))
		},
		"the gate fails outside the authorisation": func(w *pen, add adder) {
			search := add(w.write("t1", starts(0x12)))
			add(w.write("t1", seizes(search, map[string]any{"number": nil, "photos": nil})))
			add(w.write("t1", closes(search, "done_find")))
		},
		"everything arrives backwards": func(w *pen, add adder) {
			start := w.write("t1", starts(0x10))
			x := w.write("t1", seizes(start.Entry.ID, nil))
			seal := w.write("t1", seals("S1", x.Entry.ID))
			amended := w.write("t1", act{kind: "exhibit.amended", entity: x.Entry.ID, body: map[string]any{"changes": map[string]any{"number": "7", "route": map[string]any{"code": "drone"}}, "reason": "seen on film"}})
			for _, j := range []fieldsync.Journalled{amended, seal, x, start} {
				add(j)
			}
		},
		"held, refused and quarantined": func(w *pen, add adder) {
			add(w.write("t1", answers(nid(0x7777), "yes")))
			add(w.write("t1", act{kind: "drone.sighted"}))
			add(w.write("t1", act{kind: "note.added", entity: nid(0x10), body: map[string]any{"of": "task"}}))
			j := w.write("t1", act{kind: "note.added", entity: nid(0x10), body: map[string]any{"of": "task", "text": "x"}})
			j.Verdict, j.Code = fieldsync.Quarantined, fieldsync.TabletRevoked
			add(j)
		},
		"a release as the server publishes it, and what a site reports": func(w *pen, add adder) {
			published := func(kind string, item map[string]any) {
				add(w.write(headquarters, act{kind: "reference.published", body: map[string]any{"kind": kind, "part": 1, "parts": 1, "items": []any{item}}, nosite: true}))
			}
			published("operation", map[string]any{"id": operation.String(), "reference": "DAWN", "name": "Dawn", "hHour": "2026-05-20T04:00:00.000Z", "sites": 1, "authorised": 3, "planned": 3,
				"exposure": 90, "makespan": 90, "authorisations": []any{map[string]any{"id": nid(0x5a).String(), "reference": "12/2026", "legalBasis": "R57-7-79",
					"from": "2026-05-20T04:00:00.000Z", "until": "2026-05-20T10:00:00.000Z", "sites": []string{site.String()}, "locations": []string{nid(0x20).String()}}}})
			published("site", map[string]any{"id": site.String(), "establishment": site.String(), "code": "S01", "name": "Maison d'arrêt", "type": "remand", "commune": "Lyon", "department": "69",
				"latitude": 45.75, "longitude": 4.85, "timeZone": "Europe/Paris", "lead": "A. Durand", "phone": "0400000000", "radio": "12", "authorised": 3, "planned": 3, "tasks": 3,
				"hours": map[string]any{"from": -10, "to": 240}, "teams": []any{map[string]any{"id": nid(0xc0).String(), "code": "T1", "phone": "0600000001", "radio": "14"}}, "kit": []any{map[string]any{"id": nid(0xe0).String(), "kind": "detector", "serial": "DNM-1", "calibratedUntil": "2027-01-31"}}})
			published("officer", map[string]any{"id": nid(0x90).String(), "site": site.String(), "name": "A. Durand", "badge": "D-0001", "sex": "f", "skills": []string{"lead"}, "team": nid(0xc0).String(), "lead": true})
			published("deviceModel", map[string]any{"id": nid(0xa0).String(), "code": "BM70", "make": "L8star", "model": "BM70", "isTarget": true, "mini": true, "tac": []string{"35904337"}})
			published("template", map[string]any{"id": nid(0xd0).String(), "version": 1, "code": "cell", "name": map[string]any{"en": "Cell", "fr": "Cellule"}, "sections": []any{
				map[string]any{"id": "areas", "items": []any{map[string]any{"id": "searched", "type": "boolean"}}}}})
			search := add(w.write("t1", starts(0x10)))
			finding := add(w.write("t1", act{kind: "finding.recorded", body: map[string]any{"search": search.String(), "category": "phone", "description": "in the mattress", "quantity": 1}}))
			add(w.write("t1", act{kind: "finding.voided", entity: finding, body: map[string]any{"reason": "twice"}}))
			add(w.write("t1", act{kind: "note.added", entity: nid(0x10), body: map[string]any{"of": "task", "text": "the lock was changed"}}))
			add(w.write("t1", act{kind: "incident.reported", body: map[string]any{"kind": "other", "text": "shouting in the yard"}}))
		},
		"the same seal number twice": func(w *pen, add adder) {
			search := add(w.write("t1", starts(0x10)))
			x, y := add(w.write("t1", seizes(search, nil))), add(w.write("t2", seizes(search, map[string]any{"number": "2"})))
			add(w.write("t1", seals("S1", x)))
			add(w.write("t2", seals("S1", y)))
		},
	}
}

// laterChapters are what a person settled, and a checklist that is long.
func laterChapters() map[string]func(w *pen, add func(fieldsync.Journalled) models.ID) {
	type adder = func(fieldsync.Journalled) models.ID
	return map[string]func(*pen, adder){
		"what a person settles: attached elsewhere, kept out and let in, a seal looked at": func(w *pen, add adder) {
			search := add(w.write("t1", starts(0x10)))
			lost := w.write("t1", seizes(nid(0x7777), nil))
			x := add(lost)
			add(w.write(headquarters, settles(lost.Hash, fieldsync.DecideAttach, fieldsync.KindSearch, search)))
			late := w.write("t2", starts(0x11))
			late.Verdict, late.Code = fieldsync.Quarantined, fieldsync.TabletRevoked
			add(late)
			add(w.write(headquarters, settles(late.Hash, fieldsync.DecideReject, "", models.ID{})))
			add(w.write(headquarters, settles(late.Hash, fieldsync.DecideApply, "", models.ID{})))
			seal := w.write("t1", seals("S1", x))
			add(seal)
			add(w.write("t2", seals("S1", x)))
			add(w.write(headquarters, settles(seal.Hash, fieldsync.DecideApply, "", models.ID{})))
		},
		"a checklist in two parts": func(w *pen, add adder) {
			for part, sections := range [][]any{{map[string]any{"code": "briefing"}, map[string]any{"code": "arrival"}}, {map[string]any{"code": "close"}}} {
				items := []any{}
				for _, section := range sections {
					items = append(items, map[string]any{"id": nid(0xd0).String(), "version": 2, "code": "cell", "sections": []any{section}})
				}
				add(w.write(headquarters, act{kind: "reference.published", nosite: true, body: map[string]any{"kind": "template", "part": part + 1, "parts": 2, "items": items}}))
			}
		},
	}
}

func buildProjections(t *testing.T) []vector {
	projector := fieldsync.NewProjector(loadSchemas(t))
	all := chapters()
	maps.Copy(all, laterChapters())
	maps.Copy(all, evidenceChapters())
	maps.Copy(all, gateChapters())
	maps.Copy(all, paperChapters())
	var out []vector
	for _, name := range slices.Sorted(maps.Keys(all)) {
		ledger, w := newLedger(), newPen()
		add := func(j fieldsync.Journalled) models.ID {
			j.Entry.Sign(j.Stream, keyOf("projection"))
			ledger.append(t, projector, j)
			return j.Entry.ID
		}
		for _, j := range briefing(w) {
			add(j)
		}
		all[name](w, add)
		out = append(out, vector{name, "projection", map[string]any{"operation": operation.String(), "journal": journalRows(ledger)}, map[string]any{"documents": documentRows(ledger)}})
	}
	return out
}

func journalRows(ledger *memoryLedger) []any {
	var rows []any
	for _, j := range ledger.journal {
		raw, err := json.Marshal(j.Entry)
		if err != nil {
			panic(err)
		}
		rows = append(rows, map[string]any{"position": j.Position, "stream": j.Stream, "server": j.Server, "hash": j.Hash, "verdict": j.Verdict, "code": j.Code,
			"receivedAt": models.FormatTime(j.ReceivedAt), "raw": string(raw)})
	}
	return rows
}

func documentRows(ledger *memoryLedger) []any {
	var rows []any
	for _, name := range slices.Sorted(maps.Keys(ledger.docs)) {
		d := ledger.docs[name]
		rows = append(rows, map[string]any{"kind": d.Kind, "id": d.ID, "rev": d.Rev, "position": d.Position, "body": d.Body})
	}
	return rows
}

func TestTheVectorsOfTheProjectionHold(t *testing.T) {
	writeOrCompare(t, "projections.json", "Journals, and the documents that they give.", buildProjections(t))
	projector := fieldsync.NewProjector(loadSchemas(t))
	for _, v := range readVectors(t, "projections.json") {
		ledger := newLedger()
		for _, row := range v.Given["journal"].([]any) {
			given := row.(map[string]any)
			e, err := fieldsync.ParseEntry(rawOf(given))
			if err != nil {
				t.Fatal(err)
			}
			if e.Hash(str(given, "stream")) != given["hash"] {
				t.Fatalf("%s: position %v has another hash", v.Name, given["position"])
			}
			ledger.append(t, projector, fieldsync.Journalled{Entry: e, Stream: str(given, "stream"), Hash: str(given, "hash"), Server: given["server"].(bool),
				Verdict: fieldsync.Verdict(str(given, "verdict")), Code: fieldsync.Code(str(given, "code"))})
		}
		for _, row := range v.Expect["documents"].([]any) {
			want := row.(map[string]any)
			body, err := json.Marshal(want["body"])
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.Marshal(ledger.bodyOf(fieldsync.Kind(str(want, "kind")), str(want, "id")))
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != string(body) {
				t.Errorf("%s: %s %s\n%s\nwant\n%s", v.Name, want["kind"], want["id"], got, body)
			}
		}
	}
}
