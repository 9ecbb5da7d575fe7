package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

func TestAReplicaHearsWhatAnotherAnnounces(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		ctx, cancel := context.WithCancel(t.Context())
		heard, ended := make(chan models.ID, 100), make(chan error, 1)
		go func() { ended <- s.Listen(ctx, func(id models.ID) { heard <- id }) }()
		defer func() {
			cancel()
			if err := <-ended; err == nil {
				t.Error("Listen returned although nothing was wrong")
			}
		}()
		want := models.NewID()
		if s.Dialect() == "sqlite" { // nobody else is there to be told
			if err := s.Announce(t.Context(), want); err != nil {
				t.Error(err)
			}
			return
		}
		for range 100 { // until the other side listens
			if err := s.Announce(t.Context(), want); err != nil {
				t.Fatal(err)
			}
			select {
			case id := <-heard:
				if id != want {
					t.Errorf("heard of %s", id)
				}
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
		t.Error("nothing was heard in 5 s")
	})
}
