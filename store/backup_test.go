package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

// What a server that was killed had not folded into its database is beside it, in
// a write-ahead log that SQLite replays over whatever stands under that name.
func TestARestoreIsNotMixedWithWhatAnotherDatabaseLeft(t *testing.T) {
	for _, end := range []string{"-wal", "-journal"} {
		dir := t.TempDir()
		database, backup := filepath.Join(dir, "a.db"), filepath.Join(dir, "backup.db")
		s, err := store.Open(ctx, options(database))
		if err != nil {
			t.Fatal(err)
		}
		add := func(code string) {
			t.Helper()
			if err := s.Tx(ctx, func(tx *store.Tx) error { return tx.AddEstablishments([]models.Establishment{prison(code)}) }); err != nil {
				t.Fatal(err)
			}
		}
		add("S01")
		if err := store.Backup(ctx, database, backup); err != nil {
			t.Fatal(err)
		}
		add("S02")
		log, err := os.ReadFile(database + "-wal")
		if err != nil || len(log) == 0 {
			t.Fatalf("%d bytes of a log: %v", len(log), err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(database, filepath.Join(dir, "old.db")); err != nil { // and its log was forgotten
			t.Fatal(err)
		}
		if err := os.WriteFile(database+end, log, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := store.CopyBackup(backup, database); models.CodeOf(err) != models.Conflict {
			t.Errorf("beside %s: %v", end, err)
		}
		if kept, err := os.ReadFile(database + end); err != nil || len(kept) != len(log) {
			t.Errorf("%d of %d bytes are left of %s: %v", len(kept), len(log), end, err)
		}
		if err := os.Remove(database + end); err != nil {
			t.Fatal(err)
		}
		if err := store.CopyBackup(backup, database); err != nil {
			t.Errorf("without it: %v", err)
		}
	}
}

// A backup that was killed leaves a part of one behind; the next is made all the same.
func TestABackupIsMadeThoughAnotherWasCutShort(t *testing.T) {
	dir := t.TempDir()
	database, backup := filepath.Join(dir, "a.db"), filepath.Join(dir, "backup.db")
	s, err := store.Open(ctx, options(database))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := os.WriteFile(backup+".part", []byte("half of one"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := store.Backup(ctx, database, backup); err != nil {
		t.Fatal(err)
	}
	if err := store.CopyBackup(backup, filepath.Join(dir, "b.db")); err != nil {
		t.Error(err)
	}
}
