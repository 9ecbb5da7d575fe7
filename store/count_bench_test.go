package store_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// BenchmarkWhatIsCountedByTheLengthOfTheJournal prints what the summary of an
// operation and a push that cannot be verified wait for: the journal counted by
// site, whole and from where it was counted last, and the inbox added up. So many
// entries of 700 bytes lie in each: CELLSWEEP_COUNTED, 100,000 without it. They are
// put there by the database itself.
func BenchmarkWhatIsCountedByTheLengthOfTheJournal(b *testing.B) {
	long := 100_000
	if n, err := strconv.Atoi(os.Getenv("CELLSWEEP_COUNTED")); err == nil {
		long = n
	}
	for name, url := range map[string]func() string{"sqlite": func() string { return storetest.SQLite(b) }, "postgres": func() string { return storetest.Postgres(b) }} {
		b.Run(name, func(b *testing.B) {
			s := storetest.OpenURL(b, url())
			operation := crowd(b, s, name, long)
			counting(b, s, operation, long)
		})
	}
}

const crowdedTexts = `INSERT INTO entries (operation, position, stream, seq, hash, prev, id, site, type, verdict, code, pending, server, received_at, raw)
	SELECT %[1]s, n, 'stream', n, 'hash-' || n, '', %[2]s, %[2]s, CASE WHEN n %% 50 = 0 THEN 'answer.resolved' ELSE 'answer.asserted' END, 'stored', '', n < 0, n < 0, ?, %[3]s FROM g`

const crowdedInbox = `INSERT INTO inbox (id, digest, stream, address, code, received_at, raw)
	SELECT %[1]s, 'digest-' || n, 'stream-' || (n %% 100), 'address-' || (n %% 100), 'unknown_stream', ?, %[2]s FROM g`

// crowd fills the journal of an operation at 66 sites, and the inbox from 100 addresses.
func crowd(b *testing.B, s *store.Store, dialect string, long int) models.ID {
	b.Helper()
	o, err := models.NewOperation("LONG", "Long", models.NewID(), storetest.Dawn)
	if err != nil {
		b.Fatal(err)
	}
	numbers, operation, site, each, raw := "WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < ?) ", "?",
		"printf('00000000-0000-7000-8000-%012d', n % 66)", "printf('00000000-0000-7000-9000-%012d', n)", "zeroblob(%d)"
	if dialect == "postgres" {
		numbers, operation, site, each, raw = "WITH g AS (SELECT generate_series(1, ?::bigint) AS n) ", "?::uuid",
			"('00000000-0000-7000-8000-' || lpad((n % 66)::text, 12, '0'))::uuid", "('00000000-0000-7000-9000-' || lpad(n::text, 12, '0'))::uuid", "decode(repeat('00', %d), 'hex')"
	}
	err = s.Tx(ctx, func(tx *store.Tx) error {
		if err := tx.AddOperation(&o); err != nil {
			return err
		}
		if err := tx.Raw().Exec(numbers+fmt.Sprintf(crowdedTexts, operation, site, fmt.Sprintf(raw, 700)), long, o.ID, storetest.Dawn).Error; err != nil {
			return err
		}
		return tx.Raw().Exec(numbers+fmt.Sprintf(crowdedInbox, each, fmt.Sprintf(raw, 400)), long, storetest.Dawn).Error
	})
	if err == nil && dialect == "postgres" { // as a database does by itself within a minute
		err = s.Tx(ctx, func(tx *store.Tx) error { return tx.Raw().Exec("ANALYZE entries, inbox").Error })
	}
	if err != nil {
		b.Fatal(err)
	}
	return o.ID
}

func counting(b *testing.B, s *store.Store, operation models.ID, long int) {
	var whole, since, inbox []time.Duration
	timed := func(into *[]time.Duration, do func() error) {
		began := time.Now()
		if err := do(); err != nil {
			b.Fatal(err)
		}
		*into = append(*into, time.Since(began))
	}
	for b.Loop() {
		for range 5 {
			timed(&whole, func() error { return counted(s, operation, 0, long) })
			timed(&since, func() error { return counted(s, operation, uint64(long-100), 100) }) //nolint:gosec // positive
			timed(&inbox, func() error {
				return s.Tx(ctx, func(tx *store.Tx) error {
					return tx.KeepUnverified([]store.InboxItem{{Digest: models.NewID().String(), Stream: "s", Address: "another", Code: "unknown_stream", Raw: make([]byte, 700)}})
				})
			})
		}
	}
	for name, all := range map[string][]time.Duration{"ms-journal-whole": whole, "ms-journal-since": since, "ms-inbox": inbox} {
		b.ReportMetric(float64(median(all).Microseconds())/1000, name)
	}
	b.ReportMetric(0, "ns/op") // of three things together, which says nothing
}

// counted asks for what came after a position, and says whether it was so many.
func counted(s *store.Store, operation models.ID, after uint64, want int) error {
	return s.Read(ctx, func(v store.View) error {
		rows, err := v.EntryCounts(operation, after, after+uint64(want)) //nolint:gosec // positive
		n := 0
		for _, r := range rows {
			n += int(r.Entries)
		}
		if err == nil && n != want {
			err = fmt.Errorf("%d entries, not %d", n, want)
		}
		return err
	})
}
