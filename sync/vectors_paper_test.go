package sync_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// sheetPhoto is the photograph of the sheet of paper.
var sheetPhoto = strings.Repeat("5", 64)

// written says of an act that it was keyed in from a sheet, and when the sheet
// says that it was done; "" where it does not.
func written(a act, doneAt string) act {
	source := map[string]any{"kind": "paper", "writtenBy": nid(0x91).String(), "writtenAt": "2026-05-20T02:40:00.000Z", "sheets": []any{sheetPhoto}}
	if doneAt != "" {
		source["doneAt"] = doneAt
	}
	a.body["source"] = source
	return a
}

func sheetOf(search models.ID) act {
	return act{kind: "file.attached", entity: search, files: []string{sheetPhoto}, body: map[string]any{"of": "search", "files": []any{map[string]any{"sha256": sheetPhoto, "kind": "paper_sheet", "mediaType": "image/jpeg"}}}}
}

// keyedIn writes a whole search from paper: begun at 02:05, sealed at 02:20, ended at 02:35 by the sheet; the pen's clock is past 04:00.
func keyedIn(w *pen, add func(fieldsync.Journalled) models.ID) (search, exhibit models.ID) {
	search = add(w.write("t1", written(byChecklist(starts(0x10)), "2026-05-20T02:05:00.000Z")))
	add(w.write("t1", written(sheetOf(search), "")))
	add(w.write("t1", written(answer(search, "door", "yes"), "")))
	finding := add(w.write("t1", written(act{kind: "finding.recorded", body: map[string]any{"search": search.String(), "category": "phone", "description": "in the mattress"}}, "2026-05-20T02:15:00.000Z")))
	exhibit = add(w.write("t1", written(seizes(search, map[string]any{"finding": finding.String()}), "2026-05-20T02:18:00.000Z")))
	add(w.write("t1", written(seals("S1", exhibit), "2026-05-20T02:20:00.000Z")))
	add(w.write("t1", written(moves("received", exhibit, map[string]any{"to": map[string]any{"name": "Registry"}}), "2026-05-20T02:50:00.000Z")))
	add(w.write("t1", answer(search, "kind", "single")))
	add(w.write("t1", written(closed(search, "done_find"), "2026-05-20T02:35:00.000Z")))
	return search, exhibit
}

// paperChapters are searches that were kept on paper, and keyed in later.
func paperChapters() map[string]func(w *pen, add func(fieldsync.Journalled) models.ID) {
	return map[string]func(*pen, func(fieldsync.Journalled) models.ID){
		"kept on paper and keyed in later": func(w *pen, add func(fieldsync.Journalled) models.ID) {
			for _, j := range gatedBriefing(w) {
				add(j)
			}
			keyedIn(w, add)
		},
		"found outside of any cell and reported, kept on paper and keyed in later": func(w *pen, add func(fieldsync.Journalled) models.ID) {
			elsewhere(w, add)
		},
	}
}

// elsewhere writes from a sheet what was found in a store room at 02:15 and taken at 02:18, with the sheet's photograph on the find;
// and an incident of 02:30, with it on the site. The pen's clock is past 04:00.
func elsewhere(w *pen, add func(fieldsync.Journalled) models.ID) (finding, exhibit, incident models.ID) {
	attached := func(of string, to models.ID) act {
		return written(act{kind: "file.attached", entity: to, files: []string{sheetPhoto}, body: map[string]any{"of": of, "files": []any{map[string]any{"sha256": sheetPhoto, "kind": "paper_sheet"}}}}, "")
	}
	finding = add(w.write("t1", written(act{kind: "finding.recorded", body: map[string]any{"category": "phone", "description": "in a crate"}}, "2026-05-20T02:15:00.000Z")))
	add(w.write("t1", attached("finding", finding)))
	exhibit = add(w.write("t1", written(seizes(models.ID{}, map[string]any{"search": nil, "finding": finding.String()}), "2026-05-20T02:18:00.000Z")))
	incident = add(w.write("t1", written(act{kind: "incident.reported", body: map[string]any{"kind": "threat", "severity": "medium", "text": "Threatened at the gate"}}, "2026-05-20T02:30:00.000Z")))
	add(w.write("t1", attached("site", site)))
	add(w.write("t1", act{kind: "incident.reported", body: map[string]any{"kind": "alarm", "severity": "high", "text": "Alarm"}}))
	return finding, exhibit, incident
}

