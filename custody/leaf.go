// Package custody proves the journal: each position is a leaf of an RFC 6962
// Merkle tree, whose root the server signs as a checkpoint. Whoever holds two
// checkpoints can have it proved that the later one only adds to the earlier,
// and whoever holds an entry, that the checkpoint covers it.
//
// The hashing is golang.org/x/mod/sumdb/tlog, the signed text is the C2SP
// tlog-checkpoint form by golang.org/x/mod/sumdb/note. Leaf index = position − 1.
package custody

import (
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/cellsweep/cellsweep/models"
)

// DomainLeaf is the first line of every leaf.
const DomainLeaf = "cellsweep-leaf/1"

// Hash is a node or root of the tree: 32 bytes of SHA-256.
type Hash = tlog.Hash

// Leaf is what the tree says of one position of the journal. It holds the
// entry's hash, never its body, so that an erased body leaves the proof whole.
type Leaf struct {
	Position   uint64    // 1, 2, 3 …
	Hash       string    // of the entry, hex
	Sig        string    // of the entry, base64url
	ReceivedAt time.Time //
	Verdict    string    // stored or quarantined
	Code       string    // of quarantined, else empty
}

// Text is what is hashed: cellsweep-leaf/1, position, hash, sig, receivedAt,
// verdict, code, joined by line feeds.
func (l Leaf) Text() []byte {
	return []byte(strings.Join([]string{DomainLeaf, strconv.FormatUint(l.Position, 10), l.Hash, l.Sig,
		models.FormatTime(l.ReceivedAt), l.Verdict, l.Code}, "\n"))
}

// RecordHash is SHA-256(0x00 || Text), the leaf hash of RFC 6962, 2.1.
func (l Leaf) RecordHash() Hash { return tlog.RecordHash(l.Text()) }
