package main

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/check"
)

// The bench runs itself for what it measures; here that is the test program.
func TestMain(m *testing.M) {
	if os.Getenv("PLANBENCH_JOB") != "" && len(os.Args) > 1 {
		if err := work(os.Args[1], os.Args[2:]); err != nil {
			_, _ = os.Stderr.WriteString(err.Error())
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func quickly(t *testing.T, only ...string) *bench {
	t.Helper()
	b := &bench{quick: true, limit: time.Second, began: time.Now(), only: map[string]bool{}}
	for _, name := range only {
		b.only[name] = true
	}
	if err := b.prepare(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(b.folder) })
	if err := b.measure(context.Background()); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEveryPlanOfTheBenchIsLawfulAndInTheTable(t *testing.T) {
	b := quickly(t, "site", "operation", "warm", "size", "exposure", "same")
	sizes := b.results.solo
	sizes[500] = b.results.whole
	for n, by := range sizes {
		for _, name := range []string{weOurs, weDispatch, weLPT} {
			for _, a := range by[name] {
				if a.Unlawful > 0 || a.Value == 0 || a.First == 0 || a.Memory == 0 || a.Left > 0 {
					t.Errorf("%d cells, %s: %+v", n, name, a)
				}
			}
			if len(by[name]) == 0 {
				t.Errorf("%d cells: nothing of %s", n, name)
			}
		}
		if ours, first := sum(by[weOurs]), sum(by[weDispatch]); ours.Value > first.Value || ours.Bound < first.Bound {
			t.Errorf("%d cells: rounds made it worse: %+v, %+v", n, ours, first)
		}
	}
	if b.results.same.different != 1 {
		t.Errorf("%+v", b.results.same)
	}
	var w strings.Builder
	b.table(&w)
	b.goals(&w)
	b.rest(&w)
	for _, want := range []string{"| one site, 8 cells | cellsweep |", "| 66 sites, 500 cells | longest first (LPT) |", "… Σ gap", "first plan, library call, slowest of 5 seeds", "proof at 8 cells, library call", "100 runs", "| 70 | 2000 |"} {
		if !strings.Contains(w.String(), want) {
			t.Errorf("no %q in\n%s", want, w.String())
		}
	}
	for name, c := range b.charts() {
		if len(c.lines) > 0 {
			wellFormed(t, name, c.svg())
		}
	}
}

func wellFormed(t *testing.T, name, svg string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	paths := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "path" {
			paths++
		}
	}
	if paths == 0 || strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
		t.Errorf("%s: %d lines\n%s", name, paths, svg)
	}
}

func TestAPlanOfAPeerIsReadBackAndJudged(t *testing.T) {
	in, err := planner.ParseInstance(planner.Generate(1, 8, 1).Encode())
	if err != nil {
		t.Fatal(err)
	}
	m := newModel(in)
	found := lpt(in)
	var starts, teams []string
	number := map[string]string{}
	for i, x := range m.teams {
		number[x.ID] = strconv.Itoa(i + 1)
	}
	for _, c := range m.cells {
		starts, teams = append(starts, strconv.Itoa(found[c.ID].Start)), append(teams, number[found[c.ID].Team])
	}
	read := m.read("plan [" + strings.Join(starts, ", ") + "] [" + strings.Join(teams, ", ") + "]")
	violations, err := check.Run(in.Encode(), document(in, read).Encode())
	if err != nil || len(violations) > 0 || len(read) != len(found) {
		t.Fatal(err, violations, read)
	}
	for id := range read { // everybody in cells far apart at once
		a := read[id]
		a.Team, a.Start, a.End = read[m.cells[0].ID].Team, 0, a.End-a.Start
		read[id] = a
	}
	if violations, err = check.Run(in.Encode(), document(in, read).Encode()); err != nil || len(violations) == 0 {
		t.Error("an unlawful plan was let through", err)
	}
	if text := m.text("indomain_min"); strings.Count(text, "->") != 8*7/2 || !strings.Contains(text, "minimize") {
		t.Error(text)
	}
}

func TestWhatIsMeasuredStandsBetweenTheMarkersAndNowhereElse(t *testing.T) {
	out := filepath.Join(t.TempDir(), "benchmarks.md")
	if err := os.WriteFile(out, []byte("before\n"+beginMark+"\nold\n"+endMark+"\nafter\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b := quickly(t, "size")
	b.out = out
	if err := b.write(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	if !strings.HasPrefix(text, "before\n"+beginMark) || !strings.HasSuffix(text, endMark+"\nafter\n") || strings.Contains(text, "old") || !strings.Contains(text, "| 67 | 500 |") {
		t.Error(text)
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(out), "bench-planner-size.svg")); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(out, []byte("no markers"), 0o600); err != nil {
		t.Fatal(err)
	}
	if b.write() == nil {
		t.Error("a document without markers was written to")
	}
}

func TestAPeerThatIsNotInstalledIsNamed(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	b := &bench{peers: findPeers(), began: time.Now()}
	var w strings.Builder
	b.caption(&w)
	for name, why := range map[string]string{"Gecode": "minizinc is not installed", "Chuffed": "minizinc is not installed",
		"HiGHS": "there is no program highs", "CBC": "there is no program cbc", "GLPK": "there is no program glpsol"} {
		if !strings.Contains(w.String(), name+": not measured, "+why) {
			t.Errorf("%s is not named: %s", name, w.String())
		}
	}
}

func TestAForeignProgramIsWatchedAndEndedAtItsLimit(t *testing.T) {
	var lines []string
	used, err := watch(context.Background(), 100*time.Millisecond, func(line string, _ time.Duration) { lines = append(lines, line) },
		"sh", "-c", "echo one; echo two; set -m; (while :; do :; done) & wait")
	if err != nil || strings.Join(lines, " ") != "one two" || used.CPU < 100*time.Millisecond {
		t.Error(used, err, lines)
	}
	if _, err := watch(context.Background(), time.Second, func(string, time.Duration) {}, "sh", "-c", "exit 3"); err == nil {
		t.Error("a failure was overlooked")
	}
}

func TestWhatIsBrokenByDesignIsExplained(t *testing.T) {
	b := quickly(t, "infeasible", "replan")
	if d := b.results.broken; d.Instances != len(breaks) || d.Explained == 0 || d.Conflicts == 0 {
		t.Errorf("%+v", d)
	}
	for _, m := range b.results.mended {
		if m.Events != 4 || len(m.Shift) != 4 || len(m.Repair) != 4 || len(m.Kept) != 4 || len(m.Last) != 4 {
			t.Errorf("%+v", m)
		}
	}
}