func TestAFindOutsideOfAnyCellAndAnIncidentStandAtTheTimesOfTheirSheet(t *testing.T) {
	s := briefed(t)
	finding, exhibit, incident := elsewhere(s.pen, func(j fieldsync.Journalled) models.ID {
		if r := s.append(t, s.projector, j); r.Status != fieldsync.Applied {
			t.Fatalf("%s: %s %s %s", r.Type, r.Status, r.StatusCode, r.Detail)
		}
		return j.Entry.ID
	})
	s.is(fieldsync.KindFinding, finding, "foundAt", "2026-05-20T02:15:00.000Z")
	s.is(fieldsync.KindExhibit, exhibit, "seizedAt", "2026-05-20T02:18:00.000Z")
	told := s.bodyOf(fieldsync.KindSite, site.String())["incidents"].([]any)
	if len(told) != 2 {
		t.Fatalf("%d incidents, want 2", len(told))
	}
	for _, each := range told {
		i := each.(map[string]any)
		source, _ := i["source"].(map[string]any)
		if keyed := i["entry"] == incident.String(); keyed && (i["happenedAt"] != "2026-05-20T02:30:00.000Z" || source["writtenBy"] != nid(0x91).String() || i["actor"] != nid(0x90).String()) ||
			!keyed && (i["happenedAt"] != i["at"] || source != nil) {
			t.Errorf("an incident is shown as %v", i)
		}
	}
	recorded := s.bodyOf(fieldsync.KindFinding, finding.String())["recorded"].(map[string]any)
	if source, _ := recorded["source"].(map[string]any); source["writtenBy"] != nid(0x91).String() || recorded["at"] == "2026-05-20T02:15:00.000Z" {
		t.Errorf("who wrote, who typed and when: %v", recorded)
	}
	var to []string
	photo := s.bodyOf(fieldsync.KindFile, sheetPhoto)
	for _, b := range photo["belongsTo"].([]any) {
		to = append(to, b.(map[string]any)["of"].(string))
	}
	if slices.Sort(to); photo["fileKind"] != "paper_sheet" || !slices.Equal(to, []string{"finding", "site"}) {
		t.Errorf("the sheet's photograph is of %v: %v", to, photo)
	}
}

func TestASearchThatWasKeptOnPaperSaysWhoWroteAndStandsAtTheTimesOfItsSheet(t *testing.T) {
	s := gated(t)
	search, x := keyedIn(s.pen, func(j fieldsync.Journalled) models.ID {
		if r := s.append(t, s.projector, j); r.Status != fieldsync.Applied {
			t.Fatalf("%s: %s %s %s", r.Type, r.Status, r.StatusCode, r.Detail)
		}
		return j.Entry.ID
	})
	s.is(fieldsync.KindSearch, search, "startedAt", "2026-05-20T02:05:00.000Z")
	s.is(fieldsync.KindSearch, search, "endedAt", "2026-05-20T02:35:00.000Z")
	s.is(fieldsync.KindTask, nid(0x10), "startedAt", "2026-05-20T02:05:00.000Z")
	body := s.bodyOf(fieldsync.KindSearch, search.String())
	if source := body["source"].(map[string]any); source["writtenBy"] != nid(0x91).String() || source["sheets"].([]any)[0] != sheetPhoto {
		t.Errorf("the search's source is %v", source)
	}
	if started := body["started"].(map[string]any); started["actor"] != nid(0x90).String() || started["at"] == body["startedAt"] {
		t.Errorf("who typed and when: %v", started)
	}
	if n := body["counts"].(map[string]any)["onPaper"]; n != 1.0 {
		t.Errorf("%v answers are from paper, want 1 of 2", n)
	}
	sealed := s.bodyOf(fieldsync.KindExhibit, x.String())["seals"].([]any)[0].(map[string]any)
	if sealed["appliedAt"] != "2026-05-20T02:20:00.000Z" {
		t.Errorf("sealed at %v", sealed["appliedAt"])
	}
	for kind, id := range map[fieldsync.Kind]string{fieldsync.KindExhibit: x.String(), fieldsync.KindAnswer: search.String() + "/door"} {
		doc := s.bodyOf(kind, id)
		if kind == fieldsync.KindAnswer {
			doc = doc["assertions"].([]any)[0].(map[string]any)
		}
		if source, _ := doc["source"].(map[string]any); source["kind"] != "paper" {
			t.Errorf("%s: source %v", kind, source)
		}
	}
	if photo := s.bodyOf(fieldsync.KindFile, sheetPhoto); photo["fileKind"] != "paper_sheet" || photo["search"] != search.String() {
		t.Errorf("the sheet's photograph: %v", photo)
	}
}

