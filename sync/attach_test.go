package sync_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/entries"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// settles is a person's decision about an entry; to is what it is attached to.
func settles(hash, decision string, kind fieldsync.Kind, to models.ID) act {
	body := map[string]any{"hash": hash, "decision": decision, "reason": "seen with the team", "by": []any{nid(0xd1).String()}}
	if decision == fieldsync.DecideAttach {
		body["to"] = map[string]any{"kind": string(kind), "id": to.String()}
	}
	return act{kind: "entry.settled", body: body, nosite: true}
}

// sameWhenRebuilt fails unless the journal alone gives the documents that there are.
func (s *stage) sameWhenRebuilt() {
	s.t.Helper()
	rebuilt := rebuild(s.t, s.projector, s.journal)
	if a, b := s.dump(), rebuilt.dump(); a != b {
		s.t.Errorf("the rebuilt documents differ:\n%s", firstDifference(a, b))
	}
	if a, b := s.statuses(), rebuilt.statuses(); a != b {
		s.t.Errorf("the rebuilt receipts differ:\n%s", firstDifference(a, b))
	}
}

func TestWhatWaitsForALostSearchIsAttachedToAnother(t *testing.T) {
	s := briefed(t)
	lost := nid(0x7777) // its search.started went down with the tablet
	answer := s.pen.write("t1", answers(lost, "yes"))
	seized := s.pen.write("t1", seizes(lost, nil))
	for _, j := range []fieldsync.Journalled{answer, seized} {
		s.put(j)
		s.want(j.Hash, "held")
	}
	search := s.done("t2", starts(0x11))
	for _, j := range []fieldsync.Journalled{answer, seized} {
		s.done(headquarters, settles(j.Hash, fieldsync.DecideAttach, fieldsync.KindSearch, search))
		s.want(j.Hash, "settled")
	}
	s.is(fieldsync.KindExhibit, seized.Entry.ID, "search", search.String())
	if got := s.bodyOf(fieldsync.KindAnswer, search.String()+"/areas.searched/mattress")["value"]; got != "yes" {
		t.Errorf("the answer is %v", got)
	}
	recorded := s.bodyOf(fieldsync.KindExhibit, seized.Entry.ID.String())["recorded"].(map[string]any)
	if recorded["attachedBy"] == nil {
		t.Error("nothing tells that headquarters attached the exhibit")
	}
	if to := s.bodyOf(fieldsync.KindReceipt, seized.Hash)["attachedTo"]; fmt.Sprint(to) != fmt.Sprint(map[string]any{"kind": "search", "id": search.String()}) {
		t.Errorf("the receipt says %v", to)
	}
	s.sameWhenRebuilt()
}

func TestAFindNotedUnderTheCellNextDoorIsMovedWithItsTallies(t *testing.T) {
	s := briefed(t)
	wrong, right := s.done("t1", starts(0x10)), s.done("t1", starts(0x11))
	seized := s.pen.write("t1", seizes(wrong, nil))
	s.put(seized)
	answer := s.pen.write("t1", answers(wrong, "yes"))
	s.put(answer)
	s.done("t1", closes(wrong, "done_find"))
	if s.bodyOf(fieldsync.KindSearch, wrong.String())["gateFailed"] == nil {
		t.Fatal("the gate should fail for the exhibit without a seal")
	}
	s.done(headquarters, settles(seized.Hash, fieldsync.DecideAttach, fieldsync.KindSearch, right))
	s.done(headquarters, settles(answer.Hash, fieldsync.DecideAttach, fieldsync.KindSearch, right))
	count := func(search models.ID, what string) any {
		return s.bodyOf(fieldsync.KindSearch, search.String())["counts"].(map[string]any)[what]
	}
	for _, what := range []string{"exhibits", "phones", "answers"} {
		if count(wrong, what) != nil || count(right, what) != 1.0 {
			t.Errorf("%s: %v where it was noted, %v where it belongs", what, count(wrong, what), count(right, what))
		}
	}
	s.is(fieldsync.KindSearch, wrong, "gateFailed", nil)
	if d, _, _ := s.Get(fieldsync.KindAnswer, wrong.String()+"/areas.searched/mattress"); !d.Deleted {
		t.Errorf("the answer is still where it was noted: %s", d.Body)
	}
	s.sameWhenRebuilt()
}

