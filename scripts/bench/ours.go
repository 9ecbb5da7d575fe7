package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/server"
	"github.com/cellsweep/cellsweep/store"
)

// dialects are the databases that every figure of ours is taken on.
var dialects = []string{"postgres", "sqlite"}

// place is an empty database of a dialect in a folder of its own.
func (b *bench) place(ctx context.Context, dialect string) (folder, url string, drop func() error, err error) {
	if folder, err = os.MkdirTemp(b.folder, dialect+"-"); err != nil {
		return "", "", nil, err
	}
	if dialect == "sqlite" {
		return folder, filepath.Join(folder, "cellsweep.db"), func() error { return os.RemoveAll(folder) }, nil
	}
	url, dropDatabase, err := b.postgres.create(ctx)
	return folder, url, func() error { return errors.Join(dropDatabase(), os.RemoveAll(folder)) }, err
}

// serve starts the real server on a database.
func (b *bench) serve(ctx context.Context, folder, url string) (*process, error) {
	into, err := b.profile(url)
	if err != nil {
		return nil, err
	}
	return launch(ctx, filepath.Join(folder, "server.log"), "/readyz", func(address string) []string {
		line := []string{b.binary, "serve", "--listen", address, "--database", url, "--keys", filepath.Join(folder, "cellsweep.keys")}
		if into != "" {
			line = append(line, "--profile", into)
		}
		return line
	})
}

// profile is the folder for a server's profiles: those of the last one on each
// database stay.
func (b *bench) profile(url string) (string, error) {
	if b.profiles == "" {
		return "", nil
	}
	folder := filepath.Join(b.profiles, "sqlite")
	if strings.HasPrefix(url, "postgres") {
		folder = filepath.Join(b.profiles, "postgres")
	}
	return folder, os.MkdirAll(folder, 0o750)
}

// site is a served world.
type site struct {
	*world
	*process
	watch *store.Store
	drop  func() error
}

// found makes a world and serves it.
func (b *bench) found(ctx context.Context, dialect string, n size) (s *site, err error) {
	folder, url, drop, err := b.place(ctx, dialect)
	if err != nil {
		return nil, err
	}
	s = &site{drop: drop}
	if s.world, err = newWorld(ctx, folder, url, n); err != nil {
		return nil, errors.Join(err, drop())
	}
	if s.process, err = b.serve(ctx, folder, url); err != nil {
		return nil, errors.Join(err, drop())
	}
	keys, err := server.LoadKeys(s.keys, time.Now())
	if err == nil {
		s.watch, err = store.Open(ctx, store.Options{URL: url, Clock: time.Now, Sealer: keys})
	}
	if err == nil {
		_, err = s.projected(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.stop(), drop())
	}
	return s, nil
}

func (s *site) leave() error { return errors.Join(s.watch.Close(), s.stop(), s.drop()) }

// projected waits until the documents follow the whole journal, at most ten
// minutes, and returns its length.
func (s *site) projected(ctx context.Context) (head uint64, err error) {
	for began := time.Now(); time.Since(began) < 10*time.Minute; time.Sleep(10 * time.Millisecond) {
		var at uint64
		err = s.watch.Read(ctx, func(v store.View) error {
			j, err := v.Journal(s.operation)
			if err != nil {
				return err
			}
			head = j.Head
			at, err = v.Projected(s.operation)
			return err
		})
		if err != nil || at == head {
			return head, err
		}
	}
	return head, fmt.Errorf("the projector has not followed in ten minutes")
}

// tray fails unless every entry was applied: what is refused costs less.
func (s *site) tray(ctx context.Context) error {
	return s.watch.Read(ctx, func(v store.View) error {
		counts, err := v.Count(s.operation, "receipt")
		for _, c := range counts {
			if c.State != "applied" {
				return fmt.Errorf("%d entries are %s, not applied", c.Count, c.State)
			}
		}
		return err
	})
}

// upload is the storm on the real server, and how long the documents take after it.
func (b *bench) upload(ctx context.Context, dialect string, n size) (s storm, err error) {
	at, err := b.found(ctx, dialect, n)
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, at.leave()) }()
	pushes := at.searches(0, n.searches)
	pids := []int{at.pid()}
	if dialect == "postgres" {
		pids = append(pids, b.postgres.postmaster)
	}
	before := cpu(pids...)
	s, err = drive(pushes, connections, poster(ctx, newClient(connections), at.base+"/v1/sync/push", stored), pids...)
	if err != nil {
		return s, err
	}
	answered := time.Now()
	if _, err = at.projected(ctx); err != nil {
		return s, err
	}
	s.project, s.cpuAll = time.Since(answered), cpu(pids...)-before
	if s.peak, err = at.memory("VmHWM"); err != nil {
		return s, err
	}
	return s, at.tray(ctx)
}
