package planner

import (
	"fmt"

	"pgregory.net/rapid"
)

// smallWorld draws an instance of one or two sites that is small enough for
// every plan of it to be tried, and as entangled as the document allows.
func smallWorld(t *rapid.T, maxCells, leastPriority int) *Instance {
	in := &Instance{Policy: Policy{ConflictOfInterest: rapid.SampledFrom([]Conflict{"", ConflictWing, ConflictBuilding, ConflictEstablishment}).Draw(t, "policy")}}
	if rapid.Bool().Draw(t, "limited") {
		limit := rapid.IntRange(1, 2).Draw(t, "limit")
		in.Policy.MaxTeamsPerLanding = &limit
	}
	var ids, teams []string
	for i := range rapid.IntRange(1, 2).Draw(t, "sites") {
		s := smallSite(t, fmt.Sprintf("S%d", i), maxCells, leastPriority)
		for _, c := range s.Cells {
			ids = append(ids, c.ID)
		}
		for _, x := range s.Teams {
			teams = append(teams, x.ID)
		}
		in.Sites = append(in.Sites, s)
	}
	smallLinks(t, in, ids, teams)
	return in
}

func smallWindow(t *rapid.T, name string) *Window {
	if rapid.IntRange(0, 3).Draw(t, name) > 0 {
		return nil
	}
	from := rapid.IntRange(0, 3).Draw(t, name+"From")
	return &Window{from, from + rapid.IntRange(1, 10).Draw(t, name+"Length")}
}

func smallSite(t *rapid.T, id string, maxCells, leastPriority int) Site {
	s := Site{ID: id, Walk: Walk{0, 1, 1, 2}, Window: smallWindow(t, "siteWindow"),
		Equipment: []Equipment{{"dog", rapid.IntRange(0, 2).Draw(t, "dogs")}}}
	for i := range rapid.IntRange(0, 3).Draw(t, "teams") {
		x := Team{ID: fmt.Sprintf("%s-T%d", id, i), Shift: smallWindow(t, "shift"), Officers: []Officer{
			{ID: fmt.Sprintf("%s-O%d", id, i), Sex: rapid.SampledFrom([]string{"f", "m"}).Draw(t, "sex")}}}
		o := &x.Officers[0]
		if rapid.Bool().Draw(t, "skilled") {
			o.Skills = []string{"lead"}
		}
		if rapid.IntRange(0, 3).Draw(t, "home") == 0 {
			o.Home = &Home{id, "B0", "A"}
		}
		s.Teams = append(s.Teams, x)
	}
	for i := range rapid.IntRange(1, maxCells).Draw(t, "cells") {
		s.Cells = append(s.Cells, smallCell(t, fmt.Sprintf("%s-C%d", id, i), leastPriority))
	}
	return s
}

func smallCell(t *rapid.T, id string, leastPriority int) Cell {
	c := Cell{ID: id, Building: fmt.Sprintf("B%d", rapid.IntRange(0, 1).Draw(t, "building")), Wing: "A", Landing: "L",
		Duration: rapid.IntRange(1, 4).Draw(t, "duration"), Window: smallWindow(t, "window"),
		Priority: rapid.IntRange(leastPriority, 3).Draw(t, "priority"), Weight: rapid.IntRange(0, 3).Draw(t, "weight")}
	if rapid.IntRange(0, 4).Draw(t, "skill") == 0 {
		c.Needs.Skills = []string{"lead"}
	}
	if rapid.IntRange(0, 5).Draw(t, "women") == 0 {
		c.Needs.OfficersOfSex = &SexNeed{"f", 1}
	}
	for range rapid.SampledFrom([]int{0, 0, 0, 1, 1, 2}).Draw(t, "needs") {
		from := rapid.IntRange(0, c.Duration-1).Draw(t, "needFrom")
		c.Needs.Equipment = append(c.Needs.Equipment, EquipmentNeed{"dog", from, rapid.IntRange(0, c.Duration-from).Draw(t, "needFor")})
	}
	return c
}

