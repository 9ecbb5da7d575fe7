package server

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

// Not all that a screen shows is in the journal: who was called, the thresholds,
// and before release everything. Followers hear of that by marks, which differ
// from those that a follower was told last when there is something to be read.

// word is what a follower is told: a position, or that something has changed
// which has none.
type word struct {
	position uint64
	stirred  bool
	changed  []string // what of a draft
	marks    *marks   // by which it was found, nil where they are as before
}

// and joins a word with an unread older one.
func (w word) and(older word) word {
	changed := append(slices.Clone(older.changed), w.changed...)
	slices.Sort(changed)
	return word{position: max(w.position, older.position), stirred: w.stirred || older.stirred, changed: slices.Compact(changed)}
}

// marks are those of a picture or of a draft, as a follower was told them last.
type marks struct {
	picture map[models.ID]string
	draft   map[string]string
}

// marksFor reads the marks of an operation that followers of either kind go by.
func marksFor(v store.View, operation models.ID, pictures, drafts bool) (m marks, err error) {
	if pictures {
		if m.picture, err = v.PictureMarks(operation); err != nil {
			return m, err
		}
	}
	if drafts {
		m.draft, err = v.DraftMarks(operation)
	}
	return m, err
}

// differ lists the keys of now that were not so before, or are gone.
func differ[K comparable](before, now map[K]string) (keys []K) {
	for k, x := range now {
		if before[k] != x {
			keys = append(keys, k)
		}
	}
	for k := range before {
		if _, there := now[k]; !there {
			keys = append(keys, k)
		}
	}
	return keys
}

// stirs says whether the marks tell a listener anything new, whoever they are.
func (l *listener) stirs(now marks) bool {
	return l.drafts && !maps.Equal(l.marks.draft, now.draft) || !l.drafts && l.tablet == (models.ID{}) && !maps.Equal(l.marks.picture, now.picture)
}

// newsBy is the word that the marks are for somebody: of a site that is not theirs
// they learn nothing, not even that it stirred.
func (l *listener) newsBy(now marks, who models.Actor, operation models.ID) (w word) {
	if !l.stirs(now) {
		return w
	}
	w.marks = &now
	if l.drafts {
		w.changed = differ(l.marks.draft, now.draft)
		slices.Sort(w.changed)
		w.stirred = true
	}
	for _, site := range differ(l.marks.picture, now.picture) {
		w.stirred = w.stirred || !l.drafts && (site == (models.ID{}) || who.Sees(l.act, operation, site))
	}
	return w
}

// word is what there is to be told to a listener, who is who.
func (l *listener) word(news map[models.ID]uint64, now marks, who models.Actor, operation models.ID) word {
	w := l.newsBy(now, who, operation)
	if !l.drafts {
		w.position = newest(news, who, l.act, operation)
	}
	return w
}

// event is a word as the stream says it. A draft has no position, and its poke
// names kinds of things and nothing of them.
func (l *listener) event(w word) string {
	if !l.drafts {
		return poke(w.position)
	}
	raw, _ := json.Marshal(append([]string{}, w.changed...)) // of strings it cannot fail
	return fmt.Sprintf("event: poke\ndata: {\"changed\":%s}\n\n", raw)
}

// stirred is told of an operation after a commit that a screen may show though
// no journal has it.
func (s *Server) stirred(operation models.ID) {
	s.news.add(operation)
	s.committed(operation)
}
