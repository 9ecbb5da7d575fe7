package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/preview"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/blobs"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// finishTime is how long it may take to hash a file and to move it.
const finishTime = 2 * time.Minute

// finish takes a file whose bytes are all staged into the blob store and says
// so in the journal, in this order: hashed while it is moved, durable, entry.
// Whoever holds the upload's lock calls it. Invalid for bytes that have another
// hash, Unsupported for a kind that is not taken: both end the upload.
func (s *Server) finish(ctx context.Context, u models.Upload) error {
	// It is finished even if the tablet goes away: it will ask again.
	ctx, cancel := context.WithTimeout(store.WithCaller(context.WithoutCancel(ctx), store.Caller{}), finishTime)
	defer cancel()
	staged, err := s.Files.Staging.Open(u.ID)
	if err != nil {
		return err
	}
	defer func() { _ = staged.Close() }()
	f, err := s.looked(staged, u)
	if err != nil {
		return err
	}
	if f.MediaType == "" {
		if same, err := hasHash(staged, u.SHA256); err != nil || same {
			return errorOr(err, func() error {
				return s.refuseFile(ctx, u, models.FileWrongType, "its first bytes are those of no kind of file that is taken")
			})
		}
		return s.refuseFile(ctx, u, models.FileWrongHash, "the bytes that came have another SHA-256")
	}
	switch err := s.Files.Blobs.Put(ctx, blobs.Key(u.Operation, u.SHA256), staged, u.SHA256); {
	case errors.Is(err, blobs.ErrWrongHash):
		return s.refuseFile(ctx, u, models.FileWrongHash, "the bytes that came have another SHA-256")
	case err != nil:
		return err
	}
	if err := s.storeFile(ctx, f, u.ID); err != nil {
		return err
	}
	s.unstage(ctx, u.ID)
	return nil
}

// looked says what a staged file is by its bytes, and leaves it at its start.
func (s *Server) looked(staged *os.File, u models.Upload) (models.File, error) {
	f := models.File{Operation: u.Operation, SHA256: u.SHA256, State: models.FileWhole, Stream: u.Stream, Size: u.Size}
	head := make([]byte, preview.HeadLength)
	n, err := io.ReadFull(staged, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return f, models.NewFault(models.Unavailable, "The upload cannot be read. Try again in a moment.").Because(err)
	}
	f.MediaType = preview.Kind(head[:n])
	_, _ = staged.Seek(0, io.SeekStart)
	f.Width, f.Height = preview.Size(f.MediaType, staged)
	_, err = staged.Seek(0, io.SeekStart)
	return f, err
}

func hasHash(staged *os.File, sha string) (bool, error) {
	sum := sha256.New()
	_, err := io.Copy(sum, staged)
	return hex.EncodeToString(sum.Sum(nil)) == sha, err
}

type storedBody struct {
	SHA256    string `json:"sha256"`
	Size      int64  `json:"size"`
	MediaType string `json:"mediaType,omitempty"`
	Width     int    `json:"width,omitempty"`
	Height    int    `json:"height,omitempty"`
}

type refusedBody struct {
	SHA256 string `json:"sha256"`
	Code   string `json:"reasonCode"`
	Reason string `json:"reason"`
}

// storeFile says in the journal that a file is whole, once. Its bytes are
// durable already; upload may be "".
func (s *Server) storeFile(ctx context.Context, f models.File, upload string) error {
	// The projector is not woken: it comes by within a second, and hundreds of
	// photographs an operation would each cost it a transaction.
	return s.Store.Tx(ctx, func(tx *store.Tx) error {
		return s.aboutFile(tx, f, upload, "file.stored", storedBody{f.SHA256, f.Size, f.MediaType, f.Width, f.Height})
	})
}

// aboutFile writes a server's entry about a file and what is known of it since,
// unless that is known already.
func (s *Server) aboutFile(tx *store.Tx, f models.File, upload, kind string, body any) error {
	j, err := tx.LockJournal(f.Operation)
	if err != nil {
		return err
	}
	was, err := tx.File(f.Operation, f.SHA256)
	if err != nil && !store.IsMissing(err) {
		return err
	}
	ended := func() error {
		if f.State == models.FileWhole {
			return tx.EndUpload(upload)
		}
		return tx.DropUpload(upload)
	}
	if was.State == f.State && was.Reason == f.Reason || was.State == models.FileWhole && f.State == models.FileRefused {
		return ended()
	}
	e, err := s.ownEntry(&j, tx.Now, declaration{kind: kind, body: body})
	if err != nil {
		return err
	}
	if err := tx.Append(&j, []*fieldsync.Journalled{e}); err != nil {
		return err
	}
	f.Position, f.CheckedAt = e.Position, tx.Now
	if err := tx.SaveFile(f); err != nil {
		return err
	}
	return ended()
}

// refuseFile says in the journal that a file was not kept, and why: once for
// each reason, however often it is sent. It returns the Fault for the tablet.
func (s *Server) refuseFile(ctx context.Context, u models.Upload, code, why string) error {
	f := models.File{Operation: u.Operation, SHA256: u.SHA256, State: models.FileRefused, Reason: code, Stream: u.Stream, Size: u.Size}
	err := s.Store.Tx(ctx, func(tx *store.Tx) error {
		return s.aboutFile(tx, f, u.ID, "file.refused", refusedBody{u.SHA256, code, why})
	})
	if err != nil {
		return err
	}
	s.committed(u.Operation)
	s.unstage(ctx, u.ID)
	kind := models.Invalid
	if code == models.FileWrongType {
		kind = models.Unsupported
	}
	return models.NewFault(kind, "The file is refused: %s.", why).With(models.Field{Param: "Upload-Metadata", Code: code, Message: why})
}

// unstage removes what is staged of an upload that is over. If that fails the
// sweep does it later.
func (s *Server) unstage(ctx context.Context, id string) {
	if err := s.Files.Staging.Remove(id); err != nil {
		s.log.LogAttrs(ctx, slog.LevelWarn, "staged file not removed", slog.String("cause", causeOf(fmt.Errorf("remove: %w", err))))
	}
}