func smallLinks(t *rapid.T, in *Instance, ids, teams []string) {
	ids = rapid.Permutation(ids).Draw(t, "order")
	for i := range rapid.IntRange(0, 2).Draw(t, "groups") {
		n := min(len(ids), rapid.IntRange(1, 3).Draw(t, "members"))
		in.Groups = append(in.Groups, Group{ID: fmt.Sprintf("G%d", i), Cells: ids[:n],
			FirstWave: rapid.Bool().Draw(t, "firstWave"), Tolerance: rapid.IntRange(0, 2).Draw(t, "tolerance")})
		ids = ids[n:]
	}
	s := &in.Sites[0]
	if len(s.Teams) > 0 && rapid.IntRange(0, 3).Draw(t, "pinned") == 0 {
		in.Pins = []Pin{{s.Cells[0].ID, s.Teams[0].ID, rapid.IntRange(0, 4).Draw(t, "pin")}}
	}
	if len(teams) > 0 && rapid.IntRange(0, 3).Draw(t, "forbidden") == 0 {
		in.Forbid = []Forbid{{s.Cells[0].ID, teams[len(teams)-1]}}
	}
}

// leastShortfall tries every start and team of every cell, and returns the least
// unsearched priority and, for it, the least slip; the makespan's least as well.
func leastShortfall(in *Instance) (unsearched, slip, makespan int) {
	b := newBrute(in)
	b.try(0, 0)
	return b.best[0], b.best[1], b.best[2]
}

// brute tries everything. Starts go up to a horizon within which every cell could
// follow every other.
type brute struct {
	in      *Instance
	cells   []ref
	by      map[string]Assignment
	horizon int
	best    [3]int
	left    int // tries
	// over all plans of the least shortfall:
	ends     []int // the least makespan of each site
	exposure int
}

func newBrute(in *Instance) *brute {
	b := &brute{in: in, best: [3]int{1 << 40}, left: 1 << 40, by: map[string]Assignment{}}
	for i := range in.Sites {
		for range in.Sites[i].Cells {
			b.horizon += 6
		}
		for j := range in.Sites[i].Cells {
			b.cells = append(b.cells, ref{i, j})
		}
	}
	b.horizon = min(b.horizon+4, 16)
	return b
}

func (b *brute) try(k, unsearched int) {
	if b.left--; unsearched > b.best[0] || b.left < 0 {
		return
	}
	if k == len(b.cells) {
		b.note(unsearched)
		return
	}
	s := &b.in.Sites[b.cells[k].site]
	c := &s.Cells[b.cells[k].cell]
	for _, t := range s.Teams {
		for start := 0; start <= b.horizon; start++ {
			b.by[c.ID] = Assignment{c.ID, t.ID, start, start + c.Duration}
			if b.allowed(s) {
				b.try(k+1, unsearched)
			}
		}
	}
	delete(b.by, c.ID)
	b.try(k+1, unsearched+c.Priority)
}

// tried is what all plans of a world come to; worlds with too many are passed over.
func tried(t *rapid.T, in *Instance) *brute {
	b := newBrute(in)
	b.left = 30_000
	if b.try(0, 0); b.left < 0 {
		t.Skip("too many plans to try them all")
	}
	return b
}

func (b *brute) note(unsearched int) {
	ends := make([]int, len(b.in.Sites))
	f := (&oracle{in: b.in, by: b.by}).figures(func(i, _, last int) { ends[i] = last })
	slip := f.siteSlip + f.groupSlip
	switch {
	case unsearched > b.best[0] || unsearched == b.best[0] && slip > b.best[1]:
		return
	case unsearched < b.best[0] || slip < b.best[1]:
		b.best, b.ends, b.exposure = [3]int{unsearched, slip, f.makespan}, ends, f.exposure
	}
	b.best[2], b.exposure = min(b.best[2], f.makespan), min(b.exposure, f.exposure)
	for i, end := range ends {
		b.ends[i] = min(b.ends[i], end)
	}
}

// allowed checks the partial plan of a site.
func (b *brute) allowed(s *Site) bool {
	o := &oracle{in: b.in, by: b.by}
	o.site(s)
	o.rounds(s)
	o.minutes(s)
	for _, x := range b.in.Pins {
		if a, ok := b.by[x.Cell]; ok && (a.Team != x.Team || a.Start != x.Start) {
			return false
		}
	}
	for _, x := range b.in.Forbid {
		if a, ok := b.by[x.Cell]; ok && a.Team == x.Team {
			return false
		}
	}
	return len(o.out) == 0
}
