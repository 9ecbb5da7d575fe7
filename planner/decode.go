package planner

import (
	"fmt"
	"math"
	"strconv"

	"github.com/cellsweep/cellsweep/models"
)

// reading gathers the faults of one document, one for each pointer.
type reading struct {
	faults models.Faults
	seen   map[string]bool
}

func (r *reading) add(pointer, code, format string, args ...any) {
	if r.seen[pointer] {
		return
	}
	if r.seen == nil {
		r.seen = map[string]bool{}
	}
	r.seen[pointer] = true
	r.faults.Add(pointer, code, format, args...)
}

// cursor is a place in a document. Pointers are written only for faults: they
// would cost more than the reading.
type cursor struct {
	n   *node
	up  *cursor
	key string
	idx int // of a list's element, else -1
	r   *reading
}

func (c *cursor) pointer() string {
	var tokens []string
	for ; c.up != nil; c = c.up {
		t := c.key
		if c.idx >= 0 {
			t = strconv.Itoa(c.idx)
		}
		tokens = append([]string{t}, tokens...)
	}
	return pointerOf(tokens)
}

func (c *cursor) fault(code, format string, args ...any) {
	c.r.add(c.pointer(), code, format, args...)
}

// is faults a value of another kind.
func (c *cursor) is(k kind) bool {
	if c.n.kind != k {
		c.fault("type", "must be %s, not %s", k, c.n.kind)
		return false
	}
	return true
}

// member returns a member of an object, nil where it is absent; a fault when
// it is required or of another kind.
func (c *cursor) member(key string, k kind, required bool) *cursor {
	for i := range c.n.keys {
		if c.n.keys[i] == key {
			m := &cursor{n: &c.n.items[i], up: c, key: key, idx: -1, r: c.r}
			if !m.is(k) {
				return nil
			}
			return m
		}
	}
	if required {
		(&cursor{up: c, key: key, idx: -1, r: c.r}).fault("required", "is missing")
	}
	return nil
}

func (c *cursor) str(key string, required bool) string {
	m := c.member(key, kindString, required)
	if m == nil {
		return ""
	}
	if required && m.n.text == "" {
		m.fault("required", "must not be empty")
	}
	return m.n.text
}

func (c *cursor) yes(key string) bool {
	m := c.member(key, kindBool, false)
	return m != nil && m.n.yes
}

// integer reads a whole number; absent gives def. The range is validated later.
func (c *cursor) integer(key string, required bool, def int) int {
	m := c.member(key, kindNumber, required)
	if m == nil {
		return def
	}
	if m.n.num != math.Trunc(m.n.num) {
		m.fault("type", "must be a whole number")
		return def
	}
	if math.Abs(m.n.num) > 1<<52 {
		m.fault("range", "is too large")
		return def
	}
	return int(m.n.num)
}

// each calls f for every element of a list that is of kind k.
func (c *cursor) each(key string, k kind, required bool, f func(*cursor)) {
	m := c.member(key, kindList, required)
	if m == nil {
		return
	}
	for i := range m.n.items {
		e := &cursor{n: &m.n.items[i], up: m, idx: i, r: c.r}
		if !e.is(k) {
			e = &cursor{n: &node{kind: k}, up: m, idx: i, r: &reading{}} // keeps the positions, says nothing twice
		}
		f(e)
	}
}

func (c *cursor) strings(key string, required bool) []string {
	var out []string
	c.each(key, kindString, required, func(e *cursor) { out = append(out, e.n.text) })
	return out
}

// parseDocument reads JSON and its format member. A fault in the syntax is the
// only one told, as nothing else can be known.
func parseDocument(data []byte, format, noun string) (*cursor, error) {
	r := &reading{}
	n, err := parseJSON(data, &r.faults)
	if err != nil {
		return nil, models.NewFault(models.Invalid, "the %s is not JSON", noun).
			With(models.Field{Code: "syntax", Message: err.Error()}).Because(err)
	}
	c := &cursor{n: &n, idx: -1, r: r}
	if !c.is(kindObject) {
		return nil, r.faults.Err("the %s is malformed", noun)
	}
	if got := c.str("format", true); got != format && got != "" {
		c.member("format", kindString, true).fault("unknown", "must be %q", format)
	}
	return c, nil
}

