package server

import (
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

// tally is the journal of an operation counted by site, kept up by counting what
// came since. Entries are never removed, moved or given another site or type, and
// a position is taken once, so that the parts add up to the whole; a journal that
// was put back from a backup has another epoch, and is counted anew. It is a cache
// of this process, like the picture that it belongs to.
type tally struct {
	epoch string
	until uint64 // the position of the last entry that was counted
	sites map[models.ID]store.EntryCount
}

// follow counts what came into the journal since the last time. Of an error
// nothing is kept: the next look counts from the same position.
func (t *tally) follow(v store.View, operation models.ID) error {
	j, err := v.Journal(operation)
	if err != nil {
		return err
	}
	if t.sites == nil || j.Epoch != t.epoch || j.Head < t.until {
		*t = tally{epoch: j.Epoch, sites: map[models.ID]store.EntryCount{}}
	}
	rows, err := v.EntryCounts(operation, t.until, j.Head)
	if err != nil {
		return err
	}
	for _, r := range rows {
		site := orNone(r.Site)
		sum := t.sites[site]
		sum.Entries += r.Entries
		sum.Resolved += r.Resolved
		t.sites[site] = sum
	}
	t.until = j.Head
	return nil
}
