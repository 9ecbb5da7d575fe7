package simulation

import (
	"fmt"
	"maps"
	"slices"

	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// Ledger is a journal and its documents in memory, with work that is not
// committed yet on top.
type Ledger struct {
	Journal []fieldsync.Journalled
	docs    map[docID]fieldsync.Document
	keys    map[docKey]map[string]bool
	undo    map[docID]*fieldsync.Document // what was there before; nil: nothing
}

type docID struct {
	kind fieldsync.Kind
	id   string
}

type docKey struct {
	kind fieldsync.Kind
	key  string
}

// NewLedger begins empty.
func NewLedger() *Ledger {
	return &Ledger{docs: map[docID]fieldsync.Document{}, keys: map[docKey]map[string]bool{}, undo: map[docID]*fieldsync.Document{}}
}

// Get reads a document.
func (l *Ledger) Get(kind fieldsync.Kind, id string) (fieldsync.Document, bool, error) {
	d, ok := l.docs[docID{kind, id}]
	return d, ok, nil
}

// Put writes a document; Commit makes it stay, Rollback takes it back.
func (l *Ledger) Put(d fieldsync.Document) error {
	id := docID{d.Kind, d.ID}
	before, was := l.docs[id]
	if _, noted := l.undo[id]; !noted {
		if l.undo[id] = nil; was {
			l.undo[id] = &before
		}
	}
	l.set(id, &d)
	return nil
}

func (l *Ledger) set(id docID, d *fieldsync.Document) {
	for _, k := range l.docs[id].Keys {
		delete(l.keys[docKey{id.kind, k}], id.id)
	}
	if delete(l.docs, id); d == nil {
		return
	}
	l.docs[id] = *d
	for _, k := range d.Keys {
		at := docKey{id.kind, k}
		if l.keys[at] == nil {
			l.keys[at] = map[string]bool{}
		}
		l.keys[at][id.id] = true
	}
}

// Find returns the documents of a kind that have a key, by id.
func (l *Ledger) Find(kind fieldsync.Kind, key string) ([]fieldsync.Document, error) {
	var found []fieldsync.Document
	for _, id := range slices.Sorted(maps.Keys(l.keys[docKey{kind, key}])) {
		found = append(found, l.docs[docID{kind, id}])
	}
	return found, nil
}

// EntryAt reads the journal.
func (l *Ledger) EntryAt(position uint64) (fieldsync.Journalled, error) {
	if position == 0 || position > uint64(len(l.Journal)) {
		return fieldsync.Journalled{}, fmt.Errorf("there is no position %d", position)
	}
	return l.Journal[position-1], nil
}

// Commit makes what was put stay.
func (l *Ledger) Commit() { clear(l.undo) }

// Rollback takes back what was put since the last commit.
func (l *Ledger) Rollback() {
	for id, d := range l.undo {
		l.set(id, d)
	}
	clear(l.undo)
}

// Documents are all of them.
func (l *Ledger) Documents() []fieldsync.Document { return slices.Collect(maps.Values(l.docs)) }
