package store

import (
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/cellsweep/cellsweep/models"
)

// Note writes an audit row in this transaction: what the caller did or read, to
// what, and why. Reason and detail of what concerns an operation are sealed until
// it is released, and so is the site, which goes into the detail then. Act and
// subject must hold nothing of a plan.
func (tx *Tx) Note(act models.Act, operation, site *models.ID, subject, reason, detail string) error {
	actor := tx.caller.Actor.Person
	if actor == (models.ID{}) {
		actor = tx.caller.Actor.Tablet
	}
	row := models.AuditRow{At: tx.Now, Actor: actor, Act: string(act), Operation: operation, Site: site, Subject: subject, RequestID: tx.caller.RequestID}
	secret := false
	if operation != nil {
		var err error
		if secret, err = tx.unreleased(*operation); err != nil {
			return err
		}
		if secret && site != nil {
			row.Site, detail = nil, strings.TrimSpace("at "+site.String()+" "+detail)
		}
	}
	var err error
	if row.Reason, err = tx.sealText(reason, secret); err != nil {
		return err
	}
	if row.Detail, err = tx.sealText(detail, secret); err != nil {
		return err
	}
	return tx.db.Create(&row).Error
}

// AuditFilter limits what Audit lists; zero values limit nothing.
type AuditFilter struct {
	Operation, Actor models.ID
	Act              string
	Since            time.Time
	Before           int64 // id of the last row of the page before
	Limit            int
	Within           []AuditScope // rows of any of these; nil for all
}

// AuditScope is a part of the audit: of one operation or all, at some
// establishments or all. A row that names no establishment is at none of them.
type AuditScope struct {
	Operation *models.ID
	Sites     []models.ID
}

// Audit lists audit rows, newest first, in clear.
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
	if f.Within != nil {
		q = q.Where(v.within(f.Within))
	}
	if f.Before > 0 {
		q = q.Where("id < ?", f.Before)
	}
	var rows []models.AuditRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, err
	}
	for i, r := range rows {
		var err error
		if rows[i].Reason, err = v.disclose(r.Reason); err != nil {
			return nil, err
		}
		if rows[i].Detail, err = v.disclose(r.Detail); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func (v View) within(scopes []AuditScope) *gorm.DB {
	any := v.db.Session(&gorm.Session{NewDB: true}).Where("1 = 0")
	for _, s := range scopes {
		part := v.db.Session(&gorm.Session{NewDB: true}).Where("1 = 1")
		if s.Operation != nil {
			part = part.Where("operation = ?", *s.Operation)
		}
		if len(s.Sites) > 0 {
			part = part.Where("site IN ?", s.Sites)
		}
		any = any.Or(part)
	}
	return any
}
