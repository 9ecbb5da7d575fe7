package server

import (
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner/check"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// accepted tries changes of a version and accepts them.
func (th *theatre) accepted(who person, o dawnOperation, number string, changes ...members) answer {
	th.Helper()
	return th.must(200, who, "POST", o.path+"/plans/"+number+"/try", members{"changes": changes, "accept": true}, "If-Match", th.tried(who, o, number))
}

func TestACellIsTakenOutOfAPlanByHandAndComesBack(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		near := th.person("near", models.Grant{Role: models.RoleCoordinator, Sites: models.IDSet{th.prisonsOf(anna)[1].ID}})
		o := th.planned(anna)
		last := th.lastOf(anna, o, "AIX")
		out := members{"cell": last["cell"], "out": true, "reason": "GRUND-LEFT"}
		trial := th.must(200, anna, "POST", o.path+"/plans/1/try", members{"changes": []members{out}}).body["trial"].(members)
		if before, after := trial["before"].(members), trial["after"].(members); len(trial["violations"].([]any)) != 0 || after["sumMakespan"].(float64) >= before["sumMakespan"].(float64) {
			t.Fatalf("without its last cell: %v", trial)
		}
		if a := th.ask(anna, "POST", o.path+"/plans/1/try", members{"changes": []members{{"cell": last["cell"], "out": true}}, "accept": true}, "If-Match", th.tried(anna, o, "1")); a.code() != "invalid" || !strings.Contains(a.raw, "/changes/0/reason") {
			t.Errorf("left out without a reason: %s", a.raw)
		}
		th.must(200, anna, "POST", o.path+"/plans/1/publish", nil)
		made := th.accepted(anna, o, "1", out)
		v := made.body["version"].(members)
		if v["number"] != 2.0 || v["from"] != 1.0 || v["outdated"] != false || v["leftOut"] != 1.0 || v["totals"].(members)["searched"] != 5.0 || v["totals"].(members)["unsearched"] != 0.0 {
			t.Fatalf("the version is %v", v)
		}
		if a := th.must(200, anna, "GET", o.path, nil); a.text("state") != "draft" {
			t.Errorf("the older plan stands: %s", a.raw)
		}
		th.soundAsDocuments(o, 2)
		seen := th.must(200, anna, "GET", o.path+"/plans/2", nil)
		left, _ := seen.body["leftOut"].([]any)
		if len(left) != 1 || left[0].(members)["cell"] != last["cell"] || left[0].(members)["rule"] != "leftOut" || left[0].(members)["why"] != "GRUND-LEFT" {
			t.Errorf("the plan says %s", text2(left))
		}
		if a := th.must(200, near, "GET", o.path+"/plans/2", nil); a.body["leftOut"] != nil || strings.Contains(a.raw, "GRUND-LEFT") {
			t.Errorf("a role at another site reads %s", text2(a.body["leftOut"]))
		}
		if inst := th.must(200, anna, "GET", o.path+"/instance", nil); text2(inst.body["leftOut"]) != text2(left) || strings.Contains(text2(inst.body["instance"]), last["cell"].(string)+`"`) {
			t.Errorf("the instance has it: %s", text2(inst.body["leftOut"]))
		}
		th.must(200, anna, "POST", o.path+"/plans/2/publish", nil)
		again := th.must(201, anna, "POST", o.path+"/plans", members{"rounds": 3})
		if again.body["totals"].(members)["searched"] != 5.0 || again.body["leftOut"] != 1.0 {
			t.Errorf("the next plan does not keep to it: %s", again.raw)
		}
		// It comes back when the decision is taken back; a client that does not know of it leaves it.
		d := th.must(200, anna, "GET", o.path+"/draft", nil)
		delete(d.body, "leftOut")
		kept := th.must(200, anna, "PUT", o.path+"/draft", d.body, "If-Match", d.etag)
		if got := th.must(200, anna, "GET", o.path+"/draft", nil).body["leftOut"].([]any); len(got) != 1 || got[0].(members)["reason"] != "GRUND-LEFT" {
			t.Errorf("a change that does not speak of it made %v", got)
		}
		d.body["leftOut"] = []members{}
		th.must(200, anna, "PUT", o.path+"/draft", d.body, "If-Match", kept.etag)
		back := th.must(201, anna, "POST", o.path+"/plans", members{"rounds": 3})
		if back.body["totals"].(members)["searched"] != 6.0 || back.body["leftOut"] != nil {
			t.Errorf("it did not come back: %s", back.raw)
		}
		if strings.Contains(th.log.String(), "GRUND-LEFT") {
			t.Error("why a cell is left out is in the log")
		}
	})
}

