package sync

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// What the strict reader takes, encoding/json takes too and reads as the same
// value: it is stricter, never different. Of two members of one name it takes none.
func FuzzWhatIsStrictJSONReadsTheSameElsewhere(f *testing.F) {
	for _, s := range []string{`{"a":1,"b":[true,null,"é\u00e9\ud83d\ude00"]}`, `{"a":1,"a":2}`, `"\ud800"`, `"\u0000"`, "\"\xff\"", `[1e400,-0,0.1]`, ` {} `, `{} {}`,
		strings.Repeat("[", 200), `{"a":{"b":{"a":1}}}`, "\"\x01\"", `01`, `"\x"`, ``} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		v, err := readStrict(raw)
		if err != nil {
			return
		}
		d := json.NewDecoder(strings.NewReader(string(raw)))
		d.UseNumber()
		var loose any
		if err := d.Decode(&loose); err != nil {
			t.Fatalf("encoding/json refuses what was taken: %v", err)
		}
		if strict := loosely(t, v); !reflect.DeepEqual(strict, loose) {
			t.Fatalf("%#v elsewhere is %#v", strict, loose)
		}
	})
}

func loosely(t *testing.T, v jsonValue) any {
	t.Helper()
	switch v.kind {
	case jsonBool:
		return v.text == "true"
	case jsonNumber:
		return json.Number(v.text)
	case jsonString:
		return v.text
	case jsonArray:
		list := []any{}
		for _, m := range v.members {
			list = append(list, loosely(t, m))
		}
		return list
	case jsonObject:
		members := map[string]any{}
		for i, n := range v.names {
			if _, twice := members[n]; twice {
				t.Fatalf("%q is there twice", n)
			}
			members[n] = loosely(t, v.members[i])
		}
		return members
	}
	return nil
}
