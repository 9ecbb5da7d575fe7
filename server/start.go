package server

import (
	"context"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

// startDue makes every released operation live whose H has come.
func (s *Server) startDue(ctx context.Context) error {
	return s.Store.Tx(ctx, func(tx *store.Tx) error {
		released, err := tx.OperationsIn(models.Released)
		if err != nil {
			return err
		}
		for _, o := range released {
			if o.HHour == nil || tx.Now.Before(*o.HHour) {
				continue
			}
			if o, err = tx.LockOperation(o.ID); err != nil {
				return err
			}
			if err := o.Move("start"); err != nil {
				return err
			}
			if err := tx.SaveOperation(&o); err != nil {
				return err
			}
			if err := tx.Note(models.ActOperationRun, &o.ID, nil, "operation/"+o.ID.String(), "H has come", "start"); err != nil {
				return err
			}
		}
		return nil
	})
}
