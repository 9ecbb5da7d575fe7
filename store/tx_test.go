package store_test

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

func prison(code string) models.Establishment {
	return models.Establishment{ID: models.NewID(), Code: code, Name: "Prison " + code, Type: "mixed", Country: "FR", TimeZone: "Europe/Paris", Version: 1, UpdatedAt: storetest.Dawn}
}

// left counts the establishments and the audit rows.
func left(t *testing.T, s *store.Store) (establishments, audit int) {
	t.Helper()
	err := s.Read(ctx, func(v store.View) error {
		all, err := v.AllEstablishments()
		if err != nil {
			return err
		}
		rows, err := v.Audit(store.AuditFilter{Limit: 100})
		establishments, audit = len(all), len(rows)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return establishments, audit
}

func noted(tx *store.Tx, e models.Establishment) error {
	if err := tx.Note(models.ActRegistryWrite, nil, &e.ID, "establishment", "", ""); err != nil {
		return err
	}
	return tx.AddEstablishments([]models.Establishment{e})
}

func TestAnActThatTheDatabaseRefusesIsNotInTheAudit(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		for i, want := range []models.Code{"", models.Conflict} { // the same code again
			err := s.Tx(ctx, func(tx *store.Tx) error { return noted(tx, prison("S01")) })
			if (err == nil) != (want == "") || err != nil && models.CodeOf(err) != want {
				t.Errorf("act %d: %v", i+1, err)
			}
		}
		if e, a := left(t, s); e != 1 || a != 1 {
			t.Errorf("%d establishments and %d audit rows", e, a)
		}
	})
}

func TestAnActWhoseAuditRowCannotBeWrittenDoesNotHappen(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		refuse := "CREATE TRIGGER refuse BEFORE INSERT ON audit_rows BEGIN SELECT RAISE(ABORT, 'the disk of the audit is full'); END"
		if s.Dialect() == "postgres" {
			refuse = "ALTER TABLE audit_rows ADD CONSTRAINT refuse CHECK (false)"
		}
		if err := s.Tx(ctx, func(tx *store.Tx) error { return tx.Raw().Exec(refuse).Error }); err != nil {
			t.Fatal(err)
		}
		err := s.Tx(ctx, func(tx *store.Tx) error {
			e := prison("S01")
			if err := tx.AddEstablishments([]models.Establishment{e}); err != nil {
				return err
			}
			return tx.Note(models.ActRegistryWrite, nil, &e.ID, "establishment", "", "")
		})
		if models.CodeOf(err) != models.Internal {
			t.Errorf("answered %v", err)
		}
		if e, a := left(t, s); e != 0 || a != 0 {
			t.Errorf("%d establishments and %d audit rows", e, a)
		}
	})
}

