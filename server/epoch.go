package server

import (
	"context"

	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// StartEpochs begins a new epoch in every journal after a restore, and says in
// each, as the first entry of the server's new stream, how far the backup
// reached and who ordered it. Tablets that see it push everything again.
func (s *Server) StartEpochs(ctx context.Context, by, reason string) (operations int, err error) {
	err = s.Store.Tx(ctx, func(tx *store.Tx) error {
		journals, err := tx.Journals()
		if err != nil {
			return err
		}
		for _, x := range journals {
			j, old, err := tx.NewEpoch(x.Operation)
			if err != nil {
				return err
			}
			previous := map[string]any{"epoch": old, "position": j.Head}
			if t, err := tx.Tree(x.Operation); err != nil {
				return err
			} else if t.Note != "" {
				previous["checkpoint"] = t.Note
			}
			e, err := s.ownEntry(&j, tx.Now, declaration{kind: "epoch.started", body: map[string]any{"epoch": j.Epoch,
				"previous": previous, "orderedBy": by, "reason": reason}})
			if err != nil {
				return err
			}
			if err := tx.Append(&j, []*fieldsync.Journalled{e}); err != nil {
				return err
			}
			if err := tx.Note("restore", &x.Operation, nil, "journal", reason, "ordered by "+by); err != nil {
				return err
			}
		}
		operations = len(journals)
		return nil
	})
	return operations, err
}
