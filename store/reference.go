package store

import (
	"time"

	"github.com/cellsweep/cellsweep/models"
)

// Picks lists the options of one pick-list, or of all when list is "".
func (v View) Picks(list string) (rows []models.Pick, err error) {
	q := v.db.Order("list, position, code")
	if list != "" {
		q = q.Where("list = ?", list)
	}
	return rows, q.Find(&rows).Error
}

// Pick reads one option.
func (v View) Pick(list, code string) (p models.Pick, err error) {
	return p, v.db.Where("list = ? AND code = ?", list, code).Take(&p).Error
}

// AddPicks inserts new options.
func (tx *Tx) AddPicks(rows []models.Pick) error {
	for i := range rows {
		rows[i].Version, rows[i].UpdatedAt = 1, tx.Now
	}
	return insert(tx.db, rows)
}

// SavePick writes a changed option; its version is that which was read.
func (tx *Tx) SavePick(p *models.Pick) error {
	read := p.Version
	p.Version, p.UpdatedAt = read+1, tx.Now
	res := tx.db.Model(p).Select("*").Where("list = ? AND code = ? AND version = ?", p.List, p.Code, read).UpdateColumns(p)
	if res.Error == nil && res.RowsAffected == 0 {
		return stale()
	}
	return res.Error
}

// DeviceModels lists the catalogue by code; target limits it when not nil.
func (v View) DeviceModels(target *bool, p Page) ([]models.DeviceModel, string, error) {
	q := matching(v.db, p.Q, "code", "make", "model")
	if target != nil {
		q = q.Where("target = ?", *target)
	}
	return paged(q, p, "code", func(d models.DeviceModel) string { return d.Code })
}

// AllDeviceModels lists the whole catalogue by code.
func (v View) AllDeviceModels() (rows []models.DeviceModel, err error) {
	return rows, v.db.Order("code").Find(&rows).Error
}

// DeviceModel reads one.
func (v View) DeviceModel(id models.ID) (models.DeviceModel, error) {
	return byID[models.DeviceModel](v.db, id)
}

// AddDeviceModels inserts new ones.
func (tx *Tx) AddDeviceModels(rows []models.DeviceModel) error {
	for i := range rows {
		rows[i].Version, rows[i].UpdatedAt = 1, tx.Now
	}
	return insert(tx.db, rows)
}

// SaveDeviceModel writes a changed one.
func (tx *Tx) SaveDeviceModel(d *models.DeviceModel) error {
	d.UpdatedAt = tx.Now
	return save(tx.db, d, d.ID, &d.Version)
}

// Templates lists every published version, by code and number.
func (v View) Templates() (rows []models.TemplateVersion, err error) {
	return rows, v.db.Order("code, number").Find(&rows).Error
}

// Template reads one version.
func (v View) Template(id models.ID) (models.TemplateVersion, error) {
	return byID[models.TemplateVersion](v.db, id)
}

// PublishTemplate adds the next version of code, active from then on: body writes
// it with its number.
func (tx *Tx) PublishTemplate(code string, body func(number int) (string, error), by models.ID, activeFrom time.Time) (models.TemplateVersion, error) {
	var newest models.TemplateVersion
	if err := tx.db.Where("code = ?", code).Order("number DESC").Limit(1).Find(&newest).Error; err != nil {
		return newest, err
	}
	text, err := body(newest.Number + 1)
	if err != nil {
		return newest, err
	}
	t := models.TemplateVersion{ID: models.NewID(), Code: code, Number: newest.Number + 1, Body: text, PublishedBy: by, PublishedAt: tx.Now, ActiveFrom: activeFrom}
	return t, tx.db.Create(&t).Error
}

// RetireTemplate ends a version's window now. One that was retired before stays as it is.
func (tx *Tx) RetireTemplate(id models.ID) (models.TemplateVersion, error) {
	t, err := byID[models.TemplateVersion](tx.forUpdate(), id)
	if err != nil || t.Retired {
		return t, err
	}
	t.Retired, t.RetiredAt = true, &tx.Now
	return t, tx.db.Model(&models.TemplateVersion{}).Where("id = ?", id).Updates(map[string]any{"retired": true, "retired_at": tx.Now}).Error
}
