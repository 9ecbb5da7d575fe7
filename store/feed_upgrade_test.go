package store_test

import (
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
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
