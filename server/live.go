package server

import (
	"context"
	"fmt"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

// heartbeat is how often a silent stream says that it is alive.
const heartbeat = 15 * time.Second

// registerPlain registers the routes that are no request and answer: streams,
// and the push, whose bytes must be judged as they came.
func (s *Server) registerPlain(g *gin.RouterGroup) {
	g.GET("/v1/operations/:operation/stream", s.stream)
	g.GET("/v1/sync/stream", s.stream)
	g.POST("/v1/sync/push", s.push)
	s.registerFiles(g)
	g.GET("/v1/operations/:operation/files/:sha256/original", s.original)
	g.GET("/v1/operations/:operation/files/:sha256/preview", s.picturePreview)
	g.POST("/v1/sync/import", s.receive)
}

// stream sends a poke whenever the operation has news in the caller's scope,
// with the newest position. Whether the caller may still follow is asked again
// before every event.
func (s *Server) stream(c *gin.Context) {
	named := c.Param("operation")
	if named == "" {
		named = c.Query("operation")
	}
	operation, err := models.ParseID(named)
	if err != nil {
		s.refuse(c, err)
		return
	}
	news, stop := s.hub.follow(operation)
	defer stop()
	s.metrics.streams.Inc()
	defer s.metrics.streams.Dec()
	c.Header("Content-Type", "text/event-stream")
	c.Header("Cache-Control", "no-store")
	c.Header("X-Accel-Buffering", "no") // nginx would keep the events to itself
	c.Writer.WriteHeaderNow()
	c.Writer.Flush() // else a client of a silent operation waits for the first heartbeat to know that it is connected
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	p := s.contract.routes[c.Request.Method+" "+c.FullPath()]
	last := uint64(0)
	for {
		who, err := s.whoCalls(c, p)
		if err != nil || s.allowed(c, p, who) != nil {
			return
		}
		position, err := s.newsFor(c, who, p.act, operation, last)
		if err != nil {
			return
		}
		if position > last {
			last = position
			if _, err := fmt.Fprintf(c.Writer, "event: poke\ndata: {\"position\":%d}\n\n", position); err != nil {
				return
			}
			c.Writer.Flush()
		}
		select {
		case <-news:
		case <-beat.C:
			if _, err := fmt.Fprint(c.Writer, ": alive\n\n"); err != nil {
				return
			}
			c.Writer.Flush()
		case <-c.Request.Context().Done():
			return
		case <-s.ending.Done():
			return
		}
	}
}

// EndStreams ends every open stream when ctx does. A stream never ends by
// itself, so a server that is asked to stop would wait for it in vain.
func (s *Server) EndStreams(ctx context.Context) { s.ending = ctx }

// newsFor is the newest position at which something changed that the caller may see.
func (s *Server) newsFor(ctx context.Context, who models.Actor, act models.Act, operation models.ID, since uint64) (position uint64, err error) {
	err = s.Store.Read(ctx, func(v store.View) error {
		sites, all := who.Sites(act, operation)
		position, err = v.NewestDocument(operation, sites, all, since)
		return err
	})
	return position, err
}
