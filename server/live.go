package server

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

// heartbeat is how often a silent stream says that it is alive; patience is how
// long a reader may take to take a few bytes before it is dropped. It comes
// back and resumes by its cursor.
const (
	heartbeat = 15 * time.Second
	patience  = 10 * time.Second
)

// registerPlain registers the routes that are no request and answer: streams,
// and the push, whose bytes must be judged as they came.
func (s *Server) registerPlain(g *gin.RouterGroup) {
	g.GET("/v1/operations/:operation/stream", s.stream)
	g.GET("/v1/operations/:operation/draft-stream", s.stream)
	g.GET("/v1/sync/stream", s.stream)
	g.GET("/v1/operations/:operation/plan-jobs/:job/stream", s.streamJob)
	g.POST("/v1/sync/push", s.push)
	s.registerFiles(g)
	g.GET("/v1/operations/:operation/files/:sha256/original", s.original)
	g.GET("/v1/operations/:operation/files/:sha256/preview", s.picturePreview)
	g.POST("/v1/sync/import", s.receive)
}

// stream sends a poke whenever the operation has news in the caller's scope,
// with the newest position. Whether the caller may still follow is asked again
// before every event and at every heartbeat, of all followers at once: cry, muster.
func (s *Server) stream(c *gin.Context) {
	l, operation, position, err := s.listen(c)
	if err != nil {
		s.refuse(c, err)
		return
	}
	stop, err := s.hub.follow(operation, l, position)
	if err != nil {
		s.refuse(c, err)
		return
	}
	last, err := s.newsFor(c, store.CallerOf(c.Request.Context()).Actor, l.act, operation)
	if err != nil {
		stop()
		s.refuse(c, err)
		return
	}
	s.metrics.streams.Inc()
	end := func() { stop(); s.metrics.streams.Dec() }
	c.Header("Content-Type", "text/event-stream")
	c.Header("Cache-Control", "no-store")
	c.Header("X-Accel-Buffering", "no") // nginx would keep the events to itself
	if line := takeLine(c, s.Wall()); line != nil {
		go func() { defer end(); defer line.close(); s.follow(line, l, last) }()
		return
	}
	defer end()
	c.Writer.WriteHeaderNow()
	s.follow(requestLine{c}, l, last)
}

// listen finds out who wants to follow what.
func (s *Server) listen(c *gin.Context) (l *listener, operation models.ID, position uint64, err error) {
	named := c.Param("operation")
	if named == "" {
		named = c.Query("operation")
	}
	if operation, err = models.ParseID(named); err != nil {
		return nil, operation, 0, err
	}
	p := s.promised(c)
	who := store.CallerOf(c.Request.Context()).Actor
	l = &listener{credential: s.credential(c), tablet: who.Tablet, person: who.Person, act: p.act, drafts: p.act == models.ActPlanRead,
		news: make(chan word, 1), gone: make(chan struct{})}
	err = s.Store.Read(c.Request.Context(), func(v store.View) error {
		if position, err = v.Projected(operation); err != nil && !(l.drafts && store.IsAbsent(err)) { // before release there is no journal
			return err
		}
		l.marks, err = marksFor(v, operation, !l.drafts && l.tablet == (models.ID{}), l.drafts)
		return err
	})
	return l, operation, position, err
}

// promised is what the contract says of the route that was called.
func (s *Server) promised(c *gin.Context) *promise {
	return s.contract.routes[c.Request.Method+" "+c.FullPath()]
}

// follow writes events until the stream ends.
func (s *Server) follow(to line, l *listener, last uint64) {
	first := "" // else a client of a silent operation waits for the first heartbeat to know that it is connected
	if last > 0 || l.drafts {
		first = l.event(word{position: last})
	}
	if !to.say(first) {
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case w := <-l.news:
			if w.position <= last && !w.stirred {
				continue
			}
			last = max(last, w.position)
			w.position = last
			if !to.say(l.event(w)) {
				return
			}
		case <-beat.C:
			if !to.say(": alive\n\n") {
				return
			}
		case <-l.gone:
			return
		case <-to.gone():
			return
		case <-s.ending.Done():
			return
		}
	}
}

