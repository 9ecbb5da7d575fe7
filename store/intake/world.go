package intake

import (
	"reflect"
	"slices"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/intake/sheet"
)

// world is the registry and the operation as they will be after the import: what
// the database holds, read once, with the files laid over it.
type world struct {
	view   store.View
	actor  models.Actor
	option Options
	tables []*table
	faults *sheet.Faults
	lock   func(models.ID) (models.Operation, error)
	now    time.Time
	unread map[string]bool    // kinds of which a name could not be read: a reference to one of them may be right
	murky  map[models.ID]bool // sites of which the name of a location could not be read

	establishments ledger[string, models.Establishment]
	locations      ledger[place, models.Location]
	officers       ledger[string, models.Officer]
	equipment      ledger[string, models.Equipment]
	siteCode       map[models.ID]string
	node           map[models.ID]*item[models.Location]
	codesOf        map[models.ID][]string // codes of an establishment's locations
	picks          map[string]map[string]bool

	row       *entry // of operation.csv, nil without one
	operation *operation
	drafts    *store.Drafts
	draft     models.OperationDraft // as it will be
	dirty     bool                  // draft differs from what is kept
	sites     map[models.ID]*site
	targets   map[models.IDRef]bool // cells to be searched
	removed   map[string]int        // by kind
	changed   *Changes              // by a list of who is where; nil without one
}

// table is a file that is being taken in.
type table struct {
	*sheet.Table
	faults  *sheet.FileFaults
	entries []*entry
}

// place names a location by the codes that people use.
type place struct {
	site models.ID
	code string
}

// item is one thing of the registry.
type item[T any] struct {
	value T
	was   *T     // as the database has it, nil when it is new
	from  *entry // the record about it, nil when it is only in the database
}

// ledger holds the things of one table by what people call them.
type ledger[K comparable, T any] struct {
	items map[K]*item[T]
	named []*item[T] // those that the files name, in their order
}

func newLedger[K comparable, T any](rows []T, key func(T) K) ledger[K, T] {
	l := ledger[K, T]{items: make(map[K]*item[T], len(rows))}
	for i := range rows {
		l.items[key(rows[i])] = &item[T]{value: rows[i], was: &rows[i]}
	}
	return l
}

// claim finds or makes the thing that a record is about. A name that is no code,
// or taken by another record, gives one of its own, so that the rest of the
// record is still checked; then named is false.
func (l *ledger[K, T]) claim(e *entry, key K, column string) (_ *item[T], named bool) {
	if e.value(column) == "" {
		e.fault(column, "required", "is missing")
		return &item[T]{from: e}, false
	}
	it, ok := l.items[key]
	switch {
	case !ok:
		it = &item[T]{}
		l.items[key] = it
	case it.from != nil:
		e.fault(column, "duplicate", "%q is already in %s; keep one of the two", sheet.Excerpt(e.value(column)), it.from.whereFrom(e))
		return &item[T]{value: it.value, was: it.was, from: e}, false
	}
	it.from = e
	l.named = append(l.named, it)
	return it, true
}

// doubt notes that the name of something of a kind was not understood, when it was not.
func (w *world) doubt(kind string, e *entry, named bool, column string) {
	w.unread[kind] = w.unread[kind] || !named || slices.Contains(e.bad, column)
}

// whereFrom says where a record is to somebody who reads another one.
func (e *entry) whereFrom(reader *entry) string {
	if e.table == reader.table {
		return "row " + itoa(e.Line)
	}
	return e.Name + " row " + itoa(e.Line)
}

// settle notes what becomes of every thing that the files name.
func (l *ledger[K, T]) settle() {
	for _, it := range l.named {
		it.from.status = changed(it.was != nil, it.was != nil && reflect.DeepEqual(*it.was, it.value))
	}
}

// outcome gives the new and the changed ones.
func (l *ledger[K, T]) outcome() (added, altered []T) {
	for _, it := range l.named {
		switch it.from.status {
		case created:
			added = append(added, it.value)
		case updated:
			altered = append(altered, it.value)
		}
	}
	return added, altered
}

