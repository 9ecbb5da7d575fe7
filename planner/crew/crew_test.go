package crew_test

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/crew"
)

type judge interface {
	Fatal(...any)
	Errorf(string, ...any)
}

func proposed(t interface{ Fatal(...any) }, r *crew.Roster, o crew.Options) *crew.Proposal {
	p, err := crew.Propose(context.Background(), r, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestWhoeverWaitsForTeamsIsToldOfEachSite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawn(t, 6)
		plain := proposed(t, r, crew.Options{Seed: 1, Rounds: 2})
		last := 0
		told := proposed(t, r, crew.Options{Seed: 1, Rounds: 2, Workers: 2, Progress: func(done, of int) {
			if last++; done != last || of != len(r.Sites) {
				t.Errorf("site %d was told as %d of %d", last, done, of)
			}
		}})
		if last != len(r.Sites) || !bytes.Equal(told.Encode(), plain.Encode()) {
			t.Errorf("%d of %d sites were told of", last, len(r.Sites))
		}
	})
}

// drawn draws a roster for one or two small sites, with decisions by hand.
func drawn(t *rapid.T, officers int) *crew.Roster {
	in := &planner.Instance{Policy: planner.Policy{ConflictOfInterest: rapid.SampledFrom([]planner.Conflict{"", planner.ConflictWing, planner.ConflictBuilding}).Draw(t, "policy")}}
	r := &crew.Roster{Instance: in}
	for i := range rapid.IntRange(1, 2).Draw(t, "sites") {
		id := fmt.Sprintf("S%d", i)
		site := planner.Site{ID: id, Teams: []planner.Team{}}
		for j := range rapid.IntRange(1, 6).Draw(t, "cells") {
			c := planner.Cell{ID: fmt.Sprintf("%s-C%d", id, j), Building: "B", Wing: rapid.SampledFrom([]string{"A", "B"}).Draw(t, "wing"), Landing: "L",
				Duration: rapid.IntRange(5, 30).Draw(t, "duration"), Priority: rapid.IntRange(1, 3).Draw(t, "priority"), Weight: 1}
			if rapid.Bool().Draw(t, "evidence") {
				c.Needs.Skills = []string{"evidence"}
			}
			if rapid.IntRange(0, 3).Draw(t, "dogs") == 0 {
				c.Needs.Skills = append(c.Needs.Skills, "dog")
			}
			if rapid.IntRange(0, 2).Draw(t, "women") == 0 {
				c.Needs.OfficersOfSex = &planner.SexNeed{Sex: "f", Count: rapid.IntRange(1, 2).Draw(t, "count")}
			}
			site.Cells = append(site.Cells, c)
		}
		if n := rapid.IntRange(0, min(3, len(site.Cells))).Draw(t, "firstWave"); n > 0 {
			g := planner.Group{ID: "G" + id, FirstWave: true}
			for _, c := range site.Cells[:n] {
				g.Cells = append(g.Cells, c.ID)
			}
			in.Groups = append(in.Groups, g)
		}
		in.Sites = append(in.Sites, site)
		r.Sites = append(r.Sites, drawnSite(t, id, officers))
	}
	return r
}

func drawnSite(t *rapid.T, id string, officers int) crew.Site {
	least := rapid.IntRange(1, 2).Draw(t, "least")
	s := crew.Site{ID: id, Sizes: crew.Sizes{Least: least, Most: least + rapid.IntRange(0, 2).Draw(t, "more")}}
	for j := range rapid.IntRange(0, officers).Draw(t, "officers") {
		o := crew.Officer{Officer: planner.Officer{ID: fmt.Sprintf("%s-O%d", id, j), Sex: rapid.SampledFrom([]string{"f", "m"}).Draw(t, "sex")},
			Rank: rapid.IntRange(0, 9).Draw(t, "rank")}
		for _, skill := range []string{"lead", "evidence", "dog"} {
			if rapid.IntRange(0, 2).Draw(t, skill) == 0 {
				o.Skills = append(o.Skills, skill)
			}
		}
		if rapid.IntRange(0, 3).Draw(t, "home") == 0 {
			o.Home = &planner.Home{Site: id, Building: "B", Wing: rapid.SampledFrom([]string{"A", "B"}).Draw(t, "homeWing")}
		}
		if rapid.IntRange(0, 3).Draw(t, "late") == 0 {
			o.Shift = &planner.Window{From: 15, To: planner.Forever}
		}
		s.Officers = append(s.Officers, o)
	}
	if n := len(s.Officers); n >= 3 {
		if rapid.IntRange(0, 2).Draw(t, "apart") == 0 {
			s.Apart = [][]string{{s.Officers[0].ID, s.Officers[1].ID}}
		}
		if rapid.IntRange(0, 2).Draw(t, "together") == 0 && s.Sizes.Most >= 2 {
			s.Together = [][]string{{s.Officers[1].ID, s.Officers[2].ID}}
		}
	}
	return s
}

