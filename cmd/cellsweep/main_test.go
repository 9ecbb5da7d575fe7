package main

import (
	"bytes"
	"context"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// command runs a command line without a terminal.
func command(t *testing.T, stdin string, args ...string) (code int, out, err string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(context.Background(), args, console{strings.NewReader(stdin), &o, &e, false, ""})
	return code, o.String(), e.String()
}

func TestAnOperationIsGeneratedPlannedAndReplanned(t *testing.T) {
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	must := func(stdin string, args ...string) {
		t.Helper()
		if code, _, err := command(t, stdin, args...); code != exitDone || err != "" {
			t.Fatalf("%v: exit %d, %s", args, code, err)
		}
	}
	must("", "plan", "generate", "--sites", "3", "--cells", "20", "--seed", "2", "-o", file("i.json"))
	must("", "plan", file("i.json"), "-o", file("p.json"), "--rounds", "3", "--seed", "7", "--strict")
	must("", "plan", "check", file("i.json"), file("p.json"))
	must(`{"format":"cellsweep-events/1","now":0,"events":[]}`, "replan", file("i.json"), file("p.json"), "-",
		"-o", file("n.json"), "--instance-out", file("e.json"))
	must("", "plan", file("e.json"), "-o", file("q.json"), "--deadline", "1s")
	must("", "plan", "check", file("e.json"), file("n.json"))
	must("", "plan", "check", file("e.json"), file("q.json"))
	instance, _ := os.ReadFile(file("i.json"))
	plan, _ := os.ReadFile(file("p.json"))
	code, out, _ := command(t, string(instance), "plan", "-", "--rounds", "3", "--seed", "7")
	if code != exitDone || out != string(plan) {
		t.Error("standard input and output give another plan than files")
	}
	broken := strings.Replace(string(plan), `"start":0,`, `"start":1,`, 1)
	if code, out, _ := command(t, broken, "plan", "check", file("i.json"), "-"); code != exitFailed || !strings.Contains(out, "end: ") {
		t.Errorf("a broken plan: exit %d, %s", code, out)
	}
	if code, _, err := command(t, `{"format":"cellsweep-plan/1"}`, "plan", "check", file("i.json"), "-"); code != exitMalformed || !strings.Contains(err, "/assignments") {
		t.Errorf("a malformed plan: exit %d, %s", code, err)
	}
}

const lateSite = `{"format":"cellsweep-instance/1","sites":[{"id":"S","walk":{"sameLanding":1,"sameWing":1,"sameBuilding":1,"otherBuilding":1},
	"teams":[{"id":"T","officers":[]}],"cells":[{"id":"C","building":"B","wing":"W","landing":"L","duration":5,"window":{"from":3,"to":9}}]}]}`

func TestASlipIsAnErrorOnlyWhenStrict(t *testing.T) {
	if code, out, _ := command(t, lateSite, "plan", "-"); code != exitDone || !strings.Contains(out, `"slip":3`) {
		t.Errorf("exit %d: %s", code, out)
	}
	code, out, _ := command(t, lateSite, "plan", "-", "--strict")
	if code != exitShortfall || !strings.Contains(out, `"slip":3`) {
		t.Errorf("strict: exit %d: %s", code, out)
	}
}

func TestAReplanSaysWhatItChangesInEitherLanguage(t *testing.T) {
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	command(t, "", "plan", "generate", "--sites", "1", "--cells", "4", "--seed", "1", "-o", file("i.json"))
	command(t, "", "plan", file("i.json"), "-o", file("p.json"), "--rounds", "1")
	late := `{"format":"cellsweep-events/1","now":-5,"events":[{"type":"teamLate","team":"S001-T1","until":200}]}`
	for lang, word := range map[string]string{"en": "later", "fr": "plus tard"} {
		code, out, err := command(t, late, "replan", file("i.json"), file("p.json"), "-", "-o", file("n.json"), "--instance-out", file("e.json"),
			"--shift", "--diff", "--lang", lang)
		if code != exitDone || err != "" || !strings.Contains(out, word) || strings.Contains(out, "%!") {
			t.Errorf("exit %d: %s%s", code, out, err)
		}
		code, out, err = command(t, late, "replan", file("i.json"), file("p.json"), "-", "--instance-out", file("e.json"), "--diff", "--lang", lang)
		if code != exitDone || !strings.Contains(out, `"assignments"`) || !strings.Contains(err, "S001-T1") {
			t.Errorf("exit %d: %s%s", code, out, err)
		}
	}
	out := `{"format":"cellsweep-events/1","now":-5,"events":[{"type":"teamOut","team":"S001-T1"},{"type":"teamOut","team":"S001-T2"}]}`
	if code, _, _ := command(t, out, "replan", file("i.json"), file("p.json"), "-", "-o", file("n.json"), "--instance-out", file("e.json"), "--strict"); code != exitShortfall {
		t.Errorf("nobody is left to search, and the exit code is %d", code)
	}
	if code, _, err := command(t, `{"format":"cellsweep-events/1","now":1,"events":[{"type":"started","cell":"none","at":0}]}`,
		"replan", file("i.json"), file("p.json"), "-", "--instance-out", file("e.json")); code != exitMalformed || !strings.Contains(err, "/events/0/cell: ") {
		t.Errorf("exit %d: %s", code, err)
	}
}

func TestEveryFaultOfAMalformedInstanceIsALine(t *testing.T) {
	code, out, err := command(t, `{"format":"cellsweep-instance/1","sites":[{"id":1,"teams":[],"cells":{}}]}`, "plan", "-")
	if code != exitMalformed || out != "" {
		t.Errorf("exit %d, output %q", code, out)
	}
	for _, p := range []string{"\n/sites/0/id: ", "\n/sites/0/walk: ", "\n/sites/0/cells: "} {
		if !strings.Contains(err, p) {
			t.Errorf("%q is not in %q", p, err)
		}
	}
}

func TestAnythingElseIsExitCode1(t *testing.T) {
	for _, args := range [][]string{{"plan", "/nowhere/at/all.json"}, {"dance"}, {"plan", "generate", "--sites", "0"},
		{"replan", "-", "-", "-", "--instance-out", "x"}, {"plan", "-", "--no-such-flag"}} {
		if code, _, err := command(t, lateSite, args...); code != exitFailed || err == "" {
			t.Errorf("%v: exit %d, %q", args, code, err)
		}
	}
	if code, _, _ := command(t, lateSite, "plan", "-", "-o", filepath.Join(t.TempDir(), "no", "such", "folder.json")); code != exitFailed {
		t.Errorf("an output that cannot be written: exit %d", code)
	}
}

func TestHelpIsNoFailure(t *testing.T) {
	if code, out, _ := command(t, "", "--help"); code != exitDone || !strings.Contains(out, "replan") {
		t.Errorf("exit %d: %s", code, out)
	}
}

// The program runs on a machine that has no time zone database: without its own, every establishment would be refused there,
// and the gate would hold no search against the hours of its site.
func TestTheProgramBringsItsTimeZones(t *testing.T) {
	parsed, err := parser.ParseFile(gotoken.NewFileSet(), "main.go", nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(parsed.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"time/tzdata"` }) {
		t.Error("no time zones are linked in")
	}
}
