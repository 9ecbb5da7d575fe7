package planner

import (
	"context"
	"testing"
)

// prison is one site: cells of ten minutes on one landing, teams of nobody.
func prison(teams, cells int) *Instance {
	s := Site{ID: "S", Walk: Walk{1, 3, 5, 9}}
	for i := range teams {
		s.Teams = append(s.Teams, Team{ID: at("T%d", i)})
	}
	for i := range cells {
		s.Cells = append(s.Cells, Cell{ID: at("C%d", i), Building: "B", Wing: "W", Landing: "L", Duration: 10, Priority: 1, Weight: 1})
	}
	return &Instance{Sites: []Site{s}}
}

// lawful plans and asks for every rule to be kept.
func lawful(t *testing.T, in *Instance) *Plan {
	t.Helper()
	p, err := Solve(context.Background(), in, Options{Seed: 1, Rounds: 8})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range violations(in, p) {
		t.Error(v)
	}
	return p
}

func (p *Plan) at(cell string) Assignment {
	for _, a := range p.Assignments {
		if a.Cell == cell {
			return a
		}
	}
	return Assignment{Start: -1}
}

func (p *Plan) rule(cell string) string {
	for _, u := range p.Unsearched {
		if u.Cell == cell {
			return u.Rule
		}
	}
	return ""
}

func wantMakespan(t *testing.T, p *Plan, want int) {
	t.Helper()
	if p.Totals.Makespan != want || len(p.Unsearched) > 0 {
		t.Errorf("makespan %d, want %d; unsearched %v", p.Totals.Makespan, want, p.Unsearched)
	}
}

func TestATeamIsNeverInTwoCellsAtOnceAndWalksBetween(t *testing.T) {
	wantMakespan(t, lawful(t, prison(1, 3)), 32)
	in := prison(1, 2)
	in.Sites[0].Cells[1].Building = "B2"
	wantMakespan(t, lawful(t, in), 29)
	in.Sites[0].Cells[1].Building, in.Sites[0].Cells[1].Wing = "B", "W2"
	wantMakespan(t, lawful(t, in), 25)
	in.Sites[0].Cells[1].Wing, in.Sites[0].Cells[1].Landing = "W", "L2"
	wantMakespan(t, lawful(t, in), 23)
}

func TestADogIsInOneCellAtATime(t *testing.T) {
	in := prison(2, 2)
	in.Sites[0].Equipment = []Equipment{{"dog", 1}}
	for i := range in.Sites[0].Cells {
		in.Sites[0].Cells[i].Needs.Equipment = []EquipmentNeed{{"dog", 2, 4}}
	}
	wantMakespan(t, lawful(t, in), 14) // the dog's four minutes after the other's
	in.Sites[0].Equipment[0].Count = 2
	wantMakespan(t, lawful(t, in), 10)
}

func TestTwoNeedsOfAKindAreTwoUnits(t *testing.T) {
	in := prison(1, 1)
	in.Sites[0].Equipment = []Equipment{{"dog", 1}}
	in.Sites[0].Cells[0].Needs.Equipment = []EquipmentNeed{{"dog", 0, 5}, {"dog", 4, 5}}
	if p := lawful(t, in); p.rule("C0") != RuleEquipment {
		t.Errorf("%+v", p.Unsearched)
	}
	in.Sites[0].Cells[0].Needs.Equipment[1].From = 5
	wantMakespan(t, lawful(t, in), 10)
}

func TestASearchLiesInEveryWindow(t *testing.T) {
	in := prison(2, 3)
	s := &in.Sites[0]
	s.Window = &Window{0, 40}
	s.Cells[0].Window = &Window{15, 25}
	s.Teams[1].Shift = &Window{-60, 12}
	p := lawful(t, in)
	if p.at("C0").Start != 15 || len(p.Unsearched) > 0 {
		t.Errorf("%+v", p)
	}
	s.Cells[0].Window = &Window{35, 90}
	if p := lawful(t, in); p.rule("C0") != RuleWindow {
		t.Errorf("a window beyond the site's: %+v", p.Unsearched)
	}
	s.Cells[0].Window = &Window{30, 40}
	s.Teams[0].Shift = &Window{0, 35}
	if p := lawful(t, in); p.rule("C0") != RuleShift {
		t.Errorf("nobody on shift: %+v", p.Unsearched)
	}
}

