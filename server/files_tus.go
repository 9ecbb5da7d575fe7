package server

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/tus/tusd/v2/pkg/handler"
	xslog "golang.org/x/exp/slog"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/staging"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// filesPath is where uploads are made; an upload is below it.
const filesPath = "/v1/files/"

// newTus makes tusd's handler over the staging area.
func (s *Server) newTus() (*handler.UnroutedHandler, error) {
	composer := handler.NewStoreComposer()
	composer.UseCore(tusFiles{s})
	composer.UseLocker(s.Files.Staging)
	cors := handler.DefaultCorsConfig
	cors.Disable = true
	return handler.NewUnroutedHandler(handler.Config{StoreComposer: composer, MaxSize: fieldsync.MaxExportFile, BasePath: filesPath,
		DisableDownload: true, DisableTermination: true, Cors: &cors, PreUploadCreateCallback: s.tusCreates,
		// Its log has the ids of uploads, and whoever knows one may go on with it.
		Logger: xslog.New(xslog.NewTextHandler(io.Discard, nil)), AcquireLockTimeout: 10 * time.Second, NetworkTimeout: time.Minute})
}

func (s *Server) registerFiles(g *gin.RouterGroup) {
	g.OPTIONS(filesPath, s.tus((*handler.UnroutedHandler).PostFile))
	g.POST(filesPath, s.tus((*handler.UnroutedHandler).PostFile))
	g.HEAD(filesPath+":upload", s.tus((*handler.UnroutedHandler).HeadFile))
	g.PATCH(filesPath+":upload", s.tus((*handler.UnroutedHandler).PatchFile))
}

// tus lets tusd answer, and makes problems of its refusals.
func (s *Server) tus(serve func(*handler.UnroutedHandler, http.ResponseWriter, *http.Request)) gin.HandlerFunc {
	return func(c *gin.Context) {
		if s.uploads == nil {
			s.refuse(c, s.keepsFiles())
			return
		}
		if c.Request.Method == http.MethodPost {
			// Creation carries no bytes: of an upload that exists they would land at a wrong place.
			c.Request.Header.Del("Content-Type")
			c.Request.Header.Del("X-HTTP-Method-Override")
		}
		said := &said{address: remote(c)}
		w := &tusWriter{ResponseWriter: c.Writer, server: s, gin: c, said: said, reading: incoming{control: http.NewResponseController(c.Writer), now: s.Wall}}
		ctx, body := staging.Watched(context.WithValue(c.Request.Context(), saidKey{}, said), c.Request.Body)
		r := c.Request.WithContext(ctx)
		r.Body = body
		inner := s.uploads.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { serve(s.uploads, w, r) }))
		http.StripPrefix(filesPath, inner).ServeHTTP(w, r) // tusd takes the whole of a path for an id
		// tusd's deadline would end whatever comes next over this connection.
		_ = http.NewResponseController(c.Writer).SetWriteDeadline(time.Time{})
	}
}

// said is what our part of an upload has to say past tusd, whose errors have
// neither fields nor causes.
type said struct {
	address string
	fault   error
}

type saidKey struct{}

// refusal notes an error for the answer, and makes it one that tusd understands.
func refusal(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if x, ok := ctx.Value(saidKey{}).(*said); ok {
		x.fault = err
	}
	return handler.NewError(string(models.CodeOf(err)), "refused", statusOf(err))
}

// tusCreates is asked by tusd before an upload is made.
func (s *Server) tusCreates(hook handler.HookEvent) (handler.HTTPResponse, handler.FileInfoChanges, error) {
	ctx := hook.Context
	id, offset, err := s.create(ctx, hook.Upload)
	if err != nil {
		return handler.HTTPResponse{}, handler.FileInfoChanges{}, refusal(ctx, err)
	}
	header := handler.HTTPHeader{"Upload-Offset": strconv.FormatInt(offset, 10)}
	return handler.HTTPResponse{Header: header}, handler.FileInfoChanges{ID: id, MetaData: handler.MetaData{}}, nil
}

// create gives the id of the upload and how many of its bytes are here.
func (s *Server) create(ctx context.Context, info handler.FileInfo) (id string, offset int64, err error) {
	claim, sig, err := claimOf(info.MetaData, info.Size)
	if err != nil {
		return "", 0, err
	}
	from, err := s.claimed(ctx, claim, sig)
	if err != nil {
		if x, ok := ctx.Value(saidKey{}).(*said); ok && !s.guard.push(x.address) {
			err = models.NewFault(models.TooMany, "There were too many requests from this address.")
		}
		return "", 0, err
	}
	b, err := s.beginUpload(ctx, from.operation, claim)
	if err != nil {
		return "", 0, err
	}
	if b.stale != "" {
		if err := s.Files.Staging.Remove(b.stale); err != nil {
			return "", 0, err
		}
	}
	if b.upload.Done {
		return b.upload.ID, b.upload.Size, nil
	}
	offset, _, err = s.Files.Staging.Size(b.upload.ID)
	return b.upload.ID, offset, err
}

// tusFiles is the data store of tusd: the database knows which uploads there
// are and which are done, the staging area has the bytes.
type tusFiles struct{ *Server }

// NewUpload begins the upload that create has noted.
func (t tusFiles) NewUpload(ctx context.Context, info handler.FileInfo) (handler.Upload, error) {
	u, err := t.Store.Upload(ctx, info.ID)
	if err != nil {
		return nil, refusal(ctx, err)
	}
	if u.Done {
		return doneUpload{u}, nil
	}
	staged, err := t.Files.Staging.NewUpload(ctx, info)
	if err != nil {
		return nil, err
	}
	return coming{staged, t.Server, u}, nil
}

