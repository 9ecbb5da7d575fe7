package server

import (
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// teamID is the id of the only team of a site as it was drafted.
func (th *theatre) teamID(who person, o dawnOperation, p prison) string {
	th.Helper()
	return th.must(200, who, "GET", o.path+"/sites/"+p.ID.String(), nil).body["teams"].([]any)[0].(members)["id"].(string)
}

func cellOf(p prison, i int) members {
	return members{"establishment": p.ID, "location": p.cells[i].ID}
}

func TestAPinHoldsInThePlanAndAForbidKeepsATeamAway(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.drafted(anna, inAnHour)
		aix, arl := th.prisons[0], th.prisons[1]
		read := th.must(200, anna, "GET", o.path+"/draft", nil)
		change := read.body
		change["pins"] = []members{{"cell": cellOf(aix, 2), "team": th.teamID(anna, o, aix), "start": 100, "reason": "GRUND-PIN"}}
		change["forbids"] = []members{{"cell": cellOf(arl, 1), "team": th.teamID(anna, o, arl), "reason": "GRUND-FORBID"}}
		tag := th.must(200, anna, "PUT", o.path+"/draft", change, "If-Match", read.etag).etag
		if a := th.ask(anna, "PUT", o.path+"/draft", change, "If-Match", read.etag); a.code() != "stale" {
			t.Errorf("of two coordinators the second wrote over the first: %s", a.raw)
		}
		delete(change, "pins")
		delete(change, "forbids")
		if a := th.must(200, anna, "PUT", o.path+"/draft", change, "If-Match", tag); len(a.body["pins"].([]any)) != 1 || len(a.body["forbids"].([]any)) != 1 {
			t.Errorf("a client that knows no pins wiped them out: %s", a.raw)
		}
		th.must(201, anna, "POST", o.path+"/plans", members{"rounds": 2})
		plan := th.must(200, anna, "GET", o.path+"/plans/1", nil).body["plan"].(members)
		at, here := 0.0, false
		for _, a := range plan["assignments"].([]any) {
			switch a.(members)["cell"] {
			case "AIX/" + aix.cells[2].Code:
				at = a.(members)["start"].(float64)
			case "ARL/" + arl.cells[1].Code:
				here = true
			}
		}
		if at != 100 || here {
			t.Errorf("the pinned search is at %v, the forbidden one is there: %t", at, here)
		}
	})
}

func TestPinsAreOfTargetsAndTeamsOfTheirSite(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.drafted(anna, inAnHour)
		aix, arl := th.prisons[0], th.prisons[1]
		read := th.must(200, anna, "GET", o.path+"/draft", nil)
		here, there := th.teamID(anna, o, aix), th.teamID(anna, o, arl)
		for name, x := range map[string]struct {
			member string
			value  []members
			at     string
		}{
			"a team of another site":   {"pins", []members{{"cell": cellOf(aix, 0), "team": there, "start": 0}}, "/pins/0/team"},
			"a cell pinned twice":      {"pins", []members{{"cell": cellOf(aix, 0), "team": here, "start": 0}, {"cell": cellOf(aix, 0), "team": here, "start": 9}}, "/pins/1/cell"},
			"a forbid without a word":  {"forbids", []members{{"cell": cellOf(aix, 0), "team": here, "reason": ""}}, "/forbids/0/reason"},
			"a team of no site":        {"forbids", []members{{"cell": cellOf(aix, 0), "team": models.NewID(), "reason": "known there"}}, "/forbids/0/team"},
			"a cell that is not there": {"pins", []members{{"cell": members{"establishment": aix.ID, "location": models.NewID()}, "team": here, "start": 0}}, "/pins/0/cell"},
		} {
			change := members{"hHour": read.body["hHour"], "policy": read.body["policy"], "links": read.body["links"], "authorisations": read.body["authorisations"], x.member: x.value}
			if a := th.ask(anna, "PUT", o.path+"/draft", change, "If-Match", read.etag); a.code() != "invalid" || !strings.Contains(a.raw, x.at) {
				t.Errorf("%s: %s", name, a.raw)
			}
		}
		change := read.body
		change["pins"] = []members{{"cell": cellOf(aix, 0), "team": here, "start": 0}}
		th.must(200, anna, "PUT", o.path+"/draft", change, "If-Match", read.etag)
		th.must(200, anna, "PUT", o.path+"/sites/"+aix.ID.String(), siteOf(aix), "If-Match", o.siteTags["AIX"]) // another team
		if a := th.ask(anna, "POST", o.path+"/plans", members{"rounds": 1}); a.code() != "invalid" || !strings.Contains(a.raw, "/pins/0/team") {
			t.Errorf("a plan that breaks a pin is made: %s", a.raw)
		}
	})
}

// barred drafts an operation at a prison whose only team works there, so that nobody may search it.
func (th *theatre) barred(who person) (dawnOperation, prison) {
	th.Helper()
	th.prison("AIX")
	th.prison("ARL")
	home := th.prisons[0]
	th.tx(func(tx *store.Tx) error {
		for i := range home.officers {
			home.officers[i].Home, home.officers[i].HomeLocation = &home.ID, &home.cells[0].ID
		}
		return tx.SaveOfficers(home.officers)
	})
	return th.drafted(who, inAnHour), home
}

