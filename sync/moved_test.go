package sync_test

import (
	"testing"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// publishesChecklist gives the operation a checklist with one question that has to be answered.
func publishesChecklist(template models.ID, version int, question string) act {
	return act{kind: "reference.published", nosite: true, body: map[string]any{"kind": "template", "part": 1, "parts": 1, "items": []any{map[string]any{"id": template.String(), "code": "cell", "version": version,
		"name": map[string]any{"en": "Cell", "fr": "Cellule"}, "facts": []any{},
		"sections": []any{map[string]any{"code": "s", "labels": map[string]any{"en": "S", "fr": "S"}, "items": []any{
			map[string]any{"code": question, "type": "yes_no_na", "labels": map[string]any{"en": question, "fr": question}, "required": true}}}}}}}}
}

// A search is judged by the version under which it began for ever, unless an
// officer moves it; then by the one to which it was moved. What did not fit is
// in the journal and in the answer's own history.
func TestASearchIsJudgedByTheChecklistToWhichAnOfficerMovedIt(t *testing.T) {
	s := briefed(t)
	one, two := nid(0xb0), nid(0xb1)
	s.done(headquarters, publishesChecklist(one, 1, "old"))
	begin := starts(0x10)
	begin.body["template"], begin.body["templateVersion"] = one.String(), 1
	search := s.done("t1", begin)
	answer := func(item string, value any, supersedes ...models.ID) models.ID {
		return s.done("t1", act{kind: "answer.asserted", entity: search, supersedes: supersedes, body: map[string]any{"item": item, "value": value}})
	}
	old := answer("old", "yes")
	s.done(headquarters, publishesChecklist(two, 2, "fresh"))
	s.done("t1", closes(search, "done_clear"))
	lacks := func() (items int) {
		failed, _ := s.bodyOf(fieldsync.KindSearch, search.String())["gateFailed"].([]any)
		for _, lack := range failed {
			if code := lack.(map[string]any)["code"]; code == "item_missing" || code == "item_wrong" {
				items++
			}
		}
		return items
	}
	if s.is(fieldsync.KindSearch, search, "template", one.String()); lacks() != 0 {
		t.Errorf("a newer version that was published lets %d items fail in a search that never moved", lacks())
	}
	s.done("t1", act{kind: "search.moved", entity: search, body: map[string]any{"template": two.String(), "templateVersion": 2, "from": map[string]any{"template": one.String(), "templateVersion": 1},
		"aside": []any{map[string]any{"item": "old", "entry": old.String(), "why": "no_item"}}}})
	s.is(fieldsync.KindSearch, search, "template", two.String())
	s.is(fieldsync.KindSearch, search, "templateVersion", float64(2))
	answer("old", nil, old)
	if lacks() != 1 {
		t.Errorf("%d items fail after the move, want the one that is newly asked", lacks())
	}
	answer("fresh", "no")
	if lacks() != 0 {
		t.Errorf("%d items fail though what is asked now was answered", lacks())
	}
	name := search.String() + "/old"
	if n := len(s.bodyOf(fieldsync.KindAnswer, name)["assertions"].([]any)); n != 2 {
		t.Errorf("%d assertions are shown of what was set aside, want both", n)
	}
}
