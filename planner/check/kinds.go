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
	if places := w.must.line.site.perLanding; one && w.agrees("teams", places) == nil {
		var uses []stretch
		for _, x := range cells {
			uses = append(uses, stretch{w.must.able[x].earliest, x.duration, 0})
		}
		return []int{roundUp(minutes, places), energy(uses, places)}, nil
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
	walk := forest(cells, len(cells)-by.count, near(w.must.line.site))
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
	froms := []int{by.head}
	for _, starts := range by.froms { // each later than head: the first that may begin
		if len(starts) > 0 {
			froms = append(froms, starts[0])
		}
	}
	var values []int
	add := func(cells []*cell) {
		for _, from := range froms {
			values = append(values, from+pigeonhole(cells, by.count, w.must))
		}
	}
	if w.node.member("cells") != nil {
		add(longest)
		return values, nil
	}
	for n := 1; n <= len(longest); n += by.count {
		add(longest[:n])
	}
	return values, nil
}

// pigeonhole wants the cells longest first.
func pigeonhole(cells []*cell, crew int, m *must) int {
	k := (len(cells) - 1) / crew
	sum := k * leastLeg(cells, near(m.line.site))
	for _, x := range cells[len(cells)-k-1:] {
		sum += x.duration
	}
	return sum
}

// L2 {cells, weights}: see weighed. L2 {teams, cells?}: no packing of the searches into the teams ends a minute
// sooner, by the bound L2 of Martello and Toth (Knapsack Problems, 1990, ch. 8)
// for bin packing. Each search is longer by the shortest leg and so is the time.
func (w *witness) l2() ([]int, error) {
	if n := w.node.member("weights"); n != nil {
		return w.weighed(n)
	}
	cells, by, _, err := w.shared()
	if err != nil {
		return nil, err
	}
	leg := leastLeg(cells, near(w.must.line.site))
	sizes := make([]int, len(cells))
	for i, x := range cells {
		sizes[i] = x.duration + leg
	}
	slices.Sort(sizes)
	if packs(sizes, w.value-1-by.head+leg, by.count) {
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
	walk := forest(cells, len(cells)-by.count, near(w.must.line.site))
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
// the units there are. Where no use is shorter than nothing and there are as many
// uses as units, each unit has a first use, which waits for its cell to start and
// for what is done there without it, and a last, behind which the cell goes on.
func (w *witness) equipment() ([]int, error) {
	n := w.node.member("kind")
	if n == nil || n.kind != kindText {
		return nil, fmt.Errorf("the witness names no kind of equipment")
	}
	cells, err := w.cells()
	if err != nil {
		return nil, err
	}
	units := w.must.line.site.equipment[n.text]
	var uses []stretch
	for _, x := range cells {
		for _, k := range x.needs {
			if k.kind == n.text && k.dur > 0 {
				uses = append(uses, stretch{w.must.able[x].earliest + k.from, k.dur, x.duration - k.from - k.dur})
			}
		}
	}
	if units < 1 || len(uses) == 0 {
		return nil, fmt.Errorf("no cell that it counts can use %q", clip(n.text))
	}
	sum, tail := 0, latest
	for _, u := range uses {
		sum, tail = sum+u.minutes, min(tail, u.tail)
	}
	return []int{roundUp(sum, units), roundUp(sum, units) + tail, energy(uses, units)}, nil
}

// stretch is the use of something shared: what comes before and what after it.
type stretch struct{ head, minutes, tail int }

// energy is when units of something can be through with the stretches at the
// soonest. If one of them had none, another has two, and its last may go there.
func energy(uses []stretch, units int) int {
	if len(uses) < units {
		return 0
	}
	var heads, tails []int
	sum := 0
	for _, u := range uses {
		heads, tails, sum = append(heads, u.head), append(tails, u.tail), sum+u.minutes
	}
	slices.Sort(heads)
	slices.Sort(tails)
	for k := range units {
		sum += heads[k] + tails[k]
	}
	return roundUp(sum, units)
}
