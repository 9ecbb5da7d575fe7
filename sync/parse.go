package sync

import (
	"strconv"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

// ParseEntry reads one element of a push, strictly. The error is a
// models.Fault of code Invalid with one field: a JSON pointer, one of the
// Reasons, and a sentence. Such an element is malformed: it is not evidence.
//
// Members that version 1 does not know are ignored and not kept. The body is
// not looked into: an entry whose body nobody understands is evidence still.
// Sizes are not judged here either, since what is too large is kept: see Size.
func ParseEntry(raw []byte) (Entry, error) {
	root, err := readStrict(raw)
	if err != nil {
		return Entry{}, err
	}
	if root.kind != jsonObject {
		return Entry{}, jsonFault("", ReasonType, "an entry is an object")
	}
	m := &members{of: root}
	e := Entry{
		Seq: m.integer("seq", 1), ID: m.id("id", true), Operation: m.id("operation", true), Site: m.id("site", false),
		Type: m.typeName("type"), Version: m.integer("version", 1), Actor: m.id("actor", false), Uptime: m.uptime("uptime"),
		Files: m.files("files"), Body: m.text("body", true), Prev: m.hash("prev"), Sig: m.bytes("sig", 64, true),
	}
	e.At = m.time("at")
	if base, ok := m.object("base"); ok {
		e.Entity, e.Supersedes = base.id("entity", false), base.ids("supersedes")
		m.adopt(base)
	}
	e.ActorSigs = m.actorSigs("actorSigs")
	if m.err == nil && e.Seq == 1 && e.Prev != ZeroHash {
		m.fail("prev", ReasonFormat, "the prev of seq 1 is 64 zeros")
	}
	return e, m.err
}

// members reads the members of one object and remembers the first fault, so
// that a reader is a list of what it reads.
type members struct {
	of     jsonValue
	prefix string
	err    error
}

func (m *members) fail(name, reason, format string, args ...any) {
	if m.err == nil {
		m.err = jsonFault(m.prefix+"/"+name, reason, format, args...)
	}
}

func (m *members) adopt(inner *members) {
	if m.err == nil {
		m.err = inner.err
	}
}

// get finds a member of the given kind. A null is not an absent member: there
// is one way to leave a thing out.
func (m *members) get(name string, kind jsonKind, required bool) (jsonValue, bool) {
	v, ok := m.of.member(name)
	switch {
	case !ok && required:
		m.fail(name, ReasonRequired, "the member is required")
	case ok && v.kind != kind:
		m.fail(name, ReasonType, "the member has the wrong type")
		ok = false
	}
	return v, ok && m.err == nil
}

// integer reads a whole number from least to 2^53−1, written in plain decimal
// digits: 1.0 and 1e3 are whole to some readers and not to others.
func (m *members) integer(name string, least uint64) uint64 {
	v, ok := m.get(name, jsonNumber, true)
	if !ok {
		return 0
	}
	n, reason := parseInteger(v.text)
	if reason == "" && n < least {
		reason = ReasonRange
	}
	if reason != "" {
		m.fail(name, reason, "a whole number from %d to 2^53-1 is expected", least)
	}
	return n
}

func parseInteger(text string) (uint64, string) {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, ReasonInteger
		}
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil || n > MaxInteger {
		return 0, ReasonRange
	}
	return n, ""
}

func (m *members) text(name string, required bool) string {
	v, _ := m.get(name, jsonString, required)
	return v.text
}

func (m *members) id(name string, required bool) models.ID {
	v, ok := m.get(name, jsonString, required)
	if !ok {
		return models.ID{}
	}
	id, err := parseID(v.text)
	if err != nil {
		m.fail(name, ReasonFormat, "a lower-case UUID is expected")
	}
	return id
}

func (m *members) ids(name string) []models.ID {
	var ids []models.ID
	seen := map[string]bool{}
	m.each(name, jsonString, func(at string, v jsonValue) {
		id, err := parseID(v.text)
		if err != nil {
			m.fail(at, ReasonFormat, "a lower-case UUID is expected")
		} else if seen[v.text] {
			m.fail(at, ReasonRepeated, "named twice")
		}
		seen[v.text] = true
		ids = append(ids, id)
	})
	return ids
}

// each calls read for every element of an optional array, as long as nothing failed.
func (m *members) each(name string, kind jsonKind, read func(at string, v jsonValue)) {
	list, _ := m.get(name, jsonArray, false)
	for i, v := range list.members {
		at := name + "/" + strconv.Itoa(i)
		if v.kind != kind {
			m.fail(at, ReasonType, "the element has the wrong type")
		}
		if m.err != nil {
			return
		}
		read(at, v)
	}
}

func (m *members) files(name string) []string {
	var files []string
	seen := map[string]bool{}
	m.each(name, jsonString, func(at string, v jsonValue) {
		switch {
		case !IsHash(v.text):
			m.fail(at, ReasonFormat, "64 lower-case hex digits are expected")
		case seen[v.text]:
			m.fail(at, ReasonRepeated, "named twice")
		case len(files) == MaxFiles:
			m.fail(name, ReasonTooMany, "at most %d files", MaxFiles)
		}
		seen[v.text] = true
		files = append(files, v.text)
	})
	return files
}

func (m *members) actorSigs(name string) []ActorSig {
	var sigs []ActorSig
	m.each(name, jsonObject, func(at string, v jsonValue) {
		if len(sigs) == MaxActorSigs {
			m.fail(name, ReasonTooMany, "at most %d signatures", MaxActorSigs)
			return
		}
		in := &members{of: v, prefix: m.prefix + "/" + at}
		sigs = append(sigs, ActorSig{Actor: in.id("actor", true), Key: in.bytes("key", 32, true), Sig: in.bytes("sig", 64, true)})
		m.adopt(in)
	})
	return sigs
}

func (m *members) object(name string) (*members, bool) {
	v, ok := m.get(name, jsonObject, false)
	return &members{of: v, prefix: m.prefix + "/" + name}, ok
}

// form reads a string that check approves of.
func (m *members) form(name string, required bool, check func(string) bool, expected string) string {
	v, ok := m.get(name, jsonString, required)
	if ok && !check(v.text) {
		m.fail(name, ReasonFormat, "%s is expected", expected)
	}
	return v.text
}

func (m *members) hash(name string) string {
	return m.form(name, true, IsHash, "64 lower-case hex digits")
}

func (m *members) bytes(name string, n int, required bool) string {
	return m.form(name, required, func(s string) bool { _, err := DecodeBytes(s, n); return err == nil },
		strconv.Itoa(n)+" bytes in strict unpadded base64url")
}

func (m *members) typeName(name string) string {
	return m.form(name, true, IsTypeName, "words joined by dots, at most 64 characters,")
}

func (m *members) uptime(name string) string {
	return m.form(name, false, func(s string) bool {
		if !upSince.MatchString(s) {
			return false
		}
		_, reason := parseInteger(s[9:])
		return reason == ""
	}, "8 hex digits, a colon and whole milliseconds")
}

func (m *members) time(name string) time.Time {
	var t time.Time
	m.form(name, true, func(s string) bool {
		parsed, err := ParseTime(s)
		t = parsed
		return err == nil
	}, "YYYY-MM-DDTHH:MM:SS.mmmZ")
	return t
}
