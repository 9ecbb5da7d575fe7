package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// These tests run the real program as a process of its own, because what they
// claim is about processes.

// built says whether any test needed the program.
var built atomic.Bool

var buildOnce = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "cellsweep-process-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "cellsweep")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput() //nolint:noctx // the test's own time limit ends it
	if err != nil {
		return "", errors.New(string(out))
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if built.Load() {
		path, _ := buildOnce()
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// replica is a server process.
type replica struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string
	args []string
	log  io.Writer // nil: what it says is thrown away, but for errors
}

// launch starts a server on a port that is free, and waits until it is ready.
func launch(t *testing.T, database, keys string, more ...string) *replica {
	t.Helper()
	path, err := buildOnce()
	if err != nil {
		t.Fatal(err)
	}
	built.Store(true)
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	r := &replica{t: t, url: "http://" + address,
		args: append([]string{path, "serve", "--listen", address, "--database", database, "--keys", keys, "--log-level", "error"}, more...)}
	if slices.Contains(more, "--tls-cert") || slices.Contains(more, "--tls") {
		r.url = "https://" + address
	}
	r.start()
	t.Cleanup(r.kill)
	return r
}

// anybody asks without looking at certificates, which a test of them does by itself.
var anybody = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} //nolint:gosec // readiness of our own process

