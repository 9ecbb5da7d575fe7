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
		heard, jobs, ended := make(chan models.ID, 200), make(chan models.ID, 200), make(chan error, 1)
		go func() {
			ended <- s.Listen(ctx, func(id models.ID) { heard <- id }, func(id models.ID) { jobs <- id })
		}()
		defer func() {
			cancel()
			if err := <-ended; err == nil {
				t.Error("Listen returned although nothing was wrong")
			}
		}()
		want, job := models.NewID(), models.NewID()
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
			if err := s.AnnounceJob(t.Context(), job); err != nil {
				t.Fatal(err)
			}
			select {
			case id := <-heard:
				if id != want {
					t.Errorf("heard of %s", id)
				}
				if id := <-jobs; id != job {
					t.Errorf("heard of the job %s", id)
				}
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
		t.Error("nothing was heard in 5 s")
	})
}
