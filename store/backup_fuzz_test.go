package store_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/cellsweep/cellsweep/store"
)

// What is no database is not put where one shall be, and a failed restore
// leaves nothing behind that would be in the way of the next.
func FuzzARestorePutsBackADatabaseOrNothing(f *testing.F) {
	header := append([]byte("SQLite format 3\x00\x10\x00\x02\x02\x00\x40\x20\x20"), make([]byte, 4072)...)
	f.Add(header)
	f.Add(header[:99])
	f.Add([]byte("PGDMP"))
	f.Add([]byte{})
	f.Add(append([]byte("SQLite format 3\x00\x00\x03"), make([]byte, 4096)...))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, raw []byte) {
		backup, to := filepath.Join(dir, "backup"), filepath.Join(dir, "a.db")
		if err := os.WriteFile(backup, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		err := store.CopyBackup(backup, to)
		there, readErr := os.ReadFile(to)
		if rmErr := os.Remove(to); err == nil && rmErr != nil {
			t.Fatal(rmErr)
		}
		if err == nil && (!bytes.Equal(there, raw) || len(raw) < 512 || !bytes.HasPrefix(raw, []byte("SQLite format 3\x00"))) {
			t.Fatalf("%d bytes that are no database were restored as %d", len(raw), len(there))
		}
		if err != nil && !errors.Is(readErr, fs.ErrNotExist) {
			t.Fatal("a restore that failed left a file")
		}
		if left, _ := filepath.Glob(to + "*"); len(left) > 0 {
			t.Fatalf("left behind: %v", left)
		}
	})
}
