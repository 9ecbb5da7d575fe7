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
	d, found, err := v.draftThat(operation, ofOperation)
	if !found {
		return VersionedDraft{}, orNotFound(err)
	}
	return VersionedDraft{*d.text.Operation, d.row.Version, d.row.UpdatedBy, d.row.UpdatedAt}, nil
}

func ofOperation(d openedDraft) bool { return d.text.Operation != nil }

func ofSite(establishment models.ID) func(openedDraft) bool {
	return func(d openedDraft) bool { return d.text.Site != nil && d.text.Site.Establishment == establishment }
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
	d, found, err := v.draftThat(operation, ofSite(establishment))
	if !found {
		return VersionedSite{}, orNotFound(err)
	}
	return VersionedSite{*d.text.Site, d.row.Version, d.row.UpdatedBy, d.row.UpdatedAt}, nil
}

func orNotFound(err error) error {
	if err != nil {
		return err
	}
	return models.NewFault(models.NotFound, "There is nothing here by that name.")
}

// SaveDraft writes the draft of an operation over the version that was read, 0 for a new one.
func (tx *Tx) SaveDraft(operation models.ID, d models.OperationDraft, version int64) error {
	return tx.saveSecret(operation, secret{Operation: &d}, version, ofOperation)
}

// SaveSiteDraft writes the draft of a site over the version that was read, 0 for a
// new one. The caller has locked the operation, so that no two add the same site.
func (tx *Tx) SaveSiteDraft(operation models.ID, d models.SiteDraft, version int64) error {
	return tx.saveSecret(operation, secret{Site: &d}, version, ofSite(d.Establishment))
}

func (tx *Tx) saveSecret(operation models.ID, s secret, version int64, same func(openedDraft) bool) error {
	was, found, err := tx.draftThat(operation, same)
	if err != nil {
		return err
	}
	if was.row.Version != version { // 0 where there is none
		return stale()
	}
	plain, err := json.Marshal(s)
	if err != nil {
		return err
	}
	row := draftRow{ID: was.row.ID, Operation: operation, Version: version, UpdatedBy: tx.caller.Actor.Person, UpdatedAt: tx.Now}
	if row.Sealed, err = tx.store.sealer.Seal(plain); err != nil {
		return err
	}
	if found {
		return save(tx.db, &row, row.ID, &row.Version)
	}
	row.ID, row.Version = models.NewID(), 1
	return tx.db.Create(&row).Error
}

// DeleteSiteDraft takes a site out of the operation.
func (tx *Tx) DeleteSiteDraft(operation, establishment models.ID, version int64) error {
	d, found, err := tx.draftThat(operation, ofSite(establishment))
	if !found {
		return orNotFound(err)
	}
	if d.row.Version != version {
		return stale()
	}
	res := tx.db.Where("id = ? AND version = ?", d.row.ID, version).Delete(&draftRow{})
	if res.Error == nil && res.RowsAffected == 0 {
		return stale()
	}
	return res.Error
}
