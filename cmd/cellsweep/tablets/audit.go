package tablets

import (
	"fmt"

	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// audit goes through the journal, position by position.
type audit struct {
	show    *show
	signed  map[string]signed // by hash
	streams map[string]*tablet
	seen    map[string]uint64 // position by hash
	figures JournalFigures
	faults  []string
}

func newAudit(s *show) *audit {
	a := &audit{show: s, signed: map[string]signed{}, streams: map[string]*tablet{}, seen: map[string]uint64{}}
	for _, t := range s.tablets {
		a.streams[t.outbox.stream] = t
		for i, hash := range t.outbox.hashes {
			a.signed[hash] = signed{t, i}
		}
	}
	return a
}

func (a *audit) fault(format string, args ...any) {
	if len(a.faults) < keptFaults {
		a.faults = append(a.faults, fmt.Sprintf(format, args...))
	}
}

// read looks at one row.
func (a *audit) read(row journalRow, epoch string) {
	if row.Position != a.figures.Head+1 {
		a.fault("position %d follows position %d", row.Position, a.figures.Head)
	}
	a.figures.Head = row.Position
	e, err := fieldsync.ParseEntry(row.Entry)
	if err != nil {
		a.fault("position %d holds what cannot be read: %v", row.Position, err)
		return
	}
	if hash := e.Hash(row.Stream); hash != row.Hash {
		a.fault("position %d says that its hash is %s; it is %s", row.Position, row.Hash, hash)
	}
	if at, twice := a.seen[row.Hash]; twice {
		a.fault("the entry at position %d is at position %d too", row.Position, at)
	}
	a.seen[row.Hash] = row.Position
	t, ours := a.streams[row.Stream]
	if !ours {
		a.other(row, e, epoch)
		return
	}
	a.figures.Ours++
	known, ok := a.signed[row.Hash]
	switch {
	case !ok || known.tablet != t:
		a.fault("position %d is in the stream of %s, who never signed it", row.Position, t.label)
	case e.Sig != t.outbox.entries[known.index].Sig:
		a.fault("the signature at position %d is not the one that %s gave", row.Position, t.label)
	case row.Seq != uint64(known.index)+1: //nolint:gosec // not negative
		a.fault("position %d bears seq %d; %s gave it %d", row.Position, row.Seq, t.label, known.index+1)
	case row.Verdict != string(fieldsync.Stored):
		a.fault("position %d, seq %d of %s, is %s (%s)", row.Position, row.Seq, t.label, row.Verdict, row.Code)
	case t.outbox.positions[row.Seq] != 0 && t.outbox.positions[row.Seq] != row.Position:
		a.fault("%s was told position %d for seq %d; it is at %d", t.label, t.outbox.positions[row.Seq], row.Seq, row.Position)
	}
}

// other looks at an entry of nobody here: the server's own, by its signature,
// or a stranger's.
func (a *audit) other(row journalRow, e fieldsync.Entry, epoch string) {
	key := a.show.tablets[0].outbox.server
	if row.Stream == fieldsync.ServerStream(fieldsync.EncodeBytes(key), a.show.operation.ID, epoch) || e.Verify(row.Stream, key) {
		a.figures.Server++
		if !e.Verify(row.Stream, key) {
			a.fault("position %d is in the server's stream without its signature", row.Position)
		}
		return
	}
	a.figures.Strangers++
}

// missing names what was signed and is not in the journal.
func (a *audit) missing() {
	for _, t := range a.show.tablets {
		for i, hash := range t.outbox.hashes {
			if _, there := a.seen[hash]; !there {
				a.fault("seq %d of %s, %s, is not in the journal", i+1, t.label, t.outbox.entries[i].Type)
			}
		}
	}
}
