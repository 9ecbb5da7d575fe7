package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// testdata/go.jsonl is what `go test -json -timeout 2s ./...` of Go 1.26 printed for four
// packages (times and stack traces taken out): a has a failed subtest, a skip and a
// parent that fails by itself; b does not compile; c panics; d runs out of time.
func TestEveryWayToFailIsCountedOnce(t *testing.T) {
	in, err := os.Open("testdata/go.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var out strings.Builder
	got, err := readGo(in, &out)
	if err != nil {
		t.Fatal(err)
	}
	if want := (Counts{Passed: 4, Failed: 5, Skipped: 1}); got != want {
		t.Errorf("got %v, want %v\n%s", got, want, out.String())
	}
	for _, sentence := range []string{"bad two", "a_test.go:6: own", "undefined: undefined", "panic: x", "test timed out after 2s",
		"d_test.go:3: hanging", "--- SKIP x/a TestSkip", "a_test.go:5: why"} {
		if !strings.Contains(out.String(), sentence) {
			t.Errorf("the report does not show %q\n%s", sentence, out.String())
		}
	}
}

// In testdata/late.jsonl a package runs out of time, and its last words are attributed
// to a test that had passed.
func TestLastWordsAreShownWhoeverTheyAreAttributedTo(t *testing.T) {
	in, err := os.Open("testdata/late.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var out strings.Builder
	got, err := readGo(in, &out)
	if want := (Counts{Passed: 2, Failed: 1}); err != nil || got != want {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	for _, sentence := range []string{"test timed out after 2s", "TestB (2s)", "unfinished: TestB", "b here"} {
		if !strings.Contains(out.String(), sentence) {
			t.Errorf("the report does not show %q\n%s", sentence, out.String())
		}
	}
}

func TestASilentRunnerIsAFailure(t *testing.T) {
	for command, report := range map[string]string{
		"go":   "",
		"line": "all is well\n",
	} {
		ledger := filepath.Join(t.TempDir(), "ledger")
		var out strings.Builder
		if err := run([]string{command, "-ledger", ledger}, strings.NewReader(report), &out); err == nil {
			t.Errorf("%s accepted %q", command, report)
		}
		if text, _ := os.ReadFile(ledger); string(text) != "0 passed, 1 failed\n" {
			t.Errorf("%s wrote %q", command, text)
		}
	}
	if _, err := readVitest(strings.NewReader(`{"success":true,"testResults":[]}`), &strings.Builder{}); err == nil {
		t.Error("a report of Vitest without any test was accepted")
	}
	if _, err := readVitestFile(filepath.Join(t.TempDir(), "none.json"), &strings.Builder{}); err == nil {
		t.Error("a missing report of Vitest was accepted")
	}
}

func TestVitestIsCountedByItsReport(t *testing.T) {
	for _, c := range []struct {
		report string
		want   Counts
		fault  bool
	}{
		{`{"success":false,"testResults":[{"name":"a.test.ts","status":"failed","assertionResults":[
			{"fullName":"one","status":"passed"},{"fullName":"two","status":"failed","failureMessages":["expected 1"]},
			{"fullName":"three","status":"skipped"},{"fullName":"four","status":"todo"}]}]}`, Counts{1, 1, 2}, false},
		{`{"success":false,"testResults":[{"name":"a.test.ts","status":"passed","assertionResults":[{"fullName":"one","status":"passed"}]},
			{"name":"b.test.ts","status":"failed","message":"cannot load","assertionResults":[]}]}`, Counts{1, 1, 0}, false},
		{`{"success":false,"testResults":[{"name":"a.test.ts","status":"passed","assertionResults":[{"fullName":"one","status":"passed"}]}]}`,
			Counts{1, 0, 0}, true},
		{`not JSON`, Counts{}, true},
	} {
		got, err := readVitest(strings.NewReader(c.report), &strings.Builder{})
		if got != c.want || (err != nil) != c.fault {
			t.Errorf("%s: got %v, %v", c.report, got, err)
		}
	}
}

func TestTheClosingLineIsTheSumOfTheLedger(t *testing.T) {
	for _, c := range []struct {
		ledger, last string
		fault        bool
	}{
		{"3 passed, 0 failed\n4 passed, 0 failed, 2 skipped\n", "7 passed, 0 failed", false},
		{"3 passed, 0 failed\n4 passed, 1 failed\n", "7 passed, 1 failed", true},
		{"0 passed, 0 failed\n", "0 passed, 1 failed", true},
	} {
		path := filepath.Join(t.TempDir(), "ledger")
		if err := os.WriteFile(path, []byte(c.ledger), 0o600); err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		err := closeLedger(path, &out)
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		if last := lines[len(lines)-1]; last != c.last || (err != nil) != c.fault {
			t.Errorf("%q: got %q, %v", c.ledger, last, err)
		}
	}
	path := filepath.Join(t.TempDir(), "ledger")
	if err := os.WriteFile(path, []byte("gibberish\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := closeLedger(path, &strings.Builder{}); err == nil {
		t.Error("a ledger that cannot be read was summed")
	}
}

func TestAScriptsOutputIsPassedThroughAndItsLastCountTaken(t *testing.T) {
	var out strings.Builder
	got, err := readLine(strings.NewReader("1 passed, 0 failed\nnext\n12 passed, 3 failed, 1 skipped\nbye\n"), &out)
	if err != nil || got != (Counts{12, 3, 1}) {
		t.Errorf("got %v, %v", got, err)
	}
	if !strings.Contains(out.String(), "next\n") {
		t.Errorf("lost output: %q", out.String())
	}
}
