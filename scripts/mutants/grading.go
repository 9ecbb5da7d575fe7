package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// cpuSeconds is what each fault may cost until it is found.
const cpuSeconds = 60

// grading runs simulations over spoiled copies of the program.
type grading struct {
	root string // of the module; "" is here
	dir  string // for what is thrown away
	out  io.Writer
}

// verdict is what a simulation said of a program.
type verdict struct {
	found   bool
	by      string  // the invariant that did not hold
	seconds float64 // CPU
}

// broken is how a simulation says that an invariant did not hold.
var broken = regexp.MustCompile(`invariant broken: ([^:]+):`)

// control runs a simulation over the unharmed program: one that finds something
// there would find every planted fault, and mean nothing by it.
func (g grading) control(ctx context.Context, simulation string) error {
	v, err := g.simulate(ctx, simulation, "", 2)
	if err == nil && v.found {
		err = fmt.Errorf("%s: the unharmed program breaks an invariant: %s", simulation, v.by)
	}
	if err == nil {
		fmt.Fprintf(g.out, "ok      %5.1f s  %-32s the unharmed program keeps every invariant\n", v.seconds, simulation)
	}
	return err
}

// all grades by every fault, and prints the score.
func (g grading) all(ctx context.Context, all []mutant) error {
	found := 0
	for _, m := range all {
		v, err := g.grade(ctx, m)
		if err != nil {
			return err
		}
		word := "MISSED"
		if v.found {
			found++
			word = "found "
		}
		fmt.Fprintf(g.out, "%s  %5.1f s  %-32s %s\n", word, v.seconds, m.name, v.by)
	}
	fmt.Fprintf(g.out, "%d of %d planted faults found, each in at most %d seconds of CPU time\n", found, len(all), cpuSeconds)
	if found < len(all) {
		return errors.New("a simulation that misses a fault is not done")
	}
	return nil
}

// grade asks the simulation that must find a fault.
func (g grading) grade(ctx context.Context, m mutant) (verdict, error) {
	overlay, err := m.overlay(g.root, g.dir)
	if err != nil {
		return verdict{}, err
	}
	return g.simulate(ctx, m.by, overlay, 10_000)
}

// simulate compiles a simulation over a program and runs it from the first seed
// on, until an invariant breaks or the time is up.
func (g grading) simulate(ctx context.Context, simulation, overlay string, runs int) (v verdict, err error) {
	binary := filepath.Join(g.dir, "simulation.test")
	compile := exec.CommandContext(ctx, "go", "test", "-overlay", overlay, "-ldflags", "-s -w", "-c", "-o", binary, "./"+simulation) //nolint:gosec // our own packages
	compile.Dir = g.root
	if out, err := compile.CombinedOutput(); err != nil {
		return v, fmt.Errorf("%s: %w\n%s", overlay, err, out)
	}
	// The shell sets the limit, which only the system can enforce on a program gone astray.
	run := exec.CommandContext(ctx, "sh", "-c", "ulimit -t "+strconv.Itoa(cpuSeconds)+"; exec "+binary+" -test.v -test.failfast -test.timeout 10m -test.run '"+tests+"'") //nolint:gosec // likewise
	run.Dir = filepath.Join(g.root, simulation)
	run.Env = append(os.Environ(), "CELLSWEEP_SIMULATION_RUNS="+strconv.Itoa(runs), "CELLSWEEP_SIMULATION_TABLETS=12", "CELLSWEEP_SIMULATION_ACTS=30",
		"CELLSWEEP_SIMULATION_SHRINK=no") // that it fails is enough
	out, err := run.CombinedOutput()
	_ = os.Remove(binary)
	if run.ProcessState == nil || ctx.Err() != nil {
		return v, errors.Join(err, ctx.Err())
	}
	v.seconds = (run.ProcessState.UserTime() + run.ProcessState.SystemTime()).Seconds()
	if said := broken.FindStringSubmatch(string(out)); said != nil && err != nil {
		v.found, v.by = true, said[1]
	} else if err != nil && v.seconds < cpuSeconds-1 {
		return v, fmt.Errorf("the simulation failed and broke no invariant: %w\n%s", err, tail(string(out)))
	}
	return v, nil
}

// tests are those of the simulations that look for faults.
const tests = "^(TestNoWordIsLostWhateverHappensToTabletsNetworkAndPower|TestTheServerLosesDoublesAndInventsNothingWhateverHappens)$"

func tail(text string) string {
	lines := strings.Split(text, "\n")
	return strings.Join(lines[max(0, len(lines)-40):], "\n")
}
