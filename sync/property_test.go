package sync_test

import (
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"

	fieldsync "github.com/cellsweep/cellsweep/sync"
)

func TestOneChangedBitOfAnEntryIsFoundAtThatEntry(t *testing.T) {
	sound := []byte(soundEntry())
	want, err := fieldsync.ParseEntry(sound)
	if err != nil {
		t.Fatal(err)
	}
	key, err := fieldsync.ParseSigningKey(publicOf(tabletOf1))
	if err != nil {
		t.Fatal(err)
	}
	accepted := 0
	for i := range sound {
		for bit := range 8 {
			altered := slices.Clone(sound)
			altered[i] ^= 1 << bit
			e, err := fieldsync.ParseEntry(altered)
			if err != nil || !e.Verify(streamOf1, key) {
				continue
			}
			accepted++
			if e.Hash(streamOf1) != want.Hash(streamOf1) || e.Body != want.Body {
				t.Errorf("byte %d, bit %d: an altered entry is believed: %s", i, bit, altered)
			}
		}
	}
	if accepted > 0 {
		t.Errorf("%d altered texts read as the same entry", accepted)
	}
}

func TestEveryPartOfAnEntryIsUnderItsSignature(t *testing.T) {
	e, err := fieldsync.ParseEntry([]byte(soundEntry()))
	if err != nil {
		t.Fatal(err)
	}
	hash := e.Hash(streamOf1)
	changes := map[string]func(*fieldsync.Entry){
		"seq": func(e *fieldsync.Entry) { e.Seq++ }, "id": func(e *fieldsync.Entry) { e.ID = nid(1) }, "operation": func(e *fieldsync.Entry) { e.Operation = nid(9) },
		"site": func(e *fieldsync.Entry) { e.Site = nid(9) }, "type": func(e *fieldsync.Entry) { e.Type = "note.voided" }, "version": func(e *fieldsync.Entry) { e.Version++ },
		"actor": func(e *fieldsync.Entry) { e.Actor = nid(9) }, "at": func(e *fieldsync.Entry) { e.At = e.At.Add(1e6) }, "uptime": func(e *fieldsync.Entry) { e.Uptime = "00000000:1" },
		"entity": func(e *fieldsync.Entry) { e.Entity = nid(9) }, "supersedes": func(e *fieldsync.Entry) { e.Supersedes = append(e.Supersedes, nid(9)) },
		"files": func(e *fieldsync.Entry) { e.Files = append(e.Files, hash) }, "body": func(e *fieldsync.Entry) { e.Body += " " }, "prev": func(e *fieldsync.Entry) { e.Prev = hash },
	}
	seen := map[string]string{hash: "the entry itself", e.Hash("AbCdEfGhIjKlMnOpQrStUv"): "stream"}
	for name, change := range changes {
		altered := e
		change(&altered)
		h := altered.Hash(streamOf1)
		if other, taken := seen[h]; taken {
			t.Errorf("a changed %s gives the hash of %s", name, other)
		}
		seen[h] = name
	}
}

func TestSpansKeepEverySeqAndNoOther(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		seqs := rapid.SliceOf(rapid.Uint64Range(1, 60)).Draw(rt, "seqs")
		head := rapid.Uint64Range(0, 70).Draw(rt, "head")
		var grown fieldsync.Spans
		for _, seq := range seqs {
			grown = grown.With(seq)
		}
		spans := fieldsync.SpansOf(seqs)
		if !slices.Equal(grown, spans) {
			rt.Fatalf("one by one %v, at once %v", grown, spans)
		}
		present := map[uint64]bool{}
		for _, seq := range seqs {
			present[seq] = true
		}
		ack := fieldsync.AckSeq(spans)
		missing, more := fieldsync.Missing(spans, head)
		absent := map[uint64]bool{}
		for _, s := range missing {
			for seq := s.From; seq <= s.To; seq++ {
				absent[seq] = true
			}
		}
		top := max(head, slices.Max(append(seqs, 0)))
		for seq := uint64(1); seq <= top; seq++ {
			if present[seq] == absent[seq] && !more {
				rt.Fatalf("seq %d: present %v, told absent %v", seq, present[seq], absent[seq])
			}
			if seq <= ack && !present[seq] || seq == ack+1 && present[seq] {
				rt.Fatalf("ack %d, but seq %d present is %v", ack, seq, present[seq])
			}
		}
	})
}

// Without forks nothing is ever quarantined, whatever the order and however
// often each entry comes.
func TestAnHonestStreamIsStoredWholeInAnyOrderAndWithAnyRepeats(t *testing.T) {
	honest, _ := chain("a", 1, 12, fieldsync.ZeroHash)
	rapid.Check(t, func(rt *rapid.T) {
		journal := &memoryJournal{}
		pushes := append(rapid.Permutation(honest).Draw(rt, "order"), rapid.SliceOf(rapid.SampledFrom(honest)).Draw(rt, "repeats")...)
		stored := map[uint64]bool{}
		for _, e := range pushes {
			j := journal.push(t, openState(), streamOf1, e, tabletOf1)
			if j.Verdict != fieldsync.Stored || j.Duplicate != stored[e.Seq] {
				rt.Fatalf("seq %d: %+v", e.Seq, j)
			}
			stored[e.Seq] = true
		}
		if len(journal.held) != len(honest) {
			rt.Fatalf("%d entries are held, want %d", len(journal.held), len(honest))
		}
	})
}

