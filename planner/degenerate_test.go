package planner

import (
	"context"
	"errors"
	"testing"

	"github.com/cellsweep/cellsweep/models"
)

func TestNothingToSearchIsAPlan(t *testing.T) {
	for _, in := range []*Instance{{}, {Sites: []Site{{ID: "S"}}}, prison(3, 0)} {
		p := lawful(t, in)
		if len(p.Assignments) != 0 || len(p.Infeasible) != len(in.Sites) {
			t.Errorf("%+v", p)
		}
	}
}

func TestOneCellAndOneTeam(t *testing.T) { wantMakespan(t, lawful(t, prison(1, 1)), 10) }

func TestWithoutATeamEveryCellIsExplained(t *testing.T) {
	p := lawful(t, prison(0, 3))
	if len(p.Unsearched) != 3 || p.rule("C1") != RuleNoTeam || len(p.Infeasible) != 1 {
		t.Errorf("%+v", p)
	}
}

func TestWithoutTheKitACellIsExplained(t *testing.T) {
	in := prison(2, 2)
	in.Sites[0].Cells[0].Needs.Equipment = []EquipmentNeed{{"dog", 0, 5}}
	if p := lawful(t, in); p.rule("C0") != RuleEquipment || p.at("C1").Start != 0 {
		t.Errorf("%+v", p)
	}
}

func TestAWindowOfOneMinute(t *testing.T) {
	in := prison(2, 3)
	in.Sites[0].Window = &Window{0, 1}
	if p := lawful(t, in); len(p.Unsearched) != 3 || p.rule("C0") != RuleWindow {
		t.Errorf("%+v", p.Unsearched)
	}
	for i := range in.Sites[0].Cells {
		in.Sites[0].Cells[i].Duration = 1
	}
	if p := lawful(t, in); len(p.Unsearched) != 1 || p.Unsearched[0].Rule != RuleCapacity {
		t.Errorf("%+v", p.Unsearched)
	}
}

func TestALandingOfAThousandCells(t *testing.T) {
	in := prison(20, 1000)
	limit := 5
	in.Policy.MaxTeamsPerLanding = &limit
	p := lawful(t, in)
	if len(p.Unsearched) != 0 || p.Totals.Makespan > 1000*10/5*11/10+20 {
		t.Errorf("makespan %d, unsearched %d", p.Totals.Makespan, len(p.Unsearched))
	}
}

func TestSeventyTeamsAreMoreThanOneWord(t *testing.T) { wantMakespan(t, lawful(t, prison(70, 70)), 10) }

func TestTheLargestNumbersDoNotOverflow(t *testing.T) {
	in := prison(1, 40)
	for i := range in.Sites[0].Cells {
		c := &in.Sites[0].Cells[i]
		c.Duration, c.Weight, c.Priority = MaxInteger, MaxInteger, MaxInteger
	}
	in.Sites[0].Walk = Walk{MaxInteger, MaxInteger, MaxInteger, MaxInteger}
	p, err := Solve(context.Background(), in, Options{Rounds: 2})
	if err != nil || p.Totals.Exposure < 0 || p.Totals.Exposure > maxFigure || p.Totals.Makespan != 79*MaxInteger {
		t.Errorf("%v %+v", err, p.Totals)
	}
}

func TestACancelledPlanIsStillAPlanAndSaysHowFarItCame(t *testing.T) {
	in := Generate(10, 80, 1)
	ctx, cancel := context.WithCancel(context.Background())
	p, err := Solve(ctx, in, Options{Rounds: 1000, Progress: func(p Progress) {
		if p.Round == 3 {
			cancel()
		}
	}})
	if err != nil || p.Rounds != 3 || len(p.Assignments) != 80 {
		t.Fatalf("%v: %d rounds", err, p.Rounds)
	}
	same, _ := Solve(context.Background(), in, Options{Rounds: 3})
	if string(p.Encode()) != string(same.Encode()) {
		t.Error("three rounds by deadline are not three rounds by budget")
	}
	p, err = Solve(ctx, in, Options{Rounds: 5})
	if err != nil || p.Rounds != 0 || len(p.Assignments) != 80 {
		t.Errorf("cancelled before: %v, %d rounds, %d cells", err, p.Rounds, len(p.Assignments))
	}
}

func TestAnInstanceThatIsNotWholeIsRefused(t *testing.T) {
	in := prison(1, 1)
	in.Groups = []Group{{ID: "G", Cells: []string{"nowhere"}}}
	_, err := Solve(context.Background(), in, Options{})
	if !errors.Is(err, &models.Fault{Code: models.Invalid}) {
		t.Errorf("%v", err)
	}
	if _, err := Solve(context.Background(), prison(1, 1), Options{Seed: MaxSeed + 1}); !errors.Is(err, &models.Fault{Code: models.Invalid}) {
		t.Errorf("%v", err)
	}
}
