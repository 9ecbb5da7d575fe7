package server

import (
	"context"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/blobs"
)

// FileFinding is a file whose bytes are not as the journal says.
type FileFinding struct {
	Operation string `json:"operation"` // its reference
	SHA256    string `json:"sha256"`
	Size      int64  `json:"size"`
	// What: lost (no bytes), altered (other bytes), or back (lost before, and right again).
	What  string `json:"what"`
	Found string `json:"found,omitempty"` // the SHA-256 that altered bytes have

	file models.File
}

// FileCheck is what a check of all files found.
type FileCheck struct {
	Checked  int           `json:"checked"`
	Bytes    int64         `json:"bytes"`
	Findings []FileFinding `json:"findings"`
}

// Back is what a finding says of a file that was lost and is right again.
const Back = "back"

// CheckFiles reads every file that the journal says to be whole, and those that
// were found lost, and holds its bytes against its hash. Only what is read as
// absent counts as lost: a store that does not answer ends the check.
func (s *Server) CheckFiles(ctx context.Context) (check FileCheck, err error) {
	if err := s.keepsFiles(); err != nil {
		return check, err
	}
	check.Findings = []FileFinding{}
	var operations []models.Operation
	err = s.Store.Read(ctx, func(v store.View) (err error) {
		operations, err = v.OperationsIn(models.Released, models.Live, models.Closing, models.Closed, models.Archived, models.Held, models.Cancelled)
		return err
	})
	for _, o := range operations {
		for _, state := range []models.FileState{models.FileWhole, models.FileLost} {
			if err == nil {
				err = s.checkFiles(ctx, o, state, &check)
			}
		}
	}
	return check, err
}

func (s *Server) checkFiles(ctx context.Context, o models.Operation, state models.FileState, check *FileCheck) error {
	const page = 200
	for after := ""; ; {
		var files []models.File
		err := s.Store.Read(ctx, func(v store.View) (err error) {
			files, err = v.FilesAfter(o.ID, state, after, page)
			return err
		})
		if err != nil {
			return err
		}
		for _, f := range files {
			after = f.SHA256
			finding, err := s.checkFile(ctx, f)
			if err != nil {
				return err
			}
			check.Checked++
			check.Bytes += f.Size
			if finding.What != "" {
				finding.Operation, finding.SHA256, finding.Size, finding.file = o.Reference, f.SHA256, f.Size, f
				check.Findings = append(check.Findings, finding)
			}
		}
		if len(files) < page {
			return nil
		}
	}
}

// checkFile says what is wrong with one file, and notes it where nothing is.
func (s *Server) checkFile(ctx context.Context, f models.File) (x FileFinding, err error) {
	found, err := s.Files.Blobs.Hash(ctx, blobs.Key(f.Operation, f.SHA256))
	right := err == nil && found == f.SHA256
	switch {
	case err != nil && models.CodeOf(err) != models.NotFound:
		return x, err
	case f.State == models.FileLost && right:
		x.What = Back
	case f.State == models.FileLost:
		// said before
	case err != nil:
		x.What = models.FileGone
	case !right:
		x.What, x.Found = models.FileAltered, found
	default:
		return x, s.Store.Tx(ctx, func(tx *store.Tx) error { return tx.FileChecked(f) })
	}
	return x, nil
}

// AskAgain writes what a check found into the journals: tablets that have a
// file which was lost are asked for it with their next push, and altered bytes
// are set aside for whoever wants to know how that came about.
func (s *Server) AskAgain(ctx context.Context, check FileCheck) error {
	for _, x := range check.Findings {
		if err := s.tellFinding(ctx, x); err != nil {
			return err
		}
	}
	return nil
}

func (s *Server) tellFinding(ctx context.Context, x FileFinding) error {
	f, kind := x.file, "file.refused"
	var body any
	switch x.What {
	case Back:
		kind, body = "file.stored", storedBody{f.SHA256, f.Size, f.MediaType, f.Width, f.Height}
		f.State, f.Reason = models.FileWhole, ""
	case models.FileAltered:
		if err := s.Files.Blobs.SetAside(ctx, blobs.Key(f.Operation, f.SHA256), blobs.AsideKey(f.Operation, f.SHA256, x.Found)); err != nil {
			return err
		}
		f.State, f.Reason = models.FileLost, x.What
		body = refusedBody{f.SHA256, x.What, "the stored bytes were altered: they have the SHA-256 " + x.Found}
	default:
		f.State, f.Reason = models.FileLost, x.What
		body = refusedBody{f.SHA256, x.What, "the stored bytes are gone"}
	}
	err := s.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := s.aboutFile(tx, f, "", kind, body); err != nil {
			return err
		}
		return tx.DropUploadsOf(f.Operation, f.SHA256)
	})
	if err == nil {
		s.committed(f.Operation)
	}
	return err
}
