package store

import (
	"slices"

	"gorm.io/gorm"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// Submission is one push to a known stream, its signatures looked at.
type Submission struct {
	Stream     string
	Candidates []fieldsync.Candidate
	Head       *fieldsync.Head // nil without a valid one
	Live       bool            // the tablet sent it just now: its head tells how far its clock is off
}

// Outcome is what became of a submission.
type Outcome struct {
	Judgements []fieldsync.Judgement // one a candidate
	Stream     Stream                // as it stands after the submission
	Epoch      string
	AckSeq     uint64
	AckHash    string
	// FilesMissing is false only if no entry of the stream names a file that is not whole.
	FilesMissing bool
}

// Judge gives every candidate its verdict and puts what is authentic into the
// journal of an operation. All submissions are of that one operation; each
// candidate sees those before it. Nothing may be answered before the commit.
func (tx *Tx) Judge(operation models.ID, subs []Submission) ([]Outcome, error) {
	j, err := tx.LockJournal(operation)
	if err != nil {
		return nil, err
	}
	o, err := tx.Operation(operation)
	if err != nil {
		return nil, err
	}
	b := bench{tx: tx, journal: &j, held: tx.NewHeld(), streams: map[string]*Stream{}, missing: map[string]bool{}, tablets: map[models.ID]models.Tablet{},
		closed: slices.Contains([]models.OperationState{models.Closed, models.Archived, models.Cancelled}, o.State)}
	if err := b.open(subs); err != nil {
		return nil, err
	}
	out := make([]Outcome, len(subs))
	for i, s := range subs {
		if out[i].Judgements, err = b.judge(s); err != nil {
			return nil, err
		}
	}
	if err := tx.Append(&j, b.fresh); err != nil {
		return nil, err
	}
	return out, b.close(subs, out)
}

// bench is where the submissions of one transaction are judged.
type bench struct {
	tx      *Tx
	journal *Journal
	closed  bool
	held    *Held
	streams map[string]*Stream
	missing map[string]bool // streams of which files may be missing
	tablets map[models.ID]models.Tablet
	fresh   []*fieldsync.Journalled
}

func (b *bench) judge(s Submission) ([]fieldsync.Judgement, error) {
	stream := b.streams[s.Stream]
	tablet := b.tablets[stream.Tablet]
	state := fieldsync.StreamState{Known: true, Operation: stream.Operation, Sites: []models.ID{tablet.Establishment},
		Revoked: tablet.State == models.TabletRevoked || stream.ClosedAt > 0, Closed: b.closed}
	if state.Revoked {
		var err error
		if state.Vouched, err = b.vouched(stream, s); err != nil {
			return nil, err
		}
	}
	out := make([]fieldsync.Judgement, len(s.Candidates))
	for i, c := range s.Candidates {
		verdict, err := fieldsync.Judge(state, b.held, s.Stream, c)
		if err != nil {
			return nil, err
		}
		if !verdict.Duplicate && verdict.Verdict != fieldsync.Unverified {
			verdict.Position = b.journal.Head + uint64(len(b.fresh)) + 1
			b.fresh = append(b.fresh, &fieldsync.Journalled{Entry: *c.Entry, Stream: s.Stream, Hash: c.Hash, Verdict: verdict.Verdict,
				Code: verdict.Code, Pending: tablet.State == models.TabletPending})
			b.held.Add(s.Stream, fieldsync.Held{Seq: c.Entry.Seq, Hash: c.Hash, Prev: c.Entry.Prev, Position: verdict.Position,
				Verdict: verdict.Verdict, Code: verdict.Code})
			if fieldsync.CountsAsPresent(verdict.Code) {
				stream.Present.Spans = stream.Present.With(c.Entry.Seq)
			}
			b.missing[s.Stream] = b.missing[s.Stream] || len(c.Entry.Files) > 0
		}
		out[i] = verdict
	}
	return out, nil
}

// open reads what the submissions need, all of them at once: one question each
// would hold the journal's lock for as many round trips.
func (b *bench) open(subs []Submission) error {
	names := make([]string, len(subs))
	for i, s := range subs {
		names[i] = s.Stream
	}
	streams, err := b.tx.streams(names)
	if err != nil {
		return err
	}
	var ids []models.ID
	for i, s := range streams {
		b.streams[s.Stream.Stream], b.missing[s.Stream.Stream] = &streams[i].Stream, s.Missing
		ids = append(ids, s.Tablet)
	}
	tablets, err := b.tx.tablets(ids)
	if err != nil {
		return err
	}
	for _, t := range tablets {
		b.tablets[t.ID] = t
	}
	for _, s := range subs {
		if known := b.streams[s.Stream]; known == nil || b.tablets[known.Tablet].ID != known.Tablet {
			return gorm.ErrRecordNotFound
		}
	}
	return b.held.loadAll(ranges(subs))
}

// span is a run of seqs of a stream, both ends included.
type span struct {
	stream   string
	from, to uint64
}

// ranges are the seqs at and beside the candidates. They come mostly in runs,
// so a run is one range; a candidate far from the others gets its own.
func ranges(subs []Submission) (all []span) {
	for _, s := range subs {
		seqs := make([]uint64, len(s.Candidates))
		for i, c := range s.Candidates {
			seqs[i] = c.Entry.Seq
		}
		slices.Sort(seqs)
		for i := 0; i < len(seqs); {
			k := i
			for k+1 < len(seqs) && seqs[k+1]-seqs[k] <= 64 {
				k++
			}
			all = append(all, span{s.Stream, max(seqs[i], 1) - 1, seqs[k] + 1})
			i = k + 1
		}
	}
	return all
}

// close writes the streams as they stand now, and what their tablets are told.
func (b *bench) close(subs []Submission, out []Outcome) error {
	for i, s := range subs {
		stream := b.streams[s.Stream]
		stream.LastHeard = &b.tx.Now
		if h := s.Head; h != nil && h.N > stream.HeadN {
			stream.HeadN, stream.HeadSeq, stream.HeadHash, stream.HeadSig = h.N, h.Seq, h.Hash, h.Sig
			stream.HeadEntries, stream.HeadFiles, stream.HeadPosition = h.Entries, h.Files, b.journal.Head
			stream.HeadOldest = nil
			if !h.OldestAt.IsZero() {
				stream.HeadOldest = &h.OldestAt
			}
			if s.Live {
				ahead := h.At.Sub(b.tx.Now).Milliseconds()
				stream.ClockAhead = &ahead
			}
		}
		ack := fieldsync.AckSeq(stream.Present.Spans)
		hash, err := b.ackHash(s.Stream, ack)
		if err != nil {
			return err
		}
		out[i].AckSeq, out[i].AckHash, out[i].Epoch, out[i].Stream = ack, hash, b.journal.Epoch, *stream
		out[i].FilesMissing = b.missing[s.Stream]
	}
	return b.tx.saveStreams(b.streams)
}

// ackHash gives the hash of the entry at a seq that is no branch.
func (b *bench) ackHash(stream string, seq uint64) (string, error) {
	held, _ := b.held.HeldAt(stream, seq)
	for _, h := range held {
		if fieldsync.CountsAsPresent(h.Code) {
			return h.Hash, nil
		}
	}
	return b.tx.HashAt(stream, seq)
}
