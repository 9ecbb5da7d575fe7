package storetest_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// whileHeld runs first in a transaction, and second in another one that begins
// before the first has written what finish writes. It fails if second could
// read before that.
func whileHeld(t *testing.T, s *store.Store, first, finish, second func(*store.Tx) error) {
	t.Helper()
	done := make(chan error, 1)
	err := s.Tx(ctx, func(tx *store.Tx) error {
		if err := first(tx); err != nil {
			return err
		}
		go func() { done <- s.Tx(ctx, second) }()
		select {
		case err := <-done:
			t.Errorf("the second did not wait for the first: %v", err)
			done <- nil
		case <-time.After(200 * time.Millisecond):
		}
		return finish(tx)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestOfTwoWhoTakeTheAdministratorsRoleTheSecondSeesWhatTheFirstDid(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		admin := func(login string) models.Person {
			return models.Person{ID: models.NewID(), Login: login, Name: login, Language: "en", Password: "set", Grants: []models.Grant{{Role: models.RoleAdmin}}}
		}
		a, b := admin("ada"), admin("bob")
		err := s.Tx(ctx, func(tx *store.Tx) error {
			if err := tx.AddPerson(&a); err != nil {
				return err
			}
			return tx.AddPerson(&b)
		})
		if err != nil {
			t.Fatal(err)
		}
		ask := func(except models.ID, want bool) func(*store.Tx) error {
			return func(tx *store.Tx) error {
				if another, err := tx.AnotherAdmin(except); err != nil || another != want {
					t.Errorf("another administrator: %v, %v", another, err)
				}
				return nil
			}
		}
		demote := func(tx *store.Tx) error {
			a.Grants = nil
			return tx.SavePerson(&a)
		}
		whileHeld(t, s, ask(a.ID, true), demote, ask(b.ID, false))
	})
}

func TestOfTwoWhoWouldBeTheFirstPersonTheSecondSeesTheFirst(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		first := models.Person{ID: models.NewID(), Login: "ada", Name: "Ada", Language: "en", Password: "set", Grants: []models.Grant{{Role: models.RoleAdmin}}}
		ask := func(want bool) func(*store.Tx) error {
			return func(tx *store.Tx) error {
				if err := tx.LockPeople(); err != nil {
					return err
				}
				any, err := tx.AnyPerson()
				if any != want {
					t.Errorf("there is somebody: %v", any)
				}
				return err
			}
		}
		whileHeld(t, s, ask(false), func(tx *store.Tx) error { return tx.AddPerson(&first) }, ask(true))
	})
}

func TestOfTwoWhoMoveWithinATreeTheSecondSeesWhatTheFirstDid(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		e := establishment("S01")
		a := models.Location{ID: models.NewID(), Establishment: e.ID, Code: "A", Kind: "building", Version: 1}
		b := models.Location{ID: models.NewID(), Establishment: e.ID, Code: "B", Kind: "building", Version: 1}
		err := s.Tx(ctx, func(tx *store.Tx) error {
			if err := tx.AddEstablishments([]models.Establishment{e}); err != nil {
				return err
			}
			return tx.AddLocations([]models.Location{a, b})
		})
		if err != nil {
			t.Fatal(err)
		}
		lock := func(tx *store.Tx) error {
			_, err := tx.LockTree(e.ID)
			return err
		}
		move := func(tx *store.Tx) error {
			a.Parent = &b.ID
			return tx.SaveLocation(&a)
		}
		whileHeld(t, s, lock, move, func(tx *store.Tx) error {
			tree, err := tx.LockTree(e.ID)
			if parent := tree[a.ID].Parent; err == nil && (parent == nil || *parent != b.ID) {
				t.Error("the second does not see the move")
			}
			return err
		})
	})
}

