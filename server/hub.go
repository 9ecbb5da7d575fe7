package server

import (
	"sync"

	"github.com/cellsweep/cellsweep/models"
)

// hub tells followers that an operation has news. It carries no news itself:
// whoever is told reads the database, which alone is the truth. Pokes coalesce,
// so a slow reader costs nothing and misses nothing.
type hub struct {
	mu        sync.Mutex
	followers map[models.ID]map[chan struct{}]bool
}

func newHub() *hub { return &hub{followers: map[models.ID]map[chan struct{}]bool{}} }

// follow returns a channel that holds one token whenever there was news since
// it was last read, and what to call when nobody reads it any more.
func (h *hub) follow(operation models.ID) (news <-chan struct{}, stop func()) {
	c := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.followers[operation] == nil {
		h.followers[operation] = map[chan struct{}]bool{}
	}
	h.followers[operation][c] = true
	return c, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.followers[operation], c)
		if len(h.followers[operation]) == 0 {
			delete(h.followers, operation)
		}
	}
}

// poke tells every follower of an operation.
func (h *hub) poke(operation models.ID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.followers[operation] {
		select {
		case c <- struct{}{}:
		default: // it has a poke that it has not read yet
		}
	}
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
