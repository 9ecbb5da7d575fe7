package store

import (
	"encoding/json"
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

type documentRow struct {
	Operation models.ID      `gorm:"primaryKey"`
	Kind      fieldsync.Kind `gorm:"primaryKey"`
	ID        string         `gorm:"primaryKey"`
	Site      *models.ID
	Owner     string
	State     string
	Position  uint64
	Rev       uint64
	Deleted   bool
	Keys      string
	Body      string
	Facts     string
}

func (documentRow) TableName() string { return "documents" }

type documentKeyRow struct {
	Operation models.ID      `gorm:"primaryKey"`
	Kind      fieldsync.Kind `gorm:"primaryKey"`
	Key       string         `gorm:"primaryKey"`
	ID        string         `gorm:"primaryKey"`
}

func (documentKeyRow) TableName() string { return "document_keys" }

func (r documentRow) document() fieldsync.Document {
	d := fieldsync.Document{Kind: r.Kind, ID: r.ID, Position: r.Position, Rev: r.Rev, Deleted: r.Deleted,
		Body: json.RawMessage(r.Body), Facts: json.RawMessage(r.Facts)}
	if r.Site != nil {
		d.Site = *r.Site
	}
	if r.Keys != "" {
		d.Keys = strings.Split(r.Keys, "\n")
	}
	return d
}

func rowOfDocument(operation models.ID, d fieldsync.Document) documentRow {
	var seen struct{ State, Status, Stream string }
	_ = json.Unmarshal(d.Body, &seen) // what has no state has none
	r := documentRow{Operation: operation, Kind: d.Kind, ID: d.ID, Site: optional(d.Site), State: seen.State, Position: d.Position,
		Rev: d.Rev, Deleted: d.Deleted, Keys: strings.Join(d.Keys, "\n"), Body: string(d.Body), Facts: string(d.Facts)}
	if d.Kind == fieldsync.KindReceipt {
		r.State, r.Owner = receiptState(d.Body), seen.Stream
	}
	return r
}

// receiptState is what the tray looks for: the status, or quarantined while nobody has decided.
func receiptState(body json.RawMessage) string {
	var r fieldsync.Receipt
	_ = json.Unmarshal(body, &r)
	if r.Status == "" {
		return string(r.Verdict)
	}
	return string(r.Status)
}

// Projection is where the projector works within a transaction: it reads each
// document once, and writes what changed in batches when it is done. It
// satisfies fieldsync.Ledger.
type Projection struct {
	tx        *Tx
	operation models.ID
	docs      map[docID]*fieldsync.Document // nil: there is none
	dirty     map[docID]bool
	stored    map[docID][]string        // keys as the database has them
	byKey     map[docKey]map[docID]bool // of the documents in docs
	asked     map[docKey]bool           // of which docs has all that the database has
	fresh     bool                      // nothing was projected yet: the database need not be asked
}

type docKey struct {
	kind fieldsync.Kind
	key  string
}

type docID struct {
	kind fieldsync.Kind
	id   string
}

// Project locks the projection of an operation and says how far it has come.
func (tx *Tx) Project(operation models.ID) (p *Projection, position uint64, err error) {
	var r projectionRow
	if err := tx.forUpdate().Where("operation = ?", operation).Take(&r).Error; err != nil {
		return nil, 0, err
	}
	return &Projection{tx: tx, operation: operation, docs: map[docID]*fieldsync.Document{}, dirty: map[docID]bool{},
		stored: map[docID][]string{}, byKey: map[docKey]map[docID]bool{}, asked: map[docKey]bool{}, fresh: r.Position == 0}, r.Position, nil
}

// Projected says how far the documents of an operation follow its journal.
func (v View) Projected(operation models.ID) (uint64, error) {
	var r projectionRow
	err := v.db.Where("operation = ?", operation).Take(&r).Error
	return r.Position, err
}

// Behind lists the operations whose documents do not follow their journal yet.
func (v View) Behind() (ids []models.ID, err error) {
	return ids, v.db.Model(&projectionRow{}).Joins("JOIN journals ON journals.operation = projections.operation AND journals.head > projections.position").
		Order("projections.operation").Pluck("projections.operation", &ids).Error
}

// ResetProjection throws the documents of an operation away, so that the
// projector makes them anew from the first position of its journal: for when a
// program with a fault in its projection is replaced. What comes out bears the
// same positions, so that who follows by cursor misses nothing; while it lasts
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
	if d, known := p.docs[key]; known {
		if d == nil {
			return fieldsync.Document{}, false, nil
		}
		return *d, true, nil
	}
	if p.fresh {
		return fieldsync.Document{}, false, nil
	}
	var r documentRow
	err := p.tx.db.Where("operation = ? AND kind = ? AND id = ?", p.operation, kind, id).Take(&r).Error
	if IsMissing(err) {
		p.docs[key] = nil
		return fieldsync.Document{}, false, nil
	}
	if err != nil {
		return fieldsync.Document{}, false, err
	}
	p.learn(r)
	return *p.docs[key], true, nil
}

func (p *Projection) learn(r documentRow) {
	key, d := docID{r.Kind, r.ID}, r.document()
	if p.docs[key] == nil {
		p.docs[key], p.stored[key] = &d, d.Keys
		p.index(key, nil, d.Keys)
	}
}

// index notes under which keys a document is found.
func (p *Projection) index(id docID, before, after []string) {
	for _, k := range before {
		delete(p.byKey[docKey{id.kind, k}], id)
	}
	for _, k := range after {
		at := docKey{id.kind, k}
		if p.byKey[at] == nil {
			p.byKey[at] = map[docID]bool{}
		}
		p.byKey[at][id] = true
	}
}

