package server_test

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
)

// Two replicas that start on a new database at one moment print a link each. The
// links are made one after the other here, and the older one is put back.
func TestOfTwoLinksOfTheFirstAdministratorAtOnceOneMakesAnAdministrator(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := &drill{World: w}
		links := [2]string{}
		for i := range links {
			link, err := w.Server.SetupLink(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if links[i] = tokenOf(w, link); i == 0 {
				d.sql(`CREATE TABLE kept AS SELECT * FROM invitations`)
			}
		}
		d.sql(`INSERT INTO invitations SELECT * FROM kept`, `DROP TABLE kept`)
		if n := d.count(`SELECT count(*) FROM invitations WHERE person IS NULL`); n != 2 {
			t.Fatalf("there are %d links", n)
		}
		var answers [2]servertest.Response
		var ended sync.WaitGroup
		release := d.holdPeople()
		for i, login := range []string{"ada", "eve"} {
			ended.Go(func() {
				answers[i] = w.Nobody().Post("/v1/setup", object{"token": links[i], "login": login, "name": login, "password": goodPassword})
			})
		}
		release()
		ended.Wait()
		won, lost := answers[0], answers[1]
		if won.Status != http.StatusCreated {
			won, lost = lost, won
		}
		won.Expect(http.StatusCreated)
		if said := lost.Expect(http.StatusBadRequest).Problem(); !strings.Contains(said.Detail, "Somebody else is the first administrator already") {
			t.Errorf("the other is told %q", said.Detail)
		}
		if n := d.count(`SELECT count(*) FROM people`); n != 1 {
			t.Errorf("there are %d people", n)
		}
		signedIn(w, won).Get("/v1/people").Expect(http.StatusOK)
		if len(lost.Header.Values("Set-Cookie")) != 0 {
			t.Error("the other is signed in")
		}
		// The other link stays worth nothing.
		for _, token := range links {
			w.Nobody().Post("/v1/setup", object{"token": token, "login": "mallory", "name": "Mallory", "password": goodPassword}).Expect(http.StatusBadRequest)
		}
		if rows := w.Audit("password.set"); len(rows) != 1 {
			t.Errorf("noted are %+v", rows)
		}
	})
}

// holdPeople keeps people from being added until release, which waits until two are
// about to be. Who looks whether there is anybody is not kept from it.
func (d *drill) holdPeople() (release func()) {
	d.T.Helper()
	db := d.open()
	held, err := db.Conn(d.T.Context())
	if err != nil {
		d.T.Fatal(err)
	}
	do := func(statement string) {
		if _, err := held.ExecContext(d.T.Context(), statement); err != nil {
			d.T.Error(err)
		}
	}
	do(map[bool]string{true: "BEGIN; LOCK TABLE people IN SHARE MODE", false: "BEGIN IMMEDIATE"}[strings.HasPrefix(d.Database, "postgres")])
	return func() {
		for range 200 {
			if time.Sleep(10 * time.Millisecond); d.waiting() >= 2 {
				break
			}
		}
		do("COMMIT")
		if err := errors.Join(held.Close(), db.Close()); err != nil {
			d.T.Error(err)
		}
	}
}

// waiting is how many wait for a lock. SQLite does not tell: one waits there for
// the file and the other for the first, after some time.
func (d *drill) waiting() int {
	if !strings.HasPrefix(d.Database, "postgres") {
		time.Sleep(300 * time.Millisecond)
		return 2
	}
	return d.count(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)
}

// Somebody whom the command line adds at the same moment is waited for.
func TestALinkOfTheFirstAdministratorWaitsForWhoIsAddedNow(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		link, err := w.Server.SetupLink(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		answered := make(chan servertest.Response, 1)
		w.Tx(func(tx *store.Tx) error {
			p := models.Person{ID: models.NewID(), Login: "grace", Name: "Grace", Language: "en", Grants: []models.Grant{{Role: models.RoleAdmin}}}
			if err := tx.AddPerson(&p); err != nil {
				return err
			}
			go func() {
				answered <- w.Nobody().Post("/v1/setup", object{"token": tokenOf(w, link), "login": "eve", "name": "Eve", "password": goodPassword})
			}()
			select {
			case r := <-answered:
				t.Errorf("answered %d before it is known whether there is somebody", r.Status)
				answered <- r
			case <-time.After(300 * time.Millisecond): // hashing the password takes some 25
			}
			return nil
		})
		(<-answered).Expect(http.StatusBadRequest)
	})
}
