package server

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

// Replicas share the database and nothing else. One that projected something
// announces it, so that the followers at the others need not wait for their
// next look; an announcement that is lost is made up for by the look.

// tidings are the operations that have news which the other replicas have not
// been told of. Much news of one operation is one announcement.
type tidings struct {
	mu      sync.Mutex
	waiting map[models.ID]bool
	some    chan struct{}
}

func newTidings() *tidings {
	return &tidings{waiting: map[models.ID]bool{}, some: make(chan struct{}, 1)}
}

func (t *tidings) add(operation models.ID) {
	t.mu.Lock()
	t.waiting[operation] = true
	t.mu.Unlock()
	select {
	case t.some <- struct{}{}:
	default:
	}
}

func (t *tidings) take() []models.ID {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := make([]models.ID, 0, len(t.waiting))
	for id := range t.waiting {
		all = append(all, id)
	}
	clear(t.waiting)
	return all
}

// tellEvery is how long news gathers before it is announced; listenAgain is how
// long a replica waits before it connects again to hear the others.
const (
	tellEvery   = 20 * time.Millisecond
	listenAgain = time.Second
)

func (s *Server) tellReplicas(ctx context.Context) {
	for {
		select {
		case <-s.news.some:
		case <-ctx.Done():
			return
		}
		for _, operation := range s.news.take() {
			if err := s.Store.Announce(ctx, operation); err != nil && ctx.Err() == nil {
				s.log.LogAttrs(ctx, slog.LevelWarn, "announce", slog.String("cause", causeOf(err)))
			}
		}
		if !sleep(ctx, tellEvery) {
			return
		}
	}
}

func (s *Server) hearReplicas(ctx context.Context) {
	for {
		err := s.Store.Listen(ctx, func(operation models.ID) {
			if err := s.cry(ctx, operation); err != nil && ctx.Err() == nil {
				s.log.LogAttrs(ctx, slog.LevelError, "watch", slog.String("cause", causeOf(err)))
			}
		}, s.planning.poke)
		if ctx.Err() != nil {
			return
		}
		s.log.LogAttrs(ctx, slog.LevelWarn, "listen", slog.String("cause", causeOf(err)))
		if !sleep(ctx, listenAgain) {
			return
		}
	}
}

// sleep waits, and says whether ctx goes on.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
