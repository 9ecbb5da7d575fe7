package sync

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/cellsweep/cellsweep/models"
)

// encoding/json keeps the last of two members of one name, matches names
// without regard to case and turns a lone surrogate into U+FFFD. Two readers of
// one signed entry would then read two different things, so the journal has a
// reader of its own, which refuses all that and keeps numbers as they were written.

// Reasons why a text is not strict JSON, and why an entry is malformed: the
// Code of the Fault's field.
const (
	ReasonSyntax        = "syntax"
	ReasonDuplicate     = "duplicate_member"
	ReasonUTF8          = "invalid_utf8"
	ReasonLoneSurrogate = "lone_surrogate"
	ReasonNUL           = "nul"
	ReasonTooDeep       = "too_deep"
	ReasonRequired      = "required"
	ReasonType          = "type"
	ReasonInteger       = "not_integer"
	ReasonRange         = "range"
	ReasonFormat        = "format"
	ReasonRepeated      = "repeated"
	ReasonTooMany       = "too_many"
)

type jsonKind byte

const (
	jsonNull jsonKind = iota
	jsonBool
	jsonNumber
	jsonString
	jsonArray
	jsonObject
)

// jsonValue is one value as it was written.
type jsonValue struct {
	kind    jsonKind
	text    string // a string decoded; a number or literal as written
	names   []string
	members []jsonValue // of an object, beside names; of an array, alone
}

// member finds a member of an object.
func (v jsonValue) member(name string) (jsonValue, bool) {
	for i, n := range v.names {
		if n == name {
			return v.members[i], true
		}
	}
	return jsonValue{}, false
}

const maxDepth = 64

// jsonReader reads one JSON text. It never reads a byte twice, and stops at
// the first fault.
type jsonReader struct {
	src   []byte
	at    int
	depth int
}

// readStrict reads a whole text as one strict JSON value.
func readStrict(src []byte) (jsonValue, error) {
	if !utf8.Valid(src) {
		return jsonValue{}, jsonFault("", ReasonUTF8, "the text is not valid UTF-8")
	}
	r := &jsonReader{src: src}
	v, err := r.value("")
	if err != nil {
		return jsonValue{}, err
	}
	r.space()
	if r.at != len(r.src) {
		return jsonValue{}, jsonFault("", ReasonSyntax, "there is more after the end of the value")
	}
	return v, nil
}

func jsonFault(pointer, reason, format string, args ...any) error {
	var fs models.Faults
	fs.Add(pointer, reason, format, args...)
	return fs.Err("the JSON text cannot be accepted")
}

func (r *jsonReader) space() {
	for r.at < len(r.src) && (r.src[r.at] == ' ' || r.src[r.at] == '\t' || r.src[r.at] == '\n' || r.src[r.at] == '\r') {
		r.at++
	}
}

// next skips white space and takes c, if it stands there.
func (r *jsonReader) next(c byte) bool {
	r.space()
	if r.at < len(r.src) && r.src[r.at] == c {
		r.at++
		return true
	}
	return false
}

func (r *jsonReader) value(pointer string) (jsonValue, error) {
	r.space()
	if r.at >= len(r.src) {
		return jsonValue{}, jsonFault(pointer, ReasonSyntax, "the text ends where a value is expected")
	}
	switch c := r.src[r.at]; {
	case c == '{' || c == '[':
		return r.nested(pointer, c)
	case c == '"':
		s, err := r.string(pointer)
		return jsonValue{kind: jsonString, text: s}, err
	case c == '-' || c >= '0' && c <= '9':
		return r.number(pointer)
	}
	for _, l := range []struct {
		word string
		kind jsonKind
	}{{"null", jsonNull}, {"true", jsonBool}, {"false", jsonBool}} {
		if strings.HasPrefix(string(r.src[r.at:min(len(r.src), r.at+5)]), l.word) {
			r.at += len(l.word)
			return jsonValue{kind: l.kind, text: l.word}, nil
		}
	}
	return jsonValue{}, jsonFault(pointer, ReasonSyntax, "no value begins with this character")
}

func (r *jsonReader) nested(pointer string, open byte) (jsonValue, error) {
	if r.depth++; r.depth > maxDepth {
		return jsonValue{}, jsonFault(pointer, ReasonTooDeep, "more than %d levels", maxDepth)
	}
	defer func() { r.depth-- }()
	r.at++
	if open == '{' {
		return r.object(pointer)
	}
	return r.array(pointer)
}

