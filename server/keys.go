package server

import (
	"context"
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

	"gocloud.dev/secrets"
	"gocloud.dev/secrets/localsecrets"

	"github.com/cellsweep/cellsweep/models"
)

// Keys are the server's own. They live in a file beside the database, never in
// it: whoever can alter the database can then not sign for it, nor read a plan
// that is sealed in it. A key service can seal the file.
type Keys struct {
	Root    ed25519.PrivateKey // tablets pin its public half; it signs the others
	Entry   ed25519.PrivateKey // the server's own entries, acks
	Log     ed25519.PrivateKey // checkpoints
	Secret  [32]byte           // seals drafts, plans and cursors
	Age     [32]byte           // opens exports: an X25519 scalar
	Created time.Time
}

// keyFile is the file in either form: with the keys in clear, readable by its
// owner alone, or with all of them sealed by a key service.
type keyFile struct {
	Format  string    `json:"format"`
	Created time.Time `json:"created"`
	keySet
	Sealed []byte `json:"sealed,omitempty"` // of the sealed form: a keySet as JSON, encrypted by the service
}

// keySet is what a key file is about: 32 random bytes each, base64url.
type keySet struct {
	Root   string `json:"root,omitempty"`
	Entry  string `json:"entry,omitempty"`
	Log    string `json:"log,omitempty"`
	Secret string `json:"secret,omitempty"`
	Age    string `json:"age,omitempty"` // absent from files of before exports
}

const (
	keyFormat       = "cellsweep-keys/1"
	sealedKeyFormat = "cellsweep-keys/2"
)

// LoadKeys reads a key file that no key service seals.
func LoadKeys(path string, now time.Time) (Keys, error) {
	return LoadSealedKeys(context.Background(), path, "", now)
}

// LoadSealedKeys reads the key file, of which the key service at url
// (gocloud.dev/secrets) opens what is in it; "" where there is none and the file
// is in clear. Where there is no file it makes one. The file must be kept: without
// it sealed plans cannot be opened, and tablets do not know the server again.
func LoadSealedKeys(ctx context.Context, path, url string, now time.Time) (Keys, error) {
	raw, err := os.ReadFile(path) //nolint:gosec // the path is the operator's own setting
	if errors.Is(err, fs.ErrNotExist) {
		if raw, err = newKeyFile(ctx, url, now); err == nil {
			if err = writeNew(path, raw); errors.Is(err, fs.ErrExist) {
				raw, err = os.ReadFile(path) //nolint:gosec // another replica was first
			}
		}
	}
	if _, ours := errors.AsType[*models.Fault](err); ours {
		return Keys{}, err
	}
	if err != nil {
		return Keys{}, models.NewFault(models.Unavailable, "The key file %s cannot be read or made.", path).Because(err)
	}
	f, err := parseKeyFile(ctx, path, url, raw)
	if err != nil {
		return Keys{}, err
	}
	return f.keys(path)
}

// parseKeyFile reads a key file in either form.
func parseKeyFile(ctx context.Context, path, url string, raw []byte) (f keyFile, err error) {
	if err := json.Unmarshal(raw, &f); err != nil || (f.Format != keyFormat && f.Format != sealedKeyFormat) {
		return f, models.NewFault(models.Invalid, "%s is not a key file of the format %s or %s.", path, keyFormat, sealedKeyFormat).Because(err)
	}
	switch {
	case f.Format == keyFormat && url != "":
		return f, models.NewFault(models.Invalid, "%s has its keys in clear, and a key service is named. Seal them once with cellsweep keys, then start again.", path)
	case f.Format == sealedKeyFormat && url == "":
		return f, models.NewFault(models.Invalid, "%s was sealed by a key service. Name it with --secrets-url.", path)
	case f.Format == keyFormat:
		return f, nil
	}
	keeper, err := openKeeper(ctx, url)
	if err != nil {
		return f, err
	}
	defer func() { _ = keeper.Close() }()
	plain, err := keeper.Decrypt(ctx, f.Sealed)
	if err != nil {
		return f, models.NewFault(models.Unavailable, "The key service does not open %s.", path).Because(err)
	}
	if err := json.Unmarshal(plain, &f.keySet); err != nil {
		return f, models.NewFault(models.Invalid, "%s holds no keys.", path).Because(err)
	}
	return f, nil
}

