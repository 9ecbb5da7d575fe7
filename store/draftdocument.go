package store

import (
	"time"

	"gorm.io/gorm"

	"github.com/cellsweep/cellsweep/models"
)

// draftDocumentRow is the document of an authorisation. What it is and what is in
// it is sealed: of which authorisation, its name, its bytes.
type draftDocumentRow struct {
	ID         models.ID
	Operation  models.ID
	Sealed     []byte // what the document is
	Content    []byte // its bytes
	UploadedBy models.ID
	UploadedAt time.Time
}

func (draftDocumentRow) TableName() string { return "draft_documents" }

// DraftDocument is a document with who brought it, when.
type DraftDocument struct {
	models.OrderDocument
	UploadedBy models.ID
	UploadedAt time.Time
}

func (v View) openDraftDocument(r draftDocumentRow) (d DraftDocument, err error) {
	err = v.openJSON(r.Sealed, &d.OrderDocument)
	d.ID, d.Operation, d.UploadedBy, d.UploadedAt = r.ID, r.Operation, r.UploadedBy, r.UploadedAt
	return d, err
}

// DraftDocuments lists the documents of an operation, oldest first, without
// their bytes.
func (v View) DraftDocuments(operation models.ID) (out []DraftDocument, err error) {
	var rows []draftDocumentRow
	if err := v.db.Omit("Content").Where("operation = ?", operation).Order("id").Find(&rows).Error; err != nil {
		return nil, err
	}
	for _, r := range rows {
		d, err := v.openDraftDocument(r)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// DraftDocument reads one with its bytes.
func (v View) DraftDocument(operation, id models.ID) (d DraftDocument, content []byte, err error) {
	var r draftDocumentRow
	if err := v.db.Where("operation = ? AND id = ?", operation, id).Take(&r).Error; err != nil {
		return d, nil, err
	}
	if d, err = v.openDraftDocument(r); err != nil {
		return d, nil, err
	}
	if content, err = v.store.sealer.Open(r.Content); err != nil {
		err = unreadable(err)
	}
	return d, content, err
}

// AddDraftDocument keeps a document of an operation that the caller has locked.
func (tx *Tx) AddDraftDocument(d models.OrderDocument, content []byte) (DraftDocument, error) {
	r := draftDocumentRow{ID: d.ID, Operation: d.Operation, UploadedBy: tx.caller.Actor.Person, UploadedAt: tx.Now}
	var err error
	if r.Sealed, err = tx.sealJSON(d); err != nil {
		return DraftDocument{}, err
	}
	if r.Content, err = tx.store.sealer.Seal(content); err != nil {
		return DraftDocument{}, err
	}
	return DraftDocument{d, r.UploadedBy, r.UploadedAt}, tx.db.Create(&r).Error
}

// DeleteDraftDocument takes a document away.
func (tx *Tx) DeleteDraftDocument(operation, id models.ID) error {
	res := tx.db.Where("operation = ? AND id = ?", operation, id).Delete(&draftDocumentRow{})
	if res.Error == nil && res.RowsAffected == 0 {
		return gorm.ErrRecordNotFound
	}
	return res.Error
}
