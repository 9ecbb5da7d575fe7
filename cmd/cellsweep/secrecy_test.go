package main

import (
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

// A thousand words are planted in a plan, and the plan is imported, changed,
// read, solved, sealed, held and backed up by the real program, which fails in
// between. Then every byte that is on the disk is looked at: database,
// write-ahead log, logs, backup, packages, temporary files.

func TestAThousandWordsOfAPlanAreNowhereOnTheDiskBeforeRelease(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		folder := t.TempDir()
		database := filepath.Join(folder, "a.db")
		nowhere(t, folder, database, func(t *testing.T, _ string) {
			if code, text := line(t, "export", "--backup", filepath.Join(folder, "backup.db"), "--database", database); code != exitDone {
				t.Fatalf("%d %s", code, text)
			}
			if info, err := os.Stat(database + "-wal"); err != nil || info.Size() == 0 {
				t.Errorf("there is no write-ahead log to be looked at: %v", err)
			}
		})
	})
	t.Run("postgres", func(t *testing.T) {
		folder, database := cluster(t)
		nowhere(t, folder, database, func(t *testing.T, superuser string) {
			dump := program(t, "pg_dump")
			if out, err := exec.CommandContext(t.Context(), dump, "--dbname", superuser, "--file", filepath.Join(folder, "backup.sql")).CombinedOutput(); err != nil { //nolint:gosec // PostgreSQL's own
				t.Fatalf("%v %s", err, out)
			}
			if wal, _ := filepath.Glob(filepath.Join(folder, "*/data/pg_wal/0*")); len(wal) == 0 {
				t.Error("there is no write-ahead log to be looked at")
			}
		})
	})
}

// cluster is a PostgreSQL of the test's own, with its files below folder.
func cluster(t *testing.T) (folder, database string) {
	t.Helper()
	if os.Getenv("TEST_DATABASE_URL") == "" {
		t.Skip("TEST_DATABASE_URL is not set: no PostgreSQL is wanted here")
	}
	folder, err := os.MkdirTemp("", "cellsweep-secrecy-") // below t.TempDir its own user could not go
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(folder, 0o755); err != nil { //nolint:gosec // the user postgres goes through
		t.Fatal(err)
	}
	script := func(verb string) (string, error) {
		c := exec.Command("../../scripts/postgres", verb, "--name", "secrecy") //nolint:gosec,noctx // a cleanup runs after the test's context
		c.Env = append(slices.DeleteFunc(os.Environ(), func(x string) bool { return strings.HasPrefix(x, "TEST_DATABASE_URL=") }), "CELLSWEEP_POSTGRES_DIR="+folder)
		c.Stderr = os.Stderr
		out, err := c.Output()
		return strings.TrimSpace(string(out)), err
	}
	t.Cleanup(func() {
		_, _ = script("stop")
		_ = os.RemoveAll(folder)
	})
	if database, err = script("start"); err != nil {
		t.Fatal(err)
	}
	return folder, database
}

// program finds one of PostgreSQL's.
func program(t *testing.T, name string) string {
	t.Helper()
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	all, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if len(all) == 0 {
		t.Fatalf("there is no %s", name)
	}
	return all[len(all)-1]
}

