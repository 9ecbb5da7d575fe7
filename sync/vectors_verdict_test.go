package sync_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// memoryJournal holds entries as a store would, in order of positions.
type memoryJournal struct{ held []heldIn }

type heldIn struct {
	stream string
	fieldsync.Held
}

func (m *memoryJournal) HeldAt(stream string, seq uint64) ([]fieldsync.Held, error) {
	var out []fieldsync.Held
	for _, h := range m.held {
		if h.stream == stream && h.Seq == seq {
			out = append(out, h.Held)
		}
	}
	return out, nil
}

// push judges a candidate and keeps it, if it is evidence.
func (m *memoryJournal) push(t testing.TB, state fieldsync.StreamState, stream string, e fieldsync.Entry, verifiedBy string) fieldsync.Judgement {
	t.Helper()
	raw, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	c := fieldsync.NewCandidate(stream, &e, len(raw))
	key, err := fieldsync.ParseSigningKey(publicOf(verifiedBy))
	if err != nil {
		t.Fatal(err)
	}
	c.Checked, c.Verified = true, e.Verify(stream, key)
	j, err := fieldsync.Judge(state, m, stream, c)
	if err != nil {
		t.Fatal(err)
	}
	if j.Verdict != fieldsync.Unverified && !j.Duplicate {
		j.Position = uint64(len(m.held) + 1)
		m.held = append(m.held, heldIn{stream, fieldsync.Held{Seq: e.Seq, Hash: c.Hash, Prev: e.Prev, Position: j.Position, Verdict: j.Verdict, Code: j.Code}})
	}
	return j
}

// chain makes entries seq from … to of a branch; the branch's name goes into
// the bodies, so that two branches differ from their first entry on.
func chain(branch string, from, to uint64, prev string) (entries []fieldsync.Entry, last string) {
	for seq := from; seq <= to; seq++ {
		e := fieldsync.Entry{Seq: seq, ID: nid(int(0x3000 + seq)), Operation: operation, Site: site, Type: "note.added", Version: 1,
			At: mustTime("2026-05-20T06:03:11.120Z"), Body: `{"salt":"AAAAAAAAAAAAAAAAAAAAAA","of":"operation","text":"` + branch + `"}`, Prev: prev}
		e.Sign(streamOf1, keyOf(tabletOf1))
		entries, prev = append(entries, e), e.Hash(streamOf1)
	}
	return entries, prev
}

func openState() fieldsync.StreamState {
	return fieldsync.StreamState{Known: true, Operation: operation, Sites: []models.ID{site}}
}

// step is one entry pushed in a scenario, with what the state is then.
type step struct {
	raw     string
	revoked bool
	closed  bool
	unknown bool
	checked bool
	verdict string
}

