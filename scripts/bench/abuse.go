package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cellsweep/cellsweep/store"
)

// abused is what a kind of abuse did: one line of the table.
type abused struct{ what, came string }

// abuse lets one tablet, or somebody who is none, behave as badly as it can,
// while others go on with their work. All of it is bounded in count and time.
func (b *bench) abuse(ctx context.Context, r *results) error {
	for _, dialect := range dialects {
		if err := b.abuseOn(ctx, dialect, r); err != nil {
			return fmt.Errorf("%s: %w", dialect, err)
		}
	}
	return nil
}

// How many tablets work on quietly, how often each sends, and for how long.
const (
	workers    = 20
	workPause  = 100 * time.Millisecond
	workTime   = 8 * time.Second
	loopRate   = 1000 // requests a second of the tablet in a loop
	badBatches = 100_000
	halfOpen   = 500
	bombs      = 64
	returners  = 2000
	returnTime = 10 * time.Second
)

func (b *bench) abuseOn(ctx context.Context, dialect string, r *results) (err error) {
	s, err := b.found(ctx, dialect, size{1, workers + 2, 200})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.leave()) }()
	note := func(what, format string, args ...any) {
		r.abuses.add(dialect, abused{what, fmt.Sprintf(format, args...)})
	}
	if _, err = s.atWork(ctx, nil); err != nil { // a server that has just started is slow for reasons of its own
		return err
	}
	quiet, err := s.atWork(ctx, nil)
	if err != nil {
		return err
	}
	p99 := func(d []time.Duration) time.Duration { return quantile(d, 0.99) }
	for _, x := range []struct {
		what string
		do   func(context.Context) string
	}{
		{fmt.Sprintf("one tablet sends %d beacons a second", loopRate), s.loop},
		{fmt.Sprintf("%d connections send half a request and no more", halfOpen), s.halfOpen},
		{fmt.Sprintf("%d gzip bombs of 256 MiB each", bombs), s.bombs},
	} {
		said := ""
		with, err := s.atWork(ctx, func(ctx context.Context) { said = x.do(ctx) })
		if err != nil {
			return err
		}
		note(x.what, "the others' p99 %s ms, %.2f of %s ms without; %s", ms(p99(with)), p99(with).Seconds()/p99(quiet).Seconds(), ms(p99(quiet)), said)
	}
	forged, err := s.forge(ctx)
	if err != nil {
		return err
	}
	note("500 forged entries in one request", "%s", forged)
	bad, err := s.badBatches(ctx)
	if err != nil {
		return err
	}
	note(fmt.Sprintf("the same bad batch %d times", badBatches), "%s", bad)
	back, err := b.returning(ctx, dialect)
	note(fmt.Sprintf("%d tablets return within %.0f s, %d entries each", returners, returnTime.Seconds(), searchEntries), "%s", back)
	return err
}

