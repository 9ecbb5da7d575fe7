package tablets

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// batchEntries is how many entries one push carries at most.
const batchEntries = 100

// outbox is a tablet's stream in one operation: every entry that it signed, and
// what the server has said of them. Nothing is ever taken out of it.
type outbox struct {
	stream    string
	key       ed25519.PrivateKey
	server    ed25519.PublicKey // of acks
	entries   []fieldsync.Entry
	hashes    []string
	positions map[uint64]uint64 // by seq, of those that a push was told to be in the journal
	verdicts  map[fieldsync.Verdict]int
	acked     uint64
	headN     uint64
	epoch     string
	photos    map[string]bool // files that entries name: whether headquarters is known to have them whole
	asked     []string        // what the last answer said to be missing of them
	wrongs    []string        // what the server said that cannot be
	last      error           // of the last push, nil when it was answered
}

func (o *outbox) wrong(format string, args ...any) {
	const kept = 20
	if len(o.wrongs) < kept {
		o.wrongs = append(o.wrongs, fmt.Sprintf(format, args...))
	}
}

// sign numbers, chains and signs an entry.
func (o *outbox) sign(e fieldsync.Entry) fieldsync.Entry {
	e.Seq, e.Prev = uint64(len(o.entries))+1, fieldsync.ZeroHash
	if n := len(o.hashes); n > 0 {
		e.Prev = o.hashes[n-1]
	}
	e.Sign(o.stream, o.key)
	o.entries, o.hashes = append(o.entries, e), append(o.hashes, e.Hash(o.stream))
	for _, sha := range e.Files {
		if _, named := o.photos[sha]; !named {
			o.photos[sha] = false
		}
	}
	return e
}

// waiting are the seqs that nobody has said to be in the journal, ascending.
func (o *outbox) waiting() []uint64 {
	var seqs []uint64
	for seq := o.acked + 1; seq <= uint64(len(o.entries)); seq++ {
		if _, there := o.positions[seq]; !there {
			seqs = append(seqs, seq)
		}
	}
	return seqs
}

// whole says whether the server has acknowledged everything, and has every file.
func (o *outbox) whole() bool { return o.acked == uint64(len(o.entries)) && o.unsentFiles() == 0 }

func (o *outbox) unsentFiles() (n uint64) {
	for _, whole := range o.photos {
		if !whole {
			n++
		}
	}
	return n
}

// head is what the tablet says of its stream now.
func (o *outbox) head(now time.Time) fieldsync.Head {
	o.headN++
	h := fieldsync.Head{N: o.headN, Seq: uint64(len(o.entries)), Hash: fieldsync.ZeroHash, At: now, Files: o.unsentFiles()}
	if n := len(o.hashes); n > 0 {
		h.Hash = o.hashes[n-1]
	}
	if seqs := o.waiting(); len(seqs) > 0 {
		h.Entries, h.OldestAt = uint64(len(seqs)), o.entries[seqs[0]-1].At
	}
	h.Sign(o.stream, o.key)
	return h
}

// push is one request's body, and what it carries.
type push struct {
	seqs []uint64
	body []byte
}

// pack makes a push of some entries, in the order given. No seqs is a beacon.
func (o *outbox) pack(seqs []uint64, now time.Time) (push, error) {
	list := make([]fieldsync.Entry, len(seqs))
	for i, seq := range seqs {
		list[i] = o.entries[seq-1]
	}
	body, err := json.Marshal(map[string]any{"v": 1, "stream": o.stream, "head": o.head(now), "app": map[string]string{"version": appVersion}, "entries": list})
	return push{seqs, body}, err
}

