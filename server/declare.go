package server

import (
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// declaration is something that the server itself enters into a journal.
type declaration struct {
	site       models.ID   // zero where it concerns the whole operation
	kind       string      // type of the entry
	body       any         // what is written as a JSON object, without its salt
	entity     models.ID   // base.entity, zero for none
	supersedes []models.ID // base.supersedes
}

// declare enters declarations into the journal of an operation, in this order,
// signed with the entry key and chained in the server's own stream. They are
// durable, and may be spoken of, when the transaction commits.
func (s *Server) declare(tx *store.Tx, operation models.ID, all ...declaration) error {
	j, err := tx.LockJournal(operation)
	if err != nil {
		return err
	}
	entries := make([]*fieldsync.Journalled, len(all))
	for i, d := range all {
		if entries[i], err = s.ownEntry(&j, tx.Now, d); err != nil {
			return err
		}
	}
	return tx.Append(&j, entries)
}

// order is the body of what persons order: held, resumed, stood down, closed.
type order struct {
	Reason string      `json:"reason"`
	By     []models.ID `json:"by"`
}
