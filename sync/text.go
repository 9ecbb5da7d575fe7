package sync

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cellsweep/cellsweep/models"
)

// The domains: the first line of every signed text, so that a signature given
// for one purpose never serves another.
const (
	DomainEntry  = "cellsweep-entry/1"
	DomainHead   = "cellsweep-head/1"
	DomainLogin  = "cellsweep-login/1"
	DomainEnrol  = "cellsweep-enrol/1"
	DomainFile   = "cellsweep-file/1"
	DomainAck    = "cellsweep-ack/1"
	DomainActor  = "cellsweep-actor/1"
	DomainKey    = "cellsweep-key/1"
	domainStream = "cellsweep-stream/1"
)

// Limits of version 1 of the wire.
const (
	MaxInteger    = 1<<53 - 1 // the greatest whole number that every JSON reader keeps
	MaxBody       = 48 << 10  // bytes of a body; enforced by the tablet before it signs
	MaxEntry      = 64 << 10  // bytes of one entry as sent; above it: too_large
	MaxFiles      = 32        // files named by one entry
	MaxActorSigs  = 16        // officers' signatures on one entry
	MaxPushed     = 500       // entries of one push
	MaxMissing    = 64        // absent ranges told in one answer
	MaxFilesTold  = 500       // absent files told in one answer
	StreamLength  = 22        // characters of a stream's name
	publicKeyText = 43        // characters of 32 bytes in base64url
	signatureText = 86        // characters of 64 bytes in base64url
)

// ZeroHash is the prev of an entry with seq 1 and the hash of an empty stream.
const ZeroHash = "0000000000000000000000000000000000000000000000000000000000000000"

var (
	typeName = regexp.MustCompile(`^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)+$`)
	upSince  = regexp.MustCompile(`^[0-9a-f]{8}:(0|[1-9][0-9]{0,15})$`)
	epochID  = regexp.MustCompile(`^[0-9a-z-]{1,64}$`)
	nonce43  = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)
)

const maxTypeName = 64

// lines joins the parts of a signed text by one line feed, without a trailing
// one. No part may hold a line feed: each is checked by its own form before.
func lines(parts ...string) []byte { return []byte(strings.Join(parts, "\n")) }

// hashHex is the SHA-256 of b in lower-case hex.
func hashHex(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// IsHash says whether s is 64 lower-case hex digits.
func IsHash(s string) bool {
	if len(s) != len(ZeroHash) {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// IsEpoch says whether s can name an epoch: 1 to 64 of the digits, the
// lower-case letters and the hyphen, so that it fits a signed text and an origin.
func IsEpoch(s string) bool { return epochID.MatchString(s) }

// IsTypeName says whether s has the form of an entry's type: words of letters
// and digits joined by dots, at most 64 characters. It need not be known.
func IsTypeName(s string) bool { return len(s) <= maxTypeName && typeName.MatchString(s) }

// strict64 is base64url, unpadded, that also refuses stray bits in the last
// character: one byte string has one spelling.
var strict64 = base64.RawURLEncoding.Strict()

// EncodeBytes writes b as base64url without padding.
func EncodeBytes(b []byte) string { return strict64.EncodeToString(b) }

// DecodeBytes reads strict unpadded base64url of exactly n bytes.
func DecodeBytes(s string, n int) ([]byte, error) {
	b, err := strict64.DecodeString(s)
	// The decoder skips line ends; the length of the text shows them.
	if err != nil || len(b) != n || len(s) != strict64.EncodedLen(n) {
		return nil, models.NewFault(models.Invalid, "not %d bytes of unpadded base64url", n)
	}
	return b, nil
}

// ParseTime reads exactly YYYY-MM-DDTHH:MM:SS.mmmZ. time.Parse alone would
// also take a comma before the milliseconds, and one instant must have one spelling.
func ParseTime(s string) (time.Time, error) {
	t, err := models.ParseTime(s)
	if err != nil {
		return time.Time{}, err
	}
	if models.FormatTime(t) != s {
		return time.Time{}, models.NewFault(models.Invalid, "not a time stamp of the form YYYY-MM-DDTHH:MM:SS.mmmZ")
	}
	return t, nil
}

// parseID reads a lower-case UUID. The nil UUID is refused: in a signed text
// it would stand where an absent part stands.
func parseID(s string) (models.ID, error) {
	id, err := models.ParseID(s)
	if err == nil && id == uuid.Nil {
		return id, models.NewFault(models.Invalid, "the nil UUID names nothing")
	}
	return id, err
}

// optionalID writes an id, and nothing for an absent one.
func optionalID(id models.ID) string {
	if id == uuid.Nil {
		return ""
	}
	return id.String()
}
