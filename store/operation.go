package store

import (
	"github.com/cellsweep/cellsweep/models"
)

// Operations lists operations, newest first unless p.Desc is false, of which
// the ids are among only (all when nil), in one state or all.
func (v View) Operations(only []models.ID, state models.OperationState, p Page) ([]models.Operation, string, error) {
	q := matching(v.db, p.Q, "reference", "name")
	if only != nil {
		q = q.Where("id IN ?", only)
	}
	if state != "" {
		q = q.Where("state = ?", state)
	}
	return paged(q, p, "id", func(o models.Operation) string { return o.ID.String() })
}

// Operation reads one.
func (v View) Operation(id models.ID) (models.Operation, error) {
	return byID[models.Operation](v.db, id)
}

// OperationByReference reads the one that people call so.
func (v View) OperationByReference(reference string) (o models.Operation, err error) {
	return o, v.db.Where("reference = ?", reference).Take(&o).Error
}

// OperationsIn lists the operations in a state.
func (v View) OperationsIn(states ...models.OperationState) (rows []models.Operation, err error) {
	return rows, v.db.Where("state IN ?", states).Order("id").Find(&rows).Error
}

// LockOperation reads an operation that is about to be changed: nobody else can
// change it until this transaction ends.
func (tx *Tx) LockOperation(id models.ID) (o models.Operation, err error) {
	return o, tx.forUpdate().Where("id = ?", id).Take(&o).Error
}

// AddOperation inserts a new operation with an empty draft.
func (tx *Tx) AddOperation(o *models.Operation) error {
	if err := tx.db.Create(o).Error; err != nil {
		return err
	}
	empty := models.OperationDraft{Policy: models.Policy{ConflictOfInterest: "wing"}}
	return tx.SaveDraft(o.ID, empty, 0)
}

// SaveOperation writes a changed operation.
func (tx *Tx) SaveOperation(o *models.Operation) error { return save(tx.db, o, o.ID, &o.Version) }
