package main

import (
	"hash/fnv"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const root = "../.."

func TestEveryPlantedFaultStillFitsTheSource(t *testing.T) {
	all, err := load("planted")
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Errorf("only %d faults are planted", len(all))
	}
	for _, m := range all {
		if _, err := m.apply(root); err != nil {
			t.Error(err)
		}
	}
}

// drawn picks two by the commit, so that each change is graded by others, and
// the same one always by the same: of those that the pure core's simulation
// finds, in seconds. The others take up to a minute each (make mutants).
func drawn(t *testing.T, all []mutant) []mutant {
	t.Helper()
	all = slices.DeleteFunc(all, func(m mutant) bool { return m.by != "sync/simulation" })
	commit, err := exec.CommandContext(t.Context(), "git", "rev-parse", "HEAD").Output()
	if err != nil {
		commit = []byte("no repository") // a release's archive
	}
	h := fnv.New32a()
	_, _ = h.Write(commit)
	n := int(h.Sum32() % uint32(len(all)))
	return []mutant{all[n], all[(n+len(all)/2)%len(all)]}
}

func TestTwoPlantedFaultsThatAreDrawnAreFound(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the simulations twice")
	}
	all, err := load("planted")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range drawn(t, all) {
		v, err := grading{root: root, dir: t.TempDir()}.grade(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		if !v.found {
			t.Errorf("%s (%s) was missed", m.name, m.what)
		}
		t.Logf("%s: found in %.1f s of CPU time: %s", m.name, v.seconds, v.by)
	}
}

func TestAPlantedFaultWhoseLinesAreGoneIsToldAndNotSkipped(t *testing.T) {
	m, err := parse("x.mutant", "It does harm.\nby sync/simulation\nat sync/verdict.go\n-\tthere is no such line\n+\tnor this one\n")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.apply(root); err == nil || !strings.Contains(err.Error(), "0 times") {
		t.Errorf("%v", err)
	}
	for _, text := range []string{"", "A sentence.\nby nobody\nat sync/verdict.go\n-a\n+b\n", "A sentence.\nby sync/simulation\n", "A sentence.\nby sync/simulation\nat sync/verdict.go\nneither\n"} {
		if _, err := parse("x.mutant", text); err == nil {
			t.Errorf("%q is taken for a fault", text)
		}
	}
}
