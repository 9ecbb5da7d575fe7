package server

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// ownEntry writes the next entry of the server's own stream in an operation
// whose journal is locked. Body is an object; a fresh salt becomes its first member.
func (s *Server) ownEntry(j *store.Journal, now time.Time, kind string, site models.ID, body any) (*fieldsync.Journalled, error) {
	text, err := salted(body)
	if err != nil {
		return nil, err
	}
	stream := fieldsync.ServerStream(Public(s.Keys.Entry), j.Operation, j.Epoch)
	e := fieldsync.Entry{Seq: j.ServerSeq + 1, ID: models.NewID(), Operation: j.Operation, Site: site, Type: kind, Version: 1,
		At: models.Instant(now), Body: text, Prev: j.ServerHash}
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
	tick := time.NewTicker(poll)
	defer tick.Stop()
	seen := map[models.ID]uint64{}
	sweeping := time.NewTicker(sweepEvery)
	defer sweeping.Stop()
	for {
		s.step(ctx, seen)
		select {
		case <-s.work:
		case <-tick.C:
		case <-sweeping.C:
			if _, err := s.SweepUploads(ctx); err != nil && ctx.Err() == nil {
				s.log.LogAttrs(ctx, slog.LevelError, "sweep", slog.String("cause", causeOf(err)))
			}
		case <-ctx.Done():
			return
		}
	}
}

func (s *Server) step(ctx context.Context, seen map[models.ID]uint64) {
	note := func(what string, err error) {
		if err != nil && ctx.Err() == nil {
			s.log.LogAttrs(ctx, slog.LevelError, what, slog.String("cause", causeOf(err)))
		}
	}
	note("start", s.startDue(ctx))
	note("projector", s.projectAll(ctx))
	for _, operation := range s.hub.followed() {
		var position uint64
		note("watch", s.Store.Read(ctx, func(v store.View) (err error) {
			position, err = v.Projected(operation)
			return err
		}))
		if position != seen[operation] {
			seen[operation] = position
			s.hub.poke(operation)
		}
	}
}

// Project brings the documents of every operation up to its journal, for who
// cannot wait until Run has come to it.
func (s *Server) Project(ctx context.Context) error { return s.projectAll(ctx) }

// projectAll brings the documents of every operation up to its journal.
func (s *Server) projectAll(ctx context.Context) error {
	var behind []models.ID
	err := s.Store.Read(ctx, func(v store.View) (err error) {
		behind, err = v.Behind()
		return err
	})
	for _, operation := range behind {
		for more := true; more && err == nil; {
			s.committer.quiet(ctx, operation, pushesFirst)
			more, err = s.project(ctx, operation)
		}
	}
	return err
}

// projectEntries is how many entries one transaction of the projector takes:
// on SQLite pushes wait while it runs.
const projectEntries = 250

// pushesFirst is how long the projector lets pushes go before it at most.
const pushesFirst = time.Second

// project follows the journal of an operation by one batch, and says whether
// there may be more.
func (s *Server) project(ctx context.Context, operation models.ID) (more bool, err error) {
	err = s.Store.Tx(ctx, func(tx *store.Tx) error {
		p, position, err := tx.Project(operation)
		if err != nil {
			return err
		}
		entries, err := p.Entries(position, projectEntries)
		if err != nil || len(entries) == 0 {
			more = false
			return err
		}
		if err := p.Foresee(s.projector.Foresee(entries)); err != nil {
			return err
		}
		for _, e := range entries {
			if _, err := s.projector.Apply(p, *e); err != nil {
				return err
			}
			position = e.Position
		}
		more = len(entries) == projectEntries
		return p.Done(position)
	})
	if err == nil {
		s.hub.poke(operation)
	}
	return more, err
}

// rejudge takes what the inbox holds of a stream that has become known, and
// pushes it as if it came now.
func (s *Server) rejudge(ctx context.Context, stream string) {
	err := s.rejudged(ctx, stream)
	if err != nil {
		s.log.LogAttrs(ctx, slog.LevelError, "inbox", slog.String("cause", causeOf(err)))
	}
}

func (s *Server) rejudged(ctx context.Context, stream string) error {
	from, err := s.pens.of(ctx, s.Store, stream)
	if err != nil || from == nil {
		return err
	}
	for {
		var raw [][]byte
		err := s.Store.Tx(ctx, func(tx *store.Tx) (err error) {
			if raw, err = tx.TakeInbox(stream, maxEntries); err != nil || len(raw) == 0 {
				return err
			}
			r, err := s.look(ctx, fieldsync.Push{Stream: stream, Elements: raw}, from)
			if err != nil {
				return err
			}
			_, err = tx.Judge(from.operation, []store.Submission{r.sub})
			return err
		})
		if err != nil || len(raw) == 0 {
			return err
		}
		s.committed(from.operation)
	}
}
