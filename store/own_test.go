package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// What follows from an act that is committed is done though who asked has hung up;
// what somebody ended for itself is not, though they have not.
func TestATransactionLivesAsLongAsTheContextThatItIsGiven(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		request, hangUp := context.WithCancel(context.Background())
		defer hangUp()
		called := store.WithCaller(request, store.Caller{Actor: models.Actor{Name: "Ada"}})
		ended, end := context.WithCancel(called)
		end()
		does := func(ctx context.Context) error {
			return s.Tx(ctx, func(tx *store.Tx) error {
				return tx.AddEstablishments([]models.Establishment{prison(models.NewID().String())})
			})
		}
		if err := does(ended); models.CodeOf(err) != models.Unavailable {
			t.Errorf("what was ended: %v", err)
		}
		if err := does(called); err != nil {
			t.Errorf("the request itself: %v", err)
		}
		hangUp()
		if err := does(called); models.CodeOf(err) != models.Unavailable {
			t.Errorf("the request that has ended: %v", err)
		}
		if err := does(context.WithoutCancel(called)); err != nil {
			t.Errorf("what outlives the request: %v", err)
		}
		late, cancel := context.WithTimeout(context.WithoutCancel(called), time.Minute)
		defer cancel()
		if err := does(late); err != nil {
			t.Errorf("what outlives it for a while: %v", err)
		}
		if who := store.CallerOf(late); who.Actor.Name != "Ada" {
			t.Errorf("the caller is %+v", who)
		}
	})
}
