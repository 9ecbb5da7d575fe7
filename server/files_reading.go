package server

import (
	"net/http"
	"sync"
	"time"
)

// incoming is the body of an upload's request, as long as it may still come. tusd
// ends one that is asked to give way by a deadline that is past, from a goroutine
// of its own. That may come late, when the connection carries another request by
// then: net/http, which listens on it meanwhile, takes a deadline for a caller who
// went away, and so for every request that comes over the connection afterwards.
type incoming struct {
	control *http.ResponseController
	now     func() time.Time
	mu      sync.Mutex
	over    bool // it is being answered: nothing of it is read any more
	broken  bool // it was ended by a deadline
}

// until sets the deadline, of this request alone.
func (r *incoming) until(at time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over {
		return nil
	}
	r.broken = r.broken || !at.After(r.now())
	return r.control.SetReadDeadline(at)
}

// ended says that the request is being answered. Its connection can carry no
// other one where that is true.
func (r *incoming) ended() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.over = true
	return r.broken
}
