package sync_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// story draws what three tablets and headquarters do. Each act may refer to
// whatever anybody did before, as people talk to each other.
type story struct {
	*rapid.T
	pen                                                   *pen
	written                                               []fieldsync.Journalled
	searches, findings, exhibits, seals, custodies, notes []models.ID
	assertions, amendments                                []models.ID
}

func (s *story) one(label string, from []models.ID) models.ID {
	return rapid.SampledFrom(from).Draw(s.T, label)
}

func (s *story) some(label string, from []models.ID) []models.ID {
	if len(from) == 0 {
		return nil
	}
	picked := rapid.SliceOfNDistinct(rapid.SampledFrom(from), 0, min(3, len(from)), rapid.ID[models.ID]).Draw(s.T, label)
	return picked
}

func (s *story) number(label string, most int) int { return rapid.IntRange(0, most).Draw(s.T, label) }

func (s *story) write(stream string, a act) models.ID {
	j := s.pen.write(stream, a)
	s.written = append(s.written, j)
	return j.Entry.ID
}

func text(id models.ID) string { return id.String() }

// tell lets one tablet do one thing.
func (s *story) tell(stream string) {
	if s.number("the clock jumps", 4) == 0 {
		s.pen.clock = s.pen.clock.Add(time.Duration(s.number("hours", 8)-4) * time.Hour)
	}
	if len(s.searches) == 0 || s.number("begin", 9) == 0 {
		task := 0x10 + s.number("task", 2)
		a := starts(task)
		if s.number("by a checklist", 1) == 1 {
			a = byChecklist(a)
		}
		s.searches = append(s.searches, s.write(stream, a))
		return
	}
	search := s.one("search", s.searches)
	switch what := s.number("what", 22); {
	case what > 19:
		s.write(stream, rapid.SampledFrom([]act{answer(search, "door", "yes"), answer(search, "door", nil), pictured(search, "overview_before")}).Draw(s.T, "of the checklist"))
	case what < 4:
		a := answers(search, rapid.SampledFrom([]any{"yes", "no", 1, 1.5, []string{"a", "b"}, nil}).Draw(s.T, "value"), s.some("supersedes", s.assertions)...)
		s.assertions = append(s.assertions, s.write(stream, a))
	case what < 6:
		s.exhibits = append(s.exhibits, s.write(stream, s.seizure(search)))
	case what == 6:
		s.findings = append(s.findings, s.write(stream, act{kind: "finding.recorded", body: map[string]any{"search": text(search), "category": "drug", "description": "resin", "quantity": s.number("grams", 9)}}))
	case what < 9 && len(s.exhibits) > 0:
		s.seals = append(s.seals, s.write(stream, s.sealing()))
	case what == 9 && len(s.seals) > 0:
		s.write(stream, act{kind: "seal.broken", entity: s.one("seal", s.seals), body: map[string]any{"reason": "opened"}})
	case what == 10 && len(s.exhibits) > 0:
		s.custody(stream)
	case what < 13:
		s.ending(stream, search)
	case what == 13:
		kind := rapid.SampledFrom([]string{"task.accepted", "task.claimed", "task.returned"}).Draw(s.T, "hold")
		s.write(stream, act{kind: kind, entity: nid(0x10 + s.number("task", 2)), body: map[string]any{"reason": "r", "reasonCode": "kit"}})
	case what < 16 && len(s.exhibits) > 0:
		a := act{kind: "exhibit.amended", entity: s.one("exhibit", s.exhibits), supersedes: s.some("supersedes", s.amendments), body: map[string]any{"changes": s.changes(), "reason": "r"}}
		s.amendments = append(s.amendments, s.write(stream, a))
	case what == 16 && len(s.findings) > 0:
		s.write(stream, act{kind: "finding.voided", entity: s.one("finding", s.findings), body: map[string]any{"reason": "r"}})
	case what == 17 && len(s.exhibits) > 0:
		sha := fmt.Sprintf("%064x", s.number("file", 5))
		s.write(stream, act{kind: "file.attached", entity: s.one("exhibit", s.exhibits), files: []string{sha}, body: map[string]any{"of": "exhibit", "files": []any{map[string]any{"sha256": sha, "kind": "photo"}}}})
	case what == 18 && len(s.exhibits) > 0:
		s.write(stream, act{kind: "exhibit.voided", entity: s.one("exhibit", s.exhibits), body: map[string]any{"reason": "r"}})
	default:
		s.remarks(stream, search)
	}
}

