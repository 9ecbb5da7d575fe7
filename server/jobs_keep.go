package server

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

// keep writes down how far a job is, renews the lease, and ends the work when
// somebody wants it cancelled or another replica has taken it over.
func (r *jobRun) keep(ctx context.Context, stop func()) {
	news, unfollow := r.s.planning.follow(r.job.ID)
	defer unfollow()
	tick := time.NewTicker(keepEvery)
	defer tick.Stop()
	written, asked := r.s.Wall(), r.s.Wall()
	for {
		poked := false
		select {
		case <-ctx.Done():
			return
		case <-news:
			poked = true
		case <-tick.C:
		}
		var end bool
		var err error
		switch now := r.s.Wall(); {
		case !poked && r.stale(now.Sub(written)):
			written, asked = now, now
			end, err = r.write(ctx)
		case poked || now.Sub(asked) >= askEvery:
			asked = now
			end, err = r.ask(ctx)
		}
		if err != nil && ctx.Err() == nil { // the lease is long enough to try again
			r.s.log.LogAttrs(ctx, slog.LevelWarn, "job", slog.String("job", r.job.ID.String()), slog.String("cause", causeOf(err)))
		}
		if end {
			stop()
			return
		}
	}
}

// stale says whether there is something to write, or the lease to renew.
func (r *jobRun) stale(since time.Duration) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.fresh || since >= renewEvery
}

// write says that the job is still being worked on, and how far it is.
func (r *jobRun) write(ctx context.Context) (end bool, err error) {
	r.mu.Lock()
	reached, improved := r.reached, r.improved
	r.fresh, r.improved = false, false
	r.mu.Unlock()
	var cancelled bool
	err = r.s.Store.Tx(ctx, func(tx *store.Tx) (err error) {
		cancelled, err = tx.KeepPlanJob(r.job.ID, r.s.planning.name, r.s.Wall().Add(leaseFor), reached, improved)
		return err
	})
	if err == nil {
		r.s.jobNews(ctx, r.job.ID)
		return r.told(cancelled, true), nil
	}
	r.mu.Lock()
	r.fresh, r.improved = true, r.improved || improved
	r.mu.Unlock()
	if models.CodeOf(err) == models.Stale {
		return r.told(false, false), nil
	}
	return false, err
}

// ask looks whether somebody wants the job cancelled, or has taken it over.
func (r *jobRun) ask(ctx context.Context) (end bool, err error) {
	var cancelled, held bool
	err = r.s.Store.Read(ctx, func(v store.View) (err error) {
		cancelled, held, err = v.PlanJobHeld(r.job.ID, r.s.planning.name)
		return err
	})
	return err == nil && r.told(cancelled, held), err
}

func (r *jobRun) told(cancelled, held bool) (end bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cancelled, r.lost = r.cancelled || cancelled, r.lost || !held
	return r.cancelled || r.lost
}

// giveBackTime is how long a replica that ends takes to give a job back.
const giveBackTime = 5 * time.Second

// settle brings a job to its end that has no result: it goes back to the others
// when this replica ends, it has failed when err says why. A job that another
// replica has is that replica's.
func (r *jobRun) settle(ctx context.Context, err error) error {
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), giveBackTime)
	defer cancel()
	name := r.s.planning.name
	switch {
	case r.lost, models.CodeOf(err) == models.Stale:
		return nil
	case ctx.Err() != nil:
		return r.s.Store.Tx(late, func(tx *store.Tx) error { return tx.GiveBackPlanJob(r.job.ID, name) })
	case err == nil:
		return nil
	}
	j := r.job
	j.Plan, j.State, j.Reached = nil, models.JobFailed, r.reached
	if r.cancelled { // before there was anything to keep
		j.State = models.JobCancelled
		return r.s.Store.Tx(late, func(tx *store.Tx) error { return tx.EndPlanJob(j, name) })
	}
	if errors.Is(err, context.DeadlineExceeded) {
		err = models.NewFault(models.Invalid, "It was not done in %d seconds. Give it longer.", j.Asked.Seconds)
	}
	j.Fault = &models.PlanFault{Code: models.Internal, Message: "Something went wrong here. It has been noted."}
	if f, ok := errors.AsType[*models.Fault](err); ok {
		j.Fault = &models.PlanFault{Code: f.Code, Message: f.Message, Fields: f.Fields}
	}
	failed := r.s.Store.Tx(late, func(tx *store.Tx) error { return tx.EndPlanJob(j, name) })
	if models.CodeOf(err) != models.Internal && models.CodeOf(err) != models.Unavailable { // the sentence is the coordinator's to read
		err = nil
	}
	return errors.Join(err, failed)
}
