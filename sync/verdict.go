package sync

import (
	"slices"

	"github.com/cellsweep/cellsweep/models"
)

// Verdict is what the journal says of an entry, once and for ever (of an
// unverified one: for now, since it may be sent again).
type Verdict string

// The verdicts.
const (
	Stored      Verdict = "stored"      // in the journal, projected
	Quarantined Verdict = "quarantined" // in the journal, not projected until settled
	Unverified  Verdict = "unverified"  // not evidence: kept in the inbox only
)

// Code says why an entry is not stored, or not applied.
type Code string

// Why an entry is quarantined, in the order in which they are told when
// several hold: a fork first, because it makes the tablet stop its stream.
const (
	SeqFork         Code = "seq_fork"
	TabletRevoked   Code = "tablet_revoked"
	OperationClosed Code = "operation_closed"
	OutOfScope      Code = "out_of_scope"
	TooLarge        Code = "too_large"
)

// Why an entry is unverified.
const (
	Malformed     Code = "malformed"
	UnknownStream Code = "unknown_stream"
	WrongStream   Code = "wrong_stream"
	BadSignature  Code = "bad_signature"
	NotChecked    Code = "not_checked"
)

// StreamState is what the store knows of a stream, read under the operation's
// row lock. The zero value is a stream that nobody enrolled.
type StreamState struct {
	Known     bool
	Operation models.ID   // the one operation that the stream belongs to
	Sites     []models.ID // the sites of the operation that the tablet may write for
	Revoked   bool        // the tablet is revoked
	Closed    bool        // the operation is closed
	Vouched   Vouched     // of a revoked tablet: what heads held before prove older
}

// Held is one entry that the journal holds of a stream. Several may share a seq.
type Held struct {
	Seq      uint64
	Hash     string
	Prev     string
	Position uint64
	Verdict  Verdict
	Code     Code
}

// fork says whether the entry belongs to a branch that is not the main one.
func (h Held) fork() bool { return h.Verdict == Quarantined && h.Code == SeqFork }

// Journal shows what is held of a stream at a seq, in order of positions; none
// is an empty list. What a batch has put before the entry in question counts as held.
type Journal interface {
	HeldAt(stream string, seq uint64) ([]Held, error)
}

// Candidate is an entry of a push whose signature has been looked at.
type Candidate struct {
	Entry    *Entry
	Hash     string // of the entry in this stream
	Size     Size
	Verified bool // the signature is good
	Checked  bool // the signature was looked at; false after too many bad ones in a push
}

// NewCandidate hashes an entry of a stream. Verified and Checked are left to
// the caller, who may have many signatures to look at side by side.
func NewCandidate(stream string, e *Entry, element int) Candidate {
	return Candidate{Entry: e, Hash: e.Hash(stream), Size: Size{Element: element, Body: len(e.Body)}}
}

// Judgement is a verdict with its code. Of a repeat it is the stored one, with
// the position that the entry has.
type Judgement struct {
	Verdict   Verdict
	Code      Code
	Position  uint64 // of a duplicate; 0 otherwise
	Duplicate bool
}

// Duplicate answers a repeat (the same stream, seq and hash) with the stored
// verdict. It is asked before any signature is looked at, so that a tablet in
// a loop costs a look-up; the hash covers all that was signed.
func Duplicate(j Journal, stream string, seq uint64, hash string) (Judgement, bool, error) {
	held, err := j.HeldAt(stream, seq)
	if err != nil {
		return Judgement{}, false, err
	}
	for _, h := range held {
		if h.Hash == hash {
			return Judgement{Verdict: h.Verdict, Code: h.Code, Position: h.Position, Duplicate: true}, true, nil
		}
	}
	return Judgement{}, false, nil
}

// Judge gives the verdict of one candidate from what is known of its stream
// and operation, and from nothing else. It is called under the operation's row
// lock, one candidate after the other, each seeing those before it as held.
// The error is the journal's.
func Judge(state StreamState, j Journal, stream string, c Candidate) (Judgement, error) {
	if again, ok, err := Duplicate(j, stream, c.Entry.Seq, c.Hash); ok || err != nil {
		return again, err
	}
	if code := unverified(state, c); code != "" {
		return Judgement{Verdict: Unverified, Code: code}, nil
	}
	forked, err := forks(j, stream, c)
	if err != nil {
		return Judgement{}, err
	}
	if code := quarantine(state, c, forked); code != "" {
		return Judgement{Verdict: Quarantined, Code: code}, nil
	}
	return Judgement{Verdict: Stored}, nil
}

func unverified(state StreamState, c Candidate) Code {
	switch {
	case !state.Known:
		return UnknownStream
	case c.Entry.Operation != state.Operation:
		return WrongStream
	case !c.Checked:
		return NotChecked
	case !c.Verified:
		return BadSignature
	}
	return ""
}

func quarantine(state StreamState, c Candidate, forked bool) Code {
	site := c.Entry.Site
	switch {
	case forked:
		return SeqFork
	case state.Revoked && !state.Vouched.Has(c.Entry.Seq, c.Hash):
		return TabletRevoked
	case state.Closed:
		return OperationClosed
	case site != models.ID{} && !slices.Contains(state.Sites, site):
		return OutOfScope
	case c.Size.TooLarge():
		return TooLarge
	}
	return ""
}

// forks says whether the candidate is off the main branch: another entry has
// its seq, or its neighbours are chained to something else. The main branch is
// what was journalled first and fitted; what arrives second and does not fit is
// the fork, and so is whatever links to a fork.
func forks(j Journal, stream string, c Candidate) (bool, error) {
	same, err := j.HeldAt(stream, c.Entry.Seq)
	if err != nil || has(same, onMain) {
		return err == nil, err
	}
	after, err := j.HeldAt(stream, c.Entry.Seq+1)
	if err != nil {
		return false, err
	}
	if has(after, func(h Held) bool { return onMain(h) && h.Prev != c.Hash }) {
		return true, nil
	}
	if c.Entry.Seq == 1 {
		return false, nil
	}
	before, err := j.HeldAt(stream, c.Entry.Seq-1)
	if err != nil {
		return false, err
	}
	main := has(before, onMain)
	return has(before, func(h Held) bool {
		return main && onMain(h) && h.Hash != c.Entry.Prev || !main && h.fork() && h.Hash == c.Entry.Prev
	}), nil
}

func onMain(h Held) bool { return !h.fork() }

func has(held []Held, match func(Held) bool) bool { return slices.ContainsFunc(held, match) }
