package sync

import (
	"encoding/json"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

// Push is the outer object of a push: read without judging the entries.
type Push struct {
	Version    uint64   // v, 0 when absent or no whole number
	Stream     string   //
	Head       []byte   // raw, nil when absent; for ParseHead
	AppVersion string   // "" when absent
	Elements   [][]byte // the raw elements of entries, for ParseEntry; nil when absent
}

// ParsePush reads the outer object of a push. An element that is broken inside
// a string (bad UTF-8, lone surrogates, control characters), repeats a member
// or has the wrong members does not matter here: each entry is judged alone.
// The error is a Fault of code Invalid: no JSON object, a member of the outer
// object twice, no stream of the right form, entries that is no array.
func ParsePush(raw []byte) (Push, error) {
	r := &rawReader{src: raw}
	outer, err := r.object()
	if err != nil {
		return Push{}, err
	}
	var p Push
	if p.Stream = textOf(outer["stream"]); !IsStream(p.Stream) {
		return Push{}, jsonFault("/stream", ReasonFormat, "22 base64url characters are expected")
	}
	if list, ok := outer["entries"]; ok {
		if p.Elements, err = (&rawReader{src: list}).array(); err != nil {
			return Push{}, err
		}
	}
	p.Head = outer["head"]
	if v, err := readStrict(outer["v"]); err == nil && v.kind == jsonNumber {
		p.Version, _ = parseInteger(v.text)
	}
	if app, err := readStrict(outer["app"]); err == nil {
		v, _ := app.member("version")
		p.AppVersion = v.text
	}
	return p, nil
}

func textOf(raw []byte) string {
	v, err := readStrict(raw)
	if err != nil || v.kind != jsonString {
		return ""
	}
	return v.text
}

// rawReader finds where values begin and end, and looks no closer: what is
// wrong within a string is the concern of the entry that holds it.
type rawReader struct {
	src   []byte
	at    int
	depth int
}

const maxRawDepth = 1000

func (r *rawReader) fault(what string) error {
	return jsonFault("", ReasonSyntax, "%s (byte %d)", what, r.at)
}

func (r *rawReader) peek() byte {
	for r.at < len(r.src) {
		switch r.src[r.at] {
		case ' ', '\t', '\n', '\r':
			r.at++
		default:
			return r.src[r.at]
		}
	}
	return 0
}

func (r *rawReader) take(c byte) bool {
	if r.peek() != c {
		return false
	}
	r.at++
	return true
}

// object reads the whole text as an object of raw members.
func (r *rawReader) object() (map[string][]byte, error) {
	members := map[string][]byte{}
	err := r.list('{', '}', func() error {
		raw, err := r.string()
		if err != nil {
			return err
		}
		name, err := readStrict(raw)
		if err != nil {
			return err
		}
		if _, twice := members[name.text]; twice {
			return jsonFault("/"+escapePointer(name.text), ReasonDuplicate, "the member is there twice")
		}
		if !r.take(':') {
			return r.fault("a colon is missing")
		}
		members[name.text], err = r.value()
		return err
	})
	return members, r.whole(err)
}

// array reads the whole text as an array of raw elements.
func (r *rawReader) array() ([][]byte, error) {
	elements := [][]byte{}
	err := r.list('[', ']', func() error {
		raw, err := r.value()
		elements = append(elements, raw)
		return err
	})
	return elements, r.whole(err)
}

func (r *rawReader) whole(err error) error {
	if err == nil && (r.peek() != 0 || r.at < len(r.src)) {
		return r.fault("there is more after the end of the value")
	}
	return err
}

func (r *rawReader) list(open, end byte, item func() error) error {
	if !r.take(open) {
		return r.fault("expected " + string(open))
	}
	if r.depth++; r.depth > maxRawDepth {
		return r.fault("too deep")
	}
	defer func() { r.depth-- }()
	if r.take(end) {
		return nil
	}
	for {
		r.peek()
		if err := item(); err != nil {
			return err
		}
		if r.take(end) {
			return nil
		}
		if !r.take(',') {
			return r.fault("a comma or the end is missing")
		}
	}
}

// value passes over one value and returns its bytes.
func (r *rawReader) value() ([]byte, error) {
	var err error
	c := r.peek()
	start := r.at
	switch {
	case c == '"':
		return r.string()
	case c == '{':
		err = r.list('{', '}', func() error {
			if _, err := r.string(); err != nil {
				return err
			}
			if !r.take(':') {
				return r.fault("a colon is missing")
			}
			_, err := r.value()
			return err
		})
	case c == '[':
		err = r.list('[', ']', func() error { _, err := r.value(); return err })
	default:
		for r.at < len(r.src) && (isBase64URL(r.src[r.at]) || r.src[r.at] == '+' || r.src[r.at] == '.') {
			r.at++
		}
		if r.at == start {
			err = r.fault("a value is missing")
		}
	}
	return r.src[start:r.at], err
}

func (r *rawReader) string() ([]byte, error) {
	start := r.at
	if r.at >= len(r.src) || r.src[r.at] != '"' {
		return nil, r.fault("a string is expected")
	}
	for r.at++; r.at < len(r.src); r.at++ {
		switch r.src[r.at] {
		case '\\':
			r.at++
		case '"':
			r.at++
			return r.src[start:r.at], nil
		}
	}
	return nil, r.fault("the text ends within a string")
}

// Result is one row of a push's answer: one for each element, in order.
type Result struct {
	Index     int     `json:"index"`
	Seq       uint64  `json:"seq,omitempty"` // absent when the element could not be read
	ID        string  `json:"id,omitempty"`  // likewise
	Verdict   Verdict `json:"verdict"`
	Code      Code    `json:"code,omitempty"`
	Reason    string  `json:"reason,omitempty"`   // of malformed: pointer and sentence
	Position  uint64  `json:"position,omitempty"` // absent for unverified
	Duplicate bool    `json:"duplicate"`
}

// Answer is what a push is told. All but Results, Epoch and ServerTime are only
// for a request with a valid head: there, lists without an element are empty,
// and nil (left out) elsewhere.
type Answer struct {
	Results      []Result `json:"results"`
	Epoch        string   `json:"epoch"`
	ServerTime   string   `json:"serverTime"`
	Ack          *Ack     `json:"ack,omitempty"`
	Missing      []Span   `json:"missing,omitzero"`
	More         bool     `json:"more,omitempty"`
	FilesMissing []string `json:"filesMissing,omitzero"`
	FilesMore    bool     `json:"filesMore,omitempty"`
	TreeNote     string   `json:"treeNote,omitempty"`
}

// NewAnswer is the answer to a push without a valid head.
func NewAnswer(results []Result, epoch string, now time.Time) Answer {
	return Answer{Results: results, Epoch: epoch, ServerTime: models.FormatTime(now)}
}

// JSON writes the answer.
func (a Answer) JSON() ([]byte, error) { return json.Marshal(a) }
