package check

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/cellsweep/cellsweep/models"
)

// Tiny operations are solved by trying every team and every minute for every
// cell, with rules that are asked minute by minute: slow, and too plain to be
// wrong in the same way as what is tested.

const tinyHorizon = 13

// tinyInstance draws an operation of one site or two, with up to four cells of up
// to four minutes.
func tinyInstance(t *rapid.T, priority int) doc {
	small := func(name string, low, high int) int { return rapid.IntRange(low, high).Draw(t, name) }
	maybe := func(name string) bool { return rapid.IntRange(0, 3).Draw(t, name) == 0 }
	in := doc{"format": instanceFormat, "policy": doc{}}
	if maybe("limit") {
		in["policy"].(doc)["maxTeamsPerLanding"] = small("limit", 0, 2)
	}
	var ids []any
	sites := small("sites", 1, 2)
	for s := range sites {
		name := string(rune('A' + s))
		near := small("walk", 0, 2)
		one := doc{"id": name, "window": doc{"from": 0, "to": tinyHorizon}, "equipment": []any{doc{"kind": "dog", "count": small("dogs", 0, 2)}},
			"walk":  doc{"sameLanding": near, "sameWing": near + 1, "sameBuilding": near + 1, "otherBuilding": near + 2},
			"teams": []any{}, "cells": []any{}}
		for k := range small("teams", 1, 2) {
			team := doc{"id": name + string(rune('1'+k)), "officers": []any{doc{"id": "O" + name + string(rune('1'+k)), "skills": []any{"k" + string(rune('1'+k))}}}}
			if maybe("shift") {
				from := small("from", -2, 3)
				team["shift"] = doc{"from": from, "to": from + small("length", 2, tinyHorizon)}
			}
			add(one, "teams", team)
		}
		for k := range small("cells", 1, 4-sites+1) {
			id := name + "-" + string(rune('a'+k))
			ids = append(ids, id)
			cell := tinyCell(small, maybe, id)
			cell["priority"] = small("priority", priority, 3)
			add(one, "cells", cell)
		}
		add(in, "sites", one)
	}
	tinyGroups(small, maybe, in, ids)
	return in
}

func tinyCell(small func(string, int, int) int, maybe func(string) bool, id string) doc {
	length := small("duration", 1, 4)
	cell := doc{"id": id, "building": "B" + string(rune('1'+small("building", 0, 1))), "wing": "W", "landing": string(rune('1' + small("landing", 0, 1))),
		"duration": length, "weight": small("weight", 0, 3)}
	needs := doc{}
	if maybe("skilled") {
		needs["skills"] = []any{"k" + string(rune('1'+small("skill", 0, 2)))}
	}
	if maybe("dog") || maybe("another chance of a dog") {
		from := small("after", 0, length)
		needs["equipment"] = []any{doc{"kind": "dog", "from": from, "for": small("use", 0, length-from)}}
	}
	cell["needs"] = needs
	if maybe("window") {
		from := small("opens", 0, 4)
		cell["window"] = doc{"from": from, "to": from + small("open", 0, 8)}
	}
	return cell
}

func tinyGroups(small func(string, int, int) int, maybe func(string) bool, in doc, ids []any) {
	if len(ids) < 2 || maybe("ungrouped") {
		return
	}
	n := small("members", 2, len(ids))
	add(in, "groups", doc{"id": "G", "cells": ids[:n], "firstWave": maybe("first wave"), "tolerance": small("tolerance", 0, 2)})
}

// tiny is an operation that is being tried out; place[i] is what cell i does.
type tiny struct {
	in     *instance
	c      *checker
	cells  []*cell
	team   []*team
	start  []int
	best   figures
	chosen []*assignment
	tries  int

	leaves, sampleAt int
	sample           []*assignment // some plan that keeps the hard rules
	sampled          figures

	// over all plans of minimal priority and slip:
	ends     map[*site]int // the least makespan of each site
	exposure int           // the least exposure
}

// figures are the objectives in their order.
type figures struct{ priority, slip, makespan, sum, exposure int }

func (f figures) less(o figures) bool {
	return slices.Compare([]int{f.priority, f.slip, f.makespan, f.sum, f.exposure}, []int{o.priority, o.slip, o.makespan, o.sum, o.exposure}) < 0
}

// solve tries everything, and returns false where that is too much.
func solve(in *instance, sampleAt int) (*tiny, bool) {
	w := &tiny{in: in, sampleAt: sampleAt, c: &checker{in: in}, best: figures{priority: math.MaxInt}}
	for _, s := range in.sites {
		w.cells = append(w.cells, s.cells...)
	}
	w.team, w.start = make([]*team, len(w.cells)), make([]int, len(w.cells))
	w.try(0)
	return w, w.tries < 400_000
}

