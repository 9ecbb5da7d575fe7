package sync_test

import (
	"fmt"

	"pgregory.net/rapid"

	"github.com/cellsweep/cellsweep/models"
)

// What the tablets of a story do with exhibits, seals and movements, sense or not.

func (s *story) seizure(search models.ID) act {
	more := map[string]any{"device": s.device()}
	switch s.number("listed", 3) {
	case 0:
		more["number"] = nil
	case 1:
		more["number"] = rapid.SampledFrom([]string{"K7M-042-Q", "k7m 042 q", "2", "3"}).Draw(s.T, "number")
	}
	if s.number("photographed", 2) == 0 {
		more["photos"] = nil
	}
	if s.number("in a store room", 4) == 0 {
		more["search"], more["location"] = nil, nid(0x22).String()
	}
	if len(s.findings) > 0 && s.number("of a finding", 2) == 0 {
		more["finding"] = text(s.one("finding", s.findings))
	}
	return seizes(search, more)
}

func (s *story) device() map[string]any {
	d := map[string]any{"isTargetModel": s.number("target", 1) == 0, "imei1": rapid.SampledFrom([]string{"359043377500084", "35-209900-176148-1", "not legible"}).Draw(s.T, "imei")}
	if s.number("picked", 1) == 0 {
		d["model"] = nid(0xa0 + s.number("model", 1)).String()
	}
	if s.number("two cards", 2) == 0 {
		d["imei2"] = "352099001761481"
	}
	return d
}

func (s *story) changes() map[string]any {
	switch s.number("change", 4) {
	case 0:
		return map[string]any{"number": fmt.Sprint(s.number("number", 3))}
	case 1:
		return map[string]any{"search": text(s.one("moved", s.searches))}
	case 2:
		return map[string]any{"number": nil, "description": fmt.Sprint("telephone ", s.number("colour", 2))}
	case 3:
		return map[string]any{"device": s.device()}
	}
	return map[string]any{"disposition": rapid.SampledFrom([]string{"property_store", "left", "seized"}).Draw(s.T, "disposition"), "quantity": s.number("quantity", 3)}
}

func (s *story) sealing() act {
	exhibits := []models.ID{s.one("exhibit", s.exhibits)}
	if other := s.one("another exhibit", s.exhibits); other != exhibits[0] && s.number("two in a bag", 2) == 0 {
		exhibits = append(exhibits, other)
	}
	a := seals(fmt.Sprint("S", s.number("seal", 2)), exhibits...)
	if len(s.seals) > 0 && s.number("stands for another", 2) == 0 {
		a.body["replaces"] = text(s.one("replaces", s.seals))
	}
	return a
}

func (s *story) custody(stream string) {
	anybody := rapid.SampledFrom([]map[string]any{nil, {"officer": nid(0x90).String()}, {"officer": nid(0x91).String()}, {"name": "Registry"}, {"name": "Laboratory"}})
	kind := rapid.SampledFrom(models.CustodyKinds[:len(models.CustodyKinds)-1]).Draw(s.T, "kind")
	body := map[string]any{"kind": kind, "exhibits": []string{text(s.one("exhibit", s.exhibits))}}
	for _, side := range []string{"from", "to"} {
		if who := anybody.Draw(s.T, side); who != nil {
			body[side] = who
		}
	}
	if s.number("signed", 1) == 0 {
		body["signatures"] = []any{map[string]any{"role": "giver", "refusedBecause": "in a hurry"}, map[string]any{"role": "receiver", "refusedBecause": "in a hurry"}}
	}
	if s.number("placed", 2) == 0 {
		body["location"] = nid(0x22).String()
	}
	if len(s.seals) > 0 && kind == "examined" {
		body["seal"] = text(s.one("seal opened", s.seals))
	}
	if len(s.custodies) > 0 && s.number("correction", 3) == 0 {
		body["kind"], body["corrects"], body["reason"], body["struck"] = "correction", text(s.one("corrects", s.custodies)), "r", s.number("struck", 2) == 0
	}
	s.custodies = append(s.custodies, s.write(stream, act{kind: "custody.recorded", supersedes: s.some("knows", s.custodies), body: body}))
}

// catalogue publishes models, or what the dispositions demand, anew.
func (s *story) catalogue() {
	published := func(kind string, items ...any) {
		s.write(headquarters, act{kind: "reference.published", nosite: true, body: map[string]any{"kind": kind, "part": 1, "parts": 1, "items": items}})
	}
	if s.number("dispositions", 2) == 0 {
		published("operation", map[string]any{"id": operation.String(), "name": "Dawn", "hHour": "2026-05-20T04:00:00.000Z", "custodyMinutes": s.number("minutes", 2)*60 + 1, "dispositions": []any{
			map[string]any{"code": "seized", "sealed": s.number("sealed", 1) == 0, "removed": true}, map[string]any{"code": "left", "sealed": true, "removed": false}}})
		return
	}
	tacs := [][]string{{}, {"35904337"}, {"35209900"}, {"35904337", "35209900"}}
	published("deviceModel", map[string]any{"id": nid(0xa0 + s.number("model", 1)).String(), "make": "L8star", "model": fmt.Sprint("BM", s.number("name", 9)),
		"isTarget": s.number("target", 1) == 0, "tac": tacs[s.number("type codes", 3)]})
}
