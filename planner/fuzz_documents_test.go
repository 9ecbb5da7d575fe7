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
	f.Add([]byte(`{"format":"cellsweep-events/1","now":5,"acknowledged":{"T":1},"events":[{"type":"overrun","cell":"C","by":4}]}`))
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

// Whatever events are read of a document about a small operation, a re-plan
// takes them or says what is wrong with them, and its plan keeps every rule.
func FuzzARePlanKeepsEveryRuleOrRefuses(f *testing.F) {
	in, p := shortSite()
	for _, s := range []string{
		`{"format":"cellsweep-events/1","now":5,"events":[{"type":"started","cell":"A","at":0},{"type":"overrun","cell":"A","by":10},{"type":"teamOut","team":"U"}]}`,
		`{"format":"cellsweep-events/1","now":9,"acknowledged":{"T":1,"U":2},"events":[{"type":"finished","cell":"A","at":7,"team":"U"},{"type":"teamLate","team":"T","until":30}]}`,
		`{"format":"cellsweep-events/1","now":-9,"events":[{"type":"officerOut","officer":"O1"},{"type":"equipmentOut","site":"S","kind":"dog","count":1},{"type":"cellWithdrawn","cell":"B"}]}`,
		`{"format":"cellsweep-events/1","now":3,"events":[{"type":"cellAdded","site":"S","cell":{"id":"N","building":"B","wing":"W","landing":"L","duration":7}},{"type":"teamIn","site":"S","team":{"id":"V","officers":[]}},{"type":"groupHeld","group":"G","until":50}]}`,
	} {
		f.Add([]byte(s))
	}
	in.Groups = []Group{{ID: "G", Cells: []string{"B", "D"}, Tolerance: 1}}
	p.Instance = in.Hash()
	f.Fuzz(func(t *testing.T, data []byte) {
		ev, err := ParseEvents(data)
		if err != nil {
			return
		}
		q, e, err := Replan(t.Context(), in, p, ev)
		if err != nil {
			if models.CodeOf(err) != models.Invalid {
				t.Fatal(err)
			}
			return
		}
		for _, v := range violations(e, q) {
			t.Error(v)
		}
		if _, err := ParseInstance(e.Encode()); err != nil {
			t.Error(err)
		}
	})
}
