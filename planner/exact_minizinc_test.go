package planner

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// zinc writes one site with everything searched as a MiniZinc model that asks for
// a plan over by minute end. Only cumulative.mzn is included: the globals.mzn of
// some installations does not compile.
func zinc(s *site, q query, end int) string {
	var b strings.Builder
	n := len(s.cells)
	put := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	put("include \"cumulative.mzn\";")
	put("array[1..%d] of var 0..%d: start;", n, end)
	put("array[1..%d] of var 1..%d: team;", n, len(s.teams))
	held := map[int][3][]string{} // of each kind: starts, durations, units
	for i := range s.cells {
		c := &s.cells[i]
		put("constraint start[%d] >= %d /\\ start[%d] <= %d;", i+1, max(c.est, q.slots[i].from), i+1, min(c.lst, q.slots[i].to, end-c.dur))
		put("constraint team[%d] in {%s};", i+1, strings.Trim(strings.Join(strings.Fields(fmt.Sprint(plusOne(c.elig.list(len(s.teams))))), ","), "[]"))
		for _, t := range c.elig.list(len(s.teams)) {
			if tm := &s.teams[t]; tm.ready(c) > 0 || tm.to < end {
				put("constraint team[%d] == %d -> start[%d] >= %d /\\ start[%d] <= %d;", i+1, t+1, i+1, tm.ready(c), i+1, tm.to-c.dur)
			}
		}
		for j := range i {
			put("constraint team[%d] == team[%d] -> start[%d] >= start[%d] + %d \\/ start[%d] >= start[%d] + %d;", i+1, j+1,
				i+1, j+1, s.cells[j].dur+s.way(i, j), j+1, i+1, c.dur+s.way(i, j))
		}
		for _, u := range c.uses {
			h := held[u.kind]
			for k, x := range [3]string{at("start[%d] + %d", i+1, u.from), at("%d", u.to-u.from), at("%d", u.units)} {
				h[k] = append(h[k], x)
			}
			held[u.kind] = h
		}
	}
	for _, k := range sortedKeys(held) {
		put("constraint cumulative([%s], [%s], [%s], %d);", strings.Join(held[k][0], ", "), strings.Join(held[k][1], ", "), strings.Join(held[k][2], ", "), s.kinds[k].Count)
	}
	for _, l := range s.landings {
		var starts, durations, ones []string
		for _, c := range l.members {
			starts, durations, ones = append(starts, at("start[%d]", c+1)), append(durations, at("%d", s.cells[c].dur)), append(ones, "1")
		}
		if s.limit < Forever {
			put("constraint cumulative([%s], [%s], [%s], %d);", strings.Join(starts, ", "), strings.Join(durations, ", "), strings.Join(ones, ", "), s.limit)
		}
	}
	for _, l := range q.links {
		for _, i := range l.cells {
			for _, j := range l.cells {
				put("constraint start[%d] <= start[%d] + %d;", i+1, j+1, l.tolerance)
			}
		}
	}
	short := s.walk[0] // no walk is shorter: what follows from the rest, and spares Gecode most of it
	for t := range s.teams {
		var sum []string
		for i := range s.cells {
			sum = append(sum, at("bool2int(team[%d] == %d) * %d", i+1, t+1, s.cells[i].dur+short))
		}
		put("constraint %s <= %d;", strings.Join(sum, " + "), end+short)
	}
	put("constraint exists(i in 1..%d)(start[i] == 0);", n)
	put("solve :: seq_search([int_search(team, first_fail, indomain_min), int_search(start, smallest, indomain_min)]) satisfy;")
	return b.String()
}

func plusOne(list []int) []int {
	for i := range list {
		list[i]++
	}
	return list
}

// ask runs Gecode on a model: yes, no, or "" when its time was up.
func ask(t *testing.T, model string) string {
	file := filepath.Join(t.TempDir(), "site.mzn")
	if err := os.WriteFile(file, []byte(model), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "minizinc", "--solver", "gecode", "--time-limit", "20000", file).CombinedOutput()
	switch {
	case bytes.Contains(out, []byte("UNSATISFIABLE")):
		return "no"
	case bytes.Contains(out, []byte("----------")):
		return "yes"
	case bytes.Contains(out, []byte("rror")):
		t.Fatalf("%v: %s", err, out)
	}
	return ""
}

func TestGecodeFindsWhatIsFoundAndNothingThatWasRefuted(t *testing.T) {
	if os.Getenv("CELLSWEEP_HUNT") == "" {
		t.Skip("set CELLSWEEP_HUNT: Gecode needs seconds for a site")
	}
	if _, err := exec.LookPath("minizinc"); err != nil {
		t.Skip("minizinc is not installed")
	}
	agreed, open := 0, 0
	for seed := uint64(1); seed <= 6; seed++ {
		s := newSolver(parsed(t, Generate(1, 8, seed)), Options{Seed: 1})
		s.construct()
		q := s.idealQuery(0, s.best()[0], true)
		x := s.p.sites[0]
		p := x.pose(q)
		least := p.least(0, q.target)
		for ; least <= q.target; least++ {
			if _, v := p.settle(context.Background(), least, 1<<30); v != refuted {
				break
			}
		}
		for end, want := range map[int]string{least: "yes", least - 1: "no"} {
			switch got := ask(t, zinc(x, q, end)); got {
			case want:
				agreed++
			case "":
				open++
			default:
				t.Errorf("seed %d, over by %d: Gecode says %s", seed, end, got)
			}
		}
	}
	t.Logf("Gecode agrees with %d answers about sites of 8 cells, and had no time for %d", agreed, open)
	if agreed == 0 {
		t.Error("nothing was compared")
	}
}
