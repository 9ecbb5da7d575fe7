package sync

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
)

// Memory is a ledger that is kept nowhere: for documents that are shown before
// there is a journal, as those in a sealed package are.
type Memory struct {
	docs    map[target]Document
	byKey   map[target]map[string]bool // a kind and a key, to the ids of the documents that have it
	journal []Journalled
}

// NewMemory makes an empty one.
func NewMemory() *Memory {
	return &Memory{docs: map[target]Document{}, byKey: map[target]map[string]bool{}}
}

// Get implements Documents.
func (m *Memory) Get(kind Kind, id string) (Document, bool, error) {
	d, ok := m.docs[target{kind, id}]
	return d, ok, nil
}

// Put implements Documents.
func (m *Memory) Put(d Document) error {
	for _, key := range m.docs[target{d.Kind, d.ID}].Keys {
		delete(m.byKey[target{d.Kind, key}], d.ID)
	}
	m.docs[target{d.Kind, d.ID}] = d
	for _, key := range d.Keys {
		at := target{d.Kind, key}
		if m.byKey[at] == nil {
			m.byKey[at] = map[string]bool{}
		}
		m.byKey[at][d.ID] = true
	}
	return nil
}

// Find implements Documents.
func (m *Memory) Find(kind Kind, key string) (found []Document, err error) {
	for _, id := range slices.Sorted(maps.Keys(m.byKey[target{kind, key}])) {
		found = append(found, m.docs[target{kind, id}])
	}
	return found, nil
}

// EntryAt implements Ledger.
func (m *Memory) EntryAt(position uint64) (Journalled, error) {
	if position == 0 || position > uint64(len(m.journal)) {
		return Journalled{}, models.NewFault(models.NotFound, "nothing is at position %d", position)
	}
	return m.journal[position-1], nil
}

// Append gives an entry the next position and projects it. An entry that is not
// applied is an error: what is shown beforehand must be what the journal will give.
func (m *Memory) Append(p *Projector, j Journalled) error {
	j.Position = uint64(len(m.journal) + 1)
	m.journal = append(m.journal, j)
	r, err := p.Apply(m, j)
	if err == nil && r.Status != Applied {
		err = models.NewFault(models.Internal, "the entry %s would be %s: %s", j.Entry.Type, r.Status, r.Detail)
	}
	return err
}

// Documents gives every document as a feed does, without receipts: ascending by
// (position, kind, id).
func (m *Memory) Documents() []Document {
	all := slices.DeleteFunc(slices.Collect(maps.Values(m.docs)), func(d Document) bool { return d.Kind == KindReceipt })
	slices.SortFunc(all, func(a, b Document) int {
		return cmp.Or(cmp.Compare(a.Position, b.Position), strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(a.ID, b.ID))
	})
	return all
}
