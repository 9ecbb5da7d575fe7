package main

import (
	"bytes"
	"encoding/json"
	"testing"
)

func TestTheSameSeedDrawsTheSameCasesAndAnotherOthers(t *testing.T) {
	var a, b, c bytes.Buffer
	for w, seed := range map[*bytes.Buffer]uint64{&a: 1, &b: 1, &c: 2} {
		if err := write(w, 600, seed); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) || bytes.Equal(a.Bytes(), c.Bytes()) {
		t.Error("what is drawn does not follow the seed")
	}
	codes, types := map[string]int{}, map[string]int{}
	for _, text := range bytes.Split(bytes.TrimSpace(a.Bytes()), []byte("\n")) {
		var l line
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
