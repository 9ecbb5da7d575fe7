package store_test

import (
	"strings"
	"testing"
	"time"

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

// contactsAreRead: one that was corrected, which nobody edits nor deletes; a
// package that a tablet fetched; an operation of before has the usual thresholds.
func contactsAreRead(t *testing.T, s *store.Store) {
	t.Helper()
	for _, statement := range []string{"DELETE FROM contacts", "UPDATE contacts SET note = 'never mind'"} {
		if err := s.Tx(ctx, func(tx *store.Tx) error { return tx.Raw().Exec(statement).Error }); err == nil || !strings.Contains(err.Error(), "a contact is corrected by another row") {
			t.Errorf("%s answered %v", statement, err)
		}
	}
	read(t, s, func(v store.View, same func(string, any, any)) {
		operation, site := id("01"), id("02")
		all, _, err := v.Contacts(operation, nil, true, store.Page{})
		same("contacts", []any{err, len(all), all[0].Outcome, *all[0].Corrects == all[1].ID}, []any{nil, 2, models.ContactReached, true})
		none, _, err := v.Contacts(operation, []models.ID{id("03")}, false, store.Page{})
		same("contacts of another site", []any{err, len(none)}, []any{nil, 0})
		last, err := v.LastContacts(operation)
		same("the last contact", []any{err, len(last), last[site].Outcome, last[site].At.UTC()}, []any{nil, 1, models.ContactReached, written.Add(20 * time.Minute)})
		fetches, err := v.Fetches(operation)
		same("fetches", []any{err, len(fetches), fetches[0].Tablet, fetches[0].At.UTC()}, []any{nil, 1, id("d1"), written.AddDate(0, 0, -1)})
		o, err := v.Operation(operation)
		same("thresholds", []any{err, o.Thresholds}, []any{nil, models.Thresholds{LateAfter: 5, SilentAfter: 20, UnheardAfter: 30, Propose: o.Propose, ProposeAfter: o.ProposeAfter}})
	})
}

// watchesAreRead: what was set of proposals, and that a watch which has run out
// is another replica's to take.
func watchesAreRead(t *testing.T, s *store.Store) {
	t.Helper()
	err := s.Tx(ctx, func(tx *store.Tx) error {
		o, err := tx.Operation(id("01"))
		if err != nil || o.Propose || o.ProposeAfter != 7 {
			t.Errorf("proposals: %t after %d (%v)", o.Propose, o.ProposeAfter, err)
		}
		all, err := tx.Replans(o.ID)
		if err != nil || len(all) == 0 || all[0].Facts != "" || all[0].RefusedAt != nil {
			t.Errorf("re-plans of before are %+v (%v)", all, err)
		}
		at := written.AddDate(1, 0, 0)
		if mine, err := tx.WatchPlan(o.ID, "me", at, at.Add(time.Minute)); err != nil || !mine {
			t.Errorf("a watch that had run out: %t (%v)", mine, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// marksAreRead: who follows what is planned is told of the last reading, and the
// watch of a plan of the same re-plans as they are.
func marksAreRead(t *testing.T, s *store.Store) {
	t.Helper()
	read(t, s, func(v store.View, same func(string, any, any)) {
		marks, err := v.DraftMarks(id("01"))
		same("readings", []any{err, marks["readings"]}, []any{nil, "1900 0"})
		replans, err := v.ReplanMark(id("01"))
		same("replans", []any{err, replans == marks["replans"], replans}, []any{nil, true, "1 1"})
	})
}
