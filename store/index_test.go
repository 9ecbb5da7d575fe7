package store_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// plansOf runs something in a transaction and gives, for each query in it that has a
// word, how the database would look for the rows. PostgreSQL, which reads a small
// table whole whatever there is, is asked what it would do with a large one.
func plansOf(t *testing.T, s *store.Store, word string, do func(*store.Tx) error) (plans []string) {
	t.Helper()
	err := s.Tx(ctx, func(tx *store.Tx) error {
		type query struct {
			sql  string
			vars []any
		}
		var asked []query
		note := func(db *gorm.DB) { asked = append(asked, query{db.Statement.SQL.String(), db.Statement.Vars}) }
		calls := tx.Raw().Callback()
		for _, hook := range []interface {
			Register(name string, fn func(*gorm.DB)) error
			Remove(name string) error
		}{calls.Query().After("gorm:query"), calls.Row().After("gorm:row"), calls.Raw().After("gorm:raw")} {
			if err := hook.Register("test:note", note); err != nil {
				return err
			}
			defer func() { _ = hook.Remove("test:note") }()
		}
		if err := do(tx); err != nil {
			return err
		}
		explain, small := "EXPLAIN QUERY PLAN ", ""
		if s.Dialect() == "postgres" {
			explain, small = "EXPLAIN ", "SET LOCAL enable_seqscan = off"
			if err := tx.Raw().Exec(small).Error; err != nil {
				return err
			}
		}
		for _, q := range asked {
			if !strings.Contains(q.sql, word) {
				continue
			}
			rows, err := tx.Raw().Statement.ConnPool.QueryContext(ctx, explain+q.sql, q.vars...)
			if err != nil {
				return fmt.Errorf("%s: %w", q.sql, err)
			}
			plan, err := text(rows)
			if err != nil {
				return err
			}
			plans = append(plans, plan)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return plans
}

// text is the last column of each row.
func text(rows interface {
	Columns() ([]string, error)
	Next() bool
	Scan(into ...any) error
	Err() error
	Close() error
}) (string, error) {
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	var all strings.Builder
	for rows.Next() {
		cells := make([]any, len(columns))
		for i := range cells {
			cells[i] = new(any)
		}
		if err := rows.Scan(cells...); err != nil {
			return "", err
		}
		fmt.Fprintln(&all, *cells[len(cells)-1].(*any))
	}
	return all.String(), rows.Err()
}

func uses(t *testing.T, what, index string, plans []string) {
	t.Helper()
	if len(plans) == 0 {
		t.Errorf("%s: no such query", what)
	}
	for _, p := range plans {
		if !strings.Contains(p, index) {
			t.Errorf("%s does not use %s:\n%s", what, index, p)
		}
	}
}

// What is asked again and again costs what it finds, and not what there is: a tablet
// that was revoked and pushes on must not read the journal under its lock.
func TestWhatIsAskedAgainAndAgainHasAnIndex(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		public, _, err := ed25519.GenerateKey(nil)
		if err != nil {
			t.Fatal(err)
		}
		operation, at := models.NewID(), prison("S01")
		tablet := models.Tablet{ID: models.NewID(), Establishment: at.ID, State: models.TabletRevoked, SigningKey: base64.RawURLEncoding.EncodeToString(public)}
		uses(t, "what other tablets witnessed", "entries_witnessed", plansOf(t, s, "head.witnessed", func(tx *store.Tx) error {
			if err := tx.AddEstablishments([]models.Establishment{at}); err != nil {
				return err
			}
			if err := tx.AddTablet(&tablet); err != nil {
				return err
			}
			_, _, err := tx.ProvenHead(&store.Stream{Tablet: tablet.ID, Operation: operation})
			return err
		}))
		uses(t, "the last reading of a plan", "audit_rows_read", plansOf(t, s, "audit_rows", func(tx *store.Tx) error {
			_, err := tx.DraftMarks(operation)
			return err
		}))
		job := func(tx *store.Tx) error {
			_, _, err := tx.TakePlanJob("replica", storetest.Dawn, storetest.Dawn.Add(time.Minute))
			return err
		}
		uses(t, "the next job", "plan_jobs_open", plansOf(t, s, "plan_jobs", job))
		uses(t, "whether there is a job", "plan_jobs_open", plansOf(t, s, "plan_jobs", func(tx *store.Tx) error {
			_, err := tx.PlanJobWaits(storetest.Dawn)
			return err
		}))
		uses(t, "who corrects a call", "contacts_corrects", plansOf(t, s, "contacts", func(tx *store.Tx) error {
			_, err := tx.Corrections([]models.ID{models.NewID(), models.NewID()})
			return err
		}))
	})
}
