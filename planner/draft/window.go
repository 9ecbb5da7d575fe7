package draft

import (
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner"
)

// window is a stretch of whole minutes after H in which a search may lie.
type window struct{ from, to int }

func (w window) length() int { return w.to - w.from }

func (w window) within(o window) window { return window{max(w.from, o.from), min(w.to, o.to)} }

// before orders windows by which is better for a cell that must be hit early:
// the one that opens first, then the one that stays open longer.
func (w window) before(o window) bool {
	return w.from < o.from || w.from == o.from && w.to > o.to
}

// ownWindow is the cell's own window; an open end is as far as a plan reaches.
func ownWindow(c models.Target) window {
	w := window{c.WindowFrom, c.WindowTo}
	if w.to == 0 {
		w.to = planner.MaxInteger
	}
	return w
}

// allowed gives the first part of a cell's own window in which the
// authorisation lets the whole search lie; every start in it is one that
// Authorisation.Allows. A window that is too short for the search anyhow is
// given whole or not at all: that it is too short is for the planner to say.
func allowed(a models.Authorisation, c models.Target, h time.Time, zone *time.Location) (window, bool) {
	own := ownWindow(c)
	need := min(c.Duration, own.length())
	validity := window{minutesUp(a.ValidFrom.Sub(h)), minutesDown(a.ValidTo.Sub(h))}.within(own)
	if a.HoursFrom == "" {
		return validity, validity.length() >= need
	}
	local := h.In(zone)
	for day := -1; ; day++ { // hours over midnight began the day before
		from := onClock(local, day, a.HoursFrom)
		to := onClock(local, day, a.HoursTo)
		if !to.After(from) {
			to = onClock(local, day+1, a.HoursTo)
		}
		open := window{minutesUp(from.Sub(h)), minutesDown(to.Sub(h))}
		if open.from > validity.to {
			return window{}, false
		}
		if w := open.within(validity); w.length() >= need {
			return w, true
		}
	}
}

// onClock is the instant at which clocks in h's zone show hhmm, so many days after h's.
func onClock(h time.Time, days int, hhmm string) time.Time {
	t, _ := time.Parse("15:04", hhmm) // OperationDraft.Check has read it
	return time.Date(h.Year(), h.Month(), h.Day()+days, t.Hour(), t.Minute(), 0, 0, h.Location())
}

func minutesDown(d time.Duration) int {
	m := int(d / time.Minute)
	if d%time.Minute < 0 {
		m--
	}
	return m
}

func minutesUp(d time.Duration) int { return -minutesDown(-d) }
