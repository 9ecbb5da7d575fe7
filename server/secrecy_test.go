package server

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// onlyInDrafts is what nobody but the drafts knows.
var onlyInDrafts = []string{"GRUND-", "TRUPP-", "PSEUDO-", "KANAL-", "+33600000", "BANDE-1", "ORDRE-77", "Richter", "HAFT-"}

// planted is what is secret of the drafts, as somebody would look for it.
func planted(th *theatre) []string {
	out := append(slices.Clone(onlyInDrafts), models.FormatTime(inAnHour), "2026-05-20 05:00:00", "2026-05-20T05:00:00")
	for _, p := range th.prisons {
		for _, l := range p.cells {
			out = append(out, l.ID.String(), l.Code)
		}
		for _, o := range p.officers {
			out = append(out, o.ID.String(), o.Number)
		}
		out = append(out, p.ID.String(), p.Code+"/")
	}
	return out
}

// registry are the tables that know every prison, cell and officer of the
// country, target or not, and the tablets of each: that is no plan.
var registry = []string{"establishments", "locations", "officers", "equipment", "tablets", "enrolments"}

func TestNothingOfAPlanIsAnywhereInClearBeforeRelease(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		dir := t.TempDir()
		url := filepath.Join(dir, "test.db")
		secrecy(t, url, "sqlite", func() string { // the database and its write-ahead log, byte for byte
			var all []byte
			for _, name := range []string{url, url + "-wal"} {
				raw, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, raw...)
			}
			return string(all)
		})
	})
	t.Run("postgres", func(t *testing.T) { secrecy(t, storetest.Postgres(t), "pgx", func() string { return "" }) })
}

func secrecy(t *testing.T, url, driver string, files func() string) {
	th := newTheatre(t, storetest.OpenURL(t, url))
	anna, bela := th.person("anna", coordinates), th.person("bela", approves)
	o := th.drafted(anna, inAnHour)
	idle := th.prison("NIX")
	th.prisons = th.prisons[:2]
	th.decided(anna, bela, o)
	th.seal(anna, bela, o)
	th.looksAlike(o, idle)
	th.must(200, bela, "GET", o.path+"/sites/"+th.prisons[0].ID.String(), nil)
	th.must(200, bela, "GET", o.path+"/plans/current", nil)
	th.must(200, anna, "POST", o.path+"/release/ask", nil)
	secrets := planted(th)
	if len(secrets) < 25 {
		t.Fatalf("only %d strings were planted", len(secrets))
	}
	text := th.dump(driver, url)
	for _, secret := range secrets {
		if at := strings.Index(text, secret); at >= 0 {
			t.Errorf("%q is in the database in clear: …%q", secret, text[max(at-200, 0):min(at+60, len(text))])
		}
		if strings.Contains(th.log.String(), secret) {
			t.Errorf("%q is in the log", secret)
		}
	}
	for _, secret := range onlyInDrafts {
		if strings.Contains(files(), secret) {
			t.Errorf("%q is in the database's files", secret)
		}
	}
	th.must(200, bela, "POST", o.path+"/release/approve", nil)
	after := th.dump(driver, url)
	for _, known := range []string{"TRUPP-AIX", "AIX-CELL-1", "MAT-ARL-1", "KANAL-ARL", th.prisons[0].cells[0].ID.String()} {
		if !strings.Contains(after, known) {
			t.Errorf("%q is not found after release: the search finds nothing", known)
		}
	}
	if strings.Contains(after, "GRUND-") || strings.Contains(after, "PSEUDO-") || strings.Contains(after, "HAFT-") {
		t.Error("why a cell is searched, who lives there, or whom it is about was released to every tablet")
	}
}

