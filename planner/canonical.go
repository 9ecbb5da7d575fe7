package planner

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"sort"
	"strconv"
	"unicode/utf16"
)

// appendCanonical writes n as RFC 8785 JSON (JCS): members sorted by their
// UTF-16 code units, numbers as ECMAScript prints them, no space.
func appendCanonical(b []byte, n *node) []byte {
	switch n.kind {
	case kindNull:
		return append(b, "null"...)
	case kindBool:
		return strconv.AppendBool(b, n.yes)
	case kindNumber:
		return appendNumber(b, n.num)
	case kindString:
		return appendString(b, n.text)
	case kindList:
		b = append(b, '[')
		for i := range n.items {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendCanonical(b, &n.items[i])
		}
		return append(b, ']')
	}
	b = append(b, '{')
	for i, k := range canonicalOrder(n.keys) {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, n.keys[k]), ':')
		b = appendCanonical(b, &n.items[k])
	}
	return append(b, '}')
}

// canonicalOrder is the order of an object's members.
func canonicalOrder(keys []string) []int {
	order := make([]int, len(keys))
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(i, j int) bool { return lessUTF16(keys[order[i]], keys[order[j]]) })
	return order
}

// canonicalInstance is the canonical form of an instance document as it was
// read, and where its sites stand in it.
func canonicalInstance(root *node) ([]byte, []extent) {
	w := &writer{}
	var spans []extent
	w.open('{')
	for _, k := range canonicalOrder(root.keys) {
		w.comma()
		w.b = append(appendString(w.b, root.keys[k]), ':')
		if root.keys[k] != "sites" {
			w.b = appendCanonical(w.b, &root.items[k])
			continue
		}
		w.open('[')
		for i := range root.items[k].items {
			w.comma()
			from := len(w.b)
			w.b = appendCanonical(w.b, &root.items[k].items[i])
			spans = append(spans, extent{from, len(w.b)})
		}
		w.close(']')
	}
	w.close('}')
	return w.b, spans
}

// lessUTF16 orders as RFC 8785 §3.2.3 does. It differs from the order of bytes
// only where a character beyond U+FFFF meets one from U+E000 on.
func lessUTF16(a, b string) bool {
	ascii := func(s string) bool {
		for i := 0; i < len(s); i++ {
			if s[i] >= 0x80 {
				return false
			}
		}
		return true
	}
	if ascii(a) && ascii(b) {
		return a < b
	}
	x, y := utf16.Encode([]rune(a)), utf16.Encode([]rune(b))
	for i := 0; i < len(x) && i < len(y); i++ {
		if x[i] != y[i] {
			return x[i] < y[i]
		}
	}
	return len(x) < len(y)
}

// appendNumber prints a double as ECMAScript's Number::toString does
// (RFC 8785 §3.2.2.3): shortest digits that read back, exponent outside [1e-6, 1e21).
func appendNumber(b []byte, f float64) []byte {
	if f == 0 {
		return append(b, '0') // negative zero too
	}
	if a := math.Abs(f); a >= 1e-6 && a < 1e21 {
		return strconv.AppendFloat(b, f, 'f', -1, 64)
	}
	s := strconv.AppendFloat(nil, f, 'e', -1, 64)
	if i := bytes.IndexByte(s, 'e'); i+2 < len(s)-1 && s[i+2] == '0' {
		s = append(s[:i+2], s[i+3:]...) // Go writes e-07, ECMAScript e-7
	}
	return append(b, s...)
}

func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	plain := 0 // most names have nothing to escape
	for plain < len(s) && s[plain] >= 0x20 && s[plain] != '"' && s[plain] != '\\' {
		plain++
	}
	b = append(b, s[:plain]...)
	for i := plain; i < len(s); i++ {
		switch c := s[i]; c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\b':
			b = append(b, `\b`...)
		case '\t':
			b = append(b, `\t`...)
		case '\n':
			b = append(b, `\n`...)
		case '\f':
			b = append(b, `\f`...)
		case '\r':
			b = append(b, `\r`...)
		default:
			if c < 0x20 {
				const digits = "0123456789abcdef"
				b = append(b, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
				continue
			}
			b = append(b, c)
		}
	}
	return append(b, '"')
}

func digestOf(canonical []byte) string {
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:])
}
