package simulation

import (
	"crypto/ed25519"
	"math/rand/v2"

	"github.com/cellsweep/cellsweep/models"
)

// Chance is the one source of randomness of a run: ids, keys, salts, what
// officers do and what goes wrong are all drawn from it.
type Chance struct{ *rand.Rand }

// NewChance begins a source with a seed.
func NewChance(seed uint64) Chance {
	return Chance{rand.New(rand.NewPCG(seed, 0x63656c6c73776565))} //nolint:gosec // a simulation must be repeatable
}

// Apart gives a source of its own to somebody whose draws must not depend on
// how often others draw.
func (c Chance) Apart() Chance {
	return Chance{rand.New(rand.NewPCG(c.Uint64(), c.Uint64()))} //nolint:gosec // likewise
}

// In says yes once in n times.
func (c Chance) In(n int) bool { return c.IntN(n) == 0 }

// Bytes draws n bytes.
func (c Chance) Bytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(c.IntN(256))
	}
	return b
}

// ID draws an id in the form of a UUIDv7.
func (c Chance) ID() models.ID {
	id := models.ID(c.Bytes(16))
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80
	return id
}

// Key draws a signing key.
func (c Chance) Key() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(c.Bytes(ed25519.SeedSize)) }

// one draws one of several.
func one[T any](c Chance, from []T) T { return from[c.IntN(len(from))] }
