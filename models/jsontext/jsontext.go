// Package jsontext says what encoding/json would lose, without a word, of JSON that
// somebody has sent: of two members of one name the first, what follows the end,
// and bytes that are no UTF-8. It lies below all others, so that what the server
// decodes and what a checklist is read from are held alike.
package jsontext

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxDepth is how deep objects and lists may lie in each other. It bounds what
// walking through a text costs.
const MaxDepth = 64

// mostTwice is how many members that are there twice are told. A megabyte can
// hold a hundred thousand of them.
const mostTwice = 100

// What is wrong with a text as a whole.
var (
	ErrUTF8  = errors.New("it is not in UTF-8")
	ErrMore  = errors.New("something follows its end")
	ErrDepth = errors.New("it is nested more than " + strconv.Itoa(MaxDepth) + " deep")
)

// Twice gives the JSON pointers (RFC 6901) of members whose object has one of that
// name already, in the order of the text, a hundred at most. A text that is no JSON
// is an error of encoding/json, any other one is above.
func Twice(raw []byte) ([]string, error) {
	if !utf8.Valid(raw) {
		return nil, ErrUTF8
	}
	if !json.Valid(raw) {
		return nil, invalid(raw)
	}
	w := walk{raw: raw}
	err := w.through()
	return w.twice, err
}

// invalid says why a text is no JSON.
func invalid(raw []byte) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	var first json.RawMessage
	if err := d.Decode(&first); err != nil {
		return err
	}
	if _, err := d.Token(); errors.Is(err, io.EOF) {
		return json.Unmarshal(raw, &first) // whatever it is that Valid sees
	}
	return ErrMore
}

// walk goes through a text that is JSON. It makes nothing of it but the names of
// members: requests have up to 64 MiB.
type walk struct {
	raw   []byte
	open  []level
	twice []string
}

// level is an object or a list that has begun and not ended.
type level struct {
	object bool
	named  bool // of an object: the name of the member has been read, and the value comes
	name   string
	index  int             // of a list
	names  []string        // of an object, while they are few
	many   map[string]bool // and when they are not
}

const few = 16

func (w *walk) through() error {
	for i := 0; i < len(w.raw); {
		switch c := w.raw[i]; c {
		case '{', '[':
			if len(w.open) == MaxDepth {
				return ErrDepth
			}
			w.open = append(w.open, level{object: c == '{'})
		case '}', ']':
			w.open = w.open[:len(w.open)-1]
		case ',':
			top := &w.open[len(w.open)-1]
			top.index, top.named = top.index+1, false
		case '"':
			end := closing(w.raw, i)
			if n := len(w.open); n > 0 && w.open[n-1].object && !w.open[n-1].named {
				if err := w.member(w.raw[i:end]); err != nil {
					return err
				}
			}
			i = end
			continue
		}
		i++
	}
	return nil
}

// closing is behind the quote that ends a string.
func closing(raw []byte, i int) int {
	for i++; raw[i] != '"'; i++ {
		if raw[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// member begins one of the object that is read now.
func (w *walk) member(quoted []byte) error {
	name := string(quoted[1 : len(quoted)-1])
	if strings.IndexByte(name, '\\') >= 0 {
		if err := json.Unmarshal(quoted, &name); err != nil {
			return err
		}
	}
	top := &w.open[len(w.open)-1]
	top.name, top.named = name, true
	if !top.add(name) && len(w.twice) < mostTwice {
		w.twice = append(w.twice, w.pointer())
	}
	return nil
}

// add is false when the object has a member of that name.
func (l *level) add(name string) bool {
	switch {
	case l.many[name] || l.many == nil && slices.Contains(l.names, name):
		return false
	case l.many != nil:
		l.many[name] = true
	case len(l.names) < few:
		l.names = append(l.names, name)
	default:
		l.many = map[string]bool{name: true}
		for _, n := range l.names {
			l.many[n] = true
		}
	}
	return true
}

// pointer is that of what is read now.
func (w *walk) pointer() string {
	var b strings.Builder
	for _, l := range w.open {
		if l.object {
			b.WriteString("/" + Escape(l.name))
		} else {
			b.WriteString("/" + strconv.Itoa(l.index))
		}
	}
	return b.String()
}

var escapes = strings.NewReplacer("~", "~0", "/", "~1")

// Escape writes a member's name as a part of a JSON pointer.
func Escape(name string) string { return escapes.Replace(name) }
