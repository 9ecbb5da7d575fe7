package sync_test

import (
	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// gateChapters are closings that are judged by a checklist and a legal basis.
func gateChapters() map[string]func(w *pen, add func(fieldsync.Journalled) models.ID) {
	type adder = func(fieldsync.Journalled) models.ID
	publish := func(w *pen, add adder) {
		for _, j := range gatedBriefing(w) {
			add(j)
		}
	}
	return map[string]func(*pen, adder){
		"closed by a checklist, with something missing": func(w *pen, add adder) {
			publish(w, add)
			search := add(w.write("t1", byChecklist(starts(0x10))))
			add(w.write("t1", answer(search, "kind", "double")))
			add(w.write("t1", closes(search, "done_find")))
		},
		"what was missing arrives after the closing": func(w *pen, add adder) {
			publish(w, add)
			search := add(w.write("t1", byChecklist(starts(0x10))))
			add(w.write("t1", closed(search, "done_clear")))
			add(w.write("t1", answer(search, "door", "yes")))
			add(w.write("t1", pictured(search, "overview_before")))
		},
		"a supervisor's leave covers what it names": func(w *pen, add adder) {
			publish(w, add)
			search := add(w.write("t1", byChecklist(starts(0x10))))
			add(w.write("t1", override(search, nid(0x91), map[string]any{"code": "item_missing", "path": "photos_before"})))
			add(w.write("t1", closed(search, "done_clear")))
		},
		"a leave that nobody could give": func(w *pen, add adder) {
			publish(w, add)
			search := add(w.write("t1", byChecklist(starts(0x10))))
			add(w.write("t1", override(search, nid(0x90), map[string]any{"code": "item_missing"})))
			add(w.write("t1", closed(search, "done_clear")))
		},
	}
}
