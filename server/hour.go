package server

import (
	"time"

	"github.com/cellsweep/cellsweep/models"
)

// hOf is when a site begins: at the operation's H, unless an order gave it
// another one since the operation's own was moved last.
func (l *look) hOf(site models.ID) time.Time {
	s := l.sites[site]
	if own, err := models.ParseTime(s.HHour); err == nil && s.Rescheduled.At >= l.whole.Rescheduled.At {
		return own
	}
	return l.h
}

// latest is the later of H and when something was heard.
func latest(h time.Time, heard *time.Time) time.Time {
	if heard != nil && heard.After(h) {
		return *heard
	}
	return h
}
