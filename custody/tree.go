package custody

import (
	"github.com/cellsweep/cellsweep/models"

	"golang.org/x/mod/sumdb/tlog"
)

// mostLeaves is the greatest size that the wire can carry. tlog never ends on
// some that are greater.
const mostLeaves = 1<<53 - 1

// HashReader gives stored hashes by their index in tlog's order (a leaf, then
// the nodes that it completes). Whoever stores the tree implements it.
type HashReader interface {
	// ReadHashes returns one hash for each index, in that order, or an error.
	ReadHashes(indexes []int64) ([]Hash, error)
}

// HashesFor gives the hashes to store for a leaf: its own and those of the
// nodes that it completes, to be put at FirstIndex(position) and after it.
// The leaves before it must be readable.
func HashesFor(l Leaf, r HashReader) ([]Hash, error) {
	if l.Position == 0 {
		return nil, models.NewFault(models.Invalid, "positions begin with 1")
	}
	return tlog.StoredHashesForRecordHash(int64(l.Position)-1, l.RecordHash(), r)
}

// FirstIndex is where the hashes of a position begin.
func FirstIndex(position uint64) int64 { return tlog.StoredHashIndex(0, int64(position)-1) }

// Root is the root of the tree's first size leaves. Of an empty tree it is
// SHA-256 of nothing (RFC 6962, 2.1).
func Root(size uint64, r HashReader) (Hash, error) { return tlog.TreeHash(int64(size), r) }

// ProveInclusion gives the audit path of a position in the tree of the given size (RFC 6962, 2.1.1).
func ProveInclusion(size, position uint64, r HashReader) ([]Hash, error) {
	if position == 0 || position > size {
		return nil, models.NewFault(models.Invalid, "position %d is not in a tree of %d", position, size)
	}
	return tlog.ProveRecord(int64(size), int64(position)-1, r)
}

// VerifyInclusion says whether the audit path proves that the tree with this
// size and root has the leaf at its position. Nil is proof.
func VerifyInclusion(path []Hash, size uint64, root Hash, l Leaf) error {
	if l.Position == 0 || l.Position > size || size > mostLeaves {
		return models.NewFault(models.Invalid, "position %d is not in a tree of %d", l.Position, size)
	}
	if err := tlog.CheckRecord(path, int64(size), root, int64(l.Position)-1, l.RecordHash()); err != nil {
		return models.NewFault(models.Invalid, "the tree does not have this leaf at position %d", l.Position).Because(err)
	}
	return nil
}

// ProveConsistency gives the proof that the first older leaves of the tree of
// size newer are the tree of size older (RFC 6962, 2.1.2). From an empty tree
// the proof is empty: everything extends it.
func ProveConsistency(newer, older uint64, r HashReader) ([]Hash, error) {
	if older > newer {
		return nil, models.NewFault(models.Invalid, "a tree of %d cannot extend one of %d", newer, older)
	}
	if older == 0 {
		return []Hash{}, nil
	}
	return tlog.ProveTree(int64(newer), int64(older), r)
}

// VerifyConsistency says whether the proof shows that the newer tree only adds
// to the older. Nil is proof.
func VerifyConsistency(proof []Hash, newer uint64, newRoot Hash, older uint64, oldRoot Hash) error {
	refused := models.NewFault(models.Invalid, "the tree of %d does not extend the tree of %d", newer, older)
	switch {
	case older > newer || newer > mostLeaves:
		return refused
	case older == 0:
		empty, err := tlog.TreeHash(0, nil)
		if err != nil || oldRoot != empty || len(proof) > 0 || newer == 0 && newRoot != empty {
			return refused
		}
		return nil
	}
	if err := tlog.CheckTree(proof, int64(newer), newRoot, int64(older), oldRoot); err != nil {
		return refused.Because(err)
	}
	return nil
}