// decided leaves behind all that planning writes down: a job with a note, pins,
// a forbid, a signed waiver, a list of who is where.
func (th *theatre) decided(anna, bela person, o dawnOperation) {
	th.Helper()
	aix := th.prisons[0]
	read := th.must(200, anna, "GET", o.path+"/draft", nil)
	read.body["pins"] = []members{{"cell": cellOf(aix, 2), "team": th.teamID(anna, o, aix), "start": 100, "reason": "GRUND-PIN"}}
	read.body["forbids"] = []members{{"cell": cellOf(th.prisons[1], 1), "team": th.teamID(anna, o, th.prisons[1]), "reason": "GRUND-FORBID"}}
	th.must(200, anna, "PUT", o.path+"/draft", read.body, "If-Match", read.etag)
	waiver := th.must(201, anna, "POST", o.path+"/waivers", members{"officer": aix.officers[0].ID, "cell": cellOf(aix, 0), "reason": "GRUND-WAIVER"}).text("id")
	th.must(200, bela, "POST", o.path+"/waivers/"+waiver+"/sign", nil)
	job := th.begun(anna, o, members{"kind": "plan", "rounds": 2, "note": "GRUND-NOTE"})
	j, found, err := th.server.takeJob(ctx)
	if err != nil || !found {
		th.Fatal(err)
	}
	th.server.runJob(ctx, j)
	if a := th.must(200, anna, "GET", o.path+"/plan-jobs/"+job, nil); a.text("state") != "done" || a.text("note") != "GRUND-NOTE" {
		th.Fatalf("the job is %s", a.raw)
	}
	moved := "establishment,cell,person\nAIX,AIX-CELL-2,HAFT-AIX-CELL-1\nAIX,AIX-CELL-1,HAFT-AIX-CELL-2\nAIX,AIX-CELL-3,HAFT-AIX-CELL-3\n"
	send := members{"dryRun": true, "operation": o.id, "files": []members{{"name": "occupancy.csv", "content": moved}}}
	shown := th.must(200, anna, "POST", "/v1/imports", send).body["occupancy"].(members)
	if moves := shown["moves"].([]any); len(moves) != 2 || moves[0].(members)["covered"] != true {
		th.Fatalf("the list changes %v", shown)
	}
	send["dryRun"], send["expected"] = false, shown["digest"]
	th.must(200, anna, "POST", "/v1/imports", send)
}

// looksAlike holds the packages of those who are searched against that of one who
// is not: nothing that can be seen of them may differ.
func (th *theatre) looksAlike(o dawnOperation, idle prison) {
	th.Helper()
	th.read(func(v store.View) error {
		round, err := v.Round(th.idOf(o))
		if err != nil || len(round) != 3 {
			th.Fatalf("%d packages for 3 establishments: %v", len(round), err)
		}
		decoy, err := v.BundleFor(th.idOf(o), idle.ID)
		if err != nil {
			return err
		}
		for _, p := range th.prisons {
			b, err := v.BundleFor(th.idOf(o), p.ID)
			if err != nil || b.Size != decoy.Size || len(b.Package) != len(decoy.Package) || len(b.Secrets) != len(decoy.Secrets) || len(b.Words) != len(decoy.Words) ||
				!b.CreatedAt.Equal(decoy.CreatedAt) || b.Plan != decoy.Plan || b.SHA256 == decoy.SHA256 {
				th.Errorf("%s can be told from a decoy: %v", p.Code, err)
			}
		}
		return nil
	})
}

// dump is every row of every table outside the registry, as text.
func (th *theatre) dump(driver, url string) string {
	th.Helper()
	db, err := sql.Open(driver, url)
	if err != nil {
		th.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	list := "SELECT name FROM sqlite_master WHERE type = 'table'"
	if driver == "pgx" {
		list = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
	}
	var b strings.Builder
	tables := th.rows(db, list)
	if len(tables) < 20 {
		th.Fatalf("only %d tables were looked at", len(tables))
	}
	for _, t := range tables {
		columns := "*"
		if t[0] == "bundles" { // which has every establishment of the registry: looksAlike
			columns = "id, operation, round, plan, size, sha256, package, words, secrets, created_at"
		}
		if name := t[0]; !slices.Contains(registry, name) {
			for _, row := range th.rows(db, "SELECT "+columns+" FROM "+name) { //nolint:gosec // names that the test knows
				fmt.Fprintf(&b, "%s: %s\n", name, strings.Join(row, "|"))
			}
		}
	}
	return b.String()
}

// rows reads a query's rows, every value as text.
func (th *theatre) rows(db *sql.DB, query string) (out [][]string) {
	th.Helper()
	rows, err := db.Query(query) //nolint:gosec // the names of tables are the database's own
	if err != nil {
		th.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		th.Fatal(err)
	}
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			th.Fatal(err)
		}
		row := make([]string, len(values))
		for i, v := range values {
			if raw, ok := v.([]byte); ok {
				v = string(raw)
			}
			row[i] = fmt.Sprint(v)
		}
		out = append(out, row)
	}
	if err := rows.Err(); err != nil {
		th.Fatal(err)
	}
	return out
}
