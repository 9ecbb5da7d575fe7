package robust

import (
	"cmp"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner"
)

// chainTeams joins the searches of each team in the order of their starts.
func (n *network) chainTeams(faults *models.Faults) {
	last := map[int32]int32{}
	for i := range n.searches {
		s := &n.searches[i]
		before, ok := last[s.team]
		last[s.team] = int32(i)
		if !ok {
			continue
		}
		b := &n.searches[before]
		way := walk(&n.in.Sites[s.site].Walk, b, s)
		if b.start+b.duration+way > s.start {
			faults.Add("/assignments", "H2", "team %s has not come from cell %s when it starts in %s",
				n.resources[s.team].id, b.cell.ID, s.cell.ID)
		}
		s.arcs = append(s.arcs, arc{before, way, s.team})
	}
}

// walk is the way between two cells in minutes, by the nearest place they share.
func walk(w *planner.Walk, a, b *search) int32 {
	switch {
	case a.place == b.place:
		return int32(w.SameLanding)
	case a.place[0] == b.place[0] && a.place[1] == b.place[1]:
		return int32(w.SameWing)
	case a.place[0] == b.place[0]:
		return int32(w.SameBuilding)
	}
	return int32(w.OtherBuilding)
}

// taking is one use of a unit, or of a place on a landing, as planned.
type taking struct {
	search, use int
	from, to    int32
}

// holder is who had a unit last.
type holder struct {
	arc  arc
	till int32
}

// chain gives each taking a unit: of those that are free, the one that has been
// free for longest, as it forgives the most. It calls give with what has to be
// waited for, and says which taking finds no unit.
func chain(list []taking, units int, end func(taking) int32, give func(taking, arc)) (short *taking) {
	slices.SortStableFunc(list, func(a, b taking) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.search, b.search), cmp.Compare(a.use, b.use))
	})
	held := make([]holder, 0, min(units, len(list)))
	for _, x := range list {
		free := -1
		for i := range held {
			if held[i].till <= x.from && (free < 0 || held[i].till < held[free].till) {
				free = i
			}
		}
		switch {
		case len(held) < units:
			// A unit that nobody has had is free since for ever.
			held = append(held, holder{arc{of: end(x)}, x.to})
		case free < 0:
			return &x
		default:
			give(x, held[free].arc)
			held[free] = holder{arc{of: end(x)}, x.to}
		}
	}
	return nil
}

// chainKit hands each unit of kit from search to search.
func (n *network) chainKit(faults *models.Faults) {
	counts := map[int32]int{}
	for i := range n.in.Sites {
		for _, e := range n.in.Sites[i].Equipment {
			if id, used := n.number[resource{KindEquipment, n.in.Sites[i].ID, e.Kind}]; used {
				counts[id] = e.Count
			}
		}
	}
	takings := map[int32][]taking{}
	for i := range n.searches {
		for k, u := range n.searches[i].uses {
			from := n.searches[i].start
			takings[u.kind] = append(takings[u.kind], taking{i, k, from + u.from, from + u.to})
		}
	}
	for id := range n.resources {
		kind := int32(id)
		short := chain(takings[kind], counts[kind], func(x taking) int32 {
			return int32(len(n.searches)) + n.searches[x.search].firstUse + int32(x.use)
		}, func(x taking, a arc) {
			a.resource = kind
			s := &n.searches[x.search]
			s.uses[x.use].after = a
			if s.uses[x.use].from == 0 {
				s.arcs = append(s.arcs, a)
			}
		})
		if short != nil {
			faults.Add("/assignments", "H3", "site %s has no %s for cell %s at minute %d", n.resources[id].site, n.resources[id].id,
				n.searches[short.search].cell.ID, short.from)
		}
	}
}

// chainLandings hands the places on a landing on.
func (n *network) chainLandings(faults *models.Faults) {
	if n.in.Policy.MaxTeamsPerLanding == nil {
		return
	}
	takings := map[int32][]taking{}
	for i := range n.searches {
		s := &n.searches[i]
		takings[s.landingID] = append(takings[s.landingID], taking{i, 0, s.start, s.start + s.duration})
	}
	for id := range n.resources {
		short := chain(takings[int32(id)], *n.in.Policy.MaxTeamsPerLanding, func(x taking) int32 { return int32(x.search) },
			func(x taking, a arc) {
				a.resource = int32(id)
				n.searches[x.search].arcs = append(n.searches[x.search].arcs, a)
			})
		if short != nil {
			faults.Add("/assignments", "H9", "landing %s of site %s is full when cell %s is to be searched", n.resources[id].id,
				n.resources[id].site, n.searches[short.search].cell.ID)
		}
	}
}
