package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/cellsweep/cellsweep/models"
)

// Tx is a transaction. It has one timestamp, Now, for everything written in it.
type Tx struct {
	View
	Now time.Time
}

// View is what can be read, inside a transaction or outside one.
type View struct {
	db     *gorm.DB
	store  *Store
	caller Caller
}

// Caller says on whose behalf the store is asked: it is what audit rows name.
type Caller struct {
	Actor     models.Actor
	RequestID string
}

type callerKey struct{}

// noted is a caller with the context that it was noted in.
type noted struct {
	Caller
	ctx context.Context //nolint:containedctx // it stands for itself: see own
}

// WithCaller notes the caller in the context of a request.
func WithCaller(ctx context.Context, c Caller) context.Context {
	n := &noted{Caller: c}
	n.ctx = context.WithValue(ctx, callerKey{}, n)
	return n.ctx
}

// CallerOf returns who was noted; without one the server itself acts.
func CallerOf(ctx context.Context) Caller {
	if n, ok := ctx.Value(callerKey{}).(*noted); ok {
		return n.Caller
	}
	return Caller{}
}

// own is ctx on the context of the request itself, as long as ctx lives: a little
// less where somebody ended it, more where it outlives the request. Handlers have
// gin's, which is recycled for the next request while database/sql still watches
// it: a race that the detector sees.
func own(ctx context.Context) context.Context {
	n, ok := ctx.Value(callerKey{}).(*noted)
	switch {
	case !ok:
		return ctx
	case ctx.Done() == n.ctx.Done():
		return n.ctx
	}
	return apart{ctx, n.ctx}
}

// apart is a context with the values of another.
type apart struct {
	context.Context
	values context.Context //nolint:containedctx // likewise
}

// Value looks in the other.
func (a apart) Value(key any) any { return a.values.Value(key) }

// attempts at a transaction that lost against another one.
const attempts = 8

// Tx runs fn in a transaction and commits if it returns nil. When the database
// says that another transaction came first, it runs fn again, so fn must do
// nothing but use tx, and must not keep what an earlier run found. Errors are Faults, or are fn's own.
func (s *Store) Tx(ctx context.Context, fn func(*Tx) error) error {
	ctx = own(ctx)
	for i := 1; ; i++ {
		err := s.write.WithContext(ctx).Transaction(func(db *gorm.DB) error {
			return fn(&Tx{View: View{db: db, store: s, caller: CallerOf(ctx)}, Now: s.Now()})
		})
		if err == nil || i == attempts || !lostRace(err) && !(i == 1 && s.metAnother(err)) {
			return translate(err)
		}
		pause := time.NewTimer(time.Duration(rand.IntN(10*i)+1) * time.Millisecond)
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
			return translate(errors.Join(err, ctx.Err()))
		}
	}
}

// Read runs fn on one snapshot of the database. Nothing can be written in it.
func (s *Store) Read(ctx context.Context, fn func(View) error) error {
	ctx = own(ctx)
	o := &sql.TxOptions{ReadOnly: true}
	if s.dialect == postgres {
		o.Isolation = sql.LevelRepeatableRead
	}
	return translate(s.read.WithContext(ctx).Transaction(func(db *gorm.DB) error {
		return fn(View{db: db, store: s, caller: CallerOf(ctx)})
	}, o))
}

// metAnother says whether a row was refused because there is one already, which fn
// may not have seen: on PostgreSQL somebody may have committed it since fn looked.
// Run again, fn sees it, and says what there is to be said. It is run again once: a
// row that was there all the time is refused again.
func (s *Store) metAnother(err error) bool {
	return s.dialect == postgres && errors.Is(err, gorm.ErrDuplicatedKey)
}

// lostRace says whether the database asks to try again: serialization failure,
// deadlock, lock not available (PostgreSQL), busy or locked (SQLite).
func lostRace(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "40001" || pg.Code == "40P01" || pg.Code == "55P03"
	}
	if coded, ok := errors.AsType[interface {
		error
		Code() int
	}](err); ok {
		return coded.Code()&0xff == 5 || coded.Code()&0xff == 6
	}
	return false
}

// Refused says whether a database refused what was to be written or gave back
// what cannot be read: a fault in the data, which trying again does not mend. A
// database that is gone, busy or full is none: PostgreSQL's classes 22 (data
// exception), 23 (integrity), 54 (limits) and P0 (raised); SQLite's codes 18
// (too big), 19 (constraint), 20 (mismatch).
func Refused(err error) bool {
	if code := models.CodeOf(err); err == nil || code == models.Conflict || code == models.Invalid {
		return err != nil
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return slices.Contains([]string{"22", "23", "54", "P0"}, pg.Code[:min(len(pg.Code), 2)])
	}
	if coded, ok := errors.AsType[interface {
		error
		Code() int
	}](err); ok {
		return coded.Code()&0xff >= 18 && coded.Code()&0xff <= 20
	}
	_, syntax := errors.AsType[*json.SyntaxError](err)
	_, kind := errors.AsType[*json.UnmarshalTypeError](err)
	return syntax || kind || errors.Is(err, gorm.ErrCheckConstraintViolated)
}

// translate makes a Fault of what databases say. A Fault passes as it is.
func translate(err error) error {
	var fault *models.Fault
	switch {
	case err == nil, errors.As(err, &fault):
		return err
	case errors.Is(err, gorm.ErrRecordNotFound):
		return models.NewFault(models.NotFound, "There is nothing here by that name.").Because(err)
	case errors.Is(err, gorm.ErrDuplicatedKey):
		return models.NewFault(models.Conflict, "Something with this code or name exists already.").Because(err)
	case errors.Is(err, gorm.ErrForeignKeyViolated):
		return models.NewFault(models.Invalid, "This refers to something that does not exist.").Because(err)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return models.NewFault(models.Unavailable, "The request ended before the work was done.").Because(err)
	case lostRace(err):
		return models.NewFault(models.Unavailable, "The database is busy; try again.").Because(err)
	}
	return models.NewFault(models.Internal, "Something went wrong here. It has been noted.").Because(err)
}

// IsAbsent says whether err, inside a transaction, means that there is no such row.
func IsAbsent(err error) bool { return errors.Is(err, gorm.ErrRecordNotFound) }

// forUpdate locks the rows that a query finds until the transaction ends. On
// SQLite the transaction itself is the lock.
func (v View) forUpdate() *gorm.DB {
	if v.store.dialect == sqlite {
		return v.db
	}
	return v.db.Clauses(clause.Locking{Strength: "UPDATE"})
}
