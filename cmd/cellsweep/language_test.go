package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// in runs a command line under a locale.
func in(t *testing.T, locale tongue, stdin string, args ...string) (code int, said string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(context.Background(), args, console{strings.NewReader(stdin), &o, &e, false, locale})
	return code, o.String() + e.String()
}

// moved is a plan in which a search begins earlier than its team can be there.
func moved(t *testing.T, instance string) (plan, wrong string) {
	t.Helper()
	plan, wrong = filepath.Join(t.TempDir(), "p.json"), filepath.Join(t.TempDir(), "q.json")
	if code, out := in(t, "", "", "plan", instance, "-o", plan, "--rounds", "2"); code != exitDone {
		t.Fatal(out)
	}
	data, err := os.ReadFile(plan) //nolint:gosec // written above
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	first := doc["assignments"].([]any)[0].(map[string]any)
	first["end"] = first["end"].(float64) + 1
	if data, err = json.Marshal(doc); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(wrong, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return plan, wrong
}

func TestTheLanguageOfMessagesIsThatOfTheLocale(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want tongue
	}{
		{nil, "en"},
		{map[string]string{"LANG": "fr_FR.UTF-8"}, "fr"},
		{map[string]string{"LANG": "fr"}, "fr"},
		{map[string]string{"LANG": "fr@euro"}, "fr"},
		{map[string]string{"LANG": "FR_CA"}, "fr"},
		{map[string]string{"LANG": "frr_DE.UTF-8"}, "en"}, // North Frisian
		{map[string]string{"LANG": "de_DE.UTF-8"}, "en"},
		{map[string]string{"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_GB"}, "en"},
		{map[string]string{"LANG": "en_GB", "LC_MESSAGES": "fr_FR"}, "fr"},
		{map[string]string{"LANG": "fr_FR", "LC_MESSAGES": "fr_FR", "LC_ALL": "C"}, "en"},
		{map[string]string{"LANG": "en_GB", "LC_ALL": "fr_FR.UTF-8"}, "fr"},
		{map[string]string{"LANG": "fr_FR", "LC_ALL": ""}, "fr"},
	} {
		if got := localeOf(func(name string) string { return c.env[name] }); got != c.want {
			t.Errorf("%v: %s", c.env, got)
		}
	}
}

func TestThePlanIsExplainedInTheLanguageAskedFor(t *testing.T) {
	instance := story + "03-windows-across-sites.json"
	plan, wrong := moved(t, instance)
	const english, french = "end: cell ", "end: la cellule "
	malformed := `{"format":"cellsweep-instance/1","sites":[{"id":""}]}`
	for _, c := range []struct {
		locale tongue
		want   string
		code   int
		args   []string
	}{
		{"", english, exitFailed, []string{"plan", "check", instance, wrong}},
		{"fr", french, exitFailed, []string{"plan", "check", instance, wrong}},
		{"fr", english, exitFailed, []string{"plan", "check", instance, wrong, "--language", "en"}},
		{"", french, exitFailed, []string{"plan", "--language", "fr", "check", instance, wrong}},
		{"", french, exitFailed, []string{"plan", "check", instance, wrong, "--lang", "fr"}},
		{"", `"id" must not be empty`, exitMalformed, []string{"plan", "check", "-", wrong}},
		{"fr", "ne doit pas être vide", exitMalformed, []string{"plan", "check", "-", wrong}},
		{"fr", "/sites/0/id: ", exitMalformed, []string{"plan", "check", "-", wrong}},
		{"fr", "groupe G7", exitDone, []string{"plan", "why", instance, plan}},
		{"fr", "group G7", exitDone, []string{"plan", "why", instance, plan, "--language", "en"}},
		{"fr", "hors créneau", exitDone, []string{"plan", "robust", instance, plan, "--scenarios", "20", "--table"}},
		{"", "over window", exitDone, []string{"plan", "robust", instance, plan, "--scenarios", "20", "--table"}},
		{"", "must be one of", exitFailed, []string{"plan", "check", instance, wrong, "--language", "de"}},
		{"fr", "l’instance est mal formée", exitMalformed, []string{"plan", "-", "-o", plan + "x"}},
		{"fr", "walk: manque", exitMalformed, []string{"replan", "-", plan, plan, "--instance-out", plan + "x"}},
	} {
		code, out := in(t, c.locale, malformed, c.args...)
		if code != c.code || !strings.Contains(out, c.want) {
			t.Errorf("%q %v: exit %d, %s", c.locale, c.args, code, out)
		}
	}
}

// What programs read is the same whoever asks: documents, names of rules, exit codes.
func TestDocumentsAndCodesAreTheSameInBothLanguages(t *testing.T) {
	instance := story + "03-windows-across-sites.json"
	plan, wrong := moved(t, instance)
	for _, args := range [][]string{
		{"plan", instance, "--rounds", "2"},
		{"plan", "why", instance, plan, "--cell", "MA-A1-02", "--start", "90", "--json"},
		{"plan", "robust", instance, plan, "--scenarios", "20"},
		{"plan", "generate", "--sites", "2", "--cells", "4"},
	} {
		code, english := in(t, "", "", args...)
		again, french := in(t, "fr", "", args...)
		if code != again || code != exitDone || english != french || !json.Valid([]byte(english)) {
			t.Errorf("%v: %d and %d, %d and %d bytes", args, code, again, len(english), len(french))
		}
	}
	_, english := in(t, "", "", "plan", "check", instance, wrong)
	_, french := in(t, "fr", "", "plan", "check", instance, wrong)
	rules := func(out string) (names []string) {
		for line := range strings.Lines(out) {
			name, _, _ := strings.Cut(line, ": ")
			names = append(names, name)
		}
		return names
	}
	if a, b := rules(english), rules(french); len(a) == 0 || strings.Join(a, " ") != strings.Join(b, " ") {
		t.Errorf("%v and %v", a, b)
	}
}

func TestTheHelpSaysHowToAskForALanguage(t *testing.T) {
	for _, command := range [][]string{{"plan", "check"}, {"plan", "why"}, {"plan", "robust"}, {"replan"}} {
		if code, out := in(t, "", "", append(command, "--help")...); code != exitDone || !strings.Contains(out, "--language") || !strings.Contains(out, "LC_MESSAGES") {
			t.Errorf("%v: %d %s", command, code, out)
		}
	}
}
