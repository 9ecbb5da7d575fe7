package store_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"gorm.io/gorm"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

func unverified(n, bytes int) []store.InboxItem {
	items := make([]store.InboxItem, n)
	for i := range items {
		items[i] = store.InboxItem{Digest: fmt.Sprint(models.NewID()), Stream: "stream", Address: "192.0.2.1", Code: fieldsync.UnknownStream, Raw: make([]byte, bytes)}
	}
	return items
}

// Anybody may send 500 forged entries at once; how full the inbox is must not be
// reckoned from every row of it for each.
func TestWhatCannotBeVerifiedIsKeptWithAFewQuestionsHoweverMuchItIs(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		var asked atomic.Int64
		err := s.Tx(ctx, func(tx *store.Tx) error {
			for _, p := range []interface {
				Register(name string, fn func(*gorm.DB)) error
			}{tx.Raw().Callback().Query(), tx.Raw().Callback().Row(), tx.Raw().Callback().Create()} {
				if err := p.Register("test:count", func(*gorm.DB) { asked.Add(1) }); err != nil {
					return err
				}
			}
			items := unverified(500, 100)
			return tx.KeepUnverified(append(items, items[0]))
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := asked.Load(); n > 10 {
			t.Errorf("%d statements", n)
		}
		read(t, s, func(v store.View, same func(string, any, any)) {
			n, err := v.InboxSize()
			same("kept", []any{err, n}, []any{nil, int64(500)})
		})
	})
}

// The inbox takes 16 MiB of one address, also when they come in one push, and a
// push that does not fit is not kept in part.
func TestAFullInboxTakesNothingMoreOfAnAddress(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		keep := func(items []store.InboxItem) error {
			return s.Tx(ctx, func(tx *store.Tx) error { return tx.KeepUnverified(items) })
		}
		if err := keep(unverified(17, 1<<20)); models.CodeOf(err) != models.Unavailable {
			t.Errorf("17 MiB at once: %v", err)
		}
		full := unverified(16, 1<<20)
		if err := keep(full); err != nil {
			t.Errorf("16 MiB: %v", err)
		}
		if err := keep(full); err != nil {
			t.Errorf("the same again: %v", err)
		}
		if err := keep(unverified(1, 1)); models.CodeOf(err) != models.Unavailable {
			t.Errorf("one byte more: %v", err)
		}
		other := unverified(1, 1)
		other[0].Address = "192.0.2.2"
		if err := keep(other); err != nil {
			t.Errorf("of another address: %v", err)
		}
	})
}
