package planner_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/check"
)

const scenarios = `{"format":"cellsweep-scenarios/1","scenarios":[
 {"name":"one more team","edits":[{"do":"addTeam","site":"S","newTeam":{"id":"T9","officers":[{"id":"O9","sex":"f","skills":["lead"]}]}}]},
 {"name":"a team is missing","edits":[{"do":"removeTeam","team":"T1"}]},
 {"name":"a quarter of an hour later","edits":[{"do":"moveH","by":15}]},
 {"name":"no dog","edits":[{"do":"kit","site":"S","kind":"dog","by":-1}]},
 {"name":"the women may","edits":[{"do":"waive","officer":"O0","cell":"C0","signedBy":"prosecutor"},{"do":"interest","policy":"none"}]},
 {"name":"slow walkers","edits":[{"do":"walk","percent":300}]}]}`

// prison is a site with two teams and six cells of ten minutes, of which one
// needs the dog and the last must be over by minute 40.
func prison() *planner.Instance {
	in := &planner.Instance{HHour: "2026-05-20T04:00:00Z", Sites: []planner.Site{{ID: "S", Walk: planner.Walk{SameLanding: 1, SameWing: 1, SameBuilding: 1, OtherBuilding: 1},
		Equipment: []planner.Equipment{{Kind: "dog", Count: 1}}}}}
	s := &in.Sites[0]
	for _, id := range []string{"T0", "T1"} {
		s.Teams = append(s.Teams, planner.Team{ID: id, Officers: []planner.Officer{{ID: strings.Replace(id, "T", "O", 1), Sex: "f"}}})
	}
	for _, id := range []string{"C0", "C1", "C2", "C3", "C4", "C5"} {
		s.Cells = append(s.Cells, planner.Cell{ID: id, Building: "B", Wing: "W", Landing: "L", Duration: 10, Priority: 1, Weight: 1})
	}
	s.Cells[0].Needs.Equipment = []planner.EquipmentNeed{{Kind: "dog", For: 5}}
	s.Cells[5].Window = &planner.Window{From: 0, To: 40}
	return in
}

func TestWhoeverWaitsForScenariosIsToldOfEachAndNothingComesOutDifferently(t *testing.T) {
	list, err := planner.ParseScenarios([]byte(scenarios))
	if err != nil {
		t.Fatal(err)
	}
	o := planner.Options{Seed: 1, Rounds: 4}
	plain, err := planner.WhatIf(context.Background(), prison(), list, o)
	if err != nil {
		t.Fatal(err)
	}
	var told []planner.Stage
	out, err := planner.WhatIfTelling(context.Background(), prison(), list, o, func(s planner.Stage) { told = append(told, s) })
	if err != nil {
		t.Fatal(err)
	}
	for i := range out {
		if string(out[i].Plan.Encode()) != string(plain[i].Plan.Encode()) {
			t.Errorf("%q is planned differently when somebody listens", out[i].Name)
		}
	}
	done, last := 0, map[string]planner.Stage{}
	for _, s := range told {
		if s.Of != len(list)+1 || s.Done < done || s.Done > done+1 {
			t.Fatalf("after %d: %+v", done, s)
		}
		if done, last[s.Name] = s.Done, s; s.Rounds != o.Rounds || s.Sites != 1 || s.MakespanBound > s.Makespan {
			t.Errorf("the plan under way is %+v", s)
		}
	}
	if done != len(list)+1 || len(last) != len(out) {
		t.Errorf("%d are done, %d were told of", done, len(last))
	}
	for _, x := range out {
		if at := last[x.Name]; at.Makespan < x.Totals.Makespan || at.MakespanBound > x.Totals.MakespanBound {
			t.Errorf("%q ended as %+v and comes to %+v", x.Name, at, x.Totals)
		}
	}
}

func TestScenariosStandSideBySide(t *testing.T) {
	list, err := planner.ParseScenarios([]byte(scenarios))
	if err != nil {
		t.Fatal(err)
	}
	in := prison()
	out, err := planner.WhatIf(context.Background(), in, list, planner.Options{Seed: 1, Rounds: 4})
	if err != nil {
		t.Fatal(err)
	}
	makespans := map[string]int{}
	for i, x := range out {
		makespans[x.Name] = x.Totals.Makespan
		edited := in
		if i > 0 {
			if edited, err = in.Apply(list[i-1].Edits); err != nil {
				t.Fatal(err)
			}
		}
		found, err := check.Run(edited.Encode(), x.Plan.Encode())
		if err != nil || len(found) > 0 {
			t.Errorf("%s: %v, %v", x.Name, found, err)
		}
		if x.Difference.Makespan != x.Totals.Makespan-out[0].Totals.Makespan {
			t.Errorf("%s: %+v", x.Name, x.Difference)
		}
	}
	for name, want := range map[string]int{"": 32, "one more team": 21, "a team is missing": 65, "a quarter of an hour later": 32, "slow walkers": 36} {
		if makespans[name] != want {
			t.Errorf("%q ends at %d, want %d", name, makespans[name], want)
		}
	}
	if out[4].Unsearched != 1 || out[4].Difference.UnsearchedPriority != 1 {
		t.Errorf("without a dog: %+v", out[4])
	}
}

