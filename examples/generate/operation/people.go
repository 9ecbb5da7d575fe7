package operation

import (
	"fmt"
	"math/rand/v2"
)

// roster gives numbers, names and telephone lines to officers over all sites.
type roster struct {
	sites []*Site
	count int
}

// staff gives a site its teams. The first two teams of a site can search any of
// its cells: each is an allround team, and nobody in them works there. That is
// what makes every target feasible.
func (r *roster) staff(s *Site, random *rand.Rand) {
	teams := teamsFor(len(s.Targets))
	officers := officersFor(teams)
	for t := range teams {
		size := officers/teams + btoi(t < officers%teams)
		team := Team{Code: fmt.Sprintf("%s-T%d", s.Code, t+1), Radio: fmt.Sprintf("DEMO %s %d", s.Code, t+1)}
		for m := range size {
			o := r.officer(t, m, size, random)
			if allround(t) && m < 2 && s.Womens != "" {
				o.Sex = "f"
			}
			if t >= 2 && t == teams-1 && m == size-1 {
				o.HomeEstablishment, o.HomeLocation = s.Code, s.Wings[random.IntN(len(s.Wings))]
			} else if m >= 2 && m == size-1 && random.IntN(2) == 0 {
				r.sendFromElsewhere(&o, s, random)
			}
			team.Officers = append(team.Officers, o.Number)
			s.Officers = append(s.Officers, o)
		}
		team.Lead = team.Officers[0]
		team.Phone = s.Officers[len(s.Officers)-size].Phone
		s.Teams = append(s.Teams, team)
	}
}

// allround says whether the team t of a site has the digital skill, and two
// women where women are held: the first two, and every third.
func allround(t int) bool { return t < 2 || t%3 == 0 }

// teamsFor says how many teams a site with so many targets gets.
func teamsFor(targets int) int {
	if targets <= usualMost {
		return min(usualTeams, max(2, (targets+cellsOfATeam-1)/cellsOfATeam))
	}
	return max(usualTeams, (targets+cellsAtScale-1)/cellsAtScale)
}

// officersFor says how many officers make up so many teams: 8 to 14 at a usual
// site, three a team where there are more teams.
func officersFor(teams int) int {
	if teams <= usualTeams {
		return 4 + 2*teams
	}
	return 3 * teams
}

// officer makes member m of team t: the first leads, the second takes the
// exhibits, the others bring the special skills.
func (r *roster) officer(t, m, size int, random *rand.Rand) Officer {
	r.count++
	o := Officer{Number: fmt.Sprintf("DEMO-%04d", r.count), Name: fictitiousName(r.count), Sex: "m", Phone: fictitiousPhone(r.count)}
	if random.IntN(4) == 0 {
		o.Sex = "f"
	}
	switch m {
	case 0:
		o.Skills = []string{"lead"}
	case 1:
		o.Skills = []string{"evidence"}
		if allround(t) {
			o.Skills = append(o.Skills, "digital")
		}
	case 2:
		o.Skills = []string{"dog_handler"}
	default:
		o.Skills = []string{"searcher"}
	}
	if m == size-1 {
		o.Skills = append(o.Skills, "photo")
	}
	return o
}

// sendFromElsewhere makes o a member of the staff of another prison.
func (r *roster) sendFromElsewhere(o *Officer, s *Site, random *rand.Rand) {
	home := r.sites[random.IntN(len(r.sites))]
	if home != s {
		o.HomeEstablishment, o.HomeLocation = home.Code, home.Wings[random.IntN(len(home.Wings))]
	}
}

// fictitiousName makes a name that nobody takes for a real one. Names repeat
// with a number when all combinations are used up.
func fictitiousName(n int) string {
	given := []string{"Alix", "Andrea", "Camille", "Charlie", "Claude", "Dominique", "Eden", "Gaby", "Jessy", "Joss",
		"Lou", "Loris", "Maé", "Maxime", "Morgan", "Noa", "Robin", "Sacha", "Stacy", "Yaël"}
	trees := []string{"Acacia", "Alisier", "Aubépine", "Aulne", "Bouleau", "Cèdre", "Charme", "Châtaignier", "Cormier", "Cyprès",
		"Érable", "Figuier", "Frêne", "Genévrier", "Hêtre", "Houx", "If", "Laurier", "Marronnier", "Mélèze", "Merisier", "Mûrier",
		"Noisetier", "Noyer", "Olivier", "Orme", "Peuplier", "Pommier", "Prunellier", "Saule", "Sorbier", "Sureau", "Tilleul", "Troène"}
	i := n - 1
	name := fmt.Sprintf("%s Fictif-%s", given[i%len(given)], trees[(i/len(given)+i)%len(trees)])
	if round := i/(len(given)*len(trees)) + 1; round > 1 {
		name = fmt.Sprintf("%s %d", name, round)
	}
	return name
}

// fictitiousPhone takes a line from 06 39 98 xx xx, the mobile numbers that the
// French numbering plan sets aside for works of fiction. After ten thousand
// they repeat.
func fictitiousPhone(n int) string { return fmt.Sprintf("+3363998%04d", n%10000) }

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// equip gives a site its kit: enough of each kind for the first wave and the
// whole of the search, never more units than teams.
func (s *Site) equip() {
	counts := []struct {
		kind  string
		units int
		until string
	}{
		{"dog", 1 + btoi(len(s.Teams) >= 3) + len(s.Teams)/8, ""},
		{"detector", max(2, len(s.Teams)-1), "2026-12-31"},
		{"locator", 1 + len(s.Teams)/8, "2026-09-30"},
		{"evidence_kit", len(s.Teams), ""},
	}
	for _, c := range counts {
		for n := 1; n <= c.units; n++ {
			s.Equipment = append(s.Equipment, Equipment{c.kind, fmt.Sprintf("DEMO-%s-%s-%d", s.Code, c.kind, n), c.until})
		}
	}
}
