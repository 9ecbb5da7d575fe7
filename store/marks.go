package store

import (
	"fmt"

	"github.com/cellsweep/cellsweep/models"
)

// Marks are texts that differ when something has changed which has no position
// in a journal. They tell nothing else, and are compared with those of before.

// PictureMarks are those of what headquarters shows beside the documents: of each
// site the calls, under the zero id the thresholds and what the server proposes.
func (v View) PictureMarks(operation models.ID) (map[models.ID]string, error) {
	o, err := v.Operation(operation)
	if err != nil {
		return nil, err
	}
	counts, err := v.ContactsBySite(operation)
	if err != nil {
		return nil, err
	}
	proposed, err := v.ProposedNow(o)
	if err != nil {
		return nil, err
	}
	marks := map[models.ID]string{{}: fmt.Sprint(o.Thresholds, proposed)}
	for site, n := range counts {
		marks[site] = fmt.Sprint(n)
	}
	return marks, err
}

// ReplanMark is that of an operation's re-plans alone: the same that DraftMarks has.
func (v View) ReplanMark(operation models.ID) (string, error) {
	var r struct{ N, M int64 }
	err := v.db.Raw("SELECT count(*) AS n, count(issued_by) + count(refused_by) AS m FROM replans WHERE operation = ?", operation).Scan(&r).Error
	return fmt.Sprint(r.N, " ", r.M), err
}

// DraftMarks are those of what an operation is planned with: operation, drafts,
// plans, waivers, jobs and brakes, the agency's checklists and those that it has,
// which packages were fetched and opened, and who read the plan. Each counts rows
// and what is done to one.
func (v View) DraftMarks(operation models.ID) (map[string]string, error) {
	var rows []struct {
		Part string
		N, M int64
	}
	err := v.db.Raw(`SELECT 'operation' AS part, version AS n, 0 AS m FROM operations WHERE id = @id
		UNION ALL SELECT 'drafts', count(*), coalesce(sum(version), 0) FROM drafts WHERE operation = @id
		UNION ALL SELECT 'plans', count(*), count(published_by) FROM plan_versions WHERE operation = @id
		UNION ALL SELECT 'replans', count(*), count(issued_by) + count(refused_by) FROM replans WHERE operation = @id
		UNION ALL SELECT 'waivers', count(*), coalesce(sum(version), 0) FROM waivers WHERE operation = @id
		UNION ALL SELECT 'jobs', count(*), count(started_at) + count(ended_at) + count(cancelled_by) FROM plan_jobs WHERE operation = @id
		UNION ALL SELECT 'brakes', count(*), coalesce(sum(version), 0) FROM brakes WHERE operation = @id
		UNION ALL SELECT 'checklists', count(*), count(retired_at) + (SELECT count(*) FROM documents WHERE operation = @id AND kind = 'template') FROM template_versions
		UNION ALL SELECT 'openings', count(*), coalesce((SELECT max(position) FROM documents WHERE operation = @id AND kind = 'site'), 0)
			FROM bundle_fetches WHERE bundle IN (SELECT id FROM bundles WHERE operation = @id)
		UNION ALL SELECT 'readings', coalesce((SELECT id FROM audit_rows WHERE operation = @id AND act = '`+string(models.ActPlanRead)+`' ORDER BY id DESC LIMIT 1), 0), 0`,
		map[string]any{"id": operation}).Scan(&rows).Error
	marks := map[string]string{}
	for _, r := range rows {
		marks[r.Part] = fmt.Sprint(r.N, " ", r.M)
	}
	return marks, err
}
