package server_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tus/tusd/v2/pkg/handler"

	"github.com/cellsweep/cellsweep/server"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/server/staging"
)

// tunnel stands between a tablet and the server, and lets a connection die as a
// tablet's does that is carried behind a wall: nothing comes through any more,
// and neither end is told.
type tunnel struct {
	t    *testing.T
	to   string
	dead atomic.Bool
}

func (x *tunnel) serve() (address string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		x.t.Fatal(err)
	}
	x.t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", x.to)
			if err != nil {
				_ = near.Close()
				return
			}
			x.t.Cleanup(func() { _, _ = near.Close(), far.Close() })
			go x.pass(near, far)
			go x.pass(far, near)
		}
	}()
	return l.Addr().String()
}

// pass carries bytes until the connection is dead; it closes nothing.
func (x *tunnel) pass(from, to net.Conn) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil || x.dead.Load() {
			return
		}
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// trickle is a body of which the rest never comes.
type trickle struct {
	first io.Reader
	ctx   context.Context
}

func (b trickle) Read(p []byte) (int, error) {
	if n, err := b.first.Read(p); err == nil {
		return n, nil
	}
	<-b.ctx.Done()
	return 0, b.ctx.Err()
}

func TestAnUploadWhoseConnectionDiedIsTakenOverWithinSeconds(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	d := newDrill(t, w)
	operation, p, _ := d.live()
	plain := httptest.NewServer(w.Server.Handler())
	t.Cleanup(plain.Close)
	secure := httptest.NewUnstartedServer(w.Server.Handler())
	secure.EnableHTTP2 = true
	secure.StartTLS()
	t.Cleanup(secure.Close)
	for i, c := range []struct {
		name string
		web  *httptest.Server
		two  bool // HTTP/2
		sent int
		next string
	}{
		{"before a byte of it came, and asked how far it is", plain, false, 0, http.MethodHead},
		{"in the middle, and asked how far it is", plain, false, 100_000, http.MethodHead},
		{"in the middle, and sent on at once", plain, false, 100_000, http.MethodPatch},
		{"by TLS", secure, false, 100_000, http.MethodHead},
		{"by TLS, sent on at once", secure, false, 100_000, http.MethodPatch},
		{"by HTTP/2", secure, true, 100_000, http.MethodHead},
		{"by HTTP/2, sent on at once", secure, true, 100_000, http.MethodPatch},
	} {
		t.Run(c.name, func(t *testing.T) {
			raw := largePhotograph(uint64(i)) //nolint:gosec // small
			p.attach(d.near.ID, raw)
			p.push()
			at := d.tus().begin(p, raw)
			x := &tunnel{t: t, to: c.web.Listener.Addr().String()}
			through := x.serve()
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			go func() {
				request, _ := http.NewRequestWithContext(ctx, http.MethodPatch, c.web.URL+at, trickle{bytes.NewReader(raw[:c.sent]), ctx})
				request.ContentLength = int64(len(raw))
				tusHeaders(request, 0)
				if answer, err := by(c.web, through, c.two).Do(request); err == nil {
					_ = answer.Body.Close()
				}
			}()
			time.Sleep(700 * time.Millisecond) // until it is being written
			x.dead.Store(true)
			fresh := by(c.web, c.web.Listener.Addr().String(), c.two)
			began := time.Now()
			offset := c.sent
			if c.next == http.MethodHead {
				answer := tusAsked(t, fresh, c.web.URL+at, http.MethodHead, 0, nil)
				if offset, _ = strconv.Atoi(answer.Header.Get("Upload-Offset")); answer.StatusCode != http.StatusOK || offset != c.sent {
					t.Fatalf("answered %d, at %d, after %s", answer.StatusCode, offset, time.Since(began))
				}
			}
			if answer := tusAsked(t, fresh, c.web.URL+at, http.MethodPatch, offset, raw[offset:]); answer.StatusCode != http.StatusNoContent {
				t.Fatalf("answered %d after %s", answer.StatusCode, time.Since(began))
			}
			took := time.Since(began)
			if took > 3*time.Second || d.fileState(operation, raw) != "stored" {
				t.Errorf("it took %s, the file is %s", took, d.fileState(operation, raw))
			}
			t.Log(took)
		})
	}
}

