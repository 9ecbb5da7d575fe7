package server

import (
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/cellsweep/cellsweep/models"
)

// entryPages are the pages that the browser part is built into, by the first
// part of the address; everything else is the index.
var entryPages = map[string]string{"hq": "hq.html", "plan": "plan.html", "office": "office.html", "review": "review.html", "tablet": "tablet.html"}

// pages serves the built browser part. Addresses within a page (deep links)
// are the page; addresses of the API that do not exist are a problem.
func (s *Server) pages(c *gin.Context) {
	name := strings.TrimPrefix(path.Clean(c.Request.URL.Path), "/")
	if name == "v1" || strings.HasPrefix(name, "v1/") || strings.HasPrefix(c.Request.URL.Path, "/v1/") { // /v1/a/..%2F..%2Fb is no page either
		s.refuse(c, models.NewFault(models.NotFound, "There is nothing here by that name."))
		return
	}
	if c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead {
		s.refuse(c, models.NewFault(models.NotFound, "This address does not take %s.", c.Request.Method))
		return
	}
	if name == "" || path.Ext(name) == "" {
		first, _, _ := strings.Cut(name, "/")
		name = "index.html"
		if page, ok := entryPages[first]; ok {
			name = page
		}
	}
	body, err := fs.ReadFile(s.Web, name)
	if err != nil {
		s.refuse(c, models.NewFault(models.NotFound, "There is no such page.").Because(err))
		return
	}
	if name == "tablet.html" {
		c.Header("Content-Security-Policy", tabletPolicy)
	}
	kind := mime.TypeByExtension(path.Ext(name))
	if path.Ext(name) == ".webmanifest" {
		kind = "application/manifest+json" // mime does not know it
	}
	if strings.HasPrefix(name, "assets/") { // their names hold their hash
		c.Header("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		c.Header("Cache-Control", "no-cache")
	}
	c.Data(http.StatusOK, kind, body)
}
