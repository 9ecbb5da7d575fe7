package store

import (
	"time"

	"github.com/cellsweep/cellsweep/models"
)

// Note writes an audit row in this transaction: what the caller did or read, to
// what, and why. Detail must hold nothing of a plan.
func (tx *Tx) Note(act models.Act, operation, site *models.ID, subject, reason, detail string) error {
	actor := tx.caller.Actor.Person
	if actor == (models.ID{}) {
		actor = tx.caller.Actor.Tablet
	}
	return tx.db.Create(&models.AuditRow{At: tx.Now, Actor: actor, Act: string(act), Operation: operation, Site: site,
		Subject: subject, Reason: reason, Detail: detail, RequestID: tx.caller.RequestID}).Error
}

// AuditFilter limits what Audit lists; zero values limit nothing.
type AuditFilter struct {
	Operation, Actor models.ID
	Act              string
	Since            time.Time
	Before           int64 // id of the last row of the page before
	Limit            int
}

// Audit lists audit rows, newest first.
func (v View) Audit(f AuditFilter) ([]models.AuditRow, error) {
	q := v.db.Order("id DESC").Limit(f.Limit)
	if f.Operation != (models.ID{}) {
		q = q.Where("operation = ?", f.Operation)
	}
	if f.Actor != (models.ID{}) {
		q = q.Where("actor = ?", f.Actor)
	}
	if f.Act != "" {
		q = q.Where("act = ?", f.Act)
	}
	if !f.Since.IsZero() {
		q = q.Where("at >= ?", f.Since)
	}
	if f.Before > 0 {
		q = q.Where("id < ?", f.Before)
	}
	var rows []models.AuditRow
	return rows, q.Find(&rows).Error
}