// A server in Noumea writes the same instant as one in Paris, and what a reader
// gets is what the writer had, though PostgreSQL keeps microseconds.
func TestTimesAreUTCMillisecondsAndReadAsTheyWereWritten(t *testing.T) {
	both(t, func(t *testing.T, dialect string) {
		url := newest(t, dialect)
		local := time.Date(2026, 5, 20, 15, 0, 0, 987_654_321, time.FixedZone("Noumea", 11*3600))
		o := options(url)
		o.Clock = func() time.Time { return local }
		s, err := store.Open(ctx, o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		person := models.Person{ID: models.NewID(), Login: "ada", Name: "Ada", Language: "en"}
		err = s.Tx(ctx, func(tx *store.Tx) error {
			if err := tx.Note(models.ActPeopleWrite, nil, nil, "", "", ""); err != nil {
				return err
			}
			return tx.AddPerson(&person)
		})
		if err != nil {
			t.Fatal(err)
		}
		want := time.Date(2026, 5, 20, 4, 0, 0, 987_000_000, time.UTC)
		read(t, s, func(v store.View, same func(string, any, any)) {
			rows, err := v.Audit(store.AuditFilter{Limit: 1})
			same("audit", []any{err, rows[0].At}, []any{nil, want})
			p, err := v.Person(person.ID)
			same("person", []any{err, p.CreatedAt}, []any{nil, want})
			rows, err = v.Audit(store.AuditFilter{Limit: 1, Since: want.In(time.FixedZone("Cayenne", -3*3600))})
			same("since then, said elsewhere", []any{err, len(rows)}, []any{nil, 1})
			rows, err = v.Audit(store.AuditFilter{Limit: 1, Since: want.Add(time.Millisecond)})
			same("since later", []any{err, len(rows)}, []any{nil, 0})
		})
		var text string
		query := "SELECT CAST(created_at AS text) FROM people"
		if dialect == "postgres" {
			query = "SELECT to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US+00:00') FROM people"
		}
		if err := connect(t, url).QueryRow(query).Scan(&text); err != nil || text != "2026-05-20 04:00:00.987+00:00" && text != "2026-05-20 04:00:00.987000+00:00" {
			t.Errorf("the database holds %q %v", text, err)
		}
	})
}

// Both read before either writes, each what the other will write: PostgreSQL
// lets only one of them through, and runs the other's closure again.
func TestATransactionThatLostIsRunAgainAndSeesWhatWon(t *testing.T) {
	s := storetest.OpenURL(t, storetest.Postgres(t))
	e := prison("S01")
	if err := s.Tx(ctx, func(tx *store.Tx) error { return tx.AddEstablishments([]models.Establishment{e}) }); err != nil {
		t.Fatal(err)
	}
	ready, goOn := make(chan struct{}, 2), make(chan struct{})
	var runs atomic.Int32
	count := func() error {
		first := true
		return s.Tx(ctx, func(tx *store.Tx) error {
			runs.Add(1)
			if err := tx.Raw().Exec("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE").Error; err != nil {
				return err
			}
			now, err := tx.Establishment(e.ID)
			if err != nil {
				return err
			}
			if first {
				first = false
				ready <- struct{}{}
				<-goOn
			}
			return tx.SaveEstablishment(&now)
		})
	}
	done := make(chan error, 2)
	for range 2 {
		go func() { done <- count() }()
	}
	<-ready
	<-ready
	close(goOn)
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	read(t, s, func(v store.View, same func(string, any, any)) {
		now, err := v.Establishment(e.ID)
		same("version", []any{err, now.Version}, []any{nil, int64(3)})
	})
	if n := runs.Load(); n != 3 {
		t.Errorf("two transactions of which one lost ran %d times", n)
	}
}

// Two that wait for each other's row: PostgreSQL ends one of them.
func TestOfTwoTransactionsThatWaitForEachOtherBothComeThrough(t *testing.T) {
	s := storetest.OpenURL(t, storetest.Postgres(t))
	a, b := prison("S01"), prison("S02")
	if err := s.Tx(ctx, func(tx *store.Tx) error { return tx.AddEstablishments([]models.Establishment{a, b}) }); err != nil {
		t.Fatal(err)
	}
	holds, goOn := make(chan struct{}, 2), make(chan struct{})
	both := func(one, other models.ID) error {
		first := true
		return s.Tx(ctx, func(tx *store.Tx) error {
			if _, err := tx.LockTree(one); err != nil {
				return err
			}
			if first {
				first = false
				holds <- struct{}{}
				<-goOn
			}
			_, err := tx.LockTree(other)
			return err
		})
	}
	done := make(chan error, 2)
	go func() { done <- both(a.ID, b.ID) }()
	go func() { done <- both(b.ID, a.ID) }()
	<-holds
	<-holds
	close(goOn)
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// Another process, a backup say, holds SQLite's one lock for longer than a
// statement waits: the answer is that the database is busy, and after it goes
// the same transaction comes through. Both are told apart from faults of ours.
func TestABusySQLiteIsTriedAgain(t *testing.T) {
	url := newest(t, "sqlite")
	s := storetest.OpenURL(t, url)
	if err := s.SetBusyTimeout(20); err != nil {
		t.Fatal(err)
	}
	other := connect(t, url)
	other.SetMaxOpenConns(1)
	if _, err := other.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	err := s.Tx(ctx, func(tx *store.Tx) error { return noted(tx, prison("S01")) })
	if models.CodeOf(err) != models.Unavailable || !errors.As(err, new(*models.Fault)) {
		t.Errorf("while it is held: %v", err)
	}
	time.AfterFunc(20*time.Millisecond, func() { _, _ = other.Exec("ROLLBACK") })
	var runs int
	err = s.Tx(ctx, func(tx *store.Tx) error {
		runs++
		return noted(tx, prison("S01"))
	})
	if err != nil || runs != 1 {
		t.Errorf("after it is let go: %v in %d runs", err, runs)
	}
	if e, a := left(t, s); e != 1 || a != 1 {
		t.Errorf("%d establishments and %d audit rows", e, a)
	}
}
