package jsontext

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestAMemberThatIsThereTwiceIsToldByItsPointer(t *testing.T) {
	for text, want := range map[string][]string{
		`{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}`: nil,
		`{"a":1,"a":2}`:      {"/a"},
		`{"a":1,"\u0061":1}`: {"/a"},
		`{"a":1,"A":1}`:      nil,
		`{"l":[0,{"x":{"y/~":1,"y/~":2}}],"m":{"":1,"":2}}`: {"/l/1/x/y~1~0", "/m/"},
		`{"a":{"b":1,"b":2},"a":{"b":1,"b":2,"b":3}}`:       {"/a/b", "/a", "/a/b", "/a/b"},
		`{"a\\\"{":"}\"","b":"\\\\","b":0}`:                 {"/b"},
		`{"0":0,"1":0,"2":0,"3":0,"4":0,"5":0,"6":0,"7":0,"8":0,"9":0,"a":0,"b":0,"c":0,"d":0,"e":0,"f":0,"g":0,"h":0,"a":0,"h":0}`: {"/a", "/h"},
		`{"a":"a","b":["a","b",{"c":null}],"d":true}`: nil,
		`"a"`:                      nil,
		`[{"a":1},{"a":1,"a":{}}]`: {"/1/a"},
		`{"a":` + strings.Repeat("[", 60) + strings.Repeat("]", 60) + `}`: nil,
	} {
		twice, err := Twice([]byte(text))
		if err != nil || !slices.Equal(twice, want) {
			t.Errorf("%s: %q, not %q (%v)", text, twice, want, err)
		}
	}
	many, err := Twice([]byte("{" + strings.Repeat(`"a":1,`, 1000) + `"a":1}`))
	if err != nil || len(many) != mostTwice {
		t.Errorf("of a thousand %d are told (%v)", len(many), err)
	}
}

func TestWhatIsNoOneTextInUTF8IsRefused(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for text, want := range map[string]error{`{"a":1}{"a":2}`: ErrMore, `{} x`: ErrMore, "{} \n": nil, "{\"a\":\"\xff\"}": ErrUTF8, deep(MaxDepth): nil, deep(MaxDepth + 1): ErrDepth} {
		if _, err := Twice([]byte(text)); !errors.Is(err, want) || (want == nil) != (err == nil) {
			t.Errorf("%.40q: %v, not %v", text, err, want)
		}
	}
	for _, text := range []string{``, `{`, `{"a"`, `{"a":}`, `[1,]`, `{"a":1,}`, `nul`, `{"a" 1}`, `{1:2}`, `]`} {
		if _, err := Twice([]byte(text)); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}

// What it costs to look through the greatest requests there are.
func BenchmarkTwice(b *testing.B) {
	for name, text := range map[string]string{
		"one text of 60 MB": `{"files":[{"name":"a.csv","content":"` + strings.Repeat(`S01;B1-A-1-01;20\n`, 60_000_000/18) + `"}]}`,
		"a draft of 8 MB":   `{"cells":[` + strings.TrimSuffix(strings.Repeat(`{"id":"0198f2a0-0000-7000-8000-000000000010","location":"0198f2a0-0000-7000-8000-000000000010","duration":20},`, 8_000_000/113), ",") + `]}`,
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Twice([]byte(text)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
