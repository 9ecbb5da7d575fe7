package simulation

import (
	"crypto/ed25519"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/cellsweep/cellsweep/custody"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
	"github.com/cellsweep/cellsweep/sync/simulation"
)

// checkpoints holds every signed checkpoint of the epoch, those that tablets
// carried away and those that are kept, against the journal as it is now. Of an
// older epoch nothing but the signature can be: what it covered may be lost.
func (f *Field) checkpoints(v store.View, journal []fieldsync.Journalled) error {
	j, err := v.Journal(f.Scene.Operation)
	if err != nil {
		return err
	}
	kept, err := v.Checkpoints(f.Scene.Operation)
	if err != nil {
		return err
	}
	notes := f.Record.Notes()
	for _, c := range kept {
		notes[c.Note] = c.Epoch
	}
	hashes, err := hashesOf(journal)
	if err != nil {
		return err
	}
	for signed, epoch := range notes {
		origin := custody.Origin(f.Scene.Operation, epoch)
		key, err := custody.NewVerifier(origin, f.Keys.Log.Public().(ed25519.PublicKey)) //nolint:forcetypeassert // its own documentation says so
		if err != nil {
			return err
		}
		c, _, err := custody.OpenCheckpoint(signed, origin, key)
		if err != nil {
			f.Record.Wrong(simulation.CheckpointsGrow, "a note of epoch %s is not that: %v", epoch, err)
			continue
		}
		if epoch != j.Epoch {
			continue
		}
		if c.Size > uint64(len(journal)) {
			f.Record.Wrong(simulation.CheckpointsGrow, "it was signed for %d entries, and there are %d", c.Size, len(journal))
			continue
		}
		if root, err := custody.Root(c.Size, hashes); err != nil || root != c.Root {
			f.Record.Wrong(simulation.CheckpointsGrow, "what was signed for the first %d entries is not their root: %v", c.Size, err)
		}
	}
	return nil
}

// hashesOf makes the tree of a journal by itself, without the server's tiles.
func hashesOf(journal []fieldsync.Journalled) (custody.HashReader, error) {
	var all []custody.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]custody.Hash, error) {
		out := make([]custody.Hash, len(indexes))
		for i, x := range indexes {
			out[i] = all[x]
		}
		return out, nil
	})
	for i, j := range journal {
		hashes, err := custody.HashesFor(custody.Leaf{Position: uint64(i) + 1, Hash: j.Hash, Sig: j.Entry.Sig, ReceivedAt: j.ReceivedAt, //nolint:gosec // small
			Verdict: string(j.Verdict), Code: string(j.Code)}, reader)
		if err != nil {
			return nil, err
		}
		all = append(all, hashes...)
	}
	return reader, nil
}
