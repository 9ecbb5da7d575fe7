package planner

import (
	"slices"
	"sort"
)

// What an answer may cost: rounds of a new plan for as many cells, and ways of
// putting the cell in by hand.
const askRounds, askCells, askWays = 12, 1500, 24

// obstacles says what of the plan as it is stands where the cell would be.
func (w *asking) obstacles() {
	if w.q.Start == nil {
		return
	}
	start, end := *w.q.Start, *w.q.Start+w.raw.dur
	note := func(p map[string]any) { w.out.InTheWay = append(w.out.InTheWay, sentence(p)) }
	var beside []string
	kit := map[string][]string{}
	for i := range w.s.cells {
		o := &w.s.cells[i]
		a, ok := w.planned[o.id]
		if !ok || i == w.i {
			continue
		}
		way := w.s.way(i, w.i)
		if a.Team == w.q.Team && a.Start < end+way && start < a.Start+o.dur+way {
			note(map[string]any{"code": "now.busy", "team": a.Team, "other": o.id, "from": a.Start, "to": a.Start + o.dur, "walk": way, "cell": w.q.Cell})
		}
		if o.landing == w.raw.landing && a.Start < end && start < a.Start+o.dur {
			beside = append(beside, o.id)
		}
		for _, u := range o.uses {
			for _, v := range w.raw.uses {
				if u.kind == v.kind && a.Start+u.from < start+v.to && start+v.from < a.Start+u.to && !slices.Contains(kit[w.s.kinds[u.kind].Kind], o.id) {
					kit[w.s.kinds[u.kind].Kind] = append(kit[w.s.kinds[u.kind].Kind], o.id)
				}
			}
		}
	}
	x := w.schedule()
	free := x.resources(w.i, start) == start
	for _, kind := range sortedNames(kit) {
		if !free {
			note(map[string]any{"code": "now.kit", "kind": kind, "cells": kit[kind], "cell": w.q.Cell})
		}
	}
	if len(beside) >= w.s.limit {
		note(map[string]any{"code": "now.landing", "cells": beside, "cell": w.q.Cell})
	}
	w.together(note)
}

// together notes when the rest of the cell's group starts.
func (w *asking) together(note func(map[string]any)) {
	if w.group == nil {
		return
	}
	for _, id := range w.group.Cells {
		if a, ok := w.planned[id]; ok && id != w.q.Cell && (a.Start-*w.q.Start > w.group.Tolerance || *w.q.Start-a.Start > w.group.Tolerance) {
			note(map[string]any{"code": "now.group", "group": w.group.ID, "start": a.Start, "cell": w.q.Cell})
			return
		}
	}
}

// schedule is the site as the plan has it, without the cell asked about.
func (w *asking) schedule() *schedule {
	x := newSchedule(w.s)
	for i := range w.s.cells {
		a, ok := w.planned[w.s.cells[i].id]
		t := slices.IndexFunc(w.s.teams, func(t team) bool { return t.id == a.Team })
		if ok && t >= 0 && i != w.i {
			x.place(i, t, a.Start)
		}
	}
	return x
}

// offer is a plan with what is asked, as changes of the present one.
type offer struct {
	moves []Change
	after Totals
}

func (a *offer) betterThan(b *offer) bool {
	if b == nil {
		return true
	}
	x, y := figuresOf(&a.after), figuresOf(&b.after)
	if c := slices.Compare(x[:], y[:]); c != 0 {
		return c < 0
	}
	return len(a.moves) < len(b.moves)
}

// figuresOf are the objectives in their order.
func figuresOf(t *Totals) [5]int {
	return [5]int{t.UnsearchedPriority, t.GroupSlip + t.SiteSlip, t.Makespan, t.SumMakespan, t.Exposure}
}

