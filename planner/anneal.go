package planner

import (
	"context"
	mathbits "math/bits"
	"math/rand/v2"
)

// anneal makes moves of which the dearer ones are taken the more rarely the
// more they cost and the colder it is: with a chance of 2^(−cost/heat), decided
// by integers alone. The heat falls evenly from one figure to the other, over so
// many steps: a move is one step, and one more for each cell laid, which is what
// the time goes into on long rounds. It calls moved after each move that it took,
// and stops when that says so; when ctx ends it stops and says false.
func (r *rota) anneal(ctx context.Context, rng *rand.Rand, steps int, heat, cold int, moved func() bool) bool {
	r.steps = 0
	for i := 0; r.steps < steps; i++ {
		if i&1023 == 0 && ctx.Err() != nil {
			return false
		}
		r.steps++
		m, ok := r.draw(rng)
		if !ok {
			continue
		}
		estimate, ok := r.estimate(m)
		if !ok {
			continue
		}
		now := heat - (heat-cold)*r.steps/steps
		most := now * halvings(rng.Uint32()) >> 8
		if estimate > most || !r.try(m, most) {
			continue
		}
		if !moved() {
			return true
		}
	}
	return true
}

// halvings is −log₂ of u/2³² in 256ths, between two powers a straight line: the
// waiting time of a decay, of mean 1/ln 2, without a float.
func halvings(u uint32) int {
	u |= 1
	zeros := mathbits.LeadingZeros32(u)
	fraction := int(u << zeros >> 23 & 255)
	return (zeros+1)<<8 - fraction
}
