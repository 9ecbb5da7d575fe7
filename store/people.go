package store

import (
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/cellsweep/cellsweep/models"
)

type personRow struct {
	ID        models.ID
	Login     string
	Name      string
	Password  string
	Language  string
	Disabled  bool
	CreatedAt time.Time
	Version   int64
}

func (personRow) TableName() string { return "people" }

type grantRow struct {
	Person    models.ID `gorm:"primaryKey"`
	Ordinal   int       `gorm:"primaryKey"`
	Role      models.Role
	Operation *models.ID
	Sites     models.IDSet
}

func (grantRow) TableName() string { return "grants" }

// People lists people by login, with their grants.
func (v View) People(p Page) ([]models.Person, string, error) {
	rows, next, err := paged(matching(v.db, p.Q, "login", "name"), p, "login", func(r personRow) string { return r.Login })
	if err != nil {
		return nil, "", err
	}
	people, err := v.people(rows)
	return people, next, err
}

// Person reads one.
func (v View) Person(id models.ID) (models.Person, error) {
	r, err := byID[personRow](v.db, id)
	if err != nil {
		return models.Person{}, err
	}
	return v.person(r)
}

// PersonByLogin reads the one who signs in by that name.
func (v View) PersonByLogin(login string) (models.Person, error) {
	var r personRow
	if err := v.db.Where("login = ?", login).Take(&r).Error; err != nil {
		return models.Person{}, err
	}
	return v.person(r)
}

func (v View) person(r personRow) (models.Person, error) {
	people, err := v.people([]personRow{r})
	if err != nil {
		return models.Person{}, err
	}
	return people[0], nil
}

// people gives each of some rows its grants.
func (v View) people(rows []personRow) ([]models.Person, error) {
	people, ids, at := make([]models.Person, len(rows)), make([]models.ID, len(rows)), map[models.ID]int{}
	for i, r := range rows {
		people[i] = models.Person{ID: r.ID, Login: r.Login, Name: r.Name, Password: r.Password, Language: r.Language,
			Disabled: r.Disabled, CreatedAt: r.CreatedAt, Version: r.Version}
		ids[i], at[r.ID] = r.ID, i
	}
	for part := range slices.Chunk(ids, batch) {
		var grants []grantRow
		if err := v.db.Where("person IN ?", part).Order("person, ordinal").Find(&grants).Error; err != nil {
			return nil, err
		}
		for _, g := range grants {
			p := &people[at[g.Person]]
			p.Grants = append(p.Grants, models.Grant{Role: g.Role, Operation: g.Operation, Sites: g.Sites})
		}
	}
	return people, nil
}

// AnyPerson says whether there is anybody yet.
func (v View) AnyPerson() (bool, error) {
	var n int64
	err := v.db.Model(&personRow{}).Limit(1).Count(&n).Error
	return n > 0, err
}

// LockPeople keeps everybody else from adding or changing people until the
// transaction ends, and waits for those who do so now: of two who would be the
// first the second sees that there is somebody. A row that is not there yet cannot
// be locked, so it is the table; who only reads does not wait. On SQLite the
// transaction itself is the lock.
func (tx *Tx) LockPeople() error {
	if tx.store.dialect == sqlite {
		return nil
	}
	return tx.db.Exec("LOCK TABLE people IN SHARE ROW EXCLUSIVE MODE").Error
}

// AnotherAdmin says whether somebody else than except can sign in as
// administrator. It keeps every administrator as they are until the transaction
// ends: of two who take the role from each other at once the second is told.
func (tx *Tx) AnotherAdmin(except models.ID) (bool, error) {
	admins := func() *gorm.DB {
		return tx.db.Model(&grantRow{}).Select("person").Where("role = ?", models.RoleAdmin)
	}
	var ids []models.ID
	if err := tx.forUpdate().Model(&personRow{}).Where("id IN (?)", admins()).Order("id").Pluck("id", &ids).Error; err != nil {
		return false, err
	}
	// Asked again, because only a new statement sees what the one that was waited for has written.
	var n int64
	err := tx.db.Model(&personRow{}).Where("id IN (?) AND id <> ? AND disabled = ? AND password <> ?", admins(), except, false, "").Count(&n).Error
	return n > 0, err
}

// AddPerson inserts a new one.
func (tx *Tx) AddPerson(p *models.Person) error {
	p.CreatedAt, p.Version = tx.Now, 1
	if err := tx.db.Create(rowOf(*p)).Error; err != nil {
		return err
	}
	return tx.setGrants(*p)
}

