// Package blobs keeps the bytes of files: in a folder by default, in an
// S3-compatible store where several machines serve. It knows keys and hashes,
// nothing of operations.
package blobs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/gcerrors"

	"github.com/cellsweep/cellsweep/models"
)

// Opener opens the bucket that a URL names.
type Opener func(ctx context.Context, u *url.URL) (*blob.Bucket, error)

// Store is an open place for blobs.
type Store struct {
	bucket *blob.Bucket
	dir    string // of a folder, "" for any other
	name   string // for people, without secrets

	syncPath func(path string) error // makes one durable
	mu       sync.Mutex
	synced   map[string]bool // folders whose own name is durable, and those of all above
}

// Open opens the place that is named: a folder's path, file:///path, or a URL
// whose scheme one of the openers knows. A folder that is not there is made.
func Open(ctx context.Context, place string, openers map[string]Opener) (*Store, error) {
	scheme, _, isURL := strings.Cut(place, "://")
	if !isURL {
		return openFolder(place)
	}
	u, err := url.Parse(place)
	if err != nil {
		return nil, models.NewFault(models.Invalid, "The place for files is no URL and no folder.").Because(err)
	}
	if scheme == "file" {
		return openFolder(u.Path)
	}
	open, ok := openers[scheme]
	if !ok {
		return nil, models.NewFault(models.Invalid, "Files cannot be kept at a %s:// address; give a folder or an s3:// URL.", scheme)
	}
	bucket, err := open(ctx, u)
	if err != nil {
		return nil, models.NewFault(models.Unavailable, "The place for files cannot be opened.").Because(err)
	}
	return &Store{bucket: bucket, name: scheme + "://" + u.Host}, nil
}

func openFolder(dir string) (*Store, error) {
	dir, err := filepath.Abs(dir)
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return nil, models.NewFault(models.Unavailable, "The folder for files cannot be made.").Because(err)
	}
	// A temporary file beside its place: a rename across file systems would fail.
	bucket, err := fileblob.OpenBucket(dir, &fileblob.Options{NoTempDir: true, Metadata: fileblob.MetadataDontWrite, DirFileMode: 0o700})
	if err != nil {
		return nil, models.NewFault(models.Unavailable, "The folder for files cannot be opened.").Because(err)
	}
	return &Store{bucket: bucket, dir: dir, name: dir, syncPath: syncPath, synced: map[string]bool{}}, nil
}

// Close ends it.
func (s *Store) Close() error { return s.bucket.Close() }

// Name says where the blobs are, without secrets.
func (s *Store) Name() string { return s.name }

// ErrWrongHash says that bytes are not those of the hash that was given for them.
var ErrWrongHash = errors.New("the bytes have another SHA-256")

// Put writes what r gives under a key, if it has the SHA-256 that is expected,
// in hex; else ErrWrongHash, and nothing is there. When it returns nil the bytes
// are durable. Fault of code Full when there is no room.
func (s *Store) Put(ctx context.Context, key string, r io.Reader, sha string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w, err := s.bucket.NewWriter(ctx, key, &blob.WriterOptions{ContentType: "application/octet-stream", DisableContentTypeDetection: true})
	if err != nil {
		return faultOf(err)
	}
	sum := sha256.New()
	_, err = io.Copy(w, io.TeeReader(r, sum))
	if err == nil && hexOf(sum) != sha {
		err = ErrWrongHash
	}
	if err != nil {
		cancel() // before Close, which else would keep what was written
		_ = w.Close()
		if errors.Is(err, ErrWrongHash) {
			return err
		}
		return faultOf(err)
	}
	if err := w.Close(); err != nil {
		return faultOf(err)
	}
	return s.sync(key)
}

func hexOf(sum hash.Hash) string { return hex.EncodeToString(sum.Sum(nil)) }

// sync makes a blob in a folder durable: its bytes, and its name in each folder
// above it. Object stores answer only for what is durable.
func (s *Store) sync(key string) error {
	if s.dir == "" {
		return nil
	}
	at := filepath.Join(s.dir, filepath.FromSlash(key))
	if err := s.syncPath(at); err != nil {
		return faultOf(err)
	}
	var passed []string
	for at != s.dir {
		// The folder, for the name that is in it; those above it once, for their own.
		at = filepath.Dir(at)
		if err := s.syncPath(at); err != nil {
			return faultOf(err)
		}
		s.mu.Lock()
		known := s.synced[at]
		s.mu.Unlock()
		if known {
			break
		}
		passed = append(passed, at)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, folder := range passed { // not before those above: another file would be answered for meanwhile
		s.synced[folder] = true
	}
	return nil
}

func syncPath(path string) error {
	f, err := os.Open(path) //nolint:gosec // a key of ours within the folder
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Get opens a blob. NotFound when there is none. The caller closes it.
func (s *Store) Get(ctx context.Context, key string) (io.ReadCloser, int64, error) {
	r, err := s.bucket.NewReader(ctx, key, nil)
	if err != nil {
		return nil, 0, faultOf(err)
	}
	return r, r.Size(), nil
}

// Hash reads a blob whole and gives its SHA-256 in hex. NotFound when there is none.
func (s *Store) Hash(ctx context.Context, key string) (string, error) {
	r, _, err := s.Get(ctx, key)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	_, err = io.Copy(sum, r)
	if err = errors.Join(err, r.Close()); err != nil {
		return "", faultOf(err)
	}
	return hexOf(sum), nil
}

// SetAside moves a blob to another key, for whoever wants to look at it.
func (s *Store) SetAside(ctx context.Context, key, to string) error {
	if err := s.bucket.Copy(ctx, to, key, nil); err != nil {
		return faultOf(err)
	}
	if err := s.sync(to); err != nil {
		return err
	}
	return faultOf(s.bucket.Delete(ctx, key))
}

// faultOf makes a Fault of what a place for blobs says.
func faultOf(err error) error {
	var fault *models.Fault
	switch {
	case err == nil, errors.As(err, &fault):
		return err
	case NoRoom(err):
		return models.NewFault(models.Full, "There is no room left for files here. Keep them and send them again later.").Because(err)
	case gcerrors.Code(err) == gcerrors.NotFound:
		return models.NewFault(models.NotFound, "There are no such bytes.").Because(err)
	}
	return models.NewFault(models.Unavailable, "The place for files does not answer as it should. Try again in a moment.").Because(err)
}

// NoRoom says whether an error means that a disk or a quota is full.
func NoRoom(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || gcerrors.Code(err) == gcerrors.ResourceExhausted
}

// Key names the blob of a file: two folders of 256 keep any one of them small.
func Key(operation models.ID, sha string) string {
	return fmt.Sprintf("files/%s/%s/%s", operation, sha[:2], sha)
}

// AsideKey names what was found in place of a file and is not it.
func AsideKey(operation models.ID, sha, found string) string {
	return fmt.Sprintf("altered/%s/%s-%s", operation, sha, found)
}