// Of two branches, what is stored is always one chain without a break in its links.
func TestOfAForkOnlyOneBranchIsStored(t *testing.T) {
	a, _ := chain("a", 1, 8, fieldsync.ZeroHash)
	b, _ := chain("b", 4, 8, a[2].Hash(streamOf1))
	rapid.Check(t, func(rt *rapid.T) {
		journal := &memoryJournal{}
		for _, e := range rapid.Permutation(append(slices.Clone(a), b...)).Draw(rt, "order") {
			if j := journal.push(t, openState(), streamOf1, e, tabletOf1); j.Verdict == fieldsync.Unverified {
				rt.Fatalf("%+v", j)
			}
		}
		main := map[uint64]fieldsync.Held{}
		for _, h := range journal.held {
			if h.Verdict != fieldsync.Stored {
				continue
			}
			if _, twice := main[h.Seq]; twice {
				rt.Fatalf("seq %d is stored twice", h.Seq)
			}
			main[h.Seq] = h.Held
		}
		for seq, h := range main {
			if before, ok := main[seq-1]; ok && before.Hash != h.Prev {
				rt.Fatalf("seq %d does not link to what is stored before it", seq)
			}
		}
		if len(journal.held) != len(a)+len(b) {
			rt.Fatalf("%d entries are held, want all %d", len(journal.held), len(a)+len(b))
		}
	})
}

func TestOnlyAHeadHeldBeforeARevocationProvesEntriesOlder(t *testing.T) {
	entries, _ := chain("a", 1, 6, fieldsync.ZeroHash)
	known := map[string]string{}
	for _, e := range entries {
		known[e.Hash(streamOf1)] = e.Prev
	}
	prev := func(_ uint64, hash string) (string, bool) { p, ok := known[hash]; return p, ok }
	at := func(seq int, held uint64) fieldsync.Witness {
		return fieldsync.Witness{Seq: uint64(seq), Hash: entries[seq-1].Hash(streamOf1), Held: held}
	}
	judge := func(v fieldsync.Vouched, seq int) fieldsync.Code {
		state := openState()
		state.Revoked, state.Vouched = true, v
		return (&memoryJournal{}).push(t, state, streamOf1, entries[seq-1], tabletOf1).Code
	}
	v := fieldsync.Vouch([]fieldsync.Witness{at(4, 9), at(6, 10)}, 10, prev)
	for seq, want := range map[int]fieldsync.Code{1: "", 3: "", 4: "", 5: fieldsync.TabletRevoked, 6: fieldsync.TabletRevoked} {
		if got := judge(v, seq); got != want {
			t.Errorf("seq %d: %q, want %q", seq, got, want)
		}
	}
	delete(known, entries[2].Hash(streamOf1))
	v = fieldsync.Vouch([]fieldsync.Witness{at(4, 9)}, 10, prev)
	if judge(v, 3) != "" || judge(v, 2) != fieldsync.TabletRevoked {
		t.Error("the proof reaches below a missing link, or stops above it")
	}
	other, _ := chain("b", 1, 4, fieldsync.ZeroHash)
	state := openState()
	state.Revoked, state.Vouched = true, fieldsync.Vouch([]fieldsync.Witness{at(4, 9)}, 10, prev)
	if j := (&memoryJournal{}).push(t, state, streamOf1, other[3], tabletOf1); j.Code != fieldsync.TabletRevoked {
		t.Errorf("another branch of the same length is taken for older: %+v", j)
	}
}

func TestAnAnswerIsWrittenAsTheProtocolShowsIt(t *testing.T) {
	a := fieldsync.NewAnswer([]fieldsync.Result{{Index: 0, Seq: 151, ID: nid(1).String(), Verdict: fieldsync.Stored, Position: 4711}}, "1", mustTime("2026-05-20T06:10:00.000Z"))
	a.Missing = []fieldsync.Span{{From: 151, To: 151}}
	raw, err := a.JSON()
	if err != nil {
		t.Fatal(err)
	}
	want := `{"results":[{"index":0,"seq":151,"id":"0198f2a0-0000-7000-8000-000000000001","verdict":"stored","position":4711,"duplicate":false}],"epoch":"1","serverTime":"2026-05-20T06:10:00.000Z","missing":[[151,151]]}`
	if string(raw) != want {
		t.Errorf("%s", raw)
	}
	var back struct{ Missing []fieldsync.Span }
	if err := json.Unmarshal(raw, &back); err != nil || back.Missing[0] != a.Missing[0] {
		t.Errorf("%v %v", back, err)
	}
}

func TestEachSchemaHasAnExampleThatFollowsItAndKnowsItsReferences(t *testing.T) {
	schemas := loadSchemas(t)
	known := schemas.Names()
	if len(known) != 51 {
		t.Errorf("%d schemas, want the 51 types of version 1", len(known))
	}
	for i, s := range exampleSchemas(t) {
		body := compactBody(t, s.Examples[0], i)
		if err := schemas.Check(s.Title, 1, body); err != nil {
			t.Errorf("%s: %v", s.Title, err)
		}
		if err := schemas.Check(s.Title, 1, `{"salt":"AAAAAAAAAAAAAAAAAAAAA"}`); err == nil {
			t.Errorf("%s: a short salt is accepted", s.Title)
		}
		if err := fieldsync.CheckBody(body); err != nil {
			t.Errorf("%s: %v", s.Title, err)
		}
	}
}
