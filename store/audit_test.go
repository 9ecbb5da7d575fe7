package store_test

import (
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// Whoever has the database may alter a row of the audit. It must not hide the others.
func TestARowOfTheAuditThatSomebodyAlteredHidesNoOther(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		err := s.Tx(ctx, func(tx *store.Tx) error {
			for _, reason := range []string{"one", "two", "three", "four"} {
				if err := tx.Note(models.ActPeopleWrite, nil, nil, "", reason, "detail"); err != nil {
					return err
				}
			}
			return tx.Raw().Exec("UPDATE audit_rows SET reason = 'sealed:~', detail = 'sealed:QUJD' WHERE reason = 'two'").Error
		})
		if err != nil {
			t.Fatal(err)
		}
		read(t, s, func(v store.View, same func(string, any, any)) {
			rows, err := v.Audit(store.AuditFilter{Limit: 9})
			same("rows", []any{err, len(rows)}, []any{nil, 4})
			same("another", []any{rows[3].Reason, rows[3].Detail}, []any{"one", "detail"})
			same("the altered one", []any{rows[2].Reason, rows[2].Detail}, []any{"sealed:~", "sealed:QUJD"})
			found, err := v.Audit(store.AuditFilter{Limit: 9, Text: "THREE"})
			same("found", []any{err, len(found)}, []any{nil, 1})
		})
	})
}
