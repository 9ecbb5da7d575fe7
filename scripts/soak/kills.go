package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"time"
)

// killOnSQLite kills the server again and again while tablets push.
func killOnSQLite(ctx context.Context, p *plan, _ *record) (line, error) {
	return killServer(ctx, p, fmt.Sprintf("%d SIGKILLs of the server, SQLite", p.kills/2), "kill-sqlite", filepath.Join(p.work, "kill.db"), p.kills/2)
}

// killOnPostgres does the same where the database outlives the server.
func killOnPostgres(ctx context.Context, p *plan, _ *record) (l line, err error) {
	url, err := postgres(ctx, "start")
	if err != nil {
		return line{what: "SIGKILLs of the server, PostgreSQL"}, err
	}
	defer func() { _, stopErr := postgres(context.WithoutCancel(ctx), "stop"); err = errors.Join(err, stopErr) }()
	return killServer(ctx, p, fmt.Sprintf("%d SIGKILLs of the server, PostgreSQL with fsync", p.kills-p.kills/2), "kill-server", url, p.kills-p.kills/2)
}

func killServer(ctx context.Context, p *plan, what, name, database string, kills int) (line, error) {
	t, err := newTheatre(ctx, p, name, database)
	if err != nil {
		return line{what: what}, err
	}
	if err := t.start(ctx); err != nil {
		return line{what: what}, err
	}
	defer func() { t.server.kill() }()
	stop := make(chan struct{})
	all := t.load(ctx, stop)
	var ready []time.Duration
	for range kills {
		time.Sleep(time.Duration(150+rand.IntN(700)) * time.Millisecond) //nolint:gosec // when the power fails is nobody's secret
		t.server.kill()
		if err := t.start(ctx); err != nil {
			return line{what: what}, err
		}
		ready = append(ready, t.server.ready)
	}
	close(stop)
	all.Wait()
	if err := t.settle(ctx); err != nil {
		return line{what: what}, err
	}
	l, err := t.line(what, kills)
	l.note = fmt.Sprintf("ready again after %s; %d requests broke", spread(ready), t.broken.Load())
	return l, err
}

// killPostgres kills the postmaster while the server and tablets go on.
func killPostgres(ctx context.Context, p *plan, _ *record) (l line, err error) {
	what := fmt.Sprintf("%d SIGKILLs of PostgreSQL with fsync", p.crashes)
	url, err := postgres(ctx, "start")
	if err != nil {
		return line{what: what}, err
	}
	defer func() { _, stopErr := postgres(context.WithoutCancel(ctx), "stop"); err = errors.Join(err, stopErr) }()
	t, err := newTheatre(ctx, p, "kill-postgres", url)
	if err != nil {
		return line{what: what}, err
	}
	if err := t.start(ctx); err != nil {
		return line{what: what}, err
	}
	defer func() { t.server.kill() }()
	stop := make(chan struct{})
	all := t.load(ctx, stop)
	var ready []time.Duration
	for range p.crashes {
		time.Sleep(time.Duration(500+rand.IntN(1500)) * time.Millisecond) //nolint:gosec // as above
		if _, err := postgres(ctx, "kill"); err != nil {
			return line{what: what}, err
		}
		began := time.Now()
		again, err := postgres(ctx, "start")
		if err != nil || again != url {
			return line{what: what}, errors.Join(err, fmt.Errorf("it came back at %s, not %s", again, url))
		}
		ready = append(ready, time.Since(began))
	}
	close(stop)
	all.Wait()
	if err := t.settle(ctx); err != nil {
		return line{what: what}, err
	}
	l, err = t.line(what, p.crashes)
	l.note = fmt.Sprintf("PostgreSQL back after %s; %d requests broke, %d were refused", spread(ready), t.broken.Load(), t.refused.Load())
	return l, err
}

// spread says from where to where, and the middle.
func spread(ds []time.Duration) string {
	if len(ds) == 0 {
		return "no kill"
	}
	ds = slices.Sorted(slices.Values(ds))
	return fmt.Sprintf("%.2f to %.2f s, half within %.2f s", ds[0].Seconds(), ds[len(ds)-1].Seconds(), ds[len(ds)/2].Seconds())
}