func (w *tiny) try(i int) {
	if w.tries++; w.tries >= 400_000 {
		return
	}
	if i == len(w.cells) {
		f, ends := w.figures()
		w.note(f, ends)
		if f.less(w.best) {
			w.best, w.chosen = f, w.searches()
		}
		if w.leaves++; w.leaves <= w.sampleAt {
			w.sampled, w.sample = f, w.searches()
		}
		return
	}
	x := w.cells[i]
	for _, t := range x.site.teams {
		if !w.c.able(t, x) {
			continue
		}
		for m := 0; m+x.duration <= tinyHorizon; m++ {
			w.team[i], w.start[i] = t, m
			if w.allowed(i) {
				w.try(i + 1)
			}
		}
	}
	w.team[i] = nil
	w.try(i + 1)
}

func (w *tiny) searches() []*assignment {
	var all []*assignment
	for k, x := range w.cells {
		if w.team[k] != nil {
			all = append(all, &assignment{cell: x, team: w.team[k], start: w.start[k], end: w.start[k] + x.duration})
		}
	}
	return all
}

// allowed asks the hard rules of the cells up to the last, minute by minute.
func (w *tiny) allowed(last int) bool {
	x, t := w.cells[last], w.team[last]
	for m := w.start[last]; m < w.start[last]+x.duration; m++ {
		for _, h := range []span{x.window, x.site.window, t.shift} {
			if m < h.from || m >= h.to {
				return false
			}
		}
		dogs, there := 0, 0
		for i := 0; i <= last; i++ {
			y := w.cells[i]
			if w.team[i] == nil || y.site != x.site || m < w.start[i] || m >= w.start[i]+y.duration {
				continue
			}
			if y.place() == x.place() {
				there++
			}
			for _, k := range y.needs {
				if m >= w.start[i]+k.from && m < w.start[i]+k.from+k.dur {
					dogs++
				}
			}
		}
		if dogs > x.site.equipment["dog"] || w.in.perLanding >= 0 && there > w.in.perLanding {
			return false
		}
	}
	for i := range last {
		if y := w.cells[i]; w.team[i] == t {
			way := y.site.walk[level(x, y)]
			if w.start[i]+y.duration+way > w.start[last] && w.start[last]+x.duration+way > w.start[i] {
				return false
			}
		}
	}
	return true
}

// note keeps the least of each site over the plans that are minimal in the first
// two objectives.
func (w *tiny) note(f figures, ends map[*site]int) {
	if f.priority > w.best.priority || f.priority == w.best.priority && f.slip > w.best.slip {
		return
	}
	if f.priority < w.best.priority || f.slip < w.best.slip {
		w.ends, w.exposure = ends, f.exposure
	}
	w.exposure = min(w.exposure, f.exposure)
	for s, end := range ends {
		w.ends[s] = min(w.ends[s], end)
	}
}

func (w *tiny) figures() (figures, map[*site]int) {
	var f figures
	ends := map[*site]int{}
	for _, s := range w.in.sites {
		first, end := -1, 0
		for i, x := range w.cells {
			if x.site == s && w.team[i] != nil {
				end = max(end, w.start[i]+x.duration)
				if first < 0 || w.start[i] < first {
					first = w.start[i]
				}
				f.exposure += x.weight * w.start[i]
			} else if x.site == s {
				f.priority += x.priority
			}
		}
		f.slip += max(0, first)
		f.makespan, f.sum = max(f.makespan, end), f.sum+end
		ends[s] = end
	}
	for _, g := range w.in.groups {
		low, high := -1, 0
		for i, x := range w.cells {
			if x.group == g && w.team[i] != nil {
				high = max(high, w.start[i])
				if low < 0 || w.start[i] < low {
					low = w.start[i]
				}
			}
		}
		if g.firstWave {
			f.slip += high
		} else if low >= 0 {
			f.slip += max(0, high-low-g.tolerance)
		}
	}
	return f, ends
}

