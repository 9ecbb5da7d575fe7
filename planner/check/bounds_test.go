package check

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// yard is one site with two teams on which every kind of bound says something:
// T1 alone may search x and y, the dog goes to x, y and z, and y opens at 5. The
// best makespan is 50.
const yard = `{"format":"cellsweep-instance/1",
"sites":[{"id":"S","walk":{"sameLanding":1,"sameWing":2,"sameBuilding":3,"otherBuilding":4},
 "equipment":[{"kind":"dog","count":1}],
 "teams":[{"id":"T1","officers":[{"id":"O1","skills":["evidence"]}]},{"id":"T2","shift":{"from":6,"to":500},"officers":[{"id":"O2"}]}],
 "cells":[
  {"id":"x","building":"B","wing":"A","landing":"1","duration":20,"needs":{"skills":["evidence"],"equipment":[{"kind":"dog","from":2,"for":12}]}},
  {"id":"y","building":"B","wing":"A","landing":"1","duration":20,"window":{"from":5,"to":500},"needs":{"skills":["evidence"],"equipment":[{"kind":"dog","from":3,"for":12}]}},
  {"id":"z","building":"B","wing":"A","landing":"2","duration":21,"needs":{"equipment":[{"kind":"dog","from":1,"for":11}]}},
  {"id":"w","building":"C","wing":"A","landing":"1","duration":12}]}]}`

// yardPlan: T1 searches x and y, T2 z and w.
const yardPlan = `{"format":"cellsweep-plan/1","instance":"",
"assignments":[{"cell":"x","team":"T1","start":0,"end":20},{"cell":"y","team":"T1","start":25,"end":45},
 {"cell":"z","team":"T2","start":13,"end":34},{"cell":"w","team":"T2","start":40,"end":52}],
"unsearched":[],
"sites":[{"id":"S","makespan":52,"slip":0,"lowerBound":0,"proven":false,"bound":null}],
"totals":{"makespan":52,"makespanBound":0,"sumMakespan":52,"sumMakespanBound":0,"exposure":78,"exposureBound":0,"groupSlip":0,"siteSlip":0,"unsearchedPriority":0}}`

// withBound judges the plan of the yard with a bound.
func withBound(t *testing.T, alter func(in, plan doc), kind string, value int, witness string) []Violation {
	t.Helper()
	in, plan := parsed(t, yard), parsed(t, yardPlan)
	if alter != nil {
		alter(in, plan)
	}
	l, totals := item(plan, "sites", "id", "S"), plan["totals"].(doc)
	l["lowerBound"], l["bound"] = value, doc{"kind": kind, "value": value, "witness": json.RawMessage(witness)}
	l["proven"] = value == number(l["makespan"])
	totals["makespanBound"], totals["sumMakespanBound"] = value, value
	sign(t, in, plan)
	return judge(t, in, plan)
}

func TestABoundThatFollowsFromItsWitnessIsAccepted(t *testing.T) {
	for _, b := range []struct {
		kind    string
		value   int
		witness string
	}{
		{"longestCell", 21, `{"cell":"z"}`},
		{"release", 25, `{"cell":"y","start":5}`},
		{"area", 37, `{"teams":2,"minutes":73}`},
		{"area", 40, `{"teams":["T1","T2"],"cells":["x","y","z","w"]}`}, // T2 comes at 6
		{"walkForest", 38, `{"teams":2,"minutes":73,"walk":3}`},
		{"pigeonhole", 33, `{"teams":2,"cells":["x","y","z","w"]}`},
		{"pigeonhole", 41, `{"teams":2,"cells":["x","y","z"]}`},
		{"L2", 41, `{"teams":2,"cells":["x","y","z"]}`},
		{"eligibility", 41, `{"teams":["T1"],"cells":["x","y"]}`},
		{"equipment", 41, `{"kind":"dog"}`},
		{"walkForest", 41, `{"teams":["T1","T2"]}`}, // T2 comes at 6
		{"refuted", 50, `{}`},
	} {
		t.Run(fmt.Sprint(b.kind, b.value), func(t *testing.T) {
			if found := withBound(t, nil, b.kind, b.value, b.witness); len(found) > 0 {
				t.Fatal(lines(found))
			}
		})
	}
}

func TestABoundThatDoesNotFollowIsNamed(t *testing.T) {
	for _, b := range []struct {
		name, kind string
		value      int
		witness    string
	}{
		{"a longer cell than there is", "longestCell", 22, `{"cell":"z"}`},
		{"no cell at all", "longestCell", 21, `{}`},
		{"a cell of nowhere", "longestCell", 21, `{"cell":"v"}`},
		{"a later start than needed", "release", 26, `{"cell":"y"}`},
		{"fewer teams than can search", "area", 50, `{"teams":1,"minutes":50}`},
		{"more minutes than there are", "area", 38, `{"teams":2,"minutes":76}`},
		{"a value that the witness does not yield", "area", 38, `{"teams":2,"minutes":73}`},
		{"a cell that is counted twice", "area", 36, `{"teams":2,"cells":["x","x","z","w"]}`},
		{"a longer walk than the lightest", "walkForest", 40, `{"teams":2,"walk":6}`},
		{"a pigeon too many", "pigeonhole", 43, `{"teams":2,"cells":["x","y","z"]}`},
		{"a packing that L2 allows", "L2", 42, `{"teams":2,"cells":["x","y","z"]}`},
		{"cells that another team can search", "eligibility", 41, `{"teams":["T1"],"cells":["x","z"]}`},
		{"teams that are not named", "eligibility", 41, `{"cells":["x","y"]}`},
		{"more use than there is", "equipment", 44, `{"kind":"dog"}`},
		{"a kind that nobody needs", "equipment", 30, `{"kind":"locator"}`},
		{"a makespan that can be undercut", "refuted", 51, `{}`},
		{"a bound above the makespan", "longestCell", 53, `{"cell":"z"}`},
	} {
		t.Run(b.name, func(t *testing.T) { wantOnly(t, RuleBound, withBound(t, nil, b.kind, b.value, b.witness)) })
	}
}

