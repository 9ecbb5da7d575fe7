package planner

// weightUnit is what the heaviest cell of a packing bound can weigh.
const weightUnit = 1 << 14

// packing looks for the greatest value for which weights of the cells show that
// no plan is over a minute sooner: all teams together cannot search, each in one
// round by that minute, what the cells weigh (a dual solution of the linear program
// of shares; Gilmore and Gomory 1961, with walks in the rounds). It begins at value
// from, and tries so many rounds.
type packing struct {
	l      *lot
	bag    knapsack
	m      *shares
	weight []int // of the last proof
	tries  int
}

// raise returns the greatest value shown, or from.
func (k *packing) raise(from int) int {
	value := from
	for k.refute(value) {
		value++
		for k.excess(k.weight, value) > 0 {
			value++
		}
	}
	return value
}

// excess is what the cells weigh beyond what the teams can search by end.
func (k *packing) excess(weight []int, end int) int {
	sum := 0
	for _, w := range weight {
		sum += w
	}
	for i := range k.l.crews {
		w, _ := k.bag.fill(weight, &k.l.crews[i], end)
		sum -= w * k.l.crews[i].teams
	}
	return sum
}

// refute says whether weights were found that no rounds by end can search.
func (k *packing) refute(end int) bool {
	weight := make([]int, len(k.l.cells))
	for ; k.tries > 0; k.tries-- {
		p := k.m.prices()
		sum := 0
		for i := range weight {
			weight[i] = int(max(0, min(unit1, p[i])) * weightUnit >> unitBits)
			sum += weight[i]
		}
		changed := k.mend()
		var rounds [][]int
		for i := range k.l.crews {
			w, cells := k.bag.fill(weight, &k.l.crews[i], end)
			sum -= w * k.l.crews[i].teams
			rounds = append(rounds, cells)
		}
		if sum > 0 {
			k.weight = weight
			return true
		}
		if k.m.rest() < grain {
			return false
		}
		for i, cells := range rounds {
			changed = k.offer(i, cells) || changed
		}
		if !changed {
			return false
		}
	}
	return false
}

// offer enters a round if it is worth more than its team costs.
func (k *packing) offer(crew int, cells []int) bool {
	p := k.m.prices()
	worth := -p[k.m.cells+crew]
	for _, c := range cells {
		worth += p[c]
	}
	return worth > grain && k.m.enter(crew, cells)
}

// mend keeps the prices of cells between nothing and what they cost uncovered.
func (k *packing) mend() bool {
	changed := false
	for range 2 * k.m.cells {
		p, worst, at, column := k.m.prices(), int64(grain), -1, 0
		for c, dear := range k.m.dear {
			if -p[c] > worst {
				worst, at, column = -p[c], c, tooMuch
			}
			if p[c]-dear > worst {
				worst, at, column = p[c]-dear, c, uncovered
			}
		}
		if at < 0 || !k.m.enter(column, []int{at}) {
			break
		}
		changed = true
	}
	return changed
}
