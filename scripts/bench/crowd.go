package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// The crowd: many followers and a steady trickle of commits, as in the hour of
// an operation. On PostgreSQL the followers are at another replica than the writer.
const (
	crowdFollowers = 1000
	crowdCommits   = 200
	crowdPause     = 50 * time.Millisecond
)

// crowd measures how long a commit takes to reach each of a thousand followers,
// and what a server that holds them weighs.
func (b *bench) crowd(ctx context.Context, r *results) error {
	for _, dialect := range dialects {
		f, err := b.crowdOn(ctx, dialect)
		if err != nil {
			return fmt.Errorf("%s: %w", dialect, err)
		}
		r.crowds.add(dialect, f)
	}
	return nil
}

func (b *bench) crowdOn(ctx context.Context, dialect string) (f fan, err error) {
	s, err := b.found(ctx, dialect, size{1, crowdFollowers + 1, crowdCommits / searchEntries})
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, s.leave()) }()
	at := s
	if dialect == "postgres" {
		other, err := b.serve(ctx, filepath.Dir(s.keys), s.url)
		if err != nil {
			return f, err
		}
		defer func() { err = errors.Join(err, other.stop()) }()
		at = &site{world: s.world, process: other, watch: s.watch}
	}
	streams, end := context.WithCancel(ctx)
	defer end()
	pokes := make(chan heard, crowdFollowers*8)
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for i := range crowdFollowers {
		go at.follow(streams, client, i, pokes)
	}
	if _, err := gather(pokes, crowdFollowers, 0, time.Time{}); err != nil {
		return f, err
	}
	var mu sync.Mutex
	told := make([][]heard, crowdFollowers)
	go func() {
		for h := range pokes {
			mu.Lock()
			told[h.who] = append(told[h.who], h)
			mu.Unlock()
		}
	}()
	commits, err := s.trickle(ctx)
	if err != nil {
		return f, err
	}
	time.Sleep(3 * time.Second) // for the last pokes
	if f.memory, err = at.memory("VmRSS"); err != nil {
		return f, err
	}
	mu.Lock()
	defer mu.Unlock()
	f.each, err = delays(commits, told)
	return f, err
}

// trickle commits one entry after the other at a steady pace.
func (s *site) trickle(ctx context.Context) (commits []heard, err error) {
	writer := s.tablets[crowdFollowers]
	pace := time.NewTicker(crowdPause)
	defer pace.Stop()
	for k := range crowdCommits / searchEntries {
		for _, x := range writer.search(k) {
			<-pace.C
			position, at, err := s.commit(ctx, writer.push([]row{x}))
			if err != nil {
				return nil, err
			}
			commits = append(commits, heard{position: position, at: at})
		}
	}
	return commits, nil
}

// delays is, of every commit and follower, how long after the answer the
// follower heard of it, or of something newer.
func delays(commits []heard, told [][]heard) ([]time.Duration, error) {
	var all []time.Duration
	for who, pokes := range told {
		for _, c := range commits {
			i := slices.IndexFunc(pokes, func(h heard) bool { return h.err != nil || h.position >= c.position })
			if i < 0 {
				return nil, fmt.Errorf("follower %d never heard of position %d", who, c.position)
			}
			if pokes[i].err != nil {
				return nil, pokes[i].err
			}
			all = append(all, max(0, pokes[i].at.Sub(c.at)))
		}
	}
	return all, nil
}
