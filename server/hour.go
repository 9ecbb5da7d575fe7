package server

import (
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

// hOf is when a site begins: at the operation's H, unless an order gave it
// another one since the operation's own was moved last. Which of the two orders is
// the later is for the journal to say, not for a clock: both may be of one
// millisecond, and who waits for the operation's lock has the earlier time.
func (l *look) hOf(site models.ID) time.Time {
	s := l.sites[site]
	if own, err := models.ParseTime(s.HHour); err == nil && l.orders[s.Rescheduled.Entry] >= l.orders[l.whole.Rescheduled.Entry] {
		return own
	}
	return l.h
}

// readOrders finds where in the journal the operation was given its H, and each
// site one of its own, by the ids of those entries. While the operation's own H
// was never moved, whatever a site was told counts and nothing is read.
func (l *look) readOrders(v store.View) error {
	l.orders = map[models.ID]uint64{}
	if l.whole.Rescheduled.Entry == (models.ID{}) {
		return nil
	}
	moved := []models.ID{l.whole.Rescheduled.Entry}
	for _, s := range l.sites {
		if s.Rescheduled.Entry != (models.ID{}) {
			moved = append(moved, s.Rescheduled.Entry)
		}
	}
	for _, id := range moved {
		entries, err := v.EntriesByID(l.operation, id)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if e.Server { // a tablet may have signed another of the same id
				l.orders[id] = e.Position
			}
		}
	}
	return nil
}

// latest is the later of H and when something was heard.
func latest(h time.Time, heard *time.Time) time.Time {
	if heard != nil && heard.After(h) {
		return *heard
	}
	return h
}