func (r *replica) start() {
	r.t.Helper()
	r.cmd = exec.Command(r.args[0], r.args[1:]...) //nolint:gosec,noctx // our own binary, killed by the test
	r.cmd.Stdout, r.cmd.Stderr = io.Discard, os.Stderr
	if r.log != nil {
		r.cmd.Stdout, r.cmd.Stderr = r.log, r.log
	}
	if err := r.cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	for range 200 {
		request, _ := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.url+"/readyz", nil)
		if a, err := anybody.Do(request); err == nil {
			_ = a.Body.Close()
			if a.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	r.t.Fatal("the server did not become ready")
}

// kill ends the process as a power cut does.
func (r *replica) kill() {
	if r.cmd.ProcessState == nil {
		_ = r.cmd.Process.Kill()
		_ = r.cmd.Wait()
	}
}

// writer is a tablet's stream in a running operation.
type writer struct {
	operation, site models.ID
	key             ed25519.PrivateKey
	stream, prev    string
	seq, n          uint64
}

// prepare makes an operation that runs, and a tablet that may write to it.
func prepare(t *testing.T, database, keys string) *writer {
	t.Helper()
	r, err := settings{Listen: ":0", Database: database, Keys: keys, Speed: "1x", LogLevel: "error"}.resolve()
	if err != nil {
		t.Fatal(err)
	}
	a, err := assemble(context.Background(), r, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.store.Close() }()
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	o, err := models.NewOperation("DAWN", "Dawn", models.NewID(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	o.State = models.Live
	w := &writer{operation: o.ID, site: models.NewID(), key: key, prev: fieldsync.ZeroHash}
	tablet := models.Tablet{ID: models.NewID(), Establishment: w.site, Label: "tablet", State: models.TabletConfirmed,
		SigningKey: base64.RawURLEncoding.EncodeToString(public), AgreementKey: "x"}
	w.stream = fieldsync.Stream(tablet.SigningKey, o.ID)
	err = a.store.Tx(t.Context(), func(tx *store.Tx) error {
		e := models.Establishment{ID: w.site, Code: "S01", Name: "Prison", Type: "mixed", Country: "FR", TimeZone: "Europe/Paris", Version: 1}
		return errors.Join(tx.AddEstablishments([]models.Establishment{e}), tx.AddOperation(&o), tx.OpenJournal(o.ID),
			tx.AddTablet(&tablet), tx.AddStreams(o.ID, []models.Tablet{tablet}))
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// batch signs the next entries and the push that carries them.
func (w *writer) batch(t *testing.T, n int) []byte {
	t.Helper()
	list := make([]fieldsync.Entry, n)
	for i := range list {
		w.seq++
		list[i] = fieldsync.Entry{Seq: w.seq, ID: models.NewID(), Operation: w.operation, Site: w.site, Type: "incident.reported", Version: 1,
			At: models.Instant(time.Now()), Body: `{"salt":"AAAAAAAAAAAAAAAAAAAAAA","kind":"other","text":"a test"}`, Prev: w.prev}
		list[i].Sign(w.stream, w.key)
		w.prev = list[i].Hash(w.stream)
	}
	w.n++
	head := fieldsync.Head{N: w.n, Seq: w.seq, Hash: w.prev, At: models.Instant(time.Now())}
	head.Sign(w.stream, w.key)
	raw, err := json.Marshal(map[string]any{"v": 1, "stream": w.stream, "head": head, "entries": list})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

type told struct {
	Results []struct {
		Verdict   string
		Position  uint64
		Duplicate bool
	}
	Ack struct {
		Seq  uint64
		Hash string
	}
}

func push(ctx context.Context, url string, raw []byte) (answer told, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/v1/sync/push", bytes.NewReader(raw))
	if err != nil {
		return answer, err
	}
	request.Header.Set("Content-Type", "application/json")
	a, err := http.DefaultClient.Do(request)
	if err != nil {
		return answer, err
	}
	defer func() { _ = a.Body.Close() }()
	if a.StatusCode != http.StatusOK {
		return answer, errors.New(a.Status)
	}
	return answer, json.NewDecoder(a.Body).Decode(&answer)
}

// A tablet sends, the server commits and is killed before the tablet has the
// answer: the proxy between them ends the server at the answer's first byte.
func TestAServerKilledBetweenCommitAndAnswerLosesAndDoublesNothing(t *testing.T) {
	dir := t.TempDir()
	database, keys := filepath.Join(dir, "a.db"), filepath.Join(dir, "keys")
	w := prepare(t, database, keys)
	r := launch(t, database, keys)
	const rounds, size = 5, 20
	for round := range rounds {
		raw := w.batch(t, size)
		cut, killed := cutAtAnswer(t, r)
		if _, err := push(t.Context(), cut, raw); err == nil {
			t.Fatal("the answer came through")
		}
		<-killed
		r.start()
		again, err := push(t.Context(), r.url, raw)
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range again.Results {
			if want := uint64(round*size + i + 1); x.Verdict != "stored" || !x.Duplicate || x.Position != want {
				t.Errorf("round %d entry %d: %+v, not position %d", round, i, x, want)
			}
		}
		if again.Ack.Seq != w.seq || again.Ack.Hash != w.prev {
			t.Errorf("round %d: acknowledged %+v, not %d", round, again.Ack, w.seq)
		}
	}
}

// cutAtAnswer passes one connection on to a server and kills the server when
// the answer begins to come back.
func cutAtAnswer(t *testing.T, r *replica) (url string, killed <-chan struct{}) {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { _ = l.Close() }()
		in, err := l.Accept()
		if err != nil {
			return
		}
		defer func() { _ = in.Close() }()
		out, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", r.url[len("http://"):])
		if err != nil {
			return
		}
		defer func() { _ = out.Close() }()
		go func() { _, _ = io.Copy(out, in) }()
		_, _ = out.Read(make([]byte, 1))
		r.kill()
	}()
	return "http://" + l.Addr().String(), done
}

// The topology of docker-compose.yml in processes: two servers, one PostgreSQL.
// What one replica takes the other knows, and one goes on when the other is gone.
func TestTwoReplicasOnOnePostgreSQLAreOneServer(t *testing.T) {
	database, keys := storetest.Postgres(t), filepath.Join(t.TempDir(), "keys")
	w := prepare(t, database, keys)
	one, two := launch(t, database, keys), launch(t, database, keys)
	first := w.batch(t, 10)
	if _, err := push(t.Context(), one.url, first); err != nil {
		t.Fatal(err)
	}
	second := w.batch(t, 10)
	for _, step := range []struct {
		to        *replica
		raw       []byte
		duplicate bool
		from, ack uint64
	}{{two, first, true, 1, 10}, {two, second, false, 11, 20}, {one, second, true, 11, 20}} {
		answer, err := push(t.Context(), step.to.url, step.raw)
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range answer.Results {
			if x.Duplicate != step.duplicate || x.Position != step.from+uint64(i) || x.Verdict != "stored" {
				t.Errorf("%+v", x)
			}
		}
	}
	two.kill()
	third := w.batch(t, 10)
	if answer, err := push(t.Context(), one.url, third); err != nil || answer.Ack.Seq != 30 {
		t.Errorf("with one replica gone: %+v %v", answer, err)
	}
}