func TestTheFirstWaveStartsAtH(t *testing.T) {
	in := prison(3, 9)
	in.Groups = []Group{{ID: "G", Cells: []string{"C8", "C7", "C6"}, FirstWave: true}}
	p := lawful(t, in)
	for _, c := range in.Groups[0].Cells {
		if p.at(c).Start != 0 {
			t.Errorf("%s starts at %d", c, p.at(c).Start)
		}
	}
	if p.Totals.GroupSlip != 0 {
		t.Errorf("%+v", p.Totals)
	}
}

// Each team but one may search a single cell only: a greedy choice that gives
// the one team that can do everything to the first cell leaves the last without.
func TestTheFirstWaveIsMatchedExactly(t *testing.T) {
	in := prison(4, 4)
	s := &in.Sites[0]
	g := Group{ID: "G", FirstWave: true}
	for i := range s.Cells {
		s.Teams[i].Officers = []Officer{{ID: at("O%d", i), Skills: []string{at("k%d", i)}}}
		s.Cells[i].Needs.Skills = []string{at("k%d", i)}
		g.Cells = append(g.Cells, s.Cells[i].ID)
	}
	s.Teams[0].Officers[0].Skills = []string{"k0", "k1", "k2", "k3"}
	s.Teams[1].Officers[0].Skills = []string{"k0", "k1"}
	in.Groups = []Group{g}
	wantMakespan(t, lawful(t, in), 10)
}

func TestLinkedCellsOfSeveralSitesAreHitWithinTheTolerance(t *testing.T) {
	in := prison(1, 4)
	b := prison(1, 2).Sites[0].clone()
	b.ID, b.Teams[0].ID, b.Cells[0].ID, b.Cells[1].ID = "S2", "U", "D0", "D1"
	b.Cells[1].Window = &Window{13, 60}
	in.Sites = append(in.Sites, b)
	in.Groups = []Group{{ID: "G", Cells: []string{"C3", "D1"}, Tolerance: 2}}
	p := lawful(t, in)
	if p.Totals.GroupSlip != 0 || p.Totals.SiteSlip != 0 || len(p.Unsearched) > 0 {
		t.Errorf("%+v %+v", p.Totals, p.Assignments)
	}
}

func TestSkillsAndSexAreKept(t *testing.T) {
	in := prison(2, 4)
	s := &in.Sites[0]
	s.Teams[0].Officers = []Officer{{ID: "A", Sex: "f", Skills: []string{"lead"}}, {ID: "B", Sex: "f"}}
	s.Teams[1].Officers = []Officer{{ID: "C", Sex: "f"}}
	s.Cells[0].Needs.Skills = []string{"lead"}
	s.Cells[1].Needs.OfficersOfSex = &SexNeed{"f", 2}
	s.Cells[2].Needs.Skills = []string{"evidence"}
	s.Cells[3].Needs.OfficersOfSex = &SexNeed{"m", 1}
	p := lawful(t, in)
	if p.at("C0").Team != "T0" || p.at("C1").Team != "T0" || p.rule("C2") != RuleNoSkill || p.rule("C3") != RuleNoSex {
		t.Errorf("%+v %+v", p.Assignments, p.Unsearched)
	}
}

func TestNobodySearchesAtHomeUnlessWaived(t *testing.T) {
	for policy, barred := range map[Conflict][3]bool{ConflictNone: {}, ConflictWing: {true}, ConflictBuilding: {true, true}, ConflictEstablishment: {true, true, true}} {
		in := prison(1, 3)
		in.Policy.ConflictOfInterest = policy
		s := &in.Sites[0]
		s.Teams[0].Officers = []Officer{{ID: "O", Home: &Home{"S", "B", "W"}}}
		s.Cells[1].Wing = "W2"
		s.Cells[2].Building = "B2" // wing W of another building is another wing
		p := lawful(t, in)
		for i, want := range barred {
			if got := p.rule(s.Cells[i].ID) == RuleConflict; got != want {
				t.Errorf("%s, cell %d: barred %v", policy, i, got)
			}
		}
		in.Waivers = []Waiver{{"O", "C0", "prosecutor"}}
		if p := lawful(t, in); p.at("C0").Start < 0 {
			t.Errorf("%s: the waiver does not count", policy)
		}
	}
}

