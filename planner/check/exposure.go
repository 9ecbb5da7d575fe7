package check

import (
	"cmp"
	"math/big"
	"slices"
)

// exposureBoundRule: the plan gives no witness for its bound on exposure, so one
// is computed here and a bound that is no greater is accepted. A greater one is
// not refuted by that, only unverifiable.
func (c *checker) exposureBoundRule(musts []*must) {
	said := c.plan.totals.exposureBound
	if said > c.plan.totals.exposure {
		c.breach(RuleBound, "exposureBound is %d, the plan's own exposure %d", said, c.plan.totals.exposure)
		return
	}
	ours := new(big.Int)
	for _, m := range musts {
		ours.Add(ours, m.exposure(musts))
	}
	if ours.Cmp(big.NewInt(int64(said))) < 0 {
		c.breach(RuleUnverifiable, "exposureBound is %d, what can be shown is %s", said, ours)
	}
}

// exposure is the greatest of four bounds on Σ weight·start at the site: that of
// shares; every cell at its earliest; the starts of the shortest-first order, the heaviest first;
// and the bound of Eastman, Even and Isaacs (Management Science 11, 1964),
// Σ w·C ≥ M₁/m + (m−1)/2m·Σ w·p with M₁ the optimum of one machine, which takes
// the searches in falling order of weight by minutes.
func (m *must) exposure(musts []*must) *big.Int {
	early := new(big.Int)
	var jobs, still []job // with the walk that follows, and without
	w := near(m.line.site)
	for _, x := range m.cells {
		early.Add(early, product(x.weight, earliest(x, musts)))
		jobs = append(jobs, job{x.duration + leastFrom(x, w), x.weight})
		still = append(still, job{x.duration, x.weight})
	}
	crew := len(m.useful(m.cells))
	if crew == 0 {
		return early
	}
	best := early
	for _, b := range []*big.Int{shortestFirst(jobs, crew), eastmanEvenIsaacs(jobs, crew), eastmanEvenIsaacs(still, crew)} {
		if b.Cmp(best) > 0 {
			best = b
		}
	}
	if b := m.shared(); b != nil && b.Cmp(best) > 0 {
		best = b
	}
	return best
}

// job is a search with the walk that follows it at least. What follows the last
// one is no walk, but then nothing waits for it either.
type job struct{ minutes, weight int }

func product(a, b int) *big.Int { return new(big.Int).Mul(big.NewInt(int64(a)), big.NewInt(int64(b))) }

// leastFrom is the shortest walk from x to any other cell of its site.
func leastFrom(x *cell, w walks) int {
	least := -1
	for _, y := range x.site.cells {
		if x == y {
			continue
		}
		if d := w[level(x, y)]; least < 0 || d < least {
			least = d
		}
	}
	return max(0, least)
}

// shortestFirst takes the starts of the shortest-first order on crew teams, of which
// the first k have the least sum for every k (Conway, Maxwell, Miller 1967),
// and gives them to the cells by falling weight, which makes the least sum.
func shortestFirst(jobs []job, crew int) *big.Int {
	sum := new(big.Int)
	var minutes, weights []int
	for _, j := range jobs {
		minutes, weights = append(minutes, j.minutes), append(weights, j.weight)
	}
	slices.Sort(minutes)
	slices.Sort(weights)
	free := make([]int, crew) // when each team is free; the first is the soonest, as they take turns
	for i := range jobs {
		sum.Add(sum, product(weights[len(weights)-1-i], free[i%crew]))
		free[i%crew] += minutes[i]
	}
	return sum
}

// eastmanEvenIsaacs turns the bound on completions into one on starts:
// Σ w·S = Σ w·C − Σ w·p ≥ (2·M₁ − (m+1)·Σ w·p) / 2m.
func eastmanEvenIsaacs(jobs []job, crew int) *big.Int {
	jobs = slices.Clone(jobs)
	slices.SortFunc(jobs, func(a, b job) int { return cmp.Compare(b.weight*a.minutes, a.weight*b.minutes) })
	one, area, clock := new(big.Int), new(big.Int), 0
	for _, j := range jobs {
		clock += j.minutes
		one.Add(one, product(j.weight, clock))
		area.Add(area, product(j.weight, j.minutes))
	}
	bound := one.Lsh(one, 1)
	bound.Sub(bound, area.Mul(area, big.NewInt(int64(crew+1))))
	double := big.NewInt(int64(2 * crew))
	bound.Add(bound, big.NewInt(int64(2*crew-1)))
	return bound.Div(bound, double) // Div rounds down, so this rounds up
}
