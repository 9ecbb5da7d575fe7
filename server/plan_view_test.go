package server

import (
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner"
)

func TestARepairTellsNobodyOfAForeignSite(t *testing.T) {
	p := &planner.Plan{Infeasible: []planner.Conflicted{
		{Cells: []string{"A/1"}, Repairs: []planner.Repair{
			{Code: "repair.lend", Params: map[string]any{"site": "A", "from": "B", "team": "B/T2"}},
			{Code: "repair.lend", Params: map[string]any{"site": "A", "from": "A", "team": "A/T2"}},
			{Code: "repair.kit", Params: map[string]any{"site": "A", "kind": "dog"}}}},
		{Cells: []string{"A/1", "B/1"}}}}
	got := only(p, map[string]models.Establishment{"A": {}})
	if len(got.Infeasible) != 1 || len(got.Infeasible[0].Repairs) != 2 || len(p.Infeasible[0].Repairs) != 3 {
		t.Errorf("%+v", got.Infeasible)
	}
	for _, r := range got.Infeasible[0].Repairs {
		if r.Params["from"] == "B" {
			t.Errorf("%+v", r)
		}
	}
}