// batches packs what waits, at most most pushes of it; out of order when the
// network shuffles them.
func (o *outbox) batches(most int, now time.Time, shuffle *rand.Rand) ([]push, error) {
	seqs := o.waiting()
	size := batchEntries
	if shuffle != nil {
		size = max(1, min(size, (len(seqs)+2)/3)) // several, so that they can overtake each other
	}
	var out []push
	for len(seqs) > 0 && len(out) < most {
		n := min(size, len(seqs))
		part := append([]uint64{}, seqs[:n]...)
		if shuffle != nil {
			shuffle.Shuffle(n, func(i, k int) { part[i], part[k] = part[k], part[i] })
		}
		p, err := o.pack(part, now)
		if err != nil {
			return nil, err
		}
		out, seqs = append(out, p), seqs[n:]
	}
	if shuffle != nil {
		shuffle.Shuffle(len(out), func(i, k int) { out[i], out[k] = out[k], out[i] })
	}
	return out, nil
}

// heard is the answer to a push as a tablet reads it.
type heard struct {
	Results []struct {
		Index     int
		Seq       uint64
		Verdict   fieldsync.Verdict
		Code      string
		Reason    string
		Position  uint64
		Duplicate bool
	}
	Epoch        string
	Ack          json.RawMessage
	Missing      []fieldsync.Span
	FilesMissing []string
	FilesMore    bool
}

// learn takes in the answer to a push, and notes what cannot be: another verdict
// or place than before, an ack that is not the server's or not of this chain.
func (o *outbox) learn(p push, raw []byte) error {
	var h heard
	if err := json.Unmarshal(raw, &h); err != nil {
		return err
	}
	if h.Epoch != o.epoch && h.Epoch != "" {
		// The server was restored: everything counts as unsent, duplicates cost little.
		o.epoch, o.acked, o.positions = h.Epoch, 0, map[uint64]uint64{}
	}
	if len(h.Results) != len(p.seqs) {
		o.wrong("a push of %d entries was answered with %d rows", len(p.seqs), len(h.Results))
		return nil
	}
	for i, row := range h.Results {
		seq := p.seqs[i]
		o.verdicts[row.Verdict]++
		switch {
		case row.Index != i || row.Seq != seq:
			o.wrong("row %d of an answer is about index %d, seq %d instead of %d", i, row.Index, row.Seq, seq)
		case row.Verdict == fieldsync.Unverified:
			o.wrong("seq %d is unverified: %s %s", seq, row.Code, row.Reason)
		case o.positions[seq] != 0 && o.positions[seq] != row.Position:
			o.wrong("seq %d is told to be at position %d and at %d", seq, o.positions[seq], row.Position)
		default:
			o.positions[seq] = row.Position
		}
	}
	if err := o.acknowledged(h.Ack); err != nil {
		return err
	}
	o.learnFiles(h)
	return nil
}

// learnFiles takes in which files are missing. What is not among them is whole,
// once every entry that names files has arrived.
func (o *outbox) learnFiles(h heard) {
	if h.FilesMissing == nil {
		o.wrong("a push with a head was answered without filesMissing")
		return
	}
	o.asked = h.FilesMissing
	missing := map[string]bool{}
	for _, sha := range h.FilesMissing {
		missing[sha] = true
		if whole, named := o.photos[sha]; !named {
			o.wrong("the file %s is asked for and was never named", sha)
		} else if whole {
			o.photos[sha] = false // lost at headquarters, or the answer is older than the upload
		}
	}
	if h.FilesMore || o.acked < uint64(len(o.entries)) {
		return
	}
	for sha := range o.photos {
		o.photos[sha] = !missing[sha]
	}
}

func (o *outbox) acknowledged(raw json.RawMessage) error {
	if len(raw) == 0 {
		o.wrong("a push with a head was answered without an ack")
		return nil
	}
	ack, err := fieldsync.ParseAck(raw)
	if err != nil {
		return err
	}
	switch {
	case !ack.Verify(o.stream, o.server):
		o.wrong("an ack of seq %d does not bear the server's signature", ack.Seq)
	case ack.Seq > uint64(len(o.entries)):
		o.wrong("seq %d is acknowledged and was never signed", ack.Seq)
	case ack.Seq > 0 && ack.Hash != o.hashes[ack.Seq-1]:
		o.wrong("the hash that is acknowledged at seq %d is not that of the entry", ack.Seq)
	default:
		o.acked = max(o.acked, ack.Seq)
	}
	return nil
}
