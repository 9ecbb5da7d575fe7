package planner

import (
	"cmp"
	"slices"
)

// stretch is a counted cell's use of a kind: what comes before it and after it in
// any plan, and how long it is.
type stretch struct{ cell, head, minutes, tail int }

// kit takes the bounds of the equipment: the units of a kind are machines, and uses
// are jobs with heads and tails. Of at least as many uses as there are units, each
// unit begins with one and ends with one, so that units · C ≥ the least heads + all
// minutes + the least tails (Carlier, EJOR 29, 1987).
func (b *prover) kit() {
	for k := range b.s.kinds {
		var uses []stretch
		for _, i := range b.cells {
			c := &b.s.cells[i]
			for _, n := range c.src.Needs.Equipment {
				if n.Kind == b.s.kinds[k].Kind && n.For > 0 {
					uses = append(uses, stretch{i, b.soonest[i] + n.From, n.For, c.dur - n.From - n.For})
				}
			}
		}
		b.kind(b.s.kinds[k], uses)
	}
}

// kitSteps bounds how many least heads and tails are tried.
const kitSteps = 8

func (b *prover) kind(e Equipment, uses []stretch) {
	minutes, head, tail := 0, 0, 0
	for _, u := range uses {
		minutes, head, tail = satAdd(minutes, u.minutes), max(head, u.head), max(tail, u.tail)
	}
	if e.Count < 1 || minutes/e.Count+1+head+tail <= b.best.Value {
		return // no choice of them gives more
	}
	heads := steps(uses, func(u stretch) int { return u.head })
	tails := steps(uses, func(u stretch) int { return u.tail })
	for _, head := range heads {
		for _, tail := range tails {
			var some []stretch
			for _, u := range uses {
				if u.head >= head && u.tail >= tail {
					some = append(some, u)
				}
			}
			whole, cells := b.whole(uses, some)
			b.offer(BoundEquipment, energy(whole, e.Count), func() map[string]any {
				return map[string]any{"kind": e.Kind, "cells": b.s.ids(cells)}
			})
		}
	}
}

// steps are a few of the values that a figure takes, the least first.
func steps(uses []stretch, figure func(stretch) int) []int {
	var all []int
	for _, u := range uses {
		all = append(all, figure(u))
	}
	slices.Sort(all)
	all = slices.Compact(all)
	var out []int
	for i := range min(kitSteps, len(all)) {
		out = append(out, all[i*len(all)/min(kitSteps, len(all))])
	}
	return out
}

// whole are all uses of the cells that have one in some, as a witness names cells.
func (b *prover) whole(uses, some []stretch) ([]stretch, []int) {
	in := make([]bool, len(b.s.cells))
	var cells []int
	for _, u := range some {
		if !in[u.cell] {
			in[u.cell] = true
			cells = append(cells, u.cell)
		}
	}
	return slices.DeleteFunc(slices.Clone(uses), func(u stretch) bool { return !in[u.cell] }), cells
}

// energy is the least C for uses that units share; with fewer uses than units each
// has one of its own.
func energy(uses []stretch, units int) int {
	if units < 1 || len(uses) < units {
		return 0
	}
	sum := 0
	for _, u := range uses {
		sum += u.minutes
	}
	slices.SortFunc(uses, func(a, b stretch) int { return cmp.Compare(a.head, b.head) })
	for _, u := range uses[:units] {
		sum += u.head
	}
	slices.SortFunc(uses, func(a, b stretch) int { return cmp.Compare(a.tail, b.tail) })
	for _, u := range uses[:units] {
		sum += u.tail
	}
	return (sum + units - 1) / units
}

// landings: on a landing with a limit the searches share so many places.
func (b *prover) landings() {
	if b.s.limit == Forever || b.s.limit == 0 {
		return
	}
	on := make([][]stretch, len(b.s.landings))
	for _, i := range b.cells {
		c := &b.s.cells[i]
		on[c.landing] = append(on[c.landing], stretch{i, b.soonest[i], c.dur, 0})
	}
	for _, uses := range on {
		var cells []int
		for _, u := range uses {
			cells = append(cells, u.cell)
		}
		b.offer(BoundArea, energy(uses, b.s.limit), func() map[string]any {
			return map[string]any{"cells": b.s.ids(cells), "teams": b.s.limit}
		})
	}
}
