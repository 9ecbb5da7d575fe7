package store

import (
	"gorm.io/gorm"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// trayKinds are the kinds of documents that may need a person: receipts of
// entries on hold, refused or quarantined, contested answers, searches whose
// gate failed or that no authorisation covers, seals of one number.
var trayKinds = []fieldsync.Kind{fieldsync.KindAnswer, fieldsync.KindReceipt, fieldsync.KindSeal, fieldsync.KindSearch}

// Tray reads what needs a person, ascending by (kind, id), after that of f.
func (v View) Tray(f Feed) ([]fieldsync.Document, error) {
	var rows []documentRow
	err := v.tray(f).Omit("Facts").Where("(documents.kind, documents.id) > (?, ?)", f.AfterKind, f.AfterID).
		Order("documents.kind, documents.id").Limit(f.Limit).Find(&rows).Error
	return documents(rows), err
}

// tray finds the documents by their key. The conditions on documents repeat
// the site, because Feed's name columns that both tables have.
func (v View) tray(f Feed) *gorm.DB {
	q := v.db.Model(&documentRow{}).
		Joins("JOIN document_keys ON document_keys.operation = documents.operation AND document_keys.kind = documents.kind AND document_keys.id = documents.id").
		Where("document_keys.operation = ? AND document_keys.kind IN ? AND document_keys.key = ?", f.Operation, trayKinds, "tray")
	if !f.All {
		q = q.Where("(documents.site IS NULL OR documents.site IN ?)", f.Sites)
	}
	return q
}

// CountKeyed counts the documents of a kind that have a key.
func (v View) CountKeyed(operation models.ID, kind fieldsync.Kind, key string) (int, error) {
	var n int64
	err := v.db.Model(&documentKeyRow{}).Where("operation = ? AND kind = ? AND key = ?", operation, kind, key).Count(&n).Error
	return int(n), err
}
