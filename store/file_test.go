package store_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// Entries that were journalled before files were taken in name files too: the
// tablets that hold them are asked.
func TestFilesThatOldEntriesNameAreAskedForAfterTheUpgrade(t *testing.T) {
	both(t, func(t *testing.T, dialect string) {
		url := empty(t, dialect)
		for step := int64(1); step <= 5; step++ {
			if err := store.MigrateTo(ctx, options(url), step); err != nil {
				t.Fatal(err)
			}
			fill(t, url, step)
		}
		raw := `{"seq":1,"files":["` + strings.Repeat("a", 64) + `","` + strings.Repeat("b", 64) + `"]}`
		literal := "CAST('" + raw + "' AS blob)"
		if dialect == "postgres" {
			literal = "convert_to('" + raw + "', 'UTF8')"
		}
		insert := `INSERT INTO entries (operation, position, stream, seq, hash, prev, id, site, type, verdict, code, pending, server, received_at, raw)
			VALUES ('0198f2a0-0000-7000-8000-000000000001', 2, 'stream', 1, 'hash', 'prev', '0198f2a0-0000-7000-8000-000000004002', NULL, 'file.attached', 'stored', '', false, false,
			'2026-05-20 07:00:00+00:00', ` + literal + `)`
		if _, err := connect(t, url).Exec(insert); err != nil {
			t.Fatal(err)
		}
		missing, err := storetest.OpenURL(t, url).FilesMissing(ctx, "stream", 10)
		if want := []string{strings.Repeat("a", 64), strings.Repeat("b", 64)}; err != nil || !slices.Equal(missing, want) {
			t.Errorf("missing are %v, %v", missing, err)
		}
	})
}
