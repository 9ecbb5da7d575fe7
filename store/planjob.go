package store

import (
	"encoding/json"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/cellsweep/cellsweep/models"
)

type planJobRow struct {
	ID           models.ID           `sens:"none"`
	Operation    models.ID           `sens:"none"`
	Kind         models.PlanJobKind  `sens:"none"`
	State        models.PlanJobState `sens:"none"`
	Asked        []byte              `sens:"special"`
	Reached      []byte              `sens:"special"`
	Result       []byte              `sens:"special"`
	Plan         *models.ID          `sens:"none"`
	CreatedBy    models.ID           `sens:"staff"`
	CreatedAt    time.Time           `sens:"none"`
	StartedAt    *time.Time          `sens:"none"`
	EndedAt      *time.Time          `sens:"none"`
	CancelledBy  *models.ID          `sens:"staff"`
	Holder       string              `sens:"none"`
	HeldUntil    *time.Time          `sens:"none"`
	Takes        int                 `sens:"none"`
	Improvements int                 `sens:"none"`
}

func (planJobRow) TableName() string { return "plan_jobs" }

type planImprovementRow struct {
	Job     models.ID `gorm:"primaryKey" sens:"none"`
	Number  int       `gorm:"primaryKey;autoIncrement:false" sens:"none"`
	At      time.Time `sens:"none"`
	Reached []byte    `sens:"special"`
}

func (planImprovementRow) TableName() string { return "plan_job_improvements" }

// planOutcome is what a job ended with: the plain text of the column result.
type planOutcome struct {
	Result []byte
	Fault  *models.PlanFault
}

// sealJSON seals a value's JSON.
func (v View) sealJSON(value any) ([]byte, error) {
	plain, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return v.store.sealer.Seal(plain)
}

// openJSON reads what sealJSON wrote; nothing is left as it is.
func (v View) openJSON(sealed []byte, into any) error {
	if len(sealed) == 0 {
		return nil
	}
	plain, err := v.store.sealer.Open(sealed)
	if err != nil {
		return unreadable(err)
	}
	return json.Unmarshal(plain, into)
}

func (v View) openPlanJob(r planJobRow) (models.PlanJob, error) {
	j := models.PlanJob{ID: r.ID, Operation: r.Operation, Kind: r.Kind, State: r.State, Plan: r.Plan, CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt, StartedAt: r.StartedAt,
		EndedAt: r.EndedAt, CancelledBy: r.CancelledBy, Holder: r.Holder, HeldUntil: r.HeldUntil, Takes: r.Takes, Improvements: r.Improvements}
	var end planOutcome
	for _, x := range []struct {
		sealed []byte
		into   any
	}{{r.Asked, &j.Asked}, {r.Reached, &j.Reached}, {r.Result, &end}} {
		if err := v.openJSON(x.sealed, x.into); err != nil {
			return j, err
		}
	}
	j.Result, j.Fault = end.Result, end.Fault
	return j, nil
}

// AddPlanJob inserts one that waits for a replica.
func (tx *Tx) AddPlanJob(j *models.PlanJob) (err error) {
	j.ID, j.State, j.CreatedAt = models.NewID(), models.PlanJobMachine.Start, tx.Now
	row := planJobRow{ID: j.ID, Operation: j.Operation, Kind: j.Kind, State: j.State, Result: []byte{}, CreatedBy: j.CreatedBy, CreatedAt: j.CreatedAt}
	if row.Asked, err = tx.sealJSON(j.Asked); err != nil {
		return err
	}
	if row.Reached, err = tx.sealJSON(j.Reached); err != nil {
		return err
	}
	return tx.db.Create(&row).Error
}

// PlanJobs lists the jobs of an operation by id, without their results.
func (v View) PlanJobs(operation models.ID, p Page) (jobs []models.PlanJob, next string, err error) {
	rows, next, err := paged(v.db.Omit("Result").Where("operation = ?", operation), p, "id", func(r planJobRow) string { return r.ID.String() })
	for _, r := range rows {
		j, err := v.openPlanJob(r)
		if err != nil {
			return nil, "", err
		}
		jobs = append(jobs, j)
	}
	return jobs, next, err
}

