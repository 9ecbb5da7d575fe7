package simulation

import (
	"crypto/ed25519"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// Act is what somebody does: the part of an entry that is not numbering,
// chaining and signing.
type Act struct {
	Type       string
	Version    uint64 // 0 is 1
	Site       models.ID
	Entity     models.ID
	Supersedes []models.ID
	Files      []string
	Body       map[string]any
	Needs      []models.ID // entries without which this one is on hold
	Large      bool        // sent with so much around it that it is too large
}

// Signed is an entry as a tablet wrote it.
type Signed struct {
	fieldsync.Entry
	Hash  string
	Raw   []byte // as it goes over the wire
	Act   Act
	Told  Promise // what the tablet was told of it; position 0 for nothing yet
	heard int     // the how-manieth answer it was that told
}

// Promise is what a server said of an entry.
type Promise struct {
	Position uint64
	Verdict  fieldsync.Verdict
	Code     fieldsync.Code
	Epoch    string
}

// Tablet is a stream: its key, its chain, what it has and what it was told.
// Nothing is ever taken out of it. It is not safe for several goroutines.
type Tablet struct {
	Name      string
	ID        models.ID
	Operation models.ID
	Site      models.ID
	Actor     models.ID
	Key       ed25519.PrivateKey
	Stream    string
	Entries   []*Signed
	Acked     uint64 // 1 … Acked are acknowledged
	HeadN     uint64
	Epoch     string // of the newest answer
	Stopped   bool   // told seq_fork: it writes no more under this key
	Forgotten bool   // told, after a restore, that its stream is unknown: it must enrol again
	Record    *Record
	chance    Chance
	answers   int // how many answers it has read
}

// NewTablet makes one with a key of its own.
func NewTablet(name string, c Chance, r *Record, operation, site, actor models.ID) *Tablet {
	t := &Tablet{Name: name, ID: c.ID(), Operation: operation, Site: site, Actor: actor, Key: c.Key(), Record: r, chance: c.Apart()}
	t.Stream = fieldsync.Stream(t.SigningKey(), operation)
	r.join(t)
	return t
}

// SigningKey is the tablet's public key as it enrols with it.
func (t *Tablet) SigningKey() string {
	return fieldsync.EncodeBytes(t.Key.Public().(ed25519.PublicKey))
}

// Twin is what a backup of the tablet becomes when it is brought back: it knows
// the first entries of the stream and nothing of what came after.
func (t *Tablet) Twin(name string, known int) *Tablet {
	twin := *t
	twin.Name, twin.chance, twin.Acked = name, t.chance.Apart(), min(t.Acked, uint64(known)) //nolint:gosec // a length
	twin.Entries = nil
	for _, e := range t.Entries[:known] {
		copied := *e
		twin.Entries = append(twin.Entries, &copied)
	}
	t.Record.join(&twin)
	return &twin
}

// Write appends an entry to the tablet's stream.
func (t *Tablet) Write(a Act, now time.Time) *Signed {
	n := len(t.Entries)
	s := &Signed{Act: a, Entry: fieldsync.Entry{Seq: uint64(n) + 1, ID: t.chance.ID(), Operation: t.Operation, Site: a.Site, Type: a.Type, //nolint:gosec // a length
		Version: max(a.Version, 1), Actor: t.Actor, At: models.Instant(now), Entity: a.Entity, Supersedes: a.Supersedes, Files: a.Files,
		Body: Salted(t.chance, a.Body), Prev: fieldsync.ZeroHash}}
	if n > 0 {
		s.Prev = t.Entries[n-1].Hash
	}
	s.Sign(t.Stream, t.Key)
	s.Hash = s.Entry.Hash(t.Stream)
	s.Raw, _ = json.Marshal(s.Entry) // every field of it can be written
	if a.Large {
		s.Raw = append(s.Raw[:len(s.Raw)-1], `,"padding":"`+strings.Repeat("x", fieldsync.MaxEntry)+`"}`...)
	}
	t.Entries = append(t.Entries, s)
	t.Record.sign(s)
	return s
}

// Salted writes a body with a fresh salt as its first member.
func Salted(c Chance, body map[string]any) string {
	text := `{"salt":"` + fieldsync.EncodeBytes(c.Bytes(16)) + `"`
	if len(body) == 0 {
		return text + "}"
	}
	rest, err := json.Marshal(body)
	if err != nil {
		panic(err) // the simulation writes its bodies itself
	}
	return text + "," + string(rest[1:])
}

// Waiting are the seqs of which the tablet has not been told that they are in
// the journal, ascending.
func (t *Tablet) Waiting() []uint64 {
	var seqs []uint64
	for _, e := range t.Entries[min(t.Acked, uint64(len(t.Entries))):] {
		if e.Told.Position == 0 {
			seqs = append(seqs, e.Seq)
		}
	}
	return seqs
}

// Parcel is one push: its bytes, and what is in it.
type Parcel struct {
	Seqs  []uint64
	Body  []byte
	Head  fieldsync.Head
	from  *Tablet
	after int // answers that were read before it was packed
}

// Pack makes a push of some entries, in the order given. No seqs is a beacon.
func (t *Tablet) Pack(seqs []uint64, now time.Time) Parcel {
	h := t.head(now)
	body, _ := json.Marshal(map[string]any{"v": 1, "stream": t.Stream, "head": h, "app": map[string]string{"version": "1"}})
	body = append(body[:len(body)-1], `,"entries":[`...)
	for i, seq := range seqs {
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, t.Entries[seq-1].Raw...)
	}
	return Parcel{Seqs: slices.Clone(seqs), Body: append(body, "]}"...), Head: h, from: t, after: t.answers}
}

func (t *Tablet) head(now time.Time) fieldsync.Head {
	t.HeadN++
	h := fieldsync.Head{N: t.HeadN, Seq: uint64(len(t.Entries)), Hash: fieldsync.ZeroHash, At: models.Instant(now)}
	if n := len(t.Entries); n > 0 {
		h.Hash = t.Entries[n-1].Hash
	}
	if seqs := t.Waiting(); len(seqs) > 0 {
		h.Entries, h.OldestAt = uint64(len(seqs)), t.Entries[seqs[0]-1].At
	}
	h.Sign(t.Stream, t.Key)
	t.Record.announce(t.Stream, h.Seq)
	return h
}

// Forged is a push that somebody without the tablet's key made up: new entries
// that go on where the stream ends, under a signature that is not the tablet's.
func (t *Tablet) Forged(n int, now time.Time) []byte {
	liar := *t
	liar.Key, liar.Record, liar.Entries = t.chance.Key(), &Record{}, slices.Clone(t.Entries)
	var seqs []uint64
	for range n {
		seqs = append(seqs, liar.Write(Act{Type: "incident.reported", Site: t.Site, Body: map[string]any{"kind": "other", "text": "forged"}}, now).Seq)
	}
	// Without a head, as a stranger's; and behind an honest entry, which is looked at first.
	return liar.Pack(seqs, now).Body
}
