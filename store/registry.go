package store

import (
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/cellsweep/cellsweep/models"
)

// Establishments lists establishments by code.
func (v View) Establishments(p Page) ([]models.Establishment, string, error) {
	q := matching(v.db, p.Q, "code", "name", "commune")
	return paged(q, p, "code", func(e models.Establishment) string { return e.Code })
}

// AllEstablishments lists every establishment by code.
func (v View) AllEstablishments() (rows []models.Establishment, err error) {
	return rows, v.db.Order("code").Find(&rows).Error
}

// Establishment reads one.
func (v View) Establishment(id models.ID) (models.Establishment, error) {
	return byID[models.Establishment](v.db, id)
}

// AddEstablishments inserts new ones as they are.
func (tx *Tx) AddEstablishments(rows []models.Establishment) error { return insert(tx.db, rows) }

// SaveEstablishment writes a changed one; its version is that which was read.
func (tx *Tx) SaveEstablishment(e *models.Establishment) error {
	e.UpdatedAt = tx.Now
	return save(tx.db, e, e.ID, &e.Version)
}

// Locations lists nodes of an establishment's tree by code, of one kind or all.
func (v View) Locations(establishment models.ID, kind string, p Page) ([]models.Location, string, error) {
	q := matching(v.db.Where("establishment = ?", establishment), p.Q, "code", "name")
	if kind != "" {
		q = q.Where("kind = ?", kind)
	}
	return paged(q, p, "code", func(l models.Location) string { return l.Code })
}

// LocationsOf reads the whole trees of establishments, all of them when none is named.
func (v View) LocationsOf(establishments ...models.ID) (rows []models.Location, err error) {
	q := v.db.Order("establishment, code")
	if len(establishments) > 0 {
		q = q.Where("establishment IN ?", establishments)
	}
	return rows, q.Find(&rows).Error
}

// Location reads one node.
func (v View) Location(id models.ID) (models.Location, error) {
	return byID[models.Location](v.db, id)
}

// LockTree reads the whole tree of an establishment, and keeps others from
// changing it until the transaction ends: two moves that are each right could
// make a circle together.
func (tx *Tx) LockTree(establishment models.ID) (map[models.ID]models.Location, error) {
	var e models.Establishment
	if err := tx.forUpdate().Where("id = ?", establishment).Take(&e).Error; err != nil {
		return nil, err
	}
	rows, err := tx.LocationsOf(establishment)
	tree := make(map[models.ID]models.Location, len(rows))
	for _, l := range rows {
		tree[l.ID] = l
	}
	return tree, err
}

// LockTrees keeps others from changing the tree of any establishment until the
// transaction ends, as LockTree does for one. Who only refers to an establishment
// need not wait.
func (tx *Tx) LockTrees() error {
	if tx.store.dialect == sqlite {
		return nil
	}
	var ids []models.ID
	return tx.db.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Model(&models.Establishment{}).Order("id").Pluck("id", &ids).Error
}

// AddLocations inserts new nodes. A parent comes before its children.
func (tx *Tx) AddLocations(rows []models.Location) error { return insert(tx.db, rows) }

// SaveLocation writes a changed node.
func (tx *Tx) SaveLocation(l *models.Location) error { return save(tx.db, l, l.ID, &l.Version) }

// Officers lists officers by service number, of one home establishment or all.
func (v View) Officers(home models.ID, p Page) ([]models.Officer, string, error) {
	q := matching(v.db, p.Q, "number", "name")
	if home != (models.ID{}) {
		q = q.Where("home = ?", home)
	}
	return paged(q, p, "number", func(o models.Officer) string { return o.Number })
}

// AllOfficers lists every officer by service number.
func (v View) AllOfficers() (rows []models.Officer, err error) {
	return rows, v.db.Order("number").Find(&rows).Error
}

// Officer reads one.
func (v View) Officer(id models.ID) (models.Officer, error) { return byID[models.Officer](v.db, id) }

// OfficersAmong finds the officers of some ids; ids of nobody are left out.
func (v View) OfficersAmong(ids []models.ID) (map[models.ID]models.Officer, error) {
	found := make(map[models.ID]models.Officer, len(ids))
	for some := range slices.Chunk(ids, 500) { // databases take so many parameters, and not any number
		var rows []models.Officer
		if err := v.db.Where("id IN ?", some).Find(&rows).Error; err != nil {
			return nil, err
		}
		for _, o := range rows {
			found[o.ID] = o
		}
	}
	return found, nil
}

// AddOfficers inserts new ones.
func (tx *Tx) AddOfficers(rows []models.Officer) error { return insert(tx.db, rows) }

// SaveOfficer writes a changed one.
func (tx *Tx) SaveOfficer(o *models.Officer) error { return save(tx.db, o, o.ID, &o.Version) }

// Equipment lists kit by serial number, of one establishment or all.
func (v View) Equipment(establishment models.ID, p Page) ([]models.Equipment, string, error) {
	q := matching(v.db, p.Q, "serial", "kind")
	if establishment != (models.ID{}) {
		q = q.Where("establishment = ?", establishment)
	}
	return paged(q, p, "serial", func(e models.Equipment) string { return e.Serial })
}

// AllEquipment lists all kit by serial number.
func (v View) AllEquipment() (rows []models.Equipment, err error) {
	return rows, v.db.Order("serial").Find(&rows).Error
}

// PieceOfEquipment reads one.
func (v View) PieceOfEquipment(id models.ID) (models.Equipment, error) {
	return byID[models.Equipment](v.db, id)
}

// AddEquipment inserts new kit.
func (tx *Tx) AddEquipment(rows []models.Equipment) error { return insert(tx.db, rows) }

// SaveEquipment writes a changed piece.
func (tx *Tx) SaveEquipment(e *models.Equipment) error { return save(tx.db, e, e.ID, &e.Version) }

func insert[T any](db *gorm.DB, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	return db.CreateInBatches(rows, batch).Error
}
