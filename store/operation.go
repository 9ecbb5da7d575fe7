package store

import (
	"time"

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

// PlanVersions lists the plan versions of an operation, newest first, without content.
func (v View) PlanVersions(operation models.ID) (rows []models.PlanVersion, err error) {
	return rows, v.db.Omit("Instance", "Plan").Where("operation = ?", operation).Order("number DESC").Find(&rows).Error
}

// PlanVersion reads one version with its content; number 0 is the newest.
func (v View) PlanVersion(operation models.ID, number int) (models.PlanVersion, error) {
	q := v.db.Where("operation = ?", operation)
	if number > 0 {
		q = q.Where("number = ?", number)
	}
	var p models.PlanVersion
	if err := q.Order("number DESC").Take(&p).Error; err != nil {
		return p, err
	}
	return v.openPlan(p)
}

// PlanByID reads one version with its content.
func (v View) PlanByID(id models.ID) (models.PlanVersion, error) {
	p, err := byID[models.PlanVersion](v.db, id)
	if err != nil {
		return p, err
	}
	return v.openPlan(p)
}

func (v View) openPlan(p models.PlanVersion) (_ models.PlanVersion, err error) {
	if p.Instance, err = v.store.sealer.Open(p.Instance); err != nil {
		return p, unreadable(err)
	}
	if p.Plan, err = v.store.sealer.Open(p.Plan); err != nil {
		return p, unreadable(err)
	}
	return p, nil
}

// AddPlanVersion inserts a plan as the next version of its operation, which the
// caller has locked. Its content is sealed on the way in.
func (tx *Tx) AddPlanVersion(p *models.PlanVersion) error {
	var newest int
	err := tx.db.Model(&models.PlanVersion{}).Where("operation = ?", p.Operation).Select("coalesce(max(number), 0)").Scan(&newest).Error
	if err != nil {
		return err
	}
	p.ID, p.Number, p.CreatedAt = models.NewID(), newest+1, tx.Now
	row := *p
	if row.Instance, err = tx.store.sealer.Seal(p.Instance); err != nil {
		return err
	}
	if row.Plan, err = tx.store.sealer.Seal(p.Plan); err != nil {
		return err
	}
	return tx.db.Create(&row).Error
}

// PublishPlan marks a version as published.
func (tx *Tx) PublishPlan(id, by models.ID, at time.Time) error {
	return tx.db.Model(&models.PlanVersion{}).Where("id = ?", id).
		UpdateColumns(map[string]any{"published_by": by, "published_at": models.Instant(at)}).Error
}
