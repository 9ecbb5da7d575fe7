package sync_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

func (s *stage) member(kind fieldsync.Kind, id models.ID, name string) string {
	return fmt.Sprint(s.bodyOf(kind, id.String())[name])
}

func (s *stage) inTray(kind fieldsync.Kind, id models.ID) bool {
	d, _, _ := s.Get(kind, id.String())
	return slices.Contains(d.Keys, "tray")
}

func TestANumberOfTwoExhibitsIsFlaggedOnBothUntilOneIsVoided(t *testing.T) {
	s := briefed(t)
	search := s.done("t1", starts(0x10))
	x := s.done("t1", seizes(search, map[string]any{"number": "12 bis"}))
	first := s.pen.write("t2", seizes(search, map[string]any{"number": "12BIS"}))
	s.append(t, s.projector, first)
	y := first.Entry.ID
	for _, id := range []models.ID{x, y} {
		s.is(fieldsync.KindExhibit, id, "numberDuplicate", true)
		if !s.inTray(fieldsync.KindExhibit, id) {
			t.Errorf("%s is not in the tray", id)
		}
	}
	s.done(headquarters, act{kind: "entry.settled", body: map[string]any{"hash": first.Hash, "decision": "apply", "reason": "bags compared"}})
	if s.inTray(fieldsync.KindExhibit, y) || s.member(fieldsync.KindExhibit, y, "numberDuplicate") != "true" {
		t.Error("what a person looked at stays marked and leaves the tray")
	}
	s.done("t1", act{kind: "exhibit.voided", entity: x, body: map[string]any{"reason": "recorded twice"}})
	for _, id := range []models.ID{x, y} {
		s.is(fieldsync.KindExhibit, id, "numberDuplicate", nil)
	}
}

func TestASealsNumberIsFreeAgainWhenTheSealIsBrokenReplacedOrClosesNothing(t *testing.T) {
	for what, end := range map[string]func(*stage, models.ID, models.ID) act{
		"broken": func(_ *stage, seal, _ models.ID) act {
			return act{kind: "seal.broken", entity: seal, body: map[string]any{"reason": "torn"}}
		},
		"its exhibit is voided": func(_ *stage, _, x models.ID) act {
			return act{kind: "exhibit.voided", entity: x, body: map[string]any{"reason": "a lighter"}}
		},
		"replaced": func(_ *stage, seal, x models.ID) act {
			a := seals("S9", x)
			a.body["replaces"] = seal.String()
			return a
		},
	} {
		s := briefed(t)
		search := s.done("t1", starts(0x10))
		x, y := s.done("t1", seizes(search, nil)), s.done("t1", seizes(search, map[string]any{"number": "2"}))
		a, b := s.done("t1", seals("S 1", x)), s.done("t2", seals("s-1", y))
		s.is(fieldsync.KindSeal, a, "duplicate", true)
		if got := s.member(fieldsync.KindSeal, b, "sameNumber"); got != fmt.Sprint([]string{a.String()}) {
			t.Errorf("%s: the other is %s", what, got)
		}
		s.done("t1", end(s, a, x))
		for _, seal := range []models.ID{a, b} {
			if s.member(fieldsync.KindSeal, seal, "duplicate") != "<nil>" || s.inTray(fieldsync.KindSeal, seal) {
				t.Errorf("%s: %s is still flagged", what, seal)
			}
		}
		s.is(fieldsync.KindExhibit, y, "sealDuplicate", nil)
	}
}

func TestAnOpenedAndResealedExhibitShowsTheWholeLineOfItsSeals(t *testing.T) {
	s := briefed(t)
	x := s.done("t1", seizes(s.done("t1", starts(0x10)), nil))
	var line []models.ID
	for i := range 4 {
		a := seals(fmt.Sprint("S", i), x)
		if i > 0 {
			s.done("t1", act{kind: "seal.broken", entity: line[i-1], body: map[string]any{"reason": "opened"}})
			a.body["replaces"] = line[i-1].String()
		}
		line = append(line, s.done("t1", a))
	}
	for _, seal := range line {
		var numbers []string
		for _, o := range s.bodyOf(fieldsync.KindSeal, seal.String())["lineage"].([]any) {
			numbers = append(numbers, o.(map[string]any)["number"].(string)+" "+o.(map[string]any)["state"].(string))
		}
		if got := strings.Join(numbers, ", "); got != "S0 replaced, S1 replaced, S2 replaced, S3 applied" {
			t.Errorf("the line is %s", got)
		}
	}
	s.is(fieldsync.KindExhibit, x, "sealNumber", "S3")
}