// plan writes the best as a document: no bounds, everything explained.
func (w *tiny) plan(instance doc) doc {
	p := doc{"format": planFormat, "assignments": []any{}, "unsearched": []any{}, "sites": []any{}, "infeasible": []any{},
		"totals": doc{"makespanBound": 0, "sumMakespanBound": 0, "exposureBound": 0, "unsearchedPriority": w.best.priority}}
	searched := map[*cell]bool{}
	for _, a := range w.chosen {
		searched[a.cell] = true
		add(p, "assignments", doc{"cell": a.cell.id, "team": a.team.id, "start": a.start, "end": a.end})
	}
	for _, x := range w.cells {
		if !searched[x] {
			add(p, "unsearched", doc{"cell": x.id, "rule": orCapacity(w.c.prospectOf(x).obstacle)})
		}
	}
	for _, s := range w.in.sites {
		add(p, "sites", doc{"id": s.id, "lowerBound": 0})
		add(p, "infeasible", doc{"constraint": "H5", "params": doc{"site": s.id, "group": "G"}})
	}
	resum(instance, p)
	siteSlip := number(p["totals"].(doc)["siteSlip"])
	p["totals"].(doc)["groupSlip"] = max(0, w.best.slip-siteSlip)
	p["instance"] = w.in.hash
	return p
}

func orCapacity(obstacle string) string {
	if obstacle == "" {
		return "capacity"
	}
	return obstacle
}

func run(t *rapid.T, in, plan doc) []Violation {
	a, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	found, err := Run(a, b)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// solved draws a tiny operation, of that least priority, and its best plan.
func solved(t *rapid.T, priority int) (doc, *tiny) {
	in := tinyInstance(t, priority)
	text, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var faults models.Faults
	whole := readInstance(text, &faults)
	if faults.Len() > 0 {
		t.Fatal(faults.Err("drawn"))
	}
	w, all := solve(whole, rapid.IntRange(1, 300).Draw(t, "sample"))
	if !all {
		t.Skip("too many ways to try them all")
	}
	return in, w
}

func TestTheBestPlanOfATinyOperationIsNotFaulted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, w := solved(t, 0)
		if found := run(t, in, w.plan(in)); len(found) > 0 {
			t.Fatal(lines(found))
		}
	})
}

// A plan that some other plan betters in what is left out or slips is named so, at
// least where one site stands alone.
func TestAPlanThatCouldLeaveOutOrSlipLessIsNamed(t *testing.T) {
	named := 0
	rapid.Check(t, func(t *rapid.T) {
		in, w := solved(t, 1)
		if len(w.in.sites) > 1 {
			t.Skip("two sites")
		}
		best := w.best
		w.best, w.chosen = w.sampled, w.sample
		found := run(t, in, w.plan(in))
		got := slices.ContainsFunc(found, func(v Violation) bool {
			return v.Rule == RuleMinimal || v.Rule == RuleSiteStart || v.Rule == RuleUnsearched
		})
		want := best.priority < w.sampled.priority || best.slip < w.sampled.slip && best.priority == w.sampled.priority
		if got != want {
			t.Fatalf("best %v, sampled %v, found%s", best, w.sampled, lines(found))
		}
		if len(found) > 0 && found[0].Rule == RuleMinimal {
			named++
		}
	})
	if named == 0 {
		t.Fatal("no plan was met that only a search finds wanting")
	}
}

// TestASearchMovedIntoAConflictIsFaultedAndOnlyThen moves one search of a best plan
// somewhere else. The rules asked minute by minute say whether that may be.
func TestASearchMovedIntoAConflictIsFaultedAndOnlyThen(t *testing.T) {
	hard := []string{RuleSequence, RuleEquipment, RuleWindow, RuleLanding, RuleAble}
	rapid.Check(t, func(t *rapid.T) {
		in, w := solved(t, 0)
		if len(w.chosen) == 0 {
			t.Skip("nothing to move")
		}
		a := rapid.SampledFrom(w.chosen).Draw(t, "moved")
		a.team = rapid.SampledFrom(a.cell.site.teams).Draw(t, "team")
		a.start = rapid.IntRange(0, tinyHorizon).Draw(t, "start")
		a.end = a.start + a.cell.duration
		found := run(t, in, w.plan(in))
		faulted := slices.ContainsFunc(found, func(v Violation) bool { return slices.Contains(hard, v.Rule) })
		if allowed := w.allows(w.chosen); allowed == faulted {
			t.Fatalf("minute by minute it may be: %t; found%s", allowed, lines(found))
		}
	})
}

// allows asks every rule of the searches as they are.
func (w *tiny) allows(chosen []*assignment) bool {
	w.cells, w.team, w.start = nil, nil, nil
	for _, a := range chosen {
		w.cells, w.team, w.start = append(w.cells, a.cell), append(w.team, a.team), append(w.start, a.start)
	}
	for i, x := range w.cells {
		if !w.c.able(w.team[i], x) || !w.allowed(i) {
			return false
		}
	}
	return true
}
