// Package storetest holds what every database must be able to do, and opens
// real ones to try it on: SQLite always, PostgreSQL where TEST_DATABASE_URL
// names a server (and must, where CELLSWEEP_REQUIRE_POSTGRES is set).
package storetest

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/store"
)

// Dawn is when tests happen, unless they move the clock: H of the demonstration.
var Dawn = time.Date(2026, 5, 20, 4, 0, 0, 0, time.UTC)

// Mask is a Sealer that tests can look through: it flips every bit, so that
// sealed text is not found by a search, and what was not sealed is not opened.
type Mask struct{}

var masked = []byte("masked:")

// Seal flips every bit.
func (Mask) Seal(plain []byte) ([]byte, error) {
	out := bytes.Clone(masked)
	for _, b := range plain {
		out = append(out, ^b)
	}
	return out, nil
}

// Open flips them back.
func (Mask) Open(sealed []byte) ([]byte, error) {
	text, ok := bytes.CutPrefix(sealed, masked)
	if !ok {
		return nil, fmt.Errorf("this was not sealed")
	}
	out := make([]byte, len(text))
	for i, b := range text {
		out[i] = ^b
	}
	return out, nil
}

// Run runs a test on every database there is.
func Run(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, OpenURL(t, filepath.Join(t.TempDir(), "test.db"))) })
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
