package server

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// replica is another server on the database of a theatre.
func (th *theatre) replica() *Server {
	th.Helper()
	other, err := New(th.server.Dependencies)
	if err != nil {
		th.Fatal(err)
	}
	return other
}

// works lets servers work on jobs until the test ends, or stop is called.
func (th *theatre) works(servers ...*Server) (stop func()) {
	on, cancel := context.WithCancel(ctx)
	done := make(chan struct{}, len(servers))
	for _, s := range servers {
		go func() { s.runJobs(on); done <- struct{}{} }()
	}
	stopped := false
	stop = func() {
		if cancel(); !stopped {
			for range servers {
				<-done
			}
		}
		stopped = true
	}
	th.Cleanup(stop)
	return stop
}

// begun asks for a job.
func (th *theatre) begun(who person, o dawnOperation, body members) string {
	th.Helper()
	return th.must(202, who, "POST", o.path+"/plan-jobs", body).text("id")
}

// until reads a job until it is as wanted.
func (th *theatre) until(who person, o dawnOperation, job string, wanted func(answer) bool) answer {
	th.Helper()
	for begin := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		a := th.must(200, who, "GET", o.path+"/plan-jobs/"+job, nil)
		if wanted(a) {
			return a
		}
		if time.Since(begin) > time.Minute {
			th.Fatalf("after a minute the job is %s", a.raw)
		}
	}
}

func (th *theatre) ended(who person, o dawnOperation, job string) answer {
	th.Helper()
	return th.until(who, o, job, func(a answer) bool { return models.PlanJobState(a.text("state")).Ended() })
}

// long is a job that goes on until somebody cancels it.
var long = members{"kind": "plan", "rounds": 1_000_000, "deadlineSeconds": 600}

func TestAJobMakesTheVersionThatARequestWouldHaveMade(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.drafted(anna, inAnHour)
		th.works(th.server)
		job := th.begun(anna, o, members{"kind": "plan", "seed": 7, "rounds": 5, "note": "GRUND-NOTE"})
		a := th.ended(anna, o, job)
		if a.text("state") != "done" || a.body["plan"] != 1.0 || a.text("note") != "GRUND-NOTE" || a.body["improvements"].(float64) < 1 {
			t.Fatalf("the job is %s", a.raw)
		}
		th.must(201, anna, "POST", o.path+"/plans", members{"seed": 7, "rounds": 5})
		first, second := th.must(200, anna, "GET", o.path+"/plans/1", nil), th.must(200, anna, "GET", o.path+"/plans/2", nil)
		if one, two := text2(first.body["plan"]), text2(second.body["plan"]); one != two {
			t.Errorf("by a job:\n%s\nby a request:\n%s", one, two)
		}
		v := first.body["version"].(members)
		totals := v["totals"].(members)
		if v["job"] != job || v["note"] != "GRUND-NOTE" || v["seed"] != 7.0 || v["rounds"] != 5.0 || v["outdated"] != false || v["createdBy"] != anna.id.String() {
			t.Errorf("the version says %v", v)
		}
		if totals["searched"] != 6.0 || totals["makespan"].(float64) < totals["makespanBound"].(float64) || totals["makespan"] != first.body["plan"].(members)["totals"].(members)["makespan"] {
			t.Errorf("its totals are %v", totals)
		}
		if rows := th.must(200, anna, "GET", o.path+"/plans", nil).body["items"].([]any); len(rows) != 2 || rows[1].(members)["job"] != job || rows[0].(members)["job"] != nil {
			t.Errorf("the list is %v", rows)
		}
		if page := th.must(200, anna, "GET", o.path+"/plan-jobs", nil); len(page.body["items"].([]any)) != 1 {
			t.Errorf("the jobs are %s", page.raw)
		}
		th.must(200, anna, "POST", o.path+"/plans/1/publish", nil)
	})
}

func text2(v any) string { raw, _ := json.Marshal(v); return string(raw) }

func TestAJobThatIsCancelledAtAnotherReplicaKeepsThePlanSoFar(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.drafted(anna, inAnHour)
		th.works(th.replica()) // th.server answers requests and works on nothing
		job := th.begun(anna, o, long)
		th.until(anna, o, job, func(a answer) bool { return a.text("state") == "running" && a.body["improvements"] != nil })
		if a := th.must(202, anna, "POST", o.path+"/plan-jobs/"+job+"/cancel", nil); a.text("cancelledBy") != anna.id.String() {
			t.Errorf("cancelling answered %s", a.raw)
		}
		a := th.ended(anna, o, job)
		if a.text("state") != "cancelled" || a.body["plan"] != 1.0 {
			t.Fatalf("the job is %s", a.raw)
		}
		th.must(200, anna, "POST", o.path+"/plans/1/publish", nil)
		if a := th.ask(anna, "POST", o.path+"/plan-jobs/"+job+"/cancel", nil); a.code() != "wrong_state" {
			t.Errorf("cancelled twice: %s", a.raw)
		}
	})
}

func TestAJobThatWaitsIsCancelledAtOnceAndTooManyAreRefused(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.drafted(anna, inAnHour)
		job := ""
		for range jobsOpen {
			job = th.begun(anna, o, members{"kind": "plan"})
		}
		if a := th.ask(anna, "POST", o.path+"/plan-jobs", members{"kind": "plan"}); a.status != 429 {
			t.Errorf("one too many answered %s", a.raw)
		}
		if a := th.must(202, anna, "POST", o.path+"/plan-jobs/"+job+"/cancel", nil); a.text("state") != "cancelled" || a.body["plan"] != nil {
			t.Errorf("the job is %s", a.raw)
		}
		th.begun(anna, o, members{"kind": "plan"})
	})
}

