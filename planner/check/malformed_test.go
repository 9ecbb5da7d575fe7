package check

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
)

// faults gives "pointer code" of every field of the Fault that Run returns.
func faults(t *testing.T, instance, plan string) []string {
	t.Helper()
	_, err := Run([]byte(instance), []byte(plan))
	fault, ok := errors.AsType[*models.Fault](err)
	if !ok || fault.Code != models.Invalid {
		t.Fatalf("wanted a Fault of code invalid, got %v", err)
	}
	var told []string
	for _, f := range fault.Fields {
		told = append(told, f.Pointer+" "+f.Code)
	}
	return told
}

func TestAMalformedInstanceIsRefusedWithEveryFaultAtItsPlace(t *testing.T) {
	cases := []struct {
		name, old, new string
		want           []string
	}{
		{"not JSON", `{"format"`, `{format`, []string{" syntax"}},
		{"another format", `cellsweep-instance/1`, `cellsweep-instance/2`, []string{"/format format"}},
		{"a duplicate member", `"name":"dawn"`, `"name":"dawn","n\u0061me":"dusk"`, []string{"/name duplicate"}},
		{"a duplicate member that nobody reads", `"name":"dawn"`, `"name":"dawn","x":{"y~/":1,"y~/":2}`, []string{"/x/y~0~1 duplicate"}},
		{"a duplicate among many members", `"name":"dawn"`, `"x":{"0":0,"1":0,"2":0,"3":0,"4":0,"5":0,"6":0,"7":0,"8":0,"9":0,"10":0,"11":0,"12":0,"13":0,"14":0,"15":0,"16":0,"17":0,"3":1,"17":1}`,
			[]string{"/x/3 duplicate", "/x/17 duplicate"}},
		{"another case is another member", `"walk":{"sameLanding":1,"sameWing":3,"sameBuilding":5,"otherBuilding":9},
  "equipment"`, `"Walk":{"sameLanding":1,"sameWing":3,"sameBuilding":5,"otherBuilding":9},
  "equipment"`, []string{"/sites/0/walk required"}},
		{"a duration of nothing", `"duration":20`, `"duration":0`, []string{"/sites/0/cells/0/duration range"}},
		{"a duration that is not whole", `"duration":20`, `"duration":20.5`, []string{"/sites/0/cells/0/duration type"}},
		{"a duration in words", `"duration":20`, `"duration":"20"`, []string{"/sites/0/cells/0/duration type"}},
		{"too great a number", `"weight":3`, `"weight":1000001`, []string{"/sites/0/cells/0/weight range"}},
		{"a window that ends before it begins", `"window":{"from":20,"to":30}`, `"window":{"from":30,"to":20}`, []string{"/sites/1/cells/1/window range"}},
		{"equipment beyond the search", `"for":10}]}},
   {"id":"c"`, `"for":11}]}},
   {"id":"c"`, []string{"/sites/0/cells/1/needs/equipment/0 range"}},
		{"one id for two cells", `{"id":"b"`, `{"id":"a"`, []string{"/sites/0/cells/1/id duplicate", "/forbid/0/cell unknown"}},
		{"an officer in two teams", `{"id":"O4"`, `{"id":"O3"`, []string{"/sites/0/teams/2/officers/0/id duplicate"}},
		{"a cell in two groups", `["d","f"]`, `["d","a"]`, []string{"/groups/1/cells/1 duplicate"}},
		{"an unknown cell in a group", `["d","f"]`, `["d","z"]`, []string{"/groups/1/cells/1 unknown"}},
		{"a pin to a team of another site", `"team":"T2","start":0`, `"team":"U2","start":0`, []string{"/pins/0/team unknown"}},
		{"an unknown policy", `"wing","maxTeamsPerLanding"`, `"cell","maxTeamsPerLanding"`, []string{"/policy/conflictOfInterest unknown"}},
		{"a waiver for nobody", `"officer":"O3","cell":"g"`, `"officer":"O33","cell":"gg"`, []string{"/waivers/0/officer unknown", "/waivers/0/cell unknown"}},
		{"half a surrogate pair", `"name":"dawn"`, `"name":"\ud800"`, []string{" syntax"}},
		{"an hour that is none", `2026-05-20T04:00:00Z`, `dawn`, []string{"/hHour format"}},
		{"nothing where something must be", `"walk":{"sameLanding":1,"sameWing":3,"sameBuilding":5,"otherBuilding":9},
  "equipment"`, `"walk":null,"equipment"`, []string{"/sites/0/walk type"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(dawn, c.old) {
				t.Fatalf("the fixture has no %s", c.old)
			}
			if got := faults(t, strings.Replace(dawn, c.old, c.new, 1), dawnPlan); !slices.Equal(got, c.want) {
				t.Fatalf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAMalformedPlanIsRefusedWithEveryFaultAtItsPlace(t *testing.T) {
	cases := []struct {
		name, old, new string
		want           []string
	}{
		{"not JSON", `"infeasible":[]}`, `"infeasible":[]`, []string{" syntax"}},
		{"another format", `cellsweep-plan/1`, `cellsweep-instance/1`, []string{"/format format"}},
		{"an unknown cell and an unknown team", `{"cell":"a","team":"T1"`, `{"cell":"A","team":"t1"`, []string{"/assignments/0/cell unknown", "/assignments/0/team unknown"}},
		{"an unknown site", `{"id":"S3"`, `{"id":"S4"`, []string{"/sites/2/id unknown"}},
		{"a start in words", `"start":25,"end":35`, `"start":"H","end":35`, []string{"/assignments/3/start type"}},
		{"no totals", `"totals"`, `"total"`, []string{"/totals required"}},
		{"a total missing", `"groupSlip":0,`, ``, []string{"/totals/groupSlip required"}},
		{"a duplicate member", `"start":0,"end":20`, `"start":0,"end":20,"start":1`, []string{"/assignments/0/start duplicate"}},
		{"an explanation of nothing known", `"infeasible":[]`, `"infeasible":[{"constraint":"H5","cells":["z"],"teams":["Z"]}]`,
			[]string{"/infeasible/0/cells/0 unknown", "/infeasible/0/teams/0 unknown"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(dawnPlan, c.old) {
				t.Fatalf("the fixture has no %s", c.old)
			}
			if got := faults(t, dawn, strings.Replace(dawnPlan, c.old, c.new, 1)); !slices.Equal(got, c.want) {
				t.Fatalf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestOneHashStandsForEveryWayToWriteAnInstance(t *testing.T) {
	in, plan := parsed(t, dawn), parsed(t, dawnPlan)
	sign(t, in, plan)
	other := strings.NewReplacer(`"duration":20`, `"duration":2.0e1`, `"name":"dawn"`, `"name": "d\u0061wn"`).Replace(dawn)
	found, err := Run([]byte(other), written(t, plan))
	if err != nil || len(found) > 0 {
		t.Fatal(err, lines(found))
	}
}

// The document and its canonical form are those of RFC 8785, sections 3.2.2 and 3.2.3.
func TestTheHashIsThatOfTheCanonicalForm(t *testing.T) {
	var none models.Faults
	got := canonicalHash([]byte(`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],`+
		`"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`), &none)
	if want := "2d5e01a318d0f0879ab568c4be289c8b1f64ef8921a53c6277d5e069978baacb"; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
}
