package tablets

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	crand "crypto/rand"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// clock tells the time of the operation: the server's when it was asked, and
// since then the real time multiplied.
type clock struct {
	real, shown time.Time
	speed       float64
}

func (c clock) now() time.Time {
	return c.shown.Add(time.Duration(float64(time.Since(c.real)) * c.speed))
}

// real is how long a span of the operation's time lasts.
func (c clock) lasts(d time.Duration) time.Duration { return time.Duration(float64(d) / c.speed) }

// names gives out the ids of what the story creates. Tablets that work on one
// search know its id from each other's screens, as they would by scanning it.
type names struct {
	mu  sync.Mutex
	ids map[Ref]models.ID
}

func (n *names) of(r Ref) models.ID {
	n.mu.Lock()
	defer n.mu.Unlock()
	id, ok := n.ids[r]
	if !ok {
		id = models.NewID()
		n.ids[r] = id
	}
	return id
}

// worker carries one tablet through its script.
type worker struct {
	*tablet
	script []Act
	album  map[string][]byte
	names  *names
	clock  clock
	h      time.Time
	uptime string    // eight hex digits of this start of the app
	since  time.Time // when it was, by the operation's time
	kept   int       // restarts so far
}

// How often a tablet speaks, in the operation's time, and never more often than
// the real time at the bottom.
const (
	pushEvery   = 45 * time.Second
	beaconEvery = 5 * time.Minute
	pullEvery   = 15 * time.Minute
	leastPause  = 80 * time.Millisecond
	pushesMost  = 4 // batches in one go
)

