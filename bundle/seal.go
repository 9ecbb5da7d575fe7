package bundle

import (
	"bytes"
	"encoding/base64"
	"io"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"github.com/cellsweep/cellsweep/models"
)

// Work is what scrypt shall cost whoever guesses, as log2 of its N.
type Work struct {
	Words  int // of the file that ten words open
	Brakes int // of the commitments to the codes for brakes
}

// wordsWork takes 32 MiB and about a tenth of a second. 18, which age takes by
// itself, wants 256 MiB, and a tablet does not have them.
const wordsWork = 15

// Ours is the work of every package that leaves a server. Believe reckons with
// no other; tests that make packages by the hundred may take less.
func Ours() Work { return Work{Words: wordsWork, Brakes: commitWork} }

// NewIdentity draws a release identity: AGE-SECRET-KEY-1…
func NewIdentity() (string, error) {
	x, err := age.GenerateX25519Identity()
	if err != nil {
		return "", err
	}
	return x.String(), nil
}

// Seal pads a packed text to size and encrypts it to a release identity. Two
// texts sealed to the same size give files of the same length.
func Seal(identity string, text []byte, size int) ([]byte, error) {
	x, err := age.ParseX25519Identity(identity)
	if err != nil {
		return nil, err
	}
	padded, err := pad(text, size)
	if err != nil {
		return nil, err
	}
	return encrypt(padded, x.Recipient())
}

// Open decrypts a package with its release identity and reads it.
func Open(identity string, sealed []byte) (Content, error) {
	x, err := age.ParseX25519Identity(identity)
	if err != nil {
		return Content{}, models.NewFault(models.Invalid, "This is not a release identity.").Because(err)
	}
	text, err := decrypt(sealed, x)
	if err != nil {
		return Content{}, err
	}
	return Unpack(text)
}

// SealToWords encrypts a release identity to ten words.
func SealToWords(identity, words string, work Work) ([]byte, error) {
	r, err := age.NewScryptRecipient(words)
	if err != nil {
		return nil, err
	}
	r.SetWorkFactor(work.Words)
	return encrypt([]byte(identity+"\n"), r)
}

// OpenWithWords gives the release identity for the words as somebody typed them.
func OpenWithWords(sealed []byte, words string) (string, error) {
	x, err := age.NewScryptIdentity(Normal(words))
	if err != nil {
		return "", models.NewFault(models.Invalid, "Say the ten words.").Because(err)
	}
	x.SetMaxWorkFactor(wordsWork)
	text, err := decrypt(sealed, x)
	return strings.TrimSpace(string(text)), err
}

// SealToTablet encrypts a release identity to a tablet's agreement key (X25519,
// raw, base64url) as an armoured age file.
func SealToTablet(identity, agreementKey string) (string, error) {
	bad := models.NewFault(models.Invalid, "The tablet's agreement key is not an X25519 key.")
	raw, err := base64.RawURLEncoding.DecodeString(agreementKey)
	if err != nil {
		return "", bad.Because(err)
	}
	if len(raw) != 32 {
		return "", bad
	}
	r, err := age.ParseX25519Recipient(Recipient(raw))
	if err != nil {
		return "", bad.Because(err)
	}
	sealed, err := encrypt([]byte(identity+"\n"), r)
	if err != nil {
		return "", bad.Because(err) // a key of small order
	}
	var b bytes.Buffer
	w := armor.NewWriter(&b)
	if _, err := w.Write(sealed); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return b.String(), nil
}

// OpenAtTablet gives the release identity with the tablet's own agreement key:
// the 32 bytes of an X25519 private key.
func OpenAtTablet(armoured string, private []byte) (string, error) {
	x, err := Identity(private)
	if err != nil {
		return "", err
	}
	raw, err := io.ReadAll(armor.NewReader(strings.NewReader(armoured)))
	if err != nil {
		return "", err
	}
	text, err := decrypt(raw, x)
	return strings.TrimSpace(string(text)), err
}

func encrypt(text []byte, to age.Recipient) ([]byte, error) {
	var b bytes.Buffer
	w, err := age.Encrypt(&b, to)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil { // it writes the last chunk
		return nil, err
	}
	return b.Bytes(), nil
}

func decrypt(sealed []byte, with age.Identity) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), with)
	if err == nil {
		var text []byte
		if text, err = io.ReadAll(r); err == nil {
			return text, nil
		}
	}
	return nil, models.NewFault(models.Invalid, "This does not open it.").Because(err)
}
