package robust

import "math/bits"

// one is 1 in units of 2⁻⁶².
const one = 1 << 62

// log2 is the logarithm of a/b to the base 2 in units of 2⁻³², rounded down, for
// 1 ≤ b ≤ a < 2³¹. It squares: each bit says whether the square has passed 2.
func log2(a, b uint64) int64 {
	whole := bits.Len64(a) - bits.Len64(b)
	if a < b<<whole {
		whole--
	}
	// y = a / (b·2^whole), in [1, 2).
	d := b << whole
	y := one + uint64(0)
	if a > d {
		hi, lo := bits.Mul64(a-d, one)
		q, _ := bits.Div64(hi, lo, d)
		y += q
	}
	out := int64(whole)
	for range 32 {
		hi, lo := bits.Mul64(y, y)
		y = hi<<2 | lo>>62
		out <<= 1
		if y >= 2*one {
			y >>= 1
			out |= 1
		}
	}
	return out
}

// exp2 is n·2^(x/2³²), rounded to the nearest whole number, for n < 2²⁰ and
// results below 2⁶⁰; what would be greater is 2⁶⁰.
func exp2(n uint64, x int64) int {
	whole, y := x>>32, uint64(one)
	for k := range roots {
		if x>>(31-k)&1 == 1 {
			hi, lo := bits.Mul64(y, roots[k])
			y = hi<<2 | lo>>62
		}
	}
	if whole > 40 {
		return 1 << 60
	}
	hi, lo := bits.Mul64(n, y) // n·y, in units of 2⁻⁶²; hi < 2¹⁹
	shift := 62 - whole
	if shift > 127 {
		return 0
	}
	// Add one half, then cut.
	half := shift - 1
	var carry uint64
	if half < 64 {
		lo, carry = bits.Add64(lo, 1<<half, 0)
		hi += carry
	} else {
		hi += 1 << (half - 64)
	}
	if shift >= 64 {
		return int(hi >> (shift - 64))
	}
	return int(hi<<(64-shift) | lo>>shift)
}

// spread is how long a search takes, in minutes: log-normal with these quantiles.
type spread struct {
	p50 uint64
	log int64 // log2(p90/p50), in units of 2⁻³²
}

// atoms is how many equiprobable durations a spread has.
const atoms = 2 * len(upperHalf)

// at is atom i of the spread: p50·(p90/p50)^(z(u)/z(0.9)) at u = (2i+1)/(2·atoms).
func (s spread) at(i int) int {
	var k int64
	if i >= atoms/2 {
		k = int64(upperHalf[i-atoms/2])
	} else {
		k = -int64(upperHalf[atoms/2-1-i])
	}
	// log < 2³⁷ and k < 2¹⁹, so the product keeps within 2⁵⁶.
	return max(1, min(longest, exp2(s.p50, s.log*k>>16)))
}

// longest bounds a drawn duration, so that no sum of them overflows: about nineteen years.
const longest = 10_000_000

// mix spreads a word over all bits (Steele, Lea and Flood, OOPSLA 2014: SplitMix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// keyOf is the FNV-1a hash of a cell's id, mixed.
func keyOf(id string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(id); i++ {
		h = (h ^ uint64(id[i])) * 1099511628211
	}
	return mix(h)
}
