package planner

import (
	"testing"

	"github.com/cellsweep/cellsweep/models"
)

// A plan that is read is written back as a plan that reads the same; what is
// refused is refused as invalid, with at least one place named.
func FuzzAPlanReadsBackAsItWasWritten(f *testing.F) {
	f.Add([]byte(`{"format":"cellsweep-plan/1","instance":"x","assignments":[{"cell":"a","team":"b","start":0,"end":5}],"unsearched":[],"sites":[],"totals":{}}`))
	f.Add([]byte(`{"format":"cellsweep-plan/1"}`))
	f.Add([]byte(`{"format":"cellsweep-plan/1","seed":-1,"assignments":{}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ParsePlan(data)
		if err != nil {
			if models.CodeOf(err) != models.Invalid {
				t.Fatal(err)
			}
			return
		}
		once := p.Encode()
		again, err := ParsePlan(once)
		if err != nil || string(again.Encode()) != string(once) {
			t.Fatalf("%v\n%s", err, once)
		}
	})
}

// Events that are read lie within the range of numbers that every reader keeps.
func FuzzEventsAreWithinRangeOrRefused(f *testing.F) {
	f.Add([]byte(`{"format":"cellsweep-events/1","now":5,"acknowledged":{"T":1},"events":[{"type":"cell.delayed","cell":"C","by":4}]}`))
	f.Add([]byte(`{"format":"cellsweep-events/1","now":1e99,"events":[]}`))
	f.Add([]byte(`{"format":"cellsweep-events/1","now":0,"events":[{}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := ParseEvents(data)
		if err != nil {
			if models.CodeOf(err) != models.Invalid {
				t.Fatal(err)
			}
			return
		}
		if e.Now > MaxInteger || e.Now < -MaxInteger {
			t.Fatal(e.Now)
		}
		for _, n := range e.Acknowledged {
			if n < 0 || n > MaxInteger {
				t.Fatal(n)
			}
		}
	})
}
