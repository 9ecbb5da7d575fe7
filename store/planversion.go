package store

import (
	"time"

	"github.com/cellsweep/cellsweep/models"
)

type planVersionRow struct {
	ID          models.ID  `sens:"none"`
	Operation   models.ID  `sens:"none"`
	Number      int        `sens:"none"`
	Instance    []byte     `sens:"special"`
	Plan        []byte     `sens:"special"`
	CreatedBy   models.ID  `sens:"staff"`
	CreatedAt   time.Time  `sens:"none"`
	PublishedBy *models.ID `sens:"staff"`
	PublishedAt *time.Time `sens:"none"`
	Origin      []byte     `sens:"special"`
}

func (planVersionRow) TableName() string { return "plan_versions" }

// open gives a version in clear; columns that were not read stay empty.
func (v View) openPlan(r planVersionRow) (p models.PlanVersion, err error) {
	p = models.PlanVersion{ID: r.ID, Operation: r.Operation, Number: r.Number, CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt, PublishedBy: r.PublishedBy, PublishedAt: r.PublishedAt}
	for _, x := range []struct {
		sealed []byte
		into   *[]byte
	}{{r.Instance, &p.Instance}, {r.Plan, &p.Plan}} {
		if len(x.sealed) == 0 {
			continue
		}
		if *x.into, err = v.store.sealer.Open(x.sealed); err != nil {
			return p, unreadable(err)
		}
	}
	return p, v.openJSON(r.Origin, &p.Origin)
}

// PlanVersions lists the plan versions of an operation, newest first, without content.
func (v View) PlanVersions(operation models.ID) (out []models.PlanVersion, err error) {
	var rows []planVersionRow
	if err := v.db.Omit("Instance", "Plan").Where("operation = ?", operation).Order("number DESC").Find(&rows).Error; err != nil {
		return nil, err
	}
	for _, r := range rows {
		p, err := v.openPlan(r)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// PlanVersion reads one version with its content; number 0 is the newest.
func (v View) PlanVersion(operation models.ID, number int) (models.PlanVersion, error) {
	q := v.db.Where("operation = ?", operation)
	if number > 0 {
		q = q.Where("number = ?", number)
	}
	var r planVersionRow
	if err := q.Order("number DESC").Take(&r).Error; err != nil {
		return models.PlanVersion{}, err
	}
	return v.openPlan(r)
}

// PlanID is the id of a version by its number; number 0 is the newest.
func (v View) PlanID(operation models.ID, number int) (id models.ID, err error) {
	q := v.db.Model(&planVersionRow{}).Where("operation = ?", operation)
	if number > 0 {
		q = q.Where("number = ?", number)
	}
	var r planVersionRow
	err = q.Select("id").Order("number DESC").Take(&r).Error
	return r.ID, err
}

// PlanPublished says by whom and when a version was published, nil when it was not.
func (v View) PlanPublished(id models.ID) (by *models.ID, at *time.Time, err error) {
	var r planVersionRow
	err = v.db.Select("published_by", "published_at").Where("id = ?", id).Take(&r).Error
	return r.PublishedBy, r.PublishedAt, err
}

// PlanByID reads one version with its content.
func (v View) PlanByID(id models.ID) (models.PlanVersion, error) {
	r, err := byID[planVersionRow](v.db, id)
	if err != nil {
		return models.PlanVersion{}, err
	}
	return v.openPlan(r)
}

// PlanNumber is the number of a version.
func (v View) PlanNumber(id models.ID) (n int, err error) {
	return n, v.db.Model(&planVersionRow{}).Where("id = ?", id).Select("number").Take(&n).Error
}

// AddPlanVersion inserts a plan as the next version of its operation, which the
// caller has locked. Its content is sealed on the way in.
func (tx *Tx) AddPlanVersion(p *models.PlanVersion) error {
	var newest int
	err := tx.db.Model(&planVersionRow{}).Where("operation = ?", p.Operation).Select("coalesce(max(number), 0)").Scan(&newest).Error
	if err != nil {
		return err
	}
	p.ID, p.Number, p.CreatedAt = models.NewID(), newest+1, tx.Now
	row := planVersionRow{ID: p.ID, Operation: p.Operation, Number: p.Number, CreatedBy: p.CreatedBy, CreatedAt: p.CreatedAt}
	if row.Instance, err = tx.store.sealer.Seal(p.Instance); err != nil {
		return err
	}
	if row.Plan, err = tx.store.sealer.Seal(p.Plan); err != nil {
		return err
	}
	if row.Origin, err = tx.sealJSON(p.Origin); err != nil {
		return err
	}
	return tx.db.Create(&row).Error
}

// PublishPlan marks a version as published.
func (tx *Tx) PublishPlan(id, by models.ID, at time.Time) error {
	return tx.db.Model(&planVersionRow{}).Where("id = ?", id).
		UpdateColumns(map[string]any{"published_by": by, "published_at": models.Instant(at)}).Error
}
