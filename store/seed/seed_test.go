package seed

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/models"
)

func load(t *testing.T) Reference {
	t.Helper()
	r, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWhatShipsIsComplete(t *testing.T) {
	r := load(t)
	for list, codes := range map[string][]string{
		"categories":           {"phone", "sim", "memory_card", "charger", "other_digital", "drug", "weapon", "alcohol", "tobacco", "cash", "document", "other"},
		"entry-routes":         {"visitor", "thrown", "drone", "post", "staff", "contractor", "return", "unknown"},
		"dispositions":         {"seized", "property_store", "left", "destroyed", "referred"},
		"presence":             {"present", "two_witnesses", "refused", "impossible", "not_required"},
		"involvement-roles":    {"in_possession", "intended_recipient", "suspected", "present", "witness"},
		"seal-types":           {"open", "uncovered", "covered", "closed_provisional"},
		"skills":               {"lead", "evidence", "dog_handler", "digital", "searcher", "photo"},
		"equipment-kinds":      {"dog", "detector", "locator", "body_scanner", "xray", "jammer", "evidence_kit"},
		"legal-bases":          {"admin_cell", "judicial_preliminary_order", "judicial_night_order", "other"},
		"establishment-types":  models.EstablishmentTypes,
		"location-kinds":       models.LocationKinds,
		"concealment-places":   {"mattress", "wall_vent", "light_fitting", "in_body", "other_place"},
		"not-executed-reasons": {"location_wrong", "location_empty", "occupant_moved", "access_refused", "safety", "no_time", "no_authorisation", "kit_missing", "stood_down", "other"},
	} {
		for _, code := range codes {
			if !r.has(list, code) {
				t.Errorf("%s has no %q", list, code)
			}
		}
	}
	if got := len(Lists()); got != len(r.targets()) {
		t.Errorf("%d lists in files, %d are read", got, len(r.targets()))
	}
}

func TestEveryOptionGoesToTheStoreAsAPick(t *testing.T) {
	picks, err := load(t).Picks()
	if err != nil {
		t.Fatal(err)
	}
	seen, last := map[string]bool{}, models.Pick{}
	for _, p := range picks {
		if err := p.Check(); err != nil || seen[p.List+" "+p.Code] || p.Retired {
			t.Errorf("%s %s: %v, or there twice, or retired before it was used", p.List, p.Code, err)
		}
		if p.List == last.List && p.Position != last.Position+1 {
			t.Errorf("%s %s is at %d after %d", p.List, p.Code, p.Position, last.Position)
		}
		if p.Data != "" && !json.Valid([]byte(p.Data)) {
			t.Errorf("%s %s: %s", p.List, p.Code, p.Data)
		}
		seen[p.List+" "+p.Code], last = true, p
	}
	i := slices.IndexFunc(picks, func(p models.Pick) bool { return p.List == "dispositions" && p.Code == "seized" })
	if i < 0 || picks[i].Data != `{"removed":true,"sealed":true}` {
		t.Errorf("what is said of a seizure beyond its labels is %v", picks[i])
	}
}

func TestTheCatalogueKnowsTheTargetOfTheOperation(t *testing.T) {
	r := load(t)
	models := map[string]DeviceModel{}
	for _, d := range r.DeviceModels {
		models[d.Code] = d
		if d.Target && d.LengthMM > 80 {
			t.Errorf("%s is %d mm long: no longer of the size of a lighter", d.Code, d.LengthMM)
		}
	}
	for _, code := range []string{"l8star-bm10", "l8star-bm30", "l8star-bm70", "l8star-bm90", "zanco-tiny-t1", "gtstar-bm50"} {
		if d := models[code]; !d.Target || !d.Mini {
			t.Errorf("%s is not there as a target", code)
		}
	}
	if d := models["class-smartphone"]; d.Target || d.Mini || d.Code == "" {
		t.Errorf("an ordinary smartphone is %+v", d)
	}
	if len(r.Nouns()) != len(r.DeviceModels) {
		t.Error("the catalogue and its nouns differ in number")
	}
}

func TestTheChecklistHasEveryPhaseOfASearch(t *testing.T) {
	r := load(t)
	var phases []string
	types := map[string]bool{}
	var note func(items []checklist.Item)
	note = func(items []checklist.Item) {
		for _, i := range items {
			types[i.Type] = true
			note(i.Columns)
			note(i.Items)
		}
	}
	for _, s := range r.Template.Sections {
		phases = append(phases, s.Code)
		note(s.Items)
	}
	if got := strings.Join(phases, " "); got != "briefing arrival before detection areas finds close" {
		t.Errorf("phases: %s", got)
	}
	for _, want := range []string{"people", "equipment", "location", "photo", "matrix", "repeat", "device", "exhibit", "seal", "scan", "signature", "calculated", "counter"} {
		if !types[want] {
			t.Errorf("no item of type %s", want)
		}
	}
	if n := len(r.Template.RowsOf("areas")); n != 22 {
		t.Errorf("%d areas, the search of a cell has 22", n)
	}
}

func TestASeizureNeedsItsSealItsInventoryLineAndItsPhotograph(t *testing.T) {
	r := load(t)
	for _, code := range []string{"exhibit", "seal", "seal_type", "sealed_at", "sealed_by", "seal_witness", "photo_sealed"} {
		i := r.Template.ItemOf("finds", code)
		if !i.Required || i.RelevantIf == nil || i.RelevantIf.Item != "finds.disposition" || string(i.RelevantIf.Is) != `"seized"` {
			t.Errorf("%s may be left out of a seizure: %+v", code, i.RelevantIf)
		}
	}
	if i := r.Template.ItemOf("finds", "photo_in_place"); !i.Required || !i.Evidential || i.RelevantIf != nil {
		t.Error("a find may be moved before it is photographed")
	}
}

func TestEveryLegalDefaultSaysThatCounselHasToValidateIt(t *testing.T) {
	for _, b := range load(t).LegalBases {
		if b.Validated || !strings.Contains(b.Counsel.EN, "counsel") || !strings.Contains(b.Counsel.FR, "juriste") {
			t.Errorf("%s ships as if counsel had validated it", b.Code)
		}
		if (b.Kind == "judicial") != (b.Presence == "occupant_or_two_witnesses") {
			t.Errorf("%s is %s and asks for %s", b.Code, b.Kind, b.Presence)
		}
	}
}

func TestTheDemonstrationUsesOnlyShippedCodes(t *testing.T) {
	r := load(t)
	for file, columns := range map[string]map[string]string{
		"establishments": {"type": "establishment-types"}, "locations": {"kind": "location-kinds"}, "officers": {"skills": "skills"},
		"equipment": {"kind": "equipment-kinds"}, "cells": {"skills": "skills", "equipment": "equipment-kinds"}, "authorisations": {"legal_basis": "legal-bases"},
	} {
		for column, list := range columns {
			for _, code := range columnOf(t, file, column) {
				if !r.has(list, code) {
					t.Errorf("%s.csv, %s: %q is not in the list %s", file, column, code, list)
				}
			}
		}
	}
}

func TestALanguageThatIsMissingIsFound(t *testing.T) {
	r := load(t)
	r.lists["skills"][2].Labels.FR = " "
	r.Template.Sections[5].Items[1].Items[3].Labels.EN = ""
	wantFaults(t, r, "/skills/2/labels/fr", "/template/sections/5/items/1/items/3/labels/en")
}

func TestAReferenceThatLeadsNowhereIsFound(t *testing.T) {
	r := load(t)
	r.ConcealmentPlaces[1].Area = "attic"
	r.DeviceModels[0].DetectedBy = []string{"pendulum"}
	r.DetectionTools[2].Equipment = "spoon"
	r.LegalBases[0].Sections = []string{"epilogue"}
	r.Template.Sections[1].Items[1].RelevantIf = &checklist.Condition{Item: "moon", Answered: new(bool)}
	r.Template.Sections[0].Items[4].RelevantIf.Fact = "weather"
	r.Template.Sections[0].Items[5].List = "horoscopes"
	wantFaults(t, r, "/concealment-places/1/area", "/device-models/0/detectedBy", "/detection-tools/2/equipment", "/legal-bases/0/sections",
		"/template/sections/1/items/1/relevantIf", "/template/sections/0/items/4/relevantIf", "/template/sections/0/items/5/list")
}

func TestACodeThatIsTakenIsFound(t *testing.T) {
	r := load(t)
	r.lists["categories"][7].Code = "tobacco"
	r.Template.Sections[6].Items[0].Code = "outcome"
	wantFaults(t, r, "/categories/8/code", "/template/sections/6/items/14/code", // and the outcome is compared as if it were a photograph
		"/template/sections/6/items/14/constraints/0/holds/not/all/0", "/template/sections/6/items/14/constraints/1/holds/not/all/0")
}

func TestAnAnswerThatNobodyCanGiveIsFound(t *testing.T) {
	r := load(t)
	r.Template.Sections[1].Items[8].RelevantIf = &checklist.Condition{Item: "informed", Is: json.RawMessage(`"perhaps"`)}
	r.Template.Sections[6].Items[11].RelevantIf = &checklist.Condition{Item: "any_find"}
	wantFaults(t, r, "/template/sections/1/items/8/relevantIf", "/template/sections/6/items/11/relevantIf")
}

func TestAnItemThatHangsOnItselfIsFound(t *testing.T) {
	r := load(t)
	items := r.Template.Sections[6].Items
	force := slices.IndexFunc(items, func(i checklist.Item) bool { return i.Code == "force" })
	items[force].RelevantIf = &checklist.Condition{Any: []checklist.Condition{{Item: "force_detail", Answered: new(bool)}}}
	wantFaults(t, r, fmt.Sprintf("/template/sections/6/items/%d", force), fmt.Sprintf("/template/sections/6/items/%d", force+1))
}

// wantFaults checks that exactly these pointers are faulted.
func wantFaults(t *testing.T, r Reference, pointers ...string) {
	t.Helper()
	var fault *models.Fault
	if !errors.As(r.Check(), &fault) || fault.Code != models.Invalid {
		t.Fatal("nothing was found")
	}
	found := map[string]bool{}
	for _, f := range fault.Fields {
		found[f.Pointer] = true
		if !slices.Contains(pointers, f.Pointer) {
			t.Errorf("%s is faulted: %s", f.Pointer, f.Message)
		}
	}
	for _, p := range pointers {
		if !found[p] {
			t.Errorf("%s is not faulted", p)
		}
	}
}

// columnOf returns the codes in a column of the demonstration: lists are
// separated by |, kit has ":from:for" behind its kind.
func columnOf(t *testing.T, file, column string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "examples", "operation-prison-break", file+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	at := slices.Index(strings.Split(lines[0], ","), column)
	if at < 0 {
		t.Fatalf("%s.csv has no column %s", file, column)
	}
	var codes []string
	for _, line := range lines[1:] {
		for _, word := range strings.Split(strings.Split(line, ",")[at], "|") {
			if code, _, _ := strings.Cut(word, ":"); code != "" {
				codes = append(codes, code)
			}
		}
	}
	if len(codes) == 0 {
		t.Fatalf("%s.csv says nothing in the column %s", file, column)
	}
	return codes
}
