package sync_test

import (
	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

func publishes(kind string, item map[string]any) act {
	return act{kind: "reference.published", nosite: true, body: map[string]any{"kind": kind, "part": 1, "parts": 1, "items": []any{item}}}
}

func moves(kind string, exhibit models.ID, more map[string]any) act {
	body := map[string]any{"kind": kind, "exhibits": []string{exhibit.String()}}
	for k, v := range more {
		body[k] = v
	}
	return act{kind: "custody.recorded", body: body}
}

func who(n int) map[string]any { return map[string]any{"officer": nid(n).String()} }

// evidenceChapters are what becomes of exhibits, seals and movements.
func evidenceChapters() map[string]func(w *pen, add func(fieldsync.Journalled) models.ID) {
	type adder = func(fieldsync.Journalled) models.ID
	return map[string]func(*pen, adder){
		"a type code says another model than the officer, and a number is there twice": func(w *pen, add adder) {
			add(w.write(headquarters, publishes("deviceModel", map[string]any{"id": nid(0xa1).String(), "make": "Zanco", "model": "tiny t1", "isTarget": true, "mini": true, "tac": []string{"35904337"}})))
			search := add(w.write("t1", starts(0x10)))
			add(w.write("t1", seizes(search, map[string]any{"number": "K7M-042-Q", "device": map[string]any{"isTargetModel": false, "model": nid(0xa0).String(), "imei1": "35-904337-750008-4", "imei2": "352099001761480",
				"iccid": "8988211000000430010F", "eid": "89049032123451234512345678901235", "serial": "SN 7", "unreadableBecause": "the second label is torn"}})))
			add(w.write("t2", seizes(search, map[string]any{"number": "k7m 042 q", "device": map[string]any{"isTargetModel": true, "modelText": "Nokya", "unreadableBecause": "no label"}})))
		},
		"a store room without a cell": func(w *pen, add adder) {
			add(w.write("t1", seizes(models.ID{}, map[string]any{"search": nil, "location": nid(0x22).String(), "quantity": 500, "number": "T01-001-0"})))
			add(w.write("t1", seizes(models.ID{}, map[string]any{"search": nil, "location": nid(0x22).String(), "category": "drug", "device": nil, "quantity": 12.50, "unit": "g", "number": "T01-002-0"})))
		},
		"opened, examined and sealed again, and a second seal on the bag": func(w *pen, add adder) {
			search := add(w.write("t1", starts(0x10)))
			x := add(w.write("t1", seizes(search, nil)))
			a := add(w.write("t1", seals("S1", x)))
			add(w.write("t1", moves("examined", x, map[string]any{"seal": a.String(), "location": nid(0x22).String(), "condition": "label legible"})))
			add(w.write("t1", act{kind: "seal.broken", entity: a, body: map[string]any{"reason": "examination", "brokenBy": nid(0x90).String(), "witness": "B. Petit"}}))
			again := seals("S2", x)
			again.body["replaces"] = a.String()
			add(w.write("t1", again))
			add(w.write("t1", seals("S3", x)))
		},
		"hand-overs of which something is wrong, and a correction": func(w *pen, add adder) {
			x := add(w.write("t1", seizes(add(w.write("t1", starts(0x10))), nil)))
			add(w.write("t1", moves("received", x, map[string]any{"to": who(0x91), "place": "Van"})))
			add(w.write("t1", moves("released", x, map[string]any{"from": who(0x92), "to": map[string]any{"name": "Registry"}})))
			wrong := add(w.write("t2", moves("stored", x, map[string]any{"to": map[string]any{"name": "Laboratory"}, "place": "Shelf 1"})))
			add(w.write("t2", moves("correction", x, map[string]any{"corrects": wrong.String(), "to": map[string]any{"name": "Registry"}, "reason": "mistyped"})))
		},
		"an exhibit and a movement that never were": func(w *pen, add adder) {
			x := add(w.write("t1", seizes(add(w.write("t1", starts(0x10))), nil)))
			add(w.write("t1", seals("S1", x)))
			lost := add(w.write("t1", moves("lost", x, nil)))
			add(w.write("t1", moves("correction", x, map[string]any{"corrects": lost.String(), "struck": true, "reason": "it was in the other van"})))
			add(w.write("t1", act{kind: "exhibit.voided", entity: x, body: map[string]any{"reason": "a lighter"}}))
		},
	}
}
