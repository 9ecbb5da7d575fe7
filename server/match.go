package server

import (
	"strconv"
	"strings"

	"github.com/cellsweep/cellsweep/models"
)

// etagOf is the ETag of a version: a strong one, its number in quotes.
func etagOf(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// baseOf reads the version that an edit is based on from If-Match, 0 when
// there is none. What is no ETag of ours is a version that nobody has.
func baseOf(ifMatch string) int64 {
	if ifMatch == "" {
		return 0
	}
	n, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(ifMatch, "W/"), `"`), 10, 64)
	if err != nil || n < 1 {
		return -1
	}
	return n
}

// mustMatch refuses an edit of something at version that is based on no or on another version.
func mustMatch(ifMatch string, version int64) error {
	switch baseOf(ifMatch) {
	case version:
		return nil
	case 0:
		return models.NewFault(models.NeedsVersion, "This exists already. Read it, and say with If-Match which version you changed.")
	}
	return models.NewFault(models.Stale, "Somebody else changed this since you read it. Read it again, then make your change.")
}
