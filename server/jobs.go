package server

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/store"
)

// Jobs of planning live in the database, since replicas share nothing else. One
// that has a place takes the oldest, holds it by a lease that it renews, and
// writes down how far it is. A replica that dies stops renewing, and another
// begins the job anew: the same instance, seed and rounds give the same plan.

// Times of a job. What is written is written at most each keepEvery, however
// fast the rounds are: on SQLite a write is a sync of the disk that uploads wait for.
const (
	leaseFor   = 30 * time.Second
	renewEvery = 10 * time.Second
	keepEvery  = 400 * time.Millisecond
	askEvery   = time.Second // whether somebody wants a job cancelled, when nothing is to be written
	lookEvery  = time.Second // for a job that another replica was asked for, or has lost
)

// After each round the planner breathes, and lets pushes that are under way go
// first for a while. A search of many short rounds wakes its workers so often
// that it keeps both cores from everybody else: beside one, the median of a push
// was twelve times that without, on a machine with much else to do.
const (
	breath     = time.Millisecond
	jobsBehind = 50 * time.Millisecond
)

// planWorkers is how many sites are planned at once: a core is left for the
// uploads where there is another.
func planWorkers() int { return max(runtime.GOMAXPROCS(0)-1, 1) }

// planning is what a replica knows of jobs beside the database.
type planning struct {
	name      string        // of this replica for as long as it lives
	some      chan struct{} // one token when there may be a job to take
	mu        sync.Mutex
	followers map[models.ID]map[chan struct{}]bool // streams and the runner of a job
	open      map[models.ID]int                    // streams of a person
}

func newPlanning() *planning {
	return &planning{name: models.NewID().String(), some: make(chan struct{}, 1), followers: map[models.ID]map[chan struct{}]bool{}, open: map[models.ID]int{}}
}

// follow gives a channel that holds a token when there is news of a job, and
// what to call when nobody reads it any more.
func (p *planning) follow(job models.ID) (news chan struct{}, stop func()) {
	news = make(chan struct{}, 1)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.followers[job] == nil {
		p.followers[job] = map[chan struct{}]bool{}
	}
	p.followers[job][news] = true
	return news, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.followers[job], news)
		if len(p.followers[job]) == 0 {
			delete(p.followers, job)
		}
	}
}

// poke wakes whoever follows a job here, and whoever looks for one to take.
func (p *planning) poke(job models.ID) {
	p.mu.Lock()
	for news := range p.followers[job] {
		wake(news)
	}
	p.mu.Unlock()
	wake(p.some)
}

func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // it is awake already
	}
}

// jobNews tells of a job that has changed: here and, after the commit, elsewhere.
func (s *Server) jobNews(ctx context.Context, job models.ID) {
	s.planning.poke(job)
	if err := s.Store.AnnounceJob(ctx, job); err != nil && ctx.Err() == nil {
		s.log.LogAttrs(ctx, slog.LevelWarn, "announce", slog.String("cause", causeOf(err)))
	}
}

