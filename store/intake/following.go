package intake

import (
	"maps"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
)

// following lets targets follow their persons. First all who move leave the
// cells that they were in, then they come to the new ones: two who change places
// do not meet on the way.
type following struct {
	*world
	roll
	changes *Changes
	groups  []group
	was     map[models.IDRef]bool           // the cells that were targets
	to      map[models.IDRef][]models.IDRef // where who was in a cell went
	moved   bool                            // a draft is not what it was
}

// group is the persons of one target who go to one place.
type group struct {
	target  models.Target // as they take it along
	from    models.IDRef
	to      models.IDRef // without a location: nobody knows where they are
	persons []string
	were    []string // the persons of the target before anybody left it
	whole   bool     // nobody and nothing stays behind
}

// detach takes who has moved out of the targets of a site.
func (f *following) detach(site models.ID) {
	s := f.sites[site]
	var stay []models.Target
	for _, c := range s.draft.Cells {
		from := models.IDRef{Establishment: site, Location: c.Location}
		f.was[from] = c.Location != models.ID{}
		kept, gone := f.parted(c, from)
		if len(gone) == 0 {
			stay = append(stay, c)
			continue
		}
		behind := len(kept) > 0 || c.Stays
		for i, to := range slices.SortedFunc(maps.Keys(gone), f.byCode) {
			g := group{target: c, from: from, to: to, persons: gone[to], were: c.Persons, whole: !behind && i == 0}
			if g.target.Persons = models.NewWords(gone[to]...); !g.whole {
				g.target.ID, g.target.Stays = models.NewID(), false
			}
			f.groups = append(f.groups, g)
		}
		if behind {
			c.Persons = models.NewWords(kept...)
			stay = append(stay, c)
		}
		f.moved, s.dirty = true, true
	}
	s.draft.Cells = stay
}

// parted says who of a target stays, and who goes where.
func (f *following) parted(c models.Target, from models.IDRef) (kept []string, gone map[models.IDRef][]string) {
	gone = map[models.IDRef][]string{}
	for _, n := range c.Persons {
		at, listed := f.at[n]
		nowhere := models.IDRef{Establishment: from.Establishment}
		m := Move{Person: n, From: f.spot(from)}
		switch {
		case listed && at == from, !listed && !f.covers[from.Establishment]:
			kept = append(kept, n)
			continue
		case !listed:
			f.changes.Gone = append(f.changes.Gone, m)
		case f.sites[at.Establishment] == nil:
			m.To = f.spot(at)
			f.changes.Elsewhere = append(f.changes.Elsewhere, m)
		default:
			gone[at] = append(gone[at], n)
			f.rows[n].status = updated
			continue
		}
		if from == nowhere { // it was so before
			kept = append(kept, n)
			continue
		}
		gone[nowhere] = append(gone[nowhere], n)
	}
	return kept, gone
}

// place brings a group to where it is now.
func (f *following) place(g group) {
	s := f.sites[g.to.Establishment]
	s.dirty = true
	if g.to.Location == (models.ID{}) {
		g.target.Location, g.target.Stays = models.ID{}, false
		s.draft.Cells = append(s.draft.Cells, g.target)
		return
	}
	f.to[g.from] = append(f.to[g.from], g.to)
	how := FollowsSplits
	if g.whole {
		how = FollowsMoves
	}
	i := slices.IndexFunc(s.draft.Cells, func(c models.Target) bool { return c.Location == g.to.Location })
	if i < 0 {
		g.target.Location = g.to.Location
		s.draft.Cells = append(s.draft.Cells, g.target)
	} else {
		how = FollowsJoins
		join(&s.draft.Cells[i], g.target)
	}
	covered, lost := f.cover(g)
	for _, n := range g.persons {
		f.changes.Moves = append(f.changes.Moves, Move{n, f.spot(g.from), f.spot(g.to), how, covered, lost})
	}
}

// join adds persons to a target. It is searched as it was, and matters as much
// as the more important of the two; one that was about nobody stays a target
// when they leave again.
func join(c *models.Target, with models.Target) {
	c.Stays = c.Stays || len(c.Persons) == 0
	c.Persons = models.NewWords(append(slices.Clone(c.Persons), with.Persons...)...)
	c.Priority, c.Weight = max(c.Priority, with.Priority), max(c.Weight, with.Weight)
}

