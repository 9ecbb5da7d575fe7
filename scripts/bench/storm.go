package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// connections is how many requests are under way at once.
const connections = 64

// storm is what came of sending many pushes at once.
type storm struct {
	entries int
	took    time.Duration   // until the last answer
	each    []time.Duration // of every request
	cpu     time.Duration   // of server and database, until the last answer
	cpuAll  time.Duration   // until everything is projected as well
	project time.Duration   // from the last answer until everything is projected
	peak    float64         // MiB, of the server
}

func (s storm) rate() float64 { return float64(s.entries) / s.took.Seconds() }

func (s storm) cpuEach(d time.Duration) float64 {
	return d.Seconds() * 1000 / float64(s.entries)
}

// quantile of some durations, by the nearest rank.
func quantile(d []time.Duration, q float64) time.Duration {
	if len(d) == 0 {
		return 0
	}
	d = slices.Clone(d)
	slices.Sort(d)
	return d[min(int(q*float64(len(d))), len(d)-1)]
}

// drive sends every push once, on so many connections, and measures.
func drive(pushes []push, workers int, send func(push) error, pids ...int) (storm, error) {
	s := storm{each: make([]time.Duration, len(pushes))}
	var next atomic.Int64
	var wg sync.WaitGroup
	failed := make([]error, workers)
	before, began := cpu(pids...), time.Now()
	for w := range workers {
		wg.Go(func() {
			for failed[w] == nil {
				i := int(next.Add(1)) - 1
				if i >= len(pushes) {
					return
				}
				start := time.Now()
				failed[w] = send(pushes[i])
				s.each[i] = time.Since(start)
			}
		})
	}
	wg.Wait()
	s.took, s.cpu = time.Since(began), cpu(pids...)-before
	for _, p := range pushes {
		s.entries += p.entries
	}
	return s, errors.Join(failed...)
}

func newClient(conns int) *http.Client {
	return &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxConnsPerHost: conns, MaxIdleConnsPerHost: conns, DisableCompression: true}}
}

// stored is what every row of an answer must say; anything else is no figure.
var stored = []byte(`"verdict":"stored"`)

// poster sends pushes to one address, and fails unless each entry was stored.
func poster(ctx context.Context, client *http.Client, url string, whole []byte) func(push) error {
	return func(p push) error {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(p.body))
		if err != nil {
			return err
		}
		r.Header.Set("Content-Type", "application/json")
		a, err := client.Do(r)
		if err != nil {
			return err
		}
		defer func() { _ = a.Body.Close() }()
		raw, err := io.ReadAll(a.Body)
		if err != nil {
			return err
		}
		if a.StatusCode != http.StatusOK || bytes.Count(raw, whole) != p.entries {
			return fmt.Errorf("%d of %d entries were stored: %d %.300s", bytes.Count(raw, whole), p.entries, a.StatusCode, raw)
		}
		return nil
	}
}
