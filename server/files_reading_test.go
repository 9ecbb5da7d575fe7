package server

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
)

// over serves what an upload's writer does, and a request after it over the same
// connection; it gives the answers and how the second saw its caller.
func over(t *testing.T, upload func(w *tusWriter), late func(w *tusWriter)) (first, second *http.Response, gone bool) {
	t.Helper()
	s := &Server{Dependencies: Dependencies{Wall: time.Now}}
	var w *tusWriter
	engine := gin.New()
	engine.PATCH("/upload", func(c *gin.Context) {
		w = &tusWriter{ResponseWriter: c.Writer, server: s, gin: c, said: &said{}, reading: incoming{control: http.NewResponseController(c.Writer), now: s.Wall}}
		upload(w)
	})
	engine.GET("/next", func(c *gin.Context) {
		late(w)
		select {
		case <-c.Request.Context().Done():
			gone = true
		case <-time.After(50 * time.Millisecond):
		}
		c.Status(http.StatusNoContent)
	})
	web := httptest.NewServer(engine)
	t.Cleanup(web.Close)
	get := func(method, path string) *http.Response {
		r, err := http.NewRequestWithContext(t.Context(), method, web.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := web.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		return answer
	}
	return get(http.MethodPatch, "/upload"), get(http.MethodGet, "/next"), gone
}

func TestAnUploadThatIsToldLateToGiveWayEndsNoOtherRequest(t *testing.T) {
	answered := func(w *tusWriter) { w.WriteHeader(http.StatusNoContent) }
	past := func(w *tusWriter) {
		if err := http.NewResponseController(w).SetReadDeadline(time.Now().Add(-time.Second)); err != nil {
			t.Error(err)
		}
	}
	if first, _, gone := over(t, answered, past); gone || first.Close {
		t.Errorf("another request over the connection is called gone: %t; the connection was closed: %t", gone, first.Close)
	}
	// Without that the deadline reaches the other request, and net/http takes it for a caller who went away.
	bare := func(w *tusWriter) {
		_ = http.NewResponseController(w.ResponseWriter).SetReadDeadline(time.Now().Add(-time.Second))
	}
	if _, _, gone := over(t, answered, bare); !gone {
		t.Error("nothing was put to the test")
	}
	interrupted := func(w *tusWriter) {
		past(w)
		answered(w)
	}
	if first, _, gone := over(t, interrupted, func(*tusWriter) {}); gone || !first.Close {
		t.Errorf("the connection of an upload that gave way goes on: %t; another request over it is gone: %t", !first.Close, gone)
	}
}
