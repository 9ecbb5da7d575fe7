package store

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// Stream is what is known of a tablet's stream in one operation.
type Stream struct {
	Stream       string `gorm:"primaryKey"`
	Operation    models.ID
	Tablet       models.ID
	RevokedAt    uint64 // position of the revocation, 0 for none
	RevokedSeq   uint64 // the tablet's head as it was held at the revocation
	RevokedHash  string //
	ClosedAt     uint64 // position at which a coordinator closed it, 0 for none
	ClosedSeq    uint64 // the proven head that it was closed at
	ClosedHash   string //
	Present      spans  // seqs that are in the journal
	HeadN        uint64
	HeadSeq      uint64
	HeadHash     string
	HeadEntries  uint64 // what the tablet says that it alone has
	HeadFiles    uint64
	HeadOldest   *time.Time
	HeadSig      string
	HeadPosition uint64 // the journal's head when the tablet's was learned
	ClockAhead   *int64 // milliseconds by which the tablet's clock was ahead when its newest head came by itself; nil where none did
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

// HashAt gives the hash of the entry of a stream at a seq that is no branch,
// the zero hash for seq 0.
func (v View) HashAt(stream string, seq uint64) (string, error) {
	if seq == 0 {
		return fieldsync.ZeroHash, nil
	}
	var r entryRow
	err := v.db.Select("hash").Where("stream = ? AND seq = ? AND code <> ?", stream, seq, fieldsync.SeqFork).Order("position").Take(&r).Error
	return r.Hash, err
}

// askedStream is a stream, and whether its entries name files that are missing.
type askedStream struct {
	Stream  `gorm:"embedded"`
	Missing bool
}

// streams reads streams by their names. That a stream has all its files is
// found with it: most have, and are then asked no more.
func (v View) streams(names []string) (rows []askedStream, err error) {
	return rows, v.db.Model(&Stream{}).Select("streams.*, EXISTS (SELECT 1 FROM named_files n WHERE n.stream = streams.stream AND n.missing) AS missing").
		Where("stream IN ?", names).Find(&rows).Error
}

// tablets reads tablets by their ids.
func (v View) tablets(ids []models.ID) (rows []models.Tablet, err error) {
	return rows, v.db.Where("id IN ?", ids).Find(&rows).Error
}

// saveStreams writes streams whose journal is locked, and notes that their
// tablets were heard of now.
func (tx *Tx) saveStreams(streams map[string]*Stream) error {
	rows, tablets := make([]Stream, 0, len(streams)), make([]models.ID, 0, len(streams))
	for _, s := range streams {
		rows, tablets = append(rows, *s), append(tablets, s.Tablet)
	}
	// In one order everywhere, so that two transactions never wait for each other.
	slices.SortFunc(rows, func(a, b Stream) int { return strings.Compare(a.Stream, b.Stream) })
	if err := tx.db.Clauses(clause.OnConflict{UpdateAll: true}).CreateInBatches(rows, batch).Error; err != nil {
		return err
	}
	return tx.db.Model(&models.Tablet{}).Where("id IN ?", tablets).UpdateColumn("last_heard", tx.Now).Error
}

// Pen is who writes a stream. It never changes: the stream's name is made of both.
type Pen struct {
	SigningKey string
	Operation  models.ID
}

// PenOf reads who writes a stream.
func (s *Store) PenOf(ctx context.Context, stream string) (p Pen, err error) {
	ctx = own(ctx)
	err = s.read.WithContext(ctx).Model(&Stream{}).Select("tablets.signing_key, streams.operation").
		Joins("JOIN tablets ON tablets.id = streams.tablet").Where("streams.stream = ?", stream).Take(&p).Error
	return p, translate(err)
}

// Journalled says which hashes of a stream's entries the journal has, of those
// between two seqs, both included. What it has it never loses.
func (s *Store) Journalled(ctx context.Context, stream string, from, to uint64) (map[string]bool, error) {
	ctx = own(ctx)
	var hashes []string
	err := s.read.WithContext(ctx).Model(&entryRow{}).Where("stream = ? AND seq BETWEEN ? AND ?", stream, from, to).Pluck("hash", &hashes).Error
	known := make(map[string]bool, len(hashes))
	for _, h := range hashes {
		known[h] = true
	}
	return known, translate(err)
}
