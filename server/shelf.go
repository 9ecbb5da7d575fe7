package server

import (
	"container/list"
	"sync"
)

// shelf keeps what took long to read or to reckon, up to so many bytes of memory
// over all. A key must name one value for ever: what is known by the mark of its
// source, or by the id of what never changes, is found again or is not found,
// and never found wrong. What it gives is shared, and must not be altered.
type shelf[K comparable, V any] struct {
	mu     sync.Mutex
	things map[K]*list.Element
	order  *list.List // the one used last is in front
	size   int
	most   int // bytes
}

// kept is a thing on a shelf, or one that somebody is making: made is closed
// when it is there, or could not be made.
type kept[K comparable, V any] struct {
	key   K
	value V
	size  int
	fine  bool
	made  chan struct{}
}

func newShelf[K comparable, V any](most int) *shelf[K, V] {
	return &shelf[K, V]{things: map[K]*list.Element{}, order: list.New(), most: most}
}

// get gives what is there, or makes it and says how many bytes it takes. Of
// several who want the same at once one makes it; if that fails, each of the
// others tries for itself, since the failure may be the first one's own.
func (s *shelf[K, V]) get(key K, make func() (V, int, error)) (V, error) {
	s.mu.Lock()
	if e, ok := s.things[key]; ok {
		s.order.MoveToFront(e)
		t := e.Value.(*kept[K, V])
		s.mu.Unlock()
		if <-t.made; t.fine {
			return t.value, nil
		}
		value, _, err := make()
		return value, err
	}
	t := &kept[K, V]{key: key, made: closable()}
	e := s.order.PushFront(t)
	s.things[key] = e
	s.mu.Unlock()
	defer close(t.made)
	defer func() { s.settle(e, t) }() // a panic too
	value, size, err := make()
	if err == nil {
		t.value, t.size, t.fine = value, size, true
	}
	return value, err
}

func closable() chan struct{} { return make(chan struct{}) }

// settle keeps what was made and drops what was not used for longest; what could
// not be made, or is too large, is not kept.
func (s *shelf[K, V]) settle(e *list.Element, t *kept[K, V]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.size += t.size; !t.fine || t.size > s.most {
		s.drop(e)
	}
	for last := s.order.Back(); s.size > s.most && last != nil; {
		before := last.Prev()
		if last.Value.(*kept[K, V]).fine {
			s.drop(last)
		}
		last = before
	}
}

func (s *shelf[K, V]) drop(e *list.Element) {
	t := s.order.Remove(e).(*kept[K, V])
	delete(s.things, t.key)
	s.size -= t.size
}
