package server

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
)

func TestAShelfMakesAThingOnceForAllWhoWantItAtOnce(t *testing.T) {
	s := newShelf[string, int](1000)
	var made atomic.Int32
	var all sync.WaitGroup
	begun := make(chan struct{})
	for range 20 {
		all.Go(func() {
			<-begun
			n, err := s.get("a", func() (int, int, error) { return int(made.Add(1)), 10, nil })
			if err != nil || n != 1 {
				t.Errorf("given %d (%v)", n, err)
			}
		})
	}
	close(begun)
	all.Wait()
	if made.Load() != 1 {
		t.Errorf("made %d times", made.Load())
	}
}

func TestAShelfKeepsNoMoreThanItHasRoomFor(t *testing.T) {
	s := newShelf[int, string](100)
	made := 0
	get := func(key, size int) string {
		x, err := s.get(key, func() (string, int, error) { made++; return fmt.Sprint(key), size, nil })
		if err != nil || x != fmt.Sprint(key) {
			t.Errorf("%d gives %q (%v)", key, x, err)
		}
		return x
	}
	get(1, 40)
	get(2, 40)
	get(1, 40) // used last
	get(3, 40)
	if s.size != 80 || made != 3 {
		t.Errorf("%d bytes after %d were made", s.size, made)
	}
	get(1, 40)
	if made != 3 {
		t.Error("what was used last was dropped first")
	}
	get(2, 40)
	if made != 4 {
		t.Error("what was not used for longest was kept")
	}
	get(4, 101)
	get(4, 101)
	if made != 6 || s.size > 100 {
		t.Errorf("what is too large is kept: %d bytes", s.size)
	}
}

func TestAShelfKeepsNothingThatCouldNotBeMade(t *testing.T) {
	s := newShelf[string, int](1000)
	failed := errors.New("not now")
	if _, err := s.get("a", func() (int, int, error) { return 0, 5, failed }); !errors.Is(err, failed) {
		t.Error(err)
	}
	func() {
		defer func() { _ = recover() }()
		_, _ = s.get("a", func() (int, int, error) { panic("broken") })
	}()
	if n, err := s.get("a", func() (int, int, error) { return 7, 5, nil }); n != 7 || err != nil || s.size != 5 {
		t.Errorf("afterwards %d (%v), %d bytes", n, err, s.size)
	}
}
