package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

func TestDocumentsAreMadeAnewBesideAServerThatWorks(t *testing.T) {
	database := filepath.Join(t.TempDir(), "a.db")
	operation, j := journalIn(t, database)
	a := open(t, database)
	if err := a.server.Project(t.Context()); err != nil {
		t.Fatal(err)
	}
	receipt := func() (d fieldsync.Document) {
		err := a.store.Read(t.Context(), func(v store.View) (err error) {
			d, err = v.Document(operation, fieldsync.KindReceipt, j.ServerHash)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	before := receipt()
	code, text := line(t, "rebuild", "DAWN", "--by", "support", "--reason", "a fault in 1.0.1", "--database", database)
	if code != exitDone || !strings.Contains(text, "position 1.") {
		t.Fatalf("%d %s", code, text)
	}
	if after := receipt(); string(after.Body) != string(before.Body) || after.Position != before.Position {
		t.Errorf("was %s and is %s", before.Body, after.Body)
	}
	err := a.store.Read(t.Context(), func(v store.View) error {
		rows, err := v.Audit(store.AuditFilter{Act: "rebuild", Limit: 10})
		if len(rows) != 1 || rows[0].Reason != "a fault in 1.0.1" || rows[0].Detail != "ordered by support" {
			t.Errorf("the audit says %+v", rows)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if code, text := line(t, "rebuild", "NOON", "--by", "support", "--reason", "x", "--database", database); code != exitFailed {
		t.Errorf("an operation that is not there: %d %s", code, text)
	}
}
