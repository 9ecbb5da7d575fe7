package store

import (
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/cellsweep/cellsweep/models"
)

// SaveEstablishments writes changed ones, all or none; each version is that
// which was read, and the rows in the database are one version further then.
func (tx *Tx) SaveEstablishments(rows []models.Establishment) error {
	return saveAll(tx.db, rows, "establishments", func(e *models.Establishment) { e.Version, e.UpdatedAt = e.Version+1, tx.Now })
}

// SaveLocations writes changed nodes as SaveEstablishments does.
func (tx *Tx) SaveLocations(rows []models.Location) error {
	return saveAll(tx.db, rows, "locations", func(l *models.Location) { l.Version++ })
}

// SaveOfficers writes changed officers as SaveEstablishments does.
func (tx *Tx) SaveOfficers(rows []models.Officer) error {
	return saveAll(tx.db, rows, "officers", func(o *models.Officer) { o.Version++ })
}

// SaveEquipments writes changed pieces as SaveEstablishments does.
func (tx *Tx) SaveEquipments(rows []models.Equipment) error {
	return saveAll(tx.db, rows, "equipment", func(e *models.Equipment) { e.Version++ })
}

// saveAll is save for many rows: an insert that meets each row by its id and
// updates it where the version is the one before. One statement each is what a
// national registry of 60,000 cells cannot wait for.
func saveAll[T any](db *gorm.DB, rows []T, table string, count func(*T)) error {
	if len(rows) == 0 {
		return nil
	}
	next := make([]T, len(rows))
	for i, r := range rows {
		count(&r)
		next[i] = r
	}
	res := db.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "id"}},
		Where:     clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: table + ".version = excluded.version - 1"}}},
		UpdateAll: true,
	}).CreateInBatches(next, batch)
	switch {
	case res.Error != nil:
		return res.Error
	case res.RowsAffected != int64(len(rows)):
		return stale()
	}
	return nil
}
