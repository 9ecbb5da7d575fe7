package store

import (
	"time"

	"gorm.io/gorm"

	"github.com/cellsweep/cellsweep/models"
)

// Enrolments lists enrolment codes, newest first when p.Desc.
func (v View) Enrolments(p Page) ([]models.Enrolment, string, error) {
	return paged(v.db, p, "id", func(e models.Enrolment) string { return e.ID.String() })
}

// Enrolment reads one.
func (v View) Enrolment(id models.ID) (models.Enrolment, error) {
	return byID[models.Enrolment](v.db, id)
}

// AddEnrolment inserts a new code.
func (tx *Tx) AddEnrolment(e models.Enrolment) error { return tx.db.Create(&e).Error }

// EndEnrolment ends a code before it expires.
func (tx *Tx) EndEnrolment(id models.ID) error {
	res := tx.db.Model(&models.Enrolment{}).Where("id = ? AND ended_at IS NULL", id).UpdateColumn("ended_at", tx.Now)
	if res.Error == nil && res.RowsAffected == 0 {
		return gorm.ErrRecordNotFound
	}
	return res.Error
}

// EnrolmentOf finds what a code, by its hash, still invites to. It spends no use.
func (v View) EnrolmentOf(hash string, now time.Time) (models.Enrolment, error) {
	var e models.Enrolment
	if err := v.db.Where("code_hash = ?", hash).Take(&e).Error; err != nil {
		return e, unknownCode(err)
	}
	if len(e.Sites) == 0 {
		return e, unknownCode(gorm.ErrRecordNotFound)
	}
	tried := e
	return e, tried.Use(e.Sites[0], now)
}

func unknownCode(cause error) error {
	return models.NewFault(models.Invalid, "This enrolment code cannot be used.").Because(cause).
		With(models.Field{Pointer: "/code", Code: "unknown", Message: "there is no such code; scan it again or ask for a new one"})
}

// SpendEnrolment uses a code, by its hash, once for an establishment.
func (tx *Tx) SpendEnrolment(hash string, establishment models.ID) error {
	var e models.Enrolment
	if err := tx.forUpdate().Where("code_hash = ?", hash).Take(&e).Error; err != nil {
		return unknownCode(err)
	}
	if err := e.Use(establishment, tx.Now); err != nil {
		return err
	}
	return tx.db.Model(&e).UpdateColumn("uses", e.Uses).Error
}

// TabletFilter limits what Tablets lists; zero values but that of All limit nothing.
type TabletFilter struct {
	State         models.TabletState
	Establishment models.ID
	Sites         []models.ID // when All is false
	All           bool
	Unsent        bool // only those with a stream that holds something
}

// Tablets lists tablets by id.
func (v View) Tablets(f TabletFilter, p Page) ([]models.Tablet, string, error) {
	q := matching(v.db, p.Q, "label", "tag")
	if f.State != "" {
		q = q.Where("state = ?", f.State)
	}
	if f.Establishment != (models.ID{}) {
		q = q.Where("establishment = ?", f.Establishment)
	}
	if !f.All {
		q = q.Where("establishment IN ?", f.Sites)
	}
	if f.Unsent {
		q = q.Where("id IN (?)", v.db.Model(&Stream{}).Select("tablet").Where("closed_at = 0 AND revoked_at = 0 AND (head_entries > 0 OR head_files > 0)"))
	}
	return paged(q, p, "id", func(t models.Tablet) string { return t.ID.String() })
}

// StreamsOfTablets reads the streams of tablets in every operation, by tablet and
// stream.
func (v View) StreamsOfTablets(tablets []models.ID) (rows []Stream, err error) {
	return rows, v.db.Where("tablet IN ?", tablets).Order("tablet, stream").Find(&rows).Error
}

// Tablet reads one.
func (v View) Tablet(id models.ID) (models.Tablet, error) { return byID[models.Tablet](v.db, id) }

// TabletByKey reads the one with a signing key.
func (v View) TabletByKey(signingKey string) (t models.Tablet, err error) {
	return t, v.db.Where("signing_key = ?", signingKey).Take(&t).Error
}

// TabletsAt reads the tablets of establishments that are not closed.
func (v View) TabletsAt(establishments []models.ID) (rows []models.Tablet, err error) {
	return rows, v.db.Where("establishment IN ? AND state <> ?", establishments, models.TabletClosed).Order("id").Find(&rows).Error
}

