package store

import (
	"gorm.io/gorm"

	"github.com/cellsweep/cellsweep/models"
)

// AuditActor is somebody who stands in the audit: a person, or a tablet, which
// has no login.
type AuditActor struct {
	ID    models.ID
	Name  string
	Login string
}

// mostActors are named at once; a name narrows them down.
const mostActors = 100

// AuditActors names who stands in the rows of any of these scopes, nil for all:
// people by name, then tablets by label, at most 100 together. With q only those
// whose name, login, label or tag contains it.
func (v View) AuditActors(within []AuditScope, q string) ([]AuditActor, error) {
	rows := v.db.Model(&models.AuditRow{}).Distinct("actor")
	if within != nil {
		rows = rows.Where(v.within(within))
	}
	var people, tablets []AuditActor
	read := func(of *gorm.DB, into *[]AuditActor, what string, columns ...string) error {
		return matching(of, q, columns...).Select(what).Where("id IN (?)", rows).Order("name, id").Limit(mostActors).Find(into).Error
	}
	if err := read(v.db.Table("people"), &people, "id, name, login", "name", "login"); err != nil {
		return nil, err
	}
	if err := read(v.db.Table("tablets"), &tablets, "id, label AS name, '' AS login", "label", "tag"); err != nil {
		return nil, err
	}
	all := append(people, tablets...)
	return all[:min(len(all), mostActors)], nil
}

// AuditNames says what people call the people, tablets and operations among ids.
func (v View) AuditNames(ids []models.ID) (map[models.ID]string, error) {
	names := map[models.ID]string{}
	for _, from := range []struct{ table, column string }{{"people", "name"}, {"tablets", "label"}, {"operations", "name"}} {
		var rows []AuditActor
		if err := v.db.Table(from.table).Select("id, "+from.column+" AS name").Where("id IN ?", ids).Find(&rows).Error; err != nil {
			return nil, err
		}
		for _, r := range rows {
			names[r.ID] = r.Name
		}
	}
	return names, nil
}
