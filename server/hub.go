package server

import (
	"sync"

	"github.com/cellsweep/cellsweep/models"
)

// hub knows who follows which operation. What it tells is a position and no
// news: whoever is told pulls, and only the database is the truth. A follower
// holds one word at most, with the newest position, so a slow reader costs nothing
// and misses nothing.
type hub struct {
	mu        sync.Mutex
	followers map[models.ID]map[*listener]bool
	told      map[models.ID]uint64 // up to where the followers of an operation have been told
	telling   sync.Mutex           // held from finding out what each is to be told until it is
}

// listener is one open stream.
type listener struct {
	credential string // hash of the token or of the session
	tablet     models.ID
	person     models.ID
	act        models.Act
	drafts     bool // follows what the operation is planned with, and no positions
	marks      marks
	news       chan word
	gone       chan struct{} // closed when the stream must end
}

func newHub() *hub {
	return &hub{followers: map[models.ID]map[*listener]bool{}, told: map[models.ID]uint64{}}
}

// streamsEach is how many streams of one operation a person may have open: a
// browser's tabs. A tablet has one.
const streamsEach = 16

// follow adds a listener from position since on, and returns what to call when
// nobody reads it any more. A tablet's older stream ends: it has lost that
// connection and does not know it yet.
func (h *hub) follow(operation models.ID, l *listener, since uint64) (stop func(), err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	open := 0
	for other := range h.followers[operation] {
		switch {
		case l.tablet != (models.ID{}) && other.tablet == l.tablet:
			h.drop(operation, other)
		case l.person != (models.ID{}) && other.person == l.person:
			open++
		}
	}
	if open >= streamsEach {
		return nil, models.NewFault(models.TooMany, "You follow this operation in %d windows already. Close one.", open)
	}
	if h.followers[operation] == nil {
		h.followers[operation] = map[*listener]bool{}
		h.told[operation] = since
	}
	h.followers[operation][l] = true
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.drop(operation, l)
	}, nil
}

// drop ends a stream. The caller holds the lock.
func (h *hub) drop(operation models.ID, l *listener) {
	if !h.followers[operation][l] {
		return
	}
	close(l.gone)
	delete(h.followers[operation], l)
	if len(h.followers[operation]) == 0 {
		delete(h.followers, operation)
		delete(h.told, operation)
	}
}

// of lists who follows an operation, and from which position on they must be told.
func (h *hub) of(operation models.ID) (all []*listener, since uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for l := range h.followers[operation] {
		all = append(all, l)
	}
	return all, h.told[operation]
}

// tell gives each listener its position, ends the streams of those that are
// not named, and notes how far everybody has been told.
func (h *hub) tell(operation models.ID, asked []*listener, news map[*listener]word, upTo uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, l := range asked {
		w, welcome := news[l]
		if w.marks != nil {
			l.marks = *w.marks
		}
		if !welcome {
			h.drop(operation, l)
		} else if w.position > 0 || w.stirred {
			l.hear(w)
		}
	}
	if _, followed := h.told[operation]; followed {
		h.told[operation] = max(h.told[operation], upTo)
	}
}

// hear puts a word where the stream takes it; what an unread older one says is
// taken over.
func (l *listener) hear(w word) {
	select {
	case older := <-l.news:
		w = w.and(older)
	default:
	}
	l.news <- w
}

// followed lists the operations that somebody follows here.
func (h *hub) followed() []models.ID {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make([]models.ID, 0, len(h.followers))
	for id := range h.followers {
		out = append(out, id)
	}
	return out
}
