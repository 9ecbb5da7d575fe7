package server

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/cellsweep/cellsweep/models"
)

const requestKey = "request-id"

// identify gives the request an id, which is in its answer, its log line and
// its audit rows.
func (s *Server) identify(c *gin.Context) {
	id := models.NewID().String()
	c.Set(requestKey, id)
	c.Header("X-Request-Id", id)
	c.Next()
}

func requestID(c *gin.Context) string { return c.GetString(requestKey) }

// recover turns a panic into a problem, and notes where it was. It stands inside
// observe, which else would count and log nothing of a request that failed like that.
func (s *Server) recover(c *gin.Context) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(p)
		}
		s.refuse(c, panicked(p, callers()))
	}()
	c.Next()
}

// panicked says where a panic was, and of what kind. Its text only where the
// runtime wrote it: any other may hold what somebody typed.
func panicked(p any, where string) error {
	if err, ok := p.(runtime.Error); ok {
		return fmt.Errorf("panic: %w at %s", err, where)
	}
	return fmt.Errorf("panic: %T at %s", p, where)
}

// callers lists the innermost places in this module's code.
func callers() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	var places []string
	for {
		f, more := frames.Next()
		if strings.Contains(f.Function, "/cellsweep/") && len(places) < 8 {
			places = append(places, fmt.Sprintf("%s:%d", f.Function[strings.LastIndex(f.Function, "/")+1:], f.Line))
		}
		if !more {
			return strings.Join(places, " < ")
		}
	}
}

// sameOrigin refuses what another site's page sends on a signed-in person's behalf.
func (s *Server) sameOrigin(protection *http.CrossOriginProtection) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := protection.Check(c.Request); err != nil {
			s.refuse(c, models.NewFault(models.Forbidden, "This request comes from a page of another site.").Because(err))
			return
		}
		c.Next()
	}
}

// observe counts the request and writes its log line: the route, never the
// address with its ids and never who asked.
func (s *Server) observe(c *gin.Context) {
	began := s.Wall()
	c.Next()
	route := c.FullPath()
	if route == "" {
		route = "page"
	}
	took := s.Wall().Sub(began)
	s.metrics.request(c.Request.Method, route, statusOfRequest(c), took)
	s.log.LogAttrs(c.Request.Context(), slog.LevelInfo, "request", slog.String("request", requestID(c)),
		slog.String("method", c.Request.Method), slog.String("route", route), slog.Int("status", statusOfRequest(c)),
		slog.Int("bytes", c.Writer.Size()), slog.Float64("ms", float64(took.Microseconds())/1000))
}

// policy is what a page may load: our own files, and nothing else from anywhere.
var policy = policyOf("'self'", "'none'")

// tabletPolicy is that of the tablet's page: it compiles the reader of codes that
// lies among our own files, which browsers call evaluation, and names the one
// script that becomes its service worker.
var tabletPolicy = policyOf("'self' 'wasm-unsafe-eval'", "cellsweep-worker")

func policyOf(script, trusted string) string {
	return strings.Join([]string{"default-src 'none'", "script-src " + script, "style-src 'self'", "img-src 'self' data: blob:",
		"font-src 'self'", "connect-src 'self'", "manifest-src 'self'", "worker-src 'self'", "base-uri 'none'", "form-action 'self'",
		"frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types " + trusted}, "; ")
}

func secureHeaders(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
	if c.Request.TLS != nil {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	if strings.HasPrefix(c.Request.URL.Path, "/v1/") {
		h.Set("Cache-Control", "no-store")
	}
	c.Next()
}