// price looks for the best plan with what is asked: by putting the cell in and
// moving what stands in its way, and by planning its sites anew.
func (w *asking) price() {
	var best *offer
	for _, m := range append(w.byHand(), w.anew()...) {
		trial, err := try(w.in, w.p, m)
		if err != nil || slices.ContainsFunc(trial.Violations, hard) || !slices.ContainsFunc(trial.Plan.Assignments, w.asked) {
			continue
		}
		if o := (&offer{m, trial.After}); o.betterThan(best) {
			best = o
		}
	}
	if best == nil {
		w.say(AnswerNoPlan, nil)
		return
	}
	w.out.After, w.out.Moves = &best.after, best.moves
	w.pin(best)
	was, now := figuresOf(&w.p.Totals), figuresOf(&best.after)
	prices := []map[string]any{}
	for i, name := range []string{"unsearchedPriority", "slip", "makespan", "sumMakespan", "exposure"} {
		if was[i] != now[i] {
			p := map[string]any{"code": "price." + name, "before": was[i], "after": now[i]}
			prices = append(prices, p)
			w.out.Price = append(w.out.Price, sentence(p))
		}
	}
	params := map[string]any{"moved": len(best.moves), "prices": prices}
	switch c := slices.Compare(now[:], was[:]); {
	case c == 0:
		w.say(AnswerSame, params)
	case c < 0:
		w.say(AnswerBetter, params)
	default:
		w.say(AnswerCosts, params)
	}
}

// asked says whether a search is what was asked for.
func (w *asking) asked(a Assignment) bool {
	return a.Cell == w.q.Cell && (w.q.Team == "" || a.Team == w.q.Team) && (w.q.Start == nil || a.Start == *w.q.Start)
}

// hard says whether a violation is of a rule that does not give way: starts may
// slip, and what is left out may find a place elsewhere.
func hard(v Violation) bool {
	return v.Rule != "H5" && v.Rule != "H6" && v.Rule != "unsearched" && v.Rule != "totals"
}

// pin gives the edits by which a new plan would have what is asked as well.
func (w *asking) pin(o *offer) {
	for _, m := range o.moves {
		if m.Cell == w.q.Cell && !m.Out {
			w.out.Pin = []Edit{{Do: "pin", Cell: m.Cell, Team: m.Team, Start: m.Start}}
		}
	}
}

// byHand puts the cell to each team and minute that could be meant, and moves
// what stands in its way.
func (w *asking) byHand() [][]Change {
	var out [][]Change
	base := w.schedule()
	for t := range w.s.teams {
		if w.q.Team != "" && w.s.teams[t].id != w.q.Team || w.barOf(t) != nil {
			continue
		}
		for _, start := range w.minutes(base, t) {
			if len(out) >= askWays || w.ctx.Err() != nil {
				return out
			}
			if x := w.squeeze(base.clone(), t, start); x != nil {
				out = append(out, w.diff(x))
			}
		}
	}
	return out
}

// minutes are the one asked for, or those at which the team could come: first
// where nothing need move, then instead of what it does.
func (w *asking) minutes(x *schedule, t int) []int {
	if w.q.Start != nil {
		return []int{*w.q.Start}
	}
	var out []int
	if start, ok := x.earliestOn(w.i, t, 0, Forever); ok {
		out = append(out, start)
	}
	for _, r := range x.routes[t] {
		if start := max(r.start, w.c.est, w.s.teams[t].from); start <= min(w.c.lst, w.s.teams[t].to-w.c.dur) && len(out) < 8 {
			out = append(out, start)
		}
	}
	return slices.Compact(out)
}

// squeeze places the cell, takes out what overlaps, and gives each of these the
// earliest place that is left, those that matter most first. nil where a pinned
// cell would have to go.
func (w *asking) squeeze(x *schedule, t, start int) *schedule {
	s, c := w.s, w.c
	var out []int
	evict := func(o int) bool {
		if s.cells[o].pinTeam >= 0 {
			return false
		}
		out = append(out, o)
		x.remove(o)
		return true
	}
	for _, r := range slices.Clone(x.routes[t]) {
		way, back := s.way(r.cell, w.i), s.way(w.i, r.cell)
		if r.start < start+c.dur+back && start < r.end+way && !evict(r.cell) {
			return nil
		}
	}
	for o := range s.cells {
		if x.resources(w.i, start) == start {
			break
		}
		if x.team[o] < 0 || o == w.i || s.cells[o].pinTeam >= 0 || !w.shares(x, o, start) {
			continue
		}
		evict(o)
	}
	if x.resources(w.i, start) != start {
		return nil
	}
	x.place(w.i, t, start)
	sort.SliceStable(out, func(i, j int) bool { return s.cells[out[i]].priority > s.cells[out[j]].priority })
	for _, o := range out {
		was := w.planned[s.cells[o].id].Start
		nt, at, ok := x.earliest(o, was, was)
		if !ok || !w.linked(o) {
			nt, at, ok = x.earliest(o, 0, Forever)
		}
		if ok {
			x.place(o, nt, at)
		}
	}
	return x
}

