package sync_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// stage is a ledger after the briefing, a projector and a pen.
type stage struct {
	t *testing.T
	*memoryLedger
	pen       *pen
	projector *fieldsync.Projector
}

func briefed(t *testing.T) *stage {
	t.Helper()
	s := &stage{t, newLedger(), newPen(), fieldsync.NewProjector(loadSchemas(t))}
	for _, j := range briefing(s.pen) {
		if r := s.append(t, s.projector, j); r.Status != fieldsync.Applied {
			t.Fatalf("%s: %s %s %s", r.Type, r.Status, r.StatusCode, r.Detail)
		}
	}
	return s
}

// does writes an act in a stream and projects it.
func (s *stage) does(stream string, a act) (models.ID, fieldsync.Receipt) {
	s.t.Helper()
	j := s.pen.write(stream, a)
	return j.Entry.ID, s.append(s.t, s.projector, j)
}

// done is does for what must be applied.
func (s *stage) done(stream string, a act) models.ID {
	s.t.Helper()
	id, r := s.does(stream, a)
	if r.Status != fieldsync.Applied {
		s.t.Fatalf("%s: %s %s %s", a.kind, r.Status, r.StatusCode, r.Detail)
	}
	return id
}

func (s *stage) is(kind fieldsync.Kind, id models.ID, member string, want any) {
	s.t.Helper()
	if got := s.bodyOf(kind, id.String())[member]; got != want {
		s.t.Errorf("%s %s: %s is %v, want %v", kind, id, member, got, want)
	}
}

func starts(task int) act {
	return act{kind: "search.started", body: map[string]any{"task": nid(task).String(), "location": nid(task + 0x10).String(), "confirmedBy": "scan"}}
}

func answers(search models.ID, value any, supersedes ...models.ID) act {
	return act{kind: "answer.asserted", entity: search, supersedes: supersedes, body: map[string]any{"item": "areas.searched", "row": "mattress", "value": value}}
}

func seizes(search models.ID, more map[string]any) act {
	body := map[string]any{"search": search.String(), "number": "1", "description": "Mobile telephone", "category": "phone", "quantity": 1, "unit": "piece", "disposition": "seized",
		"device": map[string]any{"isTargetModel": true, "model": nid(0xa0).String(), "imei1": "359043377500085"}, "photos": []any{map[string]any{"sha256": strings.Repeat("1", 64), "role": "object"}}}
	for k, v := range more {
		if body[k] = v; v == nil {
			delete(body, k)
		}
	}
	return act{kind: "exhibit.seized", files: []string{strings.Repeat("1", 64)}, body: body}
}

func seals(number string, exhibits ...models.ID) act {
	var ids []string
	for _, x := range exhibits {
		ids = append(ids, x.String())
	}
	return act{kind: "seal.applied", body: map[string]any{"number": number, "type": "closed_provisional", "exhibits": ids}}
}

func closes(search models.ID, outcome string) act {
	return act{kind: "search.closed", entity: search, body: map[string]any{"outcome": outcome, "counts": zeroCounts()}}
}

func TestATaskGoesFromAssignedThroughAcceptedAndInProgressToItsOutcome(t *testing.T) {
	s := briefed(t)
	task := nid(0x10)
	s.is(fieldsync.KindTask, task, "state", "assigned")
	s.done("t1", act{kind: "task.accepted", entity: task})
	s.is(fieldsync.KindTask, task, "state", "accepted")
	search := s.done("t1", starts(0x10))
	s.is(fieldsync.KindTask, task, "state", "in_progress")
	s.is(fieldsync.KindSearch, search, "locationCode", "D-1")
	s.is(fieldsync.KindSearch, search, "teamName", "Team 1")
	s.done("t1", closes(search, "done_clear"))
	s.is(fieldsync.KindTask, task, "state", "done_clear")
	s.done("t1", act{kind: "search.reopened", entity: search, body: map[string]any{"reason": "a second hiding place"}})
	s.is(fieldsync.KindTask, task, "state", "in_progress")
	s.done("t1", closes(search, "done_find"))
	s.is(fieldsync.KindTask, task, "state", "done_find")
	s.done("t1", act{kind: "search.notExecuted", body: map[string]any{"task": nid(0x11).String(), "reasonCode": "occupant_moved", "reason": "infirmary", "counts": zeroCounts()}})
	s.is(fieldsync.KindTask, nid(0x11), "state", "not_executed")
	s.is(fieldsync.KindTask, nid(0x11), "reasonCode", "occupant_moved")
	counts := s.bodyOf(fieldsync.KindOperation, operation.String())["counts"].(map[string]any)
	for name, want := range map[string]float64{"tasks": 3, "task_done_find": 1, "task_not_executed": 1, "task_assigned": 1, "sites": 1, "sitesReleased": 1} {
		if counts[name] != want {
			t.Errorf("the operation counts %v %s, want %v", counts[name], name, want)
		}
	}
}

