// Package server speaks HTTP: it decodes a request, makes one call, encodes the
// answer. What is allowed is decided in models, what happens in planner, sync
// and custody, what is kept in store.
package server

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzhttp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/tus/tusd/v2/pkg/handler"

	"github.com/cellsweep/cellsweep/bundle"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server/authority"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// Dependencies are what a Server is made of.
type Dependencies struct {
	Store   *store.Store
	Keys    Keys
	Clock   models.Clock // the operation's time; in a demonstration it runs faster
	Wall    models.Clock // real time: sessions, tokens, rates
	Log     *slog.Logger
	Web     fs.FS  // the built pages
	Entries fs.FS  // the schemas of entries; nil for those that ship
	Version string //
	BaseURL string // how people and tablets reach this server
	Demo    bool
	Speed   float64 // of Clock against Wall
	// OldestSchema is the oldest schema of documents that pull still gives; 0 for
	// the newest alone. Push takes entries of every program there ever was.
	OldestSchema int
	// TabletLease is how long a tablet may keep the server's half of what opens its memory; 0: 72 h.
	TabletLease time.Duration
	// Authority is the local one of --tls local; nil where certificates come from elsewhere.
	Authority *authority.Authority
	// MetricsToken lets callers that are not on this machine read /metrics; "" lets none.
	MetricsToken string
	Files        Files
	PlanJobs     int // jobs of planning that this replica works on at once; 0 is 1
	// Work is what guessing the words of a package costs; zero is bundle.Ours. New
	// refuses any other in a program that is no test.
	Work bundle.Work
}

// Server answers requests. It keeps nothing between them but connections.
type Server struct {
	Dependencies
	log       *slog.Logger
	contract  *contract
	engine    *gin.Engine
	metrics   *metrics
	guard     *guard
	admission *admission
	hub       *hub
	news      *tidings
	notary    *notary
	planning  *planning
	watches   map[models.ID]*planWatch // of WatchPlans alone
	memory    *memory
	thinking  chan struct{} // a place for each question that is planned within a request
	// committer and schemaFiles belong to the journal: push.go.
	committer   *committer
	pens        pens
	verifying   chan struct{} // a place for each signature that is being looked at
	schemaFiles map[string][]byte
	schemas     *fieldsync.Schemas
	projector   *fieldsync.Projector
	pictures    map[models.ID]*picture
	picturesMu  sync.Mutex
	uploads     *handler.UnroutedHandler // nil without a place for files
	decoding    chan struct{}            // a place for each picture that is being decoded
	ending      context.Context          //nolint:containedctx // it ends streams, not requests
	work        chan struct{}            // one token when there is something to project
}

// handlers are the operations of the contract, one file per resource.
type handlers struct {
	*Server
}

// New puts a server together. It starts nothing: Handler serves, Run works in
// the background.
func New(d Dependencies) (*Server, error) {
	c, err := shippedContract()
	if err != nil {
		return nil, err
	}
	if d.Work, err = workOf(d.Work, testing.Testing()); err != nil {
		return nil, err
	}
	s := &Server{Dependencies: d, log: d.Log, contract: c, metrics: newMetrics(prometheus.NewRegistry()), guard: newGuard(d.Wall), admission: newAdmission(d.Wall),
		hub: newHub(), news: newTidings(), notary: newNotary(), planning: newPlanning(), watches: map[models.ID]*planWatch{}, memory: newMemory(), thinking: make(chan struct{}, 1), work: make(chan struct{}, 1), verifying: make(chan struct{}, verifiers()), pictures: map[models.ID]*picture{},
		decoding: make(chan struct{}, 1), ending: context.Background()}
	if err := s.loadSchemas(); err != nil {
		return nil, err
	}
	s.committer = newCommitter(d.Store, s.committed)
	if s.keepsFiles() == nil {
		if s.uploads, err = s.newTus(); err != nil {
			return nil, err
		}
	}
	s.engine = s.newEngine()
	return s, nil
}

// Handler serves everything, compressed where the client can read it. Streams
// are not: their few bytes would each cost a compressor of a megabyte.
func (s *Server) Handler() http.Handler {
	zipped := gzhttp.GzipHandler(s.engine)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/stream") || strings.HasSuffix(r.URL.Path, "/draft-stream") {
			s.engine.ServeHTTP(w, r)
			return
		}
		zipped.ServeHTTP(w, r)
	})
}

func (s *Server) newEngine() *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.ContextWithFallback = true // else a stream outlives its client: handlers must see the request's end
	e.HandleMethodNotAllowed = true
	e.RedirectTrailingSlash = false
	e.Use(s.identify, listen, s.observe, s.recover, secureHeaders, s.sameOrigin(http.NewCrossOriginProtection()))
	e.NoRoute(s.pages)
	e.NoMethod(func(c *gin.Context) {
		s.refuse(c, models.NewFault(models.NotFound, "This address does not take %s.", c.Request.Method))
	})
	h := handlers{Server: s}
	strict := api.NewStrictHandlerWithOptions(h, nil, api.StrictGinServerOptions{
		RequestErrorHandlerFunc:  func(c *gin.Context, err error) { s.refuse(c, badRequest(err)) },
		HandlerErrorFunc:         s.refuse,
		ResponseErrorHandlerFunc: s.refuse,
	})
	gated := e.Group("/", s.gate)
	api.RegisterHandlersWithOptions(gated, strict, api.GinServerOptions{
		ErrorHandler: func(c *gin.Context, err error, _ int) { s.refuse(c, badRequest(err)) },
	})
	gated.GET("/metrics", s.getMetrics)
	s.registerPlain(gated)
	return e
}

func badRequest(err error) error {
	return models.NewFault(models.Invalid, "The request cannot be read.").Because(err)
}
