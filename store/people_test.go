package store_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// Who follows an operation is asked about at every poke, and a list has a hundred
// people: neither may cost a question a head.
func TestManyPeopleAreReadWithAFewQuestions(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		const many = 40
		var sessions []string
		asked := 0
		err := s.Tx(ctx, func(tx *store.Tx) error {
			for i := range many {
				name := fmt.Sprintf("p%02d", i)
				p := models.Person{ID: models.NewID(), Login: name, Name: name, Language: "en", Disabled: i == 7,
					Grants: []models.Grant{{Role: models.RoleHQ}, {Role: models.RoleAnalyst, Sites: models.IDSet{models.NewID()}}}}
				if err := tx.AddPerson(&p); err != nil {
					return err
				}
				sessions = append(sessions, name)
				if err := tx.AddSession(models.Session{ID: models.NewID(), Person: p.ID, TokenHash: name, CreatedAt: tx.Now, SeenAt: tx.Now, ExpiresAt: tx.Now.Add(1)}); err != nil {
					return err
				}
			}
			return tx.Raw().Callback().Query().After("gorm:query").Register("test:count", func(*gorm.DB) { asked++ })
		})
		if err != nil {
			t.Fatal(err)
		}
		err = s.Tx(ctx, func(tx *store.Tx) error {
			roll, err := tx.RollCall(models.NewID(), nil, sessions, storetest.Dawn.Add(-1))
			if err != nil || len(roll.Sessions) != many-1 || len(roll.Sessions["p03"].Grants) != 2 || roll.Sessions["p03"].Grants[0].Role != models.RoleHQ || roll.Sessions["p07"].Login != "" {
				t.Errorf("%d sessions, %+v (%v)", len(roll.Sessions), roll.Sessions["p03"], err)
			}
			people, _, err := tx.People(store.Page{Limit: many})
			if err != nil || len(people) != many || people[3].Login != "p03" || len(people[3].Grants[1].Sites) != 1 {
				t.Errorf("%d people (%v)", len(people), err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if asked > 10 {
			t.Errorf("%d questions", asked)
		}
	})
}

// SQLite compares instants as it writes them, as texts: a server whose clock is that
// of Nouméa must not think that it is eleven hours later.
func TestWhatRunsOutRunsOutAtTheSameInstantWhereverTheServerIs(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		p := models.Person{ID: models.NewID(), Login: "ada", Name: "Ada", Language: "en"}
		at := prison("S01")
		tablet := models.Tablet{ID: models.NewID(), Establishment: at.ID, State: models.TabletConfirmed, SigningKey: "key"}
		soon := storetest.Dawn.Add(time.Hour)
		err := s.Tx(ctx, func(tx *store.Tx) error {
			return errors.Join(tx.AddPerson(&p), tx.AddSession(models.Session{ID: models.NewID(), Person: p.ID, TokenHash: "session", CreatedAt: tx.Now, SeenAt: tx.Now, ExpiresAt: soon}),
				tx.AddEstablishments([]models.Establishment{at}), tx.AddTablet(&tablet), tx.AddTabletToken(tablet.ID, "token", tx.Now, soon),
				tx.Note(models.ActPeopleWrite, nil, nil, "", "", ""))
		})
		if err != nil {
			t.Fatal(err)
		}
		now := storetest.Dawn.In(time.FixedZone("Noumea", 11*3600))
		read(t, s, func(v store.View, same func(string, any, any)) {
			sessions, err := v.Sessions(p.ID, now)
			same("sessions", []any{err, len(sessions)}, []any{nil, 1})
			_, err = v.SessionByToken("session", now)
			same("session", err, nil)
			_, err = v.TabletByToken("token", now)
			same("tablet", err, nil)
			roll, err := v.RollCall(models.NewID(), []string{"token"}, []string{"session"}, now)
			same("roll", []any{err, len(roll.Tablets), len(roll.Sessions)}, []any{nil, 1, 1})
			rows, err := v.Audit(store.AuditFilter{Since: now, Limit: 9})
			same("audit", []any{err, len(rows)}, []any{nil, 1})
		})
	})
}
