package crew

import (
	"cmp"
	"context"
	"slices"

	"github.com/cellsweep/cellsweep/planner"
)

// less orders prices as the planner orders plans.
func (a Figures) less(b Figures) bool {
	return cmp.Or(cmp.Compare(a.UnsearchedPriority, b.UnsearchedPriority), cmp.Compare(a.Slip, b.Slip), cmp.Compare(a.Makespan, b.Makespan),
		cmp.Compare(a.SumMakespan, b.SumMakespan), cmp.Compare(a.Exposure, b.Exposure)) < 0
}

func priceOf(t planner.Totals) Figures {
	return Figures{t.UnsearchedPriority, t.GroupSlip + t.SiteSlip, t.Makespan, t.SumMakespan, t.Exposure}
}

// With is the instance with the teams of a proposal, and the roster's kit; sites
// that the proposal does not name keep the teams that they have there. Pins
// and forbids of teams that are no more go, and waivers of officers in no team.
// The error is a models.Fault, as of Keep.
func (r *Roster) With(p *Proposal) (*planner.Instance, error) {
	kept, err := r.Keep(p, true)
	if err != nil {
		return nil, err
	}
	in := r.Instance.Clone()
	for i := range kept.Sites {
		s := &kept.Sites[i]
		if !slices.ContainsFunc(p.Sites, func(x SiteTeams) bool { return x.ID == s.ID }) {
			continue
		}
		teams := []planner.Team{}
		for _, f := range s.Teams {
			t := planner.Team{ID: f.ID}
			var people []person
			var members []int
			for j := range s.Officers {
				if s.Officers[j].Team == f.ID {
					t.Officers = append(t.Officers, s.Officers[j].Officer)
					members, people = append(members, len(people)), append(people, person{src: &s.Officers[j]})
				}
			}
			t.Shift = shiftOf(members, people)
			if len(t.Officers) > 0 {
				teams = append(teams, t)
			}
		}
		s.into(in, teams)
	}
	settle(in)
	return in, in.Validate()
}

// into puts teams and kit into the site of an instance.
func (s *Site) into(in *planner.Instance, teams []planner.Team) {
	for i := range in.Sites {
		if in.Sites[i].ID == s.ID {
			in.Sites[i].Teams = teams
			if s.HasKit {
				in.Sites[i].Equipment = s.Equipment
			}
		}
	}
}

// settle drops what refers to cells, teams and officers that are not there.
func settle(in *planner.Instance) {
	cells, teams, officers := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range in.Sites {
		for _, c := range in.Sites[i].Cells {
			cells[c.ID] = true
		}
		for _, t := range in.Sites[i].Teams {
			teams[t.ID] = true
			for _, o := range t.Officers {
				officers[o.ID] = true
			}
		}
	}
	in.Pins = slices.DeleteFunc(in.Pins, func(x planner.Pin) bool { return !cells[x.Cell] || !teams[x.Team] })
	in.Forbid = slices.DeleteFunc(in.Forbid, func(x planner.Forbid) bool { return !cells[x.Cell] || !teams[x.Team] })
	in.Waivers = slices.DeleteFunc(in.Waivers, func(x planner.Waiver) bool { return !cells[x.Cell] || !officers[x.Officer] })
	groups := []planner.Group{}
	for _, g := range in.Groups {
		g.Cells = slices.DeleteFunc(slices.Clone(g.Cells), func(id string) bool { return !cells[id] })
		if len(g.Cells) > 0 {
			groups = append(groups, g)
		}
	}
	in.Groups = groups
}

// priceSite plans a site by itself with some teams.
func (r *Roster) priceSite(ctx context.Context, s *Site, teams []planner.Team, o Options) (Figures, error) {
	plan, _, err := r.planSite(ctx, s, teams, o)
	if err != nil {
		return Figures{}, err
	}
	return priceOf(plan.Totals), nil
}

func (r *Roster) planSite(ctx context.Context, s *Site, teams []planner.Team, o Options) (*planner.Plan, *planner.Instance, error) {
	in := &planner.Instance{Policy: r.Instance.Policy, Groups: r.Instance.Groups}
	in.Policy.MakespanSlackPercent = 0
	for i := range r.Instance.Sites {
		if r.Instance.Sites[i].ID == s.ID {
			in.Sites = []planner.Site{r.Instance.Sites[i]}
		}
	}
	in.Pins, in.Forbid = slices.Clone(r.Instance.Pins), slices.Clone(r.Instance.Forbid)
	in.Waivers = slices.Clone(r.Instance.Waivers)
	s.into(in, teams)
	settle(in)
	plan, err := planner.Solve(ctx, in, planner.Options{Seed: o.Seed, Rounds: o.PlanRounds})
	return plan, in, err
}

// price plans the whole operation with the teams of a proposal.
func (r *Roster) price(ctx context.Context, p *Proposal, o Options) (Figures, error) {
	in, err := r.With(p)
	if err != nil {
		return Figures{}, err
	}
	plan, err := planner.Solve(ctx, in, planner.Options{Seed: o.Seed, Rounds: o.PlanRounds})
	if err != nil {
		return Figures{}, err
	}
	return priceOf(plan.Totals), nil
}
