// Package staging is where files gather while they are uploaded: a folder that
// every replica sees, so that an upload which began at one goes on at another.
package staging

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"

	"github.com/tus/tusd/v2/pkg/filestore"
	"github.com/tus/tusd/v2/pkg/handler"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store/blobs"
)

// Area is a staging folder. It is the data store of a tus handler: tusd's file
// store, which it keeps from beginning an upload twice and from telling paths.
type Area struct {
	dir   string
	files filestore.FileStore
	// Writer, when set, stands before each file that is written to: tests let it be full.
	Writer func(io.Reader) io.Reader
}

// Open opens the folder, and makes it where it is not there.
func Open(dir string) (*Area, error) {
	dir, err := filepath.Abs(dir)
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return nil, models.NewFault(models.Unavailable, "The folder in which uploads gather cannot be made.").Because(err)
	}
	return &Area{dir: dir, files: filestore.New(dir)}, nil
}

var uploadID = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)

// IsID says whether text has the form of an upload's id: 256 bits in base64url.
func IsID(text string) bool { return uploadID.MatchString(text) }

// NewUpload begins an upload, or goes on with the one of that id.
func (a *Area) NewUpload(ctx context.Context, info handler.FileInfo) (handler.Upload, error) {
	if u, err := a.GetUpload(ctx, info.ID); err == nil {
		return u, nil
	}
	u, err := a.files.NewUpload(ctx, info)
	if err != nil {
		return nil, faultOf(err)
	}
	return upload{u, a}, nil
}

// GetUpload finds an upload.
func (a *Area) GetUpload(ctx context.Context, id string) (handler.Upload, error) {
	if !IsID(id) {
		return nil, handler.ErrNotFound
	}
	u, err := a.files.GetUpload(ctx, id)
	if errors.Is(err, handler.ErrNotFound) {
		return nil, err
	}
	if err != nil {
		return nil, faultOf(err)
	}
	return upload{u, a}, nil
}

// Size is how many bytes of an upload are here; absent when there is none.
func (a *Area) Size(id string) (size int64, absent bool, err error) {
	info, err := os.Stat(filepath.Join(a.dir, id))
	if errors.Is(err, os.ErrNotExist) {
		return 0, true, nil
	}
	if err != nil {
		return 0, false, faultOf(err)
	}
	return info.Size(), false, nil
}

// Open reads what is here of an upload.
func (a *Area) Open(id string) (*os.File, error) {
	f, err := os.Open(filepath.Join(a.dir, id)) //nolint:gosec // an id has no path in it
	if err != nil {
		return nil, faultOf(err)
	}
	return f, nil
}

// Take writes a whole file under an id, for what comes by another way than tus.
// What r gives beyond the upload's end is the caller's concern.
func (a *Area) Take(id string, r io.Reader) error {
	f, err := os.OpenFile(filepath.Join(a.dir, id), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600) //nolint:gosec // likewise
	if err != nil {
		return faultOf(err)
	}
	if a.Writer != nil {
		r = a.Writer(r)
	}
	_, err = io.Copy(f, r)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if _, here := errors.AsType[*os.PathError](err); here || blobs.NoRoom(err) {
		return faultOf(err)
	}
	return err // of r, as it is
}

// Remove takes an upload away, by whoever holds its lock. One that is not there
// is none.
func (a *Area) Remove(id string) error {
	var errs []error
	for _, name := range []string{id, id + ".info", id + wantSuffix} {
		if err := os.Remove(filepath.Join(a.dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// upload is one of the file store's, whose faults are ours.
type upload struct {
	handler.Upload
	area *Area
}

// WriteChunk appends what src gives. What was written before a fault stays.
func (u upload) WriteChunk(ctx context.Context, offset int64, src io.Reader) (int64, error) {
	if u.area.Writer != nil {
		src = u.area.Writer(src)
	}
	n, err := u.Upload.WriteChunk(ctx, offset, src)
	if err != nil {
		err = faultOf(err)
	}
	return n, err
}

// faultOf makes of a file system's error one that tusd answers with: its own
// text would tell the path.
func faultOf(err error) error {
	if blobs.NoRoom(err) {
		return Wrap(models.NewFault(models.Full, "There is no room left for files here. Keep them and send them again later.").Because(err), http.StatusInsufficientStorage)
	}
	return Wrap(models.NewFault(models.Unavailable, "The folder for uploads does not answer as it should. Try again in a moment.").Because(err), http.StatusServiceUnavailable)
}

// Wrap makes a Fault an error that tusd answers with the status, and that is
// still the Fault for everybody else.
func Wrap(fault *models.Fault, status int) error {
	return errors.Join(handler.NewError(string(fault.Code), fault.Message, status), fault)
}