// ParseInstance reads an instance document. The error is a models.Fault with
// every fault at once: duplicate members, types, ranges, ids that are missing,
// unknown or twice there, each with its JSON pointer.
func ParseInstance(data []byte) (*Instance, error) {
	c, err := parseDocument(data, InstanceFormat, "instance")
	if err != nil {
		return nil, err
	}
	in := &Instance{Name: c.str("name", false), HHour: c.str("hHour", false)}
	if p := c.member("policy", kindObject, false); p != nil {
		in.Policy = p.policy()
	}
	c.each("sites", kindObject, true, func(e *cursor) { in.Sites = append(in.Sites, e.site()) })
	c.each("groups", kindObject, false, func(e *cursor) {
		in.Groups = append(in.Groups, Group{ID: e.str("id", true), Cells: e.strings("cells", true),
			FirstWave: e.yes("firstWave"), Tolerance: e.integer("tolerance", false, 0)})
	})
	c.each("pins", kindObject, false, func(e *cursor) {
		in.Pins = append(in.Pins, Pin{e.str("cell", true), e.str("team", true), e.integer("start", true, 0)})
	})
	c.each("forbid", kindObject, false, func(e *cursor) {
		in.Forbid = append(in.Forbid, Forbid{e.str("cell", true), e.str("team", true)})
	})
	c.each("waivers", kindObject, false, func(e *cursor) {
		in.Waivers = append(in.Waivers, Waiver{e.str("officer", true), e.str("cell", true), e.str("by", false)})
	})
	in.Begun = c.strings("begun", false)
	in.validate(c.r)
	if err := c.r.faults.Err("the instance is malformed"); err != nil {
		return nil, err
	}
	in.document, in.spans = canonicalInstance(c.n)
	in.digest = digestOf(in.document)
	return in, nil
}

func (c *cursor) policy() Policy {
	p := Policy{ConflictOfInterest: Conflict(c.str("conflictOfInterest", false)),
		MakespanSlackPercent: c.integer("makespanSlackPercent", false, 0)}
	p.MaxTeamsPerLanding = c.optional("maxTeamsPerLanding")
	return p
}

// optional is an integer that may be left away, nil then.
func (c *cursor) optional(key string) *int {
	if c.member(key, kindNumber, false) == nil {
		return nil
	}
	n := c.integer(key, false, 0)
	return &n
}

func (c *cursor) site() Site {
	s := Site{ID: c.str("id", true), Window: c.window("window"), MaxTeamsPerLanding: c.optional("maxTeamsPerLanding")}
	if w := c.member("walk", kindObject, true); w != nil {
		s.Walk = Walk{w.integer("sameLanding", true, 0), w.integer("sameWing", true, 0),
			w.integer("sameBuilding", true, 0), w.integer("otherBuilding", true, 0)}
	}
	c.each("equipment", kindObject, false, func(e *cursor) {
		s.Equipment = append(s.Equipment, Equipment{e.str("kind", true), e.integer("count", true, 0)})
	})
	c.each("teams", kindObject, true, func(e *cursor) { s.Teams = append(s.Teams, e.team()) })
	c.each("cells", kindObject, true, func(e *cursor) { s.Cells = append(s.Cells, e.cell()) })
	return s
}

// window reads {from, to}; a side that is not said is unbounded.
func (c *cursor) window(key string) *Window {
	m := c.member(key, kindObject, false)
	if m == nil {
		return nil
	}
	return &Window{m.integer("from", false, -Forever), m.integer("to", false, Forever)}
}

func (c *cursor) team() Team {
	t := Team{ID: c.str("id", true), Shift: c.window("shift"), Late: c.integer("late", false, 0)}
	c.each("officers", kindObject, true, func(e *cursor) {
		o := Officer{ID: e.str("id", true), Sex: e.str("sex", false), Skills: e.strings("skills", false), Out: e.yes("out")}
		if h := e.member("home", kindObject, false); h != nil {
			o.Home = &Home{h.str("site", false), h.str("building", false), h.str("wing", false)}
		}
		t.Officers = append(t.Officers, o)
	})
	return t
}

func (c *cursor) cell() Cell {
	x := Cell{ID: c.str("id", true), Building: c.str("building", true), Wing: c.str("wing", true),
		Landing: c.str("landing", true), Duration: c.integer("duration", true, 0), Window: c.window("window"),
		Priority: c.integer("priority", false, 1), Weight: c.integer("weight", false, 1)}
	if s := c.member("spread", kindObject, false); s != nil {
		x.Spread = &Spread{s.integer("p50", false, 0), s.integer("p90", false, 0)}
	}
	n := c.member("needs", kindObject, false)
	if n == nil {
		return x
	}
	x.Needs.Skills = n.strings("skills", false)
	if s := n.member("officersOfSex", kindObject, false); s != nil {
		x.Needs.OfficersOfSex = &SexNeed{s.str("sex", true), s.integer("count", true, 0)}
	}
	n.each("equipment", kindObject, false, func(e *cursor) {
		x.Needs.Equipment = append(x.Needs.Equipment,
			EquipmentNeed{e.str("kind", true), e.integer("from", false, 0), e.integer("for", true, 0)})
	})
	return x
}

func at(format string, args ...any) string { return fmt.Sprintf(format, args...) }
