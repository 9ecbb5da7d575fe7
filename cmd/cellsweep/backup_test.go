package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

// line runs a command line and returns its exit code and what it printed.
func line(t *testing.T, args ...string) (int, string) {
	t.Helper()
	var out bytes.Buffer
	return run(t.Context(), args, console{strings.NewReader(""), &out, &out, false, ""}), out.String()
}

// journalIn makes a database with one operation whose journal is open.
func journalIn(t *testing.T, database string) (operation models.ID, j store.Journal) {
	t.Helper()
	a := open(t, database)
	o, err := models.NewOperation("DAWN", "Dawn", models.NewID(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	err = a.store.Tx(t.Context(), func(tx *store.Tx) error {
		if err := tx.AddOperation(&o); err != nil {
			return err
		}
		return tx.OpenJournal(o.ID)
	})
	if err == nil {
		_, err = a.server.StartEpochs(t.Context(), "the test", "to have an entry")
	}
	if err != nil {
		t.Fatal(err)
	}
	return o.ID, journalOf(t, a, o.ID)
}

func open(t *testing.T, database string) *app {
	t.Helper()
	r, err := settings{Listen: ":0", Database: database, Speed: "1x", LogLevel: "error"}.resolve()
	if err != nil {
		t.Fatal(err)
	}
	a, err := assemble(context.Background(), r, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.store.Close() })
	return a
}

func journalOf(t *testing.T, a *app, operation models.ID) (j store.Journal) {
	t.Helper()
	err := a.store.Read(t.Context(), func(v store.View) (err error) {
		j, err = v.Journal(operation)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func TestARestoreKeepsTheJournalAndBeginsANewEpoch(t *testing.T) {
	dir := t.TempDir()
	database, backup, restored := filepath.Join(dir, "a.db"), filepath.Join(dir, "backup.db"), filepath.Join(dir, "b.db")
	operation, before := journalIn(t, database) // and stays open: a backup is made beside a server that works
	if code, text := line(t, "export", "--backup", backup, "--database", database); code != exitDone {
		t.Fatal(text)
	}
	if code, text := line(t, "restore", backup, "--database", restored, "--by", "duty administrator"); code != exitDone {
		t.Fatal(text)
	}
	a := open(t, restored)
	after := journalOf(t, a, operation)
	if after.Epoch == before.Epoch || after.Head != before.Head+1 || after.ServerSeq != 1 {
		t.Errorf("before %+v\nafter  %+v", before, after)
	}
	err := a.store.Read(t.Context(), func(v store.View) error {
		entries, err := v.Entries(operation, before.Head, 10)
		if err != nil || len(entries) != 1 || entries[0].Entry.Type != "epoch.started" {
			t.Fatalf("%v %v", entries, err)
		}
		var body struct {
			Epoch, OrderedBy string
			Previous         struct {
				Epoch    string
				Position uint64
			}
		}
		if err := json.Unmarshal([]byte(entries[0].Entry.Body), &body); err != nil {
			return err
		}
		if body.Epoch != after.Epoch || body.Previous.Epoch != before.Epoch || body.Previous.Position != before.Head || body.OrderedBy != "duty administrator" {
			t.Errorf("%+v", body)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestABackupAndARestoreNeverOverwrite(t *testing.T) {
	dir := t.TempDir()
	database, backup := filepath.Join(dir, "a.db"), filepath.Join(dir, "backup.db")
	journalIn(t, database)
	for _, step := range []struct {
		args []string
		want int
	}{
		{[]string{"export", "--backup", backup, "--database", filepath.Join(dir, "none.db")}, exitFailed},
		{[]string{"export", "--backup", backup, "--database", database}, exitDone},
		{[]string{"export", "--backup", backup, "--database", database}, exitFailed},
		{[]string{"restore", backup, "--database", database, "--by", "somebody"}, exitFailed},
		{[]string{"restore", filepath.Join(dir, "none.db"), "--database", filepath.Join(dir, "c.db"), "--by", "somebody"}, exitFailed},
		{[]string{"export", "--backup", backup, "--database", "postgres://127.0.0.1/x"}, exitFailed},
	} {
		if code, text := line(t, step.args...); code != step.want {
			t.Errorf("%s: exit %d, not %d: %s", strings.Join(step.args, " "), code, step.want, text)
		}
	}
}

func TestEveryFaultOfTheSettingsIsToldAtOnce(t *testing.T) {
	code, text := line(t, "config", "--listen", "nowhere", "--tls-cert", "a.pem", "--speed", "60x", "--base-url", "ftp://x")
	if code != exitMalformed {
		t.Errorf("exit %d", code)
	}
	for _, flag := range []string{"--listen", "--tls-cert", "--speed", "--base-url"} {
		if !strings.Contains(text, flag+":") {
			t.Errorf("%s is not told: %s", flag, text)
		}
	}
}

func TestSettingsArePrintedWithoutSecrets(t *testing.T) {
	code, text := line(t, "config", "--database", "postgres://cellsweep:hunter2@db/cellsweep?sslpassword=hunter2")
	if code != exitDone || strings.Contains(text, "hunter2") || !strings.Contains(text, "db/cellsweep") {
		t.Errorf("exit %d: %s", code, text)
	}
}