func TestASearchIsAttachedToAnotherTask(t *testing.T) {
	s := briefed(t)
	start := s.pen.write("t1", starts(0x10))
	start.Verdict, start.Code = fieldsync.Quarantined, fieldsync.OutOfScope
	s.put(start)
	s.done(headquarters, settles(start.Hash, fieldsync.DecideAttach, fieldsync.KindTask, nid(0x12)))
	s.is(fieldsync.KindTask, nid(0x10), "state", "assigned")
	s.is(fieldsync.KindTask, nid(0x12), "state", "in_progress")
	s.is(fieldsync.KindSearch, start.Entry.ID, "elsewhere", true)
	s.done(headquarters, settles(start.Hash, fieldsync.DecideAttach, fieldsync.KindTask, nid(0x11))) // a decision can be corrected
	s.is(fieldsync.KindTask, nid(0x12), "state", "assigned")
	s.is(fieldsync.KindTask, nid(0x11), "state", "in_progress")
	s.sameWhenRebuilt()
}

func TestWhatWasKeptOutIsLetInByALaterDecision(t *testing.T) {
	s := briefed(t)
	start := s.pen.write("t1", starts(0x10))
	start.Verdict, start.Code = fieldsync.Quarantined, fieldsync.TabletRevoked
	s.put(start)
	s.done(headquarters, settles(start.Hash, fieldsync.DecideReject, "", models.ID{}))
	s.want(start.Hash, "settled")
	s.is(fieldsync.KindTask, nid(0x10), "state", "assigned")
	s.done(headquarters, settles(start.Hash, fieldsync.DecideApply, "", models.ID{}))
	s.want(start.Hash, "settled")
	s.is(fieldsync.KindTask, nid(0x10), "state", "in_progress")
	s.done(headquarters, settles(start.Hash, fieldsync.DecideReject, "", models.ID{})) // what is in stays: it is voided, not taken away
	s.is(fieldsync.KindTask, nid(0x10), "state", "in_progress")
	s.sameWhenRebuilt()
}

func TestADuplicateSealLeavesTheTrayByAPersonsDecisionAndStaysFlagged(t *testing.T) {
	s := briefed(t)
	search := s.done("t1", starts(0x10))
	x, y := s.done("t1", seizes(search, nil)), s.done("t1", seizes(search, map[string]any{"number": "2"}))
	one := s.pen.write("t1", seals("S1", x))
	s.put(one)
	s.done("t2", seals("S1", y))
	inTray := func() (n int) {
		found, _ := s.Find(fieldsync.KindSeal, "tray")
		return len(found)
	}
	if inTray() != 2 {
		t.Fatalf("%d seals are in the tray, not both", inTray())
	}
	s.done(headquarters, settles(one.Hash, fieldsync.DecideApply, "", models.ID{}))
	if inTray() != 1 {
		t.Errorf("%d seals are in the tray after one was decided about", inTray())
	}
	s.is(fieldsync.KindSeal, one.Entry.ID, "duplicate", true)
	s.sameWhenRebuilt()
}

func TestARowThatWasAlteredIsMarkedAndTheRestGoesOn(t *testing.T) {
	s := briefed(t)
	broken := s.pen.write("t1", starts(0x10))
	broken.Unreadable = "cut off at byte 12"
	r := s.put(broken)
	if r.Status != fieldsync.Refused || r.StatusCode != fieldsync.Internal || !strings.Contains(r.Detail, "byte 12") {
		t.Errorf("%s %s %s", r.Status, r.StatusCode, r.Detail)
	}
	s.done("t1", starts(0x11))
}

func TestAnEntryThatTheDatabaseRefusesIsMarkedAndTriedAgain(t *testing.T) {
	s := briefed(t)
	j := s.pen.write("t1", starts(0x10))
	j.Position, j.Verdict = uint64(len(s.journal)+1), fieldsync.Stored
	s.journal = append(s.journal, j)
	if r, err := s.projector.Mark(s.memoryLedger, j, "the database refused it"); err != nil || r.StatusCode != fieldsync.Internal {
		t.Fatalf("%v %+v", err, r)
	}
	s.done(headquarters, act{kind: "entry.retried", body: map[string]any{"hash": j.Hash, "reason": "mended"}})
	s.want(j.Hash, "applied")
	if r, err := s.projector.Mark(s.memoryLedger, j, "too late"); err != nil || r.Status != fieldsync.Applied {
		t.Errorf("what is applied was marked: %v %+v", err, r)
	}
}

