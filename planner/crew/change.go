package crew

import (
	"context"
	"slices"

	"github.com/cellsweep/cellsweep/planner"
)

// Pricing is what a change of the teams costs: the operation's plan before and
// after, and the cells that no team may search any more, or again.
type Pricing struct {
	Before Figures      `json:"before"`
	After  Figures      `json:"after"`
	Lost   []CellChange `json:"lost"`
	Gained []CellChange `json:"gained"`
}

// CellChange is a cell that loses its last team, or gains its first.
type CellChange struct {
	Site string `json:"site"`
	Cell string `json:"cell"`
}

// Price says what a change by hand costs: from the teams of one proposal to those
// of another. Errors are those of Roster.Keep, or ctx's own.
func Price(ctx context.Context, r *Roster, before, after *Proposal, o Options) (*Pricing, error) {
	o, err := o.filled()
	if err != nil {
		return nil, err
	}
	x := &Pricing{Lost: []CellChange{}, Gained: []CellChange{}}
	var bare [2]map[CellChange]bool
	for i, p := range []*Proposal{before, after} {
		kept, err := r.Keep(p, true)
		if err != nil {
			return nil, err
		}
		bare[i] = map[CellChange]bool{}
		for j := range kept.Sites {
			kept.crewed(&kept.Sites[j]).bare(bare[i])
		}
		f, err := r.price(ctx, p, o)
		if err != nil {
			return nil, err
		}
		*[]*Figures{&x.Before, &x.After}[i] = f
	}
	x.Lost, x.Gained = beyond(bare[1], bare[0]), beyond(bare[0], bare[1])
	return x, nil
}

// beyond are the cells of a that b has not, in order.
func beyond(a, b map[CellChange]bool) []CellChange {
	out := []CellChange{}
	for c := range a {
		if !b[c] {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(x, y CellChange) int {
		return slices.Compare([]string{x.Site, x.Cell}, []string{y.Site, y.Cell})
	})
	return out
}

// crewed is a site of a roster of which everything is kept.
func (r *Roster) crewed(s *Site) *crewing {
	at := slices.IndexFunc(r.Instance.Sites, func(x planner.Site) bool { return x.ID == s.ID })
	ids := []string{}
	for _, t := range s.Teams {
		ids = append(ids, t.ID)
	}
	return newCrewing(needOf(r.Instance, &r.Instance.Sites[at]), s, len(ids), ids)
}

// bare adds the cells that no team may search.
func (c *crewing) bare(to map[CellChange]bool) {
	for k := range c.n.classes {
		if c.count(k) > 0 {
			continue
		}
		for _, id := range c.n.classes[k].ids {
			to[CellChange{c.s.ID, id}] = true
		}
	}
}
