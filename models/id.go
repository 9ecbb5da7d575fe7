package models

import (
	"time"

	"github.com/google/uuid"
)

// ID names a thing: a UUIDv7, made by whoever creates the thing. It is never
// an order: only a journal position is.
type ID = uuid.UUID

// NewID makes a fresh ID. It panics only when the machine has no entropy left.
func NewID() ID { return uuid.Must(uuid.NewV7()) }

// ParseID reads the canonical form: 36 characters, lower case. Other spellings
// that uuid.Parse takes (braces, urn:, upper case) are refused, so that one
// thing has one name on the wire.
func ParseID(s string) (ID, error) {
	id, err := uuid.Parse(s)
	if err != nil || id.String() != s {
		return ID{}, NewFault(Invalid, "%q is not a UUID in lower case (8-4-4-4-12)", s)
	}
	return id, nil
}

// TimeFormat is how every instant is written: UTC, milliseconds, always three digits.
const TimeFormat = "2006-01-02T15:04:05.000Z"

// Instant cuts t to UTC and whole milliseconds, the precision of everything stored.
func Instant(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// FormatTime writes t as YYYY-MM-DDTHH:MM:SS.mmmZ.
func FormatTime(t time.Time) string { return t.UTC().Format(TimeFormat) }

// ParseTime reads exactly YYYY-MM-DDTHH:MM:SS.mmmZ. time.Parse would take a
// comma for the point, and two digits or four for the three.
func ParseTime(s string) (time.Time, error) {
	t, err := time.Parse(TimeFormat, s)
	if err != nil || FormatTime(t) != s {
		return time.Time{}, NewFault(Invalid, "%q is not a time stamp of the form YYYY-MM-DDTHH:MM:SS.mmmZ", s)
	}
	return t.UTC(), nil
}

// Clock tells the time. Only cmd makes one from the machine's.
type Clock func() time.Time