func TestALandingHoldsOnlySoManyTeams(t *testing.T) {
	in := prison(4, 4)
	limit := 2
	in.Policy.MaxTeamsPerLanding = &limit
	wantMakespan(t, lawful(t, in), 20)
	limit = 0
	if p := lawful(t, in); len(p.Unsearched) != 4 || p.rule("C0") != RuleCapacity {
		t.Errorf("%+v", p.Unsearched)
	}
}

func TestPinsAndForbidsHold(t *testing.T) {
	in := prison(2, 4)
	in.Pins = []Pin{{"C3", "T1", 7}}
	in.Forbid = []Forbid{{"C0", "T0"}, {"C1", "T0"}}
	p := lawful(t, in)
	if p.at("C3") != (Assignment{"C3", "T1", 7, 17}) || p.at("C0").Team != "T1" || len(p.Unsearched) > 0 {
		t.Errorf("%+v", p.Assignments)
	}
	in.Forbid = append(in.Forbid, Forbid{"C3", "T1"})
	if p := lawful(t, in); p.rule("C3") == "" {
		t.Error("a pin to a forbidden team is searched")
	}
}

func TestASiteThatCannotStartAtHSaysSo(t *testing.T) {
	in := prison(1, 2)
	in.Sites[0].Window = &Window{4, 100}
	p := lawful(t, in)
	if p.Totals.SiteSlip != 4 || len(p.Infeasible) != 1 || p.Infeasible[0].Constraint != "siteStart" {
		t.Errorf("%+v %+v", p.Totals, p.Infeasible)
	}
}

func TestWhatMattersMoreIsSearchedFirstWhereNotAllFits(t *testing.T) {
	in := prison(1, 3)
	in.Sites[0].Window = &Window{0, 21}
	in.Sites[0].Cells[2].Priority = 5
	in.Sites[0].Cells[1].Priority = 3
	p := lawful(t, in)
	if p.Totals.UnsearchedPriority != 1 || p.rule("C0") != RuleCapacity {
		t.Errorf("%+v", p.Unsearched)
	}
	if len(p.Infeasible) != 1 || len(p.Infeasible[0].Repairs) == 0 {
		t.Fatalf("%+v", p.Infeasible)
	}
}

func TestABoundIsProvenOnlyWhenItIsMet(t *testing.T) {
	p := lawful(t, prison(2, 2))
	if s := p.Sites[0]; !s.Proven || s.LowerBound != 10 || s.Bound.Kind != BoundLongest {
		t.Errorf("%+v", s)
	}
	p = lawful(t, prison(1, 3)) // two walks of a minute
	if s := p.Sites[0]; !s.Proven || s.LowerBound != 32 || s.Bound.Kind != BoundForest {
		t.Errorf("%+v", s)
	}
	in := prison(2, 4) // the dog comes to the second team a minute late, which takes a search to see
	in.Sites[0].Equipment = []Equipment{{"dog", 1}}
	for i := range in.Sites[0].Cells {
		in.Sites[0].Cells[i].Needs.Equipment = []EquipmentNeed{{"dog", 0, 1}}
	}
	if s := lawful(t, in).Sites[0]; !s.Proven || s.LowerBound != 22 || s.Bound.Kind != BoundRefuted {
		t.Errorf("%+v", s)
	}
	in = prison(2, 2)
	in.Sites[0].Cells[0].Window = &Window{30, 99}
	if s := lawful(t, in).Sites[0]; !s.Proven || s.LowerBound != 40 || s.Bound.Kind != BoundRelease {
		t.Errorf("%+v", s)
	}
}

func TestMakespanSlackIsSpentOnExposure(t *testing.T) {
	in := parsed(t, Generate(12, 90, 6))
	tight := solved(t, in, Options{Seed: 1, Rounds: 30})
	loose := in.Clone()
	loose.Policy.MakespanSlackPercent = 20
	lawful(t, loose)
	p := solved(t, loose, Options{Seed: 1, Rounds: 30})
	if p.Totals.MakespanBest == nil || *p.Totals.MakespanBest != tight.Totals.Makespan || *p.Totals.SumMakespanBest != tight.Totals.SumMakespan {
		t.Fatalf("best %d and %d, %+v against %+v", *p.Totals.MakespanBest, *p.Totals.SumMakespanBest, p.Totals, tight.Totals)
	}
	if p.Totals.Exposure >= tight.Totals.Exposure || p.Totals.Makespan > tight.Totals.Makespan*120/100 {
		t.Errorf("%+v against %+v", p.Totals, tight.Totals)
	}
}
