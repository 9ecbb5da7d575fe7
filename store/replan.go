package store

import (
	"encoding/json"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

type replanRow struct {
	Plan       models.ID `gorm:"primaryKey"`
	Operation  models.ID
	Base       models.ID
	Sealed     []byte
	ProposedBy models.ID
	ProposedAt time.Time
	IssuedBy   *models.ID
	IssuedAt   *time.Time
	Facts      string
	RefusedBy  *models.ID
	RefusedAt  *time.Time
}

func (replanRow) TableName() string { return "replans" }

// sealedReplan is what of a re-plan is as secret as a plan.
type sealedReplan struct {
	Now    int
	Events json.RawMessage
	Cells  []models.NewCell
	Teams  []models.NewTeam
	Sites  models.IDSet
	Reason string
}

func (v View) openReplan(row replanRow) (r models.Replan, err error) {
	plain, err := v.store.sealer.Open(row.Sealed)
	if err != nil {
		return r, unreadable(err)
	}
	var s sealedReplan
	if err := json.Unmarshal(plain, &s); err != nil {
		return r, err
	}
	return models.Replan{Plan: row.Plan, Operation: row.Operation, Base: row.Base, Now: s.Now, Events: s.Events, Cells: s.Cells, Teams: s.Teams,
		Sites: s.Sites, ProposedBy: row.ProposedBy, ProposedAt: row.ProposedAt, IssuedBy: row.IssuedBy, IssuedAt: row.IssuedAt, Reason: s.Reason,
		Facts: row.Facts, RefusedBy: row.RefusedBy, RefusedAt: row.RefusedAt}, nil
}

func (tx *Tx) sealReplan(r models.Replan) (row replanRow, err error) {
	plain, err := json.Marshal(sealedReplan{r.Now, r.Events, r.Cells, r.Teams, r.Sites, r.Reason})
	if err != nil {
		return row, err
	}
	row = replanRow{Plan: r.Plan, Operation: r.Operation, Base: r.Base, ProposedBy: r.ProposedBy, ProposedAt: r.ProposedAt, IssuedBy: r.IssuedBy, IssuedAt: r.IssuedAt,
		Facts: r.Facts, RefusedBy: r.RefusedBy, RefusedAt: r.RefusedAt}
	row.Sealed, err = tx.store.sealer.Seal(plain)
	return row, err
}

// Replans lists the re-plans of an operation in the order in which they were proposed.
func (v View) Replans(operation models.ID) (out []models.Replan, err error) {
	var rows []replanRow
	if err := v.db.Where("operation = ?", operation).Order("proposed_at, plan").Find(&rows).Error; err != nil {
		return nil, err
	}
	for _, row := range rows {
		r, err := v.openReplan(row)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// Replan reads the one that a plan version is.
func (v View) Replan(plan models.ID) (models.Replan, error) {
	var row replanRow
	if err := v.db.Where("plan = ?", plan).Take(&row).Error; err != nil {
		return models.Replan{}, err
	}
	return v.openReplan(row)
}

// AddReplan inserts a proposal whose plan version is there.
func (tx *Tx) AddReplan(r *models.Replan) error {
	r.ProposedAt = tx.Now
	row, err := tx.sealReplan(*r)
	if err != nil {
		return err
	}
	return tx.db.Create(&row).Error
}

// ReplanOf says whether the server ever proposed to mend a plan for these facts.
func (v View) ReplanOf(base models.ID, facts string) (bool, error) {
	var n int64
	err := v.db.Model(&replanRow{}).Where("base = ? AND facts = ?", base, facts).Count(&n).Error
	return n > 0, err
}

// ProposedNow is the number of the newest version that the server proposes by
// itself for the plan in force and that waits for somebody, 0 when there is none.
func (v View) ProposedNow(o models.Operation) (int, error) {
	if o.Plan == nil {
		return 0, nil
	}
	var rows []replanRow
	err := v.db.Omit("Sealed").Where("base = ? AND facts <> ''", *o.Plan).Order("proposed_at DESC, plan DESC").Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 || rows[0].IssuedAt != nil || rows[0].RefusedAt != nil {
		return 0, err
	}
	return v.PlanNumber(rows[0].Plan)
}

// SaveReplan writes one that was issued or refused. The operation is locked, so nobody
// else issues it meanwhile.
func (tx *Tx) SaveReplan(r models.Replan) error {
	row, err := tx.sealReplan(r)
	if err != nil {
		return err
	}
	return tx.db.Model(&replanRow{}).Where("plan = ?", row.Plan).
		UpdateColumns(map[string]any{"sealed": row.Sealed, "issued_by": row.IssuedBy, "issued_at": row.IssuedAt, "refused_by": row.RefusedBy, "refused_at": row.RefusedAt}).Error
}
