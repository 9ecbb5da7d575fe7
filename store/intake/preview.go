package intake

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/intake/sheet"
)

// MostChanges is how many rows of a file a preview tells of; the rest is counted.
const MostChanges = 500

// Preview is what a file would do, row by row.
type Preview struct {
	Faulty     int             // rows that have a fault; they count as neither created, updated nor unchanged
	FaultCount int             //
	Faults     []models.Field  // the first sheet.Listed, by row
	Unknown    []sheet.Unknown // columns that no such file has
	Means      string          // where the header is of no kind: the kind that the file's name suggests
	Changes    []RowChange     // by row: updated ones before new ones, if there are too many
	More       int             // changes that are not among them
}

// RowChange is a row that would change something.
type RowChange struct {
	Row    int
	Key    string // what it is about, as people say it
	New    bool
	Fields []FieldChange
}

// FieldChange is a column with what is there and what would be. Of a new row Old
// is "", and only columns with something in them are told.
type FieldChange struct{ Column, Old, New string }

// show remembers what a record does to a thing, for a preview.
func (w *world) show(e *entry, there bool, was, is any) {
	if !w.option.Preview {
		return
	}
	if e.is = is; there {
		e.was = was
	}
}

// preview reports with faults, and row by row. Tables are those that were read,
// also such that nobody knows what they are of.
func (w *world) preview(read []*sheet.Table) Report {
	showLedger(w, w.establishments.named)
	showLedger(w, w.locations.named)
	showLedger(w, w.officers.named)
	showLedger(w, w.equipment.named)
	if w.row != nil && w.operation != nil {
		w.show(w.row, !w.operation.isNew, operationRow{w.operation.was, w.drafts.Operation}, operationRow{w.operation.value, w.draft})
	}
	r := w.report()
	known := r.Files
	r.Files = nil
	for i, t := range read {
		f := FileReport{Name: t.Name}
		p := &Preview{Faulty: w.faults.File(i).Rows(), Unknown: t.Unknown, Means: t.Means}
		p.Faults, p.FaultCount = w.faults.File(i).Told()
		if t.Kind != nil {
			f, known = known[0], known[1:]
			w.rowsOf(w.tableOf(t), &f, p)
		}
		f.Preview = p
		r.Faults += p.FaultCount
		r.Files = append(r.Files, f)
	}
	if len(read) == 0 {
		r.Faults = 1
	}
	return r
}

func (w *world) tableOf(t *sheet.Table) *table {
	return w.tables[slices.IndexFunc(w.tables, func(x *table) bool { return x.Table == t })]
}

func showLedger[T any](w *world, named []*item[T]) {
	for _, it := range named {
		var was any
		if it.was != nil {
			was = *it.was
		}
		w.show(it.from, it.was != nil, was, it.value)
	}
}

// rowsOf counts the rows of a file that have no fault, and lists those that
// change something.
func (w *world) rowsOf(t *table, f *FileReport, p *Preview) {
	f.Created, f.Updated, f.Unchanged, f.Rows = 0, 0, 0, 0
	var news []RowChange
	for _, e := range t.entries {
		f.Rows++
		if e.faults.Has(e.Line) {
			continue
		}
		switch e.status {
		case unchanged:
			f.Unchanged++
			continue
		case created:
			f.Created++
		default:
			f.Updated++
		}
		p.More++
		c := RowChange{Row: e.Line, Key: e.key(), New: e.status == created}
		switch {
		case c.New && len(news) < MostChanges:
			c.Fields = w.fieldsOf(e)
			news = append(news, c)
		case !c.New && len(p.Changes) < MostChanges:
			c.Fields = w.fieldsOf(e)
			p.Changes = append(p.Changes, c)
		}
	}
	p.Changes = append(p.Changes, news[:min(len(news), MostChanges-len(p.Changes))]...)
	slices.SortFunc(p.Changes, func(a, b RowChange) int { return a.Row - b.Row })
	p.More -= len(p.Changes)
}

// key is the columns by which people know what a row is about.
func (e *entry) key() string {
	columns := map[string][]string{operations: {"reference"}, establishments: {"code"}, locations: {"establishment", "code"}, officers: {"number"}, equipment: {"serial"},
		teams: {"establishment", "team"}, cells: {"establishment", "cell"}, links: {"group", "establishment", "cell"},
		authorisations: {"reference", "establishment", "cell"}, occupancy: {"person"}}[e.Kind.Name]
	var parts []string
	for _, c := range columns {
		parts = append(parts, e.value(c))
	}
	return strings.Join(parts, " ")
}

// fieldsOf is what the columns of a row change.
func (w *world) fieldsOf(e *entry) (out []FieldChange) {
	was, is := w.columnsOf(e.was), w.columnsOf(e.is)
	for _, column := range e.Columns() {
		now, shown := is[column]
		if !shown {
			now = e.value(column)
		}
		before, had := was[column]
		switch {
		case e.was != nil && (!had || before == now), e.was == nil && now == "":
		default:
			out = append(out, FieldChange{column, before, now})
		}
	}
	return out
}

// notePreview says in the audit that somebody has seen what is there: of an
// operation that is its draft.
func notePreview(ctx context.Context, s *store.Store, r Report) error {
	rows := 0
	for _, f := range r.Files {
		rows += f.Rows
	}
	act := models.ActImport
	if r.Operation != nil {
		act = models.ActPlanRead
	}
	return s.Tx(ctx, func(tx *store.Tx) error {
		return tx.Note(act, r.Operation, nil, "import preview", "", fmt.Sprintf("%d files, %d rows, %d faults", len(r.Files), rows, r.Faults))
	})
}