// SavePerson writes a changed one with all grants.
func (tx *Tx) SavePerson(p *models.Person) error {
	row := rowOf(*p)
	if err := save(tx.db, row, p.ID, &row.Version); err != nil {
		return err
	}
	p.Version = row.Version
	return tx.setGrants(*p)
}

func rowOf(p models.Person) *personRow {
	return &personRow{p.ID, p.Login, p.Name, p.Password, p.Language, p.Disabled, p.CreatedAt, p.Version}
}

func (tx *Tx) setGrants(p models.Person) error {
	if err := tx.db.Where("person = ?", p.ID).Delete(&grantRow{}).Error; err != nil {
		return err
	}
	rows := make([]grantRow, len(p.Grants))
	for i, g := range p.Grants {
		rows[i] = grantRow{p.ID, i, g.Role, g.Operation, g.Sites}
	}
	return insert(tx.db, rows)
}

// AddSession begins a session.
func (tx *Tx) AddSession(s models.Session) error { return tx.db.Create(&s).Error }

// SessionByToken finds the session of a token's hash, if it has not expired.
func (v View) SessionByToken(hash string, now time.Time) (s models.Session, err error) {
	return s, v.db.Where("token_hash = ? AND expires_at > ?", hash, models.Instant(now)).Take(&s).Error
}

// Sessions lists a person's sessions, newest first.
func (v View) Sessions(person models.ID, now time.Time) (rows []models.Session, err error) {
	return rows, v.db.Where("person = ? AND expires_at > ?", person, models.Instant(now)).Order("created_at DESC, id").Find(&rows).Error
}

// SessionOf is a session with whose it is.
type SessionOf struct {
	models.Session `gorm:"embedded"`
	Login, Name    string
}

// AllSessions lists the sessions of everybody, or of one person, that have not
// run out. Ids come in the order of time: descending, the newest are first.
func (v View) AllSessions(person models.ID, now time.Time, p Page) ([]SessionOf, string, error) {
	q := v.db.Table("(?) AS s", v.db.Model(&models.Session{}).Select("sessions.*, people.login, people.name").Joins("JOIN people ON people.id = sessions.person").
		Where("expires_at > ?", models.Instant(now)))
	if person != (models.ID{}) {
		q = q.Where("person = ?", person)
	}
	return paged(q, p, "id", func(s SessionOf) string { return s.ID.String() })
}

// SeeSession notes that a session was used.
func (tx *Tx) SeeSession(id models.ID, now time.Time) error {
	return tx.db.Model(&models.Session{}).Where("id = ?", id).UpdateColumn("seen_at", models.Instant(now)).Error
}

// EndSessions ends one session of a person, or all but one, or all when both
// ids are zero. It says how many ended.
func (tx *Tx) EndSessions(person, only, except models.ID) (int64, error) {
	q := tx.db.Where("person = ?", person)
	if only != (models.ID{}) {
		q = q.Where("id = ?", only)
	}
	if except != (models.ID{}) {
		q = q.Where("id <> ?", except)
	}
	res := q.Delete(&models.Session{})
	return res.RowsAffected, res.Error
}

type invitationRow struct {
	TokenHash string `gorm:"primaryKey"`
	Person    *models.ID
	ExpiresAt time.Time
}

func (invitationRow) TableName() string { return "invitations" }

// Invite makes the hash of a one-time link good until expires: for a person, or
// for the first administrator when person is nil. Older links of the same end.
func (tx *Tx) Invite(hash string, person *models.ID, expires time.Time) error {
	q := tx.db.Where("person IS NULL")
	if person != nil {
		q = tx.db.Where("person = ?", *person)
		if _, err := byID[personRow](tx.forUpdate(), *person); err != nil { // one link after the other
			return err
		}
	}
	if err := q.Delete(&invitationRow{}).Error; err != nil {
		return err
	}
	return tx.db.Create(&invitationRow{hash, person, models.Instant(expires)}).Error
}

// TakeInvitation spends a link and says for whom it was, nil for the first administrator.
func (tx *Tx) TakeInvitation(hash string, now time.Time) (*models.ID, error) {
	var r invitationRow
	if err := tx.db.Where("token_hash = ? AND expires_at > ?", hash, models.Instant(now)).Take(&r).Error; err != nil {
		return nil, err
	}
	res := tx.db.Where("token_hash = ?", hash).Delete(&invitationRow{})
	if res.Error == nil && res.RowsAffected == 0 {
		return nil, gorm.ErrRecordNotFound
	}
	return r.Person, res.Error
}
