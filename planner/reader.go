package planner

import "github.com/cellsweep/cellsweep/models"

// Reader is a place in a document that is being read: an object. It lets other
// packages read their documents as instances are read: duplicate members are
// malformed, unknown ones ignored, and every fault is told at once with its JSON
// pointer.
type Reader struct{ c *cursor }

// OpenDocument reads JSON with its format member; noun names it in faults. Close
// ends the reading. The error is a models.Fault: what is no JSON, or no object.
func OpenDocument(data []byte, format, noun string) (Reader, error) {
	c, err := parseDocument(data, format, noun)
	return Reader{c}, err
}

// Close returns all faults that were met as one, nil where there are none.
func (r Reader) Close(noun string) error { return r.c.r.faults.Err("the %s is malformed", noun) }

// Hash is the hex SHA-256 of the document as RFC 8785 JSON.
func (r Reader) Hash() string { return digestOf(appendCanonical(nil, r.c.n)) }

// Fault tells a fault of a member, "" for the object itself.
func (r Reader) Fault(member, code, format string, args ...any) {
	c := r.c
	if member != "" {
		c = &cursor{up: c, key: member, idx: -1, r: c.r}
	}
	c.fault(code, format, args...)
}

// Has says whether there is such a member.
func (r Reader) Has(member string) bool {
	for _, k := range r.c.n.keys {
		if k == member {
			return true
		}
	}
	return false
}

// Text reads a string; one that is required must not be empty.
func (r Reader) Text(member string, required bool) string { return r.c.str(member, required) }

// Texts reads a list of strings.
func (r Reader) Texts(member string) []string { return r.c.strings(member, false) }

// Number reads a whole number between least and MaxInteger; absent is def.
func (r Reader) Number(member string, def, least int) int {
	if !r.Has(member) {
		return def
	}
	return r.c.bounded(member, true, least)
}

// Yes reads a truth value; absent is false.
func (r Reader) Yes(member string) bool { return r.c.yes(member) }

// Each calls f for each object of a list.
func (r Reader) Each(member string, required bool, f func(Reader)) {
	r.c.each(member, kindObject, required, func(c *cursor) { f(Reader{c}) })
}

// EachList calls f for each list of strings in a list, with its reader for faults.
func (r Reader) EachList(member string, f func(texts []string, fault func(code, format string, args ...any))) {
	r.c.each(member, kindList, false, func(c *cursor) {
		var texts []string
		for i := range c.n.items {
			e := &cursor{n: &c.n.items[i], up: c, idx: i, r: c.r}
			if e.is(kindString) {
				texts = append(texts, e.n.text)
			}
		}
		f(texts, c.fault)
	})
}

// Window reads {from, to}, nil where it is absent. From may be as low as least.
func (r Reader) Window(member string, least int) *Window {
	w := r.c.window(member)
	(&validation{reading: r.c.r}).window(w, least, func() string {
		return (&cursor{up: r.c, key: member, idx: -1, r: r.c.r}).pointer()
	})
	return w
}

// Home reads where an officer works, nil where it is absent.
func (r Reader) Home(member string) *Home {
	h := r.c.member(member, kindObject, false)
	if h == nil {
		return nil
	}
	return &Home{h.str("site", false), h.str("building", false), h.str("wing", false)}
}

// Instance reads a whole instance that is a member of the document, nil where it
// is absent. Its faults are told with their place in this document.
func (r Reader) Instance(member string) *Instance {
	m := r.c.member(member, kindObject, false)
	if m == nil {
		return nil
	}
	in, err := ParseInstance(appendCanonical(nil, m.n))
	if f, ok := err.(*models.Fault); ok { //nolint:errorlint // ParseInstance returns nothing else
		for _, x := range f.Fields {
			r.c.r.add(m.pointer()+x.Pointer, x.Code, "%s", x.Message)
		}
	}
	return in
}
