package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/planner/crew"
	"github.com/cellsweep/cellsweep/planner/robust"
)

func TestTeamsAreProposedEditedPricedMendedPlannedAndTriedInAThousandScenarios(t *testing.T) {
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	must := func(args ...string) string {
		t.Helper()
		code, out, err := command(t, "", args...)
		if code != exitDone || err != "" {
			t.Fatalf("%v: exit %d, %s", args, code, err)
		}
		return out
	}
	must("plan", "generate", "--officers", "--sites", "3", "--cells", "24", "--seed", "2", "-o", file("o.json"))
	must("plan", "teams", file("o.json"), "-o", file("t.json"), "--instance-out", file("i.json"))
	must("plan", file("i.json"), "-o", file("p.json"), "--rounds", "3")
	must("plan", "check", file("i.json"), file("p.json"))

	raw, _ := os.ReadFile(file("t.json"))
	teams, err := crew.ParseTeams(raw)
	if err != nil {
		t.Fatal(err)
	}
	ill := teams.Sites[0].Teams[0].Officers[0].ID
	var mends []crew.Mend
	if err := json.Unmarshal([]byte(must("plan", "teams", file("o.json"), "--keep", file("t.json"), "--without", ill, "--events-out", file("e.json"))), &mends); err != nil || len(mends) < 2 {
		t.Fatalf("%v: %d ways to go on without %s", err, len(mends), ill)
	}
	must("replan", file("i.json"), file("p.json"), file("e.json"), "-o", file("n.json"), "--instance-out", file("f.json"))
	must("plan", "check", file("f.json"), file("n.json"))

	// One team fewer, the others locked: the next proposal keeps them, and the price says what it costs.
	edited := strings.Replace(string(raw), `"id": "`+teams.Sites[1].Teams[0].ID+`",`, `"id": "`+teams.Sites[1].Teams[0].ID+`", "locked": true,`, 1)
	if err := os.WriteFile(file("u.json"), []byte(edited), 0o600); err != nil {
		t.Fatal(err)
	}
	var price crew.Pricing
	if err := json.Unmarshal([]byte(must("plan", "teams", file("o.json"), "--keep", file("u.json"), "--price", file("t.json"))), &price); err != nil || price.Before != price.After {
		t.Errorf("%v: a lock costs something: %+v", err, price)
	}
	if out := must("plan", "teams", file("o.json"), "--keep", file("u.json")); !strings.Contains(out, `"locked": true`) {
		t.Error("the lock is lost")
	}

	var report robust.Report
	if err := json.Unmarshal([]byte(must("plan", "robust", file("i.json"), file("p.json"), "--scenarios", "200", "--buffers", "--plan-out", file("b.json"))), &report); err != nil || report.Scenarios != 200 || report.Buffers == nil {
		t.Errorf("%v: %+v", err, report)
	}
	must("plan", "check", file("i.json"), file("b.json"))
	if out := must("plan", "robust", file("i.json"), file("p.json"), "--scenarios", "50", "--table"); !strings.Contains(out, "50 scenarios") || !strings.Contains(out, "operation") {
		t.Errorf("%s", out)
	}
	var c robust.Comparison
	if err := json.Unmarshal([]byte(must("plan", "robust", file("i.json"), file("p.json"), "--against", file("b.json"), "--scenarios", "50")), &c); err != nil || c.Scenarios != 50 || c.SecondIn > 0 {
		t.Errorf("%v: a plan with later starts is over earlier: %+v", err, c)
	}
	for _, args := range [][]string{{"plan", "teams", file("o.json"), "--price", file("t.json")}, {"plan", "robust", file("i.json"), file("p.json"), "--plan-out", "x"}} {
		if code, _, err := command(t, "", args...); code != exitFailed || err == "" {
			t.Errorf("%v: exit %d", args, code)
		}
	}
	if code, _, err := command(t, `{"format":"cellsweep-officers/1","sites":[{"id":"S"}]}`, "plan", "teams", "-"); code != exitMalformed || !strings.Contains(err, "/sites/0/officers: ") {
		t.Errorf("exit %d, %s", code, err)
	}
}
