package server_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// pause holds whoever comes by next, once it is armed, until it is let go.
type pause struct {
	armed       atomic.Bool
	reached, on chan struct{}
}

func (p *pause) here() {
	if p.armed.CompareAndSwap(true, false) {
		close(p.reached)
		<-p.on
	}
}

// opening is a Sealer that pauses before it opens a text.
type opening struct {
	store.Sealer
	*pause
}

func (o opening) Open(sealed []byte) ([]byte, error) {
	o.here()
	return o.Sealer.Open(sealed)
}

// pausing runs a test on both databases, with a server whose store pauses where
// a reading asks it for the time, and where it opens a sealed text.
func pausing(t *testing.T, test func(t *testing.T, d *drill, p *pause)) {
	for name, url := range map[string]func(testing.TB) string{"sqlite": servertest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			p, at := &pause{}, url(t)
			w := servertest.New(t, at, func(d *server.Dependencies) {
				now := d.Clock
				clock := func() time.Time {
					p.here()
					return now()
				}
				s, err := store.Open(t.Context(), store.Options{URL: at, Clock: clock, Sealer: opening{d.Keys, p}, Log: d.Log})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = s.Close() })
				d.Store = s
			})
			test(t, newDrill(t, w), p)
		})
	}
}

// meanwhile lets somebody read something, and does what is to be done while they
// are half way. It fails when that waited for the reading.
func (p *pause) meanwhile(t *testing.T, read func() servertest.Response, do func()) servertest.Response {
	t.Helper()
	p.reached, p.on = make(chan struct{}), make(chan struct{})
	p.armed.Store(true)
	answered := make(chan servertest.Response, 1)
	go func() { answered <- read() }()
	select {
	case <-p.reached:
	case r := <-answered:
		t.Fatalf("the reading was over before it paused: %d %s", r.Status, r.Body)
	case <-time.After(10 * time.Second):
		t.Fatal("the reading does not come to its pause")
	}
	waited := atomic.Bool{}
	late := time.AfterFunc(4*time.Second, func() { // what waits for the reading would wait for ever
		waited.Store(true)
		close(p.on)
	})
	do()
	if late.Stop() {
		close(p.on)
	}
	if waited.Load() {
		t.Error("who writes waited for who reads")
	}
	return <-answered
}

// noteOf is the newest note of an act, and what it must say.
func (d *drill) noteOf(act models.Act, who *servertest.Client, subject, reason, detail string) {
	d.T.Helper()
	rows := d.Audit(act)
	if len(rows) == 0 || rows[0].Actor != who.Who.ID || rows[0].Subject != subject || rows[0].Reason != reason || !strings.HasPrefix(rows[0].Detail, detail) {
		d.T.Errorf("the reading of %s is noted as %+v", subject, rows[:min(len(rows), 1)])
	}
}