// openKeeper opens a key service. Which kinds there are is decided in cmd, which
// imports them.
func openKeeper(ctx context.Context, url string) (*secrets.Keeper, error) {
	keeper, err := secrets.OpenKeeper(ctx, url)
	if err != nil { // without the URL: it may hold a key
		return nil, models.NewFault(models.Invalid, "The setting --secrets-url names no key service that this program knows.")
	}
	return keeper, nil
}

func (f keyFile) keys(path string) (Keys, error) {
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

func newKeyFile(ctx context.Context, url string, now time.Time) ([]byte, error) {
	random := func() string {
		b := make([]byte, 32)
		_, _ = rand.Read(b) // never fails: crypto/rand ends the program when there is no entropy
		return base64.RawURLEncoding.EncodeToString(b)
	}
	f := keyFile{Format: keyFormat, Created: models.Instant(now), keySet: keySet{random(), random(), random(), random(), random()}}
	if url != "" {
		if err := f.seal(ctx, url); err != nil {
			return nil, err
		}
	}
	return json.MarshalIndent(f, "", "  ")
}

// seal has the key service encrypt the keys.
func (f *keyFile) seal(ctx context.Context, url string) error {
	keeper, err := openKeeper(ctx, url)
	if err != nil {
		return err
	}
	defer func() { _ = keeper.Close() }()
	plain, err := json.Marshal(f.keySet)
	if err != nil {
		return err
	}
	if f.Sealed, err = keeper.Encrypt(ctx, plain); err != nil {
		return models.NewFault(models.Unavailable, "The key service does not seal the keys.").Because(err)
	}
	f.Format, f.keySet = sealedKeyFormat, keySet{}
	return nil
}

// SealKeys writes a key file anew whose keys the service at url seals; from is
// the service that sealed them so far, "" where they are in clear. What the keys
// have sealed in the database stays as it is: they are the same keys.
func SealKeys(ctx context.Context, path, from, url string) error {
	raw, err := os.ReadFile(path) //nolint:gosec // the operator names it
	if err != nil {
		return models.NewFault(models.NotFound, "The key file %s cannot be read.", path).Because(err)
	}
	f, err := parseKeyFile(ctx, path, from, raw)
	if err != nil {
		return err
	}
	if _, err := f.keys(path); err != nil {
		return err
	}
	if err := f.seal(ctx, url); err != nil {
		return err
	}
	if raw, err = json.MarshalIndent(f, "", "  "); err != nil {
		return err
	}
	part := path + ".part"
	_ = os.Remove(part) // of an attempt that was cut short
	if err := writeNew(part, raw); err != nil {
		return models.NewFault(models.Unavailable, "%s cannot be written.", part).Because(err)
	}
	if err := os.Rename(part, path); err != nil {
		return models.NewFault(models.Unavailable, "%s cannot be replaced.", path).Because(err)
	}
	return nil
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

// Seal encrypts with the key file's secret: the local keeper of
// gocloud.dev/secrets (XSalsa20-Poly1305, NaCl secretbox, the nonce before it).
// It implements store.Sealer. A key service is not asked for each row: it would
// be a round trip and, with some, no more than 4 KiB at a time.
func (k Keys) Seal(plain []byte) ([]byte, error) {
	return localsecrets.NewKeeper(k.Secret).Encrypt(context.Background(), plain)
}

// Open undoes Seal; it fails on anything that was not sealed with this key.
func (k Keys) Open(sealed []byte) ([]byte, error) {
	plain, err := localsecrets.NewKeeper(k.Secret).Decrypt(context.Background(), sealed)
	if err != nil {
		return nil, fmt.Errorf("not sealed with this key, or altered: %w", err)
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