func (s *story) ending(stream string, search models.ID) {
	switch s.number("ending", 4) {
	case 0:
		s.write(stream, act{kind: "search.reopened", entity: search, body: map[string]any{"reason": "r"}})
	case 1:
		s.write(stream, act{kind: "search.notExecuted", entity: search, body: map[string]any{"task": nid(0x10).String(), "reasonCode": "safety", "reason": "r", "counts": zeroCounts()}})
	case 2:
		missing := []any{}
		for range s.number("named", 2) {
			missing = append(missing, map[string]any{"code": rapid.SampledFrom([]string{"item_missing", "exhibit_unsealed", "signer_missing"}).Draw(s.T, "covered")})
		}
		s.write(stream, act{kind: "gate.overridden", entity: search, body: map[string]any{"reason": "r", "missing": missing, "supervisor": nid(0x90 + s.number("supervisor", 1)).String()}})
	default:
		a := closes(search, rapid.SampledFrom([]string{"done_clear", "done_find"}).Draw(s.T, "outcome"))
		a.body["counts"] = map[string]any{"answers": s.number("answers", 5), "findings": 0, "exhibits": s.number("exhibits", 3), "files": 0}
		s.write(stream, a)
	}
}

func (s *story) remarks(stream string, search models.ID) {
	switch s.number("remark", 3) {
	case 0:
		s.notes = append(s.notes, s.write(stream, act{kind: "note.added", entity: search, body: map[string]any{"of": "search", "text": "x"}}))
	case 1:
		if len(s.notes) > 0 {
			s.write(stream, act{kind: "note.voided", entity: search, body: map[string]any{"of": "search", "note": text(s.one("note", s.notes)), "reason": "r"}})
		}
	case 2:
		kind := rapid.SampledFrom([]string{"officer.signedOn", "officer.signedOff"}).Draw(s.T, "sign")
		s.write(stream, act{kind: kind, body: map[string]any{"officer": nid(0x90).String()}})
	default:
		s.write(stream, act{kind: "incident.reported", body: map[string]any{"kind": "medical", "text": "x"}})
	}
}

// command lets headquarters do one thing.
func (s *story) command() {
	switch s.number("command", 5) {
	case 0:
		s.write(headquarters, act{kind: "task.reassigned", entity: nid(0x10 + s.number("task", 2)), body: map[string]any{"teamName": fmt.Sprint("Team ", s.number("team", 3)), "reason": "r"}})
	case 1:
		s.write(headquarters, act{kind: "file.stored", body: map[string]any{"sha256": fmt.Sprintf("%064x", s.number("file", 5)), "size": 5}})
	case 2:
		kind := rapid.SampledFrom([]string{"operation.held", "operation.resumed"}).Draw(s.T, "brake")
		s.write(headquarters, act{kind: kind, body: map[string]any{"reason": "r", "by": []string{nid(1).String()}}, nosite: s.number("all", 1) == 0})
	case 3:
		s.catalogue()
	case 4:
		s.write(headquarters, act{kind: "plan.superseded", body: map[string]any{"plan": nid(0xb0).String(), "planVersion": 1, "reason": "r"}})
	default:
		if len(s.assertions) > 0 {
			s.write(headquarters, act{kind: "answer.resolved", entity: s.one("search", s.searches), supersedes: s.some("resolves", s.assertions), body: map[string]any{"item": "areas.searched", "row": "mattress", "value": "yes", "reason": "r"}})
		}
	}
}

func drawStory(rt *rapid.T, acts int) *story {
	s := &story{T: rt, pen: newPen()}
	s.written = append(briefing(s.pen), gatedBriefing(s.pen)...)
	for range rapid.IntRange(1, acts).Draw(rt, "acts") {
		if s.number("who", 9) == 0 {
			s.command()
		} else {
			s.tell(fmt.Sprint("t", s.number("tablet", 2)))
		}
	}
	return s
}

// arrivals draws an order of arrival: any at all for the tablets' entries, that
// of writing for headquarters', which never travel.
func arrivals(rt *rapid.T, written []fieldsync.Journalled) []fieldsync.Journalled {
	order := rapid.Permutation(written).Draw(rt, "arrivals")
	var own []fieldsync.Journalled
	for _, j := range written {
		if j.Server {
			own = append(own, j)
		}
	}
	order = slices.Clone(order)
	for i, j := range order {
		if j.Server {
			order[i], own = own[0], own[1:]
		}
	}
	return order
}

