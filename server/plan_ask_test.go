package server

import (
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// planned is a drafted operation with its first plan.
func (th *theatre) planned(who person) dawnOperation {
	th.Helper()
	o := th.drafted(who, inAnHour)
	th.must(201, who, "POST", o.path+"/plans", members{"rounds": 3})
	return o
}

// lastOf is the search of a site that ends last in the newest plan.
func (th *theatre) lastOf(who person, o dawnOperation, site string) (last members) {
	th.Helper()
	for _, a := range th.must(200, who, "GET", o.path+"/plans/current", nil).body["plan"].(members)["assignments"].([]any) {
		if x := a.(members); strings.HasPrefix(x["cell"].(string), site+"/") && (last == nil || x["end"].(float64) > last["end"].(float64)) {
			last = x
		}
	}
	return last
}

// tried is the ETag of a try of a version that changes nothing.
func (th *theatre) tried(who person, o dawnOperation, number string) string {
	th.Helper()
	a := th.must(200, who, "GET", o.path+"/plans/"+number, nil).body["plan"].(members)["assignments"].([]any)[0].(members)
	same := []members{{"cell": a["cell"], "team": a["team"], "start": a["start"]}}
	return th.must(200, who, "POST", o.path+"/plans/"+number+"/try", members{"changes": same}).etag
}

func TestAChangeByHandIsAcceptedOnlyIfNothingMovedSinceItWasTried(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, bela := th.person("anna", coordinates), th.person("bela", coordinates)
		o := th.planned(anna)
		last := th.lastOf(anna, o, "AIX")
		change := func(minutes float64) members {
			return members{"changes": []members{{"cell": last["cell"], "team": last["team"], "start": last["start"].(float64) + minutes}}, "accept": true}
		}
		if a := th.ask(anna, "POST", o.path+"/plans/1/try", change(30)); a.code() != "needs_version" {
			t.Errorf("accepted without saying what was tried: %s", a.raw)
		}
		tag := th.tried(anna, o, "1")
		if again := th.tried(bela, o, "1"); again != tag || tag == "" {
			t.Errorf("nothing moved, and the ETag is %q after %q", again, tag)
		}
		th.must(201, bela, "POST", o.path+"/plans", members{"rounds": 3}) // another version, of the same drafts
		if a := th.ask(anna, "POST", o.path+"/plans/1/try", change(30), "If-Match", tag); a.status != 412 {
			t.Errorf("accepted though a version came since: %s", a.raw)
		}
		tag = th.tried(anna, o, "1")
		th.must(200, bela, "PUT", o.path+"/sites/"+th.prisons[1].ID.String(), siteOf(th.prisons[1]), "If-Match", o.siteTags["ARL"])
		if a := th.ask(anna, "POST", o.path+"/plans/1/try", change(30), "If-Match", tag); a.status != 412 {
			t.Errorf("accepted though a draft was written since: %s", a.raw)
		}
		if d := th.must(200, anna, "GET", o.path+"/draft", nil).body; d["pins"] != nil {
			t.Errorf("a refused change left pins: %v", d["pins"])
		}
		th.must(200, anna, "POST", o.path+"/plans/1/try", change(30), "If-Match", th.tried(anna, o, "1"))
	})
}