func TestAReturnedTaskIsFreeForAnotherTeam(t *testing.T) {
	s := briefed(t)
	s.done("t1", act{kind: "task.accepted", entity: nid(0x10)})
	s.done("t1", act{kind: "task.returned", entity: nid(0x10), body: map[string]any{"reasonCode": "kit", "reason": "detector broken"}})
	s.is(fieldsync.KindTask, nid(0x10), "state", "assigned")
	returned, _ := s.bodyOf(fieldsync.KindTask, nid(0x10).String())["returned"].([]any)
	if len(returned) != 1 || returned[0].(map[string]any)["reasonCode"] != "kit" || returned[0].(map[string]any)["reason"] != "detector broken" {
		t.Errorf("of a task that was given back is told %v", returned)
	}
	s.done("t2", act{kind: "task.claimed", entity: nid(0x10), body: map[string]any{"reason": "next door"}})
	s.is(fieldsync.KindTask, nid(0x10), "state", "accepted")
	s.done(headquarters, act{kind: "task.reassigned", entity: nid(0x10), body: map[string]any{"teamName": "Team 2", "reason": "late"}})
	s.is(fieldsync.KindTask, nid(0x10), "teamName", "Team 2")
}

func TestATaskThatANewerPlanLeavesOutIsWithdrawn(t *testing.T) {
	s := briefed(t)
	search := s.done("t1", starts(0x10))
	s.done(headquarters, act{kind: "plan.superseded", body: map[string]any{"plan": nid(0xb0).String(), "planVersion": 1, "byVersion": 2, "reason": "fire"}})
	hash := strings.Repeat("c", 64)
	s.done(headquarters, act{kind: "plan.released", body: map[string]any{"plan": nid(0xb0).String(), "planVersion": 2, "part": 1, "parts": 1, "packageSha256": hash, "authorisationsSha256": hash, "auditSha256": hash,
		"tasks": []any{map[string]any{"id": nid(0x11).String(), "location": nid(0x21).String(), "code": "D-2", "team": nid(0xc1).String(), "start": 5, "duration": 20}}}})
	s.is(fieldsync.KindTask, nid(0x10), "state", "in_progress")
	s.is(fieldsync.KindTask, nid(0x11), "state", "assigned")
	s.is(fieldsync.KindTask, nid(0x11), "start", float64(5))
	s.is(fieldsync.KindTask, nid(0x12), "state", "withdrawn")
	s.done("t1", closes(search, "done_clear"))
	s.is(fieldsync.KindTask, nid(0x10), "state", "done_clear")
}

