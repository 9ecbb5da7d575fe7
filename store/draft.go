package store

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

// This file is the one place through which the secret part of an operation
// passes. A row holds one sealed document and says nothing of what is in it.

type draftRow struct {
	ID        models.ID
	Operation models.ID
	Version   int64
	Sealed    []byte
	UpdatedBy models.ID
	UpdatedAt time.Time
}

func (draftRow) TableName() string { return "drafts" }

// secret is the plain text of a draft: exactly one of its members is set.
type secret struct {
	Operation *models.OperationDraft
	Site      *models.SiteDraft
}

// VersionedDraft is the draft of an operation with its version, and who saved that when.
type VersionedDraft struct {
	models.OperationDraft
	Version int64
	SavedBy models.ID // zero where nobody signed in did
	SavedAt time.Time
}

// VersionedSite is the draft of a site with its version, and who saved that when.
type VersionedSite struct {
	models.SiteDraft
	Version int64
	SavedBy models.ID // zero where nobody signed in did
	SavedAt time.Time
}

type openedDraft struct {
	row  draftRow
	text secret
}

func unreadable(err error) error {
	return models.NewFault(models.Unavailable,
		"The plan cannot be opened with this server's key. Start it with the key file that it was sealed with.").Because(err)
}

// Draft reads what concerns the operation as a whole.
func (v View) Draft(operation models.ID) (VersionedDraft, error) {
	all, err := v.drafts(operation)
	for _, d := range all {
		if d.text.Operation != nil {
			return VersionedDraft{*d.text.Operation, d.row.Version, d.row.UpdatedBy, d.row.UpdatedAt}, nil
		}
	}
	return VersionedDraft{}, orNotFound(err)
}

// SiteDrafts reads every site of the operation, by establishment id.
func (v View) SiteDrafts(operation models.ID) ([]VersionedSite, error) {
	all, err := v.drafts(operation)
	if err != nil {
		return nil, err
	}
	var out []VersionedSite
	for _, d := range all {
		if d.text.Site != nil {
			out = append(out, VersionedSite{*d.text.Site, d.row.Version, d.row.UpdatedBy, d.row.UpdatedAt})
		}
	}
	slices.SortFunc(out, func(a, b VersionedSite) int {
		return slices.Compare(a.Establishment[:], b.Establishment[:])
	})
	return out, nil
}

// SiteDraft reads one site.
func (v View) SiteDraft(operation, establishment models.ID) (VersionedSite, error) {
	all, err := v.SiteDrafts(operation)
	for _, d := range all {
		if d.Establishment == establishment {
			return d, nil
		}
	}
	return VersionedSite{}, orNotFound(err)
}

func orNotFound(err error) error {
	if err != nil {
		return err
	}
	return models.NewFault(models.NotFound, "There is nothing here by that name.")
}

// SaveDraft writes the draft of an operation over the version that was read, 0 for a new one.
func (tx *Tx) SaveDraft(operation models.ID, d models.OperationDraft, version int64) error {
	return tx.saveSecret(operation, secret{Operation: &d}, version, func(s secret) bool { return s.Operation != nil })
}

// SaveSiteDraft writes the draft of a site over the version that was read, 0 for a new one.
func (tx *Tx) SaveSiteDraft(operation models.ID, d models.SiteDraft, version int64) error {
	return tx.saveSecret(operation, secret{Site: &d}, version, func(s secret) bool {
		return s.Site != nil && s.Site.Establishment == d.Establishment
	})
}

func (tx *Tx) saveSecret(operation models.ID, s secret, version int64, same func(secret) bool) error {
	all, err := tx.drafts(operation)
	if err != nil {
		return err
	}
	plain, err := json.Marshal(s)
	if err != nil {
		return err
	}
	row := draftRow{ID: models.NewID(), Operation: operation, Version: 1, UpdatedBy: tx.caller.Actor.Person, UpdatedAt: tx.Now}
	if row.Sealed, err = tx.store.sealer.Seal(plain); err != nil {
		return err
	}
	for _, d := range all {
		if !same(d.text) {
			continue
		}
		if d.row.Version != version {
			return stale()
		}
		row.ID, row.Version = d.row.ID, version
		return save(tx.db, &row, row.ID, &row.Version)
	}
	if version != 0 {
		return stale()
	}
	return tx.db.Create(&row).Error
}

// DeleteSiteDraft takes a site out of the operation.
func (tx *Tx) DeleteSiteDraft(operation, establishment models.ID, version int64) error {
	all, err := tx.drafts(operation)
	if err != nil {
		return err
	}
	for _, d := range all {
		if d.text.Site == nil || d.text.Site.Establishment != establishment {
			continue
		}
		if d.row.Version != version {
			return stale()
		}
		return tx.db.Where("id = ?", d.row.ID).Delete(&draftRow{}).Error
	}
	return orNotFound(nil)
}
