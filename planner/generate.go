package planner

import (
	"fmt"
	"math/rand/v2"
)

// Generate makes an instance in the shape of a national operation: sites of
// very different size (the largest about three times the mean), wings and
// landings, teams of two to four of which some work at the site, dogs and
// detectors, searches of a quarter of an hour to three quarters, and groups of
// linked cells across sites, a third of them in the first wave. The first team
// of each site has every skill, officers of both sexes and no home there, so
// that each cell could be searched by itself. The same arguments give the same
// instance.
func Generate(sites, cells int, seed uint64) *Instance {
	g := &generator{rng: rand.New(rand.NewPCG(seed, 0x63656c6c))}
	limit := 3
	in := &Instance{Name: fmt.Sprintf("generated %d/%d/%d", sites, cells, seed), HHour: "2026-05-20T04:00:00Z",
		Policy: Policy{ConflictOfInterest: ConflictWing, MaxTeamsPerLanding: &limit}}
	for i, n := range g.sizes(max(0, sites), cells) {
		in.Sites = append(in.Sites, g.site(fmt.Sprintf("S%03d", i+1), n))
	}
	in.Groups = g.groups(in.Sites)
	return in
}

type generator struct{ rng *rand.Rand }

func (g *generator) chance(percent int) bool { return g.rng.IntN(100) < percent }

// sizes shares the cells out: one each, the rest by weights that are the
// greater of two draws squared, which makes few large sites.
func (g *generator) sizes(sites, cells int) []int {
	out := make([]int, sites)
	weights := make([]int, sites)
	sum := 0
	for i := range weights {
		w := 4 + g.rng.IntN(20)
		weights[i] = w * w
		sum += weights[i]
	}
	rest := max(0, cells-sites)
	left := rest
	for i := range out {
		out[i] = rest * weights[i] / max(1, sum)
		left -= out[i]
		if i < cells {
			out[i]++
		}
	}
	for i := 0; left > 0 && sites > 0; i, left = i+1, left-1 {
		out[i%sites]++
	}
	return out
}

func (g *generator) site(id string, cells int) Site {
	teams := min(max(2, min((cells+2)/3, 5+cells/12)), 64)
	s := Site{ID: id, Window: &Window{0, 60 * (6 + cells/(2*teams))}, Walk: Walk{1, 3, 5, 9},
		Equipment: []Equipment{{"dog", 1 + teams/4}, {"detector", 1 + teams*2/3}, {"locator", 1 + teams/3}}}
	buildings, women := 1+cells/40, g.chance(8)
	for i := range teams {
		s.Teams = append(s.Teams, g.team(fmt.Sprintf("%s-T%d", id, i+1), id, buildings, women, i == 0, s.Window.To))
	}
	for i := range cells {
		s.Cells = append(s.Cells, g.cell(id, i, cells, buildings, women))
	}
	return s
}

func (g *generator) team(id, site string, buildings int, women, complete bool, end int) Team {
	t := Team{ID: id, Shift: &Window{-60, end + 120}}
	size := 2 + g.rng.IntN(3)
	if complete {
		size = 4
	}
	for i := range size {
		o := Officer{ID: fmt.Sprintf("%s-O%d", id, i+1), Sex: "m", Skills: []string{}}
		if i < 2 && (women || complete || g.chance(30)) {
			o.Sex = "f"
		}
		if i == 0 {
			o.Skills = append(o.Skills, "lead")
		}
		if complete || g.chance(45) {
			o.Skills = append(o.Skills, "evidence")
		}
		if !complete && i == 1 && g.chance(40) {
			o.Home = &Home{site, building(g.rng.IntN(buildings)), wing(g.rng.IntN(2))}
		}
		t.Officers = append(t.Officers, o)
	}
	return t
}

func building(i int) string { return fmt.Sprintf("B%d", i+1) }
func wing(i int) string     { return string(rune('A' + i)) }

// cell i of a site lies where its number says: selected cells come in clusters.
func (g *generator) cell(site string, i, cells, buildings int, women bool) Cell {
	place := i * buildings * 6 / max(1, cells) // six landings in a building
	b, w, l := place/6, place/3%2, place%3
	landing := fmt.Sprintf("%s%d", wing(w), l+1)
	c := Cell{ID: fmt.Sprintf("%s-%s-%s-%d", site, building(b), landing, i+1), Building: building(b), Wing: wing(w), Landing: landing,
		Duration: 15 + g.rng.IntN(16) + g.rng.IntN(16), Priority: 1 + g.rng.IntN(3), Weight: 1 + g.rng.IntN(5)}
	c.Spread = &Spread{c.Duration, c.Duration * 3 / 2}
	if g.chance(30) {
		c.Needs.Skills = []string{"evidence"}
	}
	if women {
		c.Needs.OfficersOfSex = &SexNeed{"f", 2}
	}
	if g.chance(20) {
		c.Needs.Equipment = append(c.Needs.Equipment, EquipmentNeed{"dog", 0, 10})
	}
	if g.chance(50) {
		c.Needs.Equipment = append(c.Needs.Equipment, EquipmentNeed{"detector", 0, c.Duration})
	}
	if g.chance(30) {
		c.Needs.Equipment = append(c.Needs.Equipment, EquipmentNeed{"locator", 5, 10})
	}
	return c
}

// groups links about a twelfth of the cells in twos and threes, at most a third
// as many on a site as it has teams.
func (g *generator) groups(sites []Site) []Group {
	type place struct{ site, cell int }
	var all []place
	for i := range sites {
		for j := range sites[i].Cells {
			all = append(all, place{i, j})
		}
	}
	g.rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	linked := make([]int, len(sites))
	var out []Group
	var members []string
	want, size := len(all)/12, 2+g.rng.IntN(2)
	for _, p := range all {
		if want <= 0 {
			break
		}
		if linked[p.site] >= (len(sites[p.site].Teams)+1)/3 {
			continue
		}
		linked[p.site]++
		if members = append(members, sites[p.site].Cells[p.cell].ID); len(members) < size {
			continue
		}
		out = append(out, Group{ID: fmt.Sprintf("G%d", len(out)+1), Cells: members, FirstWave: g.chance(33), Tolerance: g.rng.IntN(3)})
		want -= len(members)
		members, size = nil, 2+g.rng.IntN(2)
	}
	return out
}
