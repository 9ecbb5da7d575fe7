package draft

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner"
)

// decisions puts into the instance what was decided by hand: pins, forbids and
// the waivers that were signed. What is about a cell that is not in the instance
// is left out, as no team goes there. A pin to a team that is no longer there is
// a fault: the plan would silently not be what somebody decided.
func (e *exporter) decisions() {
	in := e.out.Instance
	for i, p := range e.Operation.Pins {
		cell, known := e.ids[p.Cell]
		if !known {
			if e.here[p.Cell.Establishment] && !e.targets[p.Cell] {
				e.faults.Add(fmt.Sprintf("/pins/%d/cell", i), "unknown", "the pinned cell is no target any more; take the pin away")
			}
			continue
		}
		team, known := e.teams[p.Team]
		if !known {
			e.faults.Add(fmt.Sprintf("/pins/%d/team", i), "unknown", "%s is pinned to a team that is not there any more; take the pin away, or pin it to another", cell)
			continue
		}
		in.Pins = append(in.Pins, planner.Pin{Cell: cell, Team: team, Start: p.Start})
	}
	for _, f := range e.Operation.Forbids {
		cell, knownCell := e.ids[f.Cell]
		if team, known := e.teams[f.Team]; known && knownCell {
			in.Forbid = append(in.Forbid, planner.Forbid{Cell: cell, Team: team})
		}
	}
	for _, w := range e.Waivers {
		cell, known := e.ids[w.Cell]
		if _, inTeam := e.officers[w.Officer]; known && inTeam && w.State == models.WaiverSigned {
			in.Waivers = append(in.Waivers, planner.Waiver{Officer: e.Officers[w.Officer].Number, Cell: cell, By: w.SignedBy.String()})
		}
	}
	slices.SortFunc(in.Pins, func(a, b planner.Pin) int { return strings.Compare(a.Cell, b.Cell) })
	slices.SortFunc(in.Forbid, func(a, b planner.Forbid) int {
		return cmp.Or(strings.Compare(a.Cell, b.Cell), strings.Compare(a.Team, b.Team))
	})
	slices.SortFunc(in.Waivers, func(a, b planner.Waiver) int {
		return cmp.Or(strings.Compare(a.Cell, b.Cell), strings.Compare(a.Officer, b.Officer))
	})
}

// Nowhere is a target whose persons are in no known cell.
type Nowhere struct {
	Site    string
	Persons []string
}
