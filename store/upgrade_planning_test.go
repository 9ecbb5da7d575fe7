package store_test

import (
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

// waiverIsRead: a signed one, which can be withdrawn and neither edited nor deleted.
func waiverIsRead(t *testing.T, s *store.Store) {
	t.Helper()
	operation, id := models.ID{}, models.ID{}
	_ = operation.UnmarshalText([]byte("0198f2a0-0000-7000-8000-000000000001"))
	_ = id.UnmarshalText([]byte("0198f2a0-0000-7000-8000-0000000000f2"))
	for _, statement := range []string{"DELETE FROM waivers", "UPDATE waivers SET sealed = (SELECT sealed FROM drafts LIMIT 1)", "UPDATE waivers SET signed_by = proposed_by",
		"UPDATE waivers SET signed_by = NULL", "UPDATE waivers SET proposed_by = signed_by"} {
		if err := s.Tx(ctx, func(tx *store.Tx) error { return tx.Raw().Exec(statement).Error }); err == nil || !strings.Contains(err.Error(), "a waiver is withdrawn") {
			t.Errorf("%s answered %v", statement, err)
		}
	}
	err := s.Tx(ctx, func(tx *store.Tx) error {
		w, err := tx.Waiver(operation, id)
		if err != nil || w.State != models.WaiverSigned || w.Reason != "nobody else has the skill" || w.SignedBy == nil {
			t.Errorf("the waiver is %+v (%v)", w, err)
		}
		if err := w.Withdraw(w.ProposedBy, tx.Now); err != nil {
			return err
		}
		return tx.SaveWaiver(&w)
	})
	if err != nil {
		t.Error(err)
	}
	if err := s.Tx(ctx, func(tx *store.Tx) error {
		return tx.Raw().Exec("UPDATE waivers SET state = 'signed'").Error
	}); err == nil {
		t.Error("a withdrawn waiver counts again")
	}
}

// planJobIsRead: a job with what it found, and versions of before and after.
func planJobIsRead(t *testing.T, s *store.Store) {
	t.Helper()
	operation, job := models.ID{}, models.ID{}
	_ = operation.UnmarshalText([]byte("0198f2a0-0000-7000-8000-000000000001"))
	_ = job.UnmarshalText([]byte("0198f2a0-0000-7000-8000-0000000000f1"))
	err := s.Read(ctx, func(v store.View) error {
		j, err := v.PlanJob(operation, job)
		if err != nil {
			return err
		}
		better, err := v.Improvements(job, 0)
		if err != nil || len(better) != 1 || better[0].Reached.Makespan != 96 || j.Asked.Note != "first" || j.Reached.Round != 40 || j.State != models.JobDone {
			t.Errorf("the job is %+v, with %+v", j, better)
		}
		all, err := v.PlanVersions(operation)
		if len(all) != 2 || all[0].Origin.Seed != 7 || all[0].Origin.Totals.Makespan != 96 || all[1].Origin.Job != nil {
			t.Errorf("the versions are %+v", all)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
