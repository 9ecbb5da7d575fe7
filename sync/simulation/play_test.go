package simulation_test

import (
	"os"
	"strconv"
	"testing"

	"github.com/cellsweep/cellsweep/openapi/entries"
	fieldsync "github.com/cellsweep/cellsweep/sync"
	"github.com/cellsweep/cellsweep/sync/simulation"
)

func projector(t testing.TB) *fieldsync.Projector {
	t.Helper()
	s, err := fieldsync.LoadSchemas(entries.FS)
	if err != nil {
		t.Fatal(err)
	}
	return fieldsync.NewProjector(s)
}

// seeds reads how many runs to make, and from which seed on: a long run takes
// others than CI does.
func seeds(t testing.TB, usual int) (from uint64, n int) {
	t.Helper()
	from, n = 1, usual
	for name, set := range map[string]func(int){"CELLSWEEP_SIMULATION_SEED": func(v int) { from = uint64(v) }, "CELLSWEEP_SIMULATION_RUNS": func(v int) { n = v }} {
		if text := os.Getenv(name); text != "" {
			v, err := strconv.Atoi(text)
			if err != nil {
				t.Fatal(name, err)
			}
			set(v)
		}
	}
	return from, n
}

func TestNoWordIsLostWhateverHappensToTabletsNetworkAndPower(t *testing.T) {
	p := projector(t)
	from, n := seeds(t, 15)
	acknowledged, faults := 0, 0
	for seed := from; seed < from+uint64(n); seed++ {
		plot := simulation.Plot{Seed: seed, Tablets: 12, Acts: 40}
		o := simulation.Run(plot, p)
		acknowledged, faults = acknowledged+o.Acknowledged, faults+o.FaultsInAll()
		if len(o.Wrongs) > 0 {
			first := o.Wrongs[0]
			if os.Getenv("CELLSWEEP_SIMULATION_SHRINK") != "no" {
				plot, o = simulation.Shrink(plot, o, p)
			}
			t.Fatalf("invariant broken: %s\n%s", first, o.Report(plot))
		}
	}
	t.Logf("simulated: %d entries acknowledged, %d faults, %d runs", acknowledged, faults, n)
}

func TestTheSameSeedGivesTheSameTrace(t *testing.T) {
	p := projector(t)
	const runs = 100
	for seed := uint64(1); seed <= runs; seed++ {
		plot := simulation.Plot{Seed: seed, Tablets: 4, Acts: 8}
		one, two := simulation.Run(plot, p), simulation.Run(plot, p)
		if one.Digest != two.Digest || one.Steps != two.Steps {
			t.Fatalf("seed %d: %s after %d steps, then %s after %d", seed, one.Digest, one.Steps, two.Digest, two.Steps)
		}
	}
}
