package planner

import (
	"slices"
	"strings"
	"testing"
)

// wave is a prison of which the first n cells are the first wave.
func waveOf(in *Instance, n int) *Instance {
	g := Group{ID: "G", FirstWave: true}
	for _, c := range in.Sites[0].Cells[:n] {
		g.Cells = append(g.Cells, c.ID)
	}
	in.Groups = []Group{g}
	return in
}

func only(t *testing.T, p *Plan, constraint string) Conflicted {
	t.Helper()
	if len(p.Infeasible) != 1 || p.Infeasible[0].Constraint != constraint {
		t.Fatalf("%+v", p.Infeasible)
	}
	return p.Infeasible[0]
}

func TestTooFewWomenForTheFirstWaveIsSaidInPlainWords(t *testing.T) {
	in := waveOf(prison(4, 6), 4)
	s := &in.Sites[0]
	in.Policy.ConflictOfInterest = ConflictWing
	for i := range s.Teams {
		s.Teams[i].Officers = []Officer{{ID: at("O%d", i), Sex: "m"}}
	}
	for i := range 3 {
		s.Cells[i].Needs.OfficersOfSex = &SexNeed{"f", 1}
	}
	s.Teams[0].Officers[0].Sex, s.Teams[1].Officers[0].Sex, s.Teams[2].Officers[0].Sex = "f", "f", "f"
	s.Teams[2].Officers[0].Home = &Home{"S", "B", "W"}
	p := lawful(t, in)
	c := only(t, p, "firstWave")
	if !slices.Equal(c.Cells, []string{"C0", "C1", "C2"}) || !slices.Equal(c.Teams, []string{"T0", "T1"}) {
		t.Errorf("%+v", c)
	}
	for _, words := range []string{"3 cells", "2 teams", "T2 is barred", "T3 lacks officers of the sex"} {
		if !strings.Contains(c.Why, words) {
			t.Errorf("%q is not in %q", words, c.Why)
		}
	}
	wantRepairs(t, c, "Leave out C0.", "Search C0 after", "Let O2 of team T2", "Lend")
}

// wantRepairs asks for these repairs and no others, all of them planned again.
func wantRepairs(t *testing.T, c Conflicted, want ...string) {
	t.Helper()
	if len(c.Repairs) != len(want) {
		t.Errorf("%+v", c.Repairs)
	}
	for _, w := range want {
		if !slices.ContainsFunc(c.Repairs, func(r Repair) bool { return r.Verified && strings.HasPrefix(r.Change, w) }) {
			t.Errorf("no verified repair begins with %q: %+v", w, c.Repairs)
		}
	}
}

func TestTooFewDogsForTheFirstWaveAreNamed(t *testing.T) {
	in := waveOf(prison(4, 4), 3)
	in.Sites[0].Equipment = []Equipment{{"dog", 2}}
	for i := range 3 {
		in.Sites[0].Cells[i].Needs.Equipment = []EquipmentNeed{{"dog", 0, 5}}
	}
	p := lawful(t, in)
	if p.Totals.GroupSlip != 5 {
		t.Errorf("%+v", p.Totals)
	}
	c := only(t, p, "firstWave")
	if c.Params["kind"] != "dog" || len(c.Cells) != 3 {
		t.Errorf("%+v", c)
	}
	wantRepairs(t, c, "Leave out C0.", "Search C0 after", "Bring one more of dog")
}

func TestAnOverfullLandingAndALateCellAreNamed(t *testing.T) {
	in := waveOf(prison(4, 3), 3)
	limit := 2
	in.Policy.MaxTeamsPerLanding = &limit
	if c := only(t, lawful(t, in), "firstWave"); c.Params["maxTeamsPerLanding"] != 2 {
		t.Errorf("%+v", c)
	}
	in = waveOf(prison(4, 3), 2)
	in.Sites[0].Cells[1].Window = &Window{6, 90}
	c := only(t, lawful(t, in), "firstWave")
	if c.Params["earliest"] != 6 || !slices.Equal(c.Cells, []string{"C1"}) {
		t.Errorf("%+v", c)
	}
	wantRepairs(t, c, "Leave out C1.", "Search C1 after", "Take group G", "Let the hours of C1 begin 6 minutes earlier")
}

func TestAGroupThatCannotMeetNamesTheTolerance(t *testing.T) {
	in := prison(1, 2)
	in.Groups = []Group{{ID: "G", Cells: []string{"C0", "C1"}, Tolerance: 3}}
	p := lawful(t, in)
	if p.Totals.GroupSlip != 8 {
		t.Errorf("%+v", p.Totals)
	}
	wantRepairs(t, only(t, p, "group"), "Raise the tolerance of group G by 8", "Take C0 out of group G", "Lend site S", "Leave out C0")
}
