package server

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/cellsweep/cellsweep/models"
)

// admission bounds what pushes may take of this server at once, so that one
// tablet in a loop, or a thousand that come back in the same minute, cost the
// others some waiting and nobody an entry. Whoever is turned away keeps what it
// has and is told when to come again.
type admission struct {
	wall  models.Clock
	every chan struct{} // a place for each push that is judged
	large chan struct{} // a place for each of those that are larger than smallPush
	gauge chan struct{} // one place, for measuring what inflates beyond smallPush
	mu    sync.Mutex
	by    map[string]*streamUse
}

// streamUse is what one stream takes.
type streamUse struct {
	limiter *rate.Limiter
	under   int // pushes under way
	seen    time.Time
}

// At most pushPlaces × smallPush + largePlaces × maxInflated bytes of bodies
// are judged at once: 64 + 64 MiB. A large one must have come within largeTime
// once it has its place. A stream may send 50 pushes a second, 200 at once after
// a silence, 16 side by side: an RxDB client sends ten.
const (
	pushPlaces  = 256
	smallPush   = 256 << 10
	largePlaces = 8
	placeWait   = 5 * time.Second
	largeTime   = 30 * time.Second
	streamRate  = 50
	streamBurst = 200
	streamSide  = 16
)

func newAdmission(wall models.Clock) *admission {
	return &admission{wall: wall, every: make(chan struct{}, pushPlaces), large: make(chan struct{}, largePlaces), gauge: make(chan struct{}, 1), by: map[string]*streamUse{}}
}

// enter waits for a place among some, and returns what to call when it is free again.
func (a *admission) enter(ctx context.Context, places chan struct{}) (leave func(), err error) {
	select {
	case places <- struct{}{}:
		return func() { <-places }, nil
	default:
	}
	late := time.NewTimer(placeWait)
	defer late.Stop()
	select {
	case places <- struct{}{}:
		return func() { <-places }, nil
	case <-ctx.Done():
		return nil, models.NewFault(models.Unavailable, "The request ended before the work was done.").Because(ctx.Err())
	case <-late.C:
		return nil, models.NewFault(models.Unavailable, "Many tablets are sending at once. Try again in a moment.")
	}
}

// stream lets a push of a known stream in, unless the stream has used up what
// its own valid heads were charged for: nobody else can spend it.
func (a *admission) stream(name string) (leave func(), err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.wall()
	if len(a.by) >= tracked {
		for k, u := range a.by {
			if u.under == 0 && now.Sub(u.seen) > time.Minute {
				delete(a.by, k)
			}
		}
	}
	u := a.by[name]
	if u == nil {
		u = &streamUse{limiter: rate.NewLimiter(streamRate, streamBurst)}
		a.by[name] = u
	}
	u.seen = now
	if u.under >= streamSide || u.limiter.TokensAt(now) < 1 {
		return nil, models.NewFault(models.TooMany, "This tablet sends too often. Wait a moment; nothing is lost.")
	}
	u.under++
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		u.under--
	}, nil
}

// charge counts a push with a valid head against its stream.
func (a *admission) charge(name string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if u := a.by[name]; u != nil {
		u.limiter.AllowN(a.wall(), 1)
	}
}
