package server

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// streamJob tells how a job goes on: each better plan with its number as the
// event's id, progress between them, and at the end the state, whereafter the
// stream ends. What is told is read from the database, so that it does not
// matter which replica works on the job, and Last-Event-ID resumes at any of them.
func (s *Server) streamJob(c *gin.Context) {
	l, err := s.listenJob(c)
	if err != nil {
		s.refuse(c, err)
		return
	}
	defer s.planning.leave(l.person)
	news, stop := s.planning.follow(l.job)
	defer stop()
	first, _, err := l.next(c)
	if err != nil {
		s.refuse(c, err)
		return
	}
	s.metrics.streams.Inc()
	defer s.metrics.streams.Dec()
	c.Header("Content-Type", "text/event-stream")
	c.Header("Cache-Control", "no-store")
	c.Header("X-Accel-Buffering", "no") // nginx would keep the events to itself
	c.Writer.WriteHeaderNow()
	l.follow(c, requestLine{c}, news, first)
}

// jobListener is who follows a job, and what they have been told.
type jobListener struct {
	s              *Server
	promise        *promise
	operation, job models.ID
	person         models.ID
	after          int    // the number of the last improvement that was told
	told           string // the last progress
	ended          bool
}

// join counts the streams of a person, and refuses one too many.
func (p *planning) join(person models.ID) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.open[person] >= streamsEach {
		return models.NewFault(models.TooMany, "You follow jobs in %d windows already. Close one.", p.open[person])
	}
	p.open[person]++
	return nil
}

func (p *planning) leave(person models.ID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.open[person]--; p.open[person] == 0 {
		delete(p.open, person)
	}
}

func (s *Server) listenJob(c *gin.Context) (*jobListener, error) {
	l := &jobListener{s: s, promise: s.promised(c), person: store.CallerOf(c.Request.Context()).Actor.Person}
	var err error
	if l.operation, err = models.ParseID(c.Param("operation")); err != nil {
		return nil, err
	}
	if l.job, err = models.ParseID(c.Param("job")); err != nil {
		return nil, models.NewFault(models.NotFound, "There is nothing here by that name.")
	}
	if last := c.GetHeader("Last-Event-ID"); last != "" {
		if l.after, err = strconv.Atoi(last); err != nil || l.after < 0 {
			return nil, models.NewFault(models.Invalid, "The last event's id cannot be read.").With(models.Field{Param: "Last-Event-ID", Code: "format", Message: "must be the id of an event of this stream"})
		}
	}
	return l, s.planning.join(l.person)
}

// jobPoll is how often the database is asked for what nobody told this process.
const jobPoll = 2 * time.Second

// follow writes events until the job has ended, or the stream does.
func (l *jobListener) follow(c *gin.Context, to line, news <-chan struct{}, events string) {
	beat, poll := time.NewTicker(heartbeat), time.NewTicker(jobPoll)
	defer beat.Stop()
	defer poll.Stop()
	for {
		if !to.say(events) || l.ended {
			return
		}
		select {
		case <-beat.C:
			events = ": alive\n\n"
			continue
		case <-news:
		case <-poll.C:
		case <-to.gone():
			return
		case <-l.s.ending.Done():
			return
		}
		var welcome bool
		var err error
		if events, welcome, err = l.next(c); err != nil || !welcome {
			return // the client comes back and resumes, or is told why it may not
		}
	}
}

// next gives the events that were not told yet, and says whether the listener
// may still hear them: a session may have ended, a role been taken away.
func (l *jobListener) next(c *gin.Context) (events string, welcome bool, err error) {
	who, err := l.s.whoCalls(c, l.promise)
	if err != nil {
		return "", false, err
	}
	ctx := store.WithCaller(c.Request.Context(), store.Caller{Actor: who})
	var j models.PlanJob
	var better []models.PlanImprovement
	err = l.s.Store.Read(ctx, func(v store.View) error {
		o, err := v.Operation(l.operation)
		if err != nil {
			return err
		}
		if err := who.May(l.promise.act, models.Scope{Operation: &o.ID}, o.State); err != nil {
			return err
		}
		if j, err = v.PlanJob(l.operation, l.job); err != nil {
			return err
		}
		better, err = v.Improvements(l.job, l.after)
		return err
	})
	if err != nil {
		return "", false, err
	}
	events, err = l.events(ctx, j, better)
	return events, err == nil, err
}

func (l *jobListener) events(ctx context.Context, j models.PlanJob, better []models.PlanImprovement) (events string, err error) {
	for _, x := range better {
		data, err := json.Marshal(api.PlanImprovement{Number: x.Number, At: models.FormatTime(x.At), Reached: reachedOut(x.Reached)})
		if err != nil {
			return "", err
		}
		events += fmt.Sprintf("event: improved\nid: %d\ndata: %s\n\n", x.Number, data)
		l.after = x.Number
	}
	out, err := l.s.jobOut(ctx, j)
	if err != nil {
		return "", err
	}
	data, err := json.Marshal(out)
	if err != nil || string(data) == l.told {
		return events, err
	}
	l.told, l.ended = string(data), j.State.Ended()
	name := "progress"
	if l.ended {
		name = "state"
	}
	return events + fmt.Sprintf("event: %s\ndata: %s\n\n", name, data), nil
}
