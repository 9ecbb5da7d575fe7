package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	story = "../../planner/testdata/explained/"
	fewer = `{"format":"cellsweep-scenarios/1","scenarios":[{"name":"without T2","edits":[{"do":"removeTeam","team":"NI-T2"}]}]}`
)

func TestAPlanIsAskedTriedAndComparedOnTheCommandLine(t *testing.T) {
	file := func(name string) string { return filepath.Join(t.TempDir(), name) }
	plan, scenarios := file("p.json"), file("s.json")
	if err := os.WriteFile(scenarios, []byte(fewer), 0o600); err != nil {
		t.Fatal(err)
	}
	instance := story + "03-windows-across-sites.json"
	want := func(stdin string, code int, parts []string, args ...string) string {
		t.Helper()
		got, out, err := command(t, stdin, args...)
		if got != code {
			t.Fatalf("%v: exit %d, want %d: %s%s", args, got, code, out, err)
		}
		for _, part := range parts {
			if !strings.Contains(out+err, part) {
				t.Errorf("%v: %q is not in %q", args, part, out+err)
			}
		}
		return out
	}
	want("", exitDone, nil, "plan", instance, "-o", plan, "--rounds", "2")
	want("", exitDone, []string{"group G7", "Raise the tolerance"}, "plan", "why", instance, plan)
	want("", exitDone, []string{"groupe G7", "tolérance"}, "plan", "why", instance, plan, "--lang", "fr")
	want("", exitDone, []string{"Impossible", "site NI"}, "plan", "why", instance, plan, "--cell", "MA-A1-01", "--team", "NI-T1")
	want("", exitDone, []string{"Impossible", "créneaux"}, "plan", "why", instance, plan, "--cell", "NI-B1-07", "--start", "3", "--lang", "fr")
	answer := want("", exitDone, []string{"cellsweep-answer/1"}, "plan", "why", instance, plan, "--cell", "MA-A1-02", "--start", "90", "--json")
	if !json.Valid([]byte(answer)) {
		t.Error(answer)
	}
	want("", exitMalformed, []string{"/cell"}, "plan", "why", instance, plan, "--cell", "X")
	want("", exitFailed, []string{"--cell"}, "plan", "why", instance, plan, "--team", "MA-T1")

	move := `{"format":"cellsweep-changes/1","changes":[{"cell":"MA-A1-02","team":"MA-T1","start":1}]}`
	want(move, exitFailed, []string{"H2: ", "makespan"}, "plan", "try", instance, plan, "-")
	want(move, exitFailed, []string{"H2: L'équipe MA-T1"}, "plan", "try", instance, plan, "-", "--lang", "fr")
	want(strings.Replace(move, `"start":1`, `"start":200`, 1), exitDone, []string{"makespan"}, "plan", "try", instance, plan, "-", "-o", file("q.json"))
	for lang, said := range map[string]string{"en": "minimal: not judged", "fr": "minimal: pas jugé"} {
		want(`{"format":"cellsweep-changes/1","changes":[{"cell":"MA-A1-02","out":true}]}`, exitFailed, []string{said}, "plan", "try", instance, plan, "-", "--lang", lang)
	}
	want(`{"format":"cellsweep-changes/1","changes":[{"cell":"?","out":true}]}`, exitMalformed, []string{"/changes/0/cell"}, "plan", "try", instance, plan, "-")

	want("", exitDone, []string{"as it is", "without T2", "win nothing"}, "plan", "whatif", instance, scenarios, "--rounds", "2", "--table")
	out := want("", exitDone, []string{"cellsweep-outcomes/1"}, "plan", "whatif", instance, scenarios, "--rounds", "2")
	if !json.Valid([]byte(out)) {
		t.Error(out)
	}
	want(strings.Replace(fewer, "NI-T2", "NI-T9", 1), exitMalformed, []string{"/scenarios/0/edits/0/team"}, "plan", "whatif", instance, "-")
}