func rawEntry(e fieldsync.Entry) string {
	raw, err := json.Marshal(e)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

func resigned(e fieldsync.Entry, change func(*fieldsync.Entry)) fieldsync.Entry {
	change(&e)
	e.Sign(streamOf1, keyOf(tabletOf1))
	return e
}

// scenarios are pushes in order with the verdict of each: "verdict", or
// "verdict code", or either with "again" for a repeat.
func scenarios() map[string][]step {
	a, _ := chain("a", 1, 6, fieldsync.ZeroHash)
	b, _ := chain("b", 3, 5, a[1].Hash(streamOf1))
	of := func(e fieldsync.Entry, verdict string) step {
		return step{raw: rawEntry(e), checked: true, verdict: verdict}
	}
	with := func(s step, change func(*step)) step { change(&s); return s }
	elsewhere := resigned(a[0], func(e *fieldsync.Entry) { e.Site = nid(0x99) })
	nowhere := resigned(a[0], func(e *fieldsync.Entry) { e.Site = models.ID{} })
	large := resigned(a[0], func(e *fieldsync.Entry) {
		e.Body = `{"salt":"AAAAAAAAAAAAAAAAAAAAAA","of":"operation","text":"` + strings.Repeat("x", fieldsync.MaxBody) + `"}`
	})
	foreign := resigned(a[0], func(e *fieldsync.Entry) { e.Operation = nid(0x77) })
	forged := a[0]
	forged.Body = strings.Replace(forged.Body, `"a"`, `"c"`, 1)
	otherKey := a[0]
	otherKey.Sign(streamOf1, keyOf("tablet 2"))
	badSig := a[1]
	badSig.Sig = otherKey.Sig
	return map[string][]step{
		"in order":     {of(a[0], "stored"), of(a[1], "stored"), of(a[2], "stored")},
		"in any order": {of(a[2], "stored"), of(a[0], "stored"), of(a[1], "stored")},
		"repeats":      {of(a[0], "stored"), of(a[0], "stored again"), of(elsewhere, "quarantined seq_fork"), of(elsewhere, "quarantined seq_fork again")},
		"a repeat is answered before its signature is checked": {of(a[1], "stored"), of(badSig, "stored again")},
		"a repeat after the tablet was revoked":                {of(a[0], "stored"), with(of(a[0], "stored again"), func(s *step) { s.revoked = true })},
		"out of scope":                                         {of(elsewhere, "quarantined out_of_scope")},
		"no site is in scope":                                  {of(nowhere, "stored")},
		"too large":                                            {of(large, "quarantined too_large")},
		"the tablet is revoked":                                {of(a[0], "stored"), with(of(a[1], "quarantined tablet_revoked"), func(s *step) { s.revoked = true })},
		"the operation is closed":                              {with(of(a[0], "quarantined operation_closed"), func(s *step) { s.closed = true })},
		"bad signature: changed body":                          {of(forged, "unverified bad_signature")},
		"bad signature: another key":                           {of(otherKey, "unverified bad_signature")},
		"an entry of another operation":                        {of(foreign, "unverified wrong_stream")},
		"a stream that nobody enrolled":                        {with(of(a[0], "unverified unknown_stream"), func(s *step) { s.unknown = true })},
		"not checked after too many bad ones":                  {with(of(a[0], "unverified not_checked"), func(s *step) { s.checked = false })},
		"fork: the same seq twice":                             {of(a[0], "stored"), of(a[1], "stored"), of(a[2], "stored"), of(b[0], "quarantined seq_fork")},
		"fork: followers of the second branch": {of(a[0], "stored"), of(a[1], "stored"), of(a[2], "stored"), of(b[0], "quarantined seq_fork"),
			of(b[1], "quarantined seq_fork"), of(a[3], "stored"), of(b[2], "quarantined seq_fork"), of(a[4], "stored")},
		"fork: a follower of the second branch before the main one is there": {of(a[0], "stored"), of(a[1], "stored"), of(a[2], "stored"),
			of(b[0], "quarantined seq_fork"), of(b[2], "stored"), of(b[1], "quarantined seq_fork"), of(a[3], "quarantined seq_fork")},
		"fork: the one that arrives second does not fit its follower":   {of(a[0], "stored"), of(a[1], "stored"), of(b[1], "stored"), of(a[2], "quarantined seq_fork"), of(b[0], "stored")},
		"fork: the one that arrives second does not fit its forerunner": {of(a[0], "stored"), of(a[1], "stored"), of(a[2], "stored"), of(b[1], "quarantined seq_fork")},
		"fork: told before all else":                                    {of(a[0], "stored"), with(of(elsewhere, "quarantined seq_fork"), func(s *step) { s.revoked, s.closed = true, true })},
	}
}

func buildVerdicts() []vector {
	all := scenarios()
	var out []vector
	for _, name := range sortedNames(all) {
		var steps, expect []any
		for _, s := range all[name] {
			given := map[string]any{"raw": s.raw, "tabletRevoked": s.revoked, "operationClosed": s.closed, "streamKnown": !s.unknown, "signatureChecked": s.checked}
			words := strings.Fields(strings.TrimSuffix(s.verdict, " again"))
			want := map[string]any{"verdict": words[0], "code": strings.Join(words[1:], ""), "duplicate": strings.HasSuffix(s.verdict, " again")}
			steps, expect = append(steps, given), append(expect, want)
		}
		out = append(out, vector{name, "verdicts", map[string]any{"stream": streamOf1, "signingKey": publicOf(tabletOf1), "operation": operation.String(),
			"sites": []string{site.String()}, "steps": steps}, map[string]any{"results": expect}})
	}
	return out
}

func TestEachPushOfTheVectorsGetsItsVerdict(t *testing.T) {
	writeOrCompare(t, "verdicts.json", "Pushes of single entries, in order, and the verdict of each.", buildVerdicts())
	for _, v := range readVectors(t, "verdicts.json") {
		journal := &memoryJournal{}
		for i, raw := range v.Given["steps"].([]any) {
			given, want := raw.(map[string]any), v.Expect["results"].([]any)[i].(map[string]any)
			got := judgeStep(t, journal, v, given)
			if string(got.Verdict) != want["verdict"] || string(got.Code) != want["code"] || got.Duplicate != want["duplicate"] {
				t.Errorf("%s, step %d: %s %s (duplicate %v), want %v", v.Name, i+1, got.Verdict, got.Code, got.Duplicate, want)
			}
		}
	}
}

func judgeStep(t *testing.T, journal *memoryJournal, v vector, given map[string]any) fieldsync.Judgement {
	t.Helper()
	stream := str(v.Given, "stream")
	e, err := fieldsync.ParseEntry(rawOf(given))
	if err != nil {
		t.Fatal(err)
	}
	key, err := fieldsync.ParseSigningKey(str(v.Given, "signingKey"))
	if err != nil {
		t.Fatal(err)
	}
	c := fieldsync.NewCandidate(stream, &e, len(rawOf(given)))
	c.Checked = given["signatureChecked"].(bool)
	c.Verified = c.Checked && e.Verify(stream, key)
	state := fieldsync.StreamState{Known: given["streamKnown"].(bool), Operation: id(str(v.Given, "operation")), Sites: []models.ID{site},
		Revoked: given["tabletRevoked"].(bool), Closed: given["operationClosed"].(bool)}
	got, err := fieldsync.Judge(state, journal, stream, c)
	if err != nil {
		t.Fatal(err)
	}
	if got.Verdict != fieldsync.Unverified && !got.Duplicate {
		journal.held = append(journal.held, heldIn{stream, fieldsync.Held{Seq: e.Seq, Hash: c.Hash, Prev: e.Prev,
			Position: uint64(len(journal.held) + 1), Verdict: got.Verdict, Code: got.Code}})
	}
	return got
}

func sortedNames(m map[string][]step) []string {
	var names []string
	for n := range m {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

func buildMissing() []vector {
	of := func(name string, present []uint64, head uint64) vector {
		spans := fieldsync.SpansOf(present)
		ranges, more := fieldsync.Missing(spans, head)
		if ranges == nil {
			ranges = []fieldsync.Span{}
		}
		return vector{name, "missing", map[string]any{"present": present, "headSeq": head}, map[string]any{"ackSeq": fieldsync.AckSeq(spans), "missing": ranges, "more": more}}
	}
	var odd []uint64
	for i := range 66 {
		odd = append(odd, uint64(2*i+2))
	}
	return []vector{of("nothing", []uint64{}, 0), of("nothing of three", []uint64{}, 3), of("all", []uint64{1, 2, 3}, 3),
		of("a hole", []uint64{1, 2, 4, 5}, 5), of("the first is absent", []uint64{2, 3}, 3), of("the tail is absent", []uint64{1}, 4),
		of("more is stored than the head says", []uint64{1, 2, 9}, 2), of("66 holes", odd, 0), of("repeats and disorder", []uint64{3, 1, 3, 2}, 2)}
}

func TestWhatIsMissingIsToldLowestFirstAndNoMoreThan64Ranges(t *testing.T) {
	writeOrCompare(t, "missing.json", "Acknowledged seq and absent ranges.", buildMissing())
	want := map[string]string{"nothing": "0 [] false", "nothing of three": "0 [{1 3}] false", "all": "3 [] false", "a hole": "2 [{3 3}] false",
		"the first is absent": "0 [{1 1}] false", "the tail is absent": "1 [{2 4}] false", "more is stored than the head says": "2 [{3 8}] false", "repeats and disorder": "3 [] false"}
	for _, v := range buildMissing() {
		spans := fieldsync.SpansOf(v.Given["present"].([]uint64))
		ranges, more := fieldsync.Missing(spans, v.Given["headSeq"].(uint64))
		if w, ok := want[v.Name]; ok && fmt.Sprint(fieldsync.AckSeq(spans), ranges, more) != w {
			t.Errorf("%s: %d %v %v, want %s", v.Name, fieldsync.AckSeq(spans), ranges, more, w)
		}
		if v.Name == "66 holes" && (len(ranges) != 64 || !more || ranges[0] != (fieldsync.Span{From: 1, To: 1}) || ranges[63].From != 127) {
			t.Errorf("66 holes: %v %v", ranges, more)
		}
	}
}

func buildPushes() []vector {
	sound := soundEntry()
	of := func(name, raw string, elements int) vector {
		expect := map[string]any{"readable": elements >= 0}
		if elements >= 0 {
			expect["elements"] = elements
		}
		return vector{name, "push", map[string]any{"rawHex": fmt.Sprintf("%x", raw)}, expect}
	}
	outer := func(inner string) string { return `{"v":1,"stream":"` + streamOf1 + `"` + inner + `}` }
	return []vector{
		of("one entry", outer(`,"entries":[`+sound+`]`), 1), of("a beacon", outer(`,"head":{},"entries":[]`), 0), of("no entries member", outer(``), 0),
		of("a later version with members that nobody knows", `{"v":7,"x":[{"y":1}],"entries":[`+sound+`],"stream":"`+streamOf1+`"}`, 1),
		of("elements that are no entries", outer(`,"entries":[1,"x",null,{"seq":"1"},[]]`), 5),
		of("an element with invalid UTF-8", outer(",\"entries\":[{\"body\":\"\xff\"},"+sound+`]`), 2),
		of("an element with a member twice", outer(`,"entries":[{"seq":1,"seq":1},`+sound+`]`), 2),
		of("an element with a raw line feed in a string", outer(",\"entries\":[{\"body\":\"a\nb\"},"+sound+`]`), 2),
		of("a head that is no object", outer(`,"head":7,"entries":[`+sound+`]`), 1),
		of("empty", ``, -1), of("cut off", outer(`,"entries":[` + sound)[:300], -1), of("an array", `[]`, -1), of("no stream", `{"v":1,"entries":[]}`, -1),
		of("a stream of the wrong length", `{"v":1,"stream":"short","entries":[]}`, -1), of("stream twice", outer(`,"stream":"`+streamOf1+`"`), -1),
		of("entries twice", outer(`,"entries":[],"entries":[]`), -1), of("entries as an object", outer(`,"entries":{}`), -1), of("more after the end", outer(``)+`{}`, -1),
		of("a comma too many", outer(`,"entries":[1,]`), -1),
	}
}

func TestAPushIsReadWheneverItsOuterObjectAndStreamAre(t *testing.T) {
	writeOrCompare(t, "pushes.json", "Outer objects of pushes: which are answered with 200 and one result for each element, and which cannot be read.", buildPushes())
	for _, v := range readVectors(t, "pushes.json") {
		p, err := fieldsync.ParsePush(rawOf(v.Given))
		if (err == nil) != v.Expect["readable"].(bool) {
			t.Errorf("%s: %v", v.Name, err)
		} else if err == nil && uint64(len(p.Elements)) != num(v.Expect, "elements") {
			t.Errorf("%s: %d elements", v.Name, len(p.Elements))
		}
	}
}
