package check

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"github.com/gowebpki/jcs"

	"github.com/cellsweep/cellsweep/models"
)

const instanceFormat = "cellsweep-instance/1"

var policies = []string{"none", "wing", "building", "establishment"}

// readInstance reads an instance and notes every fault it has. What it returns
// is of use only where none was noted.
func readInstance(document []byte, faults *models.Faults) *instance {
	in := &instance{policy: "none", perLanding: -1,
		siteByID: map[string]*site{}, cellByID: map[string]*cell{}, teamByID: map[string]*team{},
		groupByID: map[string]*group{}, officers: map[string]*officer{}}
	root := parse(document, faults)
	r := reader{faults}
	if root == nil || !r.is(root, kindObject) {
		return in
	}
	if faults.Len() == 0 { // a document with duplicates has no canonical form, and has been told so
		in.hash = canonicalHash(document, faults)
	}
	r.format(root, instanceFormat)
	r.text(root, "name", false)
	r.instant(root, "hHour")
	r.policy(root, in)
	for _, n := range r.objects(root, "sites", true) {
		r.site(n, in)
	}
	for _, n := range r.objects(root, "groups", false) {
		r.group(n, in)
	}
	r.pinsAndForbids(root, in)
	r.waivers(root, in)
	return in
}

// canonicalHash is the hex SHA-256 of the document in the canonical form of
// RFC 8785, by which a plan says what it is a plan for.
func canonicalHash(document []byte, faults *models.Faults) string {
	canonical, err := jcs.Transform(document)
	if err != nil {
		faults.Add("", "syntax", "the document has no RFC 8785 form: %s", err)
		return ""
	}
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:])
}

func (r reader) format(root *node, format string) {
	if m := r.want(root, "format", kindText, true); m != nil && m.text != format {
		r.fault(m, "format", "must be %q, is %q", format, clip(m.text))
	}
}

func (r reader) instant(n *node, name string) {
	m := r.want(n, name, kindText, false)
	if m == nil {
		return
	}
	if _, err := time.Parse(time.RFC3339, m.text); err != nil {
		r.fault(m, "format", "must be an RFC 3339 time stamp, is %q", clip(m.text))
	}
}

func (r reader) policy(root *node, in *instance) {
	p := r.object(root, "policy", false)
	if p == nil {
		return
	}
	if m := r.want(p, "conflictOfInterest", kindText, false); m != nil {
		in.policy = m.text
		if !slices.Contains(policies, m.text) {
			r.fault(m, "unknown", "must be one of none, wing, building, establishment")
		}
	}
	in.perLanding = r.whole(p, "maxTeamsPerLanding", 0, most, -1, false)
	in.slack = r.whole(p, "makespanSlackPercent", 0, most, 0, false)
}

// span reads {from, to}; either may be missing and is then unbounded.
func (r reader) span(n *node, name string, low int) span {
	m := r.object(n, name, false)
	if m == nil {
		return always
	}
	s := span{r.whole(m, "from", low, most, always.from, false), r.whole(m, "to", low, most, always.to, false)}
	if s.from > s.to {
		r.fault(m, "range", "ends before it begins")
	}
	return s
}

func (r reader) site(n *node, in *instance) {
	s := &site{id: r.id(n, "id"), index: len(in.sites), window: r.span(n, "window", 0), equipment: map[string]int{},
		perLanding: r.whole(n, "maxTeamsPerLanding", 0, most, in.perLanding, false)}
	if in.siteByID[s.id] != nil {
		r.fault(n.member("id"), "duplicate", "the site %q is there already", s.id)
	} else if s.id != "" {
		in.siteByID[s.id] = s
	}
	in.sites = append(in.sites, s)
	if w := r.object(n, "walk", true); w != nil {
		for i, name := range []string{"sameLanding", "sameWing", "sameBuilding", "otherBuilding"} {
			s.walk[i] = r.whole(w, name, 0, most, 0, true)
		}
	}
	for _, e := range r.objects(n, "equipment", false) {
		kind := r.id(e, "kind")
		if _, twice := s.equipment[kind]; twice {
			r.fault(e.member("kind"), "duplicate", "the kind %q is listed already", kind)
		}
		if kind != "" {
			s.equipment[kind] = r.whole(e, "count", 0, most, 0, true)
		}
	}
	for _, t := range r.objects(n, "teams", true) {
		r.team(t, s, in)
	}
	for _, c := range r.objects(n, "cells", true) {
		r.cell(c, s, in)
	}
}

