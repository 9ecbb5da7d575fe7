package store_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// What left a site before an upgrade is still told to who follows that site.
func departureIsRead(t *testing.T, s *store.Store) {
	t.Helper()
	read(t, s, func(v store.View, same func(string, any, any)) {
		docs, err := v.Pulled(store.Feed{Operation: id("01"), Sites: []models.ID{id("2a")}, AfterPosition: 2, Limit: 9})
		same("tombstone", []any{err, len(docs)}, []any{nil, 1})
		same("tombstone", []any{docs[0].ID, docs[0].Position, docs[0].Deleted}, []any{"0198f2a0-0000-7000-8000-0000000000f9", uint64(3), true})
	})
}

// A journal of before has a tree after the upgrade, and one with a tree keeps it.
func treeIsRead(t *testing.T, s *store.Store) {
	t.Helper()
	read(t, s, func(v store.View, same func(string, any, any)) {
		tree, err := v.Tree(id("01"))
		same("tree", []any{err, tree.Size, tree.Root, tree.Epoch, tree.Note}, []any{nil, uint64(3), "root", "epoch", "note"})
		tile, err := v.Tiles(id("01")).Tile(0, 0)
		same("tile", []any{err, string(tile)}, []any{nil, "hashes"})
		all, err := v.Checkpoints(id("01"))
		same("checkpoints", []any{err, len(all), all[0].SignedAt.UTC()}, []any{nil, 1, written})
	})
}

// Documents that are made anew may leave a site in a smaller batch than at first.
// Who had pulled as far as between the two is told all the same.
func TestWhatLeftASiteIsToldNoEarlierAfterARebuild(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		o, err := models.NewOperation("DAWN", "Dawn", models.NewID(), storetest.Dawn)
		if err != nil {
			t.Fatal(err)
		}
		here, there := models.NewID(), models.NewID()
		do := func(fn func(*store.Tx) error) {
			t.Helper()
			if err := s.Tx(ctx, fn); err != nil {
				t.Fatal(err)
			}
		}
		do(func(tx *store.Tx) error { return errors.Join(tx.AddOperation(&o), tx.OpenJournal(o.ID)) })
		write := func(site models.ID, position uint64) {
			t.Helper()
			do(func(tx *store.Tx) error {
				p, _, err := tx.Project(o.ID)
				if err != nil {
					return err
				}
				if _, _, err := p.Get("finding", "f"); err != nil {
					return err
				}
				return errors.Join(p.Put(fieldsync.Document{Kind: "finding", ID: "f", Site: site, Position: position, Rev: position, Body: []byte("{}"), Facts: []byte("{}")}), p.Done(position))
			})
		}
		gone := func() (positions []uint64) {
			t.Helper()
			read(t, s, func(v store.View, same func(string, any, any)) {
				all, err := v.Pulled(store.Feed{Operation: o.ID, Sites: []models.ID{here}, AfterPosition: 95, Limit: 10})
				same("error", err, nil)
				for _, d := range all {
					positions = append(positions, d.Position)
				}
			})
			return positions
		}
		write(here, 10)
		write(there, 100) // moved at 90 and changed again at 100, in one batch
		before := gone()
		do(func(tx *store.Tx) error { return tx.ResetProjection(o.ID, "the test", "") })
		for _, step := range []struct {
			site     models.ID
			position uint64
		}{{here, 10}, {there, 90}, {there, 100}} {
			write(step.site, step.position)
		}
		if after := gone(); !slices.Equal(before, []uint64{100}) || !slices.Equal(after, before) {
			t.Errorf("told at %v, and after the rebuild at %v", before, after)
		}
	})
}