// AddTablet inserts a new tablet, with a tag that no other has.
func (tx *Tx) AddTablet(t *models.Tablet) (err error) {
	t.EnrolledAt, t.Version = tx.Now, 1
	if t.Tag, err = tx.freeTag(t.SigningKey); err != nil {
		return err
	}
	return tx.db.Create(t).Error
}

// TagTablet gives a tablet that enrolled before there were tags one of its own.
func (tx *Tx) TagTablet(t *models.Tablet) (err error) {
	if t.Tag != "" {
		return nil
	}
	if t.Tag, err = tx.freeTag(t.SigningKey); err != nil {
		return err
	}
	res := tx.db.Model(&models.Tablet{}).Where("id = ? AND tag = ''", t.ID).UpdateColumn("tag", t.Tag)
	if res.Error != nil || res.RowsAffected > 0 {
		return res.Error
	}
	is, err := tx.Tablet(t.ID) // somebody gave it one since it was read
	t.Tag = is.Tag
	return err
}

// maxTagAttempts bounds the search for a free tag: with half of all tags given,
// one in 2^64 keys would need so many.
const maxTagAttempts = 64

// freeTag is the first tag of a signing key that no tablet has. Two that find the
// same at one moment are told apart by the unique index: one of them tries again.
func (tx *Tx) freeTag(signingKey string) (string, error) {
	for attempt := range maxTagAttempts {
		tag := models.TabletTag(signingKey, attempt)
		var taken int64
		if err := tx.db.Model(&models.Tablet{}).Where("tag = ?", tag).Count(&taken).Error; err != nil || taken == 0 {
			return tag, err
		}
	}
	return "", models.NewFault(models.Conflict, "There is no free number for another tablet.")
}

// SaveTablet writes a changed tablet, but for its tag and when it was last heard of:
// those are written for themselves, by whoever answers it, and count no version.
func (tx *Tx) SaveTablet(t *models.Tablet) error {
	return save(tx.db.Omit("tag", "last_heard"), t, t.ID, &t.Version)
}

type challengeRow struct {
	NonceHash string `gorm:"primaryKey"`
	Tablet    models.ID
	ExpiresAt time.Time
}

func (challengeRow) TableName() string { return "challenges" }

// AddChallenge keeps the hash of a nonce, and forgets those that have expired.
// Challenges and tokens run out by the wall's clock: in a demonstration that of
// the operation runs faster.
func (tx *Tx) AddChallenge(tablet models.ID, hash string, now, expires time.Time) error {
	if err := tx.db.Where("expires_at <= ?", models.Instant(now)).Delete(&challengeRow{}).Error; err != nil {
		return err
	}
	return tx.db.Create(&challengeRow{hash, tablet, models.Instant(expires)}).Error
}

// TakeChallenge spends a nonce of a tablet: it is good once.
func (tx *Tx) TakeChallenge(tablet models.ID, hash string, now time.Time) error {
	res := tx.db.Where("nonce_hash = ? AND tablet = ? AND expires_at > ?", hash, tablet, models.Instant(now)).Delete(&challengeRow{})
	if res.Error == nil && res.RowsAffected == 0 {
		return models.NewFault(models.Unauthenticated, "This challenge is unknown, spent or too old. Ask for a new one.")
	}
	return res.Error
}

type tabletTokenRow struct {
	TokenHash string `gorm:"primaryKey"`
	Tablet    models.ID
	ExpiresAt time.Time
}

func (tabletTokenRow) TableName() string { return "tablet_tokens" }

// AddTabletToken begins a tablet's session, and forgets those that have expired.
func (tx *Tx) AddTabletToken(tablet models.ID, hash string, now, expires time.Time) error {
	if err := tx.db.Where("expires_at <= ?", models.Instant(now)).Delete(&tabletTokenRow{}).Error; err != nil {
		return err
	}
	return tx.db.Create(&tabletTokenRow{hash, tablet, models.Instant(expires)}).Error
}

// TabletByToken finds the tablet of a session that has not expired.
func (v View) TabletByToken(hash string, now time.Time) (t models.Tablet, err error) {
	return t, v.db.Joins("JOIN tablet_tokens ON tablet_tokens.tablet = tablets.id").
		Where("token_hash = ? AND expires_at > ?", hash, models.Instant(now)).Take(&t).Error
}
