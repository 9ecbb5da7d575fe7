package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

var simulated = regexp.MustCompile(`simulated: (\d+) entries acknowledged, (\d+) faults`)

// simulate runs both simulations side by side, seed after seed, until so many
// entries are acknowledged, all parts together, or the time is up.
func simulate(ctx context.Context, p *plan, r *record) (line, error) {
	l := line{what: "simulations"}
	ctx, cancel := context.WithTimeout(ctx, time.Duration(p.minutes)*time.Minute)
	defer cancel()
	had := 0
	for _, x := range r.lines {
		had += x.acknowledged
	}
	var mu sync.Mutex
	var all sync.WaitGroup
	var failed error
	runs := map[string]int{}
	for name, of := range map[string]int{"sync/simulation": 20, "server/simulation": 2} {
		binary := filepath.Join(p.work, strings.ReplaceAll(name, "/", "-")+".test")
		if out, err := exec.CommandContext(ctx, "go", "test", "-c", "-o", binary, "./"+name).CombinedOutput(); err != nil { //nolint:gosec // our own packages
			return l, fmt.Errorf("%w: %s", err, out)
		}
		all.Go(func() {
			for seed := p.seed; ctx.Err() == nil; seed += uint64(of) {
				acknowledged, faults, err := once(ctx, binary, name, seed, of)
				mu.Lock()
				if err == nil { // what the time limit cut off is not counted
					l.acknowledged, l.faults, runs[name] = l.acknowledged+acknowledged, l.faults+faults, runs[name]+of
				}
				done := had+l.acknowledged >= p.entries
				fmt.Fprintf(os.Stderr, "\r%d of %d entries acknowledged, %d faults ", had+l.acknowledged, p.entries, l.faults)
				if err != nil && ctx.Err() == nil {
					l.wrong++
					failed = errors.Join(failed, err)
				}
				mu.Unlock()
				if done || err != nil {
					cancel()
				}
			}
		})
	}
	all.Wait()
	fmt.Fprintln(os.Stderr)
	l.note = fmt.Sprintf("%d runs of the core, %d of the real server and store", runs["sync/simulation"], runs["server/simulation"])
	return l, failed
}

// once runs a simulation over some seeds.
func once(ctx context.Context, binary, name string, seed uint64, runs int) (acknowledged, faults int, err error) {
	c := exec.CommandContext(ctx, binary, "-test.v", "-test.timeout", "30m", "-test.run", "LosesDoubles|NoWordIsLost") //nolint:gosec // our own
	c.Dir = name
	c.Env = append(os.Environ(), "CELLSWEEP_SIMULATION_SEED="+strconv.FormatUint(seed, 10), "CELLSWEEP_SIMULATION_RUNS="+strconv.Itoa(runs))
	out, err := c.CombinedOutput()
	if err != nil {
		lines := strings.Split(string(out), "\n")
		return 0, 0, fmt.Errorf("%s from seed %d: %w\n%s", name, seed, err, strings.Join(lines[max(0, len(lines)-30):], "\n"))
	}
	if said := simulated.FindSubmatch(out); said != nil {
		acknowledged, _ = strconv.Atoi(string(said[1]))
		faults, _ = strconv.Atoi(string(said[2]))
	}
	return acknowledged, faults, nil
}

func count(path, word string) int {
	raw, _ := os.ReadFile(path) //nolint:gosec // our own file
	return strings.Count(string(raw), word)
}
