package intake

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store/intake/sheet"
)

// A list of who is where comes the night before. It is held against the targets
// that are about persons, shown, and when it is applied the targets follow. The
// list itself is not kept: it names everybody in prison, and who is searched for
// are few.

// Changes is what a list of who is where changes in an operation.
type Changes struct {
	Digest       string   // hex SHA-256 of what follows, as JSON
	Moves        []Move   // by person
	Gone         []Move   // persons whom the list does not have, though it has their establishment: To is nowhere
	Elsewhere    []Move   // persons at an establishment that is no site of the operation
	Empty        []Spot   // cells to be searched in which the list has nobody
	LapsedPins   []Spot   // of cells that are no targets any more
	LapsedOut    []Spot   // that were left out by hand and are no targets any more
	Uncovered    []Spot   // that no authorisation covers since somebody whom it names has left them
	DroppedLinks []string // that would join fewer than two cells
}

// Spot is a cell by the codes that people read; Cell is "" where nobody knows.
type Spot struct{ Site, Cell string }

// How a target follows a person.
const (
	FollowsMoves  = "moves"  // it moves with them
	FollowsJoins  = "joins"  // the new cell is a target already: they are added to it
	FollowsSplits = "splits" // it stays for others, and they get one of their own
)

// Move is a person of a target who is in another cell than before.
type Move struct {
	Person         string
	From, To       Spot
	Follows        string   // moves, joins or splits; "" when there is no cell to go to
	Covered        bool     // an authorisation covers the new cell
	Authorisations []string // references of those that cover the old cell and not the new one
}

// counts is what the audit says of changes: nothing in it tells a place or a person.
func (c *Changes) counts() string {
	return fmt.Sprintf("moves %d, gone %d, elsewhere %d, empty %d, pins lapsed %d, left out lapsed %d, links dropped %d", len(c.Moves), len(c.Gone), len(c.Elsewhere), len(c.Empty), len(c.LapsedPins), len(c.LapsedOut), len(c.DroppedLinks))
}

// expects refuses to apply changes that nobody has seen.
func (o Options) expects(c *Changes) error {
	switch {
	case c == nil, c.Digest == o.Expect:
		return nil
	case o.Expect == "":
		return models.NewFault(models.NeedsVersion, "See first what this list changes: import it as a dry run, then again with the digest that it answers.")
	}
	return models.NewFault(models.Stale, "What this list would change is not what was shown any more. Import it as a dry run again.")
}

// mayMove says whether targets may still follow persons: until the packages for
// the tablets are sealed.
func mayMove(o models.Operation) error {
	switch o.State {
	case models.Draft, models.Planned, models.Approved:
		return nil
	case models.Sealed:
		return models.NewFault(models.WrongState, "The operation %s is sealed: its tablets have their packages. Take it back to draft first (reopen), import the list, then plan, approve and seal it again.", o.Reference)
	}
	return models.NewFault(models.WrongState, "The operation %s is %s; targets follow persons until it is sealed.", o.Reference, o.State)
}

// roll is a list of who is where.
type roll struct {
	at        map[string]models.IDRef
	rows      map[string]*entry
	covers    map[models.ID]bool    // the establishments that it has
	inhabited map[models.IDRef]bool // the cells that it has
}

// readRoll reads the list; good says that every row of it was understood.
func (w *world) readRoll() (r roll, good bool) {
	r = roll{at: map[string]models.IDRef{}, rows: map[string]*entry{}, covers: map[models.ID]bool{}, inhabited: map[models.IDRef]bool{}}
	good = !w.unread[occupancy]
	w.each(occupancy, func(e *entry) {
		ref, known := w.readRef(e)
		person := e.value("person")
		other := r.rows[person]
		switch {
		case !models.ValidCode(person):
			e.fault("person", "format", "%q is no number of a person: 1 to 40 letters, digits, . _ / or -", sheet.Excerpt(person))
		case other != nil:
			e.fault("person", "duplicate", "%q is already in %s; nobody is in two cells", sheet.Excerpt(person), other.whereFrom(e))
		case known:
			r.at[person], r.covers[ref.Establishment], r.inhabited[ref] = ref, true, true
		}
		r.rows[person] = e
		good = good && known && len(e.bad) == 0
	})
	return r, good
}

// takeOccupancy lets the targets follow their persons, and notes what that changes.
func (w *world) takeOccupancy() {
	if !w.has(occupancy) || w.operation == nil {
		return
	}
	r, good := w.readRoll()
	if !good {
		return
	}
	f := &following{world: w, roll: r, changes: &Changes{Moves: []Move{}, Gone: []Move{}, Elsewhere: []Move{}, Empty: []Spot{}, LapsedPins: []Spot{}, LapsedOut: []Spot{}, Uncovered: []Spot{}, DroppedLinks: []string{}},
		was: map[models.IDRef]bool{}, to: map[models.IDRef][]models.IDRef{}}
	covered := f.covered()
	for _, id := range w.siteOrder() {
		f.detach(id)
	}
	for _, g := range f.groups {
		f.place(g)
	}
	f.settleLinks()
	f.settlePins()
	f.findEmpty()
	f.findUncovered(covered)
	w.changed = f.changes.sealed()
	w.operation.reopens = f.moved && (w.operation.value.State == models.Planned || w.operation.value.State == models.Approved)
}

// sealed is the changes in order, with their digest.
func (c *Changes) sealed() *Changes {
	for _, list := range [][]Move{c.Moves, c.Gone, c.Elsewhere} {
		slices.SortFunc(list, func(a, b Move) int { return strings.Compare(a.Person, b.Person) })
	}
	for _, list := range [][]Spot{c.Empty, c.LapsedPins, c.LapsedOut, c.Uncovered} {
		slices.SortFunc(list, func(a, b Spot) int { return cmp.Or(strings.Compare(a.Site, b.Site), strings.Compare(a.Cell, b.Cell)) })
	}
	raw, err := json.Marshal(c)
	if err != nil {
		panic(err) // there is nothing in it that JSON does not know
	}
	sum := sha256.Sum256(raw)
	c.Digest = hex.EncodeToString(sum[:])
	return c
}

// siteOrder is the sites by their codes.
func (w *world) siteOrder() []models.ID {
	ids := make([]models.ID, 0, len(w.sites))
	for id := range w.sites {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b models.ID) int { return strings.Compare(w.siteCode[a], w.siteCode[b]) })
	return ids
}

func (w *world) spot(r models.IDRef) Spot {
	return Spot{w.siteCode[r.Establishment], w.codeOf(r.Location)}
}
