// Package operation makes a demonstration operation of any size, as the CSV files
// that the importer reads: prisons that are there, and people, kit, cells, links
// and authorisations that nobody has. The same size and seed give the same bytes
// on every machine.
package operation

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strings"
)

//go:embed establishments.csv
var establishmentList string

const (
	minCells     = 2  // targets at the smallest site
	usualMost    = 25 // targets at the largest site of an operation of the usual size
	usualTeams   = 5  // teams at the largest such site
	cellsOfATeam = 4  // targets that a team of a usual site takes
	cellsAtScale = 14 // targets that a team takes where there are more than usualMost
)

// streams of the random generator, so that a change in how people are drawn
// does not move the cells.
const (
	streamShares = iota + 1
	streamGroups
	streamSites // and upwards, streamsPerSite for each site
)

const streamsPerSite = 4

// Generate makes an operation. It fails on a size that cannot be made.
func Generate(size Size) (*Operation, error) {
	if size.Sites < 1 || size.Cells < minCells*size.Sites {
		return nil, fmt.Errorf("%d sites and %d cells: at least 1 site and %d cells a site are needed", size.Sites, size.Cells, minCells)
	}
	list, err := establishments(size.Sites)
	if err != nil {
		return nil, err
	}
	operation := &Operation{}
	shares := shareOut(list, size.Cells, rand.New(rand.NewPCG(size.Seed, streamShares)))
	for i, e := range list {
		site := &Site{Establishment: e}
		site.layOut(shares[i], siteRand(size.Seed, i, 0))
		site.pickTargets(shares[i], siteRand(size.Seed, i, 1))
		operation.Sites = append(operation.Sites, site)
	}
	operation.nameOccupants()
	roster := &roster{sites: operation.Sites}
	for i, site := range operation.Sites {
		roster.staff(site, siteRand(size.Seed, i, 2))
		site.equip()
	}
	operation.link(rand.New(rand.NewPCG(size.Seed, streamGroups)))
	return operation, nil
}

func siteRand(seed uint64, site, stream int) *rand.Rand {
	return rand.New(rand.NewPCG(seed, uint64(streamSites+streamsPerSite*site+stream)))
}

// establishments returns the first n of the list. Beyond its end the list is
// repeated with a number behind code and name: no such second prison exists.
func establishments(n int) ([]Establishment, error) {
	rows, err := csv.NewReader(strings.NewReader(establishmentList)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("the list of establishments: %w", err)
	}
	rows = rows[1:]
	list := make([]Establishment, 0, n)
	for i := range n {
		r := rows[i%len(rows)]
		e := Establishment{r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8]}
		if round := i/len(rows) + 1; round > 1 {
			e.Code = fmt.Sprintf("%s-%d", e.Code, round)
			e.Name = fmt.Sprintf("%s (%d)", e.Name, round)
		}
		list = append(list, e)
	}
	return list, nil
}

// shareOut divides the targets over the sites: minCells for each, and the rest
// at random, where large types of establishment draw more often.
func shareOut(list []Establishment, cells int, random *rand.Rand) []int {
	weights, total := make([]int, len(list)), 0
	for i, e := range list {
		weights[i] = 1 + random.IntN(typeWeight(e.Type))
		total += weights[i]
	}
	most := max(usualMost, 3*cells/len(list))
	shares := make([]int, len(list))
	for i := range shares {
		shares[i] = minCells
	}
	for left := cells - minCells*len(list); left > 0; {
		draw, i := random.IntN(total), 0
		for ; draw >= weights[i]; i++ {
			draw -= weights[i]
		}
		if shares[i] < most {
			shares[i]++
			left--
		}
	}
	return shares
}

// typeWeight says how many more targets a type of establishment may draw than
// the smallest. An unknown type counts as small.
func typeWeight(kind string) int {
	switch kind {
	case "mixed":
		return 9
	case "remand":
		return 7
	case "detention":
		return 5
	case "central":
		return 3
	}
	return 1
}

// nameOccupants gives every target's occupant a pseudonym, in order.
func (o *Operation) nameOccupants() {
	n := 0
	for _, site := range o.Sites {
		for i := range site.Targets {
			n++
			site.Targets[i].Occupant = fmt.Sprintf("P-%04d", n)
		}
	}
}
