package operation

import (
	"fmt"
	"math/rand/v2"
)

const (
	smallestPrison   = 32  // cells at the smallest site
	neighbours       = 30  // cells beyond twice the targets, at a usual site
	usualPrison      = 80  // cells that such a site has at most for its neighbours' sake
	bigPrison        = 150 // cells from which a wing has three landings
	wingsOfABuilding = 2   // A and B
)

// layOut builds the tree of a site that is to have the given number of
// targets: buildings, wings, landings and cells, and the places that every
// prison has besides.
func (s *Site) layOut(targets int, random *rand.Rand) {
	wanted := max(smallestPrison, min(2*targets+neighbours, usualPrison), targets+targets/3)
	perLanding := 9 + random.IntN(5)
	landings := 2
	if wanted >= bigPrison {
		landings = 3
	}
	for building := 1; len(s.Cells) < wanted; building++ {
		b := fmt.Sprintf("B%d", building)
		s.add(Location{Code: b, Kind: "building", Name: fmt.Sprintf("Bâtiment %d", building)})
		for w := range wingsOfABuilding {
			letter := string(rune('A' + w))
			s.addWing(b, letter, landings, perLanding, random)
		}
	}
	for _, place := range []Location{
		{Code: "GATE", Kind: "gate", Name: "Porte d'entrée principale"},
		{Code: "VISITS", Kind: "room", Name: "Parloirs"},
		{Code: "STORE", Kind: "store", Name: "Vestiaire"},
	} {
		s.add(place)
	}
	if (s.Type == "mixed" || s.Type == "remand") && random.IntN(8) == 0 {
		s.Womens = s.Wings[len(s.Wings)-1]
		s.rename(s.Womens, "Quartier femmes")
	}
}

// addWing adds one wing with its landings and cells below a building.
func (s *Site) addWing(building, letter string, landings, perLanding int, random *rand.Rand) {
	wing := building + "-" + letter
	s.Wings = append(s.Wings, wing)
	s.add(Location{Code: wing, Parent: building, Kind: "wing", Name: "Aile " + letter})
	for l := 1; l <= landings; l++ {
		landing := fmt.Sprintf("%s-%d", wing, l)
		s.add(Location{Code: landing, Parent: wing, Kind: "landing", Name: fmt.Sprintf("Coursive %s%d", letter, l)})
		for c := 1; c <= perLanding; c++ {
			cell := Location{
				Code: fmt.Sprintf("%s-%02d", landing, c), Parent: landing, Kind: "cell",
				Name: fmt.Sprintf("Cellule %s%d%02d", letter, l, c),
				Wing: wing, Landing: landing, Capacity: 1 + random.IntN(2),
			}
			s.add(cell)
			s.Cells = append(s.Cells, cell)
		}
	}
}

func (s *Site) add(l Location) { s.Locations = append(s.Locations, l) }

func (s *Site) rename(code, name string) {
	for i := range s.Locations {
		if s.Locations[i].Code == code {
			s.Locations[i].Name = name
		}
	}
}

// pickTargets chooses n cells: a third of them on one landing, as where a
// telephone is passed from door to door, the rest anywhere.
func (s *Site) pickTargets(n int, random *rand.Rand) {
	order := random.Perm(len(s.Cells))
	hot := s.Cells[order[0]].Landing
	chosen := make(map[int]bool, n)
	for _, c := range order {
		if s.Cells[c].Landing == hot && len(chosen) < (n+2)/3 {
			chosen[c] = true
		}
	}
	for _, c := range order {
		if len(chosen) < n {
			chosen[c] = true
		}
	}
	for c, cell := range s.Cells {
		if chosen[c] {
			s.Targets = append(s.Targets, s.target(cell, len(s.Targets), random))
		}
	}
}

// target draws what the search of one cell needs. The first target of a site
// has no window, so that every site has a search that can start at H.
func (s *Site) target(cell Location, i int, random *rand.Rand) Target {
	t := Target{Cell: cell, Duration: 16 + random.IntN(17), Priority: 1, Weight: 1 + random.IntN(3), Skills: []string{"evidence"}}
	t.P90 = t.Duration + 8 + random.IntN(13)
	if random.IntN(4) == 0 {
		t.Priority = 2 + random.IntN(2)
	}
	if random.IntN(8) == 0 {
		t.Skills = append(t.Skills, "digital")
	}
	if random.IntN(10) < 3 {
		t.Needs = append(t.Needs, Need{"dog", 0, 10})
	}
	switch draw := random.IntN(10); {
	case draw < 4:
		t.Needs = append(t.Needs, Need{"detector", 0, t.Duration - random.IntN(5)})
	case draw == 4:
		t.Needs = append(t.Needs, Need{"locator", 2, 8})
	}
	if cell.Wing == s.Womens {
		t.Women = 2
	}
	reasons := targetReasons()
	t.Reason = reasons[random.IntN(len(reasons))]
	if draw := random.IntN(25); i > 0 && draw == 0 {
		t.Window = [2]int{0, 180}
		t.Reason = "Extraction judiciaire prévue dans la matinée (démonstration)"
	} else if i > 0 && draw == 1 {
		t.Window = [2]int{20, 240}
		t.Reason = "Occupant de retour du service des cuisines après H+20 (démonstration)"
	}
	return t
}

func targetReasons() []string {
	return []string{
		"Achat d'un téléphone miniature recoupé (démonstration)",
		"Ligne active localisée dans la cellule (démonstration)",
		"Appels sortants répétés la nuit (démonstration)",
		"Correspondant d'une autre cellule visée (démonstration)",
		"Renseignement recoupé de deux sources (démonstration)",
		"Livraison suivie jusqu'au parloir (démonstration)",
	}
}