func nowhere(t *testing.T, folder, database string, backup func(t *testing.T, database string)) {
	s := &sowing{t: t, h: time.Date(2031, 3, 7, 4, 17, 23, 0, time.UTC)}
	outside := t.TempDir() // what the operator has on another machine: the files, the keys
	keys := filepath.Join(outside, "keys")
	s.registry(database, keys)
	uncompressed(t, database)
	if _, err := buildOnce(); err != nil { // not in the folder that is searched
		t.Fatal(err)
	}
	temporary := filepath.Join(folder, "tmp")
	if err := os.Mkdir(temporary, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", temporary)
	r := logged(t, database, keys, filepath.Join(folder, "server.log"))
	s.url = r.url
	operation := s.importAll(outside, database, keys)
	path := "/v1/operations/" + operation
	s.plan(path)
	s.err(path)
	s.packages(folder)
	line(t, "rebuild", "DAWN-1", "--by", "somebody", "--reason", s.plant("WARUM"), "--database", database, "--keys", keys) // there is nothing to rebuild yet
	backup(t, database)
	s.must(200, "anna", "POST", path+"/release/ask", nil)
	r.kill() // as a power cut: what is in the write-ahead log stays there

	if len(s.planted) < 1000 {
		t.Fatalf("only %d words were planted", len(s.planted))
	}
	for name, files := range found(t, s.words(), folder) {
		t.Errorf("%s is on the disk before release: %v", name, files)
	}
	if seen := found(t, map[string][]byte{"a prison's name": []byte("Prison 17"), "an officer's": []byte("Officer of prison 9")}, folder); len(seen) != 2 {
		t.Errorf("the search does not find what is there in clear: %v", seen)
	}
	if info, err := os.Stat(filepath.Join(folder, "server.log")); err != nil || info.Size() < 10_000 {
		t.Errorf("the log has hardly anything in it: %v", err)
	}

	r.start()
	s.must(200, "bela", "POST", path+"/release/approve", nil)
	r.kill()
	seen := slices.Sorted(maps.Keys(found(t, s.words(), folder)))
	var kinds []string
	for _, kind := range []string{"TRUPP", "ORDRE", "KANAL", "H as text"} {
		if n := len(slices.DeleteFunc(slices.Clone(seen), func(x string) bool { return !strings.HasPrefix(x, kind) })); n > 0 {
			kinds = append(kinds, fmt.Sprintf("%d %s", n, kind))
		}
	}
	if len(seen) < plantedSites || len(kinds) < 3 { // a word may lie across two pages
		t.Errorf("after release %d words are found (%v): the search is blind", len(seen), kinds)
	}
	t.Logf("%d words planted, 0 found before release, %d after: %v", len(s.planted), len(seen), kinds)
}

// uncompressed keeps PostgreSQL from compressing what it writes: in a compressed
// value a search for words would find nothing, were it ever so clear.
func uncompressed(t *testing.T, database string) {
	t.Helper()
	if !strings.HasPrefix(database, "postgres") {
		return
	}
	db, err := sql.Open("pgx", database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	_, err = db.ExecContext(t.Context(), `DO $$ DECLARE c record; BEGIN
		FOR c IN SELECT table_name t, column_name n FROM information_schema.columns WHERE table_schema = 'public' AND data_type IN ('text', 'bytea')
		LOOP EXECUTE format('ALTER TABLE %I ALTER COLUMN %I SET STORAGE EXTERNAL', c.t, c.n); END LOOP; END $$`)
	if err != nil {
		t.Fatal(err)
	}
}

// logged starts a server that writes all that it has to say into a file.
func logged(t *testing.T, database, keys, log string) *replica {
	t.Helper()
	path, err := buildOnce()
	if err != nil {
		t.Fatal(err)
	}
	built.Store(true)
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	f, err := os.Create(log) //nolint:gosec // the test's own
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	r := &replica{t: t, url: "http://" + address, log: f, args: []string{path, "serve", "--listen", address, "--database", database, "--keys", keys, "--log-level", "debug"}}
	r.start()
	t.Cleanup(r.kill)
	return r
}

// importAll brings the plan in: one part by command, the other by the API.
func (s *sowing) importAll(outside, database, keys string) (operation string) {
	s.t.Helper()
	first, second := s.files()
	args := []string{"import", "--database", database, "--keys", keys}
	for name, content := range first {
		file := filepath.Join(outside, name)
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			s.t.Fatal(err)
		}
		args = append(args, file)
	}
	code, text := line(s.t, args...)
	_, operation, named := strings.Cut(strings.TrimSpace(text), "Operation ")
	if code != exitDone || !named {
		s.t.Fatalf("%d %s", code, text)
	}
	files := []map[string]string{}
	for name, content := range second {
		files = append(files, map[string]string{"name": name, "content": content})
	}
	s.must(200, "anna", "POST", "/v1/imports", map[string]any{"operation": operation, "files": files})
	return operation
}

// plan leads the operation to where release can be asked for, twice.
func (s *sowing) plan(path string) {
	s.t.Helper()
	site := path + "/sites/" + s.prisons[3].ID.String()
	a := s.must(200, "anna", "GET", site, nil)
	var draft map[string]any
	if err := json.Unmarshal(a.raw, &draft); err != nil {
		s.t.Fatal(err)
	}
	draft["radio"] = s.plant("KANAL")
	s.must(200, "anna", "PUT", site, draft, "If-Match", a.etag)
	s.document(path)
	for n := 1; n <= 2; n++ {
		s.must(201, "anna", "POST", path+"/plans", map[string]any{"rounds": 1})
		s.must(200, "anna", "POST", fmt.Sprintf("%s/plans/%d/publish", path, n), nil)
		for _, what := range []string{"/draft", "/sites", "/instance", "/plans/current", "/sites/" + s.prisons[n].ID.String(), "/brakes"} {
			s.must(200, "bela", "GET", path+what, nil)
		}
		s.must(200, "bela", "POST", path+"/approve", nil)
		s.must(200, "anna", "POST", path+"/seal", nil)
		if n == 1 {
			s.must(200, "anna", "POST", path+"/reopen", map[string]any{"reason": s.plant("WARUM")})
		}
	}
	for _, act := range []string{"hold", "resume"} {
		id := s.must(201, "anna", "POST", path+"/brakes", map[string]any{"act": act, "reason": s.plant("WARUM")}).text("id")
		s.must(200, "bela", "POST", path+"/brakes/"+id+"/confirm", nil)
	}
	if audit := s.must(200, "otto", "GET", "/v1/audit?limit=500", nil); !strings.Contains(string(audit.raw), "WARUMq") {
		s.t.Error("the auditor cannot read why somebody read the plan")
	}
}

// document adds the order of an authorisation, with words in its name and in it,
// and a second one that is taken away again.
func (s *sowing) document(path string) {
	s.t.Helper()
	var draft struct{ Authorisations []struct{ ID string } }
	if err := json.Unmarshal(s.must(200, "anna", "GET", path+"/draft", nil).raw, &draft); err != nil || len(draft.Authorisations) == 0 {
		s.t.Fatalf("%+v %v", draft, err)
	}
	at := path + "/draft/documents"
	for i := range 2 {
		content := []byte("%PDF-1.7\n")
		for range 200 {
			content = append(content, s.plant("URKUNDE")+"\n"...)
		}
		id := s.must(201, "anna", "POST", at+"?authorisation="+draft.Authorisations[i%len(draft.Authorisations)].ID, content,
			"Content-Type", "application/octet-stream", "X-File-Name", s.plant("URKUNDE")+".pdf").text("id")
		s.must(200, "bela", "GET", at+"/"+id, nil)
		s.must(200, "anna", "GET", at, nil)
		if i == 1 {
			s.must(204, "anna", "DELETE", at+"/"+id, nil)
		}
	}
}

// err provokes what goes wrong: every refusal has a word of the plan in it.
func (s *sowing) err(path string) {
	s.t.Helper()
	word := func() string { return s.plant("FEHLER") }
	site := path + "/sites/" + s.prisons[5].ID.String()
	broken := map[string]any{"establishment": s.prisons[5].ID, "radio": word(), "cells": []any{map[string]any{"id": models.NewID(), "location": models.NewID(), "duration": -1, "reason": word()}}}
	for _, a := range []reply{
		s.as("anna", "PUT", site, broken, "If-Match", `"1"`),
		s.as("anna", "PUT", site, map[string]any{word(): word()}, "If-Match", `"1"`),
		s.as("anna", "PUT", path+"/draft", map[string]any{"hHour": word()}, "If-Match", `"1"`),
		s.as("anna", "POST", "/v1/imports", map[string]any{"files": []any{map[string]any{"name": word() + ".csv", "content": "reference,name,h_hour\n" + word() + "," + word() + "," + word() + "\n"}}}),
		s.as("anna", "POST", path+"/brakes", map[string]any{"act": "reschedule", "reason": word(), "hHour": models.FormatTime(s.h)}),
		s.as("anna", "GET", path+"/sites/"+word(), nil),
		s.as("anna", "GET", path+"/plans/current?"+word()+"="+word(), nil, "X-Reason", "x"),
		s.as("otto", "GET", path+"/plans/current", nil),
		s.as("bela", "POST", path+"/release/approve", map[string]any{word(): word()}),
		s.as("nobody", "GET", path+"/plans/current", nil),
	} {
		if a.status < 400 || a.status >= 500 {
			s.t.Errorf("it was to be refused: %d %.300s", a.status, a.raw)
		}
	}
}

// packages keeps what two tablets fetch, one of them at a prison that is not searched.
func (s *sowing) packages(folder string) {
	s.t.Helper()
	sizes := map[int]bool{}
	for i, tablet := range s.tablets {
		var list []struct{ ID, SHA256 string }
		if err := json.Unmarshal(s.must(200, tablet, "GET", "/v1/bundles", nil).raw, &list); err != nil || len(list) != 1 {
			s.t.Fatalf("%d packages: %v", len(list), err)
		}
		for _, what := range []string{"", "/words"} {
			a := s.must(200, tablet, "GET", "/v1/bundles/"+list[0].ID+what, nil)
			if !isAge(a.raw) || (what == "" && hashed(string(a.raw)) != list[0].SHA256) {
				s.t.Errorf("the tablet got something else: %.60q", a.raw)
			}
			if what == "" {
				sizes[len(a.raw)] = true
			}
			if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("fetched-%d%s", i, strings.TrimPrefix(what, "/"))), a.raw, 0o600); err != nil {
				s.t.Fatal(err)
			}
		}
		if a := s.as(tablet, "GET", "/v1/bundles/"+list[0].ID+"/key", nil); a.status != 404 {
			s.t.Errorf("a key before release: %d %s", a.status, a.raw)
		}
	}
	if len(sizes) != 1 {
		s.t.Errorf("packages have the sizes %v", sizes)
	}
}

// words are what is planted, and H in every form in which a database writes it:
// text, and the microseconds since 2000 of PostgreSQL in either order of bytes.
func (s *sowing) words() map[string][]byte {
	all := map[string][]byte{}
	for _, w := range s.planted {
		all[w] = []byte(w)
	}
	for i, layout := range []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05"} {
		all[fmt.Sprintf("H as text %d", i)] = []byte(s.h.Format(layout))
	}
	micro := uint64(s.h.Sub(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)).Microseconds())
	all["H in microseconds, little endian"] = binary.LittleEndian.AppendUint64(nil, micro)
	all["H in microseconds, big endian"] = binary.BigEndian.AppendUint64(nil, micro)
	return all
}
