package server

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

func TestOfTwoEditorsOfADraftTheSecondIsTold(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, carl := th.person("anna", coordinates), th.person("carl", coordinates)
		o := th.drafted(anna, inAnHour)
		p := th.prisons[0]
		site := o.path + "/sites/" + p.ID.String()
		if a := th.ask(carl, "PUT", site, siteOf(p)); a.code() != "needs_version" || a.status != 428 {
			t.Errorf("a site was replaced without saying which version: %s", a.raw)
		}
		second := th.must(200, carl, "PUT", site, siteOf(p), "If-Match", o.siteTags[p.Code]).etag
		if a := th.ask(anna, "PUT", site, siteOf(p), "If-Match", o.siteTags[p.Code]); a.code() != "stale" {
			t.Errorf("the second editor of a site: %s", a.raw)
		}
		if got := th.must(200, anna, "GET", site, nil).etag; got != second || got == o.siteTags[p.Code] {
			t.Errorf("the version is %s, answered was %s", got, second)
		}
		tag := th.must(200, anna, "GET", o.path+"/draft", nil).etag
		th.must(200, anna, "PUT", o.path+"/draft", draftOf(inAnHour, th.prisons...), "If-Match", tag)
		if a := th.ask(carl, "PUT", o.path+"/draft", draftOf(inAnHour, th.prisons...), "If-Match", tag); a.code() != "stale" {
			t.Errorf("the second editor of the draft: %s", a.raw)
		}
		if a := th.ask(carl, "DELETE", site, nil, "If-Match", `"1"`); a.code() != "stale" {
			t.Errorf("an old version was deleted: %s", a.raw)
		}
		th.must(204, carl, "DELETE", site, nil, "If-Match", second)
		th.must(404, carl, "GET", site, nil)
	})
}

func TestASiteSaysWhoSavedItLast(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, carl := th.person("anna", coordinates), th.person("carl", coordinates)
		o := th.drafted(anna, inAnHour)
		p := th.prisons[0]
		site := o.path + "/sites/" + p.ID.String()
		said := func() (string, string) {
			a, r, w := th.send(anna, "GET", site, nil)
			th.holdsPromise(r, w)
			if a.status != 200 {
				t.Fatal(a.raw)
			}
			name, err := url.PathUnescape(w.Header().Get("Saved-By"))
			if err != nil {
				t.Fatal(err)
			}
			return name, w.Header().Get("Saved-At")
		}
		first, _ := said()
		th.must(200, carl, "PUT", site, siteOf(p), "If-Match", o.siteTags[p.Code])
		second, at := said()
		if first == "" || second == "" || first == second {
			t.Errorf("anna saved and %q is named, then carl and %q is", first, second)
		}
		if _, err := models.ParseTime(at); err != nil {
			t.Errorf("it was saved at %q", at)
		}
	})
}

func TestADraftSaysWhoMadeTheVersionThatIsRead(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, carl := th.person("anna", coordinates), th.person("carl", coordinates)
		o := th.drafted(anna, inAnHour)
		maker := func() string {
			_, _, w := th.send(anna, "GET", o.path+"/draft", nil)
			return w.Header().Get("Saved-By")
		}
		before := maker()
		tag := th.must(200, carl, "GET", o.path+"/draft", nil).etag
		th.must(200, carl, "PUT", o.path+"/draft", draftOf(inAnHour, th.prisons...), "If-Match", tag)
		if after := maker(); before != "anna" || after != "carl" {
			t.Errorf("before Carl's change it was %q who made it, after it %q", before, after)
		}
	})
}

func TestADraftIsReadAsItWasWritten(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.drafted(anna, inAnHour)
		site := th.must(200, anna, "GET", o.path+"/sites/"+th.prisons[0].ID.String(), nil)
		sites := th.must(200, anna, "GET", o.path+"/sites", nil)
		if len(sites.body["items"].([]any)) != 2 {
			t.Errorf("the sites are %s", sites.raw)
		}
		again := th.must(200, anna, "PUT", o.path+"/sites/"+th.prisons[0].ID.String(), site.body, "If-Match", site.etag)
		if site.raw != again.raw {
			t.Errorf("read    %s\nwritten %s", site.raw, again.raw)
		}
		d := th.must(200, anna, "GET", o.path+"/draft", nil)
		if again := th.must(200, anna, "PUT", o.path+"/draft", d.body, "If-Match", d.etag); d.raw != again.raw || d.body["hHour"] == nil {
			t.Errorf("read    %s\nwritten %s", d.raw, again.raw)
		}
	})
}