func TestANewPlanOfOneSiteLeavesTheTasksOfTheOthersAlone(t *testing.T) {
	s := briefed(t)
	far, hash := nid(0x5f), strings.Repeat("c", 64)
	s.done(headquarters, act{kind: "reference.published", site: far, body: map[string]any{"kind": "site", "part": 1, "parts": 1, "items": []any{map[string]any{"id": far.String(), "establishment": far.String(), "code": "S02", "name": "Far",
		"type": "remand", "commune": "Arles", "department": "13", "latitude": 43.6, "longitude": 4.6, "timeZone": "Europe/Paris", "authorised": 1, "planned": 1, "tasks": 1}}}})
	s.done(headquarters, act{kind: "plan.released", site: far, body: map[string]any{"plan": nid(0xb0).String(), "planVersion": 1, "part": 1, "parts": 1, "packageSha256": hash, "authorisationsSha256": hash, "auditSha256": hash,
		"tasks": []any{map[string]any{"id": nid(0x1f).String(), "location": nid(0x2f).String(), "code": "F-1", "team": nid(0xc1).String(), "start": 5, "duration": 20}}}})
	s.is(fieldsync.KindTask, nid(0x1f), "state", "assigned")
	s.done(headquarters, act{kind: "plan.superseded", body: map[string]any{"plan": nid(0xb0).String(), "planVersion": 1, "byVersion": 2, "reason": "fire"}})
	s.is(fieldsync.KindTask, nid(0x10), "state", "withdrawn")
	s.is(fieldsync.KindTask, nid(0x1f), "state", "assigned")
	s.done(headquarters, act{kind: "plan.superseded", site: far, body: map[string]any{"plan": nid(0xb0).String(), "planVersion": 1, "byVersion": 3, "reason": "fire"}})
	s.is(fieldsync.KindTask, nid(0x1f), "state", "withdrawn")
}

func TestSeveralAnswersThatNothingSupersedesAreContestedUntilSomebodyResolvesThem(t *testing.T) {
	s := briefed(t)
	search := s.done("t1", starts(0x10))
	name := search.String() + "/areas.searched/mattress"
	state := func() any { return s.bodyOf(fieldsync.KindAnswer, name)["state"] }
	value := func() any { return s.bodyOf(fieldsync.KindAnswer, name)["value"] }
	a := s.done("t1", answers(search, "no"))
	b := s.done("t1", answers(search, "yes", a))
	if state() != "answered" || value() != "yes" {
		t.Errorf("%v %v, want answered yes", state(), value())
	}
	c := s.done("t2", answers(search, "yes"))
	if state() != "answered" {
		t.Error("two tablets that agree do not contest")
	}
	d := s.done("t2", answers(search, "no", a))
	if state() != "contested" || value() != nil {
		t.Errorf("%v %v, want contested without a value", state(), value())
	}
	s.is(fieldsync.KindSearch, search, "state", "in_progress")
	if n := s.bodyOf(fieldsync.KindSearch, search.String())["counts"].(map[string]any)["contested"]; n != float64(1) {
		t.Errorf("the search counts %v contested answers", n)
	}
	s.done(headquarters, act{kind: "answer.resolved", entity: search, supersedes: []models.ID{b, c, d}, body: map[string]any{"item": "areas.searched", "row": "mattress", "value": "yes", "reason": "photograph"}})
	if state() != "answered" || value() != "yes" {
		t.Errorf("%v %v, want answered yes", state(), value())
	}
	if n := len(s.bodyOf(fieldsync.KindAnswer, name)["assertions"].([]any)); n != 5 {
		t.Errorf("%d assertions are shown, want all 5", n)
	}
}

func TestValuesAreComparedParsed(t *testing.T) {
	same := [][2]any{{1.5, 1.50}, {[]string{"a", "b"}, []string{"b", "a", "a"}}, {map[string]any{"number": 100, "unit": "g"}, map[string]any{"unit": "g", "number": 1e2}}}
	for _, pair := range same {
		s := briefed(t)
		search := s.done("t1", starts(0x10))
		s.done("t1", answers(search, pair[0]))
		s.done("t2", answers(search, pair[1]))
		if b := s.bodyOf(fieldsync.KindAnswer, search.String()+"/areas.searched/mattress"); b["state"] != "answered" {
			t.Errorf("%v and %v are contested", pair[0], pair[1])
		}
	}
	s := briefed(t)
	search := s.done("t1", starts(0x10))
	s.done("t1", answers(search, "1"))
	s.done("t2", answers(search, 1))
	if b := s.bodyOf(fieldsync.KindAnswer, search.String()+"/areas.searched/mattress"); b["state"] != "contested" {
		t.Error(`"1" and 1 are taken for one value`)
	}
}