// PlanJob reads one of an operation.
func (v View) PlanJob(operation, id models.ID) (models.PlanJob, error) {
	var r planJobRow
	if err := v.db.Where("operation = ? AND id = ?", operation, id).Take(&r).Error; err != nil {
		return models.PlanJob{}, err
	}
	return v.openPlanJob(r)
}

// OpenPlanJobs counts the jobs of an operation that have not ended.
func (v View) OpenPlanJobs(operation models.ID) (n int64, err error) {
	return n, v.db.Model(&planJobRow{}).Where("operation = ? AND state IN ?", operation, []models.PlanJobState{models.JobQueued, models.JobRunning}).Count(&n).Error
}

// Improvements lists what a job found that was better, in that order, after a number.
func (v View) Improvements(job models.ID, after int) (out []models.PlanImprovement, err error) {
	var rows []planImprovementRow
	if err := v.db.Where("job = ? AND number > ?", job, after).Order("number").Find(&rows).Error; err != nil {
		return nil, err
	}
	for _, r := range rows {
		x := models.PlanImprovement{Number: r.Number, At: r.At}
		if err := v.openJSON(r.Reached, &x.Reached); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// waiting finds jobs that nobody works on. That they are open stands in its text
// too: databases use the index of such jobs for no other question.
const waiting = "state IN ('queued', 'running') AND (state = ? OR state = ? AND held_until < ?)"

// TakePlanJob gives the caller the oldest job that nobody works on: one that
// waits, or whose holder has not been heard of in time. It is the holder's until
// until. A job over which too many replicas have fallen silent is lost here, and
// one that somebody wanted cancelled meanwhile is cancelled.
// The answer is false when there is nothing to do.
func (tx *Tx) TakePlanJob(holder string, now, until time.Time) (j models.PlanJob, found bool, err error) {
	for {
		var r planJobRow
		q := tx.db
		if tx.store.dialect == postgres { // two replicas that look at once take two jobs
			q = q.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"})
		}
		err := q.Where(waiting, models.JobQueued, models.JobRunning, models.Instant(now)).Order("created_at, id").Take(&r).Error
		if IsAbsent(err) {
			return j, false, nil
		}
		if err != nil {
			return j, false, err
		}
		verb := "take"
		switch {
		case r.State == models.JobRunning && r.CancelledBy != nil:
			verb = "cancel"
		case r.State == models.JobRunning && r.Takes >= models.PlanJobTakes:
			verb = "lose"
		case r.State == models.JobRunning:
			verb = "take_over"
		}
		if r.State, err = models.PlanJobMachine.Next(r.State, verb); err != nil {
			return j, false, err
		}
		if r.State.Ended() {
			if err := tx.updatePlanJob(r.ID, map[string]any{"state": r.State, "ended_at": tx.Now, "holder": ""}); err != nil {
				return j, false, err
			}
			continue
		}
		started := tx.Now
		until := models.Instant(until)
		r.Holder, r.HeldUntil, r.StartedAt, r.Takes = holder, &until, &started, r.Takes+1
		if err := tx.updatePlanJob(r.ID, map[string]any{"state": r.State, "holder": holder, "held_until": until, "started_at": started, "takes": r.Takes}); err != nil {
			return j, false, err
		}
		j, err = tx.openPlanJob(r)
		return j, err == nil, err
	}
}

func (tx *Tx) updatePlanJob(id models.ID, columns map[string]any) error {
	return tx.db.Model(&planJobRow{}).Where("id = ?", id).UpdateColumns(columns).Error
}

// heldJob is the row of a job that runs under a holder; Stale when it no longer does.
func (tx *Tx) heldJob(id models.ID, holder string) (r planJobRow, err error) {
	err = tx.forUpdate().Omit("Asked", "Reached", "Result").Where("id = ? AND holder = ? AND state = ?", id, holder, models.JobRunning).Take(&r).Error
	if IsAbsent(err) {
		return r, models.NewFault(models.Stale, "Another replica has taken this job over.")
	}
	return r, err
}

// KeepPlanJob says that the holder still works on a job, and how far it has come;
// improved says that the plan is better than what was told before. The answer
// says whether somebody wants it cancelled. Stale: it is somebody else's now.
func (tx *Tx) KeepPlanJob(id models.ID, holder string, until time.Time, reached models.PlanReached, improved bool) (cancelled bool, err error) {
	r, err := tx.heldJob(id, holder)
	if err != nil {
		return false, err
	}
	sealed, err := tx.sealJSON(reached)
	if err != nil {
		return false, err
	}
	if improved {
		r.Improvements++
		if err := tx.db.Create(&planImprovementRow{Job: id, Number: r.Improvements, At: tx.Now, Reached: sealed}).Error; err != nil {
			return false, err
		}
	}
	return r.CancelledBy != nil, tx.updatePlanJob(id, map[string]any{"held_until": models.Instant(until), "reached": sealed, "improvements": r.Improvements})
}

// EndPlanJob writes how a job ended: its state, version, result and fault. It
// must still be its holder's, or the answer is Stale.
func (tx *Tx) EndPlanJob(j models.PlanJob, holder string) error {
	if _, err := tx.heldJob(j.ID, holder); err != nil {
		return err
	}
	sealed, err := tx.sealJSON(planOutcome{j.Result, j.Fault})
	if err != nil {
		return err
	}
	reached, err := tx.sealJSON(j.Reached)
	if err != nil {
		return err
	}
	return tx.updatePlanJob(j.ID, map[string]any{"state": j.State, "plan": j.Plan, "result": sealed, "reached": reached, "ended_at": tx.Now, "holder": ""})
}

// GiveBackPlanJob puts a job back among those that wait: its replica ends in
// good order, which counts as no failure of the job.
func (tx *Tx) GiveBackPlanJob(id models.ID, holder string) error {
	if _, err := tx.heldJob(id, holder); err != nil {
		return err
	}
	return tx.updatePlanJob(id, map[string]any{"state": models.JobQueued, "holder": "", "takes": gorm.Expr("takes - 1")})
}

// CancelPlanJob notes that somebody wants a job to end. One that waits ends at
// once; one that runs is ended by its holder, who keeps what there is.
func (tx *Tx) CancelPlanJob(operation, id, by models.ID) error {
	var r planJobRow
	if err := tx.forUpdate().Omit("Asked", "Reached", "Result").Where("operation = ? AND id = ?", operation, id).Take(&r).Error; err != nil {
		return err
	}
	if _, err := models.PlanJobMachine.Next(r.State, "cancel"); err != nil {
		return err
	}
	if r.State == models.JobQueued {
		return tx.updatePlanJob(id, map[string]any{"state": models.JobCancelled, "cancelled_by": by, "ended_at": tx.Now})
	}
	return tx.updatePlanJob(id, map[string]any{"cancelled_by": by})
}

// PlanJobWaits says whether TakePlanJob would find something to do.
func (v View) PlanJobWaits(now time.Time) (bool, error) {
	var n int64
	err := v.db.Model(&planJobRow{}).Where(waiting, models.JobQueued, models.JobRunning, models.Instant(now)).Limit(1).Count(&n).Error
	return n > 0, err
}

// PlanJobHeld says whether a job still is its holder's, and whether somebody
// wants it cancelled.
func (v View) PlanJobHeld(id models.ID, holder string) (cancelled, held bool, err error) {
	var r planJobRow
	err = v.db.Select("state", "holder", "cancelled_by").Where("id = ?", id).Take(&r).Error
	return r.CancelledBy != nil, r.State == models.JobRunning && r.Holder == holder, err
}