func poke(position uint64) string {
	return fmt.Sprintf("event: poke\ndata: {\"position\":%d}\n\n", position)
}

// EndStreams ends every open stream when ctx does. A stream never ends by
// itself, so a server that is asked to stop would wait for it in vain.
func (s *Server) EndStreams(ctx context.Context) { s.ending = ctx }

// newsFor is the newest position at which something changed that the caller may see.
func (s *Server) newsFor(ctx context.Context, who models.Actor, act models.Act, operation models.ID) (position uint64, err error) {
	err = s.Store.Read(ctx, func(v store.View) error {
		sites, all := who.Sites(act, operation)
		position, err = v.NewestDocument(operation, sites, all, 0)
		return err
	})
	return position, err
}

// cry tells the followers of an operation what is new for each, and ends the
// streams of those who may not follow any more. It asks the database the same
// few questions for one follower and for a thousand.
func (s *Server) cry(ctx context.Context, operation models.ID) error {
	return s.tell(ctx, operation, false)
}

// muster ends the streams of all who may not follow any more, news or none.
func (s *Server) muster(ctx context.Context) {
	for _, operation := range s.hub.followed() {
		if err := s.tell(ctx, operation, true); err != nil && ctx.Err() == nil {
			s.log.LogAttrs(ctx, slog.LevelError, "muster", slog.String("cause", causeOf(err)))
		}
	}
}

func (s *Server) tell(ctx context.Context, operation models.ID, everybody bool) error {
	s.hub.telling.Lock()
	defer s.hub.telling.Unlock()
	followers, since := s.hub.of(operation)
	if len(followers) == 0 {
		return nil
	}
	var tokens, sessions []string
	for _, l := range followers {
		if l.tablet != (models.ID{}) {
			tokens = append(tokens, l.credential)
		} else {
			sessions = append(sessions, l.credential)
		}
	}
	told, upTo := map[*listener]word{}, since
	err := s.Store.Read(ctx, func(v store.View) error {
		news, err := v.NewsBySite(operation, since)
		if err != nil {
			return err
		}
		now, err := marksFor(v, operation, slices.ContainsFunc(followers, func(l *listener) bool { return !l.drafts && l.tablet == (models.ID{}) }),
			slices.ContainsFunc(followers, func(l *listener) bool { return l.drafts }))
		if err != nil {
			return err
		}
		if len(news) == 0 && !everybody && !slices.ContainsFunc(followers, func(l *listener) bool { return l.stirs(now) }) {
			for _, l := range followers {
				told[l] = word{}
			}
			return nil
		}
		roll, err := v.RollCall(operation, tokens, sessions, models.Instant(s.Wall()))
		if err != nil {
			return err
		}
		o, err := v.Operation(operation)
		if err != nil {
			return err
		}
		for _, position := range news {
			upTo = max(upTo, position)
		}
		for _, l := range followers {
			if who, known := l.actor(roll, operation); known && who.May(l.act, models.Scope{Operation: &operation}, o.State) == nil {
				told[l] = l.word(news, now, who, operation)
			}
		}
		return nil
	})
	if err == nil {
		s.hub.tell(operation, followers, told, upTo)
	}
	return err
}

// actor is who a listener is now, by the roll.
func (l *listener) actor(roll store.Roll, operation models.ID) (models.Actor, bool) {
	if l.tablet == (models.ID{}) {
		p, known := roll.Sessions[l.credential]
		return models.Actor{Person: p.ID, Name: p.Name, Grants: p.Grants}, known
	}
	t, known := roll.Tablets[l.credential]
	if !known || usable(t) != nil {
		return models.Actor{}, false
	}
	if !roll.Writing[t.ID] {
		return tabletActor(t, nil), true
	}
	return tabletActor(t, []models.ID{operation}), true
}

// newest is the newest position among the sites that somebody may see.
func newest(news map[models.ID]uint64, who models.Actor, act models.Act, operation models.ID) (position uint64) {
	sites, all := who.Sites(act, operation)
	if all {
		for _, p := range news {
			position = max(position, p)
		}
		return position
	}
	position = news[models.ID{}]
	for _, site := range sites {
		position = max(position, news[site])
	}
	return position
}