func TestADraftThatNamesWhatIsNotThereIsRefusedWithPointers(t *testing.T) {
	th := newTheatre(t, storetest.OpenURL(t, storetest.SQLite(t)))
	anna := th.person("anna", coordinates)
	o := th.drafted(anna, inAnHour)
	p, other := th.prisons[0], th.prisons[1]
	for _, x := range []struct {
		pointer string
		spoil   func(members)
	}{
		{"/cells/1/location", func(d members) { d["cells"].([]members)[1]["location"] = other.cells[0].ID }},
		{"/cells/2/location", func(d members) { d["cells"].([]members)[2]["location"] = p.cells[0].ID }},
		{"/teams/0/officers/1", func(d members) { d["teams"].([]members)[0]["officers"].([]members)[1]["number"] = "WRONG" }},
		{"/teams/0/shiftTo", func(d members) { d["teams"].([]members)[0]["shiftTo"] = -100 }},
		{"/establishment", func(d members) { d["establishment"] = other.ID }},
	} {
		d := siteOf(p)
		x.spoil(d)
		a := th.ask(anna, "PUT", o.path+"/sites/"+p.ID.String(), d, "If-Match", o.siteTags[p.Code])
		if a.code() != "invalid" || !strings.Contains(a.raw, `"`+x.pointer+`"`) {
			t.Errorf("%s: %d %s", x.pointer, a.status, a.raw)
		}
	}
	tag := th.must(200, anna, "GET", o.path+"/draft", nil).etag
	d := draftOf(inAnHour, th.prisons...)
	d["authorisations"].([]members)[0]["targets"].([]members)[1]["location"] = models.NewID()
	if a := th.ask(anna, "PUT", o.path+"/draft", d, "If-Match", tag); !strings.Contains(a.raw, "/authorisations/0/targets/1") {
		t.Errorf("an unknown target: %s", a.raw)
	}
}

func TestReadingAPlanNeedsAReasonThatTheAuditKeeps(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.drafted(anna, inAnHour)
		th.must(201, anna, "POST", o.path+"/plans", members{"rounds": 1})
		site := th.prisons[0].ID.String()
		paths := []string{"/draft", "/sites", "/sites/" + site, "/instance", "/plans/current"}
		for _, path := range paths {
			for _, bad := range []string{"", "a", "%ff%fe%fd", "%20%20%20%20", "%0A%0A%0Aabc%0Adef"} {
				if a := th.ask(anna, "GET", o.path+path, nil, "X-Reason", bad); a.code() != "invalid" {
					t.Errorf("%s was read with the reason %q: %d", path, bad, a.status)
				}
			}
			th.must(200, anna, "GET", o.path+path, nil)
		}
		th.read(func(v store.View) error {
			rows, err := v.Audit(store.AuditFilter{Operation: th.idOf(o), Act: string(models.ActPlanRead), Limit: 100})
			read := map[string]int{}
			for _, r := range rows {
				if r.Actor != anna.id || r.Reason != readingReason || r.RequestID == "" || r.Site != nil {
					t.Errorf("the row is %+v", r)
				}
				read[r.Subject+" "+r.Detail]++
			}
			if len(rows) != len(paths)+1 || read["site "+site] != 1 || read["plan/current "] != 1 { // the draft was read once more, to be written
				t.Errorf("the audit has %v", read)
			}
			return err
		})
	})
}

