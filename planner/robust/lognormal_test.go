package robust

import (
	"math"
	"testing"
)

func TestTheTableHoldsTheNormalQuantiles(t *testing.T) {
	z := func(u float64) float64 { return math.Sqrt2 * math.Erfinv(2*u-1) }
	for i, v := range upperHalf {
		u := (float64(i+len(upperHalf)) + 0.5) / float64(atoms)
		if want := z(u) / z(0.9) * 65536; math.Abs(want-float64(v)) > 0.51 {
			t.Fatalf("atom %d is %d, not %.2f", i, v, want)
		}
	}
	for k, r := range roots {
		if want := math.Exp2(math.Pow(2, -float64(k+1))) * one; math.Abs(want-float64(r)) > 2048 {
			t.Fatalf("root %d is %d, not %.0f", k, r, want)
		}
	}
}

func TestLogarithmAndPowerAgreeWithThoseInFloats(t *testing.T) {
	for _, p := range [][2]uint64{{1, 1}, {2, 1}, {3, 2}, {40, 25}, {1000000, 1}, {999999, 1000}, {26, 25}, {1000000, 999999}} {
		want := math.Log2(float64(p[0])/float64(p[1])) * (1 << 32)
		if got := log2(p[0], p[1]); math.Abs(float64(got)-want) > 4 {
			t.Errorf("log2(%d/%d) is %d, not %.0f", p[0], p[1], got, want)
		}
	}
	for _, n := range []uint64{1, 7, 25, 300, 1000000} {
		for x := -30.0; x < 20; x += 0.37 {
			want := float64(n) * math.Exp2(x)
			if got := exp2(n, int64(x*(1<<32))); math.Abs(float64(got)-want) > 0.51+want*1e-6 {
				t.Fatalf("%d·2^%.2f is %d, not %.2f", n, x, got, want)
			}
		}
	}
}

func TestASpreadHasTheTwoQuantilesThatItIsGiven(t *testing.T) {
	for _, q := range [][2]int{{25, 40}, {1, 1}, {1, 2}, {20, 30}, {20, 200}, {300, 301}, {90, 95}, {1000, 1500}} {
		s := spread{uint64(q[0]), log2(uint64(q[1]), uint64(q[0]))}
		below := func(v int) (n int) {
			for i := range atoms {
				if s.at(i) <= v {
					n++
				}
			}
			return n
		}
		for i, p := range []int{50, 90} {
			if v := q[i]; below(v)*100 < p*atoms || below(v-1)*100 > p*atoms {
				t.Errorf("of %v, %d of %d atoms are at most %d, %d below", q, below(v), atoms, v, below(v-1))
			}
		}
		for i := 1; i < atoms; i++ {
			if s.at(i) < s.at(i-1) || s.at(i) < 1 {
				t.Fatalf("of %v, atom %d is %d after %d", q, i, s.at(i), s.at(i-1))
			}
		}
	}
}

func TestAHistogramKeepsPercentilesToASixteenth(t *testing.T) {
	var h histogram
	n := 0
	for v := int32(1); v < 5000; v++ {
		h.add(v)
		n++
	}
	if got := h.p90(n); got < 4500 || got > 4500*17/16 {
		t.Errorf("the P90 of 1 … 4999 is %d", got)
	}
	if got := h.p90(20 * n); got != 0 {
		t.Errorf("with nineteen in twenty at 0 the P90 is %d", got)
	}
	if h.above(5) != n-5 {
		t.Errorf("%d of %d are above 5", h.above(5), n)
	}
	h.add(1 << 29)
}
