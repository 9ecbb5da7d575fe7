package server

import (
	"context"
	"net/http"
	"time"

	"github.com/tus/tusd/v2/pkg/handler"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/staging"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/blobs"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// Files says where the bytes of files are, and how much a tablet may send.
type Files struct {
	Blobs   *blobs.Store
	Staging *staging.Area // one folder for all replicas
	Quota   int64         // bytes a stream may bring by network; 0 for DefaultFileQuota
}

// DefaultFileQuota is what a stream may bring by network, in bytes: some
// thousand photographs.
const DefaultFileQuota = 4 << 30

// uploadsKept is how long an upload is remembered after it began. What is
// unfinished then is removed; the tablet still has the file, and begins anew.
const uploadsKept = 7 * 24 * time.Hour

func (f Files) quota() int64 {
	if f.Quota > 0 {
		return f.Quota
	}
	return DefaultFileQuota
}

func (s *Server) keepsFiles() error {
	if s.Files.Blobs == nil || s.Files.Staging == nil {
		return models.NewFault(models.Unavailable, "This server has no place for files.")
	}
	return nil
}

// claimOf reads the metadata of an upload.
func claimOf(meta handler.MetaData, length int64) (fieldsync.FileClaim, string, error) {
	var fs models.Faults
	fault := func(code, format string, args ...any) {
		fs.AddField(models.Field{Param: "Upload-Metadata", Code: code, Message: models.NewFault("", format, args...).Message})
	}
	c := fieldsync.FileClaim{Stream: meta["stream"], SHA256: meta["sha256"], Size: decimalOf(meta["size"])}
	if !fieldsync.IsStream(c.Stream) {
		fault("stream", "stream must be 22 base64url characters")
	}
	if !fieldsync.IsHash(c.SHA256) {
		fault("sha256", "sha256 must be 64 lower-case hex digits")
	}
	if c.Size == 0 || int64(c.Size) != length { //nolint:gosec // decimalOf bounds it
		fault("size", "size must be a whole number above 0, and the same as Upload-Length")
	}
	if meta["sig"] == "" {
		fault("sig", "sig must be the stream's signature of stream, sha256 and size")
	}
	return c, meta["sig"], fs.Err("The upload does not say what it is.")
}

// decimalOf reads a whole number as it is signed: digits without a leading zero. 0 for any other text.
func decimalOf(text string) (n uint64) {
	if text == "" || text[0] == '0' || len(text) > 15 {
		return 0
	}
	for _, c := range []byte(text) {
		if c < '0' || c > '9' {
			return 0
		}
		n = n*10 + uint64(c-'0')
	}
	return n
}

// claimed finds the stream of a claim, and holds the signature against its key:
// before a byte is kept. NotFound for an unknown stream, Forbidden for a
// signature that is not the stream's.
func (s *Server) claimed(ctx context.Context, c fieldsync.FileClaim, sig string) (*pen, error) {
	from, err := s.pens.of(ctx, s.Store, c.Stream)
	if err != nil {
		return nil, err
	}
	if from == nil {
		return nil, models.NewFault(models.NotFound, "Nobody is known to write this stream. Enrol first; keep the file.").
			With(models.Field{Param: "Upload-Metadata", Code: "unknown_stream", Message: "the stream is not known"})
	}
	if !c.Verify(from.key, sig) {
		return nil, models.NewFault(models.Forbidden, "The signature of the file is not the stream's.").
			With(models.Field{Param: "Upload-Metadata", Code: "bad_signature", Message: "sig does not verify"})
	}
	return from, nil
}

// begun says what became of the wish to upload a file: the upload to go on
// with, which may be done already, and what it took the place of.
type begun struct {
	upload models.Upload
	stale  string // id of an upload whose bytes are to be removed, "" for none
}

// beginUpload finds or makes the upload of a claimed file. The same file of the
// same stream is one upload, however often it is begun; a file that is whole is
// an upload that is done.
func (s *Server) beginUpload(ctx context.Context, operation models.ID, c fieldsync.FileClaim) (b begun, err error) {
	err = s.Store.Tx(ctx, func(tx *store.Tx) error {
		b = begun{}
		if err := tx.LockStream(c.Stream); err != nil {
			return err
		}
		f, err := tx.File(operation, c.SHA256)
		if err != nil && !store.IsMissing(err) {
			return err
		}
		if err == nil && !f.Again() && f.State != models.FileWhole {
			return refusedBefore(f)
		}
		if err := reuse(tx, &b, f, c); err != nil || b.upload.ID != "" {
			return err
		}
		b.upload = models.Upload{ID: newToken(), Operation: operation, Stream: c.Stream, SHA256: c.SHA256, Size: int64(c.Size), //nolint:gosec // ≤ 50 MiB
			Done: f.State == models.FileWhole, CreatedAt: tx.Now}
		if !b.upload.Done {
			if err := s.hasQuota(tx, b.upload); err != nil {
				return err
			}
		}
		return tx.AddUpload(b.upload)
	})
	return b, err
}

// reuse goes on with an upload of the same file that is there already, if it is
// still good.
func reuse(tx *store.Tx, b *begun, f models.File, c fieldsync.FileClaim) error {
	u, err := tx.UploadOf(c.Stream, c.SHA256)
	if store.IsMissing(err) {
		return nil
	}
	if err != nil {
		return err
	}
	whole := f.State == models.FileWhole
	switch {
	case whole && !u.Done:
		u.Done = true // another tablet was first
		b.upload, b.stale = u, u.ID
		return tx.EndUpload(u.ID)
	case whole == u.Done && u.Size == int64(c.Size): //nolint:gosec // ≤ 50 MiB
		b.upload = u
		return nil
	}
	b.stale = u.ID // the file was lost since, or the size was told wrongly
	return tx.DropUpload(u.ID)
}

func (s *Server) hasQuota(tx *store.Tx, u models.Upload) error {
	there, err := tx.FileBytes(u.Stream)
	if err != nil || there+u.Size <= s.Files.quota() {
		return err
	}
	return models.NewFault(models.TooLarge, "This tablet has sent as many bytes of files as it may (%d MiB). Keep the file, and carry it in an export.", s.Files.quota()>>20).
		With(models.Field{Param: "Upload-Length", Code: "quota", Message: "is more than what is left"})
}

func refusedBefore(f models.File) error {
	return models.NewFault(models.Unsupported, "This file was refused before: it is not of a kind that is taken.").
		With(models.Field{Param: "Upload-Metadata", Code: f.Reason, Message: "the file is refused"})
}

// SweepUploads removes uploads that began more than seven days ago by the
// operation's clock, done or not, and says how many.
func (s *Server) SweepUploads(ctx context.Context) (n int, err error) {
	if s.keepsFiles() != nil {
		return 0, nil
	}
	var old []models.Upload
	err = s.Store.Read(ctx, func(v store.View) (err error) {
		old, err = v.UploadsBefore(s.Store.Now().Add(-uploadsKept), 100)
		return err
	})
	for _, u := range old {
		if err == nil {
			err = s.sweep(ctx, u)
			n++
		}
	}
	return n, err
}

func (s *Server) sweep(ctx context.Context, u models.Upload) error {
	lock, err := s.Files.Staging.NewLock(u.ID)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := lock.Lock(ctx, func() {}); err != nil {
		return err
	}
	defer func() { _ = lock.Unlock() }()
	if err := s.Store.Tx(ctx, func(tx *store.Tx) error { return tx.DropUpload(u.ID) }); err != nil {
		return err
	}
	return s.Files.Staging.Remove(u.ID)
}

// statusOf is the HTTP status of an error.
func statusOf(err error) int {
	if status, ok := statuses[models.CodeOf(err)]; ok {
		return status
	}
	return http.StatusInternalServerError
}