// shares says whether a cell holds kit or landing that the one asked about needs then.
func (w *asking) shares(x *schedule, o, start int) bool {
	a, b, at := w.c, &w.s.cells[o], x.start[o]
	if w.s.limit < Forever && a.landing == b.landing && at < start+a.dur && start < at+b.dur {
		return true
	}
	for _, u := range a.uses {
		for _, v := range b.uses {
			if u.kind == v.kind && at+v.from < start+u.to && start+u.from < at+v.to {
				return true
			}
		}
	}
	return false
}

func (w *asking) linked(i int) bool {
	return slices.ContainsFunc(w.in.Groups, func(g Group) bool { return slices.Contains(g.Cells, w.s.cells[i].id) })
}

// diff is a schedule of the site as changes of the plan.
func (w *asking) diff(x *schedule) []Change {
	var out []Change
	for i := range w.s.cells {
		id := w.s.cells[i].id
		a, was := w.planned[id]
		switch {
		case x.team[i] < 0 && was:
			out = append(out, Change{Cell: id, Out: true})
		case x.team[i] >= 0 && (!was || a.Team != w.s.teams[x.team[i]].id || a.Start != x.start[i]):
			out = append(out, Change{Cell: id, Team: w.s.teams[x.team[i]].id, Start: x.start[i]})
		}
	}
	return out
}

// anew plans the cell's site, and those that its groups touch, with what is
// asked decided.
func (w *asking) anew() [][]Change {
	sites, cells := map[int]bool{w.index: true}, 0
	here := map[string]bool{}
	for i := range w.s.cells {
		here[w.s.cells[i].id] = true
	}
	for _, g := range w.in.Groups {
		if !slices.ContainsFunc(g.Cells, func(id string) bool { return here[id] }) {
			continue
		}
		for _, id := range g.Cells {
			i, _, _ := w.in.find(id)
			sites[i] = true
		}
	}
	for i := range sites {
		cells += len(w.in.Sites[i].Cells)
	}
	if cells > askCells || w.ctx.Err() != nil {
		return nil
	}
	sub := w.in.only(sites)
	w.outside(sub, sites)
	w.decide(sub)
	if sub.Validate() != nil {
		return nil
	}
	p := plainRounds(w.ctx, sub, Options{Seed: min(w.p.Seed, MaxSeed), Rounds: min(w.p.Rounds, askRounds, 1+4000/max(1, cells))})
	now := map[string]Assignment{}
	for _, a := range p.Assignments {
		now[a.Cell] = a
	}
	var out []Change
	for _, s := range sub.Sites {
		for i := range s.Cells {
			id := s.Cells[i].ID
			a, ok := now[id]
			b, was := w.planned[id]
			switch {
			case !ok && was:
				out = append(out, Change{Cell: id, Out: true})
			case ok && a != b:
				out = append(out, Change{Cell: id, Team: a.Team, Start: a.Start})
			}
		}
	}
	return [][]Change{out}
}

// outside bounds the cells whose groups reach to sites that stay as they are: a
// member keeps to the minutes that these leave it.
func (w *asking) outside(sub *Instance, sites map[int]bool) {
	for _, g := range w.in.Groups {
		lo, hi, out := 0, Forever, false
		for _, id := range g.Cells {
			i, _, _ := w.in.find(id)
			if a, ok := w.planned[id]; ok && !sites[i] {
				lo, hi, out = max(lo, a.Start-g.Tolerance), min(hi, a.Start+g.Tolerance), true
			}
		}
		if !out || g.FirstWave {
			continue
		}
		for _, id := range g.Cells {
			if s, i, ok := sub.find(id); ok {
				c := &sub.Sites[s].Cells[i]
				v := Window{max(lo, 0), hi + c.Duration}
				if c.Window != nil {
					v.From, v.To = max(v.From, c.Window.From), min(v.To, c.Window.To)
				}
				if v.From <= v.To && v.To <= MaxInteger {
					c.Window = &v
				}
			}
		}
	}
}