// newWorld makes fresh entries of the tables, since a transaction may have to be tried again.
func newWorld(v store.View, actor models.Actor, o Options, read []*sheet.Table, faults *sheet.Faults) *world {
	w := &world{view: v, actor: actor, option: o, faults: faults, unread: map[string]bool{}, murky: map[models.ID]bool{}, removed: map[string]int{}, sites: map[models.ID]*site{}}
	for i, t := range read {
		if t.Kind == nil { // it may be of any kind
			for _, k := range sheet.Kinds() {
				w.unread[k.Name] = true
			}
			continue
		}
		c := &table{Table: t, faults: faults.File(i), entries: make([]*entry, len(t.Records))}
		for j, r := range t.Records {
			c.entries[j] = &entry{table: c, Record: r, faults: c.faults}
		}
		w.unread[t.Kind.Name] = w.unread[t.Kind.Name] || t.Broken
		w.tables = append(w.tables, c)
	}
	return w
}

// each does something with every record of a kind.
func (w *world) each(kind string, do func(*entry)) {
	for _, t := range w.tables {
		if t.Kind.Name == kind {
			for _, e := range t.entries {
				do(e)
			}
		}
	}
}

// build lays the files over what is there and notes every fault. An error is
// about the database or the operation, not about the files.
func (w *world) build() error {
	if err := w.load(); err != nil {
		return err
	}
	w.takeEstablishments()
	w.takeLocations()
	w.takeOfficers()
	w.takeEquipment()
	if !w.ofOperation() {
		return nil
	}
	if err := w.findOperation(); err != nil {
		return err
	}
	w.takeOperation()
	w.takeTeams()
	w.takeCells()
	w.takeLinks()
	w.takeAuthorisations()
	w.takeOccupancy()
	w.countKit()
	return nil
}

// ofOperation says whether the import is about an operation at all.
func (w *world) ofOperation() bool {
	return w.option.Operation != nil || w.has(operations, teams, cells, links, authorisations, occupancy)
}

// load reads each table of the registry once.
func (w *world) load() error {
	es, err := w.view.AllEstablishments()
	if err != nil {
		return err
	}
	ls, err := w.view.LocationsOf()
	if err != nil {
		return err
	}
	os, err := w.view.AllOfficers()
	if err != nil {
		return err
	}
	ks, err := w.view.AllEquipment()
	if err != nil {
		return err
	}
	picks, err := w.view.Picks("")
	if err != nil {
		return err
	}
	w.index(es, ls, os, ks)
	w.picks = map[string]map[string]bool{}
	for _, p := range picks {
		if w.picks[p.List] == nil {
			w.picks[p.List] = map[string]bool{}
		}
		w.picks[p.List][p.Code] = true
	}
	return nil
}

func (w *world) index(es []models.Establishment, ls []models.Location, os []models.Officer, ks []models.Equipment) {
	w.establishments = newLedger(es, func(e models.Establishment) string { return e.Code })
	w.locations = newLedger(ls, func(l models.Location) place { return place{l.Establishment, l.Code} })
	w.officers = newLedger(os, func(o models.Officer) string { return o.Number })
	w.equipment = newLedger(ks, func(k models.Equipment) string { return k.Serial })
	w.siteCode = make(map[models.ID]string, len(es))
	for _, e := range es {
		w.siteCode[e.ID] = e.Code
	}
	w.node = make(map[models.ID]*item[models.Location], len(ls))
	w.codesOf = map[models.ID][]string{}
	for _, it := range w.locations.items {
		w.node[it.value.ID] = it
	}
	for _, l := range ls {
		w.codesOf[l.Establishment] = append(w.codesOf[l.Establishment], l.Code)
	}
}

// first is the first file of a kind.
func (w *world) first(kind string) *table {
	for _, t := range w.tables {
		if t.Kind.Name == kind {
			return t
		}
	}
	return nil
}
