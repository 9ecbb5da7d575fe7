package custody

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"

	"github.com/cellsweep/cellsweep/models"
)

// Origin names the tree of an operation in an epoch.
func Origin(operation models.ID, epoch string) string {
	return "cellsweep/" + operation.String() + "/" + epoch
}

// Checkpoint says that the tree of an origin has this size and root.
type Checkpoint struct {
	Origin string
	Size   uint64
	Root   Hash
}

// Text is the body of the note: origin, size, base64 of the root, each ended
// by a line feed (C2SP tlog-checkpoint).
func (c Checkpoint) Text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Root[:]))
}

// ParseCheckpoint reads the body of a note. Extension lines are refused: none
// is written, and what nobody understands must not be believed.
func ParseCheckpoint(text string) (Checkpoint, error) {
	refused := models.NewFault(models.Invalid, "not a checkpoint: origin, size and root, a line each, are expected")
	parts := strings.Split(text, "\n")
	if len(parts) != 4 || parts[0] == "" || parts[3] != "" {
		return Checkpoint{}, refused
	}
	size, err := strconv.ParseUint(parts[1], 10, 64)
	if err != nil || size > mostLeaves || strconv.FormatUint(size, 10) != parts[1] {
		return Checkpoint{}, refused.Because(err)
	}
	root, err := base64.StdEncoding.Strict().DecodeString(parts[2])
	if err != nil || len(root) != len(Hash{}) {
		return Checkpoint{}, refused.Because(err)
	}
	return Checkpoint{Origin: parts[0], Size: size, Root: Hash(root)}, nil
}

// SignCheckpoint writes the signed note, by the log's key and any witnesses'.
func SignCheckpoint(c Checkpoint, signers ...note.Signer) (string, error) {
	signed, err := note.Sign(&note.Note{Text: c.Text()}, signers...)
	if err != nil {
		return "", models.NewFault(models.Internal, "the checkpoint could not be signed").Because(err)
	}
	return string(signed), nil
}

// OpenCheckpoint reads a signed note: it must carry the log's good signature
// and the expected origin. The names of the others of the given verifiers
// (witnesses) whose signatures are good come with it.
func OpenCheckpoint(signed, origin string, log note.Verifier, witnesses ...note.Verifier) (Checkpoint, []string, error) {
	opened, err := note.Open([]byte(signed), note.VerifierList(append([]note.Verifier{log}, witnesses...)...))
	if err != nil {
		return Checkpoint{}, nil, models.NewFault(models.Invalid, "the checkpoint is not signed by a known key").Because(err)
	}
	var byLog bool
	var names []string
	for _, s := range opened.Sigs {
		if s.Name == log.Name() && s.Hash == log.KeyHash() {
			byLog = true
		} else {
			names = append(names, s.Name)
		}
	}
	if !byLog {
		return Checkpoint{}, nil, models.NewFault(models.Invalid, "the checkpoint is not signed by the log")
	}
	c, err := ParseCheckpoint(opened.Text)
	if err == nil && c.Origin != origin {
		err = models.NewFault(models.Invalid, "the checkpoint is of another tree")
	}
	return c, names, err
}

const algEd25519 = 1 // C2SP signed-note

type ed25519Key struct {
	name    string
	private ed25519.PrivateKey
	public  ed25519.PublicKey
}

func (k ed25519Key) Name() string    { return k.name }
func (k ed25519Key) KeyHash() uint32 { return keyHash(k.name, k.public) }

func (k ed25519Key) Sign(msg []byte) ([]byte, error) { return ed25519.Sign(k.private, msg), nil }
func (k ed25519Key) Verify(msg, sig []byte) bool     { return ed25519.Verify(k.public, msg, sig) }

// keyHash is the first four bytes of SHA-256(name || "\n" || 0x01 || key).
func keyHash(name string, public ed25519.PublicKey) uint32 {
	sum := sha256.Sum256(append([]byte(name+"\n"+string(rune(algEd25519))), public...))
	return binary.BigEndian.Uint32(sum[:])
}

// NewSigner makes a note signer of a name (of a log: its origin) and a key.
// The name must be non-empty and hold neither white space nor a plus sign.
func NewSigner(name string, key ed25519.PrivateKey) (note.Signer, error) {
	if err := checkName(name); err != nil || len(key) != ed25519.PrivateKeySize {
		return nil, models.NewFault(models.Invalid, "not a signing key with a name").Because(err)
	}
	return ed25519Key{name, key, key.Public().(ed25519.PublicKey)}, nil
}

// NewVerifier makes the note verifier of a name and a public key.
func NewVerifier(name string, key ed25519.PublicKey) (note.Verifier, error) {
	if err := checkName(name); err != nil || len(key) != ed25519.PublicKeySize {
		return nil, models.NewFault(models.Invalid, "not a public key with a name").Because(err)
	}
	return ed25519Key{name: name, public: key}, nil
}

func checkName(name string) error {
	if name == "" || !utf8.ValidString(name) || strings.Contains(name, "+") || strings.ContainsFunc(name, unicode.IsSpace) {
		return models.NewFault(models.Invalid, "%q cannot name a key", name)
	}
	return nil
}
