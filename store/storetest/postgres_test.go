package storetest_test

import (
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

func TestDatabasesOfTheTemplateAreApartHoweverManyAreMadeAtOnce(t *testing.T) {
	for range 6 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			s := storetest.OpenURL(t, storetest.Postgres(t))
			err := s.Tx(ctx, func(tx *store.Tx) error { // the same code in each: a conflict if any two were one
				return tx.AddEstablishments([]models.Establishment{establishment("S01")})
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
}

// A database of its own for each test has to be cheap, or people stop asking for one.
func BenchmarkADatabaseForATest(b *testing.B) {
	for range b.N {
		storetest.OpenURL(b, storetest.Postgres(b))
	}
}