// Put writes a document, when the projection ends.
func (p *Projection) Put(d fieldsync.Document) error {
	key := docID{d.Kind, d.ID}
	var before []string
	if old := p.docs[key]; old != nil {
		before = old.Keys
	}
	p.index(key, before, d.Keys)
	p.docs[key], p.dirty[key] = &d, true
	return nil
}

// Find returns the documents of a kind that have a key, by id.
func (p *Projection) Find(kind fieldsync.Kind, key string) ([]fieldsync.Document, error) {
	at := docKey{kind, key}
	if !p.fresh && !p.asked[at] {
		var rows []documentRow
		err := p.tx.db.Joins("JOIN document_keys k ON k.operation = documents.operation AND k.kind = documents.kind AND k.id = documents.id").
			Where("k.operation = ? AND k.kind = ? AND k.key = ?", p.operation, kind, key).Find(&rows).Error
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			p.learn(r)
		}
		p.asked[at] = true
	}
	out := make([]fieldsync.Document, 0, len(p.byKey[at]))
	for id := range p.byKey[at] {
		out = append(out, *p.docs[id])
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
	j, err := r.journalled()
	if err != nil {
		return fieldsync.Journalled{}, err
	}
	return *j, nil
}

// Entries reads the journal after a position.
func (p *Projection) Entries(after uint64, limit int) ([]*fieldsync.Journalled, error) {
	return p.tx.Entries(p.operation, after, limit)
}

// Done writes what changed, and how far the projection has come.
func (p *Projection) Done(position uint64) error {
	var rows []documentRow
	var keys []documentKeyRow
	for key := range p.dirty {
		d := *p.docs[key]
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
	if len(rows) > 0 {
		if err := p.tx.db.Clauses(clause.OnConflict{UpdateAll: true}).CreateInBatches(rows, batch).Error; err != nil {
			return err
		}
	}
	if err := insert(p.tx.db, keys); err != nil {
		return err
	}
	return p.tx.db.Model(&projectionRow{}).Where("operation = ?", p.operation).UpdateColumn("position", position).Error
}

// Feed limits which documents of an operation somebody gets.
type Feed struct {
	Operation     models.ID
	Kinds         []fieldsync.Kind // empty: every kind
	Sites         []models.ID      // when All is false, besides what belongs to the whole operation
	All           bool
	Owners        []string // streams whose receipts are given, when OwnersOnly
	OwnersOnly    bool
	State         string
	States        []string // any of these, empty for all
	AfterPosition uint64
	AfterKind     fieldsync.Kind
	AfterID       string
	Limit         int
}

func (v View) feed(f Feed) *gorm.DB {
	q := v.db.Model(&documentRow{}).Where("operation = ?", f.Operation)
	if len(f.Kinds) > 0 {
		q = q.Where("kind IN ?", f.Kinds)
	}
	if !f.All {
		q = q.Where("(site IS NULL OR site IN ?)", f.Sites)
	}
	if f.OwnersOnly {
		q = q.Where("(kind <> ? OR owner IN ?)", fieldsync.KindReceipt, f.Owners)
	}
	if f.State != "" {
		q = q.Where("state = ?", f.State)
	}
	if len(f.States) > 0 {
		q = q.Where("state IN ?", f.States)
	}
	return q
}

// Changed reads documents in the order in which they last changed: ascending by
// (position, kind, id), after the given one.
func (v View) Changed(f Feed) ([]fieldsync.Document, error) {
	var rows []documentRow
	err := v.feed(f).Omit("Facts").Where("(position, kind, id) > (?, ?, ?)", f.AfterPosition, f.AfterKind, f.AfterID).
		Order("position, kind, id").Limit(f.Limit).Find(&rows).Error
	return documents(rows), err
}

// Documents reads documents of one kind by id, after f.AfterID. Kinds may share
// ids, so that several at once could not be paged.
func (v View) Documents(f Feed) ([]fieldsync.Document, error) {
	var rows []documentRow
	err := v.feed(f).Omit("Facts").Where("id > ?", f.AfterID).Order("id").Limit(f.Limit).Find(&rows).Error
	return documents(rows), err
}

func documents(rows []documentRow) []fieldsync.Document {
	out := make([]fieldsync.Document, len(rows))
	for i, r := range rows {
		out[i] = r.document()
	}
	return out
}

// Document reads one.
func (v View) Document(operation models.ID, kind fieldsync.Kind, id string) (fieldsync.Document, error) {
	var r documentRow
	err := v.db.Where("operation = ? AND kind = ? AND id = ?", operation, kind, id).Take(&r).Error
	return r.document(), err
}

// StateCount is how many documents of a site are in a state.
type StateCount struct {
	Site  *models.ID
	State string
	Count int
}

// Count counts documents of a kind by site and state.
func (v View) Count(operation models.ID, kind fieldsync.Kind) (rows []StateCount, err error) {
	return rows, v.db.Model(&documentRow{}).Select("site, state, count(*) AS count").
		Where("operation = ? AND kind = ?", operation, kind).Group("site, state").Scan(&rows).Error
}

// NewestDocument is the greatest position at which a document changed that
// somebody with these sites may see, 0 when it is not after since.
func (v View) NewestDocument(operation models.ID, sites []models.ID, all bool, since uint64) (position uint64, err error) {
	return position, v.feed(Feed{Operation: operation, Sites: sites, All: all}).Where("position > ?", since).
		Select("coalesce(max(position), 0)").Scan(&position).Error
}