func TestASearchBegunAtTheTabletAndEndedOnPaperSaysSoToo(t *testing.T) {
	s := briefed(t)
	search := s.done("t1", starts(0x10))
	s.is(fieldsync.KindSearch, search, "source", nil)
	s.done("t2", written(closes(search, "done_clear"), ""))
	if source, _ := s.bodyOf(fieldsync.KindSearch, search.String())["source"].(map[string]any); source["writtenBy"] != nid(0x91).String() {
		t.Errorf("source is %v", source)
	}
}

func TestTheAuthorisationCountsAtTheTimeThatTheSheetStates(t *testing.T) {
	for doneAt, want := range map[string]any{"2026-05-20T02:05:00.000Z": nil, "2026-05-20T03:05:00.000Z": "hours", "": "hours", "2026-02-31T02:05:00.000Z": "hours"} {
		s := briefed(t)
		s.done(headquarters, publishes("operation", map[string]any{"id": operation.String(), "name": "Dawn", "hHour": "2026-05-20T02:00:00.000Z", "authorisations": []any{
			map[string]any{"id": nid(0x5a).String(), "reference": "12/2026", "from": "2026-05-20T02:00:00.000Z", "until": "2026-05-20T03:00:00.000Z", "sites": []any{site.String()}}}}))
		search := s.done("t1", written(starts(0x10), doneAt))
		s.is(fieldsync.KindSearch, search, "outsideAuthorisation", want)
	}
}

func TestWhatASheetMustSayIsAskedOfEveryActThatCanComeFromOne(t *testing.T) {
	schemas := loadSchemas(t)
	n := 0
	for i, e := range exampleSchemas(t) {
		body := compactBody(t, e.Examples[0], i)
		with := func(source string) error {
			return schemas.Check(e.Title, 1, strings.TrimSuffix(body, "}")+`,"source":`+source+`}`)
		}
		by := `"writtenBy":"` + nid(0x91).String() + `"`
		if with(`{"kind":"telepathy",`+by+`}`) == nil {
			continue // a type that knows no source lets any member pass
		}
		n++
		for source, fine := range map[string]bool{
			`{"kind":"paper",` + by + `}`: true,
			`{"kind":"paper",` + by + `,"doneAt":"2026-05-20T02:05:00.000Z","sheets":["` + sheetPhoto + `"]}`: true,
			`{"kind":"paper"}`:                                                                 false,
			`{"kind":"paper","writtenBy":"A. Durand"}`:                                         false,
			`{"kind":"paper",` + by + `,"writtenAt":"six in the morning"}`:                     false,
			`{"kind":"paper",` + by + `,"sheets":["` + sheetPhoto + `","` + sheetPhoto + `"]}`: false,
			`{"kind":"paper",` + by + `,"sheets":["photo.jpg"]}`:                               false,
		} {
			if err := with(source); (err == nil) != fine {
				t.Errorf("%s with %s: %v", e.Title, source, err)
			}
		}
	}
	if n != 19 {
		t.Errorf("%d types can come from paper, want 19", n)
	}
}
