// Package web carries the built pages of headquarters, coordinator and sign-in
// inside the program. Without a build of them (npm run build) every page is one
// that says so, and the program compiles and serves its API anyway.
package web

import (
	"embed"
	"io/fs"
	"path"
)

//go:embed all:dist
var dist embed.FS

// placeholder is the only file of dist that is committed.
const placeholder = "placeholder.html"

// Files returns the built pages, rooted where a browser's "/" is: index.html,
// hq.html, plan.html, and assets/ whose names carry a hash of their content.
// Without a build, every page is the placeholder.
func Files() (fs.FS, error) {
	files, err := fs.Sub(dist, "dist")
	if err != nil || Built(files) {
		return files, err
	}
	return unbuilt{files}, nil
}

// Built says whether files hold a real build and not only the placeholder.
func Built(files fs.FS) bool {
	_, missing := files.(unbuilt)
	if missing {
		return false
	}
	_, err := fs.Stat(files, "index.html")
	return err == nil
}

// unbuilt answers for every page with the placeholder.
type unbuilt struct{ fs.FS }

// Open opens the placeholder for any name that ends in .html.
func (u unbuilt) Open(name string) (fs.File, error) {
	if fs.ValidPath(name) && path.Ext(name) == ".html" {
		name = placeholder
	}
	return u.FS.Open(name)
}
