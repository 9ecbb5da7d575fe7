package words

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// nested is a slot in a slot or a block in a block, which templates do not have.
var nested = regexp.MustCompile(`\{[^}]*\{|\[[^\]]*\[`)

func TestEveryCodeHasBothLanguagesAndTheyUseTheSameParams(t *testing.T) {
	var raw map[string]map[string]string
	if err := json.Unmarshal(JSON(), &raw); err != nil {
		t.Fatal(err)
	}
	if len(raw) < 90 || len(raw) != len(Codes()) {
		t.Fatalf("%d phrases, %d codes", len(raw), len(Codes()))
	}
	for code, phrase := range raw {
		if len(phrase) != len(Languages) {
			t.Errorf("%s has %d languages", code, len(phrase))
		}
		var all [2][]string
		for i, l := range Languages {
			text := phrase[l]
			if text == "" || strings.Count(text, "{") != strings.Count(text, "}") || strings.Count(text, "[") != strings.Count(text, "]") {
				t.Errorf("%s in %s: %q", code, l, text)
			}
			if nested.MatchString(text) {
				t.Errorf("%s in %s nests: %q", code, l, text)
			}
			required, optional := Params(l, code)
			all[i] = append(required, optional...)
			slices.Sort(all[i])
		}
		if !slices.Equal(all[0], all[1]) {
			t.Errorf("%s says %v in English and %v in French", code, all[0], all[1])
		}
	}
}

func TestAFrenchNoughtIsSingularAndAnEnglishOneIsNot(t *testing.T) {
	for _, c := range []struct{ language, want string }{{"en", "Group G starts"}, {"fr", "à 0 minute près"}} {
		got := Say(c.language, "hold.group", map[string]any{"group": "G", "tolerance": 0, "firstWave": false})
		if c.language == "fr" && !strings.Contains(got, c.want) || c.language == "en" && !strings.Contains(got, "0 minutes") {
			t.Errorf("%q", got)
		}
	}
}

func TestListsAreJoinedAsOneSpeaksAndLongOnesAreCounted(t *testing.T) {
	cells := func(n int) []string { return slices.Repeat([]string{"C"}, n) }
	for n, want := range map[int]string{1: "Leave out C.", 2: "Leave out C and C.", 3: "Leave out C, C and C."} {
		if got := Say("en", "repair.drop", map[string]any{"cells": cells(n)}); got != want {
			t.Errorf("%q", got)
		}
	}
	if got := Say("fr", "repair.drop", map[string]any{"cells": cells(40)}); !strings.Contains(got, "et 28 autres") {
		t.Errorf("%q", got)
	}
}

func TestWhatWasReadFromADocumentIsSaidAsWhatWasMade(t *testing.T) {
	made := map[string]any{"holds": []map[string]any{{"code": "hold.kit", "kind": "dog", "count": 1, "site": "S"}}, "cells": []string{"A", "B"}}
	data, err := json.Marshal(made)
	if err != nil {
		t.Fatal(err)
	}
	var read map[string]any
	if err := json.Unmarshal(data, &read); err != nil {
		t.Fatal(err)
	}
	for _, l := range Languages {
		a, b := Say(l, "conflict.together", made), Say(l, "conflict.together", read)
		if a != b || !strings.Contains(a, "1") || strings.ContainsAny(a, "{}[]") {
			t.Errorf("%q, %q", a, b)
		}
	}
}

func TestAnUnknownCodeIsGivenBack(t *testing.T) {
	if got := Say("de", "conflict.of.tomorrow", nil); got != "conflict.of.tomorrow" {
		t.Error(got)
	}
	if got := Say("de", "repair.kit", map[string]any{"kind": "dog", "site": "S"}); got != "Bring one more of dog to site S." {
		t.Error(got)
	}
}
