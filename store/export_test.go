package store

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"github.com/cellsweep/cellsweep/models"
)

// Rows gives a value of every type that is a row of a table.
func Rows() []any {
	return []any{personRow{}, grantRow{}, models.Session{}, invitationRow{}, models.Establishment{}, models.Location{}, models.Officer{},
		models.Equipment{}, models.Pick{}, models.DeviceModel{}, models.TemplateVersion{}, models.Operation{}, draftRow{},
		planVersionRow{}, planJobRow{}, planImprovementRow{}, waiverRow{}, models.Enrolment{}, models.Tablet{}, challengeRow{}, tabletTokenRow{}, Journal{}, projectionRow{},
		Stream{}, entryRow{}, documentRow{}, documentKeyRow{}, inboxRow{}, models.AuditRow{}, models.File{},
		models.Upload{}, namedFileRow{}, models.Bundle{}, brakeRow{}, replanRow{}, models.Contact{}, BundleFetch{}, draftDocumentRow{}, registryMark{}, planWatchRow{}, departureRow{}, Tree{}, tileRow{}, Checkpoint{}}
}

// MigrateTo brings the schema of a database to a version that may not be the newest.
func MigrateTo(ctx context.Context, o Options, version int64) error {
	d := dialectOf(o.URL)
	db, err := d.open(o, true)
	if err != nil {
		return err
	}
	pool, err := db.DB()
	if err != nil {
		return err
	}
	p, err := d.provider(pool)
	if err == nil {
		_, err = p.UpTo(ctx, version)
	}
	return errors.Join(err, pool.Close())
}

// Raw gives what a transaction stands on, for tests that break things below it.
func (v View) Raw() *gorm.DB { return v.db }

// SetBusyTimeout says how many milliseconds SQLite's writer waits for a lock.
func (s *Store) SetBusyTimeout(ms int) error {
	return s.write.Exec(fmt.Sprintf("PRAGMA busy_timeout = %d", ms)).Error
}