func (r reader) team(n *node, s *site, in *instance) {
	t := &team{id: r.id(n, "id"), site: s, shift: r.span(n, "shift", -most), late: r.whole(n, "late", 0, most, 0, false)}
	if in.teamByID[t.id] != nil {
		r.fault(n.member("id"), "duplicate", "the team %q is there already", t.id)
	} else if t.id != "" {
		in.teamByID[t.id] = t
	}
	s.teams = append(s.teams, t)
	for _, m := range r.objects(n, "officers", true) {
		o := &officer{id: r.id(m, "id"), sex: r.text(m, "sex", false)}
		if in.officers[o.id] != nil {
			r.fault(m.member("id"), "duplicate", "the officer %q is in a team already", o.id)
		} else if o.id != "" {
			in.officers[o.id] = o
		}
		for _, skill := range r.texts(m, "skills", false) {
			o.skills = append(o.skills, skill.text)
		}
		if h := r.object(m, "home", false); h != nil {
			o.home = &home{r.text(h, "site", false), r.text(h, "building", false), r.text(h, "wing", false)}
		}
		t.officers = append(t.officers, o)
	}
}

func (r reader) cell(n *node, s *site, in *instance) {
	c := &cell{id: r.id(n, "id"), site: s, building: r.id(n, "building"), wing: r.id(n, "wing"),
		landing: r.id(n, "landing"), duration: r.whole(n, "duration", 1, most, 1, true),
		window: r.span(n, "window", 0), priority: r.whole(n, "priority", 0, most, 1, false),
		weight: r.whole(n, "weight", 0, most, 1, false)}
	if in.cellByID[c.id] != nil {
		r.fault(n.member("id"), "duplicate", "the cell %q is there already", c.id)
	} else if c.id != "" {
		in.cellByID[c.id] = c
	}
	s.cells = append(s.cells, c)
	if spread := r.object(n, "spread", false); spread != nil {
		r.whole(spread, "p50", 0, most, 0, false)
		r.whole(spread, "p90", 0, most, 0, false)
	}
	if needs := r.object(n, "needs", false); needs != nil {
		r.needs(needs, c)
	}
}

func (r reader) needs(n *node, c *cell) {
	for _, skill := range r.texts(n, "skills", false) {
		c.skills = append(c.skills, skill.text)
	}
	if sex := r.object(n, "officersOfSex", false); sex != nil {
		c.sex = r.id(sex, "sex")
		c.sexCount = r.whole(sex, "count", 0, most, 0, true)
	}
	for _, e := range r.objects(n, "equipment", false) {
		k := need{kind: r.id(e, "kind"), from: r.whole(e, "from", 0, most, 0, false), dur: r.whole(e, "for", 0, most, 0, true)}
		if k.from+k.dur > c.duration {
			r.fault(e, "range", "from + for is %d, longer than the search of %d minutes", k.from+k.dur, c.duration)
		}
		c.needs = append(c.needs, k)
	}
}

func (r reader) group(n *node, in *instance) {
	g := &group{id: r.id(n, "id"), firstWave: r.flag(n, "firstWave"), tolerance: r.whole(n, "tolerance", 0, most, 0, false)}
	if in.groupByID[g.id] != nil {
		r.fault(n.member("id"), "duplicate", "the group %q is there already", g.id)
	} else if g.id != "" {
		in.groupByID[g.id] = g
	}
	in.groups = append(in.groups, g)
	for _, m := range r.texts(n, "cells", true) {
		c := in.cellByID[m.text]
		switch {
		case c == nil:
			r.fault(m, "unknown", "there is no cell %q", clip(m.text))
		case c.group != nil:
			r.fault(m, "duplicate", "the cell %q is in the group %q already", c.id, c.group.id)
		default:
			c.group = g
			g.cells = append(g.cells, c)
		}
	}
}

func (r reader) pinsAndForbids(root *node, in *instance) {
	for _, n := range r.objects(root, "pins", false) {
		c := find(r, n, "cell", in.cellByID, true)
		p := &pin{find(r, n, "team", in.teamByID, true), r.whole(n, "start", 0, most, 0, true)}
		if c == nil || p.team == nil {
			continue
		}
		if c.pin != nil {
			r.fault(n.member("cell"), "duplicate", "the cell %q is pinned already", c.id)
		}
		if p.team.site != c.site {
			r.fault(n.member("team"), "unknown", "the team %q is not of the cell's site", p.team.id)
		}
		c.pin = p
	}
	for _, n := range r.objects(root, "forbid", false) {
		c, t := find(r, n, "cell", in.cellByID, true), find(r, n, "team", in.teamByID, true)
		if c != nil && t != nil {
			if c.forbidden == nil {
				c.forbidden = map[*team]bool{}
			}
			c.forbidden[t] = true
		}
	}
}

func (r reader) waivers(root *node, in *instance) {
	for _, n := range r.objects(root, "waivers", false) {
		o, c := find(r, n, "officer", in.officers, true), find(r, n, "cell", in.cellByID, true)
		r.text(n, "by", false)
		if o != nil && c != nil {
			if c.waived == nil {
				c.waived = map[*officer]bool{}
			}
			c.waived[o] = true
		}
	}
}

// find follows a reference by id.
func find[T any](r reader, n *node, name string, things map[string]*T, required bool) *T {
	m := r.want(n, name, kindText, required)
	if m == nil {
		return nil
	}
	thing := things[m.text]
	if thing == nil {
		r.fault(m, "unknown", "there is no %s %q", name, clip(m.text))
	}
	return thing
}
