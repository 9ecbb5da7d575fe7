package server

import (
	"context"
	"net"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/cellsweep/cellsweep/models"
)

// guard slows down whoever tries too often: sign-ins by address and by name,
// so that neither one machine nor many guess a password.
type guard struct {
	wall  models.Clock
	mu    sync.Mutex
	rates map[string]*counted
}

type counted struct {
	limiter *rate.Limiter
	seen    time.Time
}

// tracked is how many addresses and names are remembered; beyond it the ones
// that have been quiet are forgotten.
const tracked = 10_000

func newGuard(wall models.Clock) *guard {
	return &guard{wall: wall, rates: map[string]*counted{}}
}

// signIn allows 20 tries at once and then one each 3 s from an address, 10 and
// then one each 6 s for a name.
func (g *guard) signIn(address, name string) error {
	if g.allow("a:"+address, rate.Every(3*time.Second), 20) && g.allow("n:"+name, rate.Every(6*time.Second), 10) {
		return nil
	}
	return models.NewFault(models.TooMany, "There were too many attempts. Wait a moment, then try again.")
}

// push allows an address that shows no valid head 50 requests at once and 20 a second.
func (g *guard) push(address string) bool {
	return g.allow("p:"+address, 20, 50)
}

func (g *guard) allow(key string, every rate.Limit, burst int) bool {
	now := g.wall()
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.rates) >= tracked {
		for k, c := range g.rates {
			if now.Sub(c.seen) > time.Minute {
				delete(g.rates, k)
			}
		}
	}
	c, ok := g.rates[key]
	if !ok {
		if len(g.rates) >= 2*tracked {
			return false
		}
		c = &counted{limiter: rate.NewLimiter(every, burst)}
		g.rates[key] = c
	}
	c.seen = now
	return c.limiter.AllowN(now, 1)
}

// remote is the address of the peer: of the proxy where one stands in front.
func remote(ctx context.Context) string {
	r := request(ctx)
	if r == nil {
		return ""
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
