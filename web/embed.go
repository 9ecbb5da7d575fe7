// Package web carries the built pages of headquarters, coordinator and sign-in
// inside the program. Without a build of them (npm run build) it carries only a
// page that says so, so that the program compiles and serves its API anyway.
package web

import (
	"embed"
	"io/fs"
	"path"
	"strings"
)

//go:embed all:dist
var dist embed.FS

// placeholder is the only file of dist that is committed.
const placeholder = "placeholder.html"

// Files returns the built pages, rooted where a browser's "/" is: index.html,
// hq.html, plan.html, and assets/ whose names carry a hash of their content.
func Files() (fs.FS, error) { return fs.Sub(dist, "dist") }

// Built says whether files hold a real build and not only the placeholder.
func Built(files fs.FS) bool {
	_, err := fs.Stat(files, "index.html")
	return err == nil
}

// Document returns the name in files of the document that shows urlPath, an
// address typed or reloaded in a browser: /hq/{operation} and everything below
// it is one document, /plan/{operation} another, and the rest is the front
// page's. Without a build every address is the placeholder's.
func Document(files fs.FS, urlPath string) string {
	if !Built(files) {
		return placeholder
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(path.Clean("/"+urlPath), "/"), "/")
	switch first {
	case "hq", "plan":
		return first + ".html"
	default:
		return "index.html"
	}
}

// Immutable says whether a browser may keep the file of this name for ever,
// which is so for names that carry a hash of the content.
func Immutable(name string) bool {
	return strings.HasPrefix(strings.TrimPrefix(path.Clean("/"+name), "/"), "assets/")
}
