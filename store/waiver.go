package store

import (
	"time"

	"github.com/cellsweep/cellsweep/models"
)

type waiverRow struct {
	ID          models.ID          `sens:"none"`
	Operation   models.ID          `sens:"none"`
	State       models.WaiverState `sens:"none"`
	Sealed      []byte             `sens:"special"`
	ProposedBy  models.ID          `sens:"staff"`
	ProposedAt  time.Time          `sens:"none"`
	SignedBy    *models.ID         `sens:"staff"`
	SignedAt    *time.Time         `sens:"none"`
	WithdrawnBy *models.ID         `sens:"staff"`
	WithdrawnAt *time.Time         `sens:"none"`
	Version     int64              `sens:"none"`
}

func (waiverRow) TableName() string { return "waivers" }

// sealedWaiver is what of a waiver is as secret as the plan.
type sealedWaiver struct {
	Officer models.ID
	Cell    models.IDRef
	Reason  string
}

func (v View) openWaiver(r waiverRow) (models.Waiver, error) {
	var s sealedWaiver
	err := v.openJSON(r.Sealed, &s)
	return models.Waiver{ID: r.ID, Operation: r.Operation, State: r.State, Officer: s.Officer, Cell: s.Cell, Reason: s.Reason, ProposedBy: r.ProposedBy, ProposedAt: r.ProposedAt,
		SignedBy: r.SignedBy, SignedAt: r.SignedAt, WithdrawnBy: r.WithdrawnBy, WithdrawnAt: r.WithdrawnAt, Version: r.Version}, err
}

// Waivers lists the waivers of an operation, the oldest first.
func (v View) Waivers(operation models.ID) (out []models.Waiver, err error) {
	var rows []waiverRow
	if err := v.db.Where("operation = ?", operation).Order("proposed_at, id").Find(&rows).Error; err != nil {
		return nil, err
	}
	for _, r := range rows {
		w, err := v.openWaiver(r)
		if err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return out, nil
}

// Waiver reads one of an operation.
func (v View) Waiver(operation, id models.ID) (models.Waiver, error) {
	var r waiverRow
	if err := v.db.Where("operation = ? AND id = ?", operation, id).Take(&r).Error; err != nil {
		return models.Waiver{}, err
	}
	return v.openWaiver(r)
}

// AddWaiver inserts one that is proposed.
func (tx *Tx) AddWaiver(w *models.Waiver) (err error) {
	w.ID, w.State, w.ProposedAt, w.Version = models.NewID(), models.WaiverMachine.Start, tx.Now, 1
	row := waiverRow{ID: w.ID, Operation: w.Operation, State: w.State, ProposedBy: w.ProposedBy, ProposedAt: w.ProposedAt, Version: w.Version}
	if row.Sealed, err = tx.sealJSON(sealedWaiver{w.Officer, w.Cell, w.Reason}); err != nil {
		return err
	}
	return tx.db.Create(&row).Error
}

// SaveWaiver writes that one was signed or withdrawn. What it says stays, and
// the database refuses anything else.
func (tx *Tx) SaveWaiver(w *models.Waiver) error {
	res := tx.db.Model(&waiverRow{}).Where("id = ? AND version = ?", w.ID, w.Version).UpdateColumns(map[string]any{"state": w.State, "signed_by": w.SignedBy,
		"signed_at": w.SignedAt, "withdrawn_by": w.WithdrawnBy, "withdrawn_at": w.WithdrawnAt, "version": w.Version + 1})
	if res.Error == nil && res.RowsAffected == 0 {
		return stale()
	}
	w.Version++
	return res.Error
}
