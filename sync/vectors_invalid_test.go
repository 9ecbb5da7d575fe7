package sync_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// malformedCases are ways to break one sound entry. Each replaces a piece of
// its text; hex marks those that are no longer text.
var malformedCases = []struct{ name, old, new, reason, pointer string }{
	{"not an object", "*", `[1]`, "type", ""},
	{"no JSON", "*", `{"seq":`, "syntax", "/seq"},
	{"empty", "*", ``, "syntax", ""},
	{"more after the end", "*", `{} {}`, "syntax", ""},
	{"a member twice", `"seq":7`, `"seq":7,"seq":7`, "duplicate_member", "/seq"},
	{"a member twice, once escaped", `"seq":7`, `"seq":7,"\u0073eq":8`, "duplicate_member", "/seq"},
	{"an unknown member twice", `"seq":7`, `"seq":7,"x":1,"x":2`, "duplicate_member", "/x"},
	{"a member twice within an unknown one", `"seq":7`, `"seq":7,"x":{"a":1,"a":2}`, "duplicate_member", "/x/a"},
	{"invalid UTF-8", `"text\":\"x`, "\"text\\\":\\\"\xff", "invalid_utf8", ""},
	{"UTF-8 that is longer than needed", `"text\":\"x`, "\"text\\\":\\\"\xc0\xaf", "invalid_utf8", ""},
	{"a surrogate in UTF-8", `"text\":\"x`, "\"text\\\":\\\"\xed\xa0\x80", "invalid_utf8", ""},
	{"a lone high surrogate", `"text\":\"x`, `"text\":\"\ud83d`, "lone_surrogate", "/body"},
	{"a lone low surrogate", `"text\":\"x`, `"text\":\"\udd11`, "lone_surrogate", "/body"},
	{"two high surrogates", `"text\":\"x`, `"text\":\"\ud83d\ud83d`, "lone_surrogate", "/body"},
	{"U+0000", `"text\":\"x`, `"text\":\"\u0000`, "nul", "/body"},
	{"a raw control character", `"text\":\"x`, "\"text\\\":\\\"\n", "syntax", "/body"},
	{"an unknown escape", `"text\":\"x`, `"text\":\"\x41`, "syntax", "/body"},
	{"seq as a string", `"seq":7`, `"seq":"7"`, "type", "/seq"},
	{"seq as a float", `"seq":7`, `"seq":7.0`, "not_integer", "/seq"},
	{"seq with an exponent", `"seq":7`, `"seq":7e0`, "not_integer", "/seq"},
	{"seq negative", `"seq":7`, `"seq":-7`, "not_integer", "/seq"},
	{"seq zero", `"seq":7`, `"seq":0`, "range", "/seq"},
	{"seq with a leading zero", `"seq":7`, `"seq":07`, "syntax", "/seq"},
	{"seq above 2^53-1", `"seq":7`, `"seq":9007199254740992`, "range", "/seq"},
	{"seq above 2^64", `"seq":7`, `"seq":18446744073709551623`, "range", "/seq"},
	{"seq null", `"seq":7`, `"seq":null`, "type", "/seq"},
	{"seq of another case", `"seq":7`, `"Seq":7`, "required", "/seq"},
	{"no seq", `"seq":7,`, ``, "required", "/seq"},
	{"version zero", `"version":1`, `"version":0`, "range", "/version"},
	{"no id", `"id":`, `"ID":`, "required", "/id"},
	{"an id in upper case", `"id":"0198f2a0`, `"id":"0198F2A0`, "format", "/id"},
	{"an id in braces", `"id":"0198f2a0-0000-7000-8000-000000002000"`, `"id":"{0198f2a0-0000-7000-8000-000000002000}"`, "format", "/id"},
	{"the nil UUID", `"id":"0198f2a0-0000-7000-8000-000000002000"`, `"id":"00000000-0000-0000-0000-000000000000"`, "format", "/id"},
	{"no operation", `"operation":`, `"op":`, "required", "/operation"},
	{"a site that is null", `"seq":7`, `"seq":7,"site":null`, "type", "/site"},
	{"a site that is empty", `"seq":7`, `"seq":7,"site":""`, "format", "/site"},
	{"no type", `"type":`, `"kind":`, "required", "/type"},
	{"a type without a dot", `"note.added"`, `"note"`, "format", "/type"},
	{"a type with a line feed", `"note.added"`, `"note.added\n"`, "format", "/type"},
	{"at without milliseconds", `11.120Z`, `11Z`, "format", "/at"},
	{"at with microseconds", `11.120Z`, `11.120000Z`, "format", "/at"},
	{"at with a comma", `11.120Z`, `11,120Z`, "format", "/at"},
	{"at with an offset", `11.120Z`, `11.120+00:00`, "format", "/at"},
	{"at on a day that does not exist", `2026-05-20T`, `2026-02-29T`, "format", "/at"},
	{"at in a leap second", `06:03:11.120Z`, `23:59:60.000Z`, "format", "/at"},
	{"uptime without its start", `"seq":7`, `"seq":7,"uptime":"182344"`, "format", "/uptime"},
	{"uptime with a leading zero", `"seq":7`, `"seq":7,"uptime":"9f3c01ab:01"`, "format", "/uptime"},
	{"uptime above 2^53-1", `"seq":7`, `"seq":7,"uptime":"9f3c01ab:9007199254740992"`, "format", "/uptime"},
	{"a base that is no object", `"seq":7`, `"seq":7,"base":[]`, "type", "/base"},
	{"a superseded entry twice", `"seq":7`, `"seq":7,"base":{"supersedes":["0198f2a0-0000-7000-8000-000000000008","0198f2a0-0000-7000-8000-000000000008"]}`, "repeated", "/base/supersedes/1"},
	{"a superseded entry that is no UUID", `"seq":7`, `"seq":7,"base":{"supersedes":["8"]}`, "format", "/base/supersedes/0"},
	{"a file twice", `"seq":7`, `"seq":7,"files":["` + strings.Repeat("a", 64) + `","` + strings.Repeat("a", 64) + `"]`, "repeated", "/files/1"},
	{"a file in upper case", `"seq":7`, `"seq":7,"files":["` + strings.Repeat("A", 64) + `"]`, "format", "/files/0"},
	{"a body that is an object", `"{\"salt\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"of\":\"operation\",\"text\":\"x\"}"`, `{"salt":"AAAAAAAAAAAAAAAAAAAAAA"}`, "type", "/body"},
	{"no body", `"body":`, `"Body":`, "required", "/body"},
	{"prev too short", `000a"`, `00a"`, "format", "/prev"},
	{"prev in upper case", `000a"`, `000A"`, "format", "/prev"},
	{"seq 1 that links to something", `"seq":7`, `"seq":1`, "format", "/prev"},
	{"no sig", `"sig":`, `"signature":`, "required", "/sig"},
	{"sig padded", "=sig", "==", "format", "/sig"},
	{"sig with stray bits in its last character", "=stray", "", "format", "/sig"},
	{"sig in standard base64", "=plus", "", "format", "/sig"},
	{"an officer's signature without a key", `"seq":7`, `"seq":7,"actorSigs":[{"actor":"0198f2a0-0000-7000-8000-000000000090"}]`, "required", "/actorSigs/0/key"},
}

