package server_test

import (
	"database/sql"
	"encoding/json"
	"net/http"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // so that a test can write past the store

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// about signs the next entry of the stream, about a thing that exists.
func (p *pen) about(kind string, entity models.ID, supersedes []models.ID, body object) fieldsync.Entry {
	e := p.write(kind, p.d.near.ID, body)
	return p.again(e, func(e *fieldsync.Entry) { e.Entity, e.Supersedes = entity, supersedes })
}

// again signs the last entry anew after a change.
func (p *pen) again(e fieldsync.Entry, change func(*fieldsync.Entry)) fieldsync.Entry {
	change(&e)
	e.Sign(p.stream, p.key)
	p.prev = e.Hash(p.stream)
	p.unsent[len(p.unsent)-1] = e
	return e
}

// tell pushes entries without a head, and gives what was said of each.
func (p *pen) tell(entries ...fieldsync.Entry) []fieldsync.Result {
	p.d.T.Helper()
	all := make([]any, len(entries))
	for i, e := range entries {
		all[i] = e
	}
	var answer pushed
	p.send(p.with(all...)).Expect(http.StatusOK).Into(&answer)
	p.d.Advance(1e9) // requests without a head are limited by address
	return answer.Results
}

// told is tell for one entry: verdict and code.
func (p *pen) told(e fieldsync.Entry) string {
	p.d.T.Helper()
	r := p.tell(e)[0]
	return strings.TrimSpace(string(r.Verdict) + " " + string(r.Code))
}

// receipt is how far an entry of the stream has come.
func (p *pen) receipt(e fieldsync.Entry) (r fieldsync.Receipt) {
	p.d.T.Helper()
	p.d.project()
	p.d.Read(func(v store.View) error {
		d, err := v.Document(p.operation, fieldsync.KindReceipt, e.Hash(p.stream))
		if err != nil {
			return err
		}
		return json.Unmarshal(d.Body, &r)
	})
	return r
}

// became is the status of an entry with its code; "waiting" while it is in
// quarantine and nobody has decided.
func (p *pen) became(e fieldsync.Entry) string {
	p.d.T.Helper()
	r := p.receipt(e)
	if r.Status == "" {
		return "waiting"
	}
	return strings.TrimSpace(string(r.Status) + " " + string(r.StatusCode))
}

// starts begins the search of a task of the near prison.
func (p *pen) starts(task string) fieldsync.Entry {
	return p.write("search.started", p.d.near.ID, object{"task": task, "location": p.taskAt(task).Location, "confirmedBy": "scan"})
}

type taskAt struct{ ID, Location, Code string }

// tasks are the tasks of the near prison.
func (p *pen) tasks() (all []taskAt) {
	p.d.T.Helper()
	p.d.project()
	for _, d := range at(p.d.near.ID, p.d.documents(p.operation, fieldsync.KindTask)) {
		x := taskAt{ID: d.ID}
		if err := json.Unmarshal(d.Body, &x); err != nil {
			p.d.T.Fatal(err)
		}
		all = append(all, x)
	}
	return all
}

func (p *pen) taskAt(id string) taskAt {
	for _, x := range p.tasks() {
		if x.ID == id {
			return x
		}
	}
	p.d.T.Fatalf("there is no task %s", id)
	return taskAt{}
}

// coordinator acts on an entry of the tray.
func (d *drill) onEntry(operation, entry models.ID, act string, body object) servertest.Response {
	d.T.Helper()
	if body["reason"] == nil {
		body["reason"] = "seen with the team"
	}
	return d.As(models.RoleCoordinator).Post("/v1/operations/"+operation.String()+"/tray/"+entry.String()+"/"+act, body)
}

// tray lists all that waits for a person, page by page: "kind id".
func (d *drill) tray(operation models.ID, who *servertest.Client) (all []string) {
	d.T.Helper()
	for cursor := ""; ; {
		var page struct {
			Items []struct{ Kind, ID string }
			Next  string
		}
		who.Get("/v1/operations/" + operation.String() + "/tray?limit=2&cursor=" + cursor).Expect(http.StatusOK).Into(&page)
		for _, x := range page.Items {
			all = append(all, x.Kind+" "+x.ID)
		}
		if cursor = page.Next; cursor == "" {
			return all
		}
	}
}

// refuses makes the database refuse every document that holds a word, as a
// fault of ours would; the returned function mends it.
func (d *drill) refuses(word string) (mend func()) {
	d.T.Helper()
	plant, remove := []string{`CREATE TRIGGER planted BEFORE INSERT ON documents WHEN NEW.body LIKE '%` + word + `%' BEGIN SELECT RAISE(ABORT, 'planted'); END`}, `DROP TRIGGER planted`
	if strings.HasPrefix(d.Database, "postgres") {
		remove = `DROP TRIGGER planted ON documents`
		plant = []string{`CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.body LIKE '%` + word + `%' THEN RAISE EXCEPTION 'planted'; END IF; RETURN NEW; END $$`,
			`CREATE TRIGGER planted BEFORE INSERT ON documents FOR EACH ROW EXECUTE FUNCTION planted()`}
	}
	d.sql(plant...)
	return func() { d.sql(remove) }
}

// sql goes past the server and the store, as somebody with the database's
// password would.
func (d *drill) sql(statements ...string) {
	d.T.Helper()
	db := d.open()
	defer func() { _ = db.Close() }()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			d.T.Fatal(err)
		}
	}
}

// count is what a question for one number is answered.
func (d *drill) count(question string) (n int) {
	d.T.Helper()
	db := d.open()
	defer func() { _ = db.Close() }()
	if err := db.QueryRow(question).Scan(&n); err != nil {
		d.T.Fatal(err)
	}
	return n
}

func (d *drill) open() *sql.DB {
	d.T.Helper()
	driver := "sqlite"
	if strings.HasPrefix(d.Database, "postgres") {
		driver = "pgx"
	}
	db, err := sql.Open(driver, d.Database)
	if err != nil {
		d.T.Fatal(err)
	}
	return db
}
