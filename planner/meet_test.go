package planner

import (
	"context"
	"fmt"
	"testing"
)

// Minute by minute, a later group is sought at which a site is over sooner and
// none later; halving stretches of minutes must find one wherever that does.
func TestWhereALaterGroupCouldMeetIsFound(t *testing.T) {
	could, stay := 0, 0
	for seed := uint64(1); seed <= 4; seed++ {
		s := newSolver(parsed(t, linked(Generate(6, 40, seed))), Options{Seed: 1})
		s.construct()
		s.premise = s.packs()
		for i := range s.works {
			s.bound(i)
			s.settle(t.Context(), &s.works[i], i, 8, s.premise.firm) // its best with the slots as they are
		}
		for g := range s.p.groups {
			if !s.mayMove(g) || s.newMeeting(g) == nil {
				continue
			}
			name, before := fmt.Sprintf("seed %d, group %s", seed, s.p.groups[g].id), s.standing(s.best())
			there := s.meetsSomewhere(t.Context(), g)
			switch moved := s.meet(t.Context(), g); {
			case there && !moved:
				t.Errorf("%s could meet at another minute, which was not found", name)
			case moved:
				could++
				if after := s.standing(s.best()); after.sum >= before.sum || after.makespan > before.makespan || after.slip > 0 {
					t.Errorf("%s: %+v after %+v", name, after, before)
				}
			default:
				stay++
			}
		}
		p := s.finish(s.p.in.Hash(), 0)
		for _, v := range violations(s.p.in, p) {
			t.Errorf("seed %d: %v", seed, v)
		}
	}
	t.Logf("%d groups came to a better minute, %d have none", could, stay)
	if could < 3 || stay < 3 {
		t.Errorf("%d groups came to a better minute, %d have none", could, stay)
	}
}

// linked links a cell of each site, which is in no group, with one of the next site.
func linked(in *Instance) *Instance {
	taken := map[string]bool{}
	for _, g := range in.Groups {
		for _, id := range g.Cells {
			taken[id] = true
		}
	}
	free := func(s *Site) string {
		for i := range s.Cells {
			if id := s.Cells[len(s.Cells)-1-i].ID; !taken[id] {
				taken[id] = true
				return id
			}
		}
		return ""
	}
	for i := range len(in.Sites) - 1 {
		if a, b := free(&in.Sites[i]), free(&in.Sites[i+1]); a != "" && b != "" {
			in.Groups = append(in.Groups, Group{ID: fmt.Sprintf("L%d", i), Cells: []string{a, b}, Tolerance: i % 3})
		}
	}
	return in
}

// meetsSomewhere asks every minute by itself.
func (s *solver) meetsSomewhere(ctx context.Context, g int) bool {
	m := s.newMeeting(g)
	for lead, i := range m.sites {
		for over := s.bound(i).Value; over < s.works[i].best.makespan; over++ {
			m.overBy(lead, over, 0)
			for at := 0; at <= s.lastStart(m); at++ {
				all := true
				for k := range m.sites {
					if m.dear = 0; all {
						all = m.ask(ctx, k, at, at+m.g.tolerance) != nil
					}
				}
				if all {
					return true
				}
			}
		}
	}
	return false
}

func TestGroupsAcrossSitesAreProvenWhereTheyCanMeet(t *testing.T) {
	in := parsed(t, Generate(66, 500, 2))
	p := solved(t, in, Options{Seed: 1, Rounds: DefaultRounds})
	for _, v := range violations(in, p) {
		t.Error(v)
	}
	proven := 0
	for i := range p.Sites {
		if p.Sites[i].Proven {
			proven++
		}
	}
	if p.Totals.SumMakespan > 5154 || proven < 65 {
		t.Errorf("%d sites proven of 66, %+v", proven, p.Totals)
	}
}
