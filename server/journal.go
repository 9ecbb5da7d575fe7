package server

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// ownEntry writes the next entry of the server's own stream in an operation
// whose journal is locked. The body is an object; a fresh salt becomes its first
// member. One that does not follow its schema is refused here: the projector
// would refuse it later, and the order that it carries would never be obeyed.
func (s *Server) ownEntry(j *store.Journal, now time.Time, d declaration) (*fieldsync.Journalled, error) {
	text, err := salted(d.body)
	if err != nil {
		return nil, err
	}
	if err := fieldsync.CheckBody(text); err != nil {
		return nil, err
	}
	if err := s.schemas.Check(d.kind, 1, text); err != nil {
		return nil, err
	}
	stream := fieldsync.ServerStream(Public(s.Keys.Entry), j.Operation, j.Epoch)
	e := fieldsync.Entry{Seq: j.ServerSeq + 1, ID: models.NewID(), Operation: j.Operation, Site: d.site, Type: d.kind, Version: 1,
		At: models.Instant(now), Entity: d.entity, Supersedes: d.supersedes, Body: text, Prev: j.ServerHash}
	e.Sign(stream, s.Keys.Entry)
	j.ServerSeq, j.ServerHash = e.Seq, e.Hash(stream)
	return &fieldsync.Journalled{Entry: e, Stream: stream, Hash: j.ServerHash, Verdict: fieldsync.Stored, Server: true}, nil
}

// salted puts 128 random bits before an object's members, so that a body which
// is erased one day cannot be guessed from its hash.
func salted(body any) (string, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return "", err
	}
	salt := make([]byte, 16)
	_, _ = rand.Read(salt)
	text := `{"salt":"` + base64.RawURLEncoding.EncodeToString(salt) + `"`
	if string(raw) == "{}" {
		return text + "}", nil
	}
	return text + "," + string(raw[1:]), nil
}

// committed is told of an operation after each commit that added to its
// journal: the projector follows, and then whoever watches is poked.
func (s *Server) committed(models.ID) {
	select {
	case s.work <- struct{}{}:
	default: // it is awake already
	}
}

func (s *Server) committedAll(operations []models.ID) {
	for _, id := range operations {
		s.committed(id)
	}
}

// How often the database is asked for what nobody told this process: an H that
// has come, a journal that another replica added to.
const poll = time.Second

// sweepEvery is how often uploads that nobody goes on with are looked for.
const sweepEvery = 5 * time.Minute

// Run works in the background until ctx ends: the projector, the start of
// operations whose H has come, the watch on what other replicas wrote.
func (s *Server) Run(ctx context.Context) {
	var others sync.WaitGroup
	others.Go(func() { s.hearReplicas(ctx) })
	others.Go(func() { s.tellReplicas(ctx) })
	others.Go(func() { s.certifyJournals(ctx) })
	others.Go(func() { s.runJobs(ctx) })
	others.Go(func() { s.watchPlans(ctx) })
	defer others.Wait()
	tick := time.NewTicker(poll)
	defer tick.Stop()
	sweeping := time.NewTicker(sweepEvery)
	defer sweeping.Stop()
	mustering := time.NewTicker(heartbeat)
	defer mustering.Stop()
	for {
		s.step(ctx)
		select {
		case <-s.work:
		case <-tick.C:
		case <-mustering.C:
			s.muster(ctx)
		case <-sweeping.C:
			if _, err := s.SweepUploads(ctx); err != nil && ctx.Err() == nil {
				s.log.LogAttrs(ctx, slog.LevelError, "sweep", slog.String("cause", causeOf(err)))
			}
		case <-ctx.Done():
			return
		}
	}
}

func (s *Server) step(ctx context.Context) {
	note := func(what string, err error) {
		if err != nil && ctx.Err() == nil {
			s.log.LogAttrs(ctx, slog.LevelError, what, slog.String("cause", causeOf(err)))
		}
	}
	note("start", s.startDue(ctx))
	note("projector", s.projectAll(ctx))
	for _, operation := range s.hub.followed() {
		note("watch", s.cry(ctx, operation))
	}
}

// Project brings the documents of every operation up to its journal, for who
// cannot wait until Run has come to it.
func (s *Server) Project(ctx context.Context) error { return s.projectAll(ctx) }

// projectAll brings the documents of every operation up to its journal. What
// goes wrong in one operation keeps no other one waiting.
func (s *Server) projectAll(ctx context.Context) error {
	var behind []models.ID
	err := s.Store.Read(ctx, func(v store.View) (err error) {
		behind, err = v.Behind()
		return err
	})
	for _, operation := range behind {
		err = errors.Join(err, s.catchUp(ctx, operation))
	}
	return err
}

// catchUp brings the documents of an operation up to its journal. A batch that
// cannot be written is gone through one by one, and an entry that alone cannot
// be written is marked: it waits in the tray, and those after it do not.
func (s *Server) catchUp(ctx context.Context, operation models.ID) (err error) {
	for more := true; more && err == nil; {
		s.committer.quiet(ctx, operation, pushesFirst)
		if more, err = s.project(ctx, operation, projectEntries); err == nil || !store.Refused(err) {
			continue
		}
		s.log.LogAttrs(ctx, slog.LevelError, "projector", slog.String("cause", causeOf(err)))
		err = nil
		for range projectEntries {
			if more, err = s.project(ctx, operation, 1); err != nil && store.Refused(err) {
				more, err = s.mark(ctx, operation, err)
			}
			if err != nil || !more {
				break
			}
		}
	}
	return err
}

// mark says of the next entry of an operation that it could not be projected.
func (s *Server) mark(ctx context.Context, operation models.ID, cause error) (more bool, err error) {
	s.log.LogAttrs(ctx, slog.LevelError, "entry marked", slog.String("cause", causeOf(cause)))
	return s.projected(ctx, operation, 1, func(p *store.Projection, _ *fieldsync.Sitting, e fieldsync.Journalled) error {
		_, err := s.projector.Mark(p, e, "what it changes could not be written; the server's log says why")
		return err
	})
}

// projectEntries is how many entries one transaction of the projector takes:
// on SQLite pushes wait while it runs.
const projectEntries = 250

// pushesFirst is how long the projector lets pushes go before it at most.
const pushesFirst = time.Second

// project follows the journal of an operation by one batch, and says whether
// there may be more.
func (s *Server) project(ctx context.Context, operation models.ID, atMost int) (more bool, err error) {
	return s.projected(ctx, operation, atMost, func(_ *store.Projection, sitting *fieldsync.Sitting, e fieldsync.Journalled) error {
		_, err := sitting.Apply(e)
		return err
	})
}

func (s *Server) projected(ctx context.Context, operation models.ID, atMost int, each func(*store.Projection, *fieldsync.Sitting, fieldsync.Journalled) error) (more bool, err error) {
	err = s.Store.Tx(ctx, func(tx *store.Tx) error {
		p, position, err := tx.Project(operation)
		if err != nil {
			return err
		}
		entries, err := p.Entries(position, atMost)
		if err != nil || len(entries) == 0 {
			more = false
			return err
		}
		if err := p.Foresee(s.projector.Foresee(entries)); err != nil {
			return err
		}
		sitting := s.projector.Sit(p)
		for _, e := range entries {
			if err := each(p, sitting, *e); err != nil {
				return err
			}
			position = e.Position
		}
		more = len(entries) == atMost
		return p.Done(position)
	})
	if err == nil {
		s.news.add(operation)
		err = s.cry(ctx, operation)
	}
	return more, err
}
