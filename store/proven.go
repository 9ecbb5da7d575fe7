package store

import (
	"math"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// vouched says which entries of a revoked tablet, or of a stream that was
// closed, are proven older than that: those linked to a head that the server,
// or another tablet, held before, and to the head that the stream was closed at.
func (b *bench) vouched(s *Stream, sub Submission) (fieldsync.Vouched, error) {
	if err := b.held.Load(s.Stream, 0, math.MaxInt64); err != nil {
		return nil, err
	}
	known := b.held.Prev(s.Stream)
	prev := func(seq uint64, hash string) (string, bool) {
		if prev, ok := known(seq, hash); ok {
			return prev, true
		}
		for _, c := range sub.Candidates {
			if c.Entry.Seq == seq && c.Hash == hash && c.Verified {
				return c.Entry.Prev, true
			}
		}
		return "", false
	}
	var closed fieldsync.Vouched
	if s.ClosedAt > 0 {
		head := fieldsync.Witness{Seq: s.ClosedSeq, Hash: s.ClosedHash}
		closed = fieldsync.Vouch([]fieldsync.Witness{head}, s.ClosedAt, prev)
		if b.tablets[s.Tablet].State != models.TabletRevoked {
			return closed, nil
		}
	}
	heads, err := b.tx.witnesses(s)
	if err != nil {
		return nil, err
	}
	revoked := fieldsync.Vouch(heads, s.RevokedAt, prev)
	if s.ClosedAt > 0 {
		return revoked.And(closed), nil
	}
	return revoked, nil
}

// witnesses are the heads of a stream that were held: by the server, and by
// other tablets that wrote head.witnessed. A head is believed only with the
// signature of the stream's own key: no tablet can vouch for another's entries.
func (tx *Tx) witnesses(s *Stream) ([]fieldsync.Witness, error) {
	heads := []fieldsync.Witness{{Seq: s.HeadSeq, Hash: s.HeadHash, Held: s.HeadPosition}}
	if s.RevokedHash != "" {
		heads = append(heads, fieldsync.Witness{Seq: s.RevokedSeq, Hash: s.RevokedHash, Held: s.RevokedAt - 1})
	}
	tablet, err := tx.Tablet(s.Tablet)
	if err != nil {
		return nil, err
	}
	key, err := fieldsync.ParseSigningKey(tablet.SigningKey)
	if err != nil {
		return heads, nil //nolint:nilerr // nothing can be verified with such a key
	}
	var rows []entryRow
	// The type stands in the text: databases use the index of these entries for no other.
	err = tx.db.Where("operation = ? AND type = 'head.witnessed' AND verdict = ? AND stream <> ?", s.Operation, fieldsync.Stored, s.Stream).
		Order("position").Find(&rows).Error
	for _, r := range rows {
		j := r.journalled()
		if j.Unreadable != "" {
			continue
		}
		stream, h, err := fieldsync.ParseWitnessed(j.Entry.Body)
		if err == nil && stream == s.Stream && h.Verify(stream, key) {
			heads = append(heads, fieldsync.Witness{Seq: h.Seq, Hash: h.Hash, Held: r.Position})
		}
	}
	return heads, err
}

// ProvenHead is the last entry of a stream that anybody has proof of: the
// tablet's own signed head as the server or another tablet holds it, or an
// entry of the main branch in the journal. An empty stream has the zero hash.
func (tx *Tx) ProvenHead(s *Stream) (seq uint64, hash string, err error) {
	heads, err := tx.witnesses(s)
	if err != nil {
		return 0, "", err
	}
	hash = fieldsync.ZeroHash
	var last entryRow
	err = tx.db.Omit("Raw").Where("stream = ? AND NOT (verdict = ? AND code = ?)", s.Stream, fieldsync.Quarantined, fieldsync.SeqFork).
		Order("seq DESC, position").Take(&last).Error
	if err != nil && !IsMissing(err) {
		return 0, "", err
	}
	if err == nil {
		seq, hash = last.Seq, last.Hash
	}
	for _, h := range heads {
		if h.Seq > seq {
			seq, hash = h.Seq, h.Hash
		}
	}
	return seq, hash, nil
}