func TestAWaiverCountsOnceASecondPersonHasSignedItAndNoLongerOnceWithdrawn(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, bela := th.person("anna", coordinates), th.person("bela", approves)
		o, home := th.barred(anna)
		searched := func() (n int) {
			th.Helper()
			made := th.must(201, anna, "POST", o.path+"/plans", members{"rounds": 1})
			return int(made.body["totals"].(members)["searched"].(float64))
		}
		if n := searched(); n != 3 {
			t.Fatalf("%d cells are searched while the team is barred, wanted those of the other prison", n)
		}
		var ids []string
		for _, officer := range home.officers {
			for i := range home.cells[:2] {
				ids = append(ids, th.must(201, anna, "POST", o.path+"/waivers", members{"officer": officer.ID, "cell": cellOf(home, i), "reason": "GRUND-WAIVER"}).text("id"))
			}
		}
		if n := searched(); n != 3 {
			t.Errorf("%d cells are searched by a waiver that nobody signed", n)
		}
		if a := th.ask(anna, "POST", o.path+"/waivers/"+ids[0]+"/sign", nil); a.code() != "forbidden" {
			t.Errorf("who proposed it signed it: %s", a.raw)
		}
		for _, id := range ids {
			if a := th.must(200, bela, "POST", o.path+"/waivers/"+id+"/sign", nil); a.text("state") != "signed" || a.text("signedBy") != bela.id.String() || a.text("signedAt") == "" {
				t.Errorf("signing answered %s", a.raw)
			}
		}
		if n := searched(); n != 5 {
			t.Errorf("%d cells are searched by four waivers for two cells", n)
		}
		th.must(200, anna, "POST", o.path+"/plans/current/publish", nil)
		if a := th.must(200, bela, "POST", o.path+"/waivers/"+ids[0]+"/withdraw", members{"reason": "GRUND-BACK"}); a.text("state") != "withdrawn" || a.text("signedBy") == "" {
			t.Errorf("withdrawing answered %s", a.raw)
		}
		if a := th.must(200, anna, "GET", o.path, nil); a.text("state") != "draft" {
			t.Errorf("the plan stands though a waiver of it was withdrawn: %s", a.raw)
		}
		if n := searched(); n != 4 {
			t.Errorf("%d cells are searched after one was withdrawn", n)
		}
		if a := th.ask(bela, "POST", o.path+"/waivers/"+ids[0]+"/sign", nil); a.code() != "wrong_state" {
			t.Errorf("what was withdrawn is signed: %s", a.raw)
		}
		acts := []string{}
		th.read(func(v store.View) error {
			rows, err := v.Audit(store.AuditFilter{Operation: th.idOf(o), Limit: 100})
			for _, r := range rows {
				if strings.HasPrefix(r.Act, "waiver.") {
					acts = append(acts, r.Act)
				}
			}
			return err
		})
		slices.Sort(acts)
		if got := strings.Join(slices.Compact(acts), " "); got != "waiver.propose waiver.sign waiver.withdraw" {
			t.Errorf("the audit has %s", got)
		}
	})
}

func TestAWaiverIsProposedOnceAndOfWhatThereIs(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, bela := th.person("anna", coordinates), th.person("bela", approves)
		near := th.person("near", models.Grant{Role: models.RoleCoordinator, Sites: models.IDSet{}}, models.Grant{Role: models.RoleApprover})
		o, home := th.barred(anna)
		limited := th.person("limited", models.Grant{Role: models.RoleApprover, Sites: models.IDSet{th.prisons[1].ID}})
		body := members{"officer": home.officers[0].ID, "cell": cellOf(home, 0), "reason": "nobody else has the skill"}
		id := th.must(201, anna, "POST", o.path+"/waivers", body).text("id")
		if a := th.ask(anna, "POST", o.path+"/waivers", body); a.code() != "conflict" {
			t.Errorf("proposed twice: %s", a.raw)
		}
		if a := th.ask(limited, "POST", o.path+"/waivers/"+id+"/sign", nil); a.code() != "not_found" {
			t.Errorf("signed by a role at another site: %s", a.raw)
		}
		if items := th.must(200, limited, "GET", o.path+"/waivers", nil).body["items"].([]any); len(items) != 0 {
			t.Errorf("a role at another site reads %v", items)
		}
		if items := th.must(200, bela, "GET", o.path+"/waivers", nil).body["items"].([]any); len(items) != 1 {
			t.Errorf("the authority reads %v", items)
		}
		if a := th.ask(anna, "POST", o.path+"/waivers", members{"officer": models.NewID(), "cell": cellOf(home, 1), "reason": "nobody else"}); a.code() != "invalid" || !strings.Contains(a.raw, "/officer") {
			t.Errorf("for nobody: %s", a.raw)
		}
		if a := th.ask(anna, "POST", o.path+"/waivers", members{"officer": home.officers[0].ID, "cell": members{"establishment": th.prisons[1].ID, "location": home.cells[1].ID}, "reason": "nobody else"}); a.code() != "invalid" || !strings.Contains(a.raw, "/cell") {
			t.Errorf("for no cell: %s", a.raw)
		}
		own := th.must(201, near, "POST", o.path+"/waivers", members{"officer": home.officers[1].ID, "cell": cellOf(home, 1), "reason": "nobody else"}).text("id")
		if a := th.ask(near, "POST", o.path+"/waivers/"+own+"/sign", nil); a.status != 403 {
			t.Errorf("one person with both roles signed their own: %s", a.raw)
		}
	})
}
