package store

import (
	"context"
	"fmt"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store/seed"
)

// actSeed is what the audit calls the loading of reference data. The server
// itself does it, so it is in no table of rights.
const actSeed models.Act = "reference.seed"

// Seed brings in the reference data that ships: every option, device model and
// checklist whose code the database does not have yet. What is there stays as
// the agency left it, so Seed may run at every start, and a newer release adds
// only what is new in it.
func Seed(ctx context.Context, s *Store) error {
	reference, err := seed.Load()
	if err != nil {
		return err
	}
	options, err := reference.Picks()
	if err != nil {
		return err
	}
	load := func() error {
		return s.Tx(ctx, func(tx *Tx) error {
			n, err := tx.addMissingPicks(options)
			if err != nil {
				return err
			}
			m, err := tx.addMissingDeviceModels(reference.Nouns())
			if err != nil {
				return err
			}
			published, err := tx.publishFirst(reference.Template.Code, reference.TemplateBody())
			if err != nil || n+m+published == 0 {
				return err
			}
			return tx.Note(actSeed, nil, nil, "reference", "", fmt.Sprintf("options %d, device models %d, checklists %d", n, m, published))
		})
	}
	err = load()
	if models.CodeOf(err) == models.Conflict {
		err = load() // another replica started at the same moment and has loaded it
	}
	return err
}

func (tx *Tx) addMissingPicks(all []models.Pick) (int, error) {
	known, err := tx.Picks("")
	if err != nil {
		return 0, err
	}
	have := map[[2]string]bool{}
	for _, p := range known {
		have[[2]string{p.List, p.Code}] = true
	}
	var missing []models.Pick
	for _, p := range all {
		if !have[[2]string{p.List, p.Code}] {
			missing = append(missing, p)
		}
	}
	return len(missing), tx.AddPicks(missing)
}

func (tx *Tx) addMissingDeviceModels(all []models.DeviceModel) (int, error) {
	known, err := tx.AllDeviceModels()
	if err != nil {
		return 0, err
	}
	have := map[string]bool{}
	for _, d := range known {
		have[d.Code] = true
	}
	var missing []models.DeviceModel
	for _, d := range all {
		if !have[d.Code] {
			d.ID = models.NewID()
			missing = append(missing, d)
		}
	}
	return len(missing), tx.AddDeviceModels(missing)
}

// publishFirst publishes body as version 1 of a checklist that has no version.
func (tx *Tx) publishFirst(code, body string) (int, error) {
	var n int64
	if err := tx.db.Model(&models.TemplateVersion{}).Where("code = ?", code).Count(&n).Error; err != nil || n > 0 {
		return 0, err
	}
	_, err := tx.PublishTemplate(code, func(int) (string, error) { return body, nil }, models.ID{}, tx.Now)
	return 1, err
}
