package intake

import (
	"slices"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/intake/sheet"
)

// operation is the one that the files go into.
type operation struct {
	value   models.Operation
	was     models.Operation
	isNew   bool
	renamed bool
	reopens bool // a list of who is where has changed what was planned
}

// findOperation settles into which operation the files go, locks it and opens
// its drafts. Where none can be told that is a fault of the files; the rows are
// then checked against an empty one. A new one begins as AddOperation makes it.
func (w *world) findOperation() error {
	w.row = w.operationRow()
	w.drafts = &store.Drafts{Operation: models.OperationDraft{Policy: models.Policy{ConflictOfInterest: "wing"}}}
	found, err := w.chooseOperation()
	if err != nil {
		return err
	}
	if found != nil {
		if err := w.mayChange(*found); err != nil {
			return err
		}
		w.operation = &operation{value: *found, was: *found}
		if w.drafts, err = w.view.OpenDrafts(found.ID); err != nil {
			return err
		}
	}
	w.draft = w.drafts.Operation
	for id, d := range w.drafts.Sites {
		w.sites[id] = &site{draft: d, there: true}
	}
	return nil
}

// chooseOperation returns nil when the operation is new or cannot be told.
func (w *world) chooseOperation() (*models.Operation, error) {
	row := w.row
	switch {
	case w.option.Operation != nil:
		o, err := w.lock(*w.option.Operation)
		if err != nil {
			return nil, err
		}
		if row != nil && row.value("reference") != o.Reference {
			row.fault("reference", "conflict", "%q is another operation than the one named for this import, %q", sheet.Excerpt(row.value("reference")), o.Reference)
		}
		return &o, nil
	case row != nil:
		o, err := w.view.OperationByReference(row.value("reference"))
		if store.IsMissing(err) {
			return nil, nil
		}
		if err == nil {
			o, err = w.lock(o.ID)
		}
		return &o, err
	case w.unread[operations]:
		return nil, nil
	}
	return w.onlyOpenOperation()
}

// operationRow is the row of operation.csv, nil without one. A second one is a fault.
func (w *world) operationRow() (row *entry) {
	w.each(operations, func(e *entry) {
		if row != nil {
			e.fault("reference", "duplicate", "%s names the operation already; an import is for one operation", row.whereFrom(e))
			return
		}
		row = e
	})
	return row
}

// onlyOpenOperation is the one operation in draft or planned that the caller may change.
func (w *world) onlyOpenOperation() (*models.Operation, error) {
	open, err := w.view.OperationsIn(models.Draft, models.Planned)
	if err != nil {
		return nil, err
	}
	var mine []models.Operation
	for _, o := range open {
		if w.mayChange(o) == nil {
			mine = append(mine, o)
		}
	}
	f := w.firstOfOperation().faults
	switch len(mine) {
	case 1:
		o, err := w.lock(mine[0].ID)
		return &o, err
	case 0:
		f.Add(0, "", "required", "belongs to an operation, and there is none in draft; import its operation.csv too")
	default:
		f.Add(0, "", "required", "belongs to an operation, and there are %d in draft or planned; name one, or import its operation.csv too", len(mine))
	}
	return nil, nil
}

func (w *world) firstOfOperation() *table {
	for _, t := range w.tables {
		if t.Kind.OfOperation {
			return t
		}
	}
	return w.tables[0]
}

// mayChange says whether the caller may change the drafts of o. Without a caller
// the server itself acts. Whoever covers some sites only may not: an import is
// the whole truth of an operation.
func (w *world) mayChange(o models.Operation) error {
	if w.actor.SignedIn() {
		if err := w.actor.May(models.ActOperationEdit, models.Scope{Operation: &o.ID}, ""); err != nil {
			return err
		}
		if _, all := w.actor.Sites(models.ActOperationEdit, o.ID); !all {
			return models.NewFault(models.Forbidden, "Your role covers some sites of this operation only; an import is for all of it.")
		}
	}
	if !w.has(operations, teams, cells, links, authorisations) && w.has(occupancy) {
		return mayMove(o)
	}
	if o.State != models.Draft && o.State != models.Planned {
		return models.NewFault(models.WrongState, "The operation %s is %s; files can be imported into it in draft or planned only.", o.Reference, o.State)
	}
	return nil
}

