package tablets

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// How hard the servers are used, and how long anybody waits for them.
const (
	inFlight    = 16 // requests at once, of all tablets
	requestTime = 30 * time.Second
	tries       = 8 // of a request that nobody refused for good
	longestWait = 10 * time.Second
)

// network is what all tablets share: connections, and slots for requests.
type network struct {
	http  *http.Client
	urls  []string
	slots chan struct{}
	count traffic
}

// traffic counts what went over the network, and what was done to it.
type traffic struct {
	requests, entriesSent, lost, doubled, shuffled, cut, refused, broken, restarts, filesSent, filesCut atomic.Int64
	signed, acknowledged, online                                                                        atomic.Int64
}

func newNetwork(urls []string, over http.RoundTripper) *network {
	if over == nil {
		over = &http.Transport{MaxIdleConnsPerHost: inFlight, MaxIdleConns: 4 * inFlight, IdleConnTimeout: time.Minute}
	}
	return &network{http: &http.Client{Transport: over, Timeout: requestTime}, urls: urls, slots: make(chan struct{}, inFlight)}
}

// refusal is an answer that is no success.
type refusal struct {
	Status int
	Code   string
	Detail string
	Reset  string        // of 410
	After  time.Duration // of Retry-After
}

func (r *refusal) Error() string {
	return fmt.Sprintf("the server answers %d (%s): %s", r.Status, r.Code, r.Detail)
}

// passing says whether the same request may succeed later.
func (r *refusal) passing() bool {
	return r.Status == http.StatusTooManyRequests || r.Status >= http.StatusInternalServerError
}

// request is one request, as often as it is sent.
type request struct {
	method, path string
	body         []byte // JSON, nil for none
	headers      map[string]string
	token        string // of a tablet
	cookie       string // of a person
	zip          bool
	cut          bool // break off in the middle of the body
	lose         bool // throw the answer away
	replica      int
}

var (
	errLost = errors.New("the answer was lost on the way")
	errCut  = errors.New("the connection broke while the request was sent")
)

// send sends a request once and reads its answer. The header is that of the answer.
func (n *network) send(ctx context.Context, r request) ([]byte, http.Header, error) {
	select {
	case n.slots <- struct{}{}:
		defer func() { <-n.slots }()
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	asked, err := n.prepare(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	n.count.requests.Add(1)
	answer, err := n.http.Do(asked)
	if err != nil {
		if r.cut && ctx.Err() == nil {
			return nil, nil, errCut
		}
		n.count.broken.Add(1)
		return nil, nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(answer.Body, 64<<20))
	switch {
	case err != nil:
		n.count.broken.Add(1)
		return nil, nil, err
	case answer.StatusCode >= http.StatusBadRequest:
		n.count.refused.Add(1)
		return nil, answer.Header, refusalOf(answer, raw)
	case r.lose:
		return nil, nil, errLost
	}
	return raw, answer.Header, nil
}

func (n *network) prepare(ctx context.Context, r request) (*http.Request, error) {
	raw := r.body
	if r.zip {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, err := z.Write(raw)
		if err = errors.Join(err, z.Close()); err != nil {
			return nil, err
		}
		raw = b.Bytes()
	}
	var body io.Reader = bytes.NewReader(raw)
	if r.cut {
		body = io.MultiReader(bytes.NewReader(raw[:len(raw)/2]), brokenReader{})
	}
	asked, err := http.NewRequestWithContext(ctx, r.method, n.urls[r.replica%len(n.urls)]+r.path, body)
	if err != nil {
		return nil, err
	}
	asked.ContentLength = int64(len(raw))
	asked.GetBody = nil // a request that was cut must not be sent again behind our back
	if r.body == nil {
		asked.Body, asked.ContentLength = nil, 0
	} else {
		asked.Header.Set("Content-Type", "application/json")
	}
	if r.zip {
		asked.Header.Set("Content-Encoding", "gzip")
	}
	for name, value := range r.headers {
		asked.Header.Set(name, value)
	}
	if r.token != "" {
		asked.Header.Set("Authorization", "Bearer "+r.token)
	}
	if r.cookie != "" {
		asked.Header.Set("Cookie", r.cookie)
	}
	return asked, nil
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errCut }

func refusalOf(answer *http.Response, raw []byte) error {
	r := &refusal{Status: answer.StatusCode}
	var problem struct{ Code, Detail, Reset string }
	if json.Unmarshal(raw, &problem) == nil {
		r.Code, r.Detail, r.Reset = problem.Code, problem.Detail, problem.Reset
	}
	if s, err := strconv.Atoi(answer.Header.Get("Retry-After")); err == nil {
		r.After = time.Duration(s) * time.Second
	}
	return r
}

// ask sends a request until it succeeds or is refused for good, and reads the
// answer into out. It waits as long as the server asks, else twice as long each time.
func (n *network) ask(ctx context.Context, r request, out any) (http.Header, error) {
	for i := 0; ; i++ {
		raw, header, err := n.send(ctx, r)
		if err == nil {
			if out == nil {
				return header, nil
			}
			return header, json.Unmarshal(raw, out)
		}
		refused, isRefusal := errors.AsType[*refusal](err)
		if isRefusal && !refused.passing() || i+1 == tries || ctx.Err() != nil {
			return header, fmt.Errorf("%s %s: %w", r.method, r.path, err)
		}
		r.replica++
		if err := pause(ctx, backoff(i, err)); err != nil {
			return nil, err
		}
	}
}

// backoff is how long to wait after the i-th failure, from 0: what Retry-After
// says, else 50 ms doubled each time, with a jitter of a half either way so that
// seventy tablets do not come back in step.
func backoff(i int, err error) time.Duration {
	wait := min(longestWait, 50*time.Millisecond<<min(i, 10))
	if refused, ok := errors.AsType[*refusal](err); ok && refused.After > wait {
		wait = refused.After
	}
	return wait/2 + rand.N(wait) //nolint:gosec // a jitter
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