// runJobs works on jobs until ctx ends, so many at once as there are places.
func (s *Server) runJobs(ctx context.Context) {
	var working sync.WaitGroup
	defer working.Wait()
	places := make(chan struct{}, max(s.PlanJobs, 1))
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		for s.beginJob(ctx, places, &working) {
		}
		select {
		case <-s.planning.some:
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// beginJob takes a job if there are a place and a job, and says whether it did.
func (s *Server) beginJob(ctx context.Context, places chan struct{}, working *sync.WaitGroup) bool {
	select {
	case places <- struct{}{}:
	default:
		return false
	}
	j, found, err := s.takeJob(ctx)
	if err != nil && ctx.Err() == nil {
		s.log.LogAttrs(ctx, slog.LevelError, "jobs", slog.String("cause", causeOf(err)))
	}
	if err != nil || !found {
		<-places
		return false
	}
	working.Go(func() {
		defer func() {
			<-places
			wake(s.planning.some)
		}()
		s.runJob(ctx, j)
	})
	return true
}

// takeJob looks before it writes: there mostly is nothing.
func (s *Server) takeJob(ctx context.Context) (j models.PlanJob, found bool, err error) {
	now := models.Instant(s.Wall())
	err = s.Store.Read(ctx, func(v store.View) (err error) {
		found, err = v.PlanJobWaits(now)
		return err
	})
	if err != nil || !found {
		return j, false, err
	}
	err = s.Store.Tx(ctx, func(tx *store.Tx) (err error) {
		j, found, err = tx.TakePlanJob(s.planning.name, now, now.Add(leaseFor))
		return err
	})
	return j, found, err
}

// jobRun is a job while this replica works on it.
type jobRun struct {
	s   *Server
	job models.PlanJob

	mu        sync.Mutex
	reached   models.PlanReached
	best      models.PlanReached // of the plans so far
	any       bool               // there is one
	fresh     bool               // reached is not written down
	improved  bool               // and it is better than what is
	cancelled bool
	lost      bool // another replica has the job
}

// runJob works on a job to its end, on behalf of who asked for it.
func (s *Server) runJob(ctx context.Context, j models.PlanJob) {
	r := &jobRun{s: s, job: j}
	s.jobNews(ctx, j.ID)
	s.stirred(j.Operation)
	behalf, err := s.onBehalf(ctx, j)
	if err == nil {
		working, stop := context.WithTimeout(behalf, time.Duration(j.Asked.Seconds)*time.Second)
		kept := make(chan struct{})
		go func() { defer close(kept); r.keep(working, stop) }()
		var end func(context.Context) error
		end, err = r.work(working)
		stop()
		<-kept
		if err == nil && !r.lost && ctx.Err() == nil {
			err = end(behalf)
		}
	}
	if err := r.settle(ctx, err); err != nil && models.CodeOf(err) != models.Stale {
		s.log.LogAttrs(ctx, slog.LevelError, "job", slog.String("job", j.ID.String()), slog.String("cause", causeOf(err)))
	}
	s.jobNews(context.WithoutCancel(ctx), j.ID)
	s.stirred(j.Operation)
}

// onBehalf is a context in which the person acts who asked for a job, with the
// grants that they have now.
func (s *Server) onBehalf(ctx context.Context, j models.PlanJob) (context.Context, error) {
	var p models.Person
	err := s.Store.Read(ctx, func(v store.View) (err error) {
		p, err = v.Person(j.CreatedBy)
		return err
	})
	if err == nil && p.Disabled {
		err = models.NewFault(models.Forbidden, "Who asked for this job may not sign in any more.")
	}
	behalf := store.WithCaller(ctx, store.Caller{Actor: models.Actor{Person: p.ID, Name: p.Name, Grants: p.Grants}, RequestID: "job/" + j.ID.String()})
	if err == nil {
		err = whole(behalf, j.Kind.Act(), j.Operation)
	}
	return behalf, err
}

// work does what a job is for. What it gives back writes the result down. A
// panic is a fault of the job and not the end of the replica.
func (r *jobRun) work(ctx context.Context) (end func(context.Context) error, err error) {
	defer func() {
		if x := recover(); x != nil {
			err = models.NewFault(models.Internal, "The planner failed in a way that it did not foresee. It has been noted.").Because(fmt.Errorf("panic in a job of the kind %s", r.job.Kind))
		}
	}()
	switch r.job.Kind {
	case models.JobPlan:
		return r.plan(ctx)
	case models.JobWhatIf:
		return r.found(r.whatIf(ctx))
	case models.JobRobust:
		return r.found(r.robust(ctx))
	case models.JobTeams:
		return r.found(r.teams(ctx))
	case models.JobReplan:
		return r.replan(ctx)
	}
	return nil, models.NewFault(models.Invalid, "This server does not know jobs of this kind.")
}

// plan makes a version of the drafts as they stand.
func (r *jobRun) plan(ctx context.Context) (func(context.Context) error, error) {
	e, err := r.s.export(ctx, r.job.Operation)
	if err != nil {
		return nil, err
	}
	o := r.options(ctx)
	in, err := e.instance()
	if err != nil {
		return nil, err
	}
	plan, err := planner.Solve(ctx, in, o)
	if err != nil {
		return nil, err
	}
	made := newVersion(r.job.Operation, e, in, plan)
	made.Origin.Job, made.Origin.Note = &r.job.ID, r.job.Asked.Note
	r.reach(reachedBy(made.Origin.Totals, plan.Rounds, o.Rounds))
	return func(ctx context.Context) error {
		_, err := r.s.addVersion(ctx, &made, "create by a job", func(tx *store.Tx) error {
			r.job.Plan = &made.ID
			return r.finish(tx)
		})
		return err
	}, nil
}

func (r *jobRun) options(ctx context.Context) planner.Options {
	return planner.Options{Seed: r.job.Asked.Seed, Rounds: r.job.Asked.Rounds, Workers: planWorkers(), Progress: func(p planner.Progress) {
		r.reach(progressed(p))
		r.breathe(ctx)
	}}
}

// breathe lets others go first, between two pieces of work.
func (r *jobRun) breathe(ctx context.Context) {
	sleep(ctx, breath)
	r.s.committer.calm(ctx, jobsBehind)
}

func progressed(p planner.Progress) models.PlanReached {
	return models.PlanReached{Round: p.Round, Rounds: p.Rounds, UnsearchedPriority: p.UnsearchedPriority, Slip: p.Slip, Makespan: p.Makespan, MakespanBound: p.MakespanBound,
		SumMakespan: p.SumMakespan, SumMakespanBound: p.SumMakespanBound, SitesProven: p.SitesProven, Sites: p.Sites, CellsInUse: p.CellsPlanned}
}

func reachedBy(t models.PlanTotals, round, rounds int) models.PlanReached {
	return models.PlanReached{Round: round, Rounds: rounds, UnsearchedPriority: t.UnsearchedPriority, Slip: t.GroupSlip + t.SiteSlip, Makespan: t.Makespan, MakespanBound: t.MakespanBound,
		SumMakespan: t.SumMakespan, SumMakespanBound: t.SumMakespanBound, SitesProven: t.SitesProven, Sites: t.Sites, CellsInUse: t.Searched}
}

// reach notes how far the work is. It costs nothing: keep writes it down.
func (r *jobRun) reach(p models.PlanReached) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reached, r.fresh = p, true
	if !r.any || p.Better(r.best) {
		r.best, r.any, r.improved = p, true, true
	}
}

// advance notes how far the work is where one plan is not better than another,
// being of something else.
func (r *jobRun) advance(p models.PlanReached) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reached, r.fresh = p, true
}

// counts is what is called as one thing after another is done.
func (r *jobRun) counts(ctx context.Context) func(done, of int) {
	return func(done, of int) {
		r.advance(models.PlanReached{Work: models.PlanWork{Done: done, Of: of}})
		r.breathe(ctx)
	}
}

// finish writes the end of a job into the transaction of its result.
func (r *jobRun) finish(tx *store.Tx) (err error) {
	r.mu.Lock()
	verb := "finish"
	if r.cancelled {
		verb = "cancel"
	}
	j := r.job
	j.Reached = r.reached
	improved := r.improved
	r.mu.Unlock()
	if j.State, err = models.PlanJobMachine.Next(models.JobRunning, verb); err != nil {
		return err
	}
	if improved { // since it was last written down
		if _, err := tx.KeepPlanJob(j.ID, r.s.planning.name, r.s.Wall().Add(leaseFor), j.Reached, true); err != nil {
			return err
		}
	}
	return tx.EndPlanJob(j, r.s.planning.name)
}
