package server

import (
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"filippo.io/age"

	"github.com/cellsweep/cellsweep/bundle"
)

// loadAge takes the scalar of the key file. A file that was made before there
// were exports has none: then it follows from the file's secret (HKDF, RFC 5869),
// so that the file need not be written, replicas agree, and backups of it stay good.
func (k *Keys) loadAge(text string) error {
	if text == "" {
		derived, err := hkdf.Key(sha256.New, k.Secret[:], nil, "cellsweep-age/1", len(k.Age))
		copy(k.Age[:], derived)
		return err
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) != len(k.Age) {
		return fmt.Errorf("not 32 bytes of base64url")
	}
	copy(k.Age[:], raw)
	return nil
}

// AgePublic is the key that exports are encrypted to: X25519, raw, base64url.
func (k Keys) AgePublic() string {
	private, err := ecdh.X25519().NewPrivateKey(k.Age[:])
	if err != nil {
		panic(err) // any 32 bytes are a scalar
	}
	return base64.RawURLEncoding.EncodeToString(private.PublicKey().Bytes())
}

// ageIdentity is the key as the age library takes it.
func (k Keys) ageIdentity() (*age.X25519Identity, error) { return bundle.Identity(k.Age[:]) }