func soundEntry() string {
	e := fieldsync.Entry{Seq: 7, ID: nid(0x2000), Operation: operation, Type: "note.added", Version: 1, At: mustTime("2026-05-20T06:03:11.120Z"),
		Body: `{"salt":"AAAAAAAAAAAAAAAAAAAAAA","of":"operation","text":"x"}`, Prev: fieldsync.ZeroHash[:63] + "a"}
	e.Sign(streamOf1, keyOf(tabletOf1))
	raw, err := json.Marshal(e)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

func broken(t *testing.T, old, new string) string {
	sound := soundEntry()
	end := strings.LastIndex(sound, `"}`)
	switch old {
	case "*":
		return new
	case "=sig":
		return sound[:end] + new + sound[end:]
	case "=stray":
		return sound[:end-1] + "_" + sound[end:]
	case "=plus":
		return sound[:end-2] + "+A" + sound[end:]
	}
	if old == `"text\":\"x` {
		old, new = `\`+old, `\`+new
	}
	if !strings.Contains(sound, old) {
		t.Fatalf("%q is not in the sound entry %s", old, sound)
	}
	return strings.Replace(sound, old, new, 1)
}

func buildInvalidEntries(t *testing.T) []vector {
	var out []vector
	for _, c := range malformedCases {
		given := map[string]any{"stream": streamOf1, "signingKey": publicOf(tabletOf1)}
		if raw := broken(t, c.old, c.new); c.reason == "invalid_utf8" {
			given["rawHex"] = fmt.Sprintf("%x", raw)
		} else {
			given["raw"] = raw
		}
		out = append(out, vector{c.name, "entry-malformed", given,
			map[string]any{"verdict": "unverified", "code": "malformed", "reason": c.reason, "pointer": c.pointer}})
	}
	var files []string
	for i := range fieldsync.MaxFiles + 1 {
		files = append(files, fmt.Sprintf(`"%064x"`, i))
	}
	deep := strings.Replace(soundEntry(), `"seq":7`, `"seq":7,"x":`+strings.Repeat("[", 64)+strings.Repeat("]", 64), 1)
	many := strings.Replace(soundEntry(), `"seq":7`, `"seq":7,"files":[`+strings.Join(files, ",")+`]`, 1)
	return append(out,
		vector{"33 files", "entry-malformed", map[string]any{"stream": streamOf1, "signingKey": publicOf(tabletOf1), "raw": many},
			map[string]any{"verdict": "unverified", "code": "malformed", "reason": "too_many", "pointer": "/files"}},
		vector{"more than 64 levels", "entry-malformed", map[string]any{"stream": streamOf1, "signingKey": publicOf(tabletOf1), "raw": deep},
			map[string]any{"verdict": "unverified", "code": "malformed", "reason": "too_deep", "pointer": "/x" + strings.Repeat("/0", 63)}})
}

func TestEveryMalformedEntryOfTheVectorsIsRefusedWithItsReason(t *testing.T) {
	writeOrCompare(t, "entries-malformed.json", "Elements that cannot be read as an entry. Verdict and code are normative; reason and pointer tell where to look.", buildInvalidEntries(t))
	for _, v := range readVectors(t, "entries-malformed.json") {
		_, err := fieldsync.ParseEntry(rawOf(v.Given))
		if err == nil {
			t.Errorf("%s: was read", v.Name)
			continue
		}
		if reason, pointer := reasonOf(err); reason != v.Expect["reason"] || pointer != v.Expect["pointer"] {
			t.Errorf("%s: %s at %q, want %s at %q", v.Name, reason, pointer, v.Expect["reason"], v.Expect["pointer"])
		}
	}
}
