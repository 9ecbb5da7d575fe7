package store

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// Projection is where the projector works within a transaction: it reads each
// document once, and writes what changed in batches when it is done. It
// satisfies fieldsync.Ledger.
type Projection struct {
	tx        *Tx
	operation models.ID
	docs      map[docID]*fieldsync.Document // nil: there is none
	dirty     map[docID]bool
	stored    map[docID][]string  // keys as the database has them
	was       map[docID]models.ID // sites as the database has them
	asked     map[docKey]bool     // keys whose documents are all in docs
	index     map[docKey]map[string]bool
}

type docID struct {
	kind fieldsync.Kind
	id   string
}

type docKey struct {
	kind fieldsync.Kind
	key  string
}

// Project locks the projection of an operation and says how far it has come.
func (tx *Tx) Project(operation models.ID) (p *Projection, position uint64, err error) {
	var r projectionRow
	if err := tx.forUpdate().Where("operation = ?", operation).Take(&r).Error; err != nil {
		return nil, 0, err
	}
	return &Projection{tx: tx, operation: operation, docs: map[docID]*fieldsync.Document{}, dirty: map[docID]bool{}, stored: map[docID][]string{}, was: map[docID]models.ID{},
		asked: map[docKey]bool{}, index: map[docKey]map[string]bool{}}, r.Position, nil
}

// foreseenAtOnce is how many ids or keys one statement asks for.
const foreseenAtOnce = 250

// Foresee reads the documents of these ids, and those that have these keys, so
// that Get and Find need not ask for each.
func (p *Projection) Foresee(ids, keys fieldsync.Wanted) error {
	for kind, all := range ids {
		for part := range slices.Chunk(all, foreseenAtOnce) {
			if err := p.read(kind, part); err != nil {
				return err
			}
			for _, id := range part {
				if key := (docID{kind, id}); p.docs[key] == nil {
					p.docs[key] = nil // now it is known that there is none
				}
			}
		}
	}
	for kind, all := range keys {
		for part := range slices.Chunk(all, foreseenAtOnce) {
			if err := p.readKeys(kind, part); err != nil {
				return err
			}
		}
	}
	return nil
}

// read reads the documents of a kind that have these ids.
func (p *Projection) read(kind fieldsync.Kind, ids []string) error {
	var rows []documentRow
	q, args := p.each("documents.*", "documents", "id", kind, ids)
	if err := p.tx.db.Raw(q, args...).Scan(&rows).Error; err != nil {
		return err
	}
	for _, r := range rows {
		p.learn(r)
	}
	return nil
}

// readKeys reads the documents that have any of some keys: their ids first, then
// what is not known of them.
func (p *Projection) readKeys(kind fieldsync.Kind, keys []string) error {
	var ids []string
	q, args := p.each("id", "document_keys", "key", kind, keys)
	if err := p.tx.db.Raw(q, args...).Scan(&ids).Error; err != nil {
		return err
	}
	for _, key := range keys {
		p.asked[docKey{kind, key}] = true
	}
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return p.docs[docID{kind, id}] != nil })
	for part := range slices.Chunk(ids, foreseenAtOnce) {
		if err := p.read(kind, part); err != nil {
			return err
		}
	}
	return nil
}

// each asks a table of documents for the rows of a kind whose column is any of
// some words, by looking each word up. IN would say the same, but PostgreSQL,
// before it has counted a new table, takes a long IN as a reason to read it whole.
func (p *Projection) each(want, table, column string, kind fieldsync.Kind, words []string) (string, []any) {
	if p.tx.store.dialect == sqlite {
		return "SELECT " + want + " FROM " + table + " WHERE operation = ? AND kind = ? AND " + column + " IN ?", []any{p.operation, kind, words}
	}
	list, _ := json.Marshal(words) // texts always can be
	return "SELECT found.* FROM jsonb_array_elements_text(?::jsonb) AS wanted (word) CROSS JOIN LATERAL (SELECT " + want + " FROM " + table +
		" WHERE operation = ? AND kind = ? AND " + column + " = wanted.word OFFSET 0) AS found", []any{string(list), p.operation, kind}
}

// ResetProjection throws the documents of an operation away, so that the
// projector makes them anew from the first position of its journal: for when a
// program with a fault in its projection is replaced. What comes out bears the
// same positions, so that who follows by cursor misses nothing, and which sites
// they left before is not forgotten; while it lasts
// there are fewer documents than there were. The audit says who ordered it.
func (tx *Tx) ResetProjection(operation models.ID, by, reason string) error {
	if _, _, err := tx.Project(operation); err != nil {
		return err
	}
	for _, rows := range []any{&documentKeyRow{}, &documentRow{}} {
		if err := tx.db.Where("operation = ?", operation).Delete(rows).Error; err != nil {
			return err
		}
	}
	if err := tx.db.Model(&projectionRow{}).Where("operation = ?", operation).UpdateColumn("position", 0).Error; err != nil {
		return err
	}
	return tx.Note("rebuild", &operation, nil, "projection", reason, "ordered by "+by)
}

