package simulation

import (
	"encoding/json"
	"fmt"
	"maps"
	"sync"

	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// Invariant names one thing that must never happen.
type Invariant string

// The invariants.
const (
	AcknowledgedOnce  Invariant = "every acknowledged entry is in the journal once, with its hash, where it was told to be"
	NothingMadeUp     Invariant = "nothing is in the journal that no tablet signed"
	PositionsInOrder  Invariant = "positions are 1, 2, 3 … without a gap"
	ChainsWhole       Invariant = "the main branch of every stream is one chain"
	VerdictByTheRules Invariant = "the verdict is what stream and operation say"
	AcksAreTrue       Invariant = "an ack covers what is there, by the hash of its last entry"
	MissingIsTrue     Invariant = "missing names what is absent, and all of it"
	VerdictIsFinal    Invariant = "a verdict and a position never change"
	HeadsOnlyRise     Invariant = "the newest head is kept"
	OneReceiptEach    Invariant = "every entry has one receipt, which says what the journal says"
	ProjectedAll      Invariant = "what is applied is in a document, and what is in a document was let in"
	HeldIsReleased    Invariant = "nothing is on hold for what is there"
	ContestedIsShown  Invariant = "answers show every value that nothing supersedes"
	DecisionsAreDone  Invariant = "what a person decided about an entry is done"
	RebuildsTheSame   Invariant = "documents made anew from the journal are the same"
	FollowersSawAll   Invariant = "who follows by cursor or by pokes sees what a fresh pull sees"
	ScopeIsKept       Invariant = "nobody is given what lies outside their scope"
	QueuesDrain       Invariant = "when faults stop, queues drain"
	AccessIsAudited   Invariant = "every access that the contract audits has its row"
	EpochIsTold       Invariant = "a restore is told by a new epoch"
	CheckpointsGrow   Invariant = "every checkpoint covers a beginning of the journal, as it is"
)

// Violation is an invariant that did not hold, and how.
type Violation struct {
	Invariant Invariant
	Detail    string
}

func (v Violation) String() string { return string(v.Invariant) + ": " + v.Detail }

// Record is what all tablets of a run together know to be true: what was
// signed, and what they were promised. Several goroutines may use it.
type Record struct {
	mu        sync.Mutex
	tablets   []*Tablet
	signed    map[string]*Signed // by hash, first as written
	promises  map[string]Promise // by hash
	headN     map[string]uint64  // of stream: the greatest n that a server is known to have taken in
	announced map[string]uint64  // of stream: the greatest seq that a head has named
	revoked   map[string]uint64  // of a revoked stream: what was announced before, at most
	notes     map[string]string  // signed checkpoints that tablets were given, with the epoch of the answer
	restored  bool
	wrongs    []Violation
}

// NewRecord begins with nothing known.
func NewRecord() *Record {
	return &Record{signed: map[string]*Signed{}, promises: map[string]Promise{},
		headN: map[string]uint64{}, announced: map[string]uint64{}, revoked: map[string]uint64{}, notes: map[string]string{}}
}

// Notes are the signed checkpoints that tablets were given, each with the epoch
// of the answer that brought it.
func (r *Record) Notes() map[string]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.notes)
}

func (r *Record) join(t *Tablet) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tablets = append(r.tablets, t)
}

func (r *Record) sign(s *Signed) {
	if r.signed == nil {
		return // a liar's: it counts for nothing
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.signed[s.Hash] = s
}

func (r *Record) announce(stream string, seq uint64) {
	if r.signed == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.announced[stream] = max(r.announced[stream], seq)
}

// Revoke notes that a stream's tablet is revoked from now on: no head that is
// shown later proves anything.
func (r *Record) Revoke(stream string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.revoked[stream] = max(r.revoked[stream], r.announced[stream])
}

func (r *Record) revokedEver(stream string) bool {
	_, ok := r.revoked[stream]
	return ok
}

// Wrong notes a violation; after some dozens it keeps no more.
func (r *Record) Wrong(i Invariant, format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wrong(i, format, args...)
}

func (r *Record) wrong(i Invariant, format string, args ...any) {
	const kept = 50
	if len(r.wrongs) < kept {
		r.wrongs = append(r.wrongs, Violation{i, fmt.Sprintf(format, args...)})
	}
}

// Wrongs are the violations so far.
func (r *Record) Wrongs() []Violation {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Violation{}, r.wrongs...)
}

// Acknowledged is how many entries of tablets somebody was promised to be in the journal.
func (r *Record) Acknowledged() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.promises)
}

// Restored notes that the database was put back: what was promised since the
// backup may be gone, and comes again because the tablets see a new epoch.
func (r *Record) Restored() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for hash := range r.promises {
		r.promises[hash] = Promise{} // in the journal again, when all is done, wherever
	}
	r.headN, r.restored = map[string]uint64{}, true
}

// Heard is the answer to a push as a tablet reads it.
type Heard struct {
	Results []fieldsync.Result
	Epoch   string
	Ack     json.RawMessage
	Missing []fieldsync.Span
	More    bool

	TreeNote string
}

