package sync

import (
	"crypto/ed25519"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

// Entry is one act as a tablet (or the server) wrote it down: immutable,
// numbered within its stream, chained by hash, signed. An absent optional part
// is the zero value.
type Entry struct {
	Seq        uint64      // 1 … 2^53−1, gapless within the stream
	ID         models.ID   // of the act, and of the thing that it creates
	Operation  models.ID   //
	Site       models.ID   // optional
	Type       string      // such as exhibit.seized; need not be known
	Version    uint64      // of the body's schema
	Actor      models.ID   // optional: the officer whom the tablet names
	At         time.Time   // the tablet's clock: a claim, never an order
	Uptime     string      // optional: 8 hex digits of the app's start, a colon, milliseconds
	Entity     models.ID   // optional: what the act is about
	Supersedes []models.ID // optional, unique: the entries whose word this one replaces
	Files      []string    // optional, unique: SHA-256 of each, in hex
	Body       string      // opaque JSON text, signed by its hash
	Prev       string      // hash of seq−1, 64 zeros for seq 1
	Sig        string      // base64url
	ActorSigs  []ActorSig  // optional, outside the hash
}

// ActorSig is the signature of an officer's own key over an entry's hash.
type ActorSig struct {
	Actor models.ID
	Key   string // Ed25519, base64url
	Sig   string // base64url
}

// Message is the signed text of the entry within a stream.
func (e *Entry) Message(stream string) []byte {
	return lines(DomainEntry, stream, decimal(e.Seq), e.Prev, e.ID.String(), e.Operation.String(),
		optionalID(e.Site), e.Type, decimal(e.Version), optionalID(e.Actor), models.FormatTime(e.At), e.Uptime,
		optionalID(e.Entity), sortedIDs(e.Supersedes), sortedText(e.Files), hashHex([]byte(e.Body)))
}

// Hash is the SHA-256 of the message, in hex: what the next entry chains to.
func (e *Entry) Hash(stream string) string { return hashHex(e.Message(stream)) }

// Sign puts the signature of the stream's key into the entry.
func (e *Entry) Sign(stream string, key ed25519.PrivateKey) { e.Sig = sign(key, e.Message(stream)) }

// Verify says whether the entry carries the signature of the stream's key.
func (e *Entry) Verify(stream string, key ed25519.PublicKey) bool {
	return verified(key, e.Message(stream), e.Sig)
}

// SignActor adds the signature of an officer's own key over the entry's hash.
func (e *Entry) SignActor(stream string, actor models.ID, key ed25519.PrivateKey) {
	e.ActorSigs = append(e.ActorSigs, ActorSig{Actor: actor, Key: EncodeBytes(key.Public().(ed25519.PublicKey)),
		Sig: sign(key, actorText(e.Hash(stream)))})
}

// Verify says whether the officer's signature is good for an entry's hash.
// Whether the key is that officer's is for the caller to know.
func (a ActorSig) Verify(hash string) bool {
	key, err := ParseSigningKey(a.Key)
	return err == nil && verified(key, actorText(hash), a.Sig)
}

func actorText(hash string) []byte { return lines(DomainActor, hash) }

func decimal(n uint64) string { return strconv.FormatUint(n, 10) }

func sortedIDs(ids []models.ID) string {
	text := make([]string, len(ids))
	for i, id := range ids {
		text[i] = id.String()
	}
	return sortedText(text)
}

func sortedText(parts []string) string {
	parts = slices.Clone(parts)
	slices.Sort(parts)
	return strings.Join(parts, ",")
}

type wireEntry struct {
	Seq       uint64         `json:"seq"`
	ID        string         `json:"id"`
	Operation string         `json:"operation"`
	Site      string         `json:"site,omitempty"`
	Type      string         `json:"type"`
	Version   uint64         `json:"version"`
	Actor     string         `json:"actor,omitempty"`
	At        string         `json:"at"`
	Uptime    string         `json:"uptime,omitempty"`
	Base      *wireBase      `json:"base,omitempty"`
	Files     []string       `json:"files,omitempty"`
	Body      string         `json:"body"`
	Prev      string         `json:"prev"`
	Sig       string         `json:"sig"`
	ActorSigs []wireActorSig `json:"actorSigs,omitempty"`
}

type wireBase struct {
	Entity     string   `json:"entity,omitempty"`
	Supersedes []string `json:"supersedes,omitempty"`
}

type wireActorSig struct {
	Actor string `json:"actor"`
	Key   string `json:"key"`
	Sig   string `json:"sig"`
}

// MarshalJSON writes the entry as it goes over the wire. ParseEntry of the
// result gives the same entry back.
func (e Entry) MarshalJSON() ([]byte, error) {
	w := wireEntry{Seq: e.Seq, ID: e.ID.String(), Operation: e.Operation.String(), Site: optionalID(e.Site),
		Type: e.Type, Version: e.Version, Actor: optionalID(e.Actor), At: models.FormatTime(e.At), Uptime: e.Uptime,
		Files: e.Files, Body: e.Body, Prev: e.Prev, Sig: e.Sig}
	if e.Entity != (models.ID{}) || len(e.Supersedes) > 0 {
		w.Base = &wireBase{Entity: optionalID(e.Entity)}
		for _, id := range e.Supersedes {
			w.Base.Supersedes = append(w.Base.Supersedes, id.String())
		}
	}
	for _, a := range e.ActorSigs {
		w.ActorSigs = append(w.ActorSigs, wireActorSig{a.Actor.String(), a.Key, a.Sig})
	}
	return json.Marshal(w)
}
