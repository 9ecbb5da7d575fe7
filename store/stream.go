package store

import (
	"database/sql/driver"
	"encoding/json"
	"time"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// Stream is what is known of a tablet's stream in one operation.
type Stream struct {
	Stream       string `gorm:"primaryKey"`
	Operation    models.ID
	Tablet       models.ID
	RevokedAt    uint64 // position of the revocation, 0 for none
	Present      spans  // seqs that are in the journal
	HeadN        uint64
	HeadSeq      uint64
	HeadHash     string
	HeadEntries  uint64 // what the tablet says that it alone has
	HeadFiles    uint64
	HeadOldest   *time.Time
	HeadSig      string
	HeadPosition uint64 // the journal's head when the tablet's was learned
	LastHeard    *time.Time
}

// spans are fieldsync.Spans as a database keeps them.
type spans struct{ fieldsync.Spans }

// Value writes [[1,5],[7,9]].
func (s spans) Value() (driver.Value, error) {
	raw, err := json.Marshal(s.Spans)
	return string(raw), err
}

// Scan reads what Value wrote.
func (s *spans) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), &s.Spans)
	case []byte:
		return json.Unmarshal(v, &s.Spans)
	}
	return models.NewFault(models.Internal, "The spans of a stream are no text.")
}

// AddStreams lets tablets write to an operation. Those that may already stay as they are.
func (tx *Tx) AddStreams(operation models.ID, tablets []models.Tablet) error {
	var rows []Stream
	for _, t := range tablets {
		name := fieldsync.Stream(t.SigningKey, operation)
		if _, err := tx.Stream(name); err == nil {
			continue
		} else if !IsMissing(err) {
			return err
		}
		rows = append(rows, Stream{Stream: name, Operation: operation, Tablet: t.ID, HeadHash: fieldsync.ZeroHash})
	}
	return insert(tx.db, rows)
}

// Stream reads one by its name.
func (v View) Stream(name string) (s Stream, err error) {
	return s, v.db.Where("stream = ?", name).Take(&s).Error
}

// StreamsOf reads the streams of an operation, by name.
func (v View) StreamsOf(operation models.ID) (rows []Stream, err error) {
	return rows, v.db.Where("operation = ?", operation).Order("stream").Find(&rows).Error
}

// StreamsOfTablet reads the streams of a tablet in every operation.
func (v View) StreamsOfTablet(tablet models.ID) (rows []Stream, err error) {
	return rows, v.db.Where("tablet = ?", tablet).Order("stream").Find(&rows).Error
}

// SaveStream writes a changed stream, whose journal the caller has locked.
func (tx *Tx) SaveStream(s *Stream) error {
	return tx.db.Model(s).Select("*").Where("stream = ?", s.Stream).UpdateColumns(s).Error
}

// HashAt gives the hash of the entry of a stream at a seq that was journalled
// first, the zero hash for seq 0.
func (v View) HashAt(stream string, seq uint64) (string, error) {
	if seq == 0 {
		return fieldsync.ZeroHash, nil
	}
	var r entryRow
	err := v.db.Select("hash").Where("stream = ? AND seq = ?", stream, seq).Order("position").Take(&r).Error
	return r.Hash, err
}

// HeardOf notes when a tablet was last heard of.
func (tx *Tx) HeardOf(tablet models.ID) error {
	return tx.db.Model(&models.Tablet{}).Where("id = ?", tablet).UpdateColumn("last_heard", tx.Now).Error
}
