package simulation_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/cellsweep/cellsweep/openapi/entries"
	"github.com/cellsweep/cellsweep/server"
	field "github.com/cellsweep/cellsweep/server/simulation"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
	"github.com/cellsweep/cellsweep/sync/simulation"
)

// world is one run: a building with a server in it, tablets outside, a clock.
type world struct {
	*testing.T
	chance    simulation.Chance // of who directs; everybody else has their own
	dir       string
	keys      server.Keys
	field     *field.Field
	cookie    string
	scene     *simulation.Scene
	record    *simulation.Record
	net       *network
	projector *fieldsync.Projector

	mu       sync.Mutex
	cast     *simulation.Cast
	site     *office
	life     int // how often the server was started
	restores int
	tablets  []*simulation.Tablet
	busy     int            // tablets that have still something to do
	living   sync.WaitGroup // tablets
	others   sync.WaitGroup // followers, the caretaker
	power    chan struct{}  // held by who switches the server off and on
	back     chan struct{}  // while nobody is there for a long time; closed when they are back
	calm     chan struct{}  // closed when faults stop
	over     chan struct{}  // closed when followers may stop
	begun    map[string]int // acts whose audit rows are counted: asked for
	done     map[string]int // and answered
	before   map[string]int // rows that were there
}

// office is a server that runs, on a disk.
type office struct {
	disk   *disk
	store  *store.Store
	server *server.Server
	http   *http.Server
	socket *listener
	stop   context.CancelFunc
	ended  sync.WaitGroup
}

// dawn is when a bubble's clock begins, less an hour for what came before.
func dawn() time.Time { return time.Date(1999, 12, 31, 23, 0, 0, 0, time.UTC) }

// newWorld prepares everything that is there before the run: outside the bubble.
func newWorld(t *testing.T, seed uint64, template string, tablets int) *world {
	t.Helper()
	c := simulation.NewChance(seed)
	key := func(b byte) ed25519.PrivateKey {
		return ed25519.NewKeyFromSeed(append(make([]byte, ed25519.SeedSize-1), b))
	}
	w := &world{T: t, chance: c, dir: scratch(t), net: &network{counts: map[string]int{}},
		keys: server.Keys{Root: key(1), Entry: key(2), Log: key(3), Secret: [32]byte{4}, Created: dawn()}, begun: map[string]int{}, done: map[string]int{}, before: map[string]int{}}
	schemas, err := fieldsync.LoadSchemas(entries.FS)
	w.must(err)
	w.projector = fieldsync.NewProjector(schemas)
	raw, err := os.ReadFile(template)
	w.must(err)
	w.must(os.WriteFile(w.file(0), raw, 0o600))
	s, err := store.Open(context.Background(), store.Options{URL: w.file(0), Clock: dawn, Sealer: w.keys, Log: slog.New(slog.DiscardHandler)})
	w.must(err)
	f, err := field.Furnish(context.Background(), s, c, w.keys, tablets, 5)
	w.must(err)
	w.scene, w.cast, w.record, w.tablets, w.cookie = f.Scene, f.Cast, f.Record, f.Tablets, f.Cookie
	w.field = f
	w.must(s.Close())
	return w
}

// scratch is a folder in memory where there is one: what a disk loses is
// simulated, and waiting for a real one would only take time.
func scratch(t *testing.T) string {
	t.Helper()
	if dir, err := os.MkdirTemp("/dev/shm", "cellsweep-simulation-"); err == nil {
		t.Cleanup(func() { _ = os.RemoveAll(dir) })
		return dir
	}
	return t.TempDir()
}

func (w *world) file(life int) string { return filepath.Join(w.dir, fmt.Sprintf("%d.db", life)) }

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// open starts the server on a file.
func (w *world) open(file string) {
	d := newDisk(file)
	s, err := store.Open(context.Background(), store.Options{URL: file, Clock: time.Now, Sealer: w.keys, Log: slog.New(slog.DiscardHandler), Pool: d.pool})
	w.must(err)
	srv, err := server.New(server.Dependencies{Store: s, Keys: w.keys, Clock: time.Now, Wall: time.Now, Log: slog.New(slog.DiscardHandler), Version: "simulation",
		Speed: 1, BaseURL: "http://server", Web: fstest.MapFS{"index.html": {Data: []byte("<!doctype html>")}}})
	w.must(err)
	ctx, stop := context.WithCancel(context.Background())
	o := &office{disk: d, store: s, server: srv, socket: newListener(), stop: stop,
		http: &http.Server{Handler: srv.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}}
	srv.EndStreams(ctx)
	o.ended.Go(func() { srv.Run(ctx) })
	o.ended.Go(func() { _ = o.http.Serve(o.socket) })
	w.mu.Lock()
	w.site = o
	w.mu.Unlock()
	w.net.mu.Lock()
	w.net.server = o.socket
	w.net.mu.Unlock()
}

// shut ends the server: at once, whatever it is doing.
func (w *world) shut(o *office) {
	w.net.mu.Lock()
	w.net.server = nil
	w.net.mu.Unlock()
	o.socket.cut()
	_ = o.http.Close()
	o.stop()
	o.ended.Wait()
	_ = o.store.Close() // after a failure of the power it cannot fold its log in
}

// caretaker starts the server again whenever the power has failed.
func (w *world) caretaker() {
	for !w.ended() {
		time.Sleep(time.Second)
		w.present()
		w.power <- struct{}{}
		if o := w.running(); o.disk.dead() {
			w.shut(o)
			time.Sleep(time.Duration(1+w.life%7) * time.Second)
			w.life++
			for _, end := range []string{"", "-wal"} {
				if err := os.Rename(o.disk.kept+end, w.file(w.life)+end); err != nil && !os.IsNotExist(err) {
					panic(err)
				}
			}
			w.open(w.file(w.life))
		}
		<-w.power
	}
}

func (w *world) running() *office {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.site
}

// present returns when somebody is there: who looks each second would look
// eight million times in 90 days.
func (w *world) present() {
	w.mu.Lock()
	back := w.back
	w.mu.Unlock()
	if back != nil {
		<-back
	}
}

func (w *world) isCalm() bool {
	select {
	case <-w.calm:
		return true
	default:
		return false
	}
}

// sleep waits, but not longer than until everybody comes back.
func (w *world) sleep(d time.Duration) {
	select {
	case <-time.After(d):
	case <-w.calm:
	}
}
