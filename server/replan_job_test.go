package server_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
)

// planJob is a job of planning as the API tells it.
type planJob struct {
	ID, Kind, State string
	Plan            int
	Improvements    int
	Reached         struct{ Round, Rounds, Cells, Sites int }
	Fault           struct {
		Code   string
		Errors []struct{ Pointer string }
	}
}

// worked starts a job and lets the server work on it until it has ended.
func (m *morning) worked(body object) (j planJob) {
	m.T.Helper()
	m.project()
	coordinator, path := m.As(models.RoleCoordinator), m.path()+"/plan-jobs"
	coordinator.Post(path, body).Expect(http.StatusAccepted).Into(&j)
	on, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); m.Server.Run(on) }()
	defer func() { stop(); <-ended }()
	for begin := time.Now(); !models.PlanJobState(j.State).Ended(); time.Sleep(20 * time.Millisecond) {
		if time.Since(begin) > time.Minute {
			m.T.Fatalf("after a minute the job is %+v", j)
		}
		coordinator.Get(path + "/" + j.ID).Expect(http.StatusOK).Into(&j)
	}
	return j
}

func TestAJobMendsThePlanInForceAsARequestWouldAndItsProposalIsIssued(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		m := newMorning(t, w)
		_, second := m.begin()
		m.Advance(35 * time.Minute)
		direct := m.proposed(object{"events": []object{}})
		j := m.worked(object{"kind": "replan", "replan": object{"events": []object{}}, "deadlineSeconds": 30})
		if j.State != "done" || j.Plan != 3 || j.Improvements < 1 || j.Reached.Round != 1 || j.Reached.Cells == 0 || j.Reached.Sites == 0 {
			t.Fatalf("the job is %+v", j)
		}
		coordinator := m.As(models.RoleCoordinator)
		var found struct{ Document proposal }
		coordinator.Do(http.MethodGet, m.path()+"/plan-jobs/"+j.ID+"/result", nil, "X-Reason", "look").Expect(http.StatusOK).Into(&found)
		byJob := found.Document
		one, _ := json.Marshal(direct.Changes)
		if other, _ := json.Marshal(byJob.Changes); string(one) != string(other) || byJob.Version.Number != 3 || byJob.Base != 1 || byJob.Now != 35 {
			t.Errorf("by a job %+v\nby a request %+v", byJob, direct)
		}
		var read proposal
		coordinator.Do(http.MethodGet, m.path()+"/replans/3", nil, "X-Reason", "look").Expect(http.StatusOK).Into(&read)
		if len(read.Changes) != len(byJob.Changes) || len(read.Changes) == 0 || read.IssuedAt != "" {
			t.Errorf("read again it is %+v", read)
		}
		m.issue(byJob).Expect(http.StatusOK)
		if after := m.task(second); after.PlanVersion != 3 || after.Start != *byJob.of(nearCode + "/" + second).To {
			t.Errorf("the task became %+v", after)
		}
		m.issue(direct).Expect(http.StatusConflict)
		if rows := m.Audit(models.ActPlanReplan); !slices.ContainsFunc(rows, func(r models.AuditRow) bool { return r.Detail == "start replan" }) {
			t.Errorf("the audit says %+v", rows)
		}
	})
}

func TestAJobIsAskedForInTheStatesOfItsKind(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		m := newMorning(t, w)
		coordinator := m.As(models.RoleCoordinator)
		for _, body := range []object{{"kind": "plan"}, {"kind": "whatif", "scenarios": []object{}}, {"kind": "robust"}, {"kind": "teams", "teams": object{"sites": []object{{"establishment": m.near.ID}}}}} {
			if said := coordinator.Post(m.path()+"/plan-jobs", body).Expect(http.StatusConflict).Problem(); said.Code != string(models.WrongState) {
				t.Errorf("%v while it is live: %+v", body["kind"], said)
			}
		}
		said := coordinator.Post(m.path()+"/plan-jobs", object{"kind": "replan"}).Expect(http.StatusBadRequest).Problem()
		if len(said.Errors) != 1 || said.Errors[0].Pointer != "/replan" {
			t.Errorf("without what has happened: %+v", said)
		}
		draft := "/v1/operations/" + m.operation(models.Draft).String() + "/plan-jobs"
		coordinator.Post(draft, object{"kind": "replan", "replan": object{"events": []object{}}}).Expect(http.StatusConflict)
		said = coordinator.Post(draft, object{"kind": "teams"}).Expect(http.StatusBadRequest).Problem()
		if len(said.Errors) != 1 || said.Errors[0].Pointer != "/teams" {
			t.Errorf("without sites: %+v", said)
		}
		var j planJob
		coordinator.Post(m.path()+"/plan-jobs", object{"kind": "replan", "replan": object{"events": []object{}}}).Expect(http.StatusAccepted).Into(&j)
		coordinator.Post(m.path()+"/plan-jobs/"+j.ID+"/cancel", nil).Expect(http.StatusAccepted).Into(&j)
		if j.State != "cancelled" {
			t.Errorf("cancelled while the operation is live, the job is %+v", j)
		}
	})
}

func TestAJobThatDoesNotFitTheRunningPlanSaysWhere(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		m := newMorning(t, w)
		m.begin()
		j := m.worked(object{"kind": "replan", "replan": object{"events": []object{{"type": "teamOut", "team": "T-99"}}}})
		if j.State != "failed" || j.Plan != 0 || j.Fault.Code != "invalid" || len(j.Fault.Errors) == 0 || j.Fault.Errors[0].Pointer != "/replan/events/0/team" {
			t.Errorf("the job is %+v", j)
		}
	})
}
