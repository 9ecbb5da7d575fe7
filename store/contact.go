package store

import (
	"github.com/cellsweep/cellsweep/models"
)

// Contacts lists who was called in an operation, the last written first, at some
// sites or all. A row that was corrected is among them.
func (v View) Contacts(operation models.ID, sites []models.ID, all bool, p Page) ([]models.Contact, string, error) {
	q := v.db.Where("operation = ?", operation)
	if !all {
		q = q.Where("site IN ?", sites)
	}
	p.Desc = true
	return paged(q, p, "id", func(c models.Contact) string { return c.ID.String() })
}

// Contact reads one of an operation.
func (v View) Contact(operation, id models.ID) (c models.Contact, err error) {
	return c, v.db.Where("operation = ? AND id = ?", operation, id).Take(&c).Error
}

// Corrections gives for each of these contacts that was corrected the one that
// corrects it.
func (v View) Corrections(contacts []models.ID) (map[models.ID]models.ID, error) {
	var rows []models.Contact
	by := map[models.ID]models.ID{}
	err := v.db.Select("id", "corrects").Where("corrects IN ?", contacts).Find(&rows).Error
	for _, c := range rows {
		by[*c.Corrects] = c.ID
	}
	return by, err
}

// LastContacts gives of each site of an operation the last call that stands:
// neither corrected nor written by mistake.
func (v View) LastContacts(operation models.ID) (map[models.ID]models.Contact, error) {
	var rows []models.Contact
	err := v.db.Raw(`SELECT * FROM (SELECT contacts.*, row_number() OVER (PARTITION BY site ORDER BY at DESC, id DESC) AS place
		FROM contacts WHERE operation = ? AND outcome <> ? AND NOT EXISTS (SELECT 1 FROM contacts AS later WHERE later.corrects = contacts.id)) AS standing
		WHERE place = 1`, operation, models.ContactMistaken).Scan(&rows).Error
	last := map[models.ID]models.Contact{}
	for _, c := range rows {
		last[c.Site] = c
	}
	return last, err
}

// ContactsBySite counts the rows of an operation by site.
func (v View) ContactsBySite(operation models.ID) (map[models.ID]int, error) {
	var rows []struct {
		Site  models.ID
		Count int
	}
	err := v.db.Model(&models.Contact{}).Select("site, count(*) AS count").Where("operation = ?", operation).Group("site").Scan(&rows).Error
	counts := map[models.ID]int{}
	for _, r := range rows {
		counts[r.Site] = r.Count
	}
	return counts, err
}

// AddContact inserts one. A row that was corrected already, or is none of this
// site, cannot be corrected.
func (tx *Tx) AddContact(c *models.Contact) error {
	c.ID, c.WrittenBy, c.WrittenAt = models.NewID(), tx.caller.Actor.Person, tx.Now
	if c.Corrects != nil {
		was, err := tx.Contact(c.Operation, *c.Corrects)
		if err != nil && !IsAbsent(err) {
			return err
		}
		if err != nil || was.Site != c.Site {
			return models.NewFault(models.Invalid, "The contact is not right yet.").
				With(models.Field{Pointer: "/corrects", Code: "unknown", Message: "is no contact of this site"})
		}
		by, err := tx.Corrections([]models.ID{was.ID})
		if err != nil {
			return err
		}
		if len(by) > 0 {
			return models.NewFault(models.Conflict, "This contact was corrected already. Correct the newer one.")
		}
	}
	return tx.db.Create(c).Error
}
