package bundle

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"

	"golang.org/x/crypto/scrypt"

	"github.com/cellsweep/cellsweep/models"
)

// codesOf says how many codes a site has for each act. Each is good once, or a
// recording of the radio could hold a site again that was told to go on.
var codesOf = []struct {
	act models.BrakeAct
	n   int
}{{models.BrakeHold, 3}, {models.BrakeResume, 3}, {models.BrakeReschedule, 3}, {models.BrakeStandDown, 1}}

// Code is what is said over the radio so that a dark site believes a brake.
type Code struct {
	Act   models.BrakeAct `json:"act"`
	N     int             `json:"n"` // 1, 2, 3 …: the first time that the act is ordered, the second …
	Words string          `json:"words"`
}

// Commitment lets a tablet check a code that it cannot guess.
type Commitment struct {
	Act  models.BrakeAct `json:"act"`
	N    int             `json:"n"`
	Hash string          `json:"hash"` // base64url
}

// commitWork is log2 of scrypt's N for commitments: 2 MiB and some 6 ms each.
// 44 bits stand 3,000 years of one core against it, and a plain hash half an
// hour of one graphics card.
const commitWork = 11

// Commit gives the commitment to a code: base64url(scrypt(words, salt, N = 2^11,
// r = 8, p = 1, 32 bytes)), the salt being cellsweep-brake/1, bundle, site, act
// and n, joined by line feeds. N is that of Ours.
func Commit(bundle, site models.ID, c Code, work Work) (Commitment, error) {
	salt := fmt.Sprintf("cellsweep-brake/1\n%s\n%s\n%s\n%d", bundle, site, c.Act, c.N)
	hash, err := scrypt.Key([]byte(c.Words), []byte(salt), 1<<work.Brakes, 8, 1, 32)
	return Commitment{c.Act, c.N, base64.RawURLEncoding.EncodeToString(hash)}, err
}

// Believe says which order of the package the words prove, as a tablet does.
// used is the highest number of each act that was believed before: a code is
// good once, and one that comes after it makes it worthless.
func (c Content) Believe(words string, used map[models.BrakeAct]int) (Commitment, bool) {
	words = Normal(words)
	for _, want := range c.Brakes {
		if want.N <= used[want.Act] {
			continue
		}
		got, err := Commit(c.Bundle, c.Site, Code{want.Act, want.N, words}, Ours())
		if err == nil && subtle.ConstantTimeCompare([]byte(got.Hash), []byte(want.Hash)) == 1 {
			return want, true
		}
	}
	return Commitment{}, false
}