// cover says whether an authorisation covers a group where it is now, and names
// those that covered it only where it was.
func (f *following) cover(g group) (covered bool, lost []string) {
	was := models.Target{Location: g.from.Location, Persons: g.were}
	is := models.Target{Location: g.to.Location, Persons: g.persons}
	for _, a := range f.draft.Authorisations {
		before, now := a.Covers(g.from.Establishment, was), a.Covers(g.to.Establishment, is)
		covered = covered || now
		if before && !now {
			lost = append(lost, a.Reference)
		}
	}
	slices.Sort(lost)
	return covered, slices.Compact(lost)
}

// covered are the cells that an authorisation covers.
func (f *following) covered() map[models.IDRef]bool {
	out, sites := map[models.IDRef]bool{}, []models.SiteDraft{}
	for _, s := range f.sites {
		sites = append(sites, s.draft)
	}
	for _, a := range f.draft.Authorisations {
		for _, c := range a.Cells(sites) {
			out[c] = true
		}
	}
	return out
}

// findUncovered notes the cells that are still to be searched and that no
// authorisation covers since somebody has left them.
func (f *following) findUncovered(before map[models.IDRef]bool) {
	covered := f.covered()
	for c, is := range f.now() {
		if is && before[c] && !covered[c] {
			f.changes.Uncovered = append(f.changes.Uncovered, f.spot(c))
		}
	}
}

// now is the cells that are targets.
func (f *following) now() map[models.IDRef]bool {
	out := map[models.IDRef]bool{}
	for id, s := range f.sites {
		for _, c := range s.draft.Cells {
			out[models.IDRef{Establishment: id, Location: c.Location}] = c.Location != models.ID{}
		}
	}
	return out
}

// settleLinks lets the links follow: what joined the old cells joins the new
// ones. A cell that is in a link already stays in that one.
func (f *following) settleLinks() {
	if !f.moved {
		return
	}
	targets, linked := f.now(), map[models.IDRef]bool{}
	for _, l := range f.draft.Links {
		for _, c := range l.Cells {
			linked[c] = linked[c] || targets[c]
		}
	}
	var links []models.Link
	for _, l := range f.draft.Links {
		var cells []models.IDRef
		for _, c := range l.Cells {
			if targets[c] || !f.was[c] {
				cells = append(cells, c)
			}
			for _, to := range f.to[c] {
				if !linked[to] {
					linked[to] = true
					cells = append(cells, to)
				}
			}
		}
		switch {
		case slices.Equal(cells, l.Cells):
		case len(cells) < 2:
			f.changes.DroppedLinks = append(f.changes.DroppedLinks, l.Code)
			f.dirty = true
			continue
		default:
			l.Cells, f.dirty = slices.SortedFunc(slices.Values(cells), f.byCode), true
		}
		links = append(links, l)
	}
	f.draft.Links = links
	for _, s := range f.sites {
		if s.dirty {
			slices.SortStableFunc(s.draft.Cells, func(a, b models.Target) int { return strings.Compare(f.codeOf(a.Location), f.codeOf(b.Location)) })
		}
	}
}

// settlePins takes away the pins of cells that are no targets any more, and that
// they were left out: who was in them is searched where they are now.
func (f *following) settlePins() {
	targets := f.now()
	pins := slices.DeleteFunc(slices.Clone(f.draft.Pins), func(p models.Pin) bool {
		lapses := f.was[p.Cell] && !targets[p.Cell]
		if lapses {
			f.changes.LapsedPins = append(f.changes.LapsedPins, f.spot(p.Cell))
		}
		return lapses
	})
	if len(pins) != len(f.draft.Pins) {
		f.draft.Pins, f.dirty = pins, true
	}
	left := slices.DeleteFunc(slices.Clone(f.draft.LeftOut), func(l models.LeftOut) bool {
		lapses := f.was[l.Cell] && !targets[l.Cell]
		if lapses {
			f.changes.LapsedOut = append(f.changes.LapsedOut, f.spot(l.Cell))
		}
		return lapses
	})
	if len(left) != len(f.draft.LeftOut) {
		f.draft.LeftOut, f.dirty = left, true
	}
}

// findEmpty notes the cells to be searched in which the list has nobody.
func (f *following) findEmpty() {
	for c, is := range f.now() {
		if is && f.covers[c.Establishment] && !f.inhabited[c] && f.node[c.Location].value.Kind == "cell" {
			f.changes.Empty = append(f.changes.Empty, f.spot(c))
		}
	}
}