// Learn takes in the answer to a push, and notes what cannot be. server is the
// key of its acks.
func (p Parcel) Learn(raw []byte, server string) error {
	t := p.from
	var h Heard
	if err := json.Unmarshal(raw, &h); err != nil {
		return err
	}
	if h.Epoch == "" {
		return t.forgotten()
	}
	if t.Epoch != "" && h.Epoch != t.Epoch {
		// The server was restored: everything counts as unsent, duplicates cost little.
		t.Acked = 0
		for _, e := range t.Entries {
			e.Told = Promise{}
		}
	}
	t.Epoch = h.Epoch
	t.answers++
	r := t.Record
	r.mu.Lock()
	defer r.mu.Unlock()
	if h.TreeNote != "" && r.signed != nil {
		r.notes[h.TreeNote] = h.Epoch
	}
	if len(h.Results) != len(p.Seqs) {
		r.wrong(VerdictByTheRules, "%s: a push of %d entries was answered with %d rows", t.Name, len(p.Seqs), len(h.Results))
		return nil
	}
	for i, row := range h.Results {
		p.row(r, i, row, h.Epoch)
	}
	p.ack(r, h, server)
	r.headN[t.Stream] = max(r.headN[t.Stream], p.Head.N)
	return nil
}

// forgotten: no epoch is told to streams that are unknown. After a restore that
// is how it must be with those that enrolled since the backup.
func (t *Tablet) forgotten() error {
	t.Record.mu.Lock()
	defer t.Record.mu.Unlock()
	if t.Forgotten = true; !t.Record.restored {
		t.Record.wrong(VerdictByTheRules, "%s is unknown, and there was no restore", t.Name)
	}
	return nil
}

func (p Parcel) row(r *Record, i int, row fieldsync.Result, epoch string) {
	t, e := p.from, p.from.Entries[p.Seqs[i]-1]
	now := Promise{row.Position, row.Verdict, row.Code, epoch}
	switch before, known := r.promises[e.Hash]; {
	case row.Index != i || row.Seq != e.Seq || row.ID != e.ID.String():
		r.wrong(VerdictByTheRules, "%s: row %d of an answer is about index %d, seq %d instead of %d", t.Name, i, row.Index, row.Seq, e.Seq)
	case row.Verdict == fieldsync.Unverified:
		r.wrong(VerdictByTheRules, "%s seq %d: an honest entry is unverified: %s %s", t.Name, e.Seq, row.Code, row.Reason)
	case row.Position == 0:
		r.wrong(VerdictByTheRules, "%s seq %d: %s without a position", t.Name, e.Seq, row.Verdict)
	case known && before.Position != 0 && before.Epoch == epoch && before != now:
		r.wrong(VerdictIsFinal, "%s seq %d: told %+v, now %+v", t.Name, e.Seq, before, now)
	default:
		e.Told, e.heard, r.promises[e.Hash] = now, t.answers, now
		t.Stopped = t.Stopped || row.Code == fieldsync.SeqFork
	}
}

// ack looks at what the server signed, and at what it says is missing.
func (p Parcel) ack(r *Record, h Heard, server string) {
	t := p.from
	key, _ := fieldsync.ParseSigningKey(server)
	ack, err := fieldsync.ParseAck(h.Ack)
	switch {
	case err != nil:
		r.wrong(AcksAreTrue, "%s: an answer to a valid head without an ack: %v", t.Name, err)
		return
	case !ack.Verify(t.Stream, key) || ack.Epoch != h.Epoch:
		r.wrong(AcksAreTrue, "%s: the ack of seq %d does not bear the server's signature", t.Name, ack.Seq)
		return
	}
	if ack.Seq > 0 && ack.Seq <= uint64(len(t.Entries)) && t.Entries[ack.Seq-1].Hash == ack.Hash {
		t.Acked = max(t.Acked, ack.Seq)
		for _, e := range t.Entries[:ack.Seq] {
			if e.Told.Position == 0 && r.promises[e.Hash].Position == 0 {
				r.promises[e.Hash] = Promise{Epoch: h.Epoch} // in the journal, wherever
			}
		}
	} else if ack.Seq > 0 && r.signed[ack.Hash] == nil {
		r.wrong(AcksAreTrue, "%s: seq %d is acknowledged with a hash that nobody signed", t.Name, ack.Seq)
	}
	p.missing(r, h, ack.Seq)
}

func (p Parcel) missing(r *Record, h Heard, acked uint64) {
	t, next := p.from, acked+1
	for i, s := range h.Missing {
		if s.From > s.To || i == 0 && s.From != next || i > 0 && s.From < next {
			r.wrong(MissingIsTrue, "%s: %v after an ack of %d", t.Name, h.Missing, acked)
			return
		}
		for seq := s.From; seq <= min(s.To, uint64(len(t.Entries))); seq++ {
			if told := t.Entries[seq-1].Told; told.Epoch == h.Epoch && told.Position != 0 && told.Code != fieldsync.SeqFork && t.Entries[seq-1].heard <= p.after {
				r.wrong(MissingIsTrue, "%s: seq %d is said to be missing and was told to be at position %d", t.Name, seq, told.Position)
			}
		}
		next = s.To + 2
	}
	if len(h.Missing) == 0 && !h.More && p.Head.Seq > acked {
		r.wrong(MissingIsTrue, "%s: the ack ends at %d, the head at %d, and nothing is missing", t.Name, acked, p.Head.Seq)
	}
}
