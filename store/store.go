// Package store keeps the nouns: in SQLite by default, in PostgreSQL when it
// grows, by the same code. Writing goes through Tx alone; one act is one
// transaction, one timestamp, one audit row.
package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"time"

	"gorm.io/gorm"

	"github.com/cellsweep/cellsweep/models"
)

// Sealer encrypts what must not be readable in the database before release. No
// two sealed texts begin with the same 40 bytes, not even of the same plain text:
// what was opened is known again by them (opened.go).
type Sealer interface {
	Seal(plain []byte) ([]byte, error)
	Open(sealed []byte) ([]byte, error)
}

// Options are what a Store needs from outside.
type Options struct {
	URL    string       // postgres://… or the path of an SQLite file
	Clock  models.Clock //
	Sealer Sealer       //
	Log    *slog.Logger // slow and failed statements; nil for none
	// Pool opens a SQLite file by its driver's name for it; nil for the way that
	// is built in. A simulation puts a disk that fails between the two.
	Pool func(name string) (*sql.DB, error)
}

// Store is an open database.
type Store struct {
	write   *gorm.DB // one connection on SQLite: its writers stand in line here, not in SQLITE_BUSY
	read    *gorm.DB
	dialect dialect
	clock   models.Clock
	sealer  Sealer
	url     string // for connections outside the pool
	opened  *opened
}

// Open connects, and brings the schema up to date. A schema newer than this
// program is refused.
func Open(ctx context.Context, o Options) (*Store, error) {
	d := dialectOf(o.URL)
	write, err := d.open(o, true)
	if err != nil {
		return nil, models.NewFault(models.Unavailable, "The database cannot be opened.").Because(err)
	}
	s := &Store{write: write, read: write, dialect: d, clock: o.Clock, sealer: o.Sealer, url: o.URL, opened: newOpened()}
	if err := d.migrate(ctx, s.sql()); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if d == sqlite {
		if s.read, err = d.open(o, false); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	return s, nil
}

// Close ends every connection. On SQLite the write-ahead log is folded in.
func (s *Store) Close() error {
	err := s.sql().Close()
	if s.read != s.write {
		r, _ := s.read.DB()
		err = errors.Join(r.Close(), err)
	}
	return err
}

func (s *Store) sql() *sql.DB {
	db, err := s.write.DB()
	if err != nil {
		panic(err) // gorm over database/sql always has one
	}
	return db
}

// Dialect names the database: sqlite or postgres.
func (s *Store) Dialect() string { return string(s.dialect) }

// Ready says whether the database answers.
func (s *Store) Ready(ctx context.Context) error {
	ctx = own(ctx)
	db, err := s.read.DB() // the writer may be at work, and is well all the same
	if err == nil {
		err = db.PingContext(ctx)
	}
	if err != nil {
		return models.NewFault(models.Unavailable, "The database does not answer.").Because(err)
	}
	return nil
}

// Now is the store's clock in the precision of everything stored.
func (s *Store) Now() time.Time { return models.Instant(s.clock()) }
