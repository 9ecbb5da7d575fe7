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

	"github.com/cellsweep/cellsweep/models"
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
	return &lock{turn: models.NewID().String(), path: filepath.Join(a.dir, id+lockSuffix), want: filepath.Join(a.dir, id+wantSuffix), done: make(chan struct{})}, nil
}

// lock is one request's. The file want says whose turn it is: that of the request
// that came last, for of one tablet's requests for one upload only the last has
// anybody at its other end. One that only waits must give way as one that holds:
// it may have hung as long, and would hang again with the lock in its hand.
type lock struct {
	turn       string // later ones are greater; over machines, as far as their clocks agree
	path, want string
	file       *os.File
	done       chan struct{}
}

// Lock waits until nobody else holds it. While it waits, whoever came before is
// asked to let go; handler.ErrFileLocked for one that somebody else came after,
// and for one that waited for as long as ctx lets it.
func (l *lock) Lock(ctx context.Context, letGo func()) error {
	for {
		err := l.try()
		if err == nil {
			break
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return faultOf(err)
		}
		switch turn := l.whoseTurn(); {
		case turn > l.turn:
			return handler.ErrFileLocked
		case turn < l.turn:
			if err := os.WriteFile(l.want, []byte(l.turn), 0o600); err != nil {
				return faultOf(err)
			}
		}
		wait := time.NewTimer(tryEvery)
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return handler.ErrFileLocked // tusd's own error for this is one of the server's
		}
	}
	begun, _ := ctx.Value(begunKey{}).(chan struct{})
	go l.look(letGo, begun)
	return nil
}

// whoseTurn is the last request that waits or waited, "" where none did, or while
// somebody else is writing it.
func (l *lock) whoseTurn() string {
	turn, _ := os.ReadFile(l.want)
	return string(turn)
}

// dropWant takes the word away that it is this request's turn, not that of one after
// it: also of one that waited in vain, since its tablet will come again.
func (l *lock) dropWant() {
	if l.whoseTurn() <= l.turn {
		_ = os.Remove(l.want)
	}
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
			if l.whoseTurn() <= l.turn {
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
	l.dropWant()
	_ = os.Remove(l.path) // while it is held, so that nobody else's is taken away
	return l.file.Close()
}