func TestNobodyWaitsForAReadingOfTheRegisterWhichShowsOneMoment(t *testing.T) {
	const exhibits = 501 // it is read by 500: the last one is read after the pause
	pausing(t, func(t *testing.T, d *drill, pause *pause) {
		live := d.operation(models.Live)
		p, _ := d.writer(live, d.near)
		seize := func(i int) {
			p.write("exhibit.seized", d.near.ID, object{"number": fmt.Sprintf("NR-%d", i), "description": "Telephone", "category": "phone", "quantity": 1, "unit": "piece", "disposition": "seized"})
		}
		for i := range exhibits {
			if seize(i); len(p.unsent) == 400 {
				p.push()
			}
		}
		p.push()
		d.project()
		who := d.As(models.RoleCustodian)
		path := "/v1/operations/" + live.String() + "/register"
		table := func() servertest.Response {
			return who.Do(http.MethodGet, path+".csv", nil, "X-Reason", "for the magistrate")
		}
		lines := func(r servertest.Response) int {
			t.Helper()
			rows, err := csv.NewReader(strings.NewReader(string(r.Expect(http.StatusOK).Body))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			return len(rows) - 1
		}
		more := func() {
			seize(exhibits)
			if r := p.push().Results[0]; r.Verdict != "stored" {
				t.Errorf("meanwhile a seizure is %+v", r)
			}
			d.project()
		}
		if n := lines(pause.meanwhile(t, table, more)); n != exhibits {
			t.Errorf("the table has %d exhibits of the %d that there were when it was asked for", n, exhibits)
		}
		d.noteOf(models.ActRegisterRead, who, "register.csv", "for the magistrate", fmt.Sprintf("%d exhibits, ", exhibits))
		if n := lines(table()); n != exhibits+1 {
			t.Errorf("asked again, the table has %d exhibits", n)
		}
		page := pause.meanwhile(t, func() servertest.Response { return who.Get(path + "?limit=2") }, func() { p.incident(); p.push() })
		page.Expect(http.StatusOK)
		d.noteOf(models.ActRegisterRead, who, "register", "", "2 exhibits, ")
	})
}

// busy is an operation of whose plan somebody has read so often that a search for
// a word goes through more rows than are read at once. The oldest row has the word.
func (d *drill) busy() (reader *servertest.Client) {
	d.T.Helper()
	secret, reader := d.operation(models.Sealed), d.Person(models.Grant{Role: models.RoleCoordinator})
	err := d.Store.Tx(store.WithCaller(context.Background(), store.Caller{Actor: models.Actor{Person: reader.Who.ID}}), func(tx *store.Tx) error {
		for i := range 600 {
			reason := "routine"
			if i == 0 {
				reason = "needle"
			}
			if err := tx.Note(models.ActPlanRead, &secret, nil, "plan", reason, ""); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		d.T.Fatal(err)
	}
	return reader
}

func TestNobodyWaitsForAReadingOfTheAuditWhichShowsOneMoment(t *testing.T) {
	pausing(t, func(t *testing.T, d *drill, pause *pause) {
		live := d.operation(models.Live)
		p, _ := d.writer(live, d.near)
		reader, auditor, admin := d.busy(), d.As(models.RoleAuditor), d.As(models.RoleAdmin)
		before := reader.Who.Name
		renamed := func() {
			p.incident()
			if r := p.push().Results[0]; r.Verdict != "stored" {
				t.Errorf("meanwhile an entry is %+v", r)
			}
			at := "/v1/people/" + reader.Who.ID.String()
			admin.Put(at, admin.Get(at).ETag(), object{"login": reader.Who.Login, "name": "Renamed", "language": "en", "grants": []object{{"role": "coordinator"}}}).Expect(http.StatusOK)
		}
		search := func() servertest.Response { return auditor.Get("/v1/audit?text=needle") }
		names := func(r servertest.Response, want string) {
			t.Helper()
			var page api.AuditPage
			if r.Expect(http.StatusOK).Into(&page); len(page.Items) != 1 || page.Items[0].Reason != "needle" || page.Items[0].ActorName != want {
				t.Errorf("found %+v, not by %s", page.Items, want)
			}
		}
		names(pause.meanwhile(t, search, renamed), before) // what somebody is called is read last
		d.noteOf(models.ActAuditRead, auditor, "audit", "", "1 rows")
		names(search(), "Renamed")
		table := func() servertest.Response {
			return auditor.Do(http.MethodGet, "/v1/audit/table?text=needle", nil, "X-Reason", "inspection")
		}
		got := pause.meanwhile(t, table, func() { p.incident(); p.push() }).Expect(http.StatusOK)
		if n := strings.Count(string(got.Body), "needle"); n != 1 {
			t.Errorf("the table has %d rows", n)
		}
		d.noteOf(models.ActAuditRead, auditor, "audit.csv", "inspection", "1 rows")
	})
}

func TestNothingIsReadOfAuditAndRegisterThatCannotBeNoted(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		live := d.operation(models.Live)
		_, _, _ = d.evidence(live)
		register := "/v1/operations/" + live.String() + "/register"
		auditor, custodian := d.As(models.RoleAuditor), d.As(models.RoleCustodian)
		mend := d.notesNothing()
		for path, who := range map[string]*servertest.Client{"/v1/audit": auditor, "/v1/audit/table": auditor, "/v1/audit/actors?q=p": auditor, register: custodian, register + ".csv": custodian} {
			got := who.Do(http.MethodGet, path, nil, "X-Reason", "inspection").Expect(http.StatusInternalServerError)
			if strings.Contains(string(got.Body), "PIECE") || strings.Contains(string(got.Body), "k7m042q") || got.Header.Get("Content-Disposition") != "" {
				t.Errorf("%s answers %s", path, got.Body)
			}
		}
		mend()
		auditor.Get("/v1/audit").Expect(http.StatusOK)
		d.noteOf(models.ActAuditRead, auditor, "audit", "", "")
	})
}

// notesNothing makes the database refuse every row of the audit; the returned
// function mends it.
func (d *drill) notesNothing() (mend func()) {
	d.T.Helper()
	if strings.HasPrefix(d.Database, "postgres") {
		d.sql(`CREATE FUNCTION unnoted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'unnoted'; END $$`,
			`CREATE TRIGGER unnoted BEFORE INSERT ON audit_rows FOR EACH ROW EXECUTE FUNCTION unnoted()`)
		return func() { d.sql(`DROP TRIGGER unnoted ON audit_rows`) }
	}
	d.sql(`CREATE TRIGGER unnoted BEFORE INSERT ON audit_rows BEGIN SELECT RAISE(ABORT, 'unnoted'); END`)
	return func() { d.sql(`DROP TRIGGER unnoted`) }
}
