package planner

import (
	"context"
	"os"
	"testing"
	"time"
)

func TestProbe(t *testing.T) {
	if os.Getenv("PROBE") == "" {
		t.Skip()
	}
	for seed := uint64(1); seed <= 2; seed++ {
		in := parsed(t, Generate(66, 500, seed))
		s := newSolver(in, Options{Seed: 1, Rounds: 40})
		s.construct()
		for r := 1; r <= 40; r++ {
			for i, d := range s.buildAll(context.Background(), s.base, r) {
				s.fronts[i].add(d)
			}
		}
		hist := map[string]int{}
		var total time.Duration
		for i, d := range s.best() {
			x := s.p.sites[i]
			b := x.bound(d)
			q := query{slots: make([]slot, len(x.cells)), target: d.makespan, like: d.x, atH: true}
			slots := s.base[i]
			_ = slots
			for c := range x.cells {
				k := &x.cells[c]
				q.slots[c] = slot{k.elig, 0, Forever}
				if k.group >= 0 && s.p.groups[k.group].firstWave {
					q.slots[c].to = 0
				}
			}
			t0 := time.Now()
			p := x.pose(q)
			lb := p.least(b.Value, d.makespan)
			t1 := time.Since(t0)
			out := ""
			ub := d.makespan
			opt := false
			for tgt := lb; tgt <= d.makespan; tgt++ {
				t2 := time.Now()
				m := p.model(tgt)
				st := m.solver.Solve(context.Background(), 20000)
				out += " " + []string{"?", "found", "ref"}[int(st)] + "@" + itoa(tgt) + ":" + itoa(m.solver.Conflicts) + "/" + time.Since(t2).String()
				if st == 1 {
					if m.schedule() == nil {
						t.Error("bad schedule")
					}
					opt = true
					ub = tgt
				}
				if st != 2 {
					break
				}
			}
			total += time.Since(t0)
			k := "open"
			if opt {
				k = "relaxed optimum known"
				if ub == d.makespan {
					k = "proven"
				}
			}
			hist[k]++
			t.Logf("seed %d site %d cells %d teams %d plan %d bound %d least %d rows %v: %s %s", seed, i, len(x.cells), len(x.teams), d.makespan, b.Value, lb, t1, k, out)
		}
		t.Log(hist, total)
	}
}

func itoa(i int) string { return at("%d", i) }
