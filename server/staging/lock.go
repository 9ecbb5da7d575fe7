package staging

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/tus/tusd/v2/pkg/handler"
)

const (
	lockSuffix = ".lock"
	wantSuffix = ".want"
)

// How often who waits for a lock tries again, and who holds one looks whether
// somebody waits. A tablet whose connection died comes back long before the
// server has noticed: the request that hangs must then give way.
const (
	tryEvery  = 50 * time.Millisecond
	lookEvery = 200 * time.Millisecond
)

type begunKey struct{}

// Watched gives a request's context and body so that locks taken under the one
// know when the other is read for the first time.
func Watched(ctx context.Context, body io.ReadCloser) (context.Context, io.ReadCloser) {
	begun := make(chan struct{})
	return context.WithValue(ctx, begunKey{}, begun), &watchedBody{ReadCloser: body, begun: begun}
}

type watchedBody struct {
	io.ReadCloser
	once  sync.Once
	begun chan struct{}
}

func (b *watchedBody) Read(p []byte) (int, error) {
	b.once.Do(func() { close(b.begun) })
	return b.ReadCloser.Read(p)
}

// NewLock gives the lock of an upload. It is flock(2) on a file beside the
// upload: it holds between processes, over a shared volume between machines
// (NFS version 4 too), and ends with the process that held it. tusd's own file
// locks know processes by their number, which in containers is 1 for all.
func (a *Area) NewLock(id string) (handler.Lock, error) {
	if !IsID(id) {
		return nil, handler.ErrNotFound
	}
	return &lock{path: filepath.Join(a.dir, id+lockSuffix), want: filepath.Join(a.dir, id+wantSuffix), done: make(chan struct{})}, nil
}

type lock struct {
	path, want string
	file       *os.File
	done       chan struct{}
}

// Lock waits until nobody else holds it. While it waits, the holder is asked to let go.
func (l *lock) Lock(ctx context.Context, letGo func()) error {
	for asked := false; ; asked = true {
		err := l.try()
		if err == nil {
			break
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return faultOf(err)
		}
		if !asked {
			if err := os.WriteFile(l.want, nil, 0o600); err != nil {
				return faultOf(err)
			}
		}
		wait := time.NewTimer(tryEvery)
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return handler.ErrLockTimeout
		}
	}
	_ = os.Remove(l.want)
	begun, _ := ctx.Value(begunKey{}).(chan struct{})
	go l.look(letGo, begun)
	return nil
}

// try takes the lock if it is free. The file may be removed between opening and
// locking, by whoever ended the upload: then it is another file by that name
// that counts.
func (l *lock) try() error {
	f, err := os.OpenFile(l.path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil { //nolint:gosec // a descriptor is small
		return errors.Join(err, f.Close())
	}
	mine, err := f.Stat()
	if err != nil {
		return errors.Join(err, f.Close())
	}
	if there, err := os.Stat(l.path); err != nil || !os.SameFile(mine, there) {
		return errors.Join(syscall.EWOULDBLOCK, f.Close())
	}
	l.file = f
	return nil
}

// look asks whoever holds the lock to let go when somebody waits for it, but not
// before it reads the body of its request: tusd would set that body aside without
// having it yet, and read on (a data race in tusd 2.8.0, httpContext.body).
func (l *lock) look(letGo func(), begun <-chan struct{}) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if _, err := os.Stat(l.want); err != nil {
				continue
			}
			if begun != nil {
				select {
				case <-begun:
				case <-l.done:
					return
				}
			}
			letGo()
			return
		case <-l.done:
			return
		}
	}
}

// Unlock lets go.
func (l *lock) Unlock() error {
	close(l.done)
	_ = os.Remove(l.path) // while it is held, so that nobody else's is taken away
	return l.file.Close()
}