func TestAJobOfADeadReplicaIsTakenOverAndLostAfterThree(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		wall := storetest.Dawn
		th.server.Wall = func() time.Time { return wall }
		anna := th.person("anna", coordinates)
		o := th.drafted(anna, inAnHour)
		job := th.begun(anna, o, members{"kind": "plan", "rounds": 2})
		die := func(name string) bool {
			var found bool
			th.tx(func(tx *store.Tx) (err error) {
				_, found, err = tx.TakePlanJob(name, wall, wall.Add(leaseFor))
				return err
			})
			return found
		}
		if !die("one") || die("two") {
			t.Fatal("a job that is held is taken by another")
		}
		wall = wall.Add(leaseFor + time.Second)
		j, found, err := th.server.takeJob(ctx)
		if err != nil || !found || j.Takes != 2 {
			t.Fatalf("nobody takes over: %+v, %v", j, err)
		}
		th.server.runJob(ctx, j)
		if a := th.ended(anna, o, job); a.text("state") != "done" {
			t.Errorf("the job is %s", a.raw)
		}
		job = th.begun(anna, o, members{"kind": "plan"})
		for _, name := range []string{"one", "two", "three"} {
			if !die(name) {
				t.Fatalf("%s does not get it", name)
			}
			wall = wall.Add(leaseFor + time.Second)
		}
		if die("four") {
			t.Error("a job is tried for ever")
		}
		if a := th.ended(anna, o, job); a.text("state") != "lost" {
			t.Errorf("the job is %s", a.raw)
		}
	})
}

func TestAReplicaThatWasTooSilentWritesNothingOverItsSuccessor(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.drafted(anna, inAnHour)
		job := th.begun(anna, o, members{"kind": "plan", "rounds": 2})
		j, _, err := th.server.takeJob(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var other models.PlanJob
		th.tx(func(tx *store.Tx) (err error) { // the lease has run out
			later := th.server.Wall().Add(leaseFor + time.Second)
			other, _, err = tx.TakePlanJob("other", later, later.Add(leaseFor))
			return err
		})
		th.server.runJob(ctx, j)
		if a := th.must(200, anna, "GET", o.path+"/plan-jobs/"+job, nil); a.text("state") != "running" || other.Takes != 2 {
			t.Errorf("the job is %s", a.raw)
		}
		if rows := th.must(200, anna, "GET", o.path+"/plans", nil).body["items"].([]any); len(rows) != 0 {
			t.Errorf("it made %v", rows)
		}
	})
}

func TestAReplicaThatEndsGivesItsJobsBack(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.drafted(anna, inAnHour)
		stop := th.works(th.server)
		job := th.begun(anna, o, long)
		th.until(anna, o, job, func(a answer) bool { return a.text("state") == "running" })
		stop()
		if a := th.must(200, anna, "GET", o.path+"/plan-jobs/"+job, nil); a.text("state") != "queued" {
			t.Fatalf("the job is %s", a.raw)
		}
		th.works(th.replica())
		th.until(anna, o, job, func(a answer) bool { return a.text("state") == "running" })
		th.must(202, anna, "POST", o.path+"/plan-jobs/"+job+"/cancel", nil)
		th.ended(anna, o, job)
	})
}

func TestWhyAJobFailedIsForWhoCoversTheWholeOperationAndInNoLog(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.drafted(anna, inAnHour)
		near := th.person("near", models.Grant{Role: models.RoleCoordinator, Sites: models.IDSet{th.prisons[1].ID}})
		site := siteOf(th.prisons[0])
		site["teams"].([]members)[0]["officers"] = siteOf(th.prisons[1])["teams"].([]members)[0]["officers"] // in two teams
		th.must(200, anna, "PUT", o.path+"/sites/"+th.prisons[0].ID.String(), site, "If-Match", o.siteTags["AIX"])
		job := th.begun(anna, o, members{"kind": "plan", "note": "GRUND-NOTE"})
		th.works(th.server)
		a := th.ended(anna, o, job)
		fault, _ := a.body["fault"].(members)
		if a.text("state") != "failed" || fault["code"] != "invalid" || !strings.Contains(a.raw, "MAT-ARL-1") {
			t.Fatalf("the job is %s", a.raw)
		}
		if a := th.must(200, near, "GET", o.path+"/plan-jobs/"+job, nil); a.body["fault"] != nil || a.body["note"] != nil {
			t.Errorf("a role at one site reads %s", a.raw)
		}
		for _, secret := range []string{"MAT-ARL", "GRUND-NOTE", "TRUPP-"} {
			if strings.Contains(th.log.String(), secret) {
				t.Errorf("%s is in the log", secret)
			}
		}
	})
}

func TestAVersionSaysWhichSitesWereChangedSince(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.drafted(anna, inAnHour)
		near := th.person("near", models.Grant{Role: models.RoleCoordinator, Sites: models.IDSet{th.prisons[1].ID}})
		made := th.must(201, anna, "POST", o.path+"/plans", members{"rounds": 1})
		if made.body["outdated"] != false {
			t.Errorf("just made: %s", made.raw)
		}
		site := siteOf(th.prisons[0])
		site["cells"].([]members)[0]["duration"] = 33
		th.must(200, anna, "PUT", o.path+"/sites/"+th.prisons[0].ID.String(), site, "If-Match", o.siteTags["AIX"])
		v := th.must(200, anna, "GET", o.path+"/plans", nil).body["items"].([]any)[0].(members)
		if v["outdated"] != true || text2(v["outdatedSites"]) != `["AIX"]` {
			t.Errorf("the version says %v", v)
		}
		v = th.must(200, near, "GET", o.path+"/plans", nil).body["items"].([]any)[0].(members)
		if v["outdated"] != true || v["outdatedSites"] != nil {
			t.Errorf("to a role at another site it says %v", v)
		}
	})
}