func TestAChangeByHandIsPricedAndAcceptedAsAVersionWithItsPin(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.planned(anna)
		last := th.lastOf(anna, o, "AIX")
		later := members{"cell": last["cell"], "team": last["team"], "start": last["start"].(float64) + 30}
		tried := th.must(200, anna, "POST", o.path+"/plans/1/try", members{"changes": []members{later}})
		trial := tried.body["trial"].(members)
		before, after := trial["before"].(members)["makespan"].(float64), trial["after"].(members)["makespan"].(float64)
		if len(trial["violations"].([]any)) != 0 || after != last["end"].(float64)+30 || after <= before || tried.body["version"] != nil {
			t.Fatalf("the trial is %s", tried.raw)
		}
		if rows := th.must(200, anna, "GET", o.path+"/plans", nil).body["items"].([]any); len(rows) != 1 {
			t.Errorf("trying made %v", rows)
		}
		th.must(200, anna, "POST", o.path+"/plans/1/publish", nil)
		made := th.must(200, anna, "POST", o.path+"/plans/1/try", members{"changes": []members{later}, "accept": true, "note": "the dog comes later"}, "If-Match", tried.etag).body["version"].(members)
		if made["number"] != 2.0 || made["from"] != 1.0 || made["outdated"] != false || made["note"] != "the dog comes later" {
			t.Errorf("the version is %v", made)
		}
		if a := th.must(200, anna, "GET", o.path, nil); a.text("state") != "draft" {
			t.Errorf("the older plan stands: %s", a.raw)
		}
		pins := th.must(200, anna, "GET", o.path+"/draft", nil).body["pins"].([]any)
		if len(pins) != 1 || pins[0].(members)["start"] != later["start"] {
			t.Errorf("the pins are %v", pins)
		}
		d := th.must(200, anna, "GET", o.path+"/plans/1/compare/2", nil).body
		moved := d["moved"].([]any)
		if len(moved) != 1 || moved[0].(members)["to"].(members)["start"] != later["start"] || len(d["added"].([]any))+len(d["dropped"].([]any)) != 0 ||
			d["sites"].([]any)[0].(members)["makespan"] != after || d["teams"].([]any)[0] != last["team"] {
			t.Errorf("the difference is %v", d)
		}
		th.must(200, anna, "POST", o.path+"/plans/2/publish", nil)
		th.must(201, anna, "POST", o.path+"/plans", members{"rounds": 3})
		if kept := th.must(200, anna, "GET", o.path+"/plans/2/compare/3", nil).body["moved"].([]any); strings.Contains(text2(kept), last["cell"].(string)) {
			t.Errorf("the next plan does not keep the pin: %v", kept)
		}
	})
}

func TestAChangeByHandThatBreaksARuleIsNotAccepted(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.planned(anna)
		last := th.lastOf(anna, o, "AIX")
		clash := []members{{"cell": last["cell"], "team": last["team"], "start": 0}}
		if v := th.must(200, anna, "POST", o.path+"/plans/1/try", members{"changes": clash}).body["trial"].(members)["violations"].([]any); len(v) == 0 {
			t.Fatal("a team is in two cells at once, and no rule is broken")
		}
		if a := th.ask(anna, "POST", o.path+"/plans/1/try", members{"changes": clash, "accept": true}, "If-Match", th.tried(anna, o, "1")); a.code() != "invalid" || !strings.Contains(a.raw, "breaks a rule") {
			t.Errorf("accepting answered %s", a.raw)
		}
		if d := th.must(200, anna, "GET", o.path+"/draft", nil).body; d["pins"] != nil {
			t.Errorf("it left pins: %v", d["pins"])
		}
		site := siteOf(th.prisons[0])
		th.must(200, anna, "PUT", o.path+"/sites/"+th.prisons[0].ID.String(), site, "If-Match", o.siteTags["AIX"])
		later := []members{{"cell": last["cell"], "team": last["team"], "start": last["start"].(float64) + 30}}
		site["cells"].([]members)[0]["duration"] = 25
		th.must(200, anna, "PUT", o.path+"/sites/"+th.prisons[0].ID.String(), site, "If-Match", `"2"`)
		if a := th.ask(anna, "POST", o.path+"/plans/1/try", members{"changes": later, "accept": true}, "If-Match", th.tried(anna, o, "1")); a.code() != "wrong_state" {
			t.Errorf("a change of an outdated plan was accepted: %s", a.raw)
		}
	})
}