func TestMovingHMovesWhatIsAnHourOfTheDay(t *testing.T) {
	in := prison()
	in.Sites[0].Teams[0].Shift = &planner.Window{From: -60, To: 480}
	out, err := in.Apply([]planner.Edit{{Do: "moveH", By: 15}})
	if err != nil {
		t.Fatal(err)
	}
	if out.HHour != "2026-05-20T04:15:00Z" || *out.Sites[0].Cells[5].Window != (planner.Window{From: 0, To: 25}) ||
		*out.Sites[0].Teams[0].Shift != (planner.Window{From: -75, To: 465}) {
		t.Errorf("%s %+v %+v", out.HHour, out.Sites[0].Cells[5].Window, out.Sites[0].Teams[0].Shift)
	}
	if in.Sites[0].Teams[0].Shift.From != -60 {
		t.Error("the instance itself was edited")
	}
}

// TestOneMoreTeamIsWorthWhatThePlanWithItSays: the marginal worth of a team at the
// site that ends last is what the scenario with that team wins.
func TestOneMoreTeamIsWorthWhatThePlanWithItSays(t *testing.T) {
	in := prison()
	out, err := planner.WhatIf(context.Background(), in, nil, planner.Options{Seed: 1, Rounds: 4})
	if err != nil {
		t.Fatal(err)
	}
	if len(out[0].Worth) != 2 {
		t.Fatalf("%+v", out[0].Worth)
	}
	for _, w := range out[0].Worth {
		with, err := planner.WhatIf(context.Background(), in, []planner.Scenario{{Name: "with", Edits: w.Apply}}, planner.Options{Seed: 1, Rounds: 4})
		if err != nil {
			t.Fatal(err)
		}
		if w.SiteMinutes != -with[1].Difference.Makespan || w.OperationMinutes != w.SiteMinutes {
			t.Errorf("%+v, the plan with it: %+v", w, with[1].Difference)
		}
	}
	if out[0].Worth[0].SiteMinutes != 11 || out[0].Worth[1].SiteMinutes != 0 {
		t.Errorf("%+v", out[0].Worth)
	}
}

func TestMalformedScenariosAreFaultedWithPointers(t *testing.T) {
	for text, pointer := range map[string]string{
		`{"format":"cellsweep-scenarios/1","scenarios":[{"name":"a","edits":[{"do":"fly"}]}]}`:                                                        "/scenarios/0/edits/0/do",
		`{"format":"cellsweep-scenarios/1","scenarios":[{"name":"a","edits":[{"do":"kit","site":"S","kind":"dog"}]}]}`:                                "/scenarios/0/edits/0/by",
		`{"format":"cellsweep-scenarios/1","scenarios":[{"name":"a","edits":[]},{"name":"b","edits":[{"do":"unpin","cell":"X"}]}]}`:                   "/scenarios/1/edits/0/cell",
		`{"format":"cellsweep-scenarios/1","scenarios":[{"name":"b","edits":[{"do":"kit","site":"S","kind":"dog","by":-7}]}]}`:                        "/scenarios/0/edits/0/by",
		`{"format":"cellsweep-scenarios/1","scenarios":[{"name":"b","edits":[{"do":"waive","officer":"nobody","cell":"C0","signedBy":"x"}]}]}`:        "/scenarios/0/edits/0/officer",
		`{"format":"cellsweep-scenarios/2","scenarios":[]}`:                                                                                           "/format",
		`{"format":"cellsweep-scenarios/1","scenarios":[{"name":"","edits":[{"do":"moveTeam","team":"T0","site":"S"},{"do":"drop","cells":["C"]}]}]}`: "/scenarios/0/name",
	} {
		list, err := planner.ParseScenarios([]byte(text))
		if err == nil {
			_, err = planner.WhatIf(context.Background(), prison(), list, planner.Options{})
		}
		fault, ok := errors.AsType[*models.Fault](err)
		if !ok || len(fault.Fields) == 0 || fault.Fields[0].Pointer != pointer {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestEditsAreReadAsTheyAreWritten(t *testing.T) {
	list, err := planner.ParseScenarios([]byte(scenarios))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		for _, e := range s.Edits {
			data, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			var back planner.Edit
			if err := json.Unmarshal(data, &back); err != nil {
				t.Fatal(err)
			}
			again, _ := json.Marshal(back)
			if string(again) != string(data) {
				t.Errorf("%s, read back %s", data, again)
			}
		}
	}
}
