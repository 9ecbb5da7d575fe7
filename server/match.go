package server

import "github.com/cellsweep/cellsweep/models"

// baseOf reads the version that an edit is based on from If-Match, 0 when there
// is none: of what does not exist yet there is no version.
func baseOf(ifMatch string) (int64, error) {
	if ifMatch == "" {
		return 0, nil
	}
	return versionOf(ifMatch)
}

// needsVersion refuses an edit of something that exists without saying which version it changes.
func needsVersion() error {
	return models.NewFault(models.NeedsVersion, "This exists already. Read it, and say with If-Match which version you changed.")
}