// Get reads a document.
func (p *Projection) Get(kind fieldsync.Kind, id string) (fieldsync.Document, bool, error) {
	key := docID{kind, id}
	if _, known := p.docs[key]; !known {
		if err := p.Foresee(fieldsync.Wanted{kind: {id}}, nil); err != nil {
			return fieldsync.Document{}, false, err
		}
	}
	if d := p.docs[key]; d != nil {
		return *d, true, nil
	}
	return fieldsync.Document{}, false, nil
}

func (p *Projection) learn(r documentRow) {
	key, d := docID{r.Kind, r.ID}, r.document()
	if p.docs[key] == nil {
		p.stored[key], p.was[key] = d.Keys, d.Site
		p.set(key, &d)
	}
}

// set keeps a document, and what it is found by.
func (p *Projection) set(key docID, d *fieldsync.Document) {
	if before := p.docs[key]; before != nil {
		for _, k := range before.Keys {
			delete(p.index[docKey{key.kind, k}], key.id)
		}
	}
	for _, k := range d.Keys {
		at := docKey{key.kind, k}
		if p.index[at] == nil {
			p.index[at] = map[string]bool{}
		}
		p.index[at][key.id] = true
	}
	p.docs[key] = d
}

// Put writes a document that was asked for by Get or Find, when the projection ends.
func (p *Projection) Put(d fieldsync.Document) error {
	key := docID{d.Kind, d.ID}
	p.set(key, &d)
	p.dirty[key] = true
	return nil
}

// Find returns the documents of a kind that have a key, by id.
func (p *Projection) Find(kind fieldsync.Kind, key string) ([]fieldsync.Document, error) {
	at := docKey{kind, key}
	if !p.asked[at] {
		if err := p.readKeys(kind, []string{key}); err != nil {
			return nil, err
		}
	}
	var out []fieldsync.Document
	for id := range p.index[at] {
		out = append(out, *p.docs[docID{kind, id}])
	}
	slices.SortFunc(out, func(a, b fieldsync.Document) int { return strings.Compare(a.ID, b.ID) })
	return out, nil
}

// EntryAt reads what the journal holds at a position.
func (p *Projection) EntryAt(position uint64) (fieldsync.Journalled, error) {
	var r entryRow
	if err := p.tx.db.Where("operation = ? AND position = ?", p.operation, position).Take(&r).Error; err != nil {
		return fieldsync.Journalled{}, err
	}
	return *r.journalled(), nil
}

// Entries reads the journal after a position.
func (p *Projection) Entries(after uint64, limit int) ([]*fieldsync.Journalled, error) {
	return p.tx.Entries(p.operation, after, limit)
}

// Done writes what changed, and how far the projection has come.
func (p *Projection) Done(position uint64) error {
	var rows []documentRow
	var keys []documentKeyRow
	var left []departureRow
	for key := range p.dirty {
		d := *p.docs[key]
		if was, before := p.was[key]; before && was != d.Site {
			left = append(left, departureRow{p.operation, d.Kind, d.ID, was, d.Position})
		}
		rows = append(rows, rowOfDocument(p.operation, d))
		if slices.Equal(d.Keys, p.stored[key]) {
			continue
		}
		if len(p.stored[key]) > 0 {
			if err := p.tx.db.Where("operation = ? AND kind = ? AND id = ?", p.operation, d.Kind, d.ID).Delete(&documentKeyRow{}).Error; err != nil {
				return err
			}
		}
		for _, k := range d.Keys {
			keys = append(keys, documentKeyRow{p.operation, d.Kind, k, d.ID})
		}
	}
	slices.SortFunc(rows, func(a, b documentRow) int {
		return strings.Compare(string(a.Kind)+"\n"+a.ID, string(b.Kind)+"\n"+b.ID)
	})
	if err := p.tx.saveDocuments(p.operation, rows); err != nil {
		return err
	}
	if err := p.tx.addKeys(p.operation, keys); err != nil {
		return err
	}
	if err := p.tx.noteDepartures(left); err != nil {
		return err
	}
	return p.tx.db.Model(&projectionRow{}).Where("operation = ?", p.operation).UpdateColumn("position", position).Error
}
