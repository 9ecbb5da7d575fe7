package sync

import (
	"crypto/ed25519"
	"encoding/json"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

// Head is what a tablet says of its stream: how far it reaches, and how much
// of it is not yet acknowledged.
type Head struct {
	N        uint64    // only rises; an older head is ignored
	Seq      uint64    // of the last entry, 0 for an empty stream
	Hash     string    // of the last entry, 64 zeros for an empty stream
	Entries  uint64    // not yet acknowledged
	Files    uint64    // not yet acknowledged
	OldestAt time.Time // of the oldest unacknowledged entry; zero when there is none
	At       time.Time
	Sig      string
}

// ParseHead reads a head, strictly; oldestAt may be absent or empty.
func ParseHead(raw []byte) (Head, error) {
	root, err := readStrict(raw)
	if err != nil {
		return Head{}, err
	}
	if root.kind != jsonObject {
		return Head{}, jsonFault("", ReasonType, "a head is an object")
	}
	m := &members{of: root}
	h := Head{N: m.integer("n", 1), Seq: m.integer("seq", 0), Hash: m.hash("hash"), Entries: m.integer("entries", 0),
		Files: m.integer("files", 0), At: m.time("at"), Sig: m.bytes("sig", 64, true)}
	if oldest, ok := root.member("oldestAt"); ok && !(oldest.kind == jsonString && oldest.text == "") {
		h.OldestAt = m.time("oldestAt")
	}
	if m.err == nil && (h.Seq == 0) != (h.Hash == ZeroHash) {
		m.fail("hash", ReasonFormat, "64 zeros for an empty stream, and only for it")
	}
	return h, m.err
}

// Message is the signed text of the head of a stream.
func (h *Head) Message(stream string) []byte {
	return lines(DomainHead, stream, decimal(h.N), decimal(h.Seq), h.Hash, decimal(h.Entries), decimal(h.Files),
		optionalTime(h.OldestAt), models.FormatTime(h.At))
}

// Sign puts the signature of the stream's key into the head.
func (h *Head) Sign(stream string, key ed25519.PrivateKey) { h.Sig = sign(key, h.Message(stream)) }

// Verify says whether the head carries the signature of the stream's key.
func (h *Head) Verify(stream string, key ed25519.PublicKey) bool {
	return verified(key, h.Message(stream), h.Sig)
}

type wireHead struct {
	N        uint64 `json:"n"`
	Seq      uint64 `json:"seq"`
	Hash     string `json:"hash"`
	Entries  uint64 `json:"entries"`
	Files    uint64 `json:"files"`
	OldestAt string `json:"oldestAt"`
	At       string `json:"at"`
	Sig      string `json:"sig"`
}

// MarshalJSON writes the head as it goes over the wire.
func (h Head) MarshalJSON() ([]byte, error) {
	return json.Marshal(wireHead{h.N, h.Seq, h.Hash, h.Entries, h.Files, optionalTime(h.OldestAt), models.FormatTime(h.At), h.Sig})
}

func optionalTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return models.FormatTime(t)
}

// Ack is the server's word that entries 1 … Seq of a stream are in the journal
// and that the last of them has this hash.
type Ack struct {
	Seq   uint64 // 0 for none
	Hash  string // 64 zeros for none
	Epoch string
	Time  time.Time
	Sig   string
}

// Message is the signed text of the ack of a stream.
func (a *Ack) Message(stream string) []byte {
	return lines(DomainAck, stream, decimal(a.Seq), a.Hash, a.Epoch, models.FormatTime(a.Time))
}

// Sign puts the signature of the server's entry key into the ack.
func (a *Ack) Sign(stream string, key ed25519.PrivateKey) { a.Sig = sign(key, a.Message(stream)) }

// Verify says whether the ack carries the signature of the server's entry key.
func (a *Ack) Verify(stream string, key ed25519.PublicKey) bool {
	return verified(key, a.Message(stream), a.Sig)
}

type wireAck struct {
	Seq   uint64 `json:"seq"`
	Hash  string `json:"hash"`
	Epoch string `json:"epoch"`
	Time  string `json:"time"`
	Sig   string `json:"sig"`
}

// MarshalJSON writes the ack as it goes over the wire.
func (a Ack) MarshalJSON() ([]byte, error) {
	return json.Marshal(wireAck{a.Seq, a.Hash, a.Epoch, models.FormatTime(a.Time), a.Sig})
}

// ParseAck reads an ack, strictly.
func ParseAck(raw []byte) (Ack, error) {
	root, err := readStrict(raw)
	if err != nil {
		return Ack{}, err
	}
	if root.kind != jsonObject {
		return Ack{}, jsonFault("", ReasonType, "an ack is an object")
	}
	m := &members{of: root}
	a := Ack{Seq: m.integer("seq", 0), Hash: m.hash("hash"), Time: m.time("time"), Sig: m.bytes("sig", 64, true),
		Epoch: m.form("epoch", true, IsEpoch, "1 to 64 digits, lower-case letters and hyphens")}
	if m.err == nil && (a.Seq == 0) != (a.Hash == ZeroHash) {
		m.fail("hash", ReasonFormat, "64 zeros for an empty stream, and only for it")
	}
	return a, m.err
}
