package main

import (
	"bytes"
	"encoding/json"
	"testing"
)

func TestTheSameSeedDrawsTheSameCasesAndAnotherOthers(t *testing.T) {
	var a, b, c bytes.Buffer
	for w, seed := range map[*bytes.Buffer]uint64{&a: 1, &b: 1, &c: 2} {
		if err := write(w, "evaluations", 600, seed); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) || bytes.Equal(a.Bytes(), c.Bytes()) {
		t.Error("what is drawn does not follow the seed")
	}
	codes, types := map[string]int{}, map[string]int{}
	for _, text := range bytes.Split(bytes.TrimSpace(a.Bytes()), []byte("\n")) {
		var l evaluated
		if err := json.Unmarshal(text, &l); err != nil {
			t.Fatal(err)
		}
		for _, p := range l.Evaluation.Problems {
			codes[p.Code]++
		}
		for _, s := range l.Template.Sections {
			for _, i := range s.Items {
				types[i.Type]++
			}
		}
	}
	if len(types) != 23 || len(codes) != 14 {
		t.Errorf("of 23 types and 14 problems only these are drawn: %v %v", types, codes)
	}
	t.Logf("problems %v, types %v", codes, types)
}

// What is always the same, or empty, would agree with anything.
func TestOfVersionsAndCataloguesEverythingIsDrawn(t *testing.T) {
	var versions, catalogues bytes.Buffer
	if err := write(&versions, "versions", 600, 3); err != nil {
		t.Fatal(err)
	}
	if err := write(&catalogues, "catalogues", 600, 3); err != nil {
		t.Fatal(err)
	}
	if err := write(&versions, "clouds", 1, 3); err == nil {
		t.Error("clouds are drawn")
	}
	what, why, reasons := map[string]int{}, map[string]int{}, map[string]int{}
	for _, text := range bytes.Split(bytes.TrimSpace(versions.Bytes()), []byte("\n")) {
		var l moved
		if err := json.Unmarshal(text, &l); err != nil {
			t.Fatal(err)
		}
		for _, d := range l.Differences {
			what[d.What]++
		}
		for _, a := range l.Move.Aside {
			why[a.Why]++
		}
		why["required"] += len(l.Move.Required)
		why["kept"] += len(l.Move.Kept)
	}
	for _, text := range bytes.Split(bytes.TrimSpace(catalogues.Bytes()), []byte("\n")) {
		var l matched
		if err := json.Unmarshal(text, &l); err != nil {
			t.Fatal(err)
		}
		for _, m := range l.Matches {
			for _, r := range m.Reasons {
				reasons[r]++
			}
		}
	}
	if len(what) != 9 || len(why) != 5 || len(reasons) != 5 || why["required"] == 0 {
		t.Errorf("of 9 differences, 5 fates and 5 reasons only these are drawn: %v %v %v", what, why, reasons)
	}
	t.Logf("differences %v, answers %v, reasons %v", what, why, reasons)
}