// prisonsOf makes the two prisons of a drafted operation.
func (th *theatre) prisonsOf(person) []prison {
	th.Helper()
	if len(th.prisons) == 0 {
		th.prison("AIX")
		th.prison("ARL")
	}
	return th.prisons
}

// soundAsDocuments holds a version against the checker, which knows only the documents.
func (th *theatre) soundAsDocuments(o dawnOperation, number int) {
	th.Helper()
	th.read(func(v store.View) error {
		p, err := v.PlanVersion(th.idOf(o), number)
		if err != nil {
			return err
		}
		found, err := check.Run(p.Instance, p.Plan)
		if len(found) > 0 {
			th.Errorf("version %d: %v", number, found)
		}
		return err
	})
}

func TestWhatIsPinnedIsLeftOutInItsPlaceAndOneActDoesBoth(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.planned(anna)
		aix, arl := th.lastOf(anna, o, "AIX"), th.lastOf(anna, o, "ARL")
		later := members{"cell": aix["cell"], "team": aix["team"], "start": aix["start"].(float64) + 30, "reason": "GRUND-PIN"}
		th.accepted(anna, o, "1", later)
		if pins := th.must(200, anna, "GET", o.path+"/draft", nil).body["pins"].([]any); len(pins) != 1 || pins[0].(members)["reason"] != "GRUND-PIN" {
			t.Errorf("the pins are %v", pins)
		}
		v := th.accepted(anna, o, "2", members{"cell": aix["cell"], "out": true, "reason": "GRUND-LEFT"},
			members{"cell": arl["cell"], "team": arl["team"], "start": arl["start"].(float64) + 10}).body["version"].(members)
		d := th.must(200, anna, "GET", o.path+"/draft", nil).body
		if pins, left := d["pins"].([]any), d["leftOut"].([]any); len(pins) != 1 || len(left) != 1 || pins[0].(members)["cell"].(members)["establishment"] != th.prisons[1].ID.String() ||
			left[0].(members)["cell"].(members)["establishment"] != th.prisons[0].ID.String() || v["number"] != 3.0 || v["outdated"] != false {
			t.Errorf("the draft decides %v, %v", pins, left)
		}
		th.soundAsDocuments(o, 3)
		// What breaks a rule is not done by halves.
		clash := []members{{"cell": arl["cell"], "team": arl["team"], "start": 0}, {"cell": th.lastOf(anna, o, "AIX")["cell"], "out": true, "reason": "GRUND-LEFT"}}
		if a := th.ask(anna, "POST", o.path+"/plans/3/try", members{"changes": clash, "accept": true}, "If-Match", th.tried(anna, o, "3")); a.code() != "invalid" {
			t.Errorf("accepting answered %s", a.raw)
		}
		if left := th.must(200, anna, "GET", o.path+"/draft", nil).body["leftOut"].([]any); len(left) != 1 {
			t.Errorf("half of it was done: %v", left)
		}
		if a := th.ask(anna, "POST", o.path+"/plans/3/try", members{"changes": []members{{"cell": "AIX/NONE", "out": true, "reason": "GRUND-LEFT"}}, "accept": true}, "If-Match", th.tried(anna, o, "3")); a.code() != "invalid" || !strings.Contains(a.raw, "/changes/0/cell") {
			t.Errorf("of a cell that is not there: %s", a.raw)
		}
	})
}

func TestOnlyATargetCanBeLeftOutAndNotOneThatIsPinned(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.drafted(anna, inAnHour)
		aix := th.prisons[0]
		d := th.must(200, anna, "GET", o.path+"/draft", nil)
		left := func(cell members, reason string) []members { return []members{{"cell": cell, "reason": reason}} }
		refused := func(pointer string) {
			t.Helper()
			if a := th.ask(anna, "PUT", o.path+"/draft", d.body, "If-Match", d.etag); a.code() != "invalid" || !strings.Contains(a.raw, `"`+pointer+`"`) {
				t.Errorf("not %s: %s", pointer, a.raw)
			}
		}
		d.body["leftOut"] = left(members{"establishment": aix.ID, "location": models.NewID()}, "GRUND-LEFT")
		refused("/leftOut/0/cell")
		d.body["leftOut"] = append(left(cellOf(aix, 0), "GRUND-LEFT"), left(cellOf(aix, 0), "GRUND-LEFT")...)
		refused("/leftOut/1/cell")
		d.body["leftOut"] = left(cellOf(aix, 0), "GRUND-LEFT")
		d.body["pins"] = []members{{"cell": cellOf(aix, 0), "team": th.teamID(anna, o, aix), "start": 0}}
		refused("/pins/0/cell")
	})
}
