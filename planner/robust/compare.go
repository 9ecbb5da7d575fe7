package robust

import (
	"context"

	"github.com/cellsweep/cellsweep/planner"
)

// Case is a plan with its instance.
type Case struct {
	Instance *planner.Instance
	Plan     *planner.Plan
}

// Comparison holds two plans against each other, scenario by scenario: the
// distributions of the operation's end, in how many scenarios the first or the
// second is over earlier, or the sum of its sites' ends is less, and the median
// of how many minutes later the second is over.
type Comparison struct {
	Scenarios       int          `json:"scenarios"`
	First           Distribution `json:"first"`
	Second          Distribution `json:"second"`
	FirstIn         int          `json:"firstEarlierIn"`
	SecondIn        int          `json:"secondEarlierIn"`
	FirstSumIn      int          `json:"firstSumLessIn"`
	SecondSumIn     int          `json:"secondSumLessIn"`
	MedianSecondLag int          `json:"medianSecondLag"`
}

// Compare carries two plans out in the same scenarios: a cell that is in both
// instances with the same spread takes the same time in both. The instances may
// differ in anything else. Errors are those of Simulate.
func Compare(ctx context.Context, first, second Case, o Options) (*Comparison, error) {
	o, err := o.filled()
	if err != nil {
		return nil, err
	}
	o.Progress = nil // of one plan after the other it would say nothing
	var x [2]*outcome
	var d [2]Distribution
	for i, c := range []Case{first, second} {
		n, err := compile(c.Instance, c.Plan)
		if err != nil {
			return nil, err
		}
		if x[i], err = n.simulate(ctx, o, false); err != nil {
			return nil, err
		}
		planned := 0
		for s := range n.in.Sites {
			planned = max(planned, n.plannedEnd(s))
		}
		d[i] = distribution(x[i].operation, planned)
	}
	c := &Comparison{Scenarios: o.Scenarios, First: d[0], Second: d[1]}
	lag := make([]int32, o.Scenarios)
	for k := range lag {
		lag[k] = x[1].operation[k] - x[0].operation[k]
		count(int(lag[k]), &c.FirstIn, &c.SecondIn)
		count(x[1].sum(k)-x[0].sum(k), &c.FirstSumIn, &c.SecondSumIn)
	}
	c.MedianSecondLag = percentile(lag, 50)
	return c, nil
}

func count(difference int, first, second *int) {
	switch {
	case difference > 0:
		*first++
	case difference < 0:
		*second++
	}
}

func (x *outcome) sum(k int) int {
	sum := 0
	for i := range x.sites {
		sum += int(x.sites[i][k])
	}
	return sum
}

// Encode writes the comparison as JSON.
func (c *Comparison) Encode() []byte { return encode(c) }
