package web_test

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/cellsweep/cellsweep/web"
)

func built() fs.FS {
	page := &fstest.MapFile{Data: []byte("<!doctype html>")}
	return fstest.MapFS{"index.html": page, "hq.html": page, "plan.html": page, "placeholder.html": page}
}

func TestTheProgramAlwaysCarriesAPageToShow(t *testing.T) {
	files, err := web.Files()
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"/", "/operations", "/hq/0198", "/plan/0198"} {
		name := web.Document(files, address)
		if _, err := fs.Stat(files, name); err != nil {
			t.Errorf("address %s is shown by %s, which is not there: %v", address, name, err)
		}
	}
}

func TestAnAddressIsShownByTheDocumentOfItsSurface(t *testing.T) {
	for address, want := range map[string]string{
		"/": "index.html", "/operations": "index.html", "/setup": "index.html", "": "index.html",
		"/hq/0198": "hq.html", "/hq/0198/sites/0199": "hq.html", "/hq": "hq.html",
		"/plan/0198": "plan.html", "/planning": "index.html", "/../hq/1": "hq.html",
	} {
		if got := web.Document(built(), address); got != want {
			t.Errorf("address %q is shown by %s, want %s", address, got, want)
		}
	}
}

func TestWithoutABuildEveryAddressIsThePlaceholders(t *testing.T) {
	empty := fstest.MapFS{"placeholder.html": &fstest.MapFile{}}
	if web.Built(empty) {
		t.Error("a folder with only the placeholder counts as built")
	}
	if got := web.Document(empty, "/hq/0198"); got != "placeholder.html" {
		t.Errorf("got %s, want placeholder.html", got)
	}
}

func TestOnlyNamesWithAHashMayBeKeptForEver(t *testing.T) {
	for name, want := range map[string]bool{
		"assets/hq-3f9a.js": true, "/assets/inter-9d.woff2": true,
		"index.html": false, "/assets/../index.html": false, "icon.svg": false,
	} {
		if got := web.Immutable(name); got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}
