package planner

import (
	"slices"
	"strings"
)

// editMembers are the members that an edit must have, by what it does.
var editMembers = map[string][]string{
	"addTeam": {"site", "newTeam"}, "moveTeam": {"team", "site"}, "removeTeam": {"team"}, "kit": {"site", "kind", "by"},
	"window": {"cell"}, "siteWindow": {"site"}, "shift": {"team"}, "waive": {"officer", "cell"},
	"firstWave": {"group", "on"}, "tolerance": {"group", "minutes"}, "unlink": {"cell"}, "pin": {"cell", "team", "start"},
	"unpin": {"cell"}, "forbid": {"cell", "team"}, "allow": {"cell", "team"}, "landing": {}, "interest": {"policy"},
	"slack": {"percent"}, "walk": {"percent"}, "drop": {"cells"}, "addCell": {"site", "newCell"}, "moveH": {"by"},
}

// edits reads a list of edits.
func (c *cursor) edits(key string, required bool) []Edit {
	var out []Edit
	c.each(key, kindObject, required, func(e *cursor) { out = append(out, e.edit()) })
	return out
}

func (c *cursor) edit() Edit {
	x := Edit{Do: c.str("do", true)}
	must, known := editMembers[x.Do]
	if !known {
		if x.Do != "" {
			c.member("do", kindString, true).fault("unknown", "%q is none of %s", x.Do, strings.Join(sortedNames(editMembers), ", "))
		}
		return x
	}
	need := func(key string) bool { return slices.Contains(must, key) }
	for key, to := range map[string]*string{"site": &x.Site, "team": &x.Team, "cell": &x.Cell, "officer": &x.Officer,
		"group": &x.Group, "kind": &x.Kind, "signedBy": &x.SignedBy} {
		*to = c.str(key, need(key))
	}
	x.Policy = Conflict(c.str("policy", need("policy")))
	for key, to := range map[string]*int{"by": &x.By, "start": &x.Start, "minutes": &x.Minutes, "percent": &x.Percent} {
		least := 0
		if key == "by" {
			least = -MaxInteger
		}
		if need(key) {
			*to = c.bounded(key, true, least)
		}
	}
	for key, to := range map[string]**int{"from": &x.From, "to": &x.To, "limit": &x.Limit} {
		if c.member(key, kindNumber, false) != nil {
			v := c.bounded(key, true, -MaxInteger)
			*to = &v
		}
	}
	c.wholes(&x, need)
	return x
}

// wholes reads what is more than a name or a number.
func (c *cursor) wholes(x *Edit, need func(string) bool) {
	if need("on") && c.member("on", kindBool, true) != nil {
		x.On = c.yes("on")
	}
	if need("cells") {
		x.Cells = c.strings("cells", true)
	}
	if need("newTeam") {
		if m := c.member("newTeam", kindObject, true); m != nil {
			t := m.team()
			x.NewTeam = &t
		}
	}
	if need("newCell") {
		if m := c.member("newCell", kindObject, true); m != nil {
			n := m.cell()
			x.NewCell = &n
		}
	}
}

// MarshalJSON writes the members that count for what the edit does.
func (x Edit) MarshalJSON() ([]byte, error) {
	o := newObject().str("do", x.Do)
	must := editMembers[x.Do]
	o.str("site", x.Site).str("team", x.Team).str("cell", x.Cell).str("officer", x.Officer).str("group", x.Group).
		str("kind", x.Kind).str("policy", string(x.Policy))
	if x.Do == "waive" {
		o.set("signedBy", node{kind: kindString, text: x.SignedBy})
	}
	for _, v := range []struct {
		key string
		n   int
	}{{"by", x.By}, {"start", x.Start}, {"minutes", x.Minutes}, {"percent", x.Percent}} {
		if slices.Contains(must, v.key) {
			o.num(v.key, v.n)
		}
	}
	for _, v := range []struct {
		key string
		n   *int
	}{{"from", x.From}, {"to", x.To}, {"limit", x.Limit}} {
		if v.n != nil {
			o.num(v.key, *v.n)
		}
	}
	if x.Do == "firstWave" {
		o.set("on", node{kind: kindBool, yes: x.On})
	}
	o.strings("cells", x.Cells)
	if x.NewTeam != nil {
		t := newObject().str("id", x.NewTeam.ID).window("shift", x.NewTeam.Shift)
		o.set("newTeam", t.set("officers", listOf(x.NewTeam.Officers, officerNode)).node)
	}
	if x.NewCell != nil {
		o.set("newCell", cellNode(x.NewCell))
	}
	return appendCanonical(nil, &o.node), nil
}

// UnmarshalJSON reads one edit, as ParseEdits does.
func (x *Edit) UnmarshalJSON(data []byte) error {
	r := &reading{}
	n, err := parseJSON(data, &r.faults)
	if err != nil {
		return err
	}
	c := &cursor{n: &n, idx: -1, r: r}
	if c.is(kindObject) {
		*x = c.edit()
	}
	return r.faults.Err("the edit is malformed")
}