func TestEveryOfficerIsInOneTeamAtMostAndWhatIsDecidedByHandIsKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawn(t, 9)
		for i := range r.Sites {
			s := &r.Sites[i]
			if len(s.Officers) >= 4 && rapid.Bool().Draw(t, "locked") {
				s.Together, s.Apart = nil, nil
				s.Officers[0].Team, s.Officers[0].Locked = s.ID+"-X", true
				s.Officers[3].Team = s.ID + "-Y"
				if rapid.Bool().Draw(t, "lockedTeam") {
					s.Teams = []crew.Fixed{{ID: s.ID + "-Y", Locked: true}}
				}
			}
		}
		p := proposed(t, r, crew.Options{Seed: 1, Rounds: 2, Plans: 2})
		for i := range p.Sites {
			wellMade(t, &r.Sites[i], &p.Sites[i])
		}
	})
}

// wellMade holds sizes, locks, and that nobody is in two places.
func wellMade(t judge, s *crew.Site, got *crew.SiteTeams) {
	in := map[string]string{}
	locked := map[string]bool{}
	for _, f := range s.Teams {
		locked[f.ID] = f.Locked
	}
	put := func(id, team string) {
		if _, twice := in[id]; twice {
			t.Errorf("officer %s is in %q and %q", id, in[id], team)
		}
		in[id] = team
	}
	for _, x := range got.Teams {
		if n := len(x.Officers); !locked[x.ID] && len(s.Officers) >= 2*s.Sizes.Least && (n < s.Sizes.Least || n > s.Sizes.Most) {
			t.Errorf("team %s has %d officers, not %d to %d: %+v", x.ID, n, s.Sizes.Least, s.Sizes.Most, s)
		}
		for _, o := range x.Officers {
			put(o.ID, x.ID)
			if len(o.Why) == 0 {
				t.Errorf("nothing says why %s is in %s", o.ID, x.ID)
			}
		}
	}
	for _, id := range got.Reserve {
		put(id, "")
	}
	for _, o := range s.Officers {
		team, there := in[o.ID]
		if !there {
			t.Errorf("officer %s is nowhere", o.ID)
		}
		if (o.Locked || locked[o.Team]) && team != o.Team {
			t.Errorf("officer %s is in %q, locked to %q", o.ID, team, o.Team)
		}
		if locked[team] && o.Team != team {
			t.Errorf("officer %s is in the locked team %q", o.ID, team)
		}
	}
	for _, list := range s.Together {
		if in[list[0]] != in[list[1]] {
			t.Errorf("%v are in %q and %q", list, in[list[0]], in[list[1]])
		}
	}
	for _, list := range s.Apart {
		if in[list[0]] == in[list[1]] && in[list[0]] != "" && !slices.ContainsFunc(got.Lacking, func(r crew.Reason) bool { return r.Code == crew.LacksPeace }) {
			t.Errorf("%v are both in %q", list, in[list[0]])
		}
	}
}

func TestATeamHasALeadAsLongAsThereAreAny(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawn(t, 9)
		for i := range r.Sites { // nothing that would come before a lead
			r.Sites[i].Together, r.Sites[i].Apart, r.Instance.Groups = nil, nil, nil
			for j := range r.Instance.Sites[i].Cells {
				r.Instance.Sites[i].Cells[j].Needs = planner.Needs{}
			}
			for j := range r.Sites[i].Officers {
				r.Sites[i].Officers[j].Home, r.Sites[i].Officers[j].Shift = nil, nil
			}
		}
		p := proposed(t, r, crew.Options{Seed: 1, Rounds: 2, Plans: 2})
		for i, s := range p.Sites {
			leads := map[string]bool{}
			for _, o := range r.Sites[i].Officers {
				leads[o.ID] = slices.Contains(o.Skills, "lead")
			}
			without, spare := 0, 0
			count := func(list []string) (n int) {
				for _, id := range list {
					if leads[id] {
						n++
					}
				}
				return n
			}
			for _, x := range s.Teams {
				var ids []string
				for _, o := range x.Officers {
					ids = append(ids, o.ID)
				}
				switch n := count(ids); {
				case n == 0:
					without++
				default:
					spare += n - 1
				}
			}
			if without > 0 && spare+count(s.Reserve) > 0 {
				t.Errorf("%d teams have no lead, and %d leads are to spare: %+v", without, spare, s.Teams)
			}
		}
	})
}

