package server

import (
	"context"
	"crypto/subtle"
	"net"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server/authority"
)

// documentSchema is the version of the documents that pull gives.
const documentSchema = 1

// GetLive says that the process is alive.
func (h handlers) GetLive(context.Context, api.GetLiveRequestObject) (api.GetLiveResponseObject, error) {
	return api.GetLive200JSONResponse{HealthJSONResponse: api.HealthJSONResponse{Status: "alive"}}, nil
}

// GetReady says that the database answers.
func (h handlers) GetReady(ctx context.Context, _ api.GetReadyRequestObject) (api.GetReadyResponseObject, error) {
	if err := h.Store.Ready(ctx); err != nil {
		return nil, err
	}
	return api.GetReady200JSONResponse{HealthJSONResponse: api.HealthJSONResponse{Status: "ready"}}, nil
}

// GetServer says what this server is.
func (h handlers) GetServer(context.Context, api.GetServerRequestObject) (api.GetServerResponseObject, error) {
	answer := api.GetServer200JSONResponse{Name: "cellsweep", Version: h.Version, Now: models.FormatTime(h.Clock()), Demo: h.Demo,
		Speed: float32(h.Speed), Schema: documentSchema, RootKey: Public(h.Keys.Root)}
	if h.Authority == nil {
		return answer, nil
	}
	address, err := authority.Address(h.BaseURL)
	answer.Authority = api.LocalAuthority{Address: address, Fingerprint: h.Authority.Fingerprint(), Until: models.FormatTime(h.Authority.Until())}
	return answer, err
}

type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	latency  *prometheus.HistogramVec
	entries  *prometheus.CounterVec
	streams  prometheus.Gauge
}

func newMetrics(r *prometheus.Registry) *metrics {
	m := &metrics{
		registry: r,
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "cellsweep_requests_total", Help: "Requests answered, by route and status."}, []string{"method", "route", "status"}),
		latency: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "cellsweep_request_seconds", Help: "Time to answer, by route.",
			Buckets: []float64{.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}}, []string{"method", "route"}),
		entries: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "cellsweep_entries_total", Help: "Entries judged, by verdict and code."}, []string{"verdict", "code"}),
		streams: prometheus.NewGauge(prometheus.GaugeOpts{Name: "cellsweep_live_followers", Help: "Open event streams."}),
	}
	r.MustRegister(m.requests, m.latency, m.entries, m.streams, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) request(method, route string, status int, took time.Duration) {
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	m.latency.WithLabelValues(method, route).Observe(took.Seconds())
}

// getMetrics answers callers on this machine, and others that hold the token.
func (s *Server) getMetrics(c *gin.Context) {
	token := []byte("Bearer " + s.MetricsToken)
	asked := []byte(c.GetHeader("Authorization"))
	ip := net.ParseIP(remote(c))
	local := ip != nil && ip.IsLoopback() && c.GetHeader("X-Forwarded-For") == ""
	if !local && (s.MetricsToken == "" || subtle.ConstantTimeCompare(token, asked) != 1) {
		s.refuse(c, models.NewFault(models.NotFound, "There is nothing here by that name."))
		return
	}
	promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}).ServeHTTP(c.Writer, c.Request)
}
