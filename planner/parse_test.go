package planner

import (
	"errors"
	"slices"
	"testing"

	"github.com/cellsweep/cellsweep/models"
)

// wantPointers asks for faults at exactly these places.
func wantPointers(t *testing.T, err error, want ...string) {
	t.Helper()
	fault, ok := errors.AsType[*models.Fault](err)
	if !ok || fault.Code != models.Invalid {
		t.Fatalf("no fault of the input: %v", err)
	}
	var got []string
	for _, f := range fault.Fields {
		got = append(got, f.Pointer)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("faults at\n%q, want\n%q", got, want)
	}
}

func TestEveryFaultOfAnInstanceIsToldAtOnce(t *testing.T) {
	_, err := ParseInstance([]byte(`{"format":"cellsweep-instance/1","hHour":"soon","name":7,
	"policy":{"conflictOfInterest":"street","maxTeamsPerLanding":-1},
	"sites":[{"id":"S","walk":{"sameLanding":1,"sameWing":2.5,"sameBuilding":3},"equipment":[{"kind":"dog"},{"kind":"dog","count":1}],
	  "teams":[{"id":"T","officers":[{"id":"O"},{"id":"O"}]},{"id":"T","shift":{"from":5,"to":1}},"team"],
	  "cells":[{"id":"C","building":"B","wing":"W","landing":"L","duration":0,"window":{"from":-1,"to":9}},
	    {"id":"C","building":"","wing":"W","landing":"L","duration":1000001,"priority":"high"},
	    {"id":"D","building":"B","wing":"W","landing":"L","duration":10,"needs":{"officersOfSex":{"sex":"f"},
	      "equipment":[{"kind":"dog","from":5,"for":6},{"for":1}]}}]},
	  {"id":"S","walk":{"sameLanding":1,"sameWing":1,"sameBuilding":1,"otherBuilding":1},"teams":[],"cells":[]}],
	"groups":[{"id":"G","cells":["C","X"]},{"id":"G","cells":["C"]}],
	"pins":[{"cell":"D","team":"Z","start":-1},{"cell":"D","team":"T","start":0}],"forbid":[{"cell":"X","team":"Z"}],
	"waivers":[{"officer":"P","cell":"C"}]}`))
	wantPointers(t, err, "/hHour", "/name", "/policy/conflictOfInterest", "/policy/maxTeamsPerLanding",
		"/sites/0/walk/sameWing", "/sites/0/walk/otherBuilding", "/sites/0/equipment/0/count", "/sites/0/equipment/1/kind",
		"/sites/0/teams/0/officers/1/id", "/sites/0/teams/1/id", "/sites/0/teams/1/shift", "/sites/0/teams/1/officers",
		"/sites/0/teams/2", "/sites/0/teams/2/id", "/sites/0/cells/0/duration", "/sites/0/cells/0/window/from",
		"/sites/0/cells/1/id", "/sites/0/cells/1/building", "/sites/0/cells/1/duration", "/sites/0/cells/1/priority",
		"/sites/0/cells/2/needs/officersOfSex/count", "/sites/0/cells/2/needs/equipment/0", "/sites/0/cells/2/needs/equipment/1/kind",
		"/sites/1/id", "/groups/0/cells/1", "/groups/1/id", "/groups/1/cells/0", "/pins/0/team", "/pins/0/start", "/pins/1/cell",
		"/forbid/0/cell", "/forbid/0/team", "/waivers/0/officer")
}

func TestADuplicateMemberIsMalformedAndNamed(t *testing.T) {
	_, err := ParseInstance([]byte(`{"format":"cellsweep-instance/1","sites":[{"id":"S","id":"S","x/y":{"a~":1,"a~":2},
		"walk":{"sameLanding":1,"sameWing":1,"sameBuilding":1,"otherBuilding":1},"teams":[],"cells":[]}]}`))
	wantPointers(t, err, "/sites/0/id", "/sites/0/x~1y/a~0")
}

func TestWhatIsNotJSONIsMalformed(t *testing.T) {
	for _, doc := range []string{``, `{`, `{"a":1,}`, `[1 2]`, `{"a" 1}`, `nul`, `"\ud800"`, `"\udc00x"`, `01`, `1.`, `1e`, `-`, `1e999`,
		"\"\x01\"", "\"\xff\"", `{} {}`, `"\x"`, `"abc`, `{"a":"\u12"}`, `[1,]`} {
		if _, err := ParseInstance([]byte(doc)); models.CodeOf(err) != models.Invalid {
			t.Errorf("%q: %v", doc, err)
		}
	}
	_, err := ParseInstance([]byte(`[]`))
	wantPointers(t, err, "")
}