// The search is no exact method: how often it misses is measured, and bounded.
func TestHardlyEverDoOtherTeamsCoverMoreThanThoseProposed(t *testing.T) {
	sites, missed := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		r := drawn(t, 6)
		p := proposed(t, r, crew.Options{Seed: 1})
		for i := range p.Sites {
			if len(r.Sites[i].Officers) < r.Sites[i].Sizes.Least {
				continue
			}
			left := 0
			bare := crew.Bare(t, r, p, i)
			for _, c := range r.Instance.Sites[i].Cells {
				if bare[c.ID] {
					left += c.Priority
				}
			}
			least := leastLeft(r, i)
			sites++
			if left < least[0] {
				t.Fatalf("cells of priority %d have no team, and %d is the least\n%s\n%s", left, least[0], r.Encode(), p.Encode())
			}
			if left > least[0] || least[1] == 0 && p.Sites[i].Price.Slip > 0 {
				missed++
			}
		}
	})
	t.Logf("of %d sites, %d could have covered more, or started their first wave at H", sites, missed)
	if missed*50 > sites {
		t.Errorf("of %d sites, %d could have covered more", sites, missed)
	}
}

func TestTheProposalIsNeverWorseThanDealingTheOfficersRound(t *testing.T) {
	sum, dealt, fewer := 0, 0, 0
	for seed := uint64(1); seed <= 50; seed++ {
		r := crew.Generate(2, 14, seed)
		p := proposed(t, r, crew.Options{Seed: seed})
		base := crew.Dealt(t, r)
		x, err := crew.Price(context.Background(), r, base, p, crew.Options{Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		if x.Before.UnsearchedPriority < x.After.UnsearchedPriority || x.Before.UnsearchedPriority == x.After.UnsearchedPriority &&
			(x.Before.Slip < x.After.Slip || x.Before.Slip == x.After.Slip && x.Before.Makespan < x.After.Makespan) {
			t.Errorf("seed %d: dealt %+v, proposed %+v", seed, x.Before, x.After)
		}
		if x.After.UnsearchedPriority == x.Before.UnsearchedPriority {
			sum, dealt = sum+x.After.SumMakespan, dealt+x.Before.SumMakespan
		} else {
			fewer++
		}
	}
	t.Logf("fewer cells left out in %d of 50 operations; in the others the sites end at %d.%d %% of what dealing gives", fewer, sum*100/dealt, sum*1000/dealt%10)
}

func TestTeamsAreTheSameOnAnyNumberOfCores(t *testing.T) {
	r := crew.Generate(12, 90, 5)
	var first []byte
	for _, cores := range []int{1, 2, 3} {
		before := runtime.GOMAXPROCS(cores)
		got := proposed(t, r, crew.Options{Seed: 7, Rounds: 2}).Encode()
		runtime.GOMAXPROCS(before)
		if first == nil {
			first = got
		}
		if !bytes.Equal(first, got) {
			t.Fatalf("on %d cores the teams are others", cores)
		}
	}
}

// Two officers who are too few for a team of three are a team that cannot be
// made, not the end of the program.
func TestTooFewOfficersForAnyTeamAreAReserve(t *testing.T) {
	in := &planner.Instance{Sites: []planner.Site{{ID: "S", Teams: []planner.Team{}, Cells: []planner.Cell{{ID: "C", Building: "B", Wing: "A", Landing: "L", Duration: 10, Priority: 1, Weight: 1}}}}}
	officers := []crew.Officer{{Officer: planner.Officer{ID: "a", Sex: "f"}}, {Officer: planner.Officer{ID: "b", Sex: "m"}}}
	for seed := range uint64(8) {
		p := proposed(t, &crew.Roster{Instance: in, Sites: []crew.Site{{ID: "S", Sizes: crew.Sizes{Least: 3, Most: 4}, Officers: officers}}}, crew.Options{Seed: seed, Rounds: 24})
		if len(p.Sites) != 1 || len(p.Sites[0].Teams) != 0 || len(p.Sites[0].Reserve) != 2 {
			t.Fatalf("%+v", p.Sites)
		}
	}
}
