package check

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"github.com/gowebpki/jcs"
)

// doc is a JSON object that a test alters before it is judged.
type doc = map[string]any

// dawn is a small operation at three sites: a first-wave group across two, a
// later group across two, one dog, one search at a time on a landing, an officer
// at home in a wing, and a cell that nobody can open.
const dawn = `{"format":"cellsweep-instance/1","name":"dawn","hHour":"2026-05-20T04:00:00Z",
"policy":{"conflictOfInterest":"wing","maxTeamsPerLanding":1},
"sites":[
 {"id":"S1","window":{"from":0,"to":60},"walk":{"sameLanding":1,"sameWing":3,"sameBuilding":5,"otherBuilding":9},
  "equipment":[{"kind":"dog","count":1}],
  "teams":[
   {"id":"T1","shift":{"from":-60,"to":58},"officers":[{"id":"O1","sex":"f","skills":["lead","evidence"],"home":{"site":"S9","building":"B1","wing":"A"}},{"id":"O2","sex":"f"}]},
   {"id":"T2","officers":[{"id":"O3","sex":"m","home":{"site":"S1","building":"B1","wing":"A"}}]},
   {"id":"T3","officers":[{"id":"O4","sex":"m","home":{"site":"S1","building":"B2","wing":"A"}}]}],
  "cells":[
   {"id":"a","building":"B1","wing":"B","landing":"1","duration":20,"weight":3,"needs":{"skills":["evidence"],"officersOfSex":{"sex":"f","count":2}}},
   {"id":"b","building":"B1","wing":"B","landing":"1","duration":10,"needs":{"equipment":[{"kind":"dog","for":10}]}},
   {"id":"c","building":"B1","wing":"B","landing":"2","duration":15,"needs":{"equipment":[{"kind":"dog","from":5,"for":10}]}},
   {"id":"d","building":"B1","wing":"A","landing":"1","duration":10},
   {"id":"g","building":"B1","wing":"A","landing":"1","duration":40,"priority":2,"needs":{"skills":["locks"]}}]},
 {"id":"S2","walk":{"sameLanding":1,"sameWing":3,"sameBuilding":5,"otherBuilding":9},
  "teams":[{"id":"U1","officers":[]},{"id":"U2","officers":[{"id":"O5"}]}],
  "cells":[
   {"id":"e","building":"M","wing":"A","landing":"1","duration":30},
   {"id":"f","building":"M","wing":"B","landing":"1","duration":5,"window":{"from":20,"to":30}}]},
 {"id":"S3","walk":{"sameLanding":1,"sameWing":3,"sameBuilding":5,"otherBuilding":9},
  "teams":[{"id":"V1","officers":[]}],
  "cells":[
   {"id":"h","building":"M","wing":"A","landing":"1","duration":10},
   {"id":"i","building":"M","wing":"A","landing":"1","duration":10}]}],
"groups":[{"id":"G1","cells":["a","e"],"firstWave":true},{"id":"G2","cells":["d","f"],"tolerance":2}],
"pins":[{"cell":"c","team":"T2","start":0}],"forbid":[{"cell":"b","team":"T2"}],"waivers":[{"officer":"O3","cell":"g","by":"prosecutor"}]}`

const dawnPlan = `{"format":"cellsweep-plan/1","instance":"","engine":"by hand","seed":1,"rounds":0,
"assignments":[
 {"cell":"a","team":"T1","start":0,"end":20},{"cell":"b","team":"T3","start":20,"end":30},
 {"cell":"c","team":"T2","start":0,"end":15},{"cell":"d","team":"T1","start":25,"end":35},
 {"cell":"e","team":"U1","start":0,"end":30},{"cell":"f","team":"U2","start":25,"end":30},
 {"cell":"h","team":"V1","start":0,"end":10},{"cell":"i","team":"V1","start":11,"end":21}],
"unsearched":[{"cell":"g","rule":"noSkill","params":{"skill":"locks"},"why":"Nobody has the skill locks."}],
"sites":[
 {"id":"S1","makespan":35,"slip":0,"lowerBound":20,"proven":false,"bound":{"kind":"longestCell","value":20,"witness":{"cell":"a"}}},
 {"id":"S2","makespan":30,"slip":0,"lowerBound":30,"proven":true,"bound":{"kind":"longestCell","value":30,"witness":{"cell":"e"}}},
 {"id":"S3","makespan":21,"slip":0,"lowerBound":20,"proven":false,"bound":{"kind":"area","value":20,"witness":{"teams":1,"minutes":20}}}],
"totals":{"makespan":35,"makespanBound":30,"sumMakespan":86,"sumMakespanBound":70,"exposure":81,"exposureBound":31,"groupSlip":0,"siteSlip":0,"unsearchedPriority":2},
"infeasible":[]}`