// The vectors are those of RFC 8785, §3.2.2.3 and appendix B, and §3.2.3.
func TestTheHashIsTakenOverRFC8785(t *testing.T) {
	for doc, want := range map[string]string{
		`[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]`:                            `[333333333.3333333,1e+30,4.5,0.002,1e-27]`,
		`[-0, 9007199254740992, 1e21, 999999999999999900000, 1e-6, 1e-7, 5e-324]`:                          `[0,9007199254740992,1e+21,999999999999999900000,0.000001,1e-7,5e-324]`,
		"\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"":                                     "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"",
		"{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,\"\\u00f6\":7}": "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\ufb33\":3}",
		`[true , false, null, {} , []]`:                                                                    `[true,false,null,{},[]]`,
	} {
		n, err := parseJSON([]byte(doc), &models.Faults{})
		if err != nil {
			t.Fatal(err)
		}
		if got := string(appendCanonical(nil, &n)); got != want {
			t.Errorf("%s\n got %s\nwant %s", doc, got, want)
		}
	}
}

func TestUnknownMembersAreIgnoredAndHashed(t *testing.T) {
	const head, tail = `{"format":"cellsweep-instance/1",`, `"sites":[]}`
	a, err := ParseInstance([]byte(head + tail))
	if err != nil {
		t.Fatal(err)
	}
	b, err := ParseInstance([]byte(" " + head + `"note":1,` + tail))
	if err != nil {
		t.Fatal(err)
	}
	if a.Hash() == b.Hash() {
		t.Error("the unknown member is not in the hash")
	}
	if c, err := ParseInstance(b.Encode()); err != nil || c.Hash() != b.Hash() {
		t.Error("what Encode writes has another hash", err)
	}
}

func TestAnInstanceBuiltInGoIsReadBackAsItWas(t *testing.T) {
	in := Generate(5, 40, 2)
	in.Pins = []Pin{{in.Sites[0].Cells[0].ID, in.Sites[0].Teams[0].ID, 5}}
	in.Forbid = []Forbid{{in.Sites[0].Cells[1].ID, in.Sites[0].Teams[0].ID}}
	in.Waivers = []Waiver{{in.Sites[0].Teams[0].Officers[0].ID, in.Sites[0].Cells[1].ID, "prosecutor"}}
	back := parsed(t, in)
	if back.Hash() != in.Hash() {
		t.Error("the hash differs")
	}
	if string(back.Clone().Encode()) != string(in.Encode()) {
		t.Error("the document differs")
	}
}

func TestDefaultsAreThoseOfTheFormat(t *testing.T) {
	in, err := ParseInstance([]byte(`{"format":"cellsweep-instance/1","sites":[{"id":"S",
		"walk":{"sameLanding":1,"sameWing":1,"sameBuilding":1,"otherBuilding":1},"teams":[],
		"cells":[{"id":"C","building":"B","wing":"W","landing":"L","duration":5}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	c := in.Sites[0].Cells[0]
	if c.Priority != 1 || c.Weight != 1 || c.Window != nil || in.Policy.MaxTeamsPerLanding != nil || in.Policy.MakespanSlackPercent != 0 {
		t.Errorf("%+v %+v", c, in.Policy)
	}
}

func FuzzParseInstance(f *testing.F) {
	f.Add(Generate(2, 8, 1).Encode())
	f.Add([]byte(`{"format":"cellsweep-instance/1","sites":[{"id":"S","walk":{},"teams":[{}],"cells":[{"needs":{"equipment":[{}]}}]}],"groups":[{}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		in, err := ParseInstance(data)
		if err != nil {
			if models.CodeOf(err) != models.Invalid {
				t.Fatal(err)
			}
			return
		}
		again, err := ParseInstance(in.Encode())
		if err != nil || again.Hash() != in.Hash() {
			t.Fatalf("read back: %v", err)
		}
		if _, err := ParseInstance(in.Clone().Encode()); err != nil {
			t.Fatalf("the clone: %v", err)
		}
		n := 0
		for _, s := range in.Sites {
			n += len(s.Cells)
		}
		if n < 50 {
			p := solved(t, in, Options{Rounds: 1})
			if _, err := ParsePlan(p.Encode()); err != nil {
				t.Fatal(err)
			}
		}
	})
}
