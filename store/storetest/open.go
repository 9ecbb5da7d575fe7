// Package storetest holds what every database must be able to do, and opens
// real ones to try it on: SQLite always, PostgreSQL where TEST_DATABASE_URL
// names a server (and must, where CELLSWEEP_REQUIRE_POSTGRES is set).
package storetest

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/store"
)

// Dawn is when tests happen, unless they move the clock: H of the demonstration.
var Dawn = time.Date(2026, 5, 20, 4, 0, 0, 0, time.UTC)

// Mask is a Sealer that tests can look through: it flips every bit, so that
// sealed text is not found by a search, and what was not sealed is not opened.
// Random bytes come first, as every Sealer's do.
type Mask struct{}

var masked = []byte("masked:")

const salt = 33

// Seal flips every bit.
func (Mask) Seal(plain []byte) ([]byte, error) {
	out := append(bytes.Clone(masked), make([]byte, salt)...)
	_, _ = rand.Read(out[len(masked):]) // it never fails
	for _, b := range plain {
		out = append(out, ^b)
	}
	return out, nil
}

// Open flips them back.
func (Mask) Open(sealed []byte) ([]byte, error) {
	text, ok := bytes.CutPrefix(sealed, masked)
	if !ok || len(text) < salt {
		return nil, fmt.Errorf("this was not sealed")
	}
	text = text[salt:]
	out := make([]byte, len(text))
	for i, b := range text {
		out[i] = ^b
	}
	return out, nil
}

// Run runs a test on every database there is.
func Run(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, OpenURL(t, SQLite(t))) })
	t.Run("postgres", func(t *testing.T) { test(t, OpenURL(t, Postgres(t))) })
}

// OpenURL opens a store whose clock stands at Dawn, and closes it after the test.
func OpenURL(t testing.TB, url string) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), store.Options{URL: url, Clock: func() time.Time { return Dawn }, Sealer: Mask{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// SQLite makes a file of the newest schema with nothing in it, removed after the
// test, and returns its path. It is a copy of one that the test binary migrates
// once: each version of the schema is a commit, and each commit waits for the disk.
func SQLite(t testing.TB) string {
	t.Helper()
	file, err := migrated()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

var migrated = sync.OnceValues(func() (file []byte, err error) {
	dir, err := os.MkdirTemp("", "cellsweep-template-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "test.db")
	s, err := store.Open(context.Background(), store.Options{URL: path, Clock: func() time.Time { return Dawn }, Sealer: Mask{}})
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil { // folds the write-ahead log in: the file is whole
		return nil, err
	}
	return os.ReadFile(path) //nolint:gosec // the file just made
})
