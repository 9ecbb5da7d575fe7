package check

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"github.com/cellsweep/cellsweep/models"
)

// judged reads a tiny operation's best plan and returns what every minimal plan does.
func judged(t *rapid.T, in doc, w *tiny) []*must {
	text, err := json.Marshal(w.plan(in))
	if err != nil {
		t.Fatal(err)
	}
	var faults models.Faults
	p := readPlan(text, w.in, &faults)
	if faults.Len() > 0 {
		t.Fatal(faults.Err("drawn"))
	}
	c := &checker{in: w.in, plan: p}
	c.gatherLines()
	c.gatherSearches()
	return c.musts()
}

func TestNoWitnessYieldsMoreThanTheBestMakespan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, w := solved(t, 0)
		musts := judged(t, in, w)
		m := rapid.SampledFrom(musts).Draw(t, "site")
		best := w.ends[m.line.site]
		for _, text := range witnesses(t, m) {
			var faults models.Faults
			x := &witness{must: m, musts: musts, in: w.in, node: parse([]byte(text), &faults), value: best + 1}
			for name, way := range map[string]func() ([]int, error){
				"longestCell": x.longestCell, "release": x.release, "area": x.area, "walkForest": x.walkForest,
				"pigeonhole": x.pigeonhole, "L2": x.l2, "eligibility": x.eligibility, "equipment": x.equipment,
			} {
				values, err := way()
				for _, v := range values {
					if err == nil && v > best {
						t.Fatalf("%s yields %d from %s, the best makespan of site %s is %d", name, v, text, m.line.site.id, best)
					}
				}
			}
		}
	})
}

// witnesses draws what a bound of the site may claim: any cell, any cells, any teams.
func witnesses(t *rapid.T, m *must) []string {
	all := []string{`{}`, `{"kind":"dog"}`}
	var some []string
	for _, x := range m.line.site.cells {
		all = append(all, `{"cell":"`+x.id+`"}`)
		if rapid.Bool().Draw(t, "counted") {
			some = append(some, x.id)
		}
	}
	if some == nil {
		return all
	}
	var teams []string
	for _, x := range m.line.site.teams {
		if rapid.Bool().Draw(t, "named") {
			teams = append(teams, x.id)
		}
	}
	for _, w := range []doc{{"cells": some}, {"cells": some, "kind": "dog"}, {"cells": some, "teams": teams}, {"cells": some, "teams": len(teams)},
		{"cells": some, "weights": weights(t, m, some)}, {"teams": teams}, {"teams": m.line.site.teams[0].id}, {"cells": some, "teams": 1}} {
		text, err := json.Marshal(w)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(text))
	}
	return all
}

// weights draws what a search could weigh: anything, or about its minutes.
func weights(t *rapid.T, m *must, cells []string) []int {
	near := rapid.Bool().Draw(t, "near")
	var all []int
	for _, id := range cells {
		w := rapid.IntRange(0, 5).Draw(t, "weight")
		for _, x := range m.line.site.cells {
			if x.id == id && near {
				w = 4*x.duration + w
			}
		}
		all = append(all, w)
	}
	return all
}

func TestNoExposureBoundExceedsTheLeastExposure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, w := solved(t, 0)
		musts := judged(t, in, w)
		sum := 0
		for _, m := range musts {
			sum += int(m.exposure(musts).Int64())
		}
		if sum > w.exposure {
			t.Fatalf("the bound is %d, the least exposure %d", sum, w.exposure)
		}
	})
}

func TestARefutationIsFoundExactlyWhereThereIsNoPlan(t *testing.T) {
	counts := map[verdict]int{}
	rapid.Check(t, func(t *rapid.T) {
		in, w := solved(t, 0)
		musts := judged(t, in, w)
		m := rapid.SampledFrom(musts).Draw(t, "site")
		best := w.ends[m.line.site]
		c := &checker{in: w.in}
		plain := !m.joined || m.slip == 0 && len(w.in.groups) == 0
		for limit := max(0, best-2); limit <= best+1; limit++ {
			got := c.refute(m, limit, searchSteps)
			counts[got]++
			if got == refuted && limit >= best || got == found && limit < best {
				t.Fatalf("site %s: limit %d, best %d: verdict %d", m.line.site.id, limit, best, got)
			}
			if got == open && plain && m.slip == 0 {
				t.Fatalf("site %s: limit %d, best %d: left open", m.line.site.id, limit, best)
			}
		}
	})
	if counts[refuted] == 0 || counts[found] == 0 {
		t.Fatalf("not every verdict was met: %v", counts)
	}
}
