package store

import (
	"encoding/json"

	"github.com/cellsweep/cellsweep/models"
)

// Drafts is all that is secret of an operation, read and opened once. SaveSiteDraft
// looks through all drafts of the operation for the one that it writes, which is
// quadratic for who changes all sites at once; SaveDrafts is not.
type Drafts struct {
	Operation models.OperationDraft
	Sites     map[models.ID]models.SiteDraft // by establishment

	operation models.ID
	whole     draftRow               // row of Operation, without its sealed text; Version 0 when there is none yet
	rows      map[models.ID]draftRow // rows of Sites likewise
}

// OpenDrafts reads every draft of an operation. One that has none yet gives an
// empty Drafts, not an error.
func (v View) OpenDrafts(operation models.ID) (*Drafts, error) {
	all, err := v.drafts(operation)
	if err != nil {
		return nil, err
	}
	d := &Drafts{Sites: map[models.ID]models.SiteDraft{}, operation: operation, rows: map[models.ID]draftRow{}}
	for _, o := range all {
		o.row.Sealed = nil // opened; a large operation need not be kept twice
		switch {
		case o.text.Operation != nil:
			d.Operation, d.whole = *o.text.Operation, o.row
		case o.text.Site != nil:
			d.Sites[o.text.Site.Establishment], d.rows[o.text.Site.Establishment] = *o.text.Site, o.row
		}
	}
	return d, nil
}

// DraftChanges is what SaveDrafts writes. What it does not name stays as it is,
// and keeps its version.
type DraftChanges struct {
	Operation *models.OperationDraft // nil: unchanged
	Sites     []models.SiteDraft     // new or changed
	Removed   []models.ID            // establishments that are no longer sites
}

// SaveDrafts writes changes over the versions that d was opened at. If somebody
// else changed one of them since, the answer is Stale and the transaction must
// end. The caller has locked the operation, so that no two add the same site.
func (tx *Tx) SaveDrafts(d *Drafts, c DraftChanges) error {
	var added []draftRow
	write := func(row draftRow, s secret) error {
		plain, err := json.Marshal(s)
		if err != nil {
			return err
		}
		if row.Sealed, err = tx.store.sealer.Seal(plain); err != nil {
			return err
		}
		row.Operation, row.UpdatedBy, row.UpdatedAt = d.operation, tx.caller.Actor.Person, tx.Now
		if row.Version > 0 {
			return save(tx.db, &row, row.ID, &row.Version)
		}
		row.ID, row.Version = models.NewID(), 1
		added = append(added, row)
		return nil
	}
	if c.Operation != nil {
		if err := write(d.whole, secret{Operation: c.Operation}); err != nil {
			return err
		}
	}
	for i := range c.Sites {
		if err := write(d.rows[c.Sites[i].Establishment], secret{Site: &c.Sites[i]}); err != nil {
			return err
		}
	}
	for _, e := range c.Removed {
		row := d.rows[e]
		res := tx.db.Where("id = ? AND version = ?", row.ID, row.Version).Delete(&draftRow{})
		if res.Error == nil && res.RowsAffected == 0 {
			return stale()
		}
		if res.Error != nil {
			return res.Error
		}
	}
	return insert(tx.db, added)
}
