package check

import (
	"cmp"
	"fmt"
	"slices"
)

// longestCell {cell}: a plan takes as long as its longest search.
func (w *witness) longestCell() ([]int, error) {
	x, err := w.one()
	if err != nil {
		return nil, err
	}
	return []int{x.duration}, nil
}

// release {cell}: a search ends its duration after the first minute at which it
// can start, by windows, shifts of the teams that are able, pin and group.
func (w *witness) release() ([]int, error) {
	x, err := w.one()
	if err != nil {
		return nil, err
	}
	own := w.must.able[x].earliest
	return []int{own + x.duration, earliest(x, w.musts) + x.duration}, nil
}

// area {teams, minutes}: the minutes searched at least, shared by the teams. With
// {cells} it counts these alone; if they lie on one landing, the teams that it
// takes at once are enough to count.
func (w *witness) area() ([]int, error) {
	if w.node.member("cells") != nil {
		return w.areaOf()
	}
	by, err := w.crew(append(slices.Clone(w.must.cells), w.must.maybe...))
	if err != nil {
		return nil, err
	}
	minutes := w.must.minutes()
	if n := w.node.member("minutes"); n != nil {
		said, whole := integer(n.text)
		if n.kind != kindNumber || !whole || said > minutes {
			return nil, fmt.Errorf("it counts %s minutes, of which only %d are searched by every minimal plan", clip(n.text), minutes)
		}
		minutes = said
	}
	return by.done(minutes), nil
}

func (w *witness) areaOf() ([]int, error) {
	cells, err := w.cells()
	if err != nil {
		return nil, err
	}
	minutes, one := 0, w.must.line.site.perLanding > 0
	for _, x := range cells {
		minutes += x.duration
		one = one && x.place() == cells[0].place()
	}
	if err := w.agrees("minutes", minutes); err != nil {
		return nil, err
	}
	by, err := w.crew(cells)
	if one && w.agrees("teams", w.must.line.site.perLanding) == nil {
		return []int{roundUp(minutes, w.must.line.site.perLanding)}, nil
	}
	if err != nil {
		return nil, err
	}
	return by.done(minutes), nil
}

// walkForest {teams, minutes, walk, cells?}: n cells in m rows leave n − m legs
// at least, and no legs of rows close a circle.
func (w *witness) walkForest() ([]int, error) {
	cells, by, minutes, err := w.shared()
	if err != nil {
		return nil, err
	}
	walk := forest(cells, len(cells)-by.count, near(w.must.line.site, cells))
	return by.done(minutes + walk), w.agrees("walk", walk)
}

// pigeonhole {teams, cells}: of k·m + 1 cells one of m teams has k + 1, which take
// it no less than the k + 1 shortest and k legs of the shortest.
func (w *witness) pigeonhole() ([]int, error) {
	cells, by, _, err := w.shared()
	if err != nil || len(cells) == 0 {
		return nil, err
	}
	longest := slices.Clone(cells)
	slices.SortStableFunc(longest, func(a, b *cell) int { return cmp.Compare(b.duration, a.duration) })
	if w.node.member("cells") != nil {
		return []int{pigeonhole(longest, by.count, w.must)}, nil
	}
	var values []int
	for n := 1; n <= len(longest); n += by.count {
		values = append(values, pigeonhole(longest[:n], by.count, w.must))
	}
	return values, nil
}

// pigeonhole wants the cells longest first.
func pigeonhole(cells []*cell, crew int, m *must) int {
	k := (len(cells) - 1) / crew
	sum := k * leastLeg(cells, near(m.line.site, cells))
	for _, x := range cells[len(cells)-k-1:] {
		sum += x.duration
	}
	return sum
}

// L2 {teams, cells?}: no packing of the searches into the teams ends a minute
// sooner, by the bound L2 of Martello and Toth (Knapsack Problems, 1990, ch. 8)
// for bin packing. Each search is longer by the shortest leg and so is the time.
func (w *witness) l2() ([]int, error) {
	cells, by, _, err := w.shared()
	if err != nil {
		return nil, err
	}
	leg := leastLeg(cells, near(w.must.line.site, cells))
	sizes := make([]int, len(cells))
	for i, x := range cells {
		sizes[i] = x.duration + leg
	}
	slices.Sort(sizes)
	if packs(sizes, w.value-1+leg, by.count) {
		return nil, fmt.Errorf("L2 does not exclude minute %d", w.value-1)
	}
	return []int{w.value}, nil
}

// packs says whether L2 allows the sizes, in rising order, in so many bins.
func packs(sizes []int, bin, bins int) bool {
	if len(sizes) == 0 {
		return true
	}
	if sizes[len(sizes)-1] > bin {
		return false
	}
	for _, least := range append([]int{0}, sizes...) {
		if 2*least > bin {
			break
		}
		full, half, halfSum, restSum := 0, 0, 0, 0
		for _, s := range sizes {
			switch {
			case s > bin-least:
				full++
			case 2*s > bin:
				half, halfSum = half+1, halfSum+s
			case s >= least:
				restSum += s
			}
		}
		more := max(0, roundUp(max(0, restSum-(half*bin-halfSum)), bin))
		if full+half+more > bins {
			return false
		}
	}
	return true
}

// eligibility {teams, cells}: cells that only these teams can search, by any of
// the bounds on cells that share teams.
func (w *witness) eligibility() ([]int, error) {
	if n := w.node.member("teams"); n == nil || n.kind != kindList {
		return nil, fmt.Errorf("the witness lists no teams")
	}
	cells, by, minutes, err := w.shared()
	if err != nil {
		return nil, err
	}
	walk := forest(cells, len(cells)-by.count, near(w.must.line.site, cells))
	values := append(by.done(minutes), by.done(minutes+walk)...)
	if more, err := w.pigeonhole(); err == nil {
		values = append(values, more...)
	}
	if more, err := w.l2(); err == nil {
		values = append(values, more...)
	}
	return values, nil
}

// equipment {kind, cells?}: the minutes for which the cells hold a kind, shared by
// the units there are. Before the first and after the last use lies what the
// cells spend without it, and the first use waits for the first start.
func (w *witness) equipment() ([]int, error) {
	n := w.node.member("kind")
	if n == nil || n.kind != kindText {
		return nil, fmt.Errorf("the witness names no kind of equipment")
	}
	cells, err := w.cells()
	if err != nil {
		return nil, err
	}
	units, use := w.must.line.site.equipment[n.text], 0
	head, start, tail := latest, latest, latest
	for _, x := range cells {
		for _, k := range x.needs {
			if k.kind != n.text || k.dur == 0 {
				continue
			}
			use += k.dur
			head = min(head, k.from)
			start = min(start, w.must.able[x].earliest+k.from)
			tail = min(tail, x.duration-k.from-k.dur)
		}
	}
	if units < 1 || use == 0 {
		return nil, fmt.Errorf("no cell that it counts can use %q", clip(n.text))
	}
	sum := roundUp(use, units)
	return []int{sum, sum + head, sum + tail, sum + head + tail, sum + start, sum + start + tail}, nil
}