// GetUpload finds an upload. One that has all its bytes and was not finished,
// for lack of room or because the server stopped, is finished now: a tablet
// that hears of all its bytes forgets the file.
func (t tusFiles) GetUpload(ctx context.Context, id string) (handler.Upload, error) {
	u, err := t.Store.Upload(ctx, id)
	if models.CodeOf(err) == models.NotFound {
		return nil, handler.ErrNotFound
	}
	if err != nil {
		return nil, refusal(ctx, err)
	}
	if u.Done {
		return doneUpload{u}, nil
	}
	size, absent, err := t.Files.Staging.Size(id)
	if err == nil && !absent && size == u.Size {
		if err := t.finish(ctx, u); err != nil {
			return nil, refusal(ctx, err)
		}
		return doneUpload{u}, nil
	}
	staged, err := t.Files.Staging.GetUpload(ctx, id)
	if err != nil {
		return nil, err
	}
	return coming{staged, t.Server, u}, nil
}

// coming is an upload that is not done.
type coming struct {
	handler.Upload
	server *Server
	upload models.Upload
}

// FinishUpload is called by tusd when the last byte is here.
func (u coming) FinishUpload(ctx context.Context) error {
	return refusal(ctx, u.server.finish(ctx, u.upload))
}

// doneUpload is an upload whose file is whole. Nothing is staged of it any more.
type doneUpload struct{ upload models.Upload }

// GetInfo says that all bytes are here.
func (d doneUpload) GetInfo(context.Context) (handler.FileInfo, error) {
	return handler.FileInfo{ID: d.upload.ID, Size: d.upload.Size, Offset: d.upload.Size}, nil
}

var errDone = errors.New("the upload is done")

// WriteChunk is never called: tusd asks GetInfo before.
func (d doneUpload) WriteChunk(context.Context, int64, io.Reader) (int64, error) { return 0, errDone }

// GetReader is never called: nothing is downloaded from here.
func (d doneUpload) GetReader(context.Context) (io.ReadCloser, error) { return nil, errDone }

// FinishUpload has nothing to do.
func (d doneUpload) FinishUpload(context.Context) error { return nil }

// tusWriter turns tusd's refusals into problems, and its addresses into paths:
// behind a proxy it would guess the scheme wrongly.
type tusWriter struct {
	gin.ResponseWriter
	server  *Server
	gin     *gin.Context
	said    *said
	reading incoming
	refused bool
}

// SetReadDeadline lets tusd move the deadline by which the body has to come.
func (w *tusWriter) SetReadDeadline(at time.Time) error { return w.reading.until(at) }

// Unwrap lets tusd move the deadlines of the connection.
func (w *tusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader answers, or refuses in our words.
func (w *tusWriter) WriteHeader(status int) {
	h := w.Header()
	if w.reading.ended() {
		h.Set("Connection", "close")
	}
	if at, err := url.Parse(h.Get("Location")); err == nil && at.Path != "" {
		h.Set("Location", at.Path)
	}
	if h.Get("Tus-Extension") != "" {
		h.Set("Tus-Extension", "creation")
	}
	if status < http.StatusBadRequest {
		w.ResponseWriter.WriteHeader(status)
		return
	}
	if status == http.StatusNotImplemented { // a length that is told later
		status = http.StatusBadRequest
	}
	w.refused = true
	h.Del("Content-Length")
	h.Del("Content-Type")
	err := w.said.fault
	if err == nil {
		err = models.NewFault(codeOfStatus(status), "%s", tusSentence(status))
	}
	w.server.refuseAs(w.gin, err, status)
}

// Write leaves out the text of a refusal, which has been given.
func (w *tusWriter) Write(p []byte) (int, error) {
	if w.refused {
		return len(p), nil
	}
	return w.ResponseWriter.Write(p)
}

// codeOfStatus is the kind of fault that tusd means by a status.
func codeOfStatus(status int) models.Code {
	switch status {
	case http.StatusLocked:
		return models.Unavailable
	case http.StatusForbidden, http.StatusMethodNotAllowed:
		return models.Forbidden
	}
	for code, s := range statuses {
		if s == status && code != models.WrongState {
			return code
		}
	}
	if status < http.StatusInternalServerError {
		return models.Invalid
	}
	return models.Unavailable
}

// tusSentence says what tusd means, without its own words: some quote what was sent.
func tusSentence(status int) string {
	switch status {
	case http.StatusNotFound:
		return "There is no such upload. Begin it anew."
	case http.StatusConflict:
		return "The upload goes on at another place. Ask for its offset."
	case http.StatusPreconditionFailed:
		return "This speaks tus 1.0.0; say so in Tus-Resumable."
	case http.StatusRequestEntityTooLarge:
		return "A file has at most " + strconv.Itoa(fieldsync.MaxExportFile>>20) + " MiB, and an upload no more than it said."
	case http.StatusLocked:
		return "Another request is at work on this upload. Try again in a moment."
	case http.StatusInsufficientStorage:
		return "There is no room left for files here. Keep them and send them again later."
	}
	if status < http.StatusInternalServerError {
		return "The request is none of tus 1.0, or its headers are not right."
	}
	return "The upload was interrupted. Ask for its offset and go on."
}
