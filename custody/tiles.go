package custody

import (
	"golang.org/x/mod/sumdb/tlog"

	"github.com/cellsweep/cellsweep/models"
)

// TileHeight is the height of the tiles in which a tree is kept: 256 hashes of
// 32 bytes in a whole one (C2SP tlog-tiles). A million leaves are 3,907 tiles of
// level 0 and 17 above, where a hash a row would be two million rows.
const TileHeight = 8

// Tile is a run of hashes at one level of a tree, from the (N · 256)th on; the
// last one of a level may be shorter than 256.
type Tile struct {
	Level int
	N     int64
	Data  []byte // 32 bytes a hash
}

// Tiles gives the tiles of a tree. Whoever stores it implements it.
type Tiles interface {
	// Tile returns the data of a tile as far as there is any; none is no error.
	Tile(level int, n int64) ([]byte, error)
}

// HashesIn reads hashes out of tiles, each tile once.
func HashesIn(t Tiles) HashReader { return &tiled{tiles: t, known: map[tileAt][]byte{}} }

type tileAt struct {
	level int
	n     int64
}

// tiled is a tree in tiles, with the hashes that are not in any yet.
type tiled struct {
	tiles Tiles
	known map[tileAt][]byte
	young map[int64]Hash // by index
}

// ReadHashes satisfies HashReader.
func (t *tiled) ReadHashes(indexes []int64) ([]Hash, error) {
	out := make([]Hash, len(indexes))
	for i, index := range indexes {
		if h, ok := t.young[index]; ok {
			out[i] = h
			continue
		}
		at := tlog.TileForIndex(TileHeight, index)
		data, err := t.data(tileAt{at.L, at.N})
		if err != nil {
			return nil, err
		}
		if len(data) < at.W*tlog.HashSize {
			return nil, models.NewFault(models.Internal, "the tree has no hash %d", index)
		}
		if out[i], err = tlog.HashFromTile(at, data, index); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (t *tiled) data(at tileAt) (data []byte, err error) {
	data, read := t.known[at]
	if !read {
		if data, err = t.tiles.Tile(at.level, at.n); err == nil {
			t.known[at] = data
		}
	}
	return data, err
}

// Grow adds leaves to a tree of a size: the first must follow it, and each the
// one before. It gives the root of the larger tree and the tiles that changed,
// to be put in place of shorter ones.
func Grow(size uint64, leaves []Leaf, t Tiles) (root Hash, changed []Tile, err error) {
	tree := &tiled{tiles: t, known: map[tileAt][]byte{}, young: map[int64]Hash{}}
	for i, l := range leaves {
		if l.Position != size+uint64(i)+1 {
			return root, nil, models.NewFault(models.Invalid, "a tree of %d grows by position %d, not %d", size+uint64(i), size+uint64(i)+1, l.Position)
		}
		hashes, err := HashesFor(l, tree)
		if err != nil {
			return root, nil, err
		}
		for n, h := range hashes {
			tree.young[FirstIndex(l.Position)+int64(n)] = h
		}
	}
	grown := size + uint64(len(leaves))
	if root, err = Root(grown, tree); err != nil {
		return root, nil, err
	}
	for _, at := range tlog.NewTiles(TileHeight, int64(size), int64(grown)) {
		data, err := tlog.ReadTileData(at, tree)
		if err != nil {
			return root, nil, err
		}
		changed = append(changed, Tile{at.L, at.N, data})
	}
	return root, changed, nil
}
