package intake

import (
	"slices"
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store/intake/sheet"
)

// bundle is what several rows say of one thing, a link or an authorisation:
// each names one cell of it, and all repeat its other fields.
type bundle struct {
	key   string
	rows  []*entry       // at least one
	cells []models.IDRef // of each row
	whole bool           // every cell was found
}

// bundles gathers the rows of a kind by key. The columns in agree must say the
// same in every row of a bundle. No cell is twice in a bundle, and where
// exclusive is true none is in two.
func (w *world) bundles(kind string, agree []string, exclusive bool, key func(*entry) string) []*bundle {
	byKey, said := map[string]*bundle{}, map[string]map[models.IDRef]*entry{}
	var all []*bundle
	w.each(kind, func(e *entry) {
		ref, known := w.readMember(kind, e)
		k := key(e)
		b := byKey[k]
		if b == nil {
			b = &bundle{key: k, whole: true}
			byKey[k], all = b, append(all, b)
		} else {
			b.rows[0].agree(e, agree)
		}
		group := k
		if exclusive {
			group = ""
		}
		if said[group] == nil {
			said[group] = map[models.IDRef]*entry{}
		}
		other := said[group][ref]
		if known && other != nil {
			e.fault("cell", "duplicate", "%q is already in %s%s", sheet.Excerpt(e.value("cell")), other.whereFrom(e), inWhich(other, exclusive))
		}
		said[group][ref] = e
		b.rows, b.cells = append(b.rows, e), append(b.cells, ref)
		b.whole = b.whole && known && other == nil
	})
	slices.SortFunc(all, func(a, b *bundle) int { return strings.Compare(a.key, b.key) })
	return all
}

// readMember finds the cell of a row. That of an authorisation may name persons
// and no cell.
func (w *world) readMember(kind string, e *entry) (models.IDRef, bool) {
	if kind == authorisations && e.value("persons") != "" && e.value("establishment") == "" && e.value("cell") == "" {
		return models.IDRef{}, true
	}
	return w.readRef(e)
}

func inWhich(other *entry, exclusive bool) string {
	if !exclusive {
		return ""
	}
	return ", link " + sheet.Excerpt(other.value("group")) + "; a cell can be in one link only"
}

// agree notes where a later row says something else than the first.
func (e *entry) agree(later *entry, columns []string) {
	for _, c := range columns {
		if a, b := e.value(c), later.value(c); a != b {
			later.fault(c, "conflict", "%q is not what %s says, %q; this must be the same in all its rows", sheet.Excerpt(b), e.whereFrom(later), sheet.Excerpt(a))
		}
	}
}

// mark notes what becomes of each row of a bundle: new if its cell was not in
// the thing before, or the thing was not there; changed if the other fields are.
func (b *bundle) mark(w *world, was []models.IDRef, there, same bool, old, now any) {
	before := make(map[models.IDRef]bool, len(was))
	for _, c := range was {
		before[c] = true
	}
	for i, e := range b.rows {
		known := before[b.cells[i]] || there && b.cells[i] == models.IDRef{}
		e.status = changed(known, same)
		w.show(e, known, old, now)
		w.dirty = w.dirty || e.status != unchanged
	}
}

// sorted returns the cells of a bundle in the order of their codes, or was when that holds the same.
func (b *bundle) sorted(w *world, was []models.IDRef) []models.IDRef {
	named := slices.DeleteFunc(slices.Clone(b.cells), func(r models.IDRef) bool { return r == models.IDRef{} })
	now := slices.SortedFunc(slices.Values(named), w.byCode)
	if slices.Equal(now, slices.SortedFunc(slices.Values(was), w.byCode)) {
		return was
	}
	return now
}

// drop counts cells that are in was and not in now.
func (w *world) drop(kind string, was, now []models.IDRef) {
	lost := missing(was, now, func(r models.IDRef) models.IDRef { return r })
	w.removed[kind] += lost
	w.dirty = w.dirty || lost > 0
}

// takeLinks replaces the links. A link is known by its code.
func (w *world) takeLinks() {
	if !w.has(links) {
		w.checkLinksKept()
		return
	}
	was := map[string]models.Link{}
	for _, l := range w.draft.Links {
		was[l.Code] = l
	}
	now := map[string][]models.IDRef{}
	var all []models.Link
	for _, b := range w.bundles(links, []string{"first_wave", "tolerance", "reason"}, true, func(e *entry) string { return e.value("group") }) {
		e, old := b.rows[0], was[b.key]
		l := old
		l.Code = b.key
		e.truth("first_wave", &l.FirstWave)
		e.integer("tolerance", &l.Tolerance, 0)
		e.short("reason", &l.Reason, 500)
		l.Cells = b.sorted(w, old.Cells)
		if b.whole {
			e.check(models.OperationDraft{Policy: models.Policy{ConflictOfInterest: "none"}, Links: []models.Link{l}}.Check())
		}
		w.checkTargets(b)
		b.mark(w, old.Cells, false, l.FirstWave == old.FirstWave && l.Tolerance == old.Tolerance && l.Reason == old.Reason, old, l)
		all, now[l.Code] = append(all, l), l.Cells
	}
	for _, l := range w.draft.Links {
		w.drop(links, l.Cells, now[l.Code])
	}
	if w.dirty {
		w.draft.Links = all
	}
}

