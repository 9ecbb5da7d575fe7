// Package servertest lets tests speak with a whole server: real database, real
// keys, real HTTP on the loopback interface, a clock that stands until a test
// moves it. Every answer is held against the OpenAPI document, and one that the
// document does not describe fails the test.
package servertest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/cellsweep/cellsweep/bundle"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server"
	"github.com/cellsweep/cellsweep/server/staging"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/blobs"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// World is a server with its database, and what a test has put into it.
type World struct {
	T      testing.TB
	Store  *store.Store
	Server *server.Server
	URL    string // of the server, http://127.0.0.1:port

	Database string // where the database is, for who goes past the server and the store

	keys     server.Keys
	log      *text
	clock    *clock
	contract *contract
	cookie   string // name of the session cookie
	broken   bool
	people   map[models.Role]*Client
	sites    map[string]models.Establishment
	nodes    map[string]models.Location
	officers map[string]models.Officer
}

// Option changes what the server is made of before it is made.
type Option func(*server.Dependencies)

// Run runs a test on a new world on every database there is.
func Run(t *testing.T, test func(t *testing.T, w *World), options ...Option) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, New(t, SQLite(t), options...)) })
	t.Run("postgres", func(t *testing.T) { test(t, New(t, storetest.Postgres(t), options...)) })
}

// SQLite is a database file of the newest schema, removed after the test.
func SQLite(t testing.TB) string { return storetest.SQLite(t) }

// New makes a world on the database at url, with the reference data that ships
// loaded. Its clock stands at storetest.Dawn. It ends with the test.
func New(t testing.TB, url string, options ...Option) *World {
	t.Helper()
	keys, err := server.LoadKeys(filepath.Join(t.TempDir(), "keys.json"), storetest.Dawn)
	if err != nil {
		t.Fatal(err)
	}
	return assemble(t, url, keys, &clock{now: storetest.Dawn}, options...)
}

// Beside makes a world on another database with the keys and the clock of this
// one, as a server that is started on a restored backup has them.
func (w *World) Beside(url string, options ...Option) *World {
	w.T.Helper()
	return assemble(w.T, url, w.keys, w.clock, options...)
}

// Keys are the server's.
func (w *World) Keys() server.Keys { return w.keys }

func assemble(t testing.TB, url string, keys server.Keys, c *clock, options ...Option) *World {
	t.Helper()
	promised, err := theContract()
	if err != nil {
		t.Fatal(err)
	}
	w := &World{T: t, Database: url, keys: keys, log: &text{}, clock: c, contract: promised, people: map[models.Role]*Client{},
		sites: map[string]models.Establishment{}, nodes: map[string]models.Location{}, officers: map[string]models.Officer{}}
	ctx := context.Background()
	logger := slog.New(slog.NewJSONHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	w.Store, err = store.Open(ctx, store.Options{URL: url, Clock: w.Now, Sealer: keys, Log: logger})
	w.must(err)
	t.Cleanup(func() {
		if err := w.Store.Close(); err != nil && !w.broken {
			t.Error(err)
		}
	})
	w.must(store.Seed(ctx, w.Store))
	listener := httptest.NewUnstartedServer(nil)
	files, err := blobs.Open(ctx, t.TempDir(), nil)
	w.must(err)
	t.Cleanup(func() { w.must(files.Close()) })
	area, err := staging.Open(t.TempDir())
	w.must(err)
	d := server.Dependencies{Store: w.Store, Files: server.Files{Blobs: files, Staging: area}, Keys: keys, Clock: w.Now, Wall: w.Now, Log: logger, Version: "test", Speed: 1, Work: bundle.Work{Words: 10, Brakes: 1},
		BaseURL: "http://" + listener.Listener.Addr().String(), Web: fstest.MapFS{"index.html": {Data: []byte("<!doctype html><title>Cellsweep</title>")}}}
	for _, o := range options {
		o(&d)
	}
	w.Server, err = server.New(d)
	w.must(err)
	w.URL, w.cookie = "http://"+listener.Listener.Addr().String(), "session"
	if strings.HasPrefix(d.BaseURL, "https://") {
		w.cookie = "__Host-session"
	}
	listener.Config.Handler = w.Server.Handler()
	listener.Start()
	t.Cleanup(listener.Close)
	return w
}

// Now is the time that stands in this world.
func (w *World) Now() time.Time { return w.clock.read() }

// Advance moves the clock.
func (w *World) Advance(d time.Duration) { w.clock.move(d) }

// Log is everything that the server has logged, down to debug.
func (w *World) Log() string { return w.log.String() }

// Nobody is a client that is not signed in.
func (w *World) Nobody() *Client { return &Client{World: w, Cookies: map[string]string{}} }

// Do asks as nobody: see Client.Do.
func (w *World) Do(method, path string, body any) Response {
	w.T.Helper()
	return w.Nobody().Do(method, path, body)
}

// As is a client that is signed in as somebody who holds a role everywhere;
// the same one each time.
func (w *World) As(role models.Role) *Client {
	w.T.Helper()
	if c, ok := w.people[role]; ok {
		return c
	}
	c := w.Person(models.Grant{Role: role})
	w.people[role] = c
	return c
}

// Person adds somebody with these grants, and signs them in for 16 hours. They
// have no password: hashing one costs 25 ms, and the tests of signing in do that.
func (w *World) Person(grants ...models.Grant) *Client {
	w.T.Helper()
	id := models.NewID()
	login := "p" + strings.ReplaceAll(id.String(), "-", "")
	token := "token-" + id.String()
	sum := sha256.Sum256([]byte(token))
	p := models.Person{ID: id, Login: login, Name: "Somebody " + login[26:], Language: "en", Grants: grants}
	w.Tx(func(tx *store.Tx) error {
		if err := tx.AddPerson(&p); err != nil {
			return err
		}
		return tx.AddSession(models.Session{ID: models.NewID(), Person: p.ID, TokenHash: hex.EncodeToString(sum[:]), Agent: "test",
			CreatedAt: tx.Now, SeenAt: tx.Now, ExpiresAt: tx.Now.Add(16 * time.Hour)})
	})
	return &Client{World: w, Who: p, Cookies: map[string]string{w.cookie: token}}
}

// Break closes the database under the server's feet.
func (w *World) Break() {
	w.T.Helper()
	w.must(w.Store.Close())
	w.broken = true
}

// Tx writes to the database past the server.
func (w *World) Tx(fn func(*store.Tx) error) {
	w.T.Helper()
	w.must(w.Store.Tx(context.Background(), fn))
}

// Read reads the database past the server.
func (w *World) Read(fn func(store.View) error) {
	w.T.Helper()
	w.must(w.Store.Read(context.Background(), fn))
}

func (w *World) must(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}

// Audit lists the newest audit rows of an act, newest first.
func (w *World) Audit(act models.Act) (rows []models.AuditRow) {
	w.T.Helper()
	w.Read(func(v store.View) (err error) {
		rows, err = v.Audit(store.AuditFilter{Act: string(act), Limit: 100})
		return err
	})
	return rows
}

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// text is a buffer that many may write to.
type text struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (t *text) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.Write(p)
}

func (t *text) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.String()
}
