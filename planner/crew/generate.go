package crew

import (
	"fmt"
	"math/rand/v2"

	"github.com/cellsweep/cellsweep/planner"
)

// Generate makes a roster for planner.Generate's instance of as many sites and
// cells: about three officers for each team that the instance would have, a
// quarter of them women, a third leads, half trained for evidence, a fifth at work
// in a wing of the site, some of them early or late, with pairs that are to be
// together or apart. The same arguments give the same roster.
func Generate(sites, cells int, seed uint64) *Roster {
	rng := rand.New(rand.NewPCG(seed, 0x63726577))
	chance := func(percent int) bool { return rng.IntN(100) < percent }
	r := &Roster{Instance: planner.Generate(sites, cells, seed), Sizes: Sizes{LeastSize, MostSize, 0}}
	for i := range r.Instance.Sites {
		src := &r.Instance.Sites[i]
		s := Site{ID: src.ID, Sizes: r.Sizes}
		n := max(2, len(src.Teams)*3+rng.IntN(3)-1)
		for j := range n {
			o := Officer{Officer: planner.Officer{ID: fmt.Sprintf("%s-P%d", src.ID, j+1), Sex: "m", Skills: []string{}}, Rank: rng.IntN(20)}
			if chance(25) {
				o.Sex = "f"
			}
			if chance(33) {
				o.Skills = append(o.Skills, lead)
			}
			if chance(50) {
				o.Skills = append(o.Skills, "evidence")
			}
			if c := &src.Cells[rng.IntN(len(src.Cells))]; chance(20) {
				o.Home = &planner.Home{Site: src.ID, Building: c.Building, Wing: c.Wing}
			}
			switch {
			case chance(10):
				o.Shift = &planner.Window{From: -120, To: src.Window.To / 2}
			case chance(10):
				o.Shift = &planner.Window{From: 20, To: src.Window.To + 120}
			default:
				o.Shift = &planner.Window{From: -60, To: src.Window.To + 60}
			}
			s.Officers = append(s.Officers, o)
		}
		if n >= 6 && chance(30) {
			s.Together = append(s.Together, []string{s.Officers[0].ID, s.Officers[1].ID})
		}
		if n >= 6 && chance(30) {
			s.Apart = append(s.Apart, []string{s.Officers[2].ID, s.Officers[3].ID})
		}
		r.Sites = append(r.Sites, s)
	}
	return r
}
