package blobs

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
)

// A folder whose own name could not be made durable is tried again with the next
// file in it: until then no file in it is.
func TestAFolderThatCouldNotBeSyncedIsSyncedWithTheNextFile(t *testing.T) {
	dir := t.TempDir()
	s, err := openFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	var synced []string
	broken := true
	s.syncPath = func(path string) error {
		if synced = append(synced, path); broken && path == dir {
			return errors.New("input/output error")
		}
		return syncPath(path)
	}
	put := func(name string) error {
		synced = nil
		return s.Put(context.Background(), "files/ab/"+name, strings.NewReader("x"), "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881")
	}
	if err := put("one"); models.CodeOf(err) != models.Unavailable {
		t.Errorf("the disk failed, and it is answered %v", err)
	}
	broken = false
	if err := put("two"); err != nil || !slices.Contains(synced, dir) {
		t.Errorf("%v; synced were %v", err, synced)
	}
	if err := put("three"); err != nil || slices.Contains(synced, dir) || !slices.Contains(synced, filepath.Join(dir, "files", "ab")) {
		t.Errorf("%v; synced were %v", err, synced)
	}
	if _, err := os.Stat(filepath.Join(dir, "files", "ab", "three")); err != nil {
		t.Error(err)
	}
}
