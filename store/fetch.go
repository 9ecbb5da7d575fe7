package store

import (
	"time"

	"gorm.io/gorm/clause"

	"github.com/cellsweep/cellsweep/models"
)

// BundleFetch says when a tablet first fetched a package.
type BundleFetch struct {
	Bundle models.ID `gorm:"primaryKey"`
	Tablet models.ID `gorm:"primaryKey"`
	At     time.Time
}

// Fetched says whether a tablet has fetched a package before.
func (v View) Fetched(bundle, tablet models.ID) (bool, error) {
	var n int64
	err := v.db.Model(&BundleFetch{}).Where("bundle = ? AND tablet = ?", bundle, tablet).Count(&n).Error
	return n > 0, err
}

// NoteFetch notes that a tablet fetched a package; only the first time counts.
func (tx *Tx) NoteFetch(bundle, tablet models.ID) error {
	return tx.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&BundleFetch{bundle, tablet, tx.Now}).Error
}

// Fetches lists who fetched a package of an operation's newest sealing.
func (v View) Fetches(operation models.ID) ([]BundleFetch, error) {
	round, err := v.Round(operation)
	if err != nil {
		return nil, err
	}
	ids := make([]models.ID, len(round))
	for i, b := range round {
		ids[i] = b.ID
	}
	var rows []BundleFetch
	return rows, v.db.Where("bundle IN ?", ids).Order("bundle, tablet").Find(&rows).Error
}