func TestTheGateFailsForAnExhibitWithoutSealNumberOrPhotoUntilItHasThem(t *testing.T) {
	s := briefed(t)
	search := s.done("t1", starts(0x10))
	exhibit := s.done("t1", seizes(search, map[string]any{"number": nil, "photos": nil}))
	s.done("t1", closes(search, "done_find"))
	failed, _ := s.bodyOf(fieldsync.KindSearch, search.String())["gateFailed"].([]any)
	var codes []string
	for _, f := range failed {
		codes = append(codes, f.(map[string]any)["code"].(string))
	}
	if strings.Join(codes, " ") != "exhibit_unsealed exhibit_not_listed exhibit_without_photo" {
		t.Errorf("the gate tells %v", codes)
	}
	s.is(fieldsync.KindSearch, search, "attention", true)
	s.done("t2", seals("S1", exhibit))
	s.done("t2", act{kind: "exhibit.amended", entity: exhibit, body: map[string]any{"changes": map[string]any{"number": "7"}, "reason": "forgotten"}})
	s.done("t2", act{kind: "file.attached", entity: exhibit, files: []string{strings.Repeat("2", 64)}, body: map[string]any{"of": "exhibit", "files": []any{map[string]any{"sha256": strings.Repeat("2", 64), "kind": "photo", "role": "sealed_bag"}}}})
	s.is(fieldsync.KindSearch, search, "attention", nil)
	if b := s.bodyOf(fieldsync.KindSearch, search.String()); b["gateFailed"] != nil {
		t.Errorf("the gate still tells %v", b["gateFailed"])
	}
	s.done("t2", act{kind: "seal.broken", entity: id(s.bodyOf(fieldsync.KindExhibit, exhibit.String())["seals"].([]any)[0].(map[string]any)["id"].(string)), body: map[string]any{"reason": "torn"}})
	s.is(fieldsync.KindSearch, search, "attention", true)
	s.done("t1", act{kind: "gate.overridden", entity: search, body: map[string]any{"reason": "resealed at the registry", "missing": []any{}}})
	s.is(fieldsync.KindSearch, search, "attention", nil)
}

func TestAFailedGateIsSettledByAPersonsDecision(t *testing.T) {
	s := briefed(t)
	search := s.done("t1", starts(0x10))
	s.done("t1", seizes(search, nil))
	closing := s.pen.write("t1", closes(search, "done_find"))
	s.append(t, s.projector, closing)
	s.is(fieldsync.KindSearch, search, "attention", true)
	s.done(headquarters, act{kind: "entry.settled", body: map[string]any{"hash": closing.Hash, "decision": "apply", "reason": "sealed at the registry before a witness"}})
	s.is(fieldsync.KindSearch, search, "attention", nil)
	if b := s.bodyOf(fieldsync.KindSearch, search.String()); b["gateFailed"] == nil || b["settled"] == nil {
		t.Error("what failed and who settled it must stay to be seen")
	}
}

func TestASearchOutsideItsAuthorisationIsAppliedAndMarked(t *testing.T) {
	s := briefed(t)
	inside, outside := s.done("t1", starts(0x10)), s.done("t1", starts(0x12))
	s.is(fieldsync.KindSearch, inside, "outsideAuthorisation", nil)
	s.is(fieldsync.KindSearch, outside, "outsideAuthorisation", "place")
	s.done(headquarters, act{kind: "reference.published", nosite: true, body: map[string]any{"kind": "operation", "part": 1, "parts": 1, "items": []any{map[string]any{"id": operation.String(), "name": "Dawn", "hHour": "2026-05-20T04:00:00.000Z",
		"authorisations": []any{map[string]any{"id": nid(0x5b).String(), "reference": "13/2026", "from": "2026-05-21T04:00:00.000Z", "until": "2026-05-21T10:00:00.000Z", "locations": []any{nid(0x2f).String()}}}}}}})
	s.is(fieldsync.KindSearch, inside, "outsideAuthorisation", "hours")
	s.is(fieldsync.KindSearch, outside, "outsideAuthorisation", "hours")
}

