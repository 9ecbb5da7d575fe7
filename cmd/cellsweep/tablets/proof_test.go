package tablets

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
)

// A proof that cannot fail proves nothing: each of these changes to the
// database must be found, and none where nothing was changed.
func TestTheProofFindsWhatWasAltered(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "test.db")
	p := openPrison(t, path, 3600, 2, 1, 2)
	s := newShow(Options{URLs: []string{p.url}, Operation: p.operation.ID.String(), Count: 2, Seed: 3, Login: "coordinator", Password: testPassword, Auditor: "auditor"})
	if err := s.play(t.Context()); err != nil || len(s.report.Faults) > 0 {
		t.Fatal(err, s.report.Faults)
	}
	s.patience = 0
	db, err := sql.Open("sqlite", path+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	const closing = "position = (SELECT max(position) FROM entries WHERE server = 0 AND type = 'search.closed')"
	for _, c := range []struct{ name, found, statement string }{
		{"nothing", "", "UPDATE entries SET seq = seq WHERE 1 = 0"},
		{"an entry is gone", "is not in the journal", "DELETE FROM entries WHERE " + closing},
		{"a position is gone", "follows position", "DELETE FROM entries WHERE " + closing},
		{"another body", "holds what cannot be read", "UPDATE entries SET raw = CAST(replace(CAST(raw AS TEXT), 'done_', 'dune_') AS BLOB) WHERE " + closing},
		{"another signature", "is not the one that", "UPDATE entries SET raw = (SELECT CAST(substr(r, 1, i - 1) || CASE substr(r, i, 1) WHEN 'A' THEN 'B' ELSE 'A' END || substr(r, i + 1) AS BLOB) " +
			"FROM (SELECT CAST(raw AS TEXT) AS r, instr(CAST(raw AS TEXT), '\"sig\":\"') + 7 AS i)) WHERE " + closing},
		{"another hash", "holds what cannot be read", "UPDATE entries SET hash = lower(hex(randomblob(32))) WHERE " + closing},
		{"another verdict", "is quarantined", "UPDATE entries SET verdict = 'quarantined', code = 'too_large' WHERE " + closing},
		{"another stream", "holds what cannot be read", "UPDATE entries SET stream = (SELECT max(stream) FROM entries WHERE server = 1) WHERE " + closing},
		{"a receipt is gone", "there is no receipt of seq", "DELETE FROM documents WHERE kind = 'receipt' AND id = (SELECT hash FROM entries WHERE " + closing + ")"},
		{"a receipt says held", "is held", "UPDATE documents SET body = replace(body, '\"status\":\"applied\"', '\"status\":\"held\"') WHERE kind = 'receipt' AND id = (SELECT hash FROM entries WHERE " + closing + ")"},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "-"), func(t *testing.T) {
			restore := alter(t, db, c.statement)
			defer restore()
			for _, x := range s.tablets {
				x.cursor = "" // from the start
			}
			s.report.Faults, s.report.Receipts = nil, map[string]int{}
			if err := s.prove(t.Context()); err != nil {
				t.Fatal(err)
			}
			said := strings.Join(s.report.Faults, "\n")
			if !strings.Contains(said, c.found) || (said == "") != (c.found == "") {
				t.Errorf("it finds: %s", said)
			}
		})
	}
}

// alter changes the database behind the server's back, until restore.
func alter(t *testing.T, db *sql.DB, statement string) (restore func()) {
	t.Helper()
	do := func(statements ...string) {
		t.Helper()
		for _, q := range statements {
			if _, err := db.ExecContext(t.Context(), q); err != nil {
				t.Fatalf("%s: %v", q, err)
			}
		}
	}
	do("CREATE TABLE kept_entries AS SELECT * FROM entries", "CREATE TABLE kept_documents AS SELECT * FROM documents", statement)
	return func() {
		do("DELETE FROM entries", "INSERT INTO entries SELECT * FROM kept_entries", "DROP TABLE kept_entries",
			"DELETE FROM documents", "INSERT INTO documents SELECT * FROM kept_documents", "DROP TABLE kept_documents")
	}
}