func (r *jsonReader) object(pointer string) (jsonValue, error) {
	v := jsonValue{kind: jsonObject}
	if r.next('}') {
		return v, nil
	}
	seen := map[string]bool{}
	for {
		r.space()
		name, err := r.string(pointer)
		if err != nil {
			return v, err
		}
		where := pointer + "/" + escapePointer(name)
		if seen[name] {
			return v, jsonFault(where, ReasonDuplicate, "the member is there twice")
		}
		seen[name] = true
		if !r.next(':') {
			return v, jsonFault(where, ReasonSyntax, "a colon is missing")
		}
		m, err := r.value(where)
		if err != nil {
			return v, err
		}
		v.names, v.members = append(v.names, name), append(v.members, m)
		if r.next('}') {
			return v, nil
		}
		if !r.next(',') {
			return v, jsonFault(where, ReasonSyntax, "a comma or brace is missing")
		}
	}
}

func (r *jsonReader) array(pointer string) (jsonValue, error) {
	v := jsonValue{kind: jsonArray}
	if r.next(']') {
		return v, nil
	}
	for {
		m, err := r.value(pointer + "/" + decimal(uint64(len(v.members))))
		if err != nil {
			return v, err
		}
		v.members = append(v.members, m)
		if r.next(']') {
			return v, nil
		}
		if !r.next(',') {
			return v, jsonFault(pointer, ReasonSyntax, "a comma or bracket is missing")
		}
	}
}

// number takes the grammar of RFC 8259, section 6.
func (r *jsonReader) number(pointer string) (jsonValue, error) {
	start := r.at
	if r.src[r.at] == '-' {
		r.at++
	}
	whole := r.digits()
	ok := whole == 1 || whole > 1 && r.src[r.at-whole] != '0'
	if r.at < len(r.src) && r.src[r.at] == '.' {
		r.at++
		ok = ok && r.digits() > 0
	}
	if r.at < len(r.src) && (r.src[r.at] == 'e' || r.src[r.at] == 'E') {
		r.at++
		if r.at < len(r.src) && (r.src[r.at] == '+' || r.src[r.at] == '-') {
			r.at++
		}
		ok = ok && r.digits() > 0
	}
	if !ok {
		return jsonValue{}, jsonFault(pointer, ReasonSyntax, "not a number")
	}
	return jsonValue{kind: jsonNumber, text: string(r.src[start:r.at])}, nil
}

func (r *jsonReader) digits() int {
	start := r.at
	for r.at < len(r.src) && r.src[r.at] >= '0' && r.src[r.at] <= '9' {
		r.at++
	}
	return r.at - start
}

func (r *jsonReader) string(pointer string) (string, error) {
	if r.at >= len(r.src) || r.src[r.at] != '"' {
		return "", jsonFault(pointer, ReasonSyntax, "a string is expected")
	}
	r.at++
	var b strings.Builder
	for r.at < len(r.src) {
		c := r.src[r.at]
		r.at++
		switch {
		case c == '"':
			return b.String(), nil
		case c < 0x20:
			return "", jsonFault(pointer, ReasonSyntax, "a control character must be escaped")
		case c == '\\':
			if err := r.escape(pointer, &b); err != nil {
				return "", err
			}
		default:
			b.WriteByte(c)
		}
	}
	return "", jsonFault(pointer, ReasonSyntax, "the text ends within a string")
}

var shortEscapes = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func (r *jsonReader) escape(pointer string, b *strings.Builder) error {
	if r.at >= len(r.src) {
		return jsonFault(pointer, ReasonSyntax, "the text ends within a string")
	}
	c := r.src[r.at]
	r.at++
	if short, ok := shortEscapes[c]; ok {
		b.WriteByte(short)
		return nil
	}
	u, ok := r.hex4(c)
	switch {
	case !ok:
		return jsonFault(pointer, ReasonSyntax, "not an escape")
	case u == 0:
		return jsonFault(pointer, ReasonNUL, "U+0000 cannot be kept")
	case !utf16.IsSurrogate(u):
		b.WriteRune(u)
		return nil
	}
	if r.at+1 < len(r.src) && r.src[r.at] == '\\' {
		r.at += 2
		if low, ok := r.hex4(r.src[r.at-1]); ok {
			if pair := utf16.DecodeRune(u, low); pair != utf8.RuneError {
				b.WriteRune(pair)
				return nil
			}
		}
	}
	return jsonFault(pointer, ReasonLoneSurrogate, "half of a surrogate pair stands alone")
}

// hex4 reads the four digits after a u.
func (r *jsonReader) hex4(c byte) (rune, bool) {
	if c != 'u' || r.at+4 > len(r.src) {
		return 0, false
	}
	var u rune
	for _, d := range r.src[r.at : r.at+4] {
		n := strings.IndexByte("0123456789abcdef", d|0x20)
		if n < 0 || d < '0' {
			return 0, false
		}
		u = u<<4 | rune(n)
	}
	r.at += 4
	return u, true
}

func escapePointer(name string) string {
	if !strings.ContainsAny(name, "~/") {
		return name
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
