package store_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// deltaDocuments is what 100 entries change: themselves, their receipts, and
// what is counted above them.
const deltaDocuments = 400

// BenchmarkADeltaByTheLengthOfTheJournal asks two operations of one database, a
// short one and a long one, in turn for the last 400 documents, and prints how
// many times longer the long one takes in the median: for headquarters, which
// sees all sites, and for a tablet, which sees one of 66. CELLSWEEP_DELTA is the
// length of the long one, 100,000 documents without it. The documents are put
// there by the database itself: a million of them in a minute or two.
func BenchmarkADeltaByTheLengthOfTheJournal(b *testing.B) {
	long := 100_000
	if n, err := strconv.Atoi(os.Getenv("CELLSWEEP_DELTA")); err == nil {
		long = n
	}
	for name, url := range map[string]func() string{"sqlite": func() string { return storetest.SQLite(b) }, "postgres": func() string { return storetest.Postgres(b) }} {
		b.Run(name, func(b *testing.B) { deltasOf(b, storetest.OpenURL(b, url()), name, long) })
	}
}

func deltasOf(b *testing.B, s *store.Store, dialect string, long int) {
	site := models.NewID()
	journals := []journal{{length: 1000}, {length: long}}
	for i := range journals {
		journals[i].fill(b, s, dialect, site)
	}
	b.ResetTimer()
	for range b.N {
		for range 20 {
			for i := range journals {
				journals[i].pull(b, s, site)
			}
		}
	}
	for k, who := range []string{"headquarters", "tablet"} {
		short, long := median(journals[0].took[k]), median(journals[1].took[k])
		b.ReportMetric(float64(short.Microseconds())/1000, who+"-ms-at-1000")
		b.ReportMetric(float64(long)/float64(short), who+"-times-as-long")
	}
	b.ReportMetric(0, "ns/op") // of two lengths together, which says nothing
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

type journal struct {
	length    int
	operation models.ID
	took      [2][]time.Duration
}

// fill makes the documents of a journal: every 66th is of the site, and of the
// last 400 every one, so that a tablet pulls as many as headquarters.
func (j *journal) fill(b *testing.B, s *store.Store, dialect string, site models.ID) {
	o, err := models.NewOperation(fmt.Sprint("LONG-", j.length), "Long", models.NewID(), storetest.Dawn)
	if err != nil {
		b.Fatal(err)
	}
	j.operation = o.ID
	numbers := map[string]string{
		"sqlite":   "WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < ?) ",
		"postgres": "WITH g AS (SELECT generate_series(1, ?::bigint) AS n) ",
	}[dialect]
	place := map[string]string{"sqlite": "?", "postgres": "?::uuid"}[dialect]
	err = s.Tx(ctx, func(tx *store.Tx) error {
		if err := tx.AddOperation(&o); err != nil {
			return err
		}
		if err := tx.OpenJournal(o.ID); err != nil {
			return err
		}
		return tx.Raw().Exec(numbers+`INSERT INTO documents (operation, kind, id, site, owner, state, position, rev, deleted, keys, body, facts)
			SELECT ?, 'answer', 'answer-' || n, CASE WHEN n % 66 = 0 OR n > ? THEN `+place+` ELSE `+place+` END, '', 'answered', n, 1, n < 0, '', ?, '{}' FROM g`,
			j.length, o.ID, j.length-deltaDocuments, site, models.NewID(), `{"value":"`+strings.Repeat("x", 900)+`"}`).Error
	})
	if err != nil {
		b.Fatal(err)
	}
	if dialect == "postgres" { // as a database does by itself within a minute
		if err := s.Tx(ctx, func(tx *store.Tx) error { return tx.Raw().Exec("ANALYZE documents").Error }); err != nil {
			b.Fatal(err)
		}
	}
}

func (j *journal) pull(b *testing.B, s *store.Store, site models.ID) {
	for k, f := range []store.Feed{{All: true}, {Sites: []models.ID{site}}} {
		f.Operation, f.Limit, f.AfterKind = j.operation, 500, fieldsync.KindAnswer
		f.AfterPosition, f.AfterID = uint64(j.length-deltaDocuments), fmt.Sprint("answer-", j.length-deltaDocuments) //nolint:gosec // positive
		began := time.Now()
		err := s.Read(ctx, func(v store.View) error {
			docs, err := v.Pulled(f)
			if len(docs) != deltaDocuments {
				b.Fatalf("%d documents, not %d", len(docs), deltaDocuments)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		j.took[k] = append(j.took[k], time.Since(began))
	}
}