// checkTargets notes members of a link that nobody is going to search.
func (w *world) checkTargets(b *bundle) {
	if w.unread[cells] {
		return
	}
	for i, e := range b.rows {
		if b.cells[i] != (models.IDRef{}) && !w.targets[b.cells[i]] {
			e.fault("cell", "unknown", "%q of %s is not among the cells to be searched; add it to the cells, or take it out of the link", sheet.Excerpt(e.value("cell")), e.value("establishment"))
		}
	}
}

// checkLinksKept notes cells that a cells file takes out of the operation
// though a link that stays joins them.
func (w *world) checkLinksKept() {
	if !w.has(cells) || w.unread[cells] {
		return
	}
	f := w.first(cells).faults
	for _, l := range w.draft.Links {
		for _, c := range l.Cells {
			if !w.targets[c] {
				f.Add(0, "cell", "required", "leaves out %s of %s, which link %s joins; keep it, or import the links without it", w.codeOf(c.Location), w.siteCode[c.Establishment], l.Code)
			}
		}
	}
}

// takeAuthorisations replaces the authorisations. One is known by its reference
// and issuer, and keeps its id.
func (w *world) takeAuthorisations() {
	if !w.has(authorisations) {
		return
	}
	key := func(reference, issuer string) string { return reference + "\n" + issuer }
	was := map[string]models.Authorisation{}
	for _, a := range w.draft.Authorisations {
		was[key(a.Reference, a.Issuer)] = a
	}
	now := map[models.ID][]models.IDRef{}
	var all []models.Authorisation
	columns := []string{"legal_basis", "valid_from", "valid_to", "hours_from", "hours_to", "persons"}
	for _, b := range w.bundles(authorisations, columns, false, func(e *entry) string { return key(e.value("reference"), e.value("issuer")) }) {
		old := was[b.key]
		a := w.readAuthorisation(b.rows[0], old)
		a.Targets = b.sorted(w, old.Targets)
		b.mark(w, old.Targets, old.ID == a.ID, sameOrder(a, old), old, a)
		all, now[a.ID] = append(all, a), a.Targets
	}
	for _, a := range w.draft.Authorisations {
		if _, stays := now[a.ID]; !stays && len(a.Targets) == 0 { // it named persons only
			w.removed[authorisations]++
			w.dirty = true
		}
		w.drop(authorisations, a.Targets, now[a.ID])
	}
	if w.dirty {
		w.draft.Authorisations = all
	}
}

func (w *world) readAuthorisation(e *entry, a models.Authorisation) models.Authorisation {
	if a.ID == (models.ID{}) {
		a.ID = models.NewID()
	}
	e.text("reference", &a.Reference)
	e.text("issuer", &a.Issuer)
	e.text("legal_basis", &a.LegalBasis)
	e.instant("valid_from", &a.ValidFrom)
	e.instant("valid_to", &a.ValidTo)
	e.clock("hours_from", &a.HoursFrom)
	e.clock("hours_to", &a.HoursTo)
	e.codes("persons", &a.Persons)
	w.knownCodes(e, "legal_basis", "legal-bases", []string{a.LegalBasis})
	if slices.Contains(e.bad, "hours_from") {
		e.bad = append(e.bad, "hours_to")
	}
	if slices.Contains(e.bad, "valid_from") { // which of the two is later cannot be said
		e.bad = append(e.bad, "valid_to")
	}
	e.check(models.OperationDraft{Policy: models.Policy{ConflictOfInterest: "none"}, Authorisations: []models.Authorisation{a}}.Check())
	return a
}

// clock reads an hour of the day, or none.
func (e *entry) clock(column string, to *string) {
	if !e.has(column) {
		return
	}
	s := e.value(column)
	if _, err := time.Parse("15:04", s); s != "" && (err != nil || len(s) != len("06:00")) {
		e.fault(column, "format", "%q is not an hour of the form HH:MM, like 06:00", sheet.Excerpt(s))
		return
	}
	*to = s
}

func sameOrder(a, b models.Authorisation) bool {
	return a.LegalBasis == b.LegalBasis && a.ValidFrom.Equal(b.ValidFrom) && a.ValidTo.Equal(b.ValidTo) &&
		a.HoursFrom == b.HoursFrom && a.HoursTo == b.HoursTo && slices.Equal(a.Persons, b.Persons)
}
