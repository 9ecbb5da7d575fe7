package store

import (
	"encoding/hex"
	"time"

	"gorm.io/gorm/clause"

	"github.com/cellsweep/cellsweep/custody"
	"github.com/cellsweep/cellsweep/models"
)

// Tree is how far the Merkle tree of a journal has come: Size leaves, the hex of
// their root, and the newest checkpoint, signed in Epoch; Note is empty before the first.
type Tree struct {
	Operation models.ID `gorm:"primaryKey"`
	Size      uint64
	Root      string
	Epoch     string
	Note      string
}

// TableName is the table of trees.
func (Tree) TableName() string { return "trees" }

type tileRow struct {
	Operation models.ID `gorm:"primaryKey"`
	Level     int       `gorm:"primaryKey;autoIncrement:false"`
	N         int64     `gorm:"primaryKey;autoIncrement:false"`
	Data      []byte
}

func (tileRow) TableName() string { return "tree_tiles" }

// Checkpoint is one that was signed.
type Checkpoint struct {
	Operation models.ID `gorm:"primaryKey"`
	Epoch     string    `gorm:"primaryKey"`
	Size      uint64    `gorm:"primaryKey;autoIncrement:false"`
	Root      string
	Note      string
	SignedAt  time.Time
}

// TableName is the table of checkpoints.
func (Checkpoint) TableName() string { return "checkpoints" }

// Trees lists every tree: what is signed may be asked for all at once, since
// there is one for an operation.
func (v View) Trees() (rows []Tree, err error) {
	return rows, v.db.Order("operation").Find(&rows).Error
}

// Uncertified lists the operations whose newest checkpoint does not cover their
// journal, or is of an older epoch.
func (v View) Uncertified() (ids []models.ID, err error) {
	return ids, v.db.Model(&Tree{}).Joins("JOIN journals ON journals.operation = trees.operation").
		Where("journals.head > trees.size OR journals.head > 0 AND journals.epoch <> trees.epoch").
		Order("trees.operation").Pluck("trees.operation", &ids).Error
}

// Tree reads one.
func (v View) Tree(operation models.ID) (t Tree, err error) {
	return t, v.db.Where("operation = ?", operation).Take(&t).Error
}

// Checkpoints reads those of an operation, in the order in which they were signed.
func (v View) Checkpoints(operation models.ID) (rows []Checkpoint, err error) {
	return rows, v.db.Where("operation = ?", operation).Order("signed_at, size").Find(&rows).Error
}

// Tiles reads the tiles of an operation's tree.
func (v View) Tiles(operation models.ID) custody.Tiles { return tiles{v, operation} }

type tiles struct {
	v         View
	operation models.ID
}

// Tile satisfies custody.Tiles.
func (t tiles) Tile(level int, n int64) ([]byte, error) {
	var rows []tileRow
	err := t.v.db.Where("operation = ? AND level = ? AND n = ?", t.operation, level, n).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0].Data, nil
}

// Leaves reads what the tree says of the positions after one, at most limit.
func (v View) Leaves(operation models.ID, after uint64, limit int) ([]custody.Leaf, error) {
	entries, err := v.Entries(operation, after, limit)
	leaves := make([]custody.Leaf, len(entries))
	for i, j := range entries {
		leaves[i] = j.Leaf()
	}
	return leaves, err
}

// LockMerkle reads a tree and keeps everybody else from growing it or signing for
// it until the transaction ends.
func (tx *Tx) LockMerkle(operation models.ID) (t Tree, err error) {
	return t, tx.forUpdate().Where("operation = ?", operation).Take(&t).Error
}

// GrowTree writes what has changed of a locked tree.
func (tx *Tx) GrowTree(t *Tree, size uint64, root custody.Hash, changed []custody.Tile) error {
	for _, x := range changed {
		row := tileRow{t.Operation, x.Level, x.N, x.Data}
		if err := tx.db.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error; err != nil {
			return err
		}
	}
	t.Size, t.Root = size, hex.EncodeToString(root[:])
	return tx.db.Model(&Tree{}).Where("operation = ?", t.Operation).UpdateColumns(map[string]any{"size": t.Size, "root": t.Root}).Error
}

// Certify keeps a signed checkpoint over the whole of a locked tree.
func (tx *Tx) Certify(t *Tree, epoch, note string) error {
	t.Epoch, t.Note = epoch, note
	c := Checkpoint{t.Operation, epoch, t.Size, t.Root, note, tx.Now}
	if err := tx.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&c).Error; err != nil {
		return err
	}
	return tx.db.Model(&Tree{}).Where("operation = ?", t.Operation).UpdateColumns(map[string]any{"epoch": epoch, "note": note}).Error
}
