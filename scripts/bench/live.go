package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	followers   = 200
	commits     = 60
	commitPause = 100 * time.Millisecond
)

// fan is how a commit reached those who follow.
type fan struct {
	each   []time.Duration // from the answer to the push to each follower's poke
	memory float64         // MiB, with every follower on the stream
}

// live measures fan-out: 200 tablets of one site follow, another one writes.
func (b *bench) live(ctx context.Context, r *results) error {
	for _, dialect := range dialects {
		f, err := b.liveOn(ctx, dialect)
		if err != nil {
			return fmt.Errorf("%s: %w", dialect, err)
		}
		r.fans.add(dialect, f)
	}
	return nil
}

// heard is a poke: who got it, of which position, when.
type heard struct {
	who      int
	position uint64
	at       time.Time
	err      error
}

func (b *bench) liveOn(ctx context.Context, dialect string) (f fan, err error) {
	s, err := b.found(ctx, dialect, size{1, followers + 1, commits / searchEntries})
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, s.leave()) }()
	streams, end := context.WithCancel(ctx)
	defer end()
	pokes := make(chan heard, followers*4)
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 0}}
	defer client.CloseIdleConnections()
	for i := range followers {
		go s.follow(streams, client, i, pokes)
	}
	if _, err := gather(pokes, followers, 0, time.Time{}); err != nil { // the first poke says that one is connected
		return f, err
	}
	writer := s.tablets[followers]
	var rows []row
	for k := range commits / searchEntries {
		rows = append(rows, writer.search(k)...)
	}
	for _, x := range rows {
		position, at, err := s.commit(ctx, writer.push([]row{x}))
		if err != nil {
			return f, err
		}
		each, err := gather(pokes, followers, position, at)
		if err != nil {
			return f, err
		}
		f.each = append(f.each, each...)
		time.Sleep(commitPause)
	}
	f.memory, err = s.memory("VmRSS")
	return f, err
}

// commit pushes and returns the position of the last entry, and when the answer was here.
func (s *site) commit(ctx context.Context, p push) (position uint64, at time.Time, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.base+"/v1/sync/push", bytes.NewReader(p.body))
	if err != nil {
		return 0, at, err
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, at, err
	}
	defer func() { _ = answer.Body.Close() }()
	raw, err := io.ReadAll(answer.Body)
	at = time.Now()
	var told struct {
		Results []struct {
			Verdict  string
			Position uint64
		}
	}
	if err == nil {
		err = json.Unmarshal(raw, &told)
	}
	if err == nil && (len(told.Results) != p.entries || told.Results[p.entries-1].Verdict != "stored") {
		err = fmt.Errorf("push answers %d %.300s", answer.StatusCode, raw)
	}
	if err != nil {
		return 0, at, err
	}
	return told.Results[p.entries-1].Position, at, nil
}

// follow reads a tablet's stream until ctx ends, and reports every poke.
func (s *site) follow(ctx context.Context, client *http.Client, who int, pokes chan<- heard) {
	fail := func(err error) {
		if ctx.Err() == nil {
			pokes <- heard{who: who, err: err}
		}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+"/v1/sync/stream?operation="+s.operation.String(), nil)
	if err != nil {
		fail(err)
		return
	}
	r.Header.Set("Authorization", "Bearer "+s.tablets[who].bearer)
	answer, err := client.Do(r)
	if err != nil {
		fail(err)
		return
	}
	defer func() { _ = answer.Body.Close() }()
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() {
		if data, ok := strings.CutPrefix(lines.Text(), `data: {"position":`); ok {
			position, err := strconv.ParseUint(strings.TrimSuffix(data, "}"), 10, 64)
			pokes <- heard{who, position, time.Now(), err}
		}
	}
	fail(fmt.Errorf("the stream of follower %d ended: %d %w", who, answer.StatusCode, lines.Err()))
}

// gather waits until every follower has heard of a position, and returns how
// long after since each of them did; before the answer counts as at once.
func gather(pokes <-chan heard, everybody int, position uint64, since time.Time) ([]time.Duration, error) {
	var each []time.Duration
	known := map[int]bool{}
	late := time.NewTimer(20 * time.Second)
	defer late.Stop()
	for len(known) < everybody {
		select {
		case h := <-pokes:
			if h.err != nil {
				return nil, h.err
			}
			if h.position >= position && !known[h.who] {
				known[h.who] = true
				each = append(each, max(0, h.at.Sub(since)))
			}
		case <-late.C:
			return nil, fmt.Errorf("only %d of %d followers heard of position %d in 20 s", len(known), everybody, position)
		}
	}
	return each, nil
}
