package store

import (
	"time"

	"gorm.io/gorm/clause"

	"github.com/cellsweep/cellsweep/models"
)

// planWatchRow says which replica watches the plan of a running operation.
type planWatchRow struct {
	Operation models.ID `gorm:"primaryKey"`
	Holder    string
	HeldUntil time.Time
}

func (planWatchRow) TableName() string { return "plan_watches" }

// WatchPlan makes the holder the one who watches the plan of an operation until
// until, and says whether it is: not while another's time has not run out.
func (tx *Tx) WatchPlan(operation models.ID, holder string, now, until time.Time) (bool, error) {
	row := planWatchRow{operation, holder, models.Instant(until)}
	res := tx.db.Model(&planWatchRow{}).Where("operation = ? AND (holder = ? OR held_until < ?)", operation, holder, models.Instant(now)).
		UpdateColumns(map[string]any{"holder": holder, "held_until": row.HeldUntil})
	if res.Error != nil || res.RowsAffected > 0 {
		return res.Error == nil, res.Error
	}
	res = tx.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
	return res.RowsAffected > 0, res.Error
}

// PlanWatched says whether a holder watches the plan of an operation still.
func (v View) PlanWatched(operation models.ID, holder string, now time.Time) (bool, error) {
	var n int64
	err := v.db.Model(&planWatchRow{}).Where("operation = ? AND holder = ? AND held_until >= ?", operation, holder, models.Instant(now)).Count(&n).Error
	return n > 0, err
}