func wantOnly(t *testing.T, rule string, found []Violation) {
	t.Helper()
	if len(found) == 0 {
		t.Fatalf("wanted %s, nothing was found", rule)
	}
	for _, v := range found {
		if v.Rule != rule {
			t.Fatalf("wanted %s alone, found%s", rule, lines(found))
		}
	}
}

func TestATotalBoundThatTheSitesDoNotGiveIsNamed(t *testing.T) {
	for _, name := range []string{"makespanBound", "sumMakespanBound"} {
		in, plan := parsed(t, yard), parsed(t, yardPlan)
		plan["totals"].(doc)[name] = 1
		sign(t, in, plan)
		wantOnly(t, RuleBound, judge(t, in, plan))
	}
}

func TestABoundAboveTheExposureItselfIsNamed(t *testing.T) {
	in, plan := parsed(t, yard), parsed(t, yardPlan)
	plan["totals"].(doc)["exposureBound"] = 79
	sign(t, in, plan)
	wantOnly(t, RuleBound, judge(t, in, plan))
}

func TestWhatCannotBeRecomputedIsNeverSilentlyAccepted(t *testing.T) {
	t.Run("an unknown kind", func(t *testing.T) {
		wantOnly(t, RuleUnverifiable, withBound(t, nil, "oracle", 30, `{}`))
	})
	t.Run("an exposure bound above ours", func(t *testing.T) {
		in, plan := parsed(t, yard), parsed(t, yardPlan)
		plan["totals"].(doc)["exposureBound"] = 78
		sign(t, in, plan)
		wantOnly(t, RuleUnverifiable, judge(t, in, plan))
	})
	t.Run("a refutation at nineteen cells", func(t *testing.T) {
		more := func(in, plan doc) {
			for i := range 15 {
				id := fmt.Sprint("v", i)
				add(siteIn(in, "S"), "cells", doc{"id": id, "building": "C", "wing": "A", "landing": "1", "duration": 1})
				add(plan, "assignments", doc{"cell": id, "team": "T1", "start": 54 + 4*i, "end": 55 + 4*i})
			}
			resum(in, plan)
		}
		wantOnly(t, RuleUnverifiable, withBound(t, more, "refuted", 40, `{}`))
	})
}

// A plan that leaves out a cell of priority 3 for want of room could have left out
// others of priority 3 or less instead: no bound may count one of these.
func TestABoundDoesNotCountACellThatAPlanAsGoodMayLeaveOut(t *testing.T) {
	leaveOut := func(priority int) func(in, plan doc) {
		return func(in, plan doc) {
			add(siteIn(in, "S"), "cells", doc{"id": "u", "building": "B", "wing": "A", "landing": "1", "duration": 500, "priority": priority,
				"window": doc{"from": 0, "to": 501}, "needs": doc{"equipment": []any{doc{"kind": "dog", "for": 500}}}})
			cellOf(in, "S", "z")["priority"] = 3
			cellOf(in, "S", "y")["priority"] = 5 // must be over before u is
			plan["unsearched"] = []any{doc{"cell": "u", "rule": "capacity"}}
			plan["totals"].(doc)["unsearchedPriority"] = priority
		}
	}
	if found := withBound(t, leaveOut(2), "longestCell", 21, `{"cell":"z"}`); len(found) > 0 {
		t.Fatal(lines(found))
	}
	wantOnly(t, RuleBound, withBound(t, leaveOut(3), "longestCell", 21, `{"cell":"z"}`))
	wantOnly(t, RuleBound, withBound(t, leaveOut(2), "area", 37, `{"teams":2,"cells":["x","y","z","w"]}`))
	wantOnly(t, RuleBound, withBound(t, leaveOut(2), "area", 37, `{"teams":2,"minutes":74}`))
	// Whoever searches u instead of two others searches longer, so 73 minutes hold.
	if found := withBound(t, leaveOut(2), "area", 37, `{"teams":2,"minutes":73}`); len(found) > 0 {
		t.Fatal(lines(found))
	}
	zero := func(in, _ doc) { cellOf(in, "S", "z")["priority"] = 0 }
	found := withBound(t, zero, "longestCell", 21, `{"cell":"z"}`)
	wantOnly(t, RuleBound, found)
	if !strings.Contains(found[0].Message, "may leave out") {
		t.Fatal(lines(found))
	}
}