func TestWhyAPlanIsReadIsForTheAuditorAndNotForWhoeverHasTheDatabase(t *testing.T) {
	both := func(t *testing.T, url, driver string) {
		th := newTheatre(t, storetest.OpenURL(t, url))
		anna, bela, otto := th.person("anna", coordinates), th.person("bela", approves), th.person("otto", models.Grant{Role: models.RoleAuditor})
		o := th.sealed(anna, bela, inAnHour)
		site := th.prisons[0].ID.String()
		th.must(200, bela, "GET", o.path+"/sites/"+site, nil)
		th.must(200, bela, "GET", o.path+"/plans/current", nil, "X-Reason", "sealed%3A%20not%20by%20us")
		th.must(200, anna, "POST", o.path+"/reopen", members{"reason": "TAUPE im Flügel B"})
		told := func(want ...string) {
			t.Helper()
			a := th.must(200, otto, "GET", "/v1/audit?operation="+o.id, nil)
			for _, text := range want {
				if !strings.Contains(a.raw, text) {
					t.Errorf("the auditor does not read %q: %s", text, a.raw)
				}
			}
		}
		told(site, "sealed: not by us", "TAUPE im Flügel B", readingReason)
		rows := th.dump(driver, url)
		for _, text := range []string{"not by us", "TAUPE", readingReason} {
			if strings.Contains(rows, text) {
				t.Errorf("%q is in the database in clear", text)
			}
		}
		o = th.released(anna, bela, inAnHour)
		th.must(200, bela, "GET", o.path+"/plans/current", nil, "X-Reason", "sealed%3A%20nor%20after")
		told("sealed: nor after", site)
	}
	t.Run("sqlite", func(t *testing.T) { both(t, storetest.SQLite(t), "sqlite") })
	t.Run("postgres", func(t *testing.T) { both(t, storetest.Postgres(t), "pgx") })
}

func TestChangingADraftTakesAPublishedPlanBack(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.drafted(anna, inAnHour)
		th.must(201, anna, "POST", o.path+"/plans", members{"rounds": 1})
		th.must(200, anna, "POST", o.path+"/plans/1/publish", nil)
		p := th.prisons[0]
		th.must(200, anna, "PUT", o.path+"/sites/"+p.ID.String(), siteOf(p), "If-Match", o.siteTags[p.Code])
		if got := th.must(200, anna, "GET", o.path, nil).text("state"); got != "draft" {
			t.Errorf("after the change it is %s", got)
		}
		// The new draft has other tasks, but the same cells, teams and times: the
		// old plan is its plan too. With a longer search it is not.
		longer := siteOf(p)
		longer["cells"].([]members)[0]["duration"] = 90
		tag := th.must(200, anna, "GET", o.path+"/sites/"+p.ID.String(), nil).etag
		th.must(200, anna, "PUT", o.path+"/sites/"+p.ID.String(), longer, "If-Match", tag)
		if a := th.ask(anna, "POST", o.path+"/plans/1/publish", nil); a.code() != "wrong_state" {
			t.Errorf("a plan of other drafts was published: %s", a.raw)
		}
		if n := th.must(201, anna, "POST", o.path+"/plans", members{"rounds": 1}).body["number"]; n != 2.0 {
			t.Errorf("the new plan has number %v", n)
		}
		th.must(200, anna, "POST", o.path+"/plans/2/publish", nil)
		plans := th.must(200, anna, "GET", o.path+"/plans", nil).body["items"].([]any)
		if len(plans) != 2 || plans[0].(members)["published"] != true || plans[1].(members)["published"] != false {
			t.Errorf("the plans are %v", plans)
		}
	})
}

