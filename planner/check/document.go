package check

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/cellsweep/cellsweep/models"
)

// kind is the JSON type of a node.
type kind byte

const (
	kindNull kind = iota
	kindBool
	kindNumber
	kindText
	kindList
	kindObject
)

var kindNames = [...]string{"null", "a boolean", "a number", "a string", "an array", "an object"}

// node is one value of a JSON document. It knows its place, so that a JSON
// pointer is built only when there is a fault to tell.
type node struct {
	up    *node
	name  string // member name, where up is an object
	index int    // where up is a list
	kind  kind
	text  string // a string's value, a number's literal
	flag  bool
	items []*node // of a list, or of an object in the document's order
}

// parse reads a document whole. encoding/json into structs would not do: it
// matches member names regardless of case and lets the last duplicate win, so
// two readers of one file could see two different instances.
func parse(document []byte, faults *models.Faults) *node {
	if !utf8.Valid(document) {
		faults.Add("", "syntax", "the document is not UTF-8")
		return nil
	}
	var whole json.RawMessage
	if err := json.Unmarshal(document, &whole); err != nil {
		faults.Add("", "syntax", "the document is not JSON: %s%s", err, offset(err))
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	root := &node{}
	if err := read(decoder, root, faults); err != nil && !errors.Is(err, io.EOF) {
		faults.Add("", "syntax", "the document is not JSON: %s", err)
		return nil
	}
	return root
}

func offset(err error) string {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return " (at byte " + strconv.FormatInt(syntax.Offset, 10) + ")"
	}
	return ""
}

func read(decoder *json.Decoder, n *node, faults *models.Faults) error {
	token, err := decoder.Token()
	if err != nil {
		return err
	}
	switch value := token.(type) {
	case nil:
		n.kind = kindNull
	case bool:
		n.kind, n.flag = kindBool, value
	case json.Number:
		n.kind, n.text = kindNumber, value.String()
	case string:
		n.kind, n.text = kindText, value
	case json.Delim:
		if value == '{' {
			return readObject(decoder, n, faults)
		}
		return readList(decoder, n, faults)
	}
	return nil
}

func readList(decoder *json.Decoder, n *node, faults *models.Faults) error {
	n.kind = kindList
	for decoder.More() {
		item := &node{up: n, index: len(n.items)}
		if err := read(decoder, item, faults); err != nil {
			return err
		}
		n.items = append(n.items, item)
	}
	_, err := decoder.Token()
	return err
}

// longObject is the number of members beyond which they are looked up by a map.
const longObject = 16

func readObject(decoder *json.Decoder, n *node, faults *models.Faults) error {
	n.kind = kindObject
	var seen map[string]bool // only of long objects: a map for each would cost more than the reading
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return err
		}
		name, _ := token.(string)
		member := &node{up: n, name: name}
		if len(n.items) == longObject {
			seen = map[string]bool{}
			for _, m := range n.items {
				seen[m.name] = true
			}
		}
		if seen[name] || seen == nil && n.member(name) != nil {
			faults.Add(member.pointer(), "duplicate", "the member %q occurs twice", name)
		}
		if seen != nil {
			seen[name] = true
		}
		if err := read(decoder, member, faults); err != nil {
			return err
		}
		n.items = append(n.items, member)
	}
	_, err := decoder.Token()
	return err
}

var escapePointer = strings.NewReplacer("~", "~0", "/", "~1")

// pointer gives the node's place as a JSON pointer (RFC 6901).
func (n *node) pointer() string {
	if n.up == nil {
		return ""
	}
	if n.up.kind == kindList {
		return n.up.pointer() + "/" + strconv.Itoa(n.index)
	}
	return n.up.pointer() + "/" + escapePointer.Replace(n.name)
}

// member returns the member of that exact name, or nil.
func (n *node) member(name string) *node {
	if n == nil || n.kind != kindObject {
		return nil
	}
	for _, m := range n.items {
		if m.name == name {
			return m
		}
	}
	return nil
}