func parsed(t testing.TB, text string) doc {
	t.Helper()
	var d doc
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func written(t testing.TB, d doc) []byte {
	t.Helper()
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// item finds the object of a list whose member has that value.
func item(d doc, list, member, value string) doc {
	for _, x := range d[list].([]any) {
		if o := x.(doc); o[member] == value {
			return o
		}
	}
	panic("no " + value + " in " + list)
}

// move takes a cell of a plan to a team and a start.
func move(plan doc, cell, team string, start int) {
	a := item(plan, "assignments", "cell", cell)
	length := number(a["end"]) - number(a["start"])
	a["team"], a["start"], a["end"] = team, start, start+length
}

func number(v any) int {
	switch n := v.(type) {
	case int:
		return n
	case float64:
		return int(n)
	}
	panic("not a number")
}

// without takes the objects with that value out of a list.
func without(d doc, list, member, value string) {
	var kept []any
	for _, x := range d[list].([]any) {
		if x.(doc)[member] != value {
			kept = append(kept, x)
		}
	}
	d[list] = kept
}

func add(d doc, list string, x doc) {
	old, _ := d[list].([]any)
	d[list] = append(old, x)
}

// resum makes the figures of a plan follow from its searches again, so that a
// mutation breaks only the rule that it means to break.
func resum(instance, plan doc) {
	cells, siteOf := map[string]doc{}, map[string]string{}
	for _, s := range instance["sites"].([]any) {
		for _, c := range s.(doc)["cells"].([]any) {
			cells[c.(doc)["id"].(string)] = c.(doc)
			siteOf[c.(doc)["id"].(string)] = s.(doc)["id"].(string)
		}
	}
	totals := plan["totals"].(doc)
	exposure, ends, firsts := 0, map[string]int{}, map[string]int{}
	for _, x := range plan["assignments"].([]any) {
		a := x.(doc)
		id, start := a["cell"].(string), number(a["start"])
		weight := 1
		if w, ok := cells[id]["weight"]; ok {
			weight = number(w)
		}
		exposure += weight * start
		ends[siteOf[id]] = max(ends[siteOf[id]], start+number(cells[id]["duration"]))
		if f, ok := firsts[siteOf[id]]; !ok || start < f {
			firsts[siteOf[id]] = start
		}
	}
	makespan, sum, slip := 0, 0, 0
	for _, x := range plan["sites"].([]any) {
		l := x.(doc)
		id := l["id"].(string)
		l["makespan"], l["slip"] = ends[id], max(0, firsts[id])
		l["proven"] = ends[id] == number(l["lowerBound"])
		makespan, sum, slip = max(makespan, ends[id]), sum+ends[id], slip+max(0, firsts[id])
	}
	totals["exposure"], totals["makespan"], totals["sumMakespan"], totals["siteSlip"] = exposure, makespan, sum, slip
}

// unbounded takes a site's bound away, and what the totals owe to it.
func unbounded(plan doc, site string) {
	l, totals := item(plan, "sites", "id", site), plan["totals"].(doc)
	totals["sumMakespanBound"] = number(totals["sumMakespanBound"]) - number(l["lowerBound"])
	l["lowerBound"], l["bound"], l["proven"] = 0, nil, false
	totals["exposureBound"] = 0
}

// sign writes the instance's hash into the plan.
func sign(t testing.TB, instance, plan doc) {
	t.Helper()
	canonical, err := jcs.Transform(written(t, instance))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(canonical)
	plan["instance"] = hex.EncodeToString(sum[:])
}

func judge(t testing.TB, instance, plan doc) []Violation {
	t.Helper()
	found, err := Run(written(t, instance), written(t, plan))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func lines(found []Violation) string {
	var b strings.Builder
	for _, v := range found {
		b.WriteString("\n\t" + v.String())
	}
	return b.String()
}
