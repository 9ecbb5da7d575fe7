package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// page reads docs/operations.md.
func page(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

var (
	flagNamed    = regexp.MustCompile(`(?m)^ +(?:-\w, )?(--[a-z-]+)`)
	variable     = regexp.MustCompile(`\$(CELLSWEEP_[A-Z_]+)`)
	commandNamed = regexp.MustCompile(`(?m)^  ([a-z]+)\b`)
	inPage       = regexp.MustCompile("(?m)^\\| `(--[a-z-]+)`")
)

func TestThePageForOperatorsNamesEverySettingAndNoOther(t *testing.T) {
	text := page(t)
	_, help := line(t, "serve", "--help")
	flags := flagNamed.FindAllStringSubmatch(help, -1)
	if len(flags) < 10 {
		t.Fatalf("the help names %d flags:\n%s", len(flags), help)
	}
	known := map[string]bool{}
	for _, f := range flags {
		known[f[1]] = true
		if f[1] != "--help" && !strings.Contains(text, "\n| `"+f[1]+"`") {
			t.Errorf("docs/operations.md does not name %s", f[1])
		}
	}
	for _, v := range variable.FindAllStringSubmatch(help, -1) {
		if !strings.Contains(text, "`"+v[1]+"`") {
			t.Errorf("docs/operations.md does not name %s", v[1])
		}
	}
	for _, f := range inPage.FindAllStringSubmatch(text, -1) {
		if !known[f[1]] {
			t.Errorf("docs/operations.md names %s, which serve does not know", f[1])
		}
	}
}

func TestThePageForOperatorsNamesEveryCommand(t *testing.T) {
	text := page(t)
	_, help := line(t, "--help")
	_, commands, _ := strings.Cut(help, "Commands:")
	found := commandNamed.FindAllStringSubmatch(commands, -1)
	if len(found) < 8 {
		t.Fatalf("the help names %d commands:\n%s", len(found), help)
	}
	for _, c := range found {
		if !strings.Contains(text, "`cellsweep "+c[1]) {
			t.Errorf("docs/operations.md does not name cellsweep %s", c[1])
		}
	}
}

func TestAfterARestoreOfPostgreSQLEveryJournalBeginsANewEpoch(t *testing.T) {
	database := filepath.Join(t.TempDir(), "a.db") // the command is the same on both
	operation, before := journalIn(t, database)
	if code, text := line(t, "epoch", "--by", "duty administrator", "--database", database); code != exitDone || !strings.Contains(text, "1 journals") {
		t.Fatalf("%d %s", code, text)
	}
	after := journalOf(t, open(t, database), operation)
	if after.Epoch == before.Epoch || after.Head != before.Head+1 || after.ServerSeq != 1 {
		t.Errorf("before %+v\nafter  %+v", before, after)
	}
	if code, text := line(t, "restore", "a-backup", "--database", "postgres://nowhere/x", "--by", "x"); code != exitFailed || !strings.Contains(text, "pg_restore") {
		t.Errorf("restore to PostgreSQL: %d %s", code, text)
	}
}
