package store

import (
	"encoding/json"
	"slices"
	"strings"

	"gorm.io/gorm"

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
	Keys          []string // only documents that have each of these keys
	ID            string   // only this one, "" for all
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
	if f.ID != "" {
		q = q.Where("id = ?", f.ID)
	}
	for _, key := range f.Keys {
		having := v.db.Model(&documentKeyRow{}).Select("id").Where("operation = ? AND kind IN ? AND key = ?", f.Operation, f.Kinds, key)
		q = q.Where("id IN (?)", having)
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

// DocumentIDs are the ids of the documents of a kind at some sites.
func (v View) DocumentIDs(operation models.ID, kind fieldsync.Kind, sites []models.ID) (ids []string, err error) {
	return ids, v.db.Model(&documentRow{}).Where("operation = ? AND kind = ? AND site IN ?", operation, kind, sites).Pluck("id", &ids).Error
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
// somebody with these sites may see, or left them, 0 when it is not after since.
func (v View) NewestDocument(operation models.ID, sites []models.ID, all bool, since uint64) (position uint64, err error) {
	err = v.feed(Feed{Operation: operation, Sites: sites, All: all}).Where("position > ?", since).
		Select("coalesce(max(position), 0)").Scan(&position).Error
	if err != nil || all {
		return position, err
	}
	var gone uint64
	err = v.db.Model(&departureRow{}).Where("operation = ? AND site IN ? AND position > ?", operation, append(slices.Clone(sites), models.ID{}), since).
		Select("coalesce(max(position), 0)").Scan(&gone).Error
	return max(position, gone), err
}

// EntryCount is how many entries of an operation are about a site.
type EntryCount struct {
	Site     *models.ID // nil: about the whole operation
	Entries  int64
	Resolved int // of these, contested answers that a person resolved
}

// EntryCounts counts what came into the journal of an operation after one position
// and until another, by site. It reads each of these entries: from 0 on, a million
// takes a second or two.
func (v View) EntryCounts(operation models.ID, after, until uint64) (rows []EntryCount, err error) {
	return rows, v.db.Model(&entryRow{}).Select("site, count(*) AS entries, coalesce(sum(CASE WHEN type = 'answer.resolved' THEN 1 ELSE 0 END), 0) AS resolved").
		Where("operation = ? AND position > ? AND position <= ?", operation, after, until).Group("site").Scan(&rows).Error
}
