package planner

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/cellsweep/cellsweep/models"
)

type kind uint8

const (
	kindNull kind = iota
	kindBool
	kindNumber
	kindString
	kindList
	kindObject
)

func (k kind) String() string {
	return [...]string{"null", "a truth value", "a number", "a string", "a list", "an object"}[k]
}

// node is one JSON value. encoding/json hides duplicate members and mends lone
// surrogates in silence, and both are malformed here; hence a parser of our own.
type node struct {
	kind  kind
	yes   bool
	num   float64
	text  string // of a string
	items []node // of a list, or an object's values
	keys  []string
}

// maxDepth bounds the nesting of a document; ours are seven deep.
const maxDepth = 200

type parser struct {
	src    string
	pos    int
	depth  int
	path   []string // JSON pointer tokens of the value being read
	values []node   // of the objects and lists being read; copied out at their exact size
	keys   []string
	shapes map[int][]string // names of the last object at a depth, shared by those like it
	faults *models.Faults
}

type syntaxError struct{ message string }

func (e syntaxError) Error() string { return e.message }

// parseJSON reads one document. Duplicate members go to faults with their
// pointers and the reading goes on; a syntax error ends it.
func parseJSON(src []byte, faults *models.Faults) (node, error) {
	if !utf8.Valid(src) {
		return node{}, syntaxError{"the document is not UTF-8"}
	}
	p := &parser{src: string(src), shapes: map[int][]string{}, faults: faults}
	p.space()
	n, err := p.value()
	if err != nil {
		return node{}, err
	}
	p.space()
	if p.pos != len(p.src) {
		return node{}, p.fail("something follows the document")
	}
	return n, nil
}

func (p *parser) fail(message string) error {
	line := 1 + strings.Count(p.src[:p.pos], "\n")
	column := p.pos - strings.LastIndexByte(p.src[:p.pos], '\n')
	return syntaxError{message + " (line " + strconv.Itoa(line) + ", byte " + strconv.Itoa(column) + ")"}
}

func (p *parser) space() {
	for p.pos < len(p.src) {
		switch p.src[p.pos] {
		case ' ', '\t', '\n', '\r':
			p.pos++
		default:
			return
		}
	}
}

func (p *parser) value() (node, error) {
	if p.pos == len(p.src) {
		return node{}, p.fail("the document ends too early")
	}
	switch c := p.src[p.pos]; {
	case c == '{' || c == '[':
		if p.depth++; p.depth > maxDepth {
			return node{}, p.fail("the document is nested too deeply")
		}
		defer func() { p.depth-- }()
		if c == '{' {
			return p.object()
		}
		return p.list()
	case c == '"':
		s, err := p.str()
		return node{kind: kindString, text: s}, err
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	}
	return p.word()
}

func (p *parser) word() (node, error) {
	rest := p.src[p.pos:]
	switch {
	case strings.HasPrefix(rest, "null"):
		p.pos += 4
		return node{}, nil
	case strings.HasPrefix(rest, "true"):
		p.pos += 4
		return node{kind: kindBool, yes: true}, nil
	case strings.HasPrefix(rest, "false"):
		p.pos += 5
		return node{kind: kindBool}, nil
	}
	return node{}, p.fail("no JSON value begins here")
}

func (p *parser) object() (node, error) {
	p.pos++
	values, keys := len(p.values), len(p.keys)
	for first := true; ; first = false {
		p.space()
		if p.eat('}') {
			n := node{kind: kindObject, items: p.take(values), keys: p.shape(p.keys[keys:])}
			p.keys = p.keys[:keys]
			return n, nil
		}
		if !first && !p.eat(',') {
			return node{}, p.fail("a comma or } is missing")
		}
		p.space()
		if p.pos == len(p.src) || p.src[p.pos] != '"' {
			return node{}, p.fail("a member's name is missing")
		}
		key, err := p.str()
		if err != nil {
			return node{}, err
		}
		p.space()
		if !p.eat(':') {
			return node{}, p.fail("a colon is missing")
		}
		p.space()
		p.path = append(p.path, key)
		v, err := p.value()
		if err != nil {
			return node{}, err
		}
		if slices.Contains(p.keys[keys:], key) {
			p.faults.Add(pointerOf(p.path), "duplicate", "the member %q appears twice", key)
		} else {
			p.keys, p.values = append(p.keys, key), append(p.values, v)
		}
		p.path = p.path[:len(p.path)-1]
	}
}

