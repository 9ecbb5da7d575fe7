package planner

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// What is shown at once is the shift: the plan before with what it says has
// changed is the shifted plan, and the plan that it gives when asked is the
// same to the byte. It is asked twice, as the second is worked out in the memory
// of the first, and of the effective instance, as its memory is that of the one before.
func TestWhatIsShownAtOnceIsTheShift(t *testing.T) {
	changed := 0
	rapid.Check(t, func(t *rapid.T) {
		in, p, ev := troubled(t)
		kept, err := Prepare(in)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			for range 2 {
				changed += shownAsShifted(t, kept, p, ev)
			}
			q, next, err := kept.Shift(p, ev)
			if err != nil {
				return
			}
			last := accident(t, in, ev.Now)
			kept, p, ev = next, q, &Events{Now: ev.Now + 1, Events: []Event{last}, Acknowledged: ev.Acknowledged}
		}
	})
	if changed == 0 {
		t.Error("nothing was ever changed")
	}
}

func shownAsShifted(t *rapid.T, kept *Prepared, p *Plan, ev *Events) int {
	shown, err := kept.Show(p, ev)
	q, next, err2 := kept.Shift(p, ev)
	if (err == nil) != (err2 == nil) || err != nil && err.Error() != err2.Error() {
		t.Fatalf("%v, but %v", err, err2)
	}
	if err != nil {
		return 0
	}
	was, by := map[string]Assignment{}, map[string]Assignment{}
	for _, a := range p.Assignments {
		was[a.Cell] = a
	}
	for _, a := range shown.Changed {
		if was[a.Cell] == a {
			t.Fatalf("%+v is shown as new", a)
		}
		by[a.Cell] = a
	}
	for _, a := range q.Assignments {
		b, ok := by[a.Cell]
		if !ok {
			b = was[a.Cell]
		}
		if a != b {
			t.Fatalf("shown is %+v, shifted %+v", b, a)
		}
		delete(by, a.Cell)
	}
	var left []string
	for _, u := range q.Unsearched {
		left = append(left, u.Cell)
	}
	if len(by) > 0 || !slices.Equal(left, shown.Unsearched) || shown.Makespan != q.Totals.Makespan || shown.SumMakespan != q.Totals.SumMakespan {
		t.Fatalf("%v %+v\n%s", by, shown, q.Encode())
	}
	r, then, err := shown.Plan()
	if err != nil || string(r.Encode()) != string(q.Encode()) || string(then.Instance().Encode()) != string(next.Instance().Encode()) {
		t.Fatalf("%v\n%s\n%s", err, r.Encode(), q.Encode())
	}
	return len(shown.Changed)
}