// atWork lets the workers send an entry each at a steady pace, beside what
// somebody else does, and measures how long each of their requests took.
func (s *site) atWork(ctx context.Context, beside func(context.Context)) (each []time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, workTime)
	defer cancel()
	client := newClient(workers)
	defer client.CloseIdleConnections()
	var all sync.WaitGroup
	var mu sync.Mutex
	if beside != nil {
		all.Go(func() { beside(ctx) })
	}
	post := poster(context.WithoutCancel(ctx), client, s.base+"/v1/sync/push", stored)
	for _, t := range s.tablets[:workers] {
		all.Go(func() {
			pace := time.NewTicker(workPause)
			defer pace.Stop()
			for ctx.Err() == nil {
				<-pace.C
				p, began := t.push([]row{t.finding(t.tasks[0])}), time.Now()
				failed := post(p)
				mu.Lock()
				each, err = append(each, time.Since(began)), errors.Join(err, failed)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return each, err
}

// loop is a tablet whose program has gone mad.
func (s *site) loop(ctx context.Context) string {
	t := s.tablets[workers]
	body := t.push(nil).body
	client := newClient(64)
	defer client.CloseIdleConnections()
	pace := time.NewTicker(time.Second / loopRate)
	defer pace.Stop()
	var all sync.WaitGroup
	var taken, slowed, other atomic.Int64
	for ctx.Err() == nil {
		<-pace.C
		all.Go(func() {
			switch s.status(client, body, "") {
			case http.StatusOK:
				taken.Add(1)
			case http.StatusTooManyRequests:
				slowed.Add(1)
			default:
				other.Add(1)
			}
		})
	}
	all.Wait()
	return fmt.Sprintf("%d answered, %d told to wait, %d neither", taken.Load(), slowed.Load(), other.Load())
}

// status posts a body and gives the status, 0 when there was none.
func (s *site) status(client *http.Client, body []byte, encoding string) int {
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, s.base+"/v1/sync/push", bytes.NewReader(body))
	if err != nil {
		return 0
	}
	r.Header.Set("Content-Type", "application/json")
	if encoding != "" {
		r.Header.Set("Content-Encoding", encoding)
	}
	a, err := client.Do(r)
	if err != nil {
		return 0
	}
	_, _ = io.Copy(io.Discard, a.Body)
	_ = a.Body.Close()
	return a.StatusCode
}

// halfOpen opens connections that promise a body and never send it.
func (s *site) halfOpen(ctx context.Context) string {
	open := 0
	for range halfOpen {
		c, err := (&net.Dialer{}).DialContext(ctx, "tcp", strings.TrimPrefix(s.base, "http://"))
		if err != nil {
			break
		}
		defer func() { _ = c.Close() }()
		if _, err := io.WriteString(c, "POST /v1/sync/push HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{\"v\":1,"); err == nil {
			open++
		}
	}
	<-ctx.Done()
	return fmt.Sprintf("%d stood open", open)
}

func (s *site) bombs(context.Context) string {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	for range 256 {
		_, _ = z.Write(bytes.Repeat([]byte(" "), 1<<20)) // into memory
	}
	_ = z.Close()
	client := newClient(bombs)
	defer client.CloseIdleConnections()
	var all sync.WaitGroup
	var refused atomic.Int64
	for range bombs {
		all.Go(func() {
			if s.status(client, bomb.Bytes(), "gzip") == http.StatusRequestEntityTooLarge {
				refused.Add(1)
			}
		})
	}
	all.Wait()
	peak, _ := s.memory("VmHWM")
	return fmt.Sprintf("%d refused with 413, the server's peak memory since its start %.0f MiB", refused.Load(), peak)
}

// forge sends a request of 500 entries whose signatures are all bad, and one of
// as many good ones.
func (s *site) forge(ctx context.Context) (string, error) {
	t := s.tablets[workers+1]
	var rows []row
	for k := range 25 {
		rows = append(rows, t.search(k)...)
	}
	good := t.push(rows)
	bad := bytes.ReplaceAll(good.body, []byte(`\"salt\":\"`), []byte(`\"SALT\":\"`)) // other bodies under the same signatures
	client := newClient(1)
	defer client.CloseIdleConnections()
	began := time.Now()
	status := s.status(client, bad, "")
	forged := time.Since(began)
	began = time.Now()
	if err := poster(ctx, client, s.base+"/v1/sync/push", stored)(good); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d after %s ms; 500 good ones took %s ms", status, ms(forged), ms(time.Since(began))), nil
}

// badBatches sends one batch that is no evidence again and again.
func (s *site) badBatches(ctx context.Context) (string, error) {
	t := s.tablets[workers]
	body := bytes.ReplaceAll(t.push(t.search(0)).body, []byte(`\"salt\":\"`), []byte(`\"SALT\":\"`))
	count := func() (n int64, err error) {
		err = s.watch.Read(ctx, func(v store.View) error {
			n, err = v.InboxSize()
			return err
		})
		return n, err
	}
	client := newClient(connections)
	defer client.CloseIdleConnections()
	s.status(client, body, "")
	before, err := count()
	if err != nil {
		return "", err
	}
	head, err := s.projected(ctx)
	if err != nil {
		return "", err
	}
	var left atomic.Int64
	left.Store(badBatches)
	var taken atomic.Int64
	var all sync.WaitGroup
	began := time.Now()
	for range connections {
		all.Go(func() {
			for left.Add(-1) >= 0 {
				if s.status(client, body, "") == http.StatusOK {
					taken.Add(1)
				}
			}
		})
	}
	all.Wait()
	took := time.Since(began)
	after, err := count()
	if err != nil {
		return "", err
	}
	head2, err := s.projected(ctx)
	return fmt.Sprintf("in %.0f s, %d looked at and the others told to wait; the inbox holds %d entries more and the journal %d", took.Seconds(), taken.Load(), after-before, head2-head), err
}

// returning lets 2,000 tablets come back within ten seconds, each again and
// again until it is rid of its entries.
func (b *bench) returning(ctx context.Context, dialect string) (said string, err error) {
	s, err := b.found(ctx, dialect, size{nationalSites, returners, 1})
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, s.leave()) }()
	pushes := s.searches(0, 1)
	client := newClient(256)
	defer client.CloseIdleConnections()
	post := poster(ctx, client, s.base+"/v1/sync/push", stored)
	var all sync.WaitGroup
	var retries, lost atomic.Int64
	before, began := s.journal(ctx), time.Now()
	for i, p := range pushes {
		all.Go(func() {
			time.Sleep(returnTime * time.Duration(i) / returners)
			for range 100 {
				if post(p) == nil {
					return
				}
				retries.Add(1)
				time.Sleep(time.Second)
			}
			lost.Add(1)
		})
	}
	all.Wait()
	drained := time.Since(began)
	head, err := s.projected(ctx)
	if err != nil {
		return "", err
	}
	peak, _ := s.memory("VmHWM")
	return fmt.Sprintf("all answered %.1f s after the first came (%d were told to come again), everything projected after %.1f s; %d entries of %d in the journal; peak memory %.0f MiB",
		drained.Seconds(), retries.Load(), time.Since(began).Seconds(), head-before, returners*searchEntries, peak), s.tray(ctx)
}

// journal is how long the journal is, 0 when that cannot be told.
func (s *site) journal(ctx context.Context) uint64 {
	head, _ := s.projected(ctx)
	return head
}