func TestTheSameSealNumberTwiceIsKeptAndFlaggedTwice(t *testing.T) {
	s := briefed(t)
	search := s.done("t1", starts(0x10))
	x, y := s.done("t1", seizes(search, nil)), s.done("t1", seizes(search, map[string]any{"number": "2"}))
	a := s.done("t1", seals("S1", x))
	s.is(fieldsync.KindSeal, a, "duplicate", nil)
	b := s.done("t2", seals("S1", y))
	for _, seal := range []models.ID{a, b} {
		s.is(fieldsync.KindSeal, seal, "duplicate", true)
	}
	s.is(fieldsync.KindExhibit, x, "sealDuplicate", true)
	s.is(fieldsync.KindExhibit, y, "sealNumber", "S1")
}

func TestAnAmendedOrVoidedExhibitKeepsItsHistory(t *testing.T) {
	s := briefed(t)
	search := s.done("t1", starts(0x10))
	x := s.done("t1", seizes(search, nil))
	s.is(fieldsync.KindExhibit, x, "modelName", "L8star BM70")
	a := s.done("t1", act{kind: "exhibit.amended", entity: x, body: map[string]any{"changes": map[string]any{"description": "telephone, grey"}, "reason": "colour"}})
	s.done("t2", act{kind: "exhibit.amended", entity: x, body: map[string]any{"changes": map[string]any{"description": "telephone, blue"}, "reason": "colour"}})
	body := s.bodyOf(fieldsync.KindExhibit, x.String())
	if c, _ := body["contested"].([]any); len(c) != 1 || c[0] != "description" {
		t.Errorf("two amendments that did not know each other: contested is %v", body["contested"])
	}
	s.done("t2", act{kind: "exhibit.amended", entity: x, supersedes: []models.ID{a}, body: map[string]any{"changes": map[string]any{"description": "telephone, blue-grey"}, "reason": "both"}})
	s.is(fieldsync.KindExhibit, x, "description", "telephone, blue-grey")
	if body := s.bodyOf(fieldsync.KindExhibit, x.String()); body["contested"] != nil {
		t.Errorf("still contested: %v", body["contested"])
	}
	s.done("t1", act{kind: "exhibit.voided", entity: x, body: map[string]any{"reason": "wrong search"}})
	s.is(fieldsync.KindExhibit, x, "state", "voided")
	if h := s.bodyOf(fieldsync.KindExhibit, x.String())["history"].([]any); len(h) != 5 {
		t.Errorf("the history has %d lines, want 5", len(h))
	}
}

func TestTheCustodyChainSaysWhoHasAnExhibitAndACorrectionMarksWhatItCorrects(t *testing.T) {
	s := briefed(t)
	x := s.done("t1", seizes(s.done("t1", starts(0x10)), nil))
	move := func(kind, to string, more map[string]any) act {
		body := map[string]any{"kind": kind, "exhibits": []any{x.String()}, "to": map[string]any{"name": to}}
		for k, v := range more {
			body[k] = v
		}
		return act{kind: "custody.recorded", body: body}
	}
	s.done("t1", move("received", "Registry", nil))
	wrong := s.done("t1", move("stored", "Laboratory", nil))
	holder := func() any { return s.bodyOf(fieldsync.KindExhibit, x.String())["holder"].(map[string]any)["name"] }
	if holder() != "Laboratory" {
		t.Errorf("the holder is %v", holder())
	}
	fix := s.done("t1", move("correction", "Registry, shelf 4", map[string]any{"corrects": wrong.String(), "reason": "mistyped"}))
	if holder() != "Registry, shelf 4" {
		t.Errorf("the holder is %v after the correction", holder())
	}
	s.is(fieldsync.KindCustody, wrong, "correctedBy", fix.String())
}

