package bundle

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/google/uuid"

	"github.com/cellsweep/cellsweep/models"
)

// Secrets are what opens the package of one establishment and what is said to
// its officers over the radio. They exist at rest only sealed by the application.
type Secrets struct {
	Identity string `json:"identity"`
	Language string `json:"language"` // of the words
	Words    string `json:"words"`    // ten, which open the package
	Codes    []Code `json:"codes"`
	Target   bool   `json:"target"` // whether the package is more than a decoy
}

// secretsSize is to how many bytes Secrets are written: the length must not
// tell a target from a decoy.
const secretsSize = 2 << 10

// NewID names a package: random, for a UUIDv7 would tell when it was made.
func NewID() models.ID { return uuid.New() }

// NewSecrets draws the secrets of an establishment; a decoy has the same.
func NewSecrets(random io.Reader, language string, target bool) (s Secrets, err error) {
	list := Words(language)
	if s.Identity, err = NewIdentity(); err != nil {
		return s, err
	}
	if s.Words, err = draw(random, list, openingWords); err != nil {
		return s, err
	}
	for _, c := range codesOf {
		for n := 1; n <= c.n; n++ {
			words, err := draw(random, list, brakeWords)
			if err != nil {
				return s, err
			}
			s.Codes = append(s.Codes, Code{c.act, n, words})
		}
	}
	s.Language, s.Target = language, target
	return s, nil
}

// Commitments gives what a package says of the codes.
func (s Secrets) Commitments(bundle, site models.ID, work Work) ([]Commitment, error) {
	out := make([]Commitment, len(s.Codes))
	for i, c := range s.Codes {
		var err error
		if out[i], err = Commit(bundle, site, c, work); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Code gives the words of the nth order of an act; WrongState when they are used up.
func (s Secrets) Code(act models.BrakeAct, n int) (Code, error) {
	for _, c := range s.Codes {
		if c.Act == act && c.N == n {
			return c, nil
		}
	}
	return Code{}, models.NewFault(models.WrongState, "The codes of this site for this order are used up; it can be told by network only.")
}

// Encode writes the secrets for sealing, always in the same number of bytes.
func (s Secrets) Encode() ([]byte, error) {
	raw, err := json.Marshal(s)
	if err == nil && len(raw) > secretsSize {
		err = models.NewFault(models.Internal, "The secrets of a package take %d bytes.", len(raw))
	}
	if err != nil {
		return nil, err
	}
	return append(raw, bytes.Repeat([]byte(" "), secretsSize-len(raw))...), nil
}

// DecodeSecrets reads what Encode wrote.
func DecodeSecrets(raw []byte) (s Secrets, err error) { return s, json.Unmarshal(raw, &s) }
