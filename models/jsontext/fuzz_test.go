package jsontext

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// slow finds members that are there twice with the reader of encoding/json.
func slow(d *json.Decoder, at string, depth int) (twice []string, err error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	open, nested := token.(json.Delim)
	if !nested {
		return nil, nil
	}
	if depth == MaxDepth {
		return nil, ErrDepth
	}
	seen := map[string]bool{}
	for i := 0; d.More(); i++ {
		here := at + "/" + strconv.Itoa(i)
		if open == '{' {
			key, err := d.Token()
			if err != nil {
				return nil, err
			}
			name, _ := key.(string)
			if here = at + "/" + Escape(name); seen[name] {
				twice = append(twice, here)
			}
			seen[name] = true
		}
		more, err := slow(d, here, depth+1)
		if err != nil {
			return nil, err
		}
		twice = append(twice, more...)
	}
	_, err = d.Token()
	return twice, err
}

// FuzzTwiceFindsWhatEncodingJSONWouldLose holds the walk against the reader of encoding/json.
func FuzzTwiceFindsWhatEncodingJSONWouldLose(f *testing.F) {
	for _, text := range []string{`{"a":1,"a":2}`, `[{"\u0061":{"a":[]},"a":"}"}]`, `{"a\\\"":1,"b":[[],{}],"b":null} x`, `{"~":1,"/":2,"~":3}`, "\xff", `{`, `1 2`, `"\ud800"`,
		strings.Repeat("[", 65) + strings.Repeat("]", 65)} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := Twice(raw)
		if !utf8.Valid(raw) {
			if !errors.Is(err, ErrUTF8) {
				t.Fatalf("%q: %v", raw, err)
			}
			return
		}
		d := json.NewDecoder(strings.NewReader(string(raw)))
		d.UseNumber()
		want, wrong := slow(d, "", 0)
		if _, end := d.Token(); wrong == nil && !errors.Is(end, io.EOF) {
			wrong = ErrMore
		}
		if (err == nil) != (wrong == nil) || errors.Is(err, ErrDepth) && !errors.Is(wrong, ErrDepth) {
			t.Fatalf("%q: %v, not %v", raw, err, wrong)
		}
		if err == nil && !slices.Equal(got, want[:min(len(want), mostTwice)]) {
			t.Fatalf("%q: %q, not %q", raw, got, want)
		}
	})
}
