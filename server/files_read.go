package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/preview"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/blobs"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// filePolicy lets a browser do nothing with a file but show or save it.
const filePolicy = "default-src 'none'; sandbox"

// original gives a file as the tablet sent it: evidence, to be saved and never
// shown by a browser. Who took it away, and why, is in the audit.
func (s *Server) original(c *gin.Context) {
	f, raw, err := s.readFile(c, models.ActFileOriginal, true)
	if err != nil {
		s.refuse(c, err)
		return
	}
	c.Header("Content-Disposition", `attachment; filename="`+f.SHA256+preview.Extension(f.MediaType)+`"`)
	c.Header("Content-Length", strconv.Itoa(len(raw)))
	s.giveFile(c, "application/octet-stream", raw)
}

// picturePreview gives a picture that a browser may show, made of the original's pixels alone.
func (s *Server) picturePreview(c *gin.Context) {
	f, raw, err := s.readFile(c, models.ActFileRead, false)
	if err != nil {
		s.refuse(c, err)
		return
	}
	var out bytes.Buffer
	kind, err := s.decode(c, f.MediaType, raw, &out)
	if err != nil {
		s.refuse(c, err)
		return
	}
	s.giveFile(c, kind, out.Bytes())
}

// decode makes a preview, one at a time: a picture takes up to 150 MB decoded.
func (s *Server) decode(ctx context.Context, kind string, raw []byte, out io.Writer) (string, error) {
	select {
	case s.decoding <- struct{}{}:
		defer func() { <-s.decoding }()
	case <-ctx.Done():
		return "", models.NewFault(models.Unavailable, "The request ended before the work was done.").Because(ctx.Err())
	}
	return preview.Make(kind, bytes.NewReader(raw), out)
}

func (s *Server) giveFile(c *gin.Context, kind string, raw []byte) {
	c.Header("Content-Security-Policy", filePolicy)
	c.Header("X-Content-Type-Options", "nosniff")
	c.Header("Cross-Origin-Resource-Policy", "same-origin")
	c.Header("Cache-Control", "no-store") // each reading is in the audit
	c.Data(http.StatusOK, kind, raw)
}

// readFile reads a whole file, its hash checked, for somebody in whose scope it
// is, and notes that in the audit.
func (s *Server) readFile(c *gin.Context, act models.Act, reasoned bool) (f models.File, raw []byte, err error) {
	if err := s.keepsFiles(); err != nil {
		return f, nil, err
	}
	operation, err := models.ParseID(c.Param("operation"))
	if err != nil {
		return f, nil, err
	}
	sha, reason := c.Param("sha256"), ""
	if reasoned {
		if reason, err = reasonOf(c.GetHeader("X-Reason")); err != nil {
			return f, nil, err
		}
	}
	err = s.Store.Tx(c, func(tx *store.Tx) error {
		var site models.ID
		if f, site, err = fileInScope(c, tx.View, act, operation, sha); err != nil {
			return err
		}
		return tx.Note(act, &operation, optionalSite(site), "file/"+sha, reason, "")
	})
	if err != nil {
		return f, nil, err
	}
	raw, err = s.bytesOf(c, f)
	return f, raw, err
}

func optionalSite(id models.ID) *models.ID {
	if id == (models.ID{}) {
		return nil
	}
	return &id
}

// fileInScope finds a file and the site that it belongs to. A file that no
// document places yet is for those alone who see every site.
func fileInScope(ctx context.Context, v store.View, act models.Act, operation models.ID, sha string) (f models.File, site models.ID, err error) {
	none := models.NewFault(models.NotFound, "There is nothing here by that name.")
	if !fieldsync.IsHash(sha) {
		return f, site, none
	}
	sites, all := store.CallerOf(ctx).Actor.Sites(act, operation)
	d, err := v.Document(operation, fieldsync.KindFile, sha)
	switch {
	case err == nil:
		site = d.Site
	case !store.IsMissing(err) && models.CodeOf(err) != models.NotFound:
		return f, site, err
	}
	if !all && (site == (models.ID{}) || !slices.Contains(sites, site)) {
		return f, site, none
	}
	f, err = v.File(operation, sha)
	if err != nil {
		return f, site, err
	}
	switch f.State {
	case models.FileLost:
		return f, site, models.NewFault(models.Unavailable, "The bytes of this file are gone from here. The tablet that has it is asked to send it again.")
	case models.FileRefused:
		return f, site, none
	}
	return f, site, nil
}

// bytesOf reads a file of at most 50 MiB and holds it against its hash: what is
// not what was signed is not given out.
func (s *Server) bytesOf(ctx context.Context, f models.File) ([]byte, error) {
	r, size, err := s.Files.Blobs.Get(ctx, blobs.Key(f.Operation, f.SHA256))
	if models.CodeOf(err) == models.NotFound && err != nil {
		return nil, gone(f, err)
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	if size > fieldsync.MaxExportFile {
		return nil, gone(f, nil)
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, models.NewFault(models.Unavailable, "The bytes of this file cannot be read now. Try again in a moment.").Because(err)
	}
	if sum := sha256.Sum256(raw); hex.EncodeToString(sum[:]) != f.SHA256 {
		return nil, gone(f, nil)
	}
	return raw, nil
}

func gone(f models.File, cause error) error {
	return models.NewFault(models.Unavailable, "The bytes of the file %s are not here any more as they were signed. Tell whoever runs this server: cellsweep files check says what else is concerned.", f.SHA256).Because(cause)
}