func TestWhyNotAndWhatIfAnswerFromThePlanner(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		near := th.person("near", models.Grant{Role: models.RoleHQ, Sites: models.IDSet{}}, models.Grant{Role: models.RoleCoordinator})
		o := th.planned(anna)
		last := th.lastOf(anna, o, "AIX")
		a := th.must(200, anna, "POST", o.path+"/plans/current/why-not", members{"cell": last["cell"], "team": last["team"], "start": 0})
		if v := a.text("verdict"); v == "" || v == "already" || a.text("why") == "" {
			t.Errorf("why not at H: %s", a.raw)
		}
		if a := th.must(200, near, "POST", o.path+"/plans/current/why-not", members{"cell": last["cell"], "team": last["team"]}); a.text("verdict") != "already" {
			t.Errorf("what is so already: %s", a.raw)
		}
		if a := th.ask(anna, "POST", o.path+"/plans/current/why-not", members{"cell": "AIX/NONE"}); a.code() != "invalid" {
			t.Errorf("of a cell that is not there: %s", a.raw)
		}
		edits := []any{members{"do": "drop", "cells": []any{last["cell"]}}}
		if a := th.ask(anna, "POST", o.path+"/what-if", members{"scenarios": []members{{"name": "?", "edits": []any{members{"do": "nonsense"}}}}}); a.code() != "invalid" || !strings.Contains(a.raw, "/scenarios/0/edits/0") {
			t.Errorf("an edit that is none: %s", a.raw)
		}
		found := th.must(200, anna, "POST", o.path+"/what-if", members{"scenarios": []members{{"name": "without the last", "edits": edits}}, "rounds": 2}).body["outcomes"].([]any)
		if len(found) != 2 || found[1].(members)["difference"].(members)["sumMakespan"].(float64) >= 0 {
			t.Errorf("without its last cell: %v", found)
		}
		th.works(th.server)
		job := th.begun(anna, o, members{"kind": "whatif", "rounds": 2, "scenarios": []members{{"name": "without the last", "edits": edits}}})
		if a := th.ended(anna, o, job); a.text("state") != "done" {
			t.Fatalf("the job is %s", a.raw)
		}
		again := th.must(200, anna, "GET", o.path+"/plan-jobs/"+job+"/result", nil).body["document"].(members)
		if text2(again["outcomes"]) != text2(found) {
			t.Errorf("by a job: %v\nby a request: %v", again["outcomes"], found)
		}
		job = th.begun(anna, o, members{"kind": "robust", "plan": 1, "runs": 200})
		if a := th.ended(anna, o, job); a.text("state") != "done" {
			t.Fatalf("the job is %s", a.raw)
		}
		report := th.must(200, anna, "GET", o.path+"/plan-jobs/"+job+"/result", nil).body["document"].(members)
		if report["scenarios"] != 200.0 || report["operation"].(members)["p90"].(float64) < report["operation"].(members)["p50"].(float64) {
			t.Errorf("the report is %v", report)
		}
		for _, secret := range []string{last["cell"].(string), "TRUPP-"} {
			if strings.Contains(th.log.String(), secret) {
				t.Errorf("%s is in the log", secret)
			}
		}
	})
}

func TestProposedTeamsGoIntoTheDraftOfTheirSite(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.drafted(anna, inAnHour)
		aix := th.prisons[0]
		var pool []models.ID
		th.tx(func(tx *store.Tx) error {
			var more []models.Officer
			for _, number := range []string{"MAT-X-1", "MAT-X-2"} {
				more = append(more, models.Officer{ID: models.NewID(), Number: number, Name: number, Sex: "m", Skills: models.NewWords("lead", "evidence"), Version: 1})
			}
			for _, x := range append(more, aix.officers...) {
				pool = append(pool, x.ID)
			}
			return tx.AddOfficers(more)
		})
		a := th.must(200, anna, "POST", o.path+"/teams/propose", members{"sites": []members{{"establishment": aix.ID, "officers": pool}}})
		site := a.body["sites"].([]any)[0].(members)
		teams := site["teams"].([]any)
		if len(teams) != 2 || a.body["price"] == nil {
			t.Fatalf("of four officers: %s", a.raw)
		}
		draft := siteOf(aix)
		draft["teams"] = teams
		th.must(200, anna, "PUT", o.path+"/sites/"+aix.ID.String(), draft, "If-Match", o.siteTags["AIX"])
		made := th.must(201, anna, "POST", o.path+"/plans", members{"rounds": 2})
		if made.body["totals"].(members)["searched"] != 6.0 {
			t.Errorf("with the teams: %s", made.raw)
		}
		if a := th.ask(anna, "POST", o.path+"/teams/propose", members{"sites": []members{{"establishment": models.NewID()}}}); a.code() != "invalid" {
			t.Errorf("for a site that is none: %s", a.raw)
		}
	})
}