func TestAFileBelongsToWhatItShowsAndIsWholeOnceStored(t *testing.T) {
	s := briefed(t)
	search := s.done("t1", starts(0x10))
	s.done("t1", seizes(search, nil))
	sha := strings.Repeat("1", 64)
	if b := s.bodyOf(fieldsync.KindFile, sha); b["state"] != "named" || b["search"] != search.String() || b["role"] != "object" {
		t.Errorf("%v", b)
	}
	s.done(headquarters, act{kind: "file.stored", body: map[string]any{"sha256": sha, "size": 812345, "mediaType": "image/jpeg"}})
	if b := s.bodyOf(fieldsync.KindFile, sha); b["state"] != "stored" || b["mediaType"] != "image/jpeg" {
		t.Errorf("%v", b)
	}
	if n := s.bodyOf(fieldsync.KindSearch, search.String())["counts"].(map[string]any)["filesStored"]; n != float64(1) {
		t.Errorf("the search counts %v stored files", n)
	}
}

// One sheet of paper may be about two cells, and two photographs may be the same
// to the last bit: each search's tablet declares the file, so each must count it.
func TestAFileOfTwoSearchesIsCountedInBoth(t *testing.T) {
	s := briefed(t)
	first, second := s.done("t1", starts(0x10)), s.done("t1", starts(0x11))
	s.done("t1", seizes(first, nil))
	s.done("t1", seizes(second, map[string]any{"number": "2"}))
	for _, search := range []models.ID{second, first} {
		closing := closes(search, "done_find")
		closing.body["counts"] = map[string]any{"answers": 0, "findings": 0, "exhibits": 1, "files": 1}
		s.done("t1", closing)
	}
	s.done(headquarters, act{kind: "file.stored", body: map[string]any{"sha256": strings.Repeat("1", 64), "size": 812345, "mediaType": "image/jpeg"}})
	for _, search := range []models.ID{first, second} {
		body := s.bodyOf(fieldsync.KindSearch, search.String())
		if counts := body["counts"].(map[string]any); counts["files"] != float64(1) || counts["filesStored"] != float64(1) || body["notYetHere"] != nil {
			t.Errorf("counts %v, not yet here %v", counts, body["notYetHere"])
		}
	}
	if b := s.bodyOf(fieldsync.KindFile, strings.Repeat("1", 64)); b["search"] != first.String() || len(b["belongsTo"].([]any)) != 2 {
		t.Errorf("%v", b)
	}
}

func TestATabletsClockThatJumpsBackOrdersNothing(t *testing.T) {
	s := briefed(t)
	search := s.done("t1", starts(0x10))
	s.done("t1", closes(search, "done_clear"))
	s.pen.clock = s.pen.clock.Add(-48 * time.Hour)
	s.done("t1", act{kind: "search.reopened", entity: search, body: map[string]any{"reason": "a second hiding place"}})
	s.is(fieldsync.KindSearch, search, "state", "in_progress")
	s.done("t1", closes(search, "done_find"))
	s.is(fieldsync.KindSearch, search, "state", "done_find")
}

func TestAClosedSearchTellsWhatTheTabletCountedAndIsNotYetHere(t *testing.T) {
	s := briefed(t)
	search := s.done("t1", starts(0x10))
	closing := closes(search, "done_find")
	closing.body["counts"] = map[string]any{"answers": 2, "findings": 0, "exhibits": 1, "files": 1}
	s.done("t1", closing)
	absent := func() any { return s.bodyOf(fieldsync.KindSearch, search.String())["notYetHere"] }
	if got := fmt.Sprint(absent()); got != "map[answers:2 exhibits:1 files:1]" {
		t.Errorf("not yet here: %s", got)
	}
	s.done("t1", answers(search, "yes"))
	s.done("t1", seizes(search, nil))
	if got := fmt.Sprint(absent()); got != "map[answers:1]" {
		t.Errorf("not yet here: %s", got)
	}
	s.done("t1", act{kind: "answer.asserted", entity: search, body: map[string]any{"item": "restored", "value": true}})
	if absent() != nil {
		t.Errorf("not yet here: %v", absent())
	}
}