// work signs what is due and sends it as the network lets it, until the script
// is at its end. It returns an error only when the context ends.
func (w *worker) work(ctx context.Context) error {
	w.restart(w.clock.now())
	w.kept = 0
	var nextPush, nextPull time.Time
	beacon := w.clock.now()
	for len(w.script) > 0 {
		now := w.clock.now()
		if err := w.signDue(now); err != nil {
			return err
		}
		if w.kept < len(w.weather.restarts) && now.Sub(w.h) >= w.weather.restarts[w.kept] {
			w.kept++
			w.network.count.restarts.Add(1)
			w.restart(now)
		}
		_, silent := w.weather.silentUntil(now.Sub(w.h))
		w.count(!silent)
		if !silent && !now.Before(nextPush) && (len(w.outbox.waiting()) > 0 || !now.Before(beacon)) {
			w.round(ctx)
			nextPush, beacon = now.Add(w.jitter(pushEvery)), now.Add(beaconEvery)
		}
		if !silent && !now.Before(nextPull) {
			_ = w.pull(ctx) // a tablet works on without it; what matters is proved at the end
			nextPull = now.Add(w.jitter(pullEvery))
		}
		if err := pause(ctx, w.rest(now)); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (w *worker) jitter(d time.Duration) time.Duration {
	return d/2 + time.Duration(w.weather.rng.Int64N(int64(d)))
}

// rest is how long to wait for the next act, or for a push: at most a push's pause.
func (w *worker) rest(now time.Time) time.Duration {
	wait := w.clock.lasts(pushEvery)
	if len(w.script) > 0 {
		wait = min(wait, w.clock.lasts(w.h.Add(w.script[0].After).Sub(now)))
	}
	return max(leastPause, wait)
}

func (w *worker) count(online bool) {
	if online != w.online {
		w.online = online
		w.network.count.online.Add(map[bool]int64{true: 1, false: -1}[online])
	}
}

// restart begins anew what a tablet holds in memory alone: its session and the
// monotonic clock. Stream and documents are on its disk.
func (w *worker) restart(now time.Time) {
	var b [4]byte
	_, _ = crand.Read(b[:])
	w.uptime, w.since, w.token = hex.EncodeToString(b[:]), now, ""
}

// signDue writes down every act whose time has come.
func (w *worker) signDue(now time.Time) error {
	for len(w.script) > 0 && !w.h.Add(w.script[0].After).After(now) {
		e, err := w.entry(w.script[0], now)
		if err != nil {
			return err
		}
		w.outbox.sign(e)
		w.network.count.signed.Add(1)
		w.script = w.script[1:]
	}
	return nil
}

// entry makes an entry of an act, with the ids that things have by now.
func (w *worker) entry(a Act, now time.Time) (fieldsync.Entry, error) {
	body, err := w.body(a)
	e := fieldsync.Entry{ID: w.names.of(Ref(a.Key)), Operation: w.operation, Site: a.Site, Type: a.Type, Version: 1, Actor: a.Actor,
		At: models.Instant(w.h.Add(a.After)), Uptime: fmt.Sprintf("%s:%d", w.uptime, max(0, now.Sub(w.since).Milliseconds())),
		Entity: a.About, Files: a.Files, Body: body}
	if a.Entity != "" {
		e.Entity = w.names.of(a.Entity)
	}
	for _, r := range a.Supersedes {
		e.Supersedes = append(e.Supersedes, w.names.of(r))
	}
	return e, err
}

// body writes an act's body: 128 fresh random bits first, then its members.
func (w *worker) body(a Act) (string, error) {
	raw, err := json.Marshal(w.resolved(a.Body))
	if err != nil {
		return "", err
	}
	salt := make([]byte, 16)
	_, _ = crand.Read(salt)
	text := `{"salt":"` + base64.RawURLEncoding.EncodeToString(salt) + `"`
	if len(raw) > 2 {
		text += ","
	}
	text += string(raw[1:])
	return text, fieldsync.CheckBody(text)
}

// resolved puts ids where the story names acts.
func (w *worker) resolved(v any) any {
	switch x := v.(type) {
	case Ref:
		return w.names.of(x)
	case Moment:
		return models.FormatTime(w.h.Add(time.Duration(x).Truncate(time.Millisecond)))
	case map[string]any:
		out := make(map[string]any, len(x))
		for name, m := range x {
			out[name] = w.resolved(m)
		}
		return out
	case []any:
		out := make([]any, len(x))
		for i, m := range x {
			out[i] = w.resolved(m)
		}
		return out
	}
	return v
}

// round sends what waits, through what the network does to it this time.
// Nothing of what goes wrong is an error: it is sent again.
func (w *worker) round(ctx context.Context) {
	f := w.weather.next()
	var shuffle *rand.Rand
	count := &w.network.count
	if f == shuffled {
		shuffle = w.weather.rng
		count.shuffled.Add(1)
	}
	pushes, err := w.outbox.batches(pushesMost, models.Instant(w.clock.now()), shuffle)
	if err == nil && len(pushes) == 0 {
		var beacon push
		beacon, err = w.outbox.pack(nil, models.Instant(w.clock.now()))
		pushes = []push{beacon}
	}
	if err != nil {
		w.outbox.wrong("the outbox cannot be packed: %v", err)
		return
	}
	w.deliver(ctx, pushes, f)
	w.upload(ctx)
}

// deliver sends pushes one after the other, or all at once where the network
// shuffles, and takes in the answers in the order in which they come.
func (w *worker) deliver(ctx context.Context, pushes []push, f fault) {
	if f == shuffled {
		answers := make(chan func() error, len(pushes))
		for i, p := range pushes {
			go func() {
				raw, _, err := w.network.send(ctx, w.request(p, i))
				answers <- func() error { return w.settle(p, raw, err) }
			}()
		}
		for range pushes {
			_ = (<-answers)()
		}
		return
	}
	for _, p := range pushes {
		r := w.request(p, w.weather.rng.IntN(8))
		switch f {
		case cutOff:
			r.cut = len(p.body) > 1
			w.network.count.cut.Add(1)
		case lostAnswer:
			r.lose = true
			w.network.count.lost.Add(1)
		case doubled:
			w.network.count.doubled.Add(1)
			if raw, _, err := w.network.send(ctx, r); w.settle(p, raw, err) != nil {
				return
			}
		}
		f = fair // one fault a round
		raw, _, err := w.network.send(ctx, r)
		if w.settle(p, raw, err) != nil {
			return
		}
	}
}

func (w *worker) request(p push, draw int) request {
	w.network.count.entriesSent.Add(int64(len(p.seqs)))
	return request{method: http.MethodPost, path: "/v1/sync/push", body: p.body, zip: draw%2 == 0 && len(p.body) > 1024, replica: w.replica + draw/2}
}

// settle takes in one answer; the error says only that there was none to read.
func (w *worker) settle(p push, raw []byte, err error) error {
	if w.outbox.last = err; err != nil {
		if refused, ok := errors.AsType[*refusal](err); ok && !refused.passing() {
			w.outbox.wrong("a push was refused: %v", refused)
		}
		return err
	}
	before := w.outbox.acked
	if err := w.outbox.learn(p, raw); err != nil {
		w.outbox.wrong("an answer cannot be read: %v", err)
		return err
	}
	w.network.count.acknowledged.Add(int64(w.outbox.acked) - int64(before)) //nolint:gosec // below 2^53
	return nil
}

// How often a tablet tries to be rid of the rest, at most.
const drainTries = 60

// drain sends until the server has acknowledged the stream whole, and then says
// so by a last beacon. Its error tells what is left.
func (w *worker) drain(ctx context.Context) error {
	for idle := 0; idle < drainTries; {
		if until, silent := w.weather.silentUntil(w.clock.now().Sub(w.h)); silent {
			w.count(false)
			if err := pause(ctx, w.clock.lasts(until-w.clock.now().Sub(w.h))+time.Millisecond); err != nil {
				return err
			}
			continue
		}
		w.count(true)
		if w.outbox.whole() && w.beacon(ctx) == nil {
			return nil
		}
		before, files := w.outbox.acked, w.outbox.unsentFiles()
		if len(w.outbox.waiting()) == 0 {
			w.outbox.resend()
		}
		w.round(ctx)
		if idle++; w.outbox.acked > before || w.outbox.unsentFiles() < files {
			idle = 0
			continue
		}
		if err := pause(ctx, backoff(min(idle, 5), nil)); err != nil {
			return err
		}
	}
	return fmt.Errorf("%s: seq 1 to %d of %d are acknowledged and %d files are not whole after %d tries; the last ended with: %w", w.label, w.outbox.acked,
		len(w.outbox.entries), w.outbox.unsentFiles(), drainTries, cmp.Or(w.outbox.last, errHole))
}

var errHole = errors.New("an answer that leaves a hole")

// beacon tells headquarters that nothing is left on the tablet.
func (w *worker) beacon(ctx context.Context) error {
	p, err := w.outbox.pack(nil, models.Instant(w.clock.now()))
	if err != nil {
		return err
	}
	raw, _, err := w.network.send(ctx, w.request(p, 1))
	return w.settle(p, raw, err)
}

// resend forgets which entries a push was told of and no ack covers: there is a
// hole below them.
func (o *outbox) resend() {
	for seq := range o.positions {
		if seq > o.acked {
			delete(o.positions, seq)
		}
	}
}

// ends is when the last act of a script is due, after H.
func ends(script []Act) time.Duration {
	if len(script) == 0 {
		return 0
	}
	return slices.MaxFunc(script, func(a, b Act) int { return int(a.After - b.After) }).After
}