func TestACoordinatorOfOneSiteSeesAndDecidesNothingOfAnother(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.drafted(anna, inAnHour)
		th.must(201, anna, "POST", o.path+"/plans", members{"rounds": 1})
		mine, foreign := th.prisons[0], th.prisons[1]
		carl := th.person("carl", models.Grant{Role: models.RoleCoordinator, Sites: models.IDSet{mine.ID}})
		for _, path := range []string{"/sites", "/instance", "/plans/current"} {
			a := th.must(200, carl, "GET", o.path+path, nil)
			for _, secret := range []string{foreign.ID.String(), "ARL-CELL-1", "TRUPP-ARL", "GRUND-ARL"} {
				if strings.Contains(a.raw, secret) {
					t.Errorf("%s shows %s", path, secret)
				}
			}
			if !strings.Contains(a.raw, "TRUPP-AIX") {
				t.Errorf("%s does not show the own site: %s", path, a.raw)
			}
		}
		th.must(404, carl, "GET", o.path+"/sites/"+foreign.ID.String(), nil)
		th.must(404, carl, "PUT", o.path+"/sites/"+foreign.ID.String(), siteOf(foreign), "If-Match", o.siteTags["ARL"])
		th.must(200, carl, "PUT", o.path+"/sites/"+mine.ID.String(), siteOf(mine), "If-Match", o.siteTags["AIX"])
		for path, body := range map[string]any{"/plans": members{}, "/plans/1/publish": nil, "/brakes": members{"act": "hold", "reason": "because"}} {
			if a := th.ask(carl, "POST", o.path+path, body); a.code() != "forbidden" {
				t.Errorf("%s answered %d %s", path, a.status, a.raw)
			}
		}
		if a := th.ask(carl, "GET", o.path+"/draft", nil); a.code() != "forbidden" {
			t.Errorf("the draft of the whole operation was shown: %s", a.raw)
		}
	})
}

func TestCellsOutsideTheHoursOfTheirAuthorisationAreNotPlanned(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.drafted(anna, inAnHour) // H is 07:00 in Paris
		p := th.prisons[0]
		d := draftOf(inAnHour, th.prisons...)
		only := func(n int, from, to string) members {
			return members{"id": models.NewID(), "reference": from, "issuer": "Richter", "legalBasis": "judicial", "validFrom": "2026-05-20T00:00:00.000Z",
				"validTo": "2026-05-20T20:00:00.000Z", "hoursFrom": from, "hoursTo": to, "targets": []members{{"establishment": p.ID, "location": p.cells[n].ID}}}
		}
		d["authorisations"] = []members{only(0, "06:00", "07:30"), only(1, "09:00", "10:00"), only(2, "05:00", "06:30")}
		tag := th.must(200, anna, "GET", o.path+"/draft", nil).etag
		th.must(200, anna, "PUT", o.path+"/draft", d, "If-Match", tag)
		a := th.must(200, anna, "GET", o.path+"/instance", nil)
		if got := fmt.Sprint(a.body["outside"]); got != "[map[cell:AIX-CELL-3 site:AIX] map[cell:ARL-CELL-1 site:ARL] map[cell:ARL-CELL-2 site:ARL] map[cell:ARL-CELL-3 site:ARL]]" {
			t.Errorf("outside are %s", got)
		}
		th.must(201, anna, "POST", o.path+"/plans", members{"rounds": 1})
		view := th.must(200, anna, "GET", o.path+"/plans/current", nil)
		starts := map[string]any{}
		for _, x := range view.body["plan"].(members)["assignments"].([]any) {
			starts[x.(members)["cell"].(string)] = x.(members)["start"]
		}
		if len(starts) != 2 || starts["AIX/AIX-CELL-1"] != 0.0 || starts["AIX/AIX-CELL-2"] != 120.0 {
			t.Errorf("the searches start at %v", starts)
		}
		if sites := view.body["sites"].([]any); sites[0].(members)["name"] != "Prison AIX" {
			t.Errorf("the sites are %v", sites)
		}
	})
}

func TestAPlanThatNobodyWaitsForIsNotKept(t *testing.T) {
	th := newTheatre(t, storetest.OpenURL(t, storetest.SQLite(t)))
	anna := th.person("anna", coordinates)
	o := th.drafted(anna, inAnHour)
	if a := th.ask(anna, "POST", o.path+"/plans", members{"seed": planner.MaxSeed + 1}); !strings.Contains(a.raw, "/seed") {
		t.Errorf("a seed that is too great: %s", a.raw)
	}
	// Rounds that would take the test's own time limit and more: only the deadline ends them.
	th.must(201, anna, "POST", o.path+"/plans", members{"rounds": 100000, "deadlineSeconds": 1})
	if n := len(th.must(200, anna, "GET", o.path+"/plans", nil).body["items"].([]any)); n != 1 {
		t.Errorf("%d plans are kept", n)
	}
}
