package simulation

import (
	"encoding/json"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// Evidence is what a server is judged by, when all is quiet: its journal, its
// documents, and what it thinks of the streams.
type Evidence struct {
	Record    *Record
	Journal   []fieldsync.Journalled // by position
	Documents []fieldsync.Document
	HeadN     map[string]uint64 // of stream: the newest head that is kept
	ServerKey string            // of the server's own streams
	Projector *fieldsync.Projector
}

// Judge holds the evidence against every invariant that can be read off it,
// and notes what is wrong in the record. All tablets must be at rest.
func (e Evidence) Judge() {
	e.positions()
	e.authentic()
	e.promises()
	e.verdicts()
	e.chains()
	for stream, n := range e.Record.headN {
		if e.HeadN[stream] < n {
			e.Record.Wrong(HeadsOnlyRise, "stream %s: head %d is kept, %d was taken in", stream, e.HeadN[stream], n)
		}
	}
	e.receipts()
	e.rebuilt()
}

func (e Evidence) positions() {
	for i, j := range e.Journal {
		if want := uint64(i) + 1; j.Position != want { //nolint:gosec // an index
			e.Record.Wrong(PositionsInOrder, "where %d belongs there is %d", want, j.Position)
			return
		}
	}
}

func (e Evidence) authentic() {
	server, _ := fieldsync.ParseSigningKey(e.ServerKey)
	for _, j := range e.Journal {
		switch {
		case j.Entry.Hash(j.Stream) != j.Hash:
			e.Record.Wrong(NothingMadeUp, "position %d: the entry is not what its hash says", j.Position)
		case j.Server && !j.Entry.Verify(j.Stream, server):
			e.Record.Wrong(NothingMadeUp, "position %d: an entry of the server's that it did not sign", j.Position)
		case !j.Server && e.Record.signed[j.Hash] == nil:
			e.Record.Wrong(NothingMadeUp, "position %d: seq %d of %s (%s) was signed by nobody", j.Position, j.Entry.Seq, j.Stream, j.Entry.Type)
		}
	}
}

func (e Evidence) promises() {
	at := map[string][]fieldsync.Journalled{}
	for _, j := range e.Journal {
		if at[j.Hash] = append(at[j.Hash], j); len(at[j.Hash]) == 2 {
			e.Record.Wrong(AcknowledgedOnce, "seq %d of %s is at positions %d and %d", j.Entry.Seq, j.Stream, at[j.Hash][0].Position, j.Position)
		}
	}
	for hash, p := range e.Record.promises {
		s := e.Record.signed[hash]
		if len(at[hash]) == 0 {
			e.Record.Wrong(AcknowledgedOnce, "%s, seq %d, was told to be at position %d (0: by an ack) and is nowhere", s.Type, s.Seq, p.Position)
			continue
		}
		j := at[hash][0]
		if p.Position != 0 && (j.Position != p.Position || j.Verdict != p.Verdict || j.Code != p.Code) {
			e.Record.Wrong(AcknowledgedOnce, "seq %d of %s: told %+v, the journal has position %d %s %s", j.Entry.Seq, j.Stream, p, j.Position, j.Verdict, j.Code)
		}
	}
}

// branch is what an entry is chained to.
type branch struct{ hash, prev string }

// verdicts reads the journal from the start, as somebody would who has only it
// and the rules, and says what each verdict ought to have been.
func (e Evidence) verdicts() {
	main, forks := map[string]map[uint64]branch{}, map[string]map[string]bool{}
	revokedAt := map[string]uint64{}
	for _, j := range e.Journal {
		if j.Server {
			if j.Entry.Type == "tablet.revoked" {
				revokedAt[textOf(j.Entry.Body, "stream")] = j.Position
			}
			continue
		}
		if main[j.Stream] == nil {
			main[j.Stream], forks[j.Stream] = map[uint64]branch{}, map[string]bool{}
		}
		forked := offMain(main[j.Stream], forks[j.Stream], j)
		if forked {
			forks[j.Stream][j.Hash] = true
		} else {
			main[j.Stream][j.Entry.Seq] = branch{j.Hash, j.Entry.Prev}
		}
		want := e.expected(j, forked)
		late := revokedAt[j.Stream] != 0 && j.Entry.Seq > e.Record.revoked[j.Stream]
		switch {
		case late && !forked:
			want = fieldsync.TabletRevoked
		case revokedAt[j.Stream] != 0 && !forked && j.Code == fieldsync.TabletRevoked:
			continue // announced before, but the link to it was not here yet: a person decides
		}
		if (j.Verdict == fieldsync.Quarantined) != (j.Code != "") || j.Code != want {
			e.Record.Wrong(VerdictByTheRules, "position %d, seq %d of %s: %s %s, it ought to be %q", j.Position, j.Entry.Seq, j.Stream, j.Verdict, j.Code, want)
		}
	}
}

func (e Evidence) expected(j fieldsync.Journalled, forked bool) fieldsync.Code {
	s := e.Record.signed[j.Hash]
	switch {
	case forked:
		return fieldsync.SeqFork
	case j.Entry.Site != models.ID{} && j.Entry.Site != e.Record.siteOf(j.Stream):
		return fieldsync.OutOfScope
	case s != nil && s.Act.Large:
		return fieldsync.TooLarge
	}
	return ""
}

func (r *Record) siteOf(stream string) models.ID {
	for _, t := range r.tablets {
		if t.Stream == stream {
			return t.Site
		}
	}
	return models.ID{}
}

// offMain says whether an entry does not fit to the main branch as it stands.
func offMain(main map[uint64]branch, forks map[string]bool, j fieldsync.Journalled) bool {
	if _, taken := main[j.Entry.Seq]; taken {
		return true
	}
	if next, ok := main[j.Entry.Seq+1]; ok && next.prev != j.Hash {
		return true
	}
	if before, ok := main[j.Entry.Seq-1]; ok {
		return before.hash != j.Entry.Prev
	}
	return forks[j.Entry.Prev]
}

// chains looks at the main branch of every stream once more, as a whole.
func (e Evidence) chains() {
	main := map[string]map[uint64]branch{}
	for _, j := range e.Journal {
		if j.Code == fieldsync.SeqFork {
			continue
		}
		if main[j.Stream] == nil {
			main[j.Stream] = map[uint64]branch{}
		}
		if _, twice := main[j.Stream][j.Entry.Seq]; twice {
			e.Record.Wrong(ChainsWhole, "seq %d of %s is on the main branch twice", j.Entry.Seq, j.Stream)
		}
		main[j.Stream][j.Entry.Seq] = branch{j.Hash, j.Entry.Prev}
	}
	for stream, entries := range main {
		for seq, at := range entries {
			if before, ok := entries[seq-1]; ok && before.hash != at.prev {
				e.Record.Wrong(ChainsWhole, "seq %d of %s does not link to what is before it", seq, stream)
			}
		}
	}
}

func textOf(body, name string) string {
	var members map[string]json.RawMessage
	var text string
	_ = json.Unmarshal([]byte(body), &members) // what is not there is ""
	_ = json.Unmarshal(members[name], &text)
	return text
}
