package planner

import (
	"testing"

	"pgregory.net/rapid"
)

// TestTheExactSearchAgreesWithTryingEverything: it says yes where some plan
// searches all cells without a slip, no where none does, on every drawn world.
func TestTheExactSearchAgreesWithTryingEverything(t *testing.T) {
	counts := map[fitVerdict]int{}
	rapid.Check(t, func(t *rapid.T) {
		in := smallWorld(t, 3, 1)
		if in.Validate() != nil {
			return
		}
		got := fit(in, 100_000)
		counts[got]++
		want, decided := groupsCanMeet(in)
		if decided && got != want {
			t.Fatalf("%d, want %d: %s", got, want, in.Encode())
		}
	})
	t.Log(counts)
	if counts[fitYes] == 0 || counts[fitNo] == 0 || counts[fitUnknown] > 0 {
		t.Errorf("verdicts %v", counts)
	}
}

// groupsCanMeet tries every plan for one that searches all and in which no
// group slips; sites may start late.
// Worlds of more than meetSteps plans are left alone.
func groupsCanMeet(in *Instance) (verdict fitVerdict, decided bool) {
	b := &brute{in: in, by: map[string]Assignment{}, horizon: 18}
	for i := range in.Sites {
		for j := range in.Sites[i].Cells {
			b.cells = append(b.cells, ref{i, j})
		}
	}
	steps := meetSteps
	if b.meet(0, &steps) {
		return fitYes, true
	}
	return fitNo, steps > 0
}

const meetSteps = 10_000

func (b *brute) meet(k int, steps *int) bool {
	if k == len(b.cells) {
		return (&oracle{in: b.in, by: b.by}).figures(func(int, int, int) {}).groupSlip == 0
	}
	s := &b.in.Sites[b.cells[k].site]
	c := &s.Cells[b.cells[k].cell]
	for _, t := range s.Teams {
		for start := 0; start <= b.horizon; start++ {
			b.by[c.ID] = Assignment{c.ID, t.ID, start, start + c.Duration}
			if *steps--; *steps < 0 {
				delete(b.by, c.ID)
				return false
			}
			if b.allowed(s) && b.meet(k+1, steps) {
				return true
			}
		}
	}
	delete(b.by, c.ID)
	return false
}
