package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

const (
	heaviest   = 1 << 30 // a weight beyond is not counted with
	weighSteps = 1 << 29 // bound on what weighing costs: some seconds
)

// weighed: each cell counted has a weight. If all teams together cannot search, in
// a round each that is over by minute value − 1, what the cells weigh in sum, then
// no plan is over by then. A round takes its searches and walks, which are the
// least in the order of the places; it begins with the shift, and not before any of
// the cells can. Where nothing slips, a round has one cell of the first wave at
// most, and only if the shift lets it start at 0.
func (w *witness) weighed(n *node) ([]int, error) {
	cells, err := w.cells()
	if err != nil {
		return nil, err
	}
	if n.kind != kindList || len(n.items) != len(cells) || len(cells) == 0 {
		return nil, fmt.Errorf("it has not one weight for each of %d cells", len(cells))
	}
	var load []burden
	sum := 0
	for i, item := range n.items {
		weight, whole := integer(item.text)
		if item.kind != kindNumber || !whole || weight < 0 || weight > heaviest {
			return nil, fmt.Errorf("cell %s has no weight in whole numbers", cells[i].id)
		}
		x := cells[i]
		load, sum = append(load, burden{x, weight, w.must.slip == 0 && x.group != nil && x.group.firstWave}), sum+weight
	}
	slices.SortStableFunc(load, func(a, b burden) int {
		return cmp.Or(strings.Compare(a.building, b.building), strings.Compare(a.wing, b.wing), strings.Compare(a.landing, b.landing))
	})
	carried, err := w.carried(load, w.head(cells))
	if err == nil && carried >= sum {
		err = fmt.Errorf("the teams can search a weight of %d by minute %d, the cells weigh %d", carried, w.value-1, sum)
	}
	return []int{w.value}, err
}

// burden is a cell with its weight.
type burden struct {
	*cell
	weight int
	lone   bool // has to start at 0
}

// carried is what all teams of the site can search in a round each. Teams that may
// search the same in the same time are reckoned once.
func (w *witness) carried(load []burden, head int) (int, error) {
	sum := 0
	known := map[string]int{}
	var counted []*cell
	for _, x := range load {
		counted = append(counted, x.cell)
	}
	for _, t := range w.must.line.site.teams {
		from := max(head, t.onset(counted))
		minutes := min(w.value-1, t.shift.to) - from
		if minutes < 0 {
			continue
		}
		var mine []burden
		key := fmt.Sprint(minutes)
		for i, x := range load {
			if slices.Contains(w.must.able[x.cell].teams, t) && !(x.lone && t.hours(x.cell).from > 0) && x.duration <= minutes {
				mine = append(mine, x)
				key += fmt.Sprint(" ", i)
			}
		}
		weight, done := known[key]
		if !done {
			if len(mine)*len(mine)*minutes > weighSteps {
				return 0, fmt.Errorf("%d cells in %d minutes are too many to weigh", len(mine), minutes)
			}
			weight = round(mine, near(w.must.line.site), minutes)
			known[key] = weight
		}
		sum += weight
	}
	return sum, nil
}

// round is the greatest weight that can be searched in so many minutes. Cells come
// in the order of the places: best[i][one][m] is the greatest weight of a round that
// ends with cell i after m minutes at most, with a lone cell in it or without.
func round(load []burden, w walks, minutes int) int {
	best := make([][2][]int, len(load))
	greatest := 0
	for i, x := range load {
		for one := range 2 {
			best[i][one] = make([]int, minutes+1)
			for m := x.duration; m <= minutes; m++ {
				best[i][one][m] = heaviestTo(best[:i], load[:i+1], w, one, m)
				greatest = max(greatest, best[i][one][m])
			}
		}
	}
	return greatest
}

// heaviestTo adds the last cell of load to the best of what can come before it; 0 is
// no round at all.
func heaviestTo(before [][2][]int, load []burden, w walks, one, m int) int {
	x := load[len(load)-1]
	without := one
	if x.lone {
		if one == 0 {
			return 0
		}
		without = 0
	}
	greatest := x.weight
	for j := range before {
		if left := m - x.duration - w[level(load[j].cell, x.cell)]; left >= 0 && before[j][without][left] > 0 {
			greatest = max(greatest, before[j][without][left]+x.weight)
		}
	}
	return greatest
}
