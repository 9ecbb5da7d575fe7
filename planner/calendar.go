package planner

import mathbits "math/bits"

// calendar counts, minute by minute, how much of a kind or of the places on a
// landing is in use, and knows the minutes at which nothing is left. It is what
// a search over many small changes asks, where profile is what a construction
// fills: booking and asking cost a few words, but the memory grows with the
// minutes, so there is an end to them.
//
// The counts are held in slices: of 64 minutes, one word has the lowest bit of
// each count, the next word the second bit, and so on; the last word has a bit
// for each minute at which all units are out.
type calendar struct {
	most   int // units
	planes int
	words  []uint64
}

func newCalendar(most, minutes int) calendar {
	k := calendar{most: most, planes: mathbits.Len(uint(most))}
	k.words = make([]uint64, (minutes/64+1)*(k.planes+1))
	return k
}

// book takes units during [from, to) if sign is 1, and gives them back if -1.
// What is taken must be free, what is given back must be out.
func (k *calendar) book(from, to, units, sign int) {
	if from >= to {
		return
	}
	first, last := from>>6, (to-1)>>6
	for i := first; i <= last; i++ {
		mask := ^uint64(0)
		if i == first {
			mask <<= from & 63
		}
		if i == last {
			mask &= ^uint64(0) >> (63 - (to-1)&63)
		}
		w := k.words[i*(k.planes+1) : (i+1)*(k.planes+1)]
		for low, u := 0, units; u > 0; low, u = low+1, u>>1 {
			if u&1 == 1 {
				ripple(w[low:k.planes], mask, sign)
			}
		}
		full := ^uint64(0)
		for p := range k.planes {
			if k.most>>p&1 == 1 {
				full &= w[p]
			} else {
				full &^= w[p]
			}
		}
		w[k.planes] = full
	}
}

// ripple adds one to the counts of a mask, or takes one away.
func ripple(planes []uint64, carry uint64, sign int) {
	for p := range planes {
		if carry == 0 {
			return
		}
		was := planes[p]
		planes[p] = was ^ carry
		if sign > 0 {
			carry &= was
		} else {
			carry &^= was
		}
	}
}

// clash is the last minute of [from, to) at which units are not free, -1 if
// there is none.
func (k *calendar) clash(from, to, units int) int {
	if from >= to {
		return -1
	}
	if units > 1 {
		for m := to - 1; m >= from; m-- {
			if k.used(m)+units > k.most {
				return m
			}
		}
		return -1
	}
	first, last := from>>6, (to-1)>>6
	for i := last; i >= first; i-- {
		word := k.words[i*(k.planes+1)+k.planes]
		if i == last {
			word &= ^uint64(0) >> (63 - (to-1)&63)
		}
		if i == first {
			word &= ^uint64(0) << (from & 63)
		}
		if word != 0 {
			return i<<6 + 63 - mathbits.LeadingZeros64(word)
		}
	}
	return -1
}

func (k *calendar) used(m int) int {
	n := 0
	for p := range k.planes {
		n |= int(k.words[m>>6*(k.planes+1)+p]>>(m&63)&1) << p
	}
	return n
}
