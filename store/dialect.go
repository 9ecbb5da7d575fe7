package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"net/url"
	"strings"
	"time"

	gsqlite "github.com/glebarez/sqlite"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	gpostgres "gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/cellsweep/cellsweep/models"
)

type dialect string

const (
	sqlite   dialect = "sqlite"
	postgres dialect = "postgres"
)

func dialectOf(url string) dialect {
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		return postgres
	}
	return sqlite
}

// open connects. On SQLite the writer has one connection that begins every
// transaction IMMEDIATE: a deferred one that turns into a writer fails with
// SQLITE_BUSY whatever the timeout.
func (d dialect) open(o Options, writer bool) (*gorm.DB, error) {
	dsn := o.URL
	config := &gorm.Config{TranslateError: true, SkipDefaultTransaction: true, Logger: logger.Discard,
		NowFunc: func() time.Time { return models.Instant(o.Clock()) }}
	if o.Log != nil {
		config.Logger = logger.NewSlogLogger(o.Log, logger.Config{SlowThreshold: time.Second, LogLevel: logger.Warn,
			IgnoreRecordNotFoundError: true, ParameterizedQueries: true})
	}
	if d == postgres {
		return openPostgres(dsn, config)
	}
	name := sqliteDSN(dsn, writer)
	how := gsqlite.Open(name)
	if o.Pool == nil {
		config.PrepareStmt, config.PrepareStmtMaxSize = true, 256 // parsing is a third of a small statement here; pgx keeps its own
	} else { // and no cache of statements: gorm's has a goroutine that outlives the store, which a simulation cannot wait for
		pool, err := o.Pool(name)
		if err != nil {
			return nil, err
		}
		how = &gsqlite.Dialector{Conn: pool}
	}
	db, err := gorm.Open(how, config)
	for tries := 0; isBusy(err) && tries < openTries; tries++ {
		time.Sleep(openPause)
		db, err = gorm.Open(how, config)
	}
	if err == nil {
		pool, _ := db.DB()
		pool.SetMaxOpenConns(4)
		if writer {
			pool.SetMaxOpenConns(1)
		}
	}
	return db, err
}

// Whoever makes the write-ahead log of a new database, or folds in that of one
// which is being closed, needs it alone, and SQLite does not wait for that
// whatever busy_timeout says. For so long another process is waited for.
const (
	openTries = 200
	openPause = 50 * time.Millisecond
)

func isBusy(err error) bool {
	e, ok := errors.AsType[interface {
		error
		Code() int
	}](err)
	return ok && e.Code()&0xff == sqliteBusy
}

const sqliteBusy = 5 // SQLITE_BUSY; the higher bits of a code say more

// openPostgres connects with pgx. Its times come out in UTC, as they went in,
// and not in the zone of the machine.
func openPostgres(url string, config *gorm.Config) (*gorm.DB, error) {
	c, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	pool := stdlib.OpenDB(*c, stdlib.OptionAfterConnect(func(_ context.Context, conn *pgx.Conn) error {
		conn.TypeMap().RegisterType(&pgtype.Type{Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC}})
		return nil
	}))
	pool.SetMaxOpenConns(16)
	pool.SetMaxIdleConns(16)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	db, err := gorm.Open(gpostgres.New(gpostgres.Config{Conn: pool}), config)
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return db, nil
}

// sqliteDSN asks for a write-ahead log that is synced at every commit (an
// answer is given only for what is on disk), and for foreign keys.
func sqliteDSN(path string, writer bool) string {
	q := url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)"}}
	if writer {
		q.Set("_txlock", "immediate")
	} else {
		q.Add("_pragma", "query_only(ON)")
	}
	return "file:" + path + "?" + q.Encode()
}

//go:embed migrations
var migrations embed.FS

// Migrations gives the hand-written SQL that makes the schema: a folder for
// each dialect, in it one file for each version.
func Migrations() fs.FS {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return files
}

// migrate brings the schema to the newest version, one process at a time.
func (d dialect) migrate(ctx context.Context, db *sql.DB) error {
	p, err := d.provider(db)
	if err != nil {
		return models.NewFault(models.Internal, "The migrations cannot be read.").Because(err)
	}
	for before := int64(-1); ; {
		have, newest, err := p.GetVersions(ctx)
		if err != nil {
			return models.NewFault(models.Unavailable, "The schema's version cannot be read.").Because(err)
		}
		if have > newest {
			return models.NewFault(models.TooOld, "The database has schema %d; this program knows %d. Start the newer program.", have, newest)
		}
		if _, err = p.Up(ctx); err == nil {
			return nil
		}
		if have == before {
			return models.NewFault(models.Unavailable, "The schema could not be brought up to date.").Because(err)
		}
		before = have // SQLite has no lock for this: another process may have made the same step first
	}
}

func (d dialect) provider(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(Migrations(), string(d))
	if err != nil {
		return nil, err
	}
	if d == sqlite {
		return goose.NewProvider(goose.DialectSQLite3, db, files)
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300)) // asks every second, for five minutes
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, db, files, goose.WithSessionLocker(locker))
}
