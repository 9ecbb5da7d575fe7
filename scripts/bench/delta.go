package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// A delta is what five tablets bring home: 100 entries.
const (
	deltaTablets = 5
	deltaRepeats = 10 // each by five tablets that have not written one before
	deltaPulls   = 3  // of each
)

// delta is what a pull after 100 new entries came to.
type delta struct {
	full    time.Duration   // pulling everything there was before
	docs    int             // of that
	each    []time.Duration // of the pulls with 100 entries' documents
	bytes   int             // of the last of them
	payload int             // of its documents alone
	gzip    int
	count   int // of its documents
	empty   []time.Duration
	nothing int // bytes of an answer without documents
}

// deltas measures pulls on journals of several lengths, which stand side by
// side and are asked in turn.
func (b *bench) deltas(ctx context.Context, r *results) (err error) {
	for _, dialect := range dialects {
		if err := b.deltasOn(ctx, dialect, r); err != nil {
			return fmt.Errorf("%s: %w", dialect, err)
		}
	}
	return nil
}

func (b *bench) deltasOn(ctx context.Context, dialect string, r *results) (err error) {
	pullers := make([]*puller, len(b.sizes))
	for i, entries := range b.sizes {
		tablets := max(deltaTablets*deltaRepeats, min(nationalCells, entries/searchEntries))
		searches := entries / searchEntries / tablets
		s, err := b.found(ctx, dialect, size{nationalSites, tablets, searches + 1})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, s.leave()) }()
		pullers[i] = &puller{site: s, searches: searches, client: newClient(1)}
		if err := pullers[i].fill(ctx); err != nil {
			return err
		}
	}
	for n := range deltaRepeats {
		for _, p := range pullers {
			if err := p.round(ctx, n); err != nil {
				return err
			}
		}
	}
	for i, p := range pullers {
		r.deltas.add(dialect, sized{b.sizes[i], p.delta})
	}
	return nil
}

// puller follows a journal as headquarters does, by cursor.
type puller struct {
	*site
	delta
	searches int
	client   *http.Client
	cursor   string
}

// fill brings the journal to its length, and pulls all of it.
func (p *puller) fill(ctx context.Context) error {
	for k := range p.searches { // one search of every tablet at a time: memory stays small
		if _, err := drive(p.world.searches(k, k+1), 8, p.poster(ctx)); err != nil {
			return err
		}
	}
	if _, err := p.projected(ctx); err != nil {
		return err
	}
	if err := p.tray(ctx); err != nil {
		return err
	}
	began := time.Now()
	for more := true; more; {
		a, err := p.pull(ctx, p.cursor)
		if err != nil {
			return err
		}
		p.docs += len(a.Documents)
		p.cursor, more = a.Checkpoint.Cursor, a.HasMore
	}
	p.full = time.Since(began)
	return nil
}

func (p *puller) poster(ctx context.Context) func(push) error {
	return poster(ctx, newClient(8), p.base+"/v1/sync/push", stored)
}

// round brings 100 entries and pulls them, then pulls nothing.
func (p *puller) round(ctx context.Context, n int) error {
	var pushes []push
	for _, t := range p.tablets[n*deltaTablets : (n+1)*deltaTablets] {
		pushes = append(pushes, t.push(t.search(p.searches)))
	}
	if _, err := drive(pushes, 1, p.poster(ctx)); err != nil {
		return err
	}
	if _, err := p.projected(ctx); err != nil {
		return err
	}
	var last page
	for range deltaPulls {
		a, err := p.pull(ctx, p.cursor)
		if err != nil {
			return err
		}
		if a.HasMore || len(a.Documents) < deltaTablets*searchEntries {
			return fmt.Errorf("a delta of %d documents, more: %v", len(a.Documents), a.HasMore)
		}
		p.each, last = append(p.each, a.took), a
	}
	p.bytes, p.gzip, p.count, p.payload, p.cursor = len(last.raw), zipped(last.raw), len(last.Documents), 0, last.Checkpoint.Cursor
	for _, d := range last.Documents {
		p.payload += len(d)
	}
	for range deltaPulls {
		a, err := p.pull(ctx, p.cursor)
		if err != nil {
			return err
		}
		if len(a.Documents) > 0 {
			return fmt.Errorf("an empty delta of %d documents", len(a.Documents))
		}
		p.empty, p.nothing = append(p.empty, a.took), len(a.raw)
	}
	return nil
}

type page struct {
	Documents  []json.RawMessage
	Checkpoint struct{ Cursor string }
	HasMore    bool
	raw        []byte
	took       time.Duration
}

// pull asks for one page, uncompressed, and measures until its last byte is here.
func (p *puller) pull(ctx context.Context, cursor string) (a page, err error) {
	q := url.Values{"operation": {p.operation.String()}, "limit": {"500"}}
	if cursor != "" {
		q.Set("cursor", cursor)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base+"/v1/sync/pull?"+q.Encode(), nil)
	if err != nil {
		return a, err
	}
	r.Header.Set("Cookie", "session="+p.cookie)
	began := time.Now()
	answer, err := p.client.Do(r)
	if err != nil {
		return a, err
	}
	a.raw, err = io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	a.took = time.Since(began)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("pull answers %d %.300s", answer.StatusCode, a.raw)
	}
	if err == nil {
		err = json.Unmarshal(a.raw, &a)
	}
	return a, err
}