func TestACheckListOfManyPartsIsPutTogether(t *testing.T) {
	s := briefed(t)
	id := nid(0x5000)
	item := func(version int, sections ...string) map[string]any {
		all := []any{}
		for _, code := range sections {
			all = append(all, map[string]any{"code": code, "items": []any{version}})
		}
		return map[string]any{"id": id.String(), "version": version, "code": "cell", "sections": all}
	}
	publish := func(part, parts int, items ...map[string]any) act {
		return act{kind: "reference.published", nosite: true, body: map[string]any{"kind": "template", "part": part, "parts": parts, "items": items}}
	}
	sections := func() (codes []string) {
		for _, x := range s.bodyOf(fieldsync.KindTemplate, id.String())["sections"].([]any) {
			codes = append(codes, x.(map[string]any)["code"].(string))
		}
		return codes
	}
	s.done(headquarters, publish(1, 1, item(1, "all")))
	s.done(headquarters, publish(2, 3, item(2, "areas")))
	s.done(headquarters, publish(1, 3, item(2, "briefing"), item(2, "arrival")))
	s.done(headquarters, publish(3, 3, item(2, "close")))
	want := []string{"briefing", "arrival", "areas", "close"}
	if got := sections(); !slices.Equal(got, want) {
		t.Errorf("the checklist has the sections %v, not %v", got, want)
	}
	s.done(headquarters, publish(1, 3, item(2, "briefing"), item(2, "arrival"))) // published again with a later plan
	if got := sections(); !slices.Equal(got, want) {
		t.Errorf("after the same part again: %v, not %v", got, want)
	}
	s.is(fieldsync.KindTemplate, id, "parts", nil)
	s.sameWhenRebuilt()
}

// newer is the program of a later release: it knows a type, and a version of a
// type, that this one does not.
func newer(t *testing.T) *fieldsync.Projector {
	t.Helper()
	files := fstest.MapFS{}
	for _, name := range loadSchemas(t).Names() {
		raw, err := entries.FS.ReadFile(name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		files[name+".json"] = &fstest.MapFile{Data: raw}
		if name == "note.added.v1" {
			files["note.added.v2.json"] = files[name+".json"]
		}
	}
	drone := map[string]any{"$schema": "https://json-schema.org/draft/2020-12/schema", "x-stream": "tablet", "x-creates": nil,
		"x-needs": []any{map[string]any{"pointer": "/site", "kinds": []any{"site"}}}, "type": "object", "required": []any{"salt", "text"}}
	raw, err := json.Marshal(drone)
	if err != nil {
		t.Fatal(err)
	}
	files["drone.sighted.v1.json"] = &fstest.MapFile{Data: raw}
	schemas, err := fieldsync.LoadSchemas(files)
	if err != nil {
		t.Fatal(err)
	}
	return fieldsync.NewProjector(schemas)
}

func TestATypeOrVersionOfTheFutureIsKeptAndAppliedByTheProgramThatKnowsIt(t *testing.T) {
	for _, way := range []string{"retry", "rebuild"} {
		s := briefed(t)
		drone := s.pen.write("t1", act{kind: "drone.sighted", body: map[string]any{"text": "over the yard"}})
		note := s.pen.write("t1", act{kind: "note.added", entity: site, body: map[string]any{"of": "site", "text": "a drone"}})
		note.Entry.Version = 2
		for _, j := range []fieldsync.Journalled{drone, note} {
			s.put(j)
			s.want(j.Hash, "refused unknown_type")
		}
		s.projector = newer(t)
		if way == "rebuild" {
			s.memoryLedger = rebuild(t, s.projector, s.journal)
		} else {
			s.done(headquarters, act{kind: "entry.retried", body: map[string]any{"statusCode": "unknown_type", "reason": "the new release"}})
		}
		for _, j := range []fieldsync.Journalled{drone, note} {
			s.want(j.Hash, "applied")
		}
		if notes := s.bodyOf(fieldsync.KindSite, site.String())["notes"]; notes == nil {
			t.Errorf("%s: the note of version 2 is not shown", way)
		}
	}
}
