package tablets

import (
	"math/rand/v2"
	"time"
)

// fault is what the network does to one push.
type fault int

const (
	fair fault = iota
	lostAnswer
	doubled
	shuffled
	cutOff
)

// weather is the network as one tablet meets it, drawn from the seed. It is
// bounded: spells end, and after two pushes that went wrong one goes well, so
// that everything which is sent long enough arrives.
type weather struct {
	rng      *rand.Rand
	spells   []spell
	restarts []time.Duration // after H, ascending
	deck     []fault         // what happens to the next pushes
	dealt    bool            // the first deck was dealt
	row      int             // pushes in a row that went wrong
}

// spell is a time without any network, after H.
type spell struct{ from, to time.Duration }

// newWeather draws the weather of one tablet whose work lasts until end. Four
// of five are silent for 10 to 40 minutes in a row, once or twice; one in three
// is restarted.
func newWeather(seed uint64, tablet int, end time.Duration) *weather {
	w := &weather{rng: rand.New(rand.NewPCG(seed, 0x77656174686572+uint64(tablet)))} //nolint:gosec // a story, not a secret
	if w.rng.IntN(5) > 0 {
		for from := w.minutes(-5, 40); from < end && len(w.spells) < 2; from += w.minutes(20, 90) {
			to := from + w.minutes(10, 40)
			w.spells = append(w.spells, spell{from, to})
			from = to
		}
	}
	if w.rng.IntN(3) == 0 {
		w.restarts = append(w.restarts, w.minutes(2, int(max(3, end/time.Minute))))
	}
	return w
}

func (w *weather) minutes(least, most int) time.Duration {
	return time.Duration(least)*time.Minute + time.Duration(w.rng.Int64N(int64(max(1, most-least))*int64(time.Minute)))
}

// silentUntil says until when there is no network at an instant after H, and
// whether there is none.
func (w *weather) silentUntil(at time.Duration) (time.Duration, bool) {
	for _, s := range w.spells {
		if at >= s.from && at < s.to {
			return s.to, true
		}
	}
	return 0, false
}

// next draws what happens to the next push: at first each thing once, then one
// push in two goes well.
func (w *weather) next() fault {
	if len(w.deck) == 0 {
		w.deck = []fault{lostAnswer, doubled, shuffled, cutOff}
		if w.dealt {
			w.deck = append(w.deck, shuffled, fair, fair, fair, fair, fair)
		}
		w.dealt = true
		w.rng.Shuffle(len(w.deck), func(i, k int) { w.deck[i], w.deck[k] = w.deck[k], w.deck[i] })
	}
	drawn := w.deck[0]
	w.deck = w.deck[1:]
	if drawn != lostAnswer && drawn != cutOff {
		w.row = 0
		return drawn
	}
	if w.row++; w.row > 2 {
		w.row = 0
		return fair
	}
	return drawn
}
