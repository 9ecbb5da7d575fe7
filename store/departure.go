package store

import (
	"slices"

	"gorm.io/gorm/clause"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// departureRow says that a document was at a site, and is not since a position.
// It stays when the document comes back: whether somebody is told that it is
// gone is decided by where it is when they pull.
type departureRow struct {
	Operation models.ID      `gorm:"primaryKey"`
	Kind      fieldsync.Kind `gorm:"primaryKey"`
	ID        string         `gorm:"primaryKey"`
	Site      models.ID      `gorm:"primaryKey"` // zero: it belonged to the whole operation
	Position  uint64
}

func (departureRow) TableName() string { return "departures" }

// noteDepartures writes down which sites documents of one operation left. What is
// written never goes back: documents that are made anew may leave a site at an
// earlier position than at first, which somebody may have pulled beyond.
func (tx *Tx) noteDepartures(rows []departureRow) error {
	later := clause.OnConflict{Columns: []clause.Column{{Name: "operation"}, {Name: "kind"}, {Name: "id"}, {Name: "site"}}, DoUpdates: clause.AssignmentColumns([]string{"position"}),
		Where: clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "departures.position < excluded.position"}}}}
	for part := range slices.Chunk(rows, foreseenAtOnce) {
		if err := tx.db.Clauses(later).Create(part).Error; err != nil {
			return err
		}
	}
	return nil
}

const pulledColumns = "operation, kind, id, site, owner, state, position, rev, deleted, keys, body"

// Pulled is Changed for who follows some sites only: in its place among the
// others, a document that has left all of them is a tombstone without a body.
func (v View) Pulled(f Feed) ([]fieldsync.Document, error) {
	if f.All {
		return v.Changed(f)
	}
	after := []any{f.AfterPosition, f.AfterKind, f.AfterID}
	here := v.feed(f).Select(pulledColumns).Where("(position, kind, id) > (?, ?, ?)", after...).Order("position, kind, id").Limit(f.Limit)
	gone := v.db.Table("departures AS d").
		Select("d.operation, d.kind, d.id, nullif(d.site, d.site) AS site, '' AS owner, '' AS state, d.position, documents.rev, 1 = 1 AS deleted, '' AS keys, '' AS body").
		Joins("JOIN documents ON documents.operation = d.operation AND documents.kind = d.kind AND documents.id = d.id").
		Where("d.operation = ? AND d.site IN ? AND (d.position, d.kind, d.id) > (?, ?, ?)", append([]any{f.Operation, append(slices.Clone(f.Sites), models.ID{})}, after...)...).
		Where("documents.site IS NOT NULL").Order("d.position, d.kind, d.id").Limit(f.Limit)
	if len(f.Sites) > 0 {
		gone = gone.Where("documents.site NOT IN ?", f.Sites)
	}
	if f.OwnersOnly {
		gone = gone.Where("(d.kind <> ? OR documents.owner IN ?)", fieldsync.KindReceipt, f.Owners)
	}
	var rows []documentRow
	err := v.db.Raw("SELECT * FROM (?) AS here UNION ALL SELECT * FROM (?) AS gone ORDER BY position, kind, id LIMIT ?", here, gone, f.Limit).Scan(&rows).Error
	return documents(rows), err
}
