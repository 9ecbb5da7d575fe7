package server

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// scenarioOf leaves one cell out.
func scenarioOf(name string, cell any) members {
	return members{"name": name, "edits": []any{members{"do": "drop", "cells": []any{cell}}}}
}

func TestAJobOfScenariosTellsWhichIsUnderWayAndKeepsWhatItHasWhenItIsCancelledElsewhere(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.planned(anna)
		last := th.lastOf(anna, o, "AIX")["cell"]
		th.works(th.replica()) // th.server answers requests and works on nothing
		site := httptest.NewServer(th.handler)
		defer site.Close()
		job := th.begun(anna, o, members{"kind": "whatif", "rounds": 1_000_000, "deadlineSeconds": 600, "scenarios": []members{scenarioOf("GRUND-SCENARIO", last)}})
		events, closeIt := th.listens(site, anna, o, job, "")
		told := ""
		for e := range events {
			if told = e.data; strings.Contains(told, `"work":`) && strings.Contains(told, `"reached":`) {
				break
			}
		}
		closeIt()
		if !strings.Contains(told, `"unit":"scenario"`) || !strings.Contains(told, `"of":2`) || !strings.Contains(told, `"makespanBound":`) || !strings.Contains(told, `"gap":`) {
			t.Errorf("the stream tells %s", told)
		}
		th.must(202, anna, "POST", o.path+"/plan-jobs/"+job+"/cancel", nil)
		a := th.ended(anna, o, job)
		work := a.body["work"].(members)
		if a.text("state") != "cancelled" || a.body["improvements"] != nil || work["done"] != 2.0 || work["name"] != "GRUND-SCENARIO" {
			t.Errorf("the job is %s", a.raw)
		}
		found := th.must(200, anna, "GET", o.path+"/plan-jobs/"+job+"/result", nil).body["document"].(members)
		if outcomes := found["outcomes"].([]any); len(outcomes) != 2 || outcomes[1].(members)["name"] != "GRUND-SCENARIO" {
			t.Errorf("what it had is %v", found)
		}
		if strings.Contains(th.log.String(), "GRUND-SCENARIO") {
			t.Error("the name of a scenario is in the log")
		}
	})
}

func TestOnlyWhoCoversTheWholeOperationReadsTheNameOfAScenario(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.planned(anna)
		near := th.person("near", models.Grant{Role: models.RoleCoordinator, Sites: models.IDSet{th.prisons[1].ID}})
		th.works(th.server)
		job := th.begun(anna, o, members{"kind": "whatif", "rounds": 1, "scenarios": []members{scenarioOf("GRUND-SCENARIO", th.lastOf(anna, o, "AIX")["cell"])}})
		if a := th.ended(anna, o, job); a.text("state") != "done" || a.body["work"].(members)["name"] != "GRUND-SCENARIO" {
			t.Fatalf("the job is %s", a.raw)
		}
		a := th.must(200, near, "GET", o.path+"/plan-jobs/"+job, nil)
		if work := a.body["work"].(members); work["name"] != nil || work["done"] != 2.0 {
			t.Errorf("a role at one site reads %s", a.raw)
		}
	})
}

func TestASimulationTellsHowOftenTheVersionWasPlayedAndNoMoreOftenThanItMay(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.planned(anna)
		job := th.begun(anna, o, members{"kind": "robust", "plan": 1, "runs": 20_000})
		begin := time.Now()
		th.works(th.server)
		a := th.ended(anna, o, job)
		if work := a.body["work"].(members); a.text("state") != "done" || work["unit"] != "run" || work["done"] != 20_000.0 || work["of"] != 20_000.0 || a.body["reached"] != nil {
			t.Errorf("the job is %s", a.raw)
		}
		// A hundred steps were told to the job; it writes down one each keepEvery at most.
		site := httptest.NewServer(th.handler)
		defer site.Close()
		events, _ := th.listens(site, anna, o, job, "")
		n := 0
		for range events {
			n++
		}
		if most := 2 + int(time.Since(begin)/keepEvery); n > most {
			t.Errorf("%d events in %v", n, time.Since(begin))
		}
	})
}

func TestAJobProposesTheTeamsThatARequestWould(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.drafted(anna, inAnHour)
		aix, arl := th.prisons[0], th.prisons[1]
		want := members{"seed": 3, "rounds": 2, "sites": []members{{"establishment": aix.ID}, {"establishment": arl.ID}}}
		direct := th.must(200, anna, "POST", o.path+"/teams/propose", want)
		th.works(th.replica())
		job := th.begun(anna, o, members{"kind": "teams", "teams": want})
		a := th.ended(anna, o, job)
		if work := a.body["work"].(members); a.text("state") != "done" || a.body["seed"] != 3.0 || a.body["plan"] != nil || work["unit"] != "site" || work["done"] != 2.0 || work["of"] != 2.0 {
			t.Fatalf("the job is %s", a.raw)
		}
		found := th.must(200, anna, "GET", o.path+"/plan-jobs/"+job+"/result", nil).body["document"].(members)
		if text2(found["price"]) != text2(direct.body["price"]) || text2(teamsOf(found)) != text2(teamsOf(direct.body)) || len(teamsOf(found)) == 0 {
			t.Errorf("by a job %v\nby a request %s", found, direct.raw)
		}
		job = th.begun(anna, o, members{"kind": "teams", "teams": members{"sites": []members{{"establishment": models.NewID()}}}})
		if a := th.ended(anna, o, job); a.text("state") != "failed" || !strings.Contains(a.raw, `"/teams/sites/0/establishment"`) {
			t.Errorf("for a site that is none: %s", a.raw)
		}
	})
}

// teamsOf are the teams of a proposal without their ids: one that is new gets its
// own each time.
func teamsOf(proposal members) (all []string) {
	for _, s := range proposal["sites"].([]any) {
		for _, x := range s.(members)["teams"].([]any) {
			team := x.(members)
			all = append(all, fmt.Sprint(s.(members)["establishment"], team["code"], team["officers"], team["shiftFrom"], team["shiftTo"]))
		}
	}
	return all
}

func TestAJobOfSomebodyWhoMayNoLongerIsNotDone(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.drafted(anna, inAnHour)
		job := th.begun(anna, o, members{"kind": "teams", "teams": members{"sites": []members{{"establishment": th.prisons[0].ID}}}})
		th.tx(func(tx *store.Tx) error {
			p, err := tx.Person(anna.id)
			if err != nil {
				return err
			}
			p.Grants = []models.Grant{{Role: models.RoleCoordinator, Sites: models.IDSet{th.prisons[0].ID}}, {Role: models.RoleHQ}}
			return tx.SavePerson(&p)
		})
		th.works(th.server)
		if a := th.ended(anna, o, job); a.text("state") != "failed" || a.body["fault"].(members)["code"] != "forbidden" {
			t.Errorf("the job is %s", a.raw)
		}
	})
}
