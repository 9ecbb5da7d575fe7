package storetest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"hash/fnv"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx", to make databases with

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

// Postgres makes a database of the newest schema on the test server, with
// nothing in it, dropped after the test, and returns its URL. Without a server
// the test is skipped, or fails where PostgreSQL is required.
//
// It is a copy of a template that is migrated once for each version of the
// migrations: a migration of its own for every test was most of their time.
func Postgres(t testing.TB) string {
	t.Helper()
	server := postgresServer(t)
	admin := administer(t, server)
	return copied(t, admin, server, template(t, admin, server))
}

// EmptyPostgres is Postgres without any schema, for tests of the migrations.
func EmptyPostgres(t testing.TB) string {
	t.Helper()
	server := postgresServer(t)
	return copied(t, administer(t, server), server, "template1")
}

func postgresServer(t testing.TB) string {
	t.Helper()
	server := os.Getenv("TEST_DATABASE_URL")
	if server == "" {
		if os.Getenv("CELLSWEEP_REQUIRE_POSTGRES") != "" {
			t.Fatal("TEST_DATABASE_URL names no PostgreSQL, and CELLSWEEP_REQUIRE_POSTGRES asks for one")
		}
		t.Skip("no PostgreSQL: TEST_DATABASE_URL is empty (make test sets it)")
	}
	return server
}

// administer connects to make and drop databases, until the test has ended and
// its database is dropped.
func administer(t testing.TB, server string) *sql.Conn {
	t.Helper()
	pool, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	conn, err := pool.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

func run(t testing.TB, admin *sql.Conn, statement string, args ...any) {
	t.Helper()
	if _, err := admin.ExecContext(context.Background(), statement, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// copied makes a database of a template and drops it after the test.
func copied(t testing.TB, admin *sql.Conn, server, from string) string {
	t.Helper()
	name := fresh()
	run(t, admin, "CREATE DATABASE "+name+" TEMPLATE "+from)
	t.Cleanup(func() { drop(t, admin, name) })
	return within(t, server, name)
}

// drop removes a database, whoever is still connected. FORCE ends clients, but PostgreSQL
// refuses it to anybody but a superuser while autovacuum is at work there (SQLSTATE 42501);
// the plain command ends autovacuum, but no client.
func drop(t testing.TB, admin *sql.Conn, name string) {
	t.Helper()
	var err error
	for _, how := range []string{" WITH (FORCE)", "", " WITH (FORCE)"} {
		if _, err = admin.ExecContext(context.Background(), "DROP DATABASE "+name+how); err == nil {
			return
		}
	}
	t.Fatalf("drop database %s: %v", name, err)
}

func fresh() string { return "t_" + strings.ReplaceAll(models.NewID().String(), "-", "") }

func within(t testing.TB, server, name string) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

// template names a migrated database that nobody connects to, and makes it if
// there is none. Its name holds the digest of the migrations, so that checkouts
// that differ in them share a server. It gets the name only when it is whole:
// a test binary that is killed while it makes one leaves nothing that looks
// like it. Older templates stay until the server is thrown away, because
// another binary may be copying them.
func template(t testing.TB, admin *sql.Conn, server string) string {
	t.Helper()
	name := "template_" + digest(t)
	if exists(t, admin, name) {
		return name
	}
	lock := fnv.New64a()
	_, _ = lock.Write([]byte(name))
	run(t, admin, "SELECT pg_advisory_lock($1)", int64(lock.Sum64())) //nolint:gosec // any 64 bits will do
	defer run(t, admin, "SELECT pg_advisory_unlock($1)", int64(lock.Sum64()))
	if exists(t, admin, name) { // another binary was first
		return name
	}
	making := fresh()
	run(t, admin, "CREATE DATABASE "+making)
	s, err := store.Open(context.Background(), store.Options{URL: within(t, server, making), Clock: func() time.Time { return Dawn }, Sealer: Mask{}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	run(t, admin, "ALTER DATABASE "+making+" RENAME TO "+name)
	run(t, admin, "ALTER DATABASE "+name+" ALLOW_CONNECTIONS false") // a copy is refused while anybody is connected, autovacuum too
	return name
}

func exists(t testing.TB, admin *sql.Conn, name string) (yes bool) {
	t.Helper()
	err := admin.QueryRowContext(context.Background(), "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&yes)
	if err != nil {
		t.Fatal(err)
	}
	return yes
}

func digest(t testing.TB) string {
	t.Helper()
	sum := sha256.New()
	files, err := fs.Glob(store.Migrations(), "postgres/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files { // in order of names
		text, err := fs.ReadFile(store.Migrations(), name)
		if err != nil {
			t.Fatal(err)
		}
		sum.Write([]byte(name + "\x00" + string(text) + "\x00"))
	}
	return hex.EncodeToString(sum.Sum(nil))[:16]
}
