package custody_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/cellsweep/cellsweep/custody"
	"github.com/cellsweep/cellsweep/models"
)

// shelf keeps tiles as a database would.
type shelf map[string][]byte

func (s shelf) Tile(level int, n int64) ([]byte, error) { return s[fmt.Sprint(level, "/", n)], nil }

func (s shelf) put(tb rapid.TB, size uint64, leaves []custody.Leaf) custody.Hash {
	root, tiles, err := custody.Grow(size, leaves, s)
	if err != nil {
		tb.Fatal(err)
	}
	for _, t := range tiles {
		if at := fmt.Sprint(t.Level, "/", t.N); len(t.Data) < len(s[at]) {
			tb.Fatalf("tile %s becomes shorter", at)
		} else {
			s[at] = t.Data
		}
	}
	return root
}

func TestATreeThatGrowsByTilesIsTheTreeOfAllItsLeaves(t *testing.T) {
	whole := grow(t, 700, "bbbb")
	rapid.Check(t, func(rt *rapid.T) {
		tiles, size := shelf{}, uint64(0)
		for range rapid.IntRange(1, 6).Draw(rt, "growths") {
			by := rapid.SampledFrom([]uint64{0, 1, 2, 17, 255, 256, 257}).Draw(rt, "by")
			by = min(by, 700-size)
			older, before := whole.root(rt, size), size
			root := tiles.put(rt, size, whole.leaves[size:size+by])
			if size += by; root != whole.root(rt, size) {
				rt.Fatalf("the tree of %d in tiles has another root", size)
			}
			reader := custody.HashesIn(tiles)
			proof, err := custody.ProveConsistency(size, before, reader)
			if err != nil {
				rt.Fatal(err)
			}
			if err := custody.VerifyConsistency(proof, size, root, before, older); err != nil {
				rt.Fatal(err)
			}
		}
		if size == 0 {
			return
		}
		position := rapid.Uint64Range(1, size).Draw(rt, "position")
		path, err := custody.ProveInclusion(size, position, custody.HashesIn(tiles))
		if err != nil {
			rt.Fatal(err)
		}
		if err := custody.VerifyInclusion(path, size, whole.root(rt, size), whole.leaves[position-1]); err != nil {
			rt.Fatal(err)
		}
	})
}

func TestATreeGrowsByTheNextPositionAlone(t *testing.T) {
	whole := grow(t, 5, "cccc")
	tiles := shelf{}
	tiles.put(t, 0, whole.leaves[:2])
	for _, wrong := range [][]custody.Leaf{whole.leaves[1:3], whole.leaves[3:4], {whole.leaves[2], whole.leaves[4]}} {
		if _, _, err := custody.Grow(2, wrong, tiles); models.CodeOf(err) != models.Invalid {
			t.Errorf("grown by position %d: %v", wrong[0].Position, err)
		}
	}
	delete(tiles, "0/0")
	if _, _, err := custody.Grow(2, whole.leaves[2:], tiles); models.CodeOf(err) != models.Internal {
		t.Errorf("grown on tiles that are not there: %v", err)
	}
}
