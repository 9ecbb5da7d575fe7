package server_test

import (
	"bytes"
	"context"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
)

func TestACallerWhoGoesAwayIsNoFaultOfTheServer(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		id := d.operation(models.Live)
		ctx, gone := context.WithCancel(t.Context())
		gone()
		req := httptest.NewRequestWithContext(ctx, http.MethodGet, "/v1/operations/"+id.String()+"/progress", nil)
		for name, value := range w.As(models.RoleHQ).Cookies {
			req.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		answer := httptest.NewRecorder()
		w.Server.Handler().ServeHTTP(answer, req)
		// Who is there after all, as over a connection that is only half broken, is told to ask again.
		if answer.Code != http.StatusServiceUnavailable || answer.Header().Get("Retry-After") == "" {
			t.Errorf("who is there after all is answered %d", answer.Code)
		}
		if text := w.Log(); strings.Contains(text, `"level":"ERROR"`) || !strings.Contains(text, `"status":499`) {
			t.Errorf("it logged %s", text[max(0, len(text)-800):])
		}
		metrics := string(w.Nobody().Get("/metrics").Body)
		if !strings.Contains(metrics, `"499"`) || strings.Contains(metrics, `"503"`) || strings.Contains(metrics, `"500"`) {
			t.Error("the metrics call it a fault of the server")
		}
	})
}

// lines is what net/http says of a server.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestNobodyWritesToAConnectionThatAFollowerTookOver(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	d := newDrill(t, w)
	id := d.operation(models.Live)
	d.project()
	said := &lines{}
	s := httptest.NewUnstartedServer(w.Server.Handler())
	s.Config.ErrorLog = log.New(said, "", 0)
	s.Start()
	defer s.Close()
	for _, path := range []string{"/stream", "/draft-stream"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/v1/operations/"+id.String()+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept-Encoding", "gzip")
		for name, value := range w.As(models.RoleCoordinator).Cookies {
			req.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		res, err := s.Client().Do(req)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %v %v", path, res, err)
		}
		if _, err := res.Body.Read(make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond) // for the handler to return
		_ = res.Body.Close()
	}
	if said.String() != "" {
		t.Errorf("net/http says %s", said)
	}
}
