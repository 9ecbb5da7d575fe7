package planner

import "slices"

// knapsack finds the round of greatest weight that a team has time for. Each
// cell takes its search and the shortest walk; to open a landing, wing or building
// takes what its walk is longer than that of the next smaller place. No walk leads to
// the first cell of all, so the time is longer by the longest walk.
type knapsack struct {
	l     *lot
	best  [4][]int // by minutes: in the open landing, the open wing, the open building, after all
	steps []bagStep
	bits  []bool
	width int
	half  int // offset of the rounds with a cell of the first wave, 0 is none
}

// bagStep is one decision.
type bagStep struct {
	kind int // bagEnter, bagLeave, bagTake
	of   int // level of the place, 1 to 3, or the cell
	bits int // offset: at which minutes it was worth it
}

const (
	bagEnter = iota
	bagLeave
	bagTake
)

// never is the weight of what there is no time for.
const never = -1 << 40

// fill returns the greatest weight of a round of the crew that is over by end, and
// its cells by their place in the lot.
func (b *knapsack) fill(weight []int, k *crew, end int) (int, []int) {
	walk := b.l.s.farther
	room := min(end, k.to) - k.head + walk[3]
	if room < 0 {
		return 0, nil
	}
	b.start(room)
	for i, c := range b.l.cells {
		if i > 0 {
			b.leave(b.l.near[i])
		}
		b.enter(b.l.near[i])
		if k.elig[i] && weight[i] > 0 {
			b.take(i, b.l.s.cells[c].dur+walk[0], weight[i])
		}
	}
	b.leave(3)
	at := room
	if b.half > 0 && b.best[3][b.half+room] > b.best[3][room] {
		at += b.half
	}
	return b.best[3][at], b.trace(at)
}

func (b *knapsack) start(room int) {
	b.width, b.half = room+1, 0
	if slices.Contains(b.l.lone, true) {
		b.half = room + 1
	}
	n := b.width + b.half
	for i := range b.best {
		b.best[i] = slices.Grow(b.best[i][:0], n)[:n]
	}
	for x := range n {
		b.best[3][x] = 0
		if x >= b.width {
			b.best[3][x] = never
		}
	}
	b.steps, b.bits = b.steps[:0], b.bits[:0]
}

// decide notes a step, with a bit for every minute.
func (b *knapsack) decide(kind, of int) []bool {
	at, n := len(b.bits), b.width+b.half
	b.steps = append(b.steps, bagStep{kind, of, at})
	b.bits = slices.Grow(b.bits, n)[:at+n]
	clear(b.bits[at:])
	return b.bits[at:]
}

// opening is what the first cell in a landing (1), wing (2), building (3) takes
// beyond the walk inside of it.
func (b *knapsack) opening(k int) int { return b.l.s.farther[k] - b.l.s.farther[k-1] }

// enter opens the places up to a level for what was best before them.
func (b *knapsack) enter(level int) {
	for k := level; k >= 1; k-- {
		b.steps = append(b.steps, bagStep{bagEnter, k, 0})
		to, from, by := b.best[k-1], b.best[k], b.opening(k)
		for x := range to {
			to[x] = never
			if x%b.width >= by {
				to[x] = from[x-by]
			}
		}
	}
}

// leave closes the places up to a level: what was done in them stays, if it is better.
func (b *knapsack) leave(level int) {
	for k := 1; k <= level; k++ {
		bits := b.decide(bagLeave, k)
		out, in := b.best[k], b.best[k-1]
		for x := range out {
			if in[x] > out[x] {
				out[x], bits[x] = in[x], true
			}
		}
	}
}

func (b *knapsack) take(i, size, weight int) {
	bits, best := b.decide(bagTake, i), b.best[0]
	if b.l.lone[i] {
		for x := size; x < b.width; x++ {
			if v := best[x-size]; v >= 0 && v+weight > best[b.half+x] {
				best[b.half+x], bits[b.half+x] = v+weight, true
			}
		}
		return
	}
	for lo := 0; lo < len(best); lo += b.width {
		for x := b.width - 1; x >= size; x-- {
			if v := best[lo+x-size]; v >= 0 && v+weight > best[lo+x] {
				best[lo+x], bits[lo+x] = v+weight, true
			}
		}
	}
}

// trace follows the decisions back from a minute.
func (b *knapsack) trace(x int) []int {
	var picked []int
	for i := len(b.steps) - 1; i >= 0; i-- {
		switch st := b.steps[i]; {
		case st.kind == bagEnter:
			x -= b.opening(st.of)
		case st.kind == bagLeave && !b.bits[st.bits+x]:
			for i--; b.steps[i].kind != bagEnter || b.steps[i].of != st.of; i-- {
			}
		case st.kind == bagTake && b.bits[st.bits+x]:
			picked = append(picked, st.of)
			x -= b.l.s.cells[b.l.cells[st.of]].dur + b.l.s.farther[0]
			if b.l.lone[st.of] {
				x -= b.half
			}
		}
	}
	return picked
}