// takeOperation reads operation.csv.
func (w *world) takeOperation() {
	e := w.row
	if e == nil {
		return
	}
	d, isNew := w.draft, w.operation == nil
	w.readPolicy(e, &d)
	if isNew {
		o, err := models.NewOperation(e.value("reference"), e.value("name"), w.actor.Person, w.now)
		e.check(err)
		w.operation = &operation{value: o, isNew: true}
	} else {
		e.text("name", &w.operation.value.Name)
		e.check(w.operation.value.Check())
	}
	d.Links, d.Authorisations = nil, nil
	e.check(d.Check())
	d.Links, d.Authorisations = w.draft.Links, w.draft.Authorisations
	w.operation.renamed = w.operation.value.Name != w.operation.was.Name
	changes := d.Policy != w.draft.Policy || d.CustodyMinutes != w.draft.CustodyMinutes || !sameMoment(d.HHour, w.draft.HHour)
	w.dirty = w.dirty || changes
	w.draft = d
	e.status = changed(!isNew, !changes && !w.operation.renamed)
}

func (w *world) readPolicy(e *entry, d *models.OperationDraft) {
	e.text("conflict_of_interest", &d.Policy.ConflictOfInterest)
	e.integer("max_teams_per_landing", &d.Policy.MaxTeamsPerLanding, 0)
	e.integer("makespan_slack_percent", &d.Policy.MakespanSlackPercent, 0)
	e.custody(&d.CustodyMinutes)
	zone := time.UTC
	if s := e.value("timezone"); s != "" {
		z, err := time.LoadLocation(s)
		if err != nil || s == "Local" {
			e.fault("timezone", "unknown", "%q is not an IANA time zone like Europe/Paris", sheet.Excerpt(s))
			return
		}
		zone = z
	}
	e.hHour(d, zone, e.value("timezone") != "")
}

// custody reads the most that may pass between two holders of an exhibit; empty
// is the usual limit, which has no number of its own.
func (e *entry) custody(minutes *int) {
	e.integer("custody_minutes", minutes, 0)
	if e.value("custody_minutes") != "" && *minutes == 0 && !slices.Contains(e.bad, "custody_minutes") {
		e.fault("custody_minutes", "range", "%q: must be from 1 to 10080; leave it empty for the usual limit", sheet.Excerpt(e.value("custody_minutes")))
	}
}

// hHour reads the instant of H: with an offset, or by the clock of the row's time zone.
func (e *entry) hHour(d *models.OperationDraft, zone *time.Location, zoned bool) {
	if !e.has("h_hour") {
		return
	}
	s := e.value("h_hour")
	if s == "" {
		d.HHour = nil
		return
	}
	t, err := time.Parse(time.RFC3339, s)
	for _, form := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if err == nil || !zoned {
			break
		}
		if t, err = time.ParseInLocation(form, s, zone); err == nil && !onceADay(t, form, s) {
			e.fault("h_hour", "format", "%q does not exist or is there twice by the clock of %s; give it in UTC, like 2026-05-20T04:00:00Z", s, zone)
			return
		}
	}
	switch {
	case err != nil:
		e.fault("h_hour", "format", "%q is not an instant like 2026-05-20T04:00:00Z", sheet.Excerpt(s))
	case e.plausible("h_hour", t):
		t = models.Instant(t)
		d.HHour = &t
	}
}

// onceADay says whether local time s is one instant: no clock was set forward
// over it or back through it.
func onceADay(t time.Time, form, s string) bool {
	if t.Format(form) != s {
		return false
	}
	for _, shift := range []time.Duration{-time.Hour, -30 * time.Minute, 30 * time.Minute, time.Hour} {
		if t.Add(shift).Format(form) == s {
			return false
		}
	}
	return true
}

func sameMoment(a, b *time.Time) bool {
	return a == b || a != nil && b != nil && a.Equal(*b)
}
