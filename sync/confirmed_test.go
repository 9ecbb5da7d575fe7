package sync_test

import (
	"testing"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

func confirms(search, closing models.ID, by string) act {
	return act{kind: "search.confirmed", entity: search, actor: by, body: map[string]any{"closing": closing.String(), "by": "pin"}}
}

// A search says who closed it and which second officer confirmed that closing,
// each in an entry of his own.
func TestASecondOfficerConfirmsTheClosingThatStandsAndNoOther(t *testing.T) {
	s := briefed(t)
	search := s.done("t1", starts(0x10))
	confirmedBy := func() any {
		confirmation, _ := s.bodyOf(fieldsync.KindSearch, search.String())["confirmation"].(map[string]any)
		return confirmation["actor"]
	}
	a, b := nid(0x90).String(), nid(0x91).String()
	closes := func() models.ID {
		c := closes(search, "done_clear")
		c.actor = a
		return s.done("t1", c)
	}
	first := closes()
	if confirmedBy() != nil {
		t.Errorf("confirmed by %v before anybody has", confirmedBy())
	}
	s.done("t1", confirms(search, first, a))
	s.done("t1", confirms(search, first, "-"))
	s.done("t1", confirms(search, nid(0x999), b))
	if confirmedBy() != nil {
		t.Errorf("confirmed by %v: who closes does not confirm, nor does nobody, nor somebody else's closing", confirmedBy())
	}
	s.done("t1", confirms(search, first, b))
	if confirmedBy() != b {
		t.Errorf("confirmed by %v, want %s", confirmedBy(), b)
	}
	s.done("t1", act{kind: "search.reopened", entity: search, body: map[string]any{"reason": "a second hiding place"}})
	if confirmedBy() != nil {
		t.Error("a search that goes on is confirmed")
	}
	second := closes()
	if confirmedBy() != nil {
		t.Error("the second closing is confirmed by the first one's confirmation")
	}
	s.done("t2", confirms(search, second, b))
	if confirmedBy() != b {
		t.Errorf("confirmed by %v, want %s: from another tablet as well", confirmedBy(), b)
	}
}
