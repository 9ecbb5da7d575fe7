package server

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/crypto/nacl/secretbox"

	"github.com/cellsweep/cellsweep/models"
)

// Keys are the server's own. They live in a file beside the database, never in
// it: whoever can alter the database can then not sign for it, nor read a plan
// that is sealed in it.
type Keys struct {
	Root    ed25519.PrivateKey // tablets pin its public half; it signs the others
	Entry   ed25519.PrivateKey // the server's own entries, acks
	Log     ed25519.PrivateKey // checkpoints
	Secret  [32]byte           // seals drafts, plans and cursors
	Age     [32]byte           // opens exports: an X25519 scalar
	Created time.Time
}

type keyFile struct {
	Format  string    `json:"format"`
	Root    string    `json:"root"`
	Entry   string    `json:"entry"`
	Log     string    `json:"log"`
	Secret  string    `json:"secret"`
	Age     string    `json:"age,omitempty"` // absent from files of before exports
	Created time.Time `json:"created"`
}

const keyFormat = "cellsweep-keys/1"

// LoadKeys reads the key file; where there is none it makes one, readable by
// its owner alone. The file must be kept: without it sealed plans cannot be
// opened, and tablets do not know the server again.
func LoadKeys(path string, now time.Time) (Keys, error) {
	raw, err := os.ReadFile(path) //nolint:gosec // the path is the operator's own setting
	if errors.Is(err, fs.ErrNotExist) {
		if raw, err = newKeyFile(now); err == nil {
			if err = writeNew(path, raw); errors.Is(err, fs.ErrExist) {
				raw, err = os.ReadFile(path) //nolint:gosec // another replica was first
			}
		}
	}
	if err != nil {
		return Keys{}, models.NewFault(models.Unavailable, "The key file %s cannot be read or made.", path).Because(err)
	}
	var f keyFile
	if err := json.Unmarshal(raw, &f); err != nil || f.Format != keyFormat {
		return Keys{}, models.NewFault(models.Invalid, "%s is not a key file of the format %s.", path, keyFormat).Because(err)
	}
	k := Keys{Created: f.Created}
	for _, x := range []struct {
		to   *ed25519.PrivateKey
		text string
	}{{&k.Root, f.Root}, {&k.Entry, f.Entry}, {&k.Log, f.Log}} {
		seed, err := base64.RawURLEncoding.DecodeString(x.text)
		if err != nil || len(seed) != ed25519.SeedSize {
			return Keys{}, models.NewFault(models.Invalid, "%s holds a key that is not 32 bytes in base64url.", path)
		}
		*x.to = ed25519.NewKeyFromSeed(seed)
	}
	secret, err := base64.RawURLEncoding.DecodeString(f.Secret)
	if err != nil || len(secret) != len(k.Secret) {
		return Keys{}, models.NewFault(models.Invalid, "%s holds a secret that is not 32 bytes in base64url.", path)
	}
	copy(k.Secret[:], secret)
	if err := k.loadAge(f.Age); err != nil {
		return Keys{}, models.NewFault(models.Invalid, "%s holds a key for exports that is not 32 bytes in base64url.", path).Because(err)
	}
	return k, nil
}

func newKeyFile(now time.Time) ([]byte, error) {
	random := func() string {
		b := make([]byte, 32)
		_, _ = rand.Read(b) // never fails: crypto/rand ends the program when there is no entropy
		return base64.RawURLEncoding.EncodeToString(b)
	}
	return json.MarshalIndent(keyFile{keyFormat, random(), random(), random(), random(), random(), models.Instant(now)}, "", "  ")
}

// writeNew writes a file that must not exist yet, and makes it durable.
func writeNew(path string, raw []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // as above
	if err != nil {
		return err
	}
	_, err = f.Write(append(raw, '\n'))
	return errors.Join(err, f.Sync(), f.Close())
}

// Public gives the public half of a key as base64url.
func Public(k ed25519.PrivateKey) string {
	return base64.RawURLEncoding.EncodeToString(k.Public().(ed25519.PublicKey)) //nolint:forcetypeassert // its own documentation says so
}

// Seal encrypts with the key file's secret (XSalsa20-Poly1305, NaCl secretbox).
// It implements store.Sealer.
func (k Keys) Seal(plain []byte) ([]byte, error) {
	var nonce [24]byte
	_, _ = rand.Read(nonce[:])
	return secretbox.Seal(nonce[:], plain, &nonce, &k.Secret), nil
}

// Open undoes Seal; it fails on anything that was not sealed with this key.
func (k Keys) Open(sealed []byte) ([]byte, error) {
	if len(sealed) < 24 {
		return nil, fmt.Errorf("too short to have been sealed")
	}
	plain, ok := secretbox.Open(nil, sealed[24:], (*[24]byte)(sealed[:24]), &k.Secret)
	if !ok {
		return nil, fmt.Errorf("not sealed with this key, or altered")
	}
	return plain, nil
}

// newToken is 256 random bits as 43 base64url characters.
func newToken() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// hashOf is how a token is kept.
func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