func TestTheProjectionIsTheSameInWhateverOrderPushesArrive(t *testing.T) {
	projector := fieldsync.NewProjector(loadSchemas(t))
	rapid.Check(t, func(rt *rapid.T) {
		s := drawStory(rt, 40)
		asWritten, shuffled := newLedger(), newLedger()
		for _, j := range s.written {
			asWritten.append(rt, projector, j)
		}
		for _, j := range arrivals(rt, s.written) {
			shuffled.append(rt, projector, j)
		}
		if a, b := asWritten.statuses(), shuffled.statuses(); a != b {
			rt.Fatalf("the statuses differ:\n%s", firstDifference(a, b))
		}
		if a, b := asWritten.dump(), shuffled.dump(); a != b {
			rt.Fatalf("the documents differ:\n%s", firstDifference(a, b))
		}
		if strings.Contains(asWritten.statuses(), "refused") {
			rt.Fatalf("an entry of the story was refused:\n%s", asWritten.statuses())
		}
	})
}

func TestARebuildFromTheJournalGivesIdenticalDocuments(t *testing.T) {
	projector := fieldsync.NewProjector(loadSchemas(t))
	rapid.Check(t, func(rt *rapid.T) {
		s := drawStory(rt, 25)
		live := newLedger()
		for _, j := range arrivals(rt, s.written) {
			live.append(rt, projector, j)
		}
		again := rebuild(t, projector, live.journal)
		for name, d := range live.docs {
			if e := again.docs[name]; fmt.Sprintf("%+v", d) != fmt.Sprintf("%+v", e) {
				rt.Fatalf("%s differs:\n< %+v\n> %+v", name, d, e)
			}
		}
		if len(again.docs) != len(live.docs) {
			rt.Fatalf("%d documents, want %d", len(again.docs), len(live.docs))
		}
	})
}

func TestTheTalliesAreTheSumsOfWhatIsThere(t *testing.T) {
	projector := fieldsync.NewProjector(loadSchemas(t))
	rapid.Check(t, func(rt *rapid.T) {
		s := drawStory(rt, 40)
		ledger := newLedger()
		for _, j := range arrivals(rt, s.written) {
			ledger.append(rt, projector, j)
		}
		want, files := map[string]float64{}, map[string]float64{}
		for name, d := range ledger.docs {
			body := ledger.bodyOf(d.Kind, d.ID)
			for _, reserved := range []string{"kind", "rev", "_deleted"} {
				if body[reserved] != nil {
					rt.Fatalf("%s has a member %s, which the pulled document needs", name, reserved)
				}
			}
			switch kind, _, _ := strings.Cut(name, " "); {
			case kind == "exhibit" || kind == "finding":
				want[kind+"s"]++
				if body["state"] == "voided" {
					want[kind+"sVoided"]++
				}
			case kind == "task":
				want["tasks"]++
				want["task_"+body["state"].(string)]++
			case kind == "search" && body["attention"] == true:
				want["attention"]++
			case kind == "file":
				for search := range searchesOf(ledger, body) {
					files[search]++
				}
			}
		}
		for search, n := range files {
			if counts, _ := ledger.bodyOf(fieldsync.KindSearch, search)["counts"].(map[string]any); counts["files"] != n {
				rt.Fatalf("search %s counts %v files, there are %v", search, counts["files"], n)
			}
		}
		counts := ledger.bodyOf(fieldsync.KindOperation, operation.String())["counts"].(map[string]any)
		for name, n := range want {
			if counts[name] != n {
				rt.Fatalf("the operation counts %v %s, there are %v", counts[name], name, n)
			}
		}
	})
}

// searchesOf gives the searches of the things that a file belongs to.
func searchesOf(ledger *memoryLedger, file map[string]any) map[string]bool {
	searches := map[string]bool{}
	belongs, _ := file["belongsTo"].([]any)
	for _, b := range belongs {
		owner := b.(map[string]any)
		if owner["of"] == "search" {
			searches[owner["id"].(string)] = true
			continue
		}
		thing := ledger.bodyOf(fieldsync.Kind(owner["of"].(string)), owner["id"].(string))
		if search, ok := thing["search"].(string); ok {
			searches[search] = true
		}
	}
	return searches
}
