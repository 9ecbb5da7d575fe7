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
	Since, Until     time.Time
	Site             models.ID
	Object           string // an id, or a kind, a slash and an id
	Text             string // words in the reason, in either case
	Before           int64  // id of the last row of the page before
	Limit            int
	Within           []AuditScope // rows of any of these; nil for all
}

// AuditScope is a part of the audit: of one operation or all, at some
// establishments or all. A row that names no establishment is at none of them.
type AuditScope struct {
	Operation *models.ID
	Sites     []models.ID
}

// A search for words opens each row, for reasons are sealed until release: so
// many are read at once, and so many in all.
const (
	auditChunk   = 500
	auditReading = 200_000
)

// Audit lists audit rows, newest first, in clear. Words are looked for in the
// newest rows that the rest of the filter lets through; TooLarge says that there
// are too many to look through.
func (v View) Audit(f AuditFilter) ([]models.AuditRow, error) {
	if f.Text == "" {
		return v.audit(f)
	}
	var found []models.AuditRow
	words, chunk := strings.ToLower(f.Text), f
	chunk.Limit = auditChunk
	for read := 0; read < auditReading; read += auditChunk {
		rows, err := v.audit(chunk)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if strings.Contains(strings.ToLower(r.Reason), words) {
				if found = append(found, r); len(found) == f.Limit {
					return found, nil
				}
			}
		}
		if len(rows) < auditChunk {
			return found, nil
		}
		chunk.Before = rows[len(rows)-1].ID
	}
	return nil, models.NewFault(models.TooLarge, "There are too many rows to look for words in; name a time, an operation or who it was.")
}

func (v View) audit(f AuditFilter) ([]models.AuditRow, error) {
	q := v.db.Order("id DESC").Limit(f.Limit)
	for _, x := range []struct {
		asked bool
		where string
		value any
	}{{f.Operation != models.ID{}, "operation = ?", f.Operation}, {f.Actor != models.ID{}, "actor = ?", f.Actor}, {f.Act != "", "act = ?", f.Act},
		{!f.Since.IsZero(), "at >= ?", models.Instant(f.Since)}, {!f.Until.IsZero(), "at < ?", models.Instant(f.Until)}, {f.Site != models.ID{}, "site = ?", f.Site}, {f.Before > 0, "id < ?", f.Before}} {
		if x.asked {
			q = q.Where(x.where, x.value)
		}
	}
	if f.Object != "" {
		q = q.Where(`(subject = ? OR subject LIKE ? ESCAPE '\')`, f.Object, "%/"+literal(f.Object))
	}
	if f.Within != nil {
		q = q.Where(v.within(f.Within))
	}
	var rows []models.AuditRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, err
	}
	for i, r := range rows {
		rows[i].Reason, rows[i].Detail = v.disclose(r.Reason), v.disclose(r.Detail)
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
