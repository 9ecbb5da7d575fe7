package sync

import (
	"encoding/json"
	"slices"
)

// Span is a range of seqs, both ends included. On the wire it is [from, to].
type Span struct{ From, To uint64 }

// MarshalJSON writes [from, to].
func (s Span) MarshalJSON() ([]byte, error) { return json.Marshal([2]uint64{s.From, s.To}) }

// UnmarshalJSON reads [from, to].
func (s *Span) UnmarshalJSON(raw []byte) error {
	var pair [2]uint64
	err := json.Unmarshal(raw, &pair)
	s.From, s.To = pair[0], pair[1]
	return err
}

// Spans says which seqs of a stream are in the journal: ascending, apart by at
// least one absent seq. A stream in good order is one span, whatever its length.
type Spans []Span

// SpansOf gathers seqs, in any order and with repeats.
func SpansOf(seqs []uint64) Spans {
	seqs = slices.Clone(seqs)
	slices.Sort(seqs)
	var spans Spans
	for _, seq := range seqs {
		if n := len(spans); n > 0 && seq <= spans[n-1].To+1 {
			spans[n-1].To = max(spans[n-1].To, seq)
			continue
		}
		spans = append(spans, Span{seq, seq})
	}
	return spans
}

// With gives the spans with one seq more; it leaves the receiver as it is.
func (p Spans) With(seq uint64) Spans {
	i, found := slices.BinarySearchFunc(p, seq, func(s Span, seq uint64) int {
		switch {
		case s.To < seq:
			return -1
		case s.From > seq:
			return 1
		}
		return 0
	})
	if found {
		return p
	}
	spans := slices.Insert(slices.Clone(p), i, Span{seq, seq})
	if i+1 < len(spans) && spans[i+1].From == seq+1 {
		spans[i].To = spans[i+1].To
		spans = slices.Delete(spans, i+1, i+2)
	}
	if i > 0 && spans[i-1].To+1 == seq {
		spans[i-1].To = spans[i].To
		spans = slices.Delete(spans, i, i+1)
	}
	return spans
}

// CountsAsPresent says whether an entry that the journal has with this code
// fills its seq. What is in quarantine does, but for a branch: an ack names the
// hash of its last entry, and by the chain the tablet takes it for all before
// it. A branch between them would let it think that its own are here.
func CountsAsPresent(code Code) bool { return code != SeqFork }

// AckSeq is the greatest n with 1 … n present, 0 for none. What is in
// quarantine is present: it is in the journal, and need not be sent again.
func AckSeq(present Spans) uint64 {
	if len(present) == 0 || present[0].From != 1 {
		return 0
	}
	return present[0].To
}

// Missing gives the absent ranges up to the greatest of the head's seq and any
// present seq, lowest first, at most MaxMissing; more says that there are others.
func Missing(present Spans, head uint64) ([]Span, bool) {
	ranges, next := []Span{}, uint64(1)
	for _, s := range append(slices.Clone(present), Span{head + 1, head + 1}) {
		if s.From > next {
			if len(ranges) == MaxMissing {
				return ranges, true
			}
			ranges = append(ranges, Span{next, s.From - 1})
		}
		next = max(next, s.To+1)
	}
	return ranges, false
}
