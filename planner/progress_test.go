package planner

import (
	"context"
	"testing"
)

func TestProgressCountsTheCellsThatThePlanSearches(t *testing.T) {
	in, err := ParseInstance([]byte(`{"format":"cellsweep-instance/1","sites":[{"id":"S","walk":{"sameLanding":1,"sameWing":1,"sameBuilding":1,"otherBuilding":1},
		"teams":[{"id":"T","officers":[],"shift":{"from":0,"to":12}}],"cells":[
		{"id":"A","building":"B","wing":"W","landing":"L","duration":5},
		{"id":"B","building":"B","wing":"W","landing":"L","duration":500},
		{"id":"C","building":"B","wing":"W","landing":"L","duration":5},
		{"id":"D","building":"B","wing":"W","landing":"L","duration":5}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	var last Progress
	p, err := Solve(context.Background(), in, Options{Rounds: 2, Progress: func(r Progress) { last = r }})
	if err != nil {
		t.Fatal(err)
	}
	// B is longer than the shift, so nobody can search it; C or D finds no place.
	if len(p.Assignments) == 0 || len(p.Unsearched) != 2 || last.CellsPlanned != len(p.Assignments) {
		t.Errorf("%d cells are said to be planned; the plan searches %d and leaves out %d", last.CellsPlanned, len(p.Assignments), len(p.Unsearched))
	}
}