func TestOfTheRequestsThatWaitForAnUploadTheLastOneIsServed(t *testing.T) {
	dir := t.TempDir()
	area, err := staging.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	w := servertest.New(t, servertest.SQLite(t), func(d *server.Dependencies) { d.Files.Staging = area })
	d := newDrill(t, w)
	operation, p, _ := d.live()
	raw := largePhotograph(40)
	p.attach(d.near.ID, raw)
	p.push()
	at := d.tus().begin(p, raw)
	held, _ := area.NewLock(path.Base(at))
	if err := held.Lock(t.Context(), func() {}); err != nil {
		t.Fatal(err)
	}
	// Two more that hang come, wait behind the one that does not let go, and are dead before it does.
	address := strings.TrimPrefix(w.URL, "http://")
	answers := make(chan string, 2)
	for range 2 {
		hung, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = hung.Close() }()
		head := "PATCH " + at + " HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: " + strconv.Itoa(len(raw)) + "\r\n\r\n"
		if _, err := hung.Write([]byte(head)); err != nil {
			t.Fatal(err)
		}
		go func() {
			line, _ := bufio.NewReader(hung).ReadString('\n')
			answers <- line
		}()
		time.Sleep(200 * time.Millisecond)
	}
	served := make(chan int, 1)
	go func() {
		request, _ := http.NewRequestWithContext(t.Context(), http.MethodPatch, w.URL+at, bytes.NewReader(raw))
		tusHeaders(request, 0)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			served <- 0
			return
		}
		_ = answer.Body.Close()
		served <- answer.StatusCode
	}()
	for range 2 {
		select {
		case line := <-answers:
			if !strings.Contains(line, " 423 ") {
				t.Errorf("one that somebody came after was answered %q", line)
			}
		case <-time.After(5 * time.Second):
			t.Fatal("one that somebody came after still waits")
		}
	}
	if err := held.Unlock(); err != nil {
		t.Fatal(err)
	}
	select {
	case status := <-served:
		if status != http.StatusNoContent || d.fileState(operation, raw) != "stored" {
			t.Errorf("the last was answered %d, the file is %s", status, d.fileState(operation, raw))
		}
	case <-time.After(5 * time.Second):
		t.Error("the last is not served")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("%v is left behind, %v", left, err)
	}
}

func TestAnUploadThatIsNotLetGoOfIsLockedAndNoFaultOfTheServer(t *testing.T) {
	area, err := staging.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	id := strings.Repeat("a", 43)
	held, _ := area.NewLock(id)
	if err := held.Lock(t.Context(), func() {}); err != nil {
		t.Fatal(err)
	}
	waits, _ := area.NewLock(id)
	short, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	var told handler.Error
	if err := waits.Lock(short, func() {}); !errors.As(err, &told) || told.HTTPResponse.StatusCode != http.StatusLocked {
		t.Errorf("whoever waited in vain is told %v", err)
	}
}

// by is a client that reaches a server at an address of ours.
func by(web *httptest.Server, address string, two bool) *http.Client {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(!two)
	protocols.SetHTTP2(two)
	return &http.Client{Transport: &http.Transport{Protocols: protocols, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // our own
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", address)
		}}}
}

func tusHeaders(r *http.Request, offset int) {
	r.Header.Set("Tus-Resumable", "1.0.0")
	if r.Method == http.MethodPatch {
		r.Header.Set("Upload-Offset", strconv.Itoa(offset))
		r.Header.Set("Content-Type", "application/offset+octet-stream")
	}
}

func tusAsked(t *testing.T, c *http.Client, url, method string, offset int, body []byte) *http.Response {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	tusHeaders(request, offset)
	answer, err := c.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer
}
