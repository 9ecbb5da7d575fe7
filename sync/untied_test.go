package sync_test

import (
	"strings"
	"testing"

	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// A locked tablet records a find on its site, without a search and in nobody's
// name. When it is unlocked an officer says of which search it is.
func TestWhatIsFoundOutsideOfASearchCanBeTiedToOne(t *testing.T) {
	s := briefed(t)
	search := s.done("t1", starts(0x10))
	photo := strings.Repeat("7", 64)
	find := s.done("t1", act{kind: "finding.recorded", files: []string{photo}, body: map[string]any{"category": "other", "description": "Found, not described yet", "placeText": "D 1, left",
		"photos": []any{map[string]any{"sha256": photo, "role": "in_place"}}}})
	exhibit := s.done("t1", seizes(search, map[string]any{"search": nil, "finding": find.String()}))
	s.is(fieldsync.KindFinding, find, "search", nil)
	s.is(fieldsync.KindFinding, find, "placeText", "D 1, left")
	counted := func(name string) any {
		return s.bodyOf(fieldsync.KindSearch, search.String())["counts"].(map[string]any)[name]
	}
	if counted("findings") != nil && counted("findings") != float64(0) {
		t.Errorf("the search counts %v findings before one is tied to it", counted("findings"))
	}
	tie := func(kind string) map[string]any {
		return map[string]any{"changes": map[string]any{"search": search.String()}, "reason": kind + " of a locked tablet"}
	}
	s.done("t1", act{kind: "finding.amended", entity: find, body: tie("find")})
	s.done("t1", act{kind: "exhibit.amended", entity: exhibit, body: tie("exhibit")})
	s.is(fieldsync.KindFinding, find, "search", search.String())
	s.is(fieldsync.KindFinding, find, "locationCode", "D-1")
	s.is(fieldsync.KindFinding, find, "placeText", "D 1, left")
	s.is(fieldsync.KindExhibit, exhibit, "search", search.String())
	for name, want := range map[string]float64{"findings": 1, "exhibits": 1, "files": 2} {
		if counted(name) != want {
			t.Errorf("the search counts %v %s, want %v", counted(name), name, want)
		}
	}
	site := s.bodyOf(fieldsync.KindSite, site.String())["counts"].(map[string]any)
	if site["findings"] != float64(1) || site["exhibits"] != float64(1) {
		t.Errorf("the site counts %v findings and %v exhibits, want one of each", site["findings"], site["exhibits"])
	}
	// A closing that says nothing was found contradicts it, as if it had been found in the search.
	s.done("t1", closes(search, "done_clear"))
	body := s.bodyOf(fieldsync.KindSearch, search.String())
	if body["gateFailed"] == nil {
		t.Errorf("the gate does not look at what was tied to the search: %v", body)
	}
}
