package robust_test

import (
	"context"
	"fmt"

	"pgregory.net/rapid"

	"github.com/cellsweep/cellsweep/planner"
)

func solved(t interface{ Fatal(...any) }, in *planner.Instance) *planner.Plan {
	p, err := planner.Solve(context.Background(), in, planner.Options{Seed: 1, Rounds: 2})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// certain takes the spreads away: every search lasts as long as planned.
func certain(in *planner.Instance) *planner.Instance {
	c := in.Clone()
	for i := range c.Sites {
		for j := range c.Sites[i].Cells {
			c.Sites[i].Cells[j].Spread = nil
		}
	}
	return c
}

// tangled draws an operation of up to three sites in which teams, kit, landings
// and groups are short, and kit is needed at any part of a search.
func tangled(t *rapid.T) *planner.Instance {
	in := &planner.Instance{}
	if rapid.Bool().Draw(t, "limited") {
		limit := rapid.IntRange(1, 2).Draw(t, "limit")
		in.Policy.MaxTeamsPerLanding = &limit
	}
	var ids []string
	for i := range rapid.IntRange(1, 3).Draw(t, "sites") {
		s := planner.Site{ID: fmt.Sprintf("S%d", i), Walk: planner.Walk{SameWing: 1, SameBuilding: 2, OtherBuilding: 3},
			Equipment: []planner.Equipment{{Kind: "dog", Count: rapid.IntRange(1, 2).Draw(t, "dogs")}, {Kind: "locator", Count: 1}}}
		for j := range rapid.IntRange(1, 3).Draw(t, "teams") {
			s.Teams = append(s.Teams, planner.Team{ID: fmt.Sprintf("%s-T%d", s.ID, j), Officers: []planner.Officer{}})
		}
		for j := range rapid.IntRange(1, 8).Draw(t, "cells") {
			c := tangledCell(t, fmt.Sprintf("%s-C%d", s.ID, j))
			ids = append(ids, c.ID)
			s.Cells = append(s.Cells, c)
		}
		in.Sites = append(in.Sites, s)
	}
	ids = rapid.Permutation(ids).Draw(t, "order")
	for i := range rapid.IntRange(0, 2).Draw(t, "groups") {
		n := min(len(ids), rapid.IntRange(1, 3).Draw(t, "members"))
		in.Groups = append(in.Groups, planner.Group{ID: fmt.Sprintf("G%d", i), Cells: ids[:n],
			FirstWave: rapid.IntRange(0, 2).Draw(t, "firstWave") == 0, Tolerance: rapid.IntRange(0, 12).Draw(t, "tolerance")})
		ids = ids[n:]
	}
	return in
}

func tangledCell(t *rapid.T, id string) planner.Cell {
	c := planner.Cell{ID: id, Building: fmt.Sprintf("B%d", rapid.IntRange(0, 1).Draw(t, "building")), Wing: "A",
		Landing: fmt.Sprintf("L%d", rapid.IntRange(0, 1).Draw(t, "landing")), Duration: rapid.IntRange(1, 12).Draw(t, "duration"), Priority: 1, Weight: 1}
	c.Spread = &planner.Spread{P50: c.Duration, P90: c.Duration + rapid.IntRange(0, 10).Draw(t, "spread")}
	for range rapid.IntRange(0, 2).Draw(t, "needs") {
		from := rapid.IntRange(0, c.Duration-1).Draw(t, "from")
		c.Needs.Equipment = append(c.Needs.Equipment, planner.EquipmentNeed{Kind: rapid.SampledFrom([]string{"dog", "locator"}).Draw(t, "kind"),
			From: from, For: rapid.IntRange(0, c.Duration-from).Draw(t, "for")})
	}
	return c
}

func oneSite(cells ...planner.Cell) *planner.Instance {
	s := planner.Site{ID: "S", Teams: []planner.Team{{ID: "T", Officers: []planner.Officer{}}}, Cells: cells}
	return &planner.Instance{Sites: []planner.Site{s}}
}

func cellOf(id string, minutes int, s *planner.Spread) planner.Cell {
	return planner.Cell{ID: id, Building: "B", Wing: "A", Landing: "L", Duration: minutes, Spread: s, Priority: 1, Weight: 1}
}