func TestASealOverSeveralExhibitsFlagsTheOneThatWasSealedAlready(t *testing.T) {
	s := briefed(t)
	search := s.done("t1", starts(0x10))
	x, y := s.done("t1", seizes(search, nil)), s.done("t1", seizes(search, map[string]any{"number": "2"}))
	bag := s.done("t1", seals("S1", x, y))
	s.is(fieldsync.KindSeal, bag, "onSealed", nil)
	s.is(fieldsync.KindExhibit, y, "sealNumber", "S1")
	second := s.done("t2", seals("S2", y))
	for seal, other := range map[models.ID]models.ID{bag: second, second: bag} {
		if got := s.member(fieldsync.KindSeal, seal, "alsoUnder"); got != fmt.Sprint([]string{other.String()}) {
			t.Errorf("also under %s", got)
		}
	}
	s.done("t2", act{kind: "seal.broken", entity: second, body: map[string]any{"reason": "by mistake"}})
	s.is(fieldsync.KindSeal, bag, "onSealed", nil)
}

func TestWhatADispositionDemandsIsWhatTheOperationWasReleasedWith(t *testing.T) {
	s := briefed(t)
	search := s.done("t1", starts(0x10))
	x := s.done("t1", seizes(search, map[string]any{"disposition": "laboratory"}))
	left := s.done("t1", seizes(search, map[string]any{"disposition": "left", "number": "2"}))
	seized := s.done("t1", seizes(search, map[string]any{"number": "3"}))
	s.is(fieldsync.KindExhibit, x, "lacks", nil)
	s.is(fieldsync.KindExhibit, left, "custodyState", nil)
	if got := s.member(fieldsync.KindExhibit, seized, "lacks"); got != "[exhibit_unsealed]" {
		t.Errorf("as it ships, what is seized lacks %s", got)
	}
	s.done(headquarters, publishes("operation", map[string]any{"id": operation.String(), "name": "Dawn", "hHour": "2026-05-20T04:00:00.000Z", "dispositions": []any{
		map[string]any{"code": "laboratory", "sealed": true, "removed": true}, map[string]any{"code": "seized", "sealed": false, "removed": true}}}))
	if got := s.member(fieldsync.KindExhibit, x, "lacks"); got != "[exhibit_unsealed]" {
		t.Errorf("what goes to the laboratory lacks %s", got)
	}
	s.is(fieldsync.KindExhibit, seized, "lacks", nil)
	s.is(fieldsync.KindExhibit, x, "custodyState", "held")
}

func TestWhatLayInAStoreRoomNeedsNeitherCellNorTaskAndAFindingMayHaveSeveralExhibits(t *testing.T) {
	s := briefed(t)
	room := s.done("t1", act{kind: "finding.recorded", body: map[string]any{"location": nid(0x22).String(), "category": "phone", "description": "a crate"}})
	var all []models.ID
	for i := range 3 {
		all = append(all, s.done("t1", seizes(models.ID{}, map[string]any{"search": nil, "finding": room.String(), "location": nid(0x22).String(), "number": fmt.Sprint("C", i), "quantity": 100})))
	}
	for _, x := range all {
		s.is(fieldsync.KindExhibit, x, "locationCode", "D-3")
		s.is(fieldsync.KindExhibit, x, "task", nil)
		s.is(fieldsync.KindExhibit, x, "finding", room.String())
	}
	counts := s.bodyOf(fieldsync.KindOperation, operation.String())["counts"].(map[string]any)
	if counts["phones"] != float64(300) || counts["exhibits"] != float64(3) {
		t.Errorf("the operation counts %v", counts)
	}
	if found, err := s.Find(fieldsync.KindExhibit, "finding:"+room.String()); err != nil || len(found) != 3 {
		t.Errorf("%d exhibits of the finding (%v)", len(found), err)
	}
}

func TestWhatWasReadIsShownAsReadBesideWhatItMeans(t *testing.T) {
	s := briefed(t)
	s.done(headquarters, publishes("deviceModel", map[string]any{"id": nid(0xa1).String(), "make": "Zanco", "model": "tiny t1", "isTarget": true, "tac": []string{"35904337"}}))
	search := s.done("t1", starts(0x10))
	x := s.done("t1", seizes(search, map[string]any{"device": map[string]any{"isTargetModel": false, "imei1": "35-904337-750008-5"}}))
	s.is(fieldsync.KindExhibit, x, "imei1", "35-904337-750008-5")
	s.is(fieldsync.KindExhibit, x, "isTargetModel", false)
	s.is(fieldsync.KindExhibit, x, "targetByModel", true)
	s.is(fieldsync.KindExhibit, x, "modelDiffers", true)
	if got := s.member(fieldsync.KindExhibit, x, "identity"); got != "[map[checks:[check_digit] normal:359043377500085 of:imei1 tac:35904337]]" {
		t.Errorf("identity %s", got)
	}
	s.done("t1", act{kind: "exhibit.amended", entity: x, body: map[string]any{"reason": "compared", "changes": map[string]any{
		"device": map[string]any{"isTargetModel": true, "imei1": "35-904337-750008-5", "model": nid(0xa1).String()}}}})
	s.is(fieldsync.KindExhibit, x, "modelDiffers", nil)
	s.is(fieldsync.KindExhibit, x, "modelName", "Zanco tiny t1")
}
