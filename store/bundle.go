package store

import (
	"slices"

	"github.com/cellsweep/cellsweep/models"
)

// listed are the operations whose packages tablets are told of.
var listed = []models.OperationState{models.Draft, models.Planned, models.Approved, models.Sealed, models.Released, models.Live, models.Closing, models.Held}

// withoutContent leaves out what is large.
var withoutContent = []string{"Package", "Words", "Secrets"}

// AddRound inserts the packages of an operation, which the caller has locked, as
// its next round. What opens them is sealed on the way in. Before release older
// rounds go: what they hold is not the plan any more.
func (tx *Tx) AddRound(operation models.ID, rows []models.Bundle) error {
	var newest int
	err := tx.db.Model(&models.Bundle{}).Where("operation = ?", operation).Select("coalesce(max(round), 0)").Scan(&newest).Error
	if err != nil {
		return err
	}
	secret, err := tx.unreleased(operation)
	if err != nil {
		return err
	}
	if secret {
		if err := tx.db.Where("operation = ?", operation).Delete(&models.Bundle{}).Error; err != nil {
			return err
		}
	}
	for part := range slices.Chunk(rows, bundlesAtOnce) {
		sealed := slices.Clone(part)
		for i := range sealed {
			if err := tx.sealBundle(&sealed[i], operation, newest+1); err != nil {
				return err
			}
		}
		if err := tx.db.Create(&sealed).Error; err != nil {
			return err
		}
	}
	return nil
}

// bundlesAtOnce go into one INSERT: a package may have 16 MiB.
const bundlesAtOnce = 4

// AddToRound inserts the package of one more establishment into the newest round.
func (tx *Tx) AddToRound(round models.Bundle, b models.Bundle) error {
	if err := tx.sealBundle(&b, round.Operation, round.Round); err != nil {
		return err
	}
	return tx.db.Create(&b).Error
}

func (tx *Tx) sealBundle(b *models.Bundle, operation models.ID, round int) (err error) {
	b.Operation, b.Round, b.CreatedAt = operation, round, tx.Now
	b.Secrets, err = tx.store.sealer.Seal(b.Secrets)
	return err
}

// newestRounds keeps of bundles those of the newest round of their operations.
func newestRounds(rows []models.Bundle) []models.Bundle {
	newest := map[models.ID]int{}
	for _, b := range rows {
		newest[b.Operation] = max(newest[b.Operation], b.Round)
	}
	return slices.DeleteFunc(rows, func(b models.Bundle) bool { return b.Round < newest[b.Operation] })
}

// BundlesAt lists the packages for an establishment, one for each operation that
// is neither over nor called off, without their content.
func (v View) BundlesAt(establishment models.ID) (rows []models.Bundle, err error) {
	err = v.db.Omit(withoutContent...).Where("establishment = ? AND operation IN (?)", establishment,
		v.db.Model(&models.Operation{}).Where("state IN ?", listed).Select("id")).Order("id").Find(&rows).Error
	return newestRounds(rows), err
}

// Round lists the newest packages of an operation without their content, by establishment.
func (v View) Round(operation models.ID) (rows []models.Bundle, err error) {
	err = v.db.Omit(withoutContent...).Where("operation = ?", operation).Order("establishment").Find(&rows).Error
	return newestRounds(rows), err
}

// Rounds gives one package, without its content, of the newest round of each
// operation that has any and whose packages are listed.
func (v View) Rounds() (rows []models.Bundle, err error) {
	err = v.db.Omit(withoutContent...).Where("operation IN (?)", v.db.Model(&models.Operation{}).Where("state IN ?", listed).Select("id")).
		Order("operation, round DESC, id").Find(&rows).Error
	return slices.CompactFunc(rows, func(a, b models.Bundle) bool { return a.Operation == b.Operation }), err
}

// Bundle reads one with its content, its secrets opened. One of an older round,
// or of an operation whose packages are listed no more, is as good as none.
func (v View) Bundle(id models.ID) (models.Bundle, error) {
	b, err := v.openBundle(id)
	if err != nil {
		return b, err
	}
	current, err := v.BundlesAt(b.Establishment)
	if err != nil {
		return b, err
	}
	if !slices.ContainsFunc(current, func(x models.Bundle) bool { return x.ID == id }) {
		return b, orNotFound(nil)
	}
	return b, nil
}

func (v View) openBundle(id models.ID) (models.Bundle, error) {
	b, err := byID[models.Bundle](v.db, id)
	if err != nil {
		return b, err
	}
	if b.Secrets, err = v.store.sealer.Open(b.Secrets); err != nil {
		return b, unreadable(err)
	}
	return b, nil
}

// BundleFor reads the newest package of an establishment for an operation,
// whether it is listed or not.
func (v View) BundleFor(operation, establishment models.ID) (models.Bundle, error) {
	all, err := v.Round(operation)
	for _, b := range all {
		if b.Establishment == establishment {
			return v.openBundle(b.ID)
		}
	}
	return models.Bundle{}, orNotFound(err)
}