// take copies the values from one on out of the stack.
func (p *parser) take(from int) []node {
	out := append([]node(nil), p.values[from:]...)
	p.values = p.values[:from]
	return out
}

// shape returns the names of an object, shared with the last of its depth if
// they are the same: a nation's cells would else hold as many lists of names.
func (p *parser) shape(keys []string) []string {
	if last := p.shapes[p.depth]; slices.Equal(last, keys) {
		return last
	}
	p.shapes[p.depth] = slices.Clone(keys)
	return p.shapes[p.depth]
}

func (p *parser) list() (node, error) {
	p.pos++
	from := len(p.values)
	for first := true; ; first = false {
		p.space()
		if p.eat(']') {
			return node{kind: kindList, items: p.take(from)}, nil
		}
		if !first && !p.eat(',') {
			return node{}, p.fail("a comma or ] is missing")
		}
		p.space()
		p.path = append(p.path, strconv.Itoa(len(p.values)-from))
		v, err := p.value()
		if err != nil {
			return node{}, err
		}
		p.values = append(p.values, v)
		p.path = p.path[:len(p.path)-1]
	}
}

func (p *parser) eat(c byte) bool {
	if p.pos < len(p.src) && p.src[p.pos] == c {
		p.pos++
		return true
	}
	return false
}

func (p *parser) digits() bool {
	from := p.pos
	for p.pos < len(p.src) && p.src[p.pos] >= '0' && p.src[p.pos] <= '9' {
		p.pos++
	}
	return p.pos > from
}

func (p *parser) number() (node, error) {
	from := p.pos
	p.eat('-')
	if !p.eat('0') && !p.digits() {
		return node{}, p.fail("a digit is missing")
	}
	if p.eat('.') && !p.digits() {
		return node{}, p.fail("a digit is missing after the point")
	}
	if p.eat('e') || p.eat('E') {
		if !p.eat('+') {
			p.eat('-')
		}
		if !p.digits() {
			return node{}, p.fail("a digit is missing in the exponent")
		}
	}
	f, err := strconv.ParseFloat(p.src[from:p.pos], 64)
	if err != nil || math.IsInf(f, 0) {
		return node{}, p.fail("the number is out of range")
	}
	return node{kind: kindNumber, num: f}, nil
}

// str reads a string. Without escapes it is a slice of the document, which
// saves most of the memory that a large document would cost.
func (p *parser) str() (string, error) {
	p.pos++
	from := p.pos
	var b *strings.Builder
	for p.pos < len(p.src) {
		switch c := p.src[p.pos]; {
		case c == '"':
			tail := p.src[from:p.pos]
			p.pos++
			if b == nil {
				return tail, nil
			}
			b.WriteString(tail)
			return b.String(), nil
		case c < 0x20:
			return "", p.fail("a control character stands in a string")
		case c == '\\':
			if b == nil {
				b = &strings.Builder{}
			}
			b.WriteString(p.src[from:p.pos])
			if err := p.escape(b); err != nil {
				return "", err
			}
			from = p.pos
		default:
			p.pos++
		}
	}
	return "", p.fail("a string does not end")
}

func (p *parser) escape(b *strings.Builder) error {
	p.pos++
	if p.pos == len(p.src) {
		return p.fail("a string does not end")
	}
	c := p.src[p.pos]
	p.pos++
	if i := strings.IndexByte(`"\/bfnrt`, c); i >= 0 {
		b.WriteByte("\"\\/\b\f\n\r\t"[i])
		return nil
	}
	if c != 'u' {
		return p.fail("an unknown escape")
	}
	r, ok := p.hex4()
	if ok && utf16.IsSurrogate(r) {
		var low rune
		if strings.HasPrefix(p.src[p.pos:], `\u`) {
			p.pos += 2
			low, ok = p.hex4()
		}
		r = utf16.DecodeRune(r, low)
		ok = ok && r != utf8.RuneError
	}
	if !ok {
		return p.fail("a broken \\u escape, or half of a surrogate pair")
	}
	b.WriteRune(r)
	return nil
}

func (p *parser) hex4() (rune, bool) {
	if p.pos+4 > len(p.src) {
		return 0, false
	}
	v, err := strconv.ParseUint(p.src[p.pos:p.pos+4], 16, 32)
	p.pos += 4
	return rune(v), err == nil
}

// pointerOf writes RFC 6901.
func pointerOf(tokens []string) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteByte('/')
		b.WriteString(strings.NewReplacer("~", "~0", "/", "~1").Replace(t))
	}
	return b.String()
}
