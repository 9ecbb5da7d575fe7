package web

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

func TestTheProgramAlwaysCarriesAPageToShow(t *testing.T) {
	files, err := Files()
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range []string{"index.html", "hq.html", "plan.html"} {
		body, err := fs.ReadFile(files, page)
		if err != nil || !strings.Contains(string(body), "Cellsweep") {
			t.Errorf("%s is not there or is no page of ours: %v", page, err)
		}
	}
}

func TestWithoutABuildEveryPageSaysSo(t *testing.T) {
	files := unbuilt{fstest.MapFS{placeholder: &fstest.MapFile{Data: []byte("not built")}}}
	if Built(files) {
		t.Error("a folder with only the placeholder counts as built")
	}
	for _, page := range []string{"index.html", "hq.html", "tablet.html"} {
		if body, err := fs.ReadFile(files, page); err != nil || string(body) != "not built" {
			t.Errorf("%s: %q, %v", page, body, err)
		}
	}
	for _, other := range []string{"assets/hq.js", "../go.mod", "/index.html"} {
		if _, err := fs.ReadFile(files, other); err == nil {
			t.Errorf("%s was found", other)
		}
	}
	if _, err := files.Open("icon.svg"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is no page: %v, want not found", err)
	}
}

func TestABuildIsKnownByItsFrontPage(t *testing.T) {
	if !Built(fstest.MapFS{"index.html": &fstest.MapFile{}}) {
		t.Error("a folder with index.html does not count as built")
	}
	if Built(fstest.MapFS{placeholder: &fstest.MapFile{}}) {
		t.Error("a folder without index.html counts as built")
	}
}
