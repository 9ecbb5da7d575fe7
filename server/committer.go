package server

import (
	"context"
	"sync"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

// committer writes the pushes that wait for an operation in one transaction:
// while one commit is on its way to the disk, the next pushes gather, so that
// the cost of a commit is shared without anybody waiting for a timer.
type committer struct {
	store *store.Store
	after func(models.ID) // told of an operation after each commit
	mu    sync.Mutex
	wait  map[models.ID][]*waiting
	led   map[models.ID]bool // somebody drains the queue of the operation
	busy  map[models.ID]*busy
}

// busy counts the pushes to an operation that are under way, from the moment
// that their stream is known until they are answered.
type busy struct {
	pushes int
	over   chan struct{} // closed when there are none any more
}

type waiting struct {
	sub  store.Submission
	out  store.Outcome
	err  error
	done chan struct{}
}

// groupEntries is how many entries one transaction takes; queueEntries how many
// pushes may wait for an operation before others are told to come later.
const (
	groupEntries = 1000
	queueLength  = 256
)

func newCommitter(s *store.Store, after func(models.ID)) *committer {
	return &committer{store: s, after: after, wait: map[models.ID][]*waiting{}, led: map[models.ID]bool{}, busy: map[models.ID]*busy{}}
}

// commit returns when the submission is durable, or failed. A submission that
// has begun is finished even if the caller goes away: the tablet will ask again.
func (c *committer) commit(ctx context.Context, operation models.ID, sub store.Submission) (store.Outcome, error) {
	w := &waiting{sub: sub, done: make(chan struct{})}
	c.mu.Lock()
	if len(c.wait[operation]) >= queueLength {
		c.mu.Unlock()
		return store.Outcome{}, models.NewFault(models.Unavailable, "Many tablets are sending at once. Try again in a moment.")
	}
	c.wait[operation] = append(c.wait[operation], w)
	lead := !c.led[operation]
	c.led[operation] = true
	c.mu.Unlock()
	if lead {
		go c.drain(context.Background(), operation) //nolint:gosec // not the request's: the commit outlives it, and gin recycles its context
	}
	select {
	case <-w.done:
		return w.out, w.err
	case <-ctx.Done():
		return store.Outcome{}, models.NewFault(models.Unavailable, "The request ended before the work was done.").Because(ctx.Err())
	}
}

// drain commits group after group until nobody waits for the operation.
func (c *committer) drain(ctx context.Context, operation models.ID) {
	for {
		group := c.next(operation)
		if len(group) == 0 {
			return
		}
		c.write(ctx, operation, group)
		for _, w := range group {
			close(w.done)
		}
		c.after(operation)
	}
}

func (c *committer) next(operation models.ID) []*waiting {
	c.mu.Lock()
	defer c.mu.Unlock()
	queue, n, entries := c.wait[operation], 0, 0
	for n < len(queue) && (n == 0 || entries+len(queue[n].sub.Candidates) <= groupEntries) {
		entries += len(queue[n].sub.Candidates)
		n++
	}
	if n == 0 {
		delete(c.wait, operation)
		delete(c.led, operation)
		return nil
	}
	c.wait[operation] = queue[n:]
	return queue[:n:n]
}

// write commits a group in one transaction; if it fails, one by one, so that a
// submission which cannot be written harms nobody else.
func (c *committer) write(ctx context.Context, operation models.ID, group []*waiting) {
	subs := make([]store.Submission, len(group))
	for i, w := range group {
		subs[i] = w.sub
	}
	var out []store.Outcome
	err := c.store.Tx(ctx, func(tx *store.Tx) (err error) {
		out, err = tx.Judge(operation, subs)
		return err
	})
	switch {
	case err == nil:
		for i, w := range group {
			w.out = out[i]
		}
	case len(group) == 1:
		group[0].err = err
	default:
		for _, w := range group {
			c.write(ctx, operation, []*waiting{w})
		}
	}
}

// under notes that a push is under way, and returns what to call when it is answered.
func (c *committer) under(operation models.ID) (answered func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	b := c.busy[operation]
	if b == nil {
		b = &busy{over: make(chan struct{})}
		c.busy[operation] = b
	}
	b.pushes++
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if b.pushes--; b.pushes == 0 {
			close(b.over)
			delete(c.busy, operation)
		}
	}
}

// quiet returns when no push to an operation is under way, or after a while: the
// projector asks before each of its transactions, so that tablets that want to
// be rid of their entries go first, and yet the screens never stand still.
func (c *committer) quiet(ctx context.Context, operation models.ID, atMost time.Duration) {
	c.mu.Lock()
	b := c.busy[operation]
	c.mu.Unlock()
	if b == nil {
		return
	}
	late := time.NewTimer(atMost)
	defer late.Stop()
	select {
	case <-b.over:
	case <-late.C:
	case <-ctx.Done():
	}
}

// calm is quiet for whoever works on no operation in particular.
func (c *committer) calm(ctx context.Context, atMost time.Duration) {
	c.mu.Lock()
	var busy models.ID
	for operation := range c.busy {
		busy = operation
		break
	}
	c.mu.Unlock()
	if busy != (models.ID{}) {
		c.quiet(ctx, busy, atMost)
	}
}
