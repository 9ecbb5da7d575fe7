package crew

import (
	"testing"

	"github.com/cellsweep/cellsweep/planner"
)

// four makes two teams of two: officers by team, 0 or 1, of cells in wings A and
// B that all start at H; O0 and O2 work in wing A, O1 comes after H.
func four(at ...int) score {
	in := &planner.Instance{Policy: planner.Policy{ConflictOfInterest: planner.ConflictWing}, Sites: []planner.Site{{ID: "S"}},
		Groups: []planner.Group{{ID: "G", Cells: []string{"C0", "C1"}, FirstWave: true}}}
	for i, w := range []string{"A", "B", "B"} {
		in.Sites[0].Cells = append(in.Sites[0].Cells, planner.Cell{ID: "C" + string(rune('0'+i)), Building: "B", Wing: w, Landing: "L", Duration: 9, Priority: 1 + i})
	}
	s := &Site{ID: "S", Sizes: Sizes{Least: 2, Most: 2}}
	for i := range at {
		o := Officer{Officer: planner.Officer{ID: "O" + string(rune('0'+i))}}
		if i%2 == 0 {
			o.Home = &planner.Home{Site: "S", Building: "B", Wing: "A"}
		}
		if i == 1 {
			o.Shift = &planner.Window{From: 10, To: 100}
		}
		s.Officers = append(s.Officers, o)
	}
	c := newCrewing(needOf(in, &in.Sites[0]), s, 2, []string{"T0", "T1"})
	c.adopt(at)
	return c.score()
}

func TestTheScoreCountsCellsFirstWaveAndWingsByHand(t *testing.T) {
	for _, x := range []struct {
		at                           []int
		uncovered, unmatched, barred int
	}{
		{[]int{0, 1, 0, 1}, 0, 1, 1}, // both from wing A together; O1's team comes late for C0
		{[]int{0, 0, 1, 1}, 1, 1, 2}, // apart: nobody may search C0, and O1's team is late
		{[]int{0, 1, 1, 0}, 1, 1, 2},
	} {
		s := four(x.at...)
		if s[0] != 0 || s[1] != x.uncovered || s[2] != x.unmatched || s[5] != x.barred {
			t.Errorf("%v: %v, not %d uncovered, %d unmatched, %d barred", x.at, s, x.uncovered, x.unmatched, x.barred)
		}
	}
	if a, b := four(0, 1, 0, 1), four(0, 0, 1, 1); !a.less(b) || b.less(a) {
		t.Errorf("%v is not better than %v", a, b)
	}
}