// A push whose answer was lost is sent again while the first is still at work, on
// another replica perhaps.
func TestTheSameUnverifiedEntryFromTwoPushesAtOnceIsKeptOnceAndNeitherIsRefused(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		keep := func(tx *store.Tx) error {
			return tx.KeepUnverified([]store.InboxItem{{Digest: "d", Stream: "s", Address: "a", Code: "unknown_stream", Raw: []byte("{}")}})
		}
		whileHeld(t, s, keep, func(*store.Tx) error { return nil }, keep)
		err := s.Read(ctx, func(v store.View) error {
			n, err := v.InboxSize()
			if n != 1 {
				t.Errorf("it is kept %d times", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// An enrolment whose answer was lost is sent again while the first is still at
// work: the second finds the tablet, and is not told of a conflict.
func TestWhoAddsWhatAnotherAddsAtThatMomentFindsItThere(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		at := establishment("S01")
		if err := s.Tx(ctx, func(tx *store.Tx) error { return tx.AddEstablishments([]models.Establishment{at}) }); err != nil {
			t.Fatal(err)
		}
		enrol := func(into *models.Tablet) func(*store.Tx) error {
			return func(tx *store.Tx) (err error) {
				if *into, err = tx.TabletByKey("key"); err == nil {
					return nil
				}
				*into = models.Tablet{ID: models.NewID(), Establishment: at.ID, State: models.TabletPending, SigningKey: "key"}
				return tx.AddTablet(into)
			}
		}
		var first, second models.Tablet
		whileHeld(t, s, enrol(&first), func(*store.Tx) error { return nil }, enrol(&second))
		if first.ID != second.ID || second.Tag == "" {
			t.Errorf("%s %q and %s %q", first.ID, first.Tag, second.ID, second.Tag)
		}
	})
}

// Of two who retire a version at once the first has ended its window; the second
// finds that out, and moves nothing.
func TestAVersionThatIsRetiredTwiceAtOnceEndsWhenItWasRetiredFirst(t *testing.T) {
	for name, url := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			var minutes atomic.Int64
			clock := func() time.Time { return storetest.Dawn.Add(time.Duration(minutes.Add(1)) * time.Minute) }
			s, err := store.Open(ctx, store.Options{URL: url(t), Clock: clock, Sealer: storetest.Mask{}})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			var version, first models.TemplateVersion
			err = s.Tx(ctx, func(tx *store.Tx) (err error) {
				version, err = tx.PublishTemplate("cell", func(int) (string, error) { return "{}", nil }, models.NewID(), tx.Now)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			whileHeld(t, s, func(tx *store.Tx) (err error) {
				first, err = tx.RetireTemplate(version.ID)
				return err
			}, func(*store.Tx) error { return nil }, func(tx *store.Tx) error {
				second, err := tx.RetireTemplate(version.ID)
				if err == nil && !second.RetiredAt.Equal(*first.RetiredAt) {
					t.Errorf("retired at %s, and then at %s", first.RetiredAt, second.RetiredAt)
				}
				return err
			})
		})
	}
}

// An administrator sends somebody a link and a second one at once: only the last is
// good, whichever that is.
func TestOfTwoLinksThatAreMadeAtOnceOneIsGood(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		p := models.Person{ID: models.NewID(), Login: "ada", Name: "Ada", Language: "en"}
		if err := s.Tx(ctx, func(tx *store.Tx) error { return tx.AddPerson(&p) }); err != nil {
			t.Fatal(err)
		}
		invite := func(hash string) func(*store.Tx) error {
			return func(tx *store.Tx) error { return tx.Invite(hash, &p.ID, storetest.Dawn.Add(time.Hour)) }
		}
		whileHeld(t, s, invite("first"), func(*store.Tx) error { return nil }, invite("second"))
		good := 0
		for _, hash := range []string{"first", "second"} {
			err := s.Tx(ctx, func(tx *store.Tx) error {
				_, err := tx.TakeInvitation(hash, storetest.Dawn)
				return err
			})
			if err == nil {
				good++
			}
		}
		if good != 1 {
			t.Errorf("%d links are good", good)
		}
	})
}
