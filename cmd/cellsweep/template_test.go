package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const shippedChecklist = "../../store/seed/template-default.json"

func TestAChecklistIsCheckedReadAndConvertedFromTheCommandLine(t *testing.T) {
	code, out, err := command(t, "", "template", "lint", shippedChecklist)
	if code != exitDone || out != "cell-search 1 can be published.\n" || err != "" {
		t.Fatalf("%d %s %s", code, out, err)
	}
	_, csv, _ := command(t, "", "template", "csv", shippedChecklist)
	_, direct, _ := command(t, "", "template", "json", shippedChecklist)
	if code, again, err := command(t, csv, "template", "json", "-"); code != exitDone || again != direct || !strings.Contains(direct, `"code": "cell-search"`) {
		t.Errorf("through CSV it is another: %d %s", code, err)
	}
	if code, text, _ := command(t, "", "template", "show", shippedChecklist, "--lang", "fr"); code != exitDone || !strings.Contains(text, "Fouille de cellule") || strings.Contains(text, "Search of a cell") {
		t.Errorf("%d %.200s", code, text)
	}
	if code, _, err := command(t, strings.Replace(csv, ",yes_no_na,", ",yes_no_maybe,", 1), "template", "lint", "-"); code != exitMalformed || !strings.Contains(err, " type: ") || !strings.Contains(err, "-:") {
		t.Errorf("a fault in CSV: %d %s", code, err)
	}
	if code, _, err := command(t, `{"code": 7}`, "template", "lint", "-"); code != exitMalformed || !strings.Contains(err, "/code: must be a string") {
		t.Errorf("a fault in JSON: %d %s", code, err)
	}
	if code, _, _ := command(t, "", "template", "lint", "no-such-file.json"); code != exitFailed {
		t.Errorf("a file that is not there: %d", code)
	}
}

func TestAChecklistIsPublishedFromTheCommandLine(t *testing.T) {
	dir := t.TempDir()
	database, file := filepath.Join(dir, "a.db"), filepath.Join(dir, "own.csv")
	_, csv, _ := command(t, "", "template", "csv", shippedChecklist)
	if err := os.WriteFile(file, []byte(csv), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, err := command(t, "", "template", "publish", file, "--database", database, "--active-from", "2126-12-01T00:00:00.000Z"); code != exitDone ||
		out != "Published cell-search 2, active from 2126-12-01T00:00:00.000Z.\n" {
		t.Errorf("%d %s %s", code, out, err)
	}
	if code, _, err := command(t, "", "template", "publish", file, "--database", database, "--active-from", "2020-12-01T00:00:00.000Z"); code != exitMalformed || !strings.Contains(err, "activeFrom") {
		t.Errorf("from a moment that is past: %d %s", code, err)
	}
	bad := strings.Replace(csv, "how-found", "horoscopes", 1)
	if code, _, err := command(t, bad, "template", "publish", "-", "--database", database); code != exitMalformed || !strings.Contains(err, " list: ") {
		t.Errorf("a list that the agency does not have: %d %s", code, err)
	}
}
